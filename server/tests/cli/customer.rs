//! `customer import` and `customer show`.

use serde_json::{Value, json};

use super::World;

fn document(number: &str) -> Value {
    json!({"shopCustomerNumber": number, "customerType": "b2c", "firstName": "Erika"})
}

fn lines(documents: &[Value]) -> String {
    let lines: Vec<_> = documents.iter().map(Value::to_string).collect();
    lines.join("\n") + "\n"
}

#[test]
fn customers_come_in_are_shown_as_the_contract_has_them_and_come_in_again_unchanged() {
    let world = World::with_shop_and_user();
    world.write("customers.ndjson", lines(&[document("C-1"), document("C-2")]));
    let import = "customer import --shop inTRONICS customers.ndjson";
    assert_eq!(world.run(import).done(), "2 created, 0 updated, 0 unchanged, 0 refused\n");
    assert_eq!(
        world.run(&format!("{import} --json")).json(),
        json!({"created": 0, "updated": 0, "unchanged": 2, "erasedAgain": 0, "refused": [], "refusedCount": 0})
    );

    let mut changed = document("C-2");
    changed["firstName"] = json!("Max");
    let old_names = json!({"shopCustomerNo": "C-3", "customerType": "B2B"});
    let done = world.run_with("customer import --shop inTRONICS -", lines(&[changed, old_names]).as_bytes());
    assert_eq!(done.done(), "1 created, 1 updated, 0 unchanged, 0 refused\n");

    let shown: Value = serde_json::from_str(&world.run("customer show --shop inTRONICS C-2").done()).unwrap();
    assert_eq!(
        shown,
        json!({"shopCustomerNo": "C-2", "shopCustomerNumber": "C-2", "customerType": "b2c", "firstName": "Max"})
    );
    assert_eq!(world.run("customer show --shop inTRONICS C-3 --json").json()["shopCustomerNumber"], "C-3");
}

#[test]
fn bad_lines_are_told_by_number_and_reason_and_keep_nobody_out() {
    let world = World::with_shop_and_user();
    let mut file = b"\xEF\xBB\xBF".to_vec();
    file.extend(lines(&[document("C-1")]).into_bytes());
    file.extend(b"\n  \r\n{\n");
    file.extend(br#"{"customerType":"b2c"}"#);
    file.extend(b"\n{\"shopCustomerNumber\":\"\xFF\"}\n");
    file.extend(lines(&[json!({"shopCustomerNumber": "C-2", "customerType": "b2c", "email": 7})]).into_bytes());
    file.extend(document("C-3").to_string().into_bytes());
    world.write("customers.ndjson", &file);

    let done = world.run("customer import --shop inTRONICS customers.ndjson --json");
    assert_eq!(done.code, 1);
    let told: Vec<_> = done.err.lines().collect();
    assert_eq!(told.len(), 4, "{told:?}");
    for (line, start) in told.iter().zip([
        "line 4: is not valid JSON",
        "line 5: shopCustomerNumber: is missing",
        "line 6: is not UTF-8 text",
        "line 7: email: expected a string",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    let json: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&json["created"], &json["refusedCount"]), (&json!(2), &json!(4)));
    assert_eq!(json["refused"][0]["line"], 4);
    assert_eq!(json["refused"][2]["reason"], "is not UTF-8 text");
    world.run("customer show --shop inTRONICS C-3").done();
}

#[test]
fn the_list_of_refused_lines_for_programs_is_bounded_and_the_count_is_not() {
    let world = World::with_shop_and_user();
    let done = world.run_with("customer import --shop inTRONICS - --json", "x\n".repeat(1_500).as_bytes());
    assert_eq!(done.code, 1);
    assert_eq!(done.err.lines().count(), 1_500);
    let json: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(json["refused"].as_array().unwrap().len(), 1_000);
    assert_eq!(json["refusedCount"], 1_500);
}

#[test]
fn a_line_longer_than_64_mib_is_refused_by_number() {
    let world = World::with_shop_and_user();
    let mut file = vec![b'x'; 65 * 1024 * 1024];
    file.push(b'\n');
    file.extend(lines(&[document("C-1")]).into_bytes());
    let done = world.run_with("customer import --shop inTRONICS -", &file);
    assert_eq!((done.code, done.err.as_str()), (1, "line 1: is longer than 64 MiB\n"));
    assert_eq!(done.out, "1 created, 0 updated, 0 unchanged, 1 refused\n");
}

#[test]
fn more_lines_than_a_batch_all_arrive() {
    let world = World::with_shop_and_user();
    let documents: Vec<_> = (0..1_201).map(|number| document(&format!("C-{number}"))).collect();
    let file = lines(&documents);
    let done = world.run_with("customer import --shop inTRONICS -", file.as_bytes());
    assert_eq!(done.done(), "1201 created, 0 updated, 0 unchanged, 0 refused\n");
    world.run("customer show --shop inTRONICS C-1200").done();
}

#[test]
fn an_empty_file_is_no_error() {
    let world = World::with_shop_and_user();
    assert_eq!(
        world.run("customer import --shop inTRONICS -").done(),
        "0 created, 0 updated, 0 unchanged, 0 refused\n"
    );
}

#[test]
fn what_is_not_there_is_said_before_anything_is_read() {
    let world = World::with_shop_and_user();
    world.run("customer import --shop Moon missing.ndjson").refused(1, &["there is no shop \"Moon\"", "shop add"]);
    world.run("customer import --shop inTRONICS missing.ndjson").refused(1, &["missing.ndjson cannot be read"]);
    world.run("customer import --shop inTRONICS .").refused(1, &["is a directory"]);
    world.run("customer import customers.ndjson").refused(2, &["--shop <NAME>"]);
    world.run("customer show --shop Moon C-1").refused(1, &["there is no shop \"Moon\""]);
    let told = world.run("customer show --shop inTRONICS C-4711").refused(1, &["has no customer with this number"]);
    assert!(!told.contains("C-4711"), "{told}");
    let told = world.run("customer show --shop inTRONICS a/b").refused(2, &["NUMBER contains"]);
    assert!(!told.contains("a/b"), "{told}");
}

#[test]
fn who_is_shown_on_the_command_line_is_remembered_like_anywhere_else() {
    let world = World::with_shop_and_user();
    world.write("customers.ndjson", lines(&[document("C-1")]));
    world.run("customer import --shop inTRONICS customers.ndjson").done();
    world.run("customer show --shop inTRONICS C-1").done();
    world.run("customer show --shop inTRONICS C-4711").refused(1, &["no customer with this number"]);
    let exported = world.run("audit export --since 2020-01-01").done();
    let read: Vec<_> = exported.lines().filter(|line| line.contains("\"customer-read\"")).collect();
    assert_eq!(read.len(), 1, "{exported}");
    assert!(read[0].contains("command-line:uid ") && !exported.contains("C-1"), "{exported}");
}

#[test]
fn a_file_in_another_format_is_refused_as_a_whole_with_a_command_that_helps() {
    let world = World::with_shop_and_user();
    for (file, text, help) in [
        ("array.json", "[\n{\"shopCustomerNumber\":\"C-1\",\"customerType\":\"b2c\"}\n]\n", "jq -c '.[]' FILE"),
        ("table.csv", "shopCustomerNumber;customerType\nC-1;b2c\n", "mlr --icsv --ojsonl cat FILE"),
    ] {
        world.write(file, text);
        let import = world.run(&format!("customer import --shop inTRONICS {file}"));
        import.refused(1, &["line 1: ", help, "nothing was imported"]);
    }
    world.run("customer show --shop inTRONICS C-1").refused(1, &["no customer with this number"]);
}
