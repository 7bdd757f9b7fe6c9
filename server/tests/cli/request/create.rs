//! `request create`.

use serde_json::{Value, json};

use super::{ON_FILE, World, pending, with_customer};

/// A request whose link is handed over.
fn create(world: &World) -> Value {
    world.run(&format!("{ON_FILE} --print-link --json")).json()
}

#[test]
fn a_request_is_made_with_a_link_and_shown_without_its_hash() {
    let world = with_customer();
    let made = create(&world);
    let names: Vec<_> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["confirmationUrl", "dueAt", "expiresAt", "hash", "requestId"]);
    let text = |name: &str| made[name].as_str().unwrap();
    let (id, hash) = (text("requestId"), text("hash"));
    assert_eq!((id.len(), hash.len()), (32, 64));
    assert_eq!(
        text("confirmationUrl"),
        format!("http://localhost:8080/gdpr-requests?Hash={hash}&PersonalDataRequestID={id}")
    );
    assert!(chrono::DateTime::parse_from_rfc3339(text("expiresAt")).is_ok());

    let shown = world.run(&format!("request show {id}")).done();
    for expected in ["access", "inTRONICS", "inSPIRED-inTRONICS-Site", "C-1", "pending"] {
        assert!(shown.contains(expected), "{shown}");
    }
    let json = world.run(&format!("request show {id} --json")).json();
    assert_eq!((&json["requestId"], &json["state"]), (&json!(id), &json!("pending")));
    assert_eq!(json["linkExpiresAt"], made["expiresAt"]);
    for printed in [shown, json.to_string()] {
        assert!(!printed.contains(hash) && !printed.contains("erika@example.org"), "{printed}");
    }
}

#[test]
fn the_text_for_people_says_the_same() {
    let world = with_customer();
    let out = world.run("request create --type erasure --shop inTRONICS --customer C-1 --print-link").done();
    let titles: Vec<_> = out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(titles, ["request", "hash", "link", "expires", "due"]);
    let id = out.split_whitespace().nth(1).unwrap();
    assert_eq!(world.run(&format!("request show {id} --json")).json()["type"], "erasure");
}

#[test]
fn link_and_lifetime_follow_the_configuration() {
    let world = with_customer()
        .with("GDPR_CONFIRMATION_URL", "https://shop.example/gdpr/{id}#{hash}")
        .with("GDPR_CONFIRMATION_LINK_LIFETIME", "7days");
    let made = create(&world);
    assert!(made["confirmationUrl"].as_str().unwrap().starts_with("https://shop.example/gdpr/"));
    let shown = world.run(&format!("request show {} --json", made["requestId"].as_str().unwrap())).json();
    let time = |name: &str| chrono::DateTime::parse_from_rfc3339(shown[name].as_str().unwrap()).unwrap();
    assert_eq!(time("linkExpiresAt") - time("receivedAt"), chrono::TimeDelta::days(7));
}

#[test]
fn no_two_requests_are_alike() {
    let world = with_customer();
    let (one, other) = (create(&world), create(&world));
    assert_ne!(one["requestId"], other["requestId"]);
    assert_ne!(one["hash"], other["hash"]);
}

#[test]
fn what_cannot_be_made_or_shown_is_refused_without_repeating_personal_data() {
    let world = with_customer();
    let create = "request create --type access --shop";
    world.run(&format!("{create} Moon --customer C-1")).refused(1, &["there is no shop \"Moon\""]);
    let told =
        world.run(&format!("{create} inTRONICS --customer C-4711")).refused(1, &["nobody on file with this number"]);
    assert!(!told.contains("4711"), "{told}");
    let told = world
        .run(&format!("{create} inTRONICS --customer C-1 --send-to erika@ --because moved"))
        .refused(2, &["--send-to ADDRESS"]);
    assert!(!told.contains("erika"), "{told}");
    let told = world.run(&format!("{create} inTRONICS --customer x/4711")).refused(2, &["--customer NUMBER"]);
    assert!(!told.contains("4711"), "{told}");
    world.run("request create --type x --shop inTRONICS --customer C-1").refused(2, &["access, erasure"]);
    world.run("request show 0123").refused(1, &["there is no request with this id"]);
    world.run("request show a%20b").refused(2, &["may only contain"]);
    world.run("request show").refused(2, &["<ID>"]);
}

#[test]
fn a_shop_can_have_a_link_of_its_own() {
    let world = with_customer().with("GDPR_SHOPS", "shops");
    std::fs::create_dir_all(world.path("shops/inTRONICS")).unwrap();
    world.write("shops/inTRONICS/shop.toml", "link = 'page'\npublic_url = 'https://privacy.shop.example'");
    let made = create(&world);
    let text = |name: &str| made[name].as_str().unwrap();
    let (id, hash) = (text("requestId"), text("hash"));
    let page = format!("https://privacy.shop.example/gdpr-requests?Hash={hash}&PersonalDataRequestID={id}");
    assert_eq!(text("confirmationUrl"), page);
}

#[test]
fn without_a_word_about_the_link_it_is_mailed_to_the_address_on_file_and_not_printed() {
    let world = with_customer();
    let made = world.run(&format!("{ON_FILE} --json")).json();
    let names: Vec<_> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["dueAt", "requestId"]);
    let out = world.run(ON_FILE).done();
    let lines: Vec<_> = out.lines().collect();
    let [request, due, outbox] = lines[..] else { panic!("{out}") };
    assert!(request.starts_with("request  ") && due.starts_with("due      20"), "{out}");
    assert_eq!(outbox, "The mail with the link is in the outbox; the server sends it.");
    let id = made["requestId"].as_str().unwrap();
    let shown = world.run(&format!("request show {id} --json")).json();
    assert_eq!((&shown["mails"][0]["kind"], &shown["mails"][0]["status"]), (&json!("confirmation"), &json!("waiting")));
    let text = world.run(&format!("request show {id}")).done();
    assert!(text.lines().last().unwrap().starts_with("mail          confirmation: waiting since 20"), "{text}");
}

#[test]
fn whose_request_it_is_can_come_from_a_file_or_from_standard_input() {
    let world = with_customer();
    world.write("number.txt", "C-1\r\n");
    world.write("address.txt", "Erika@example.org\n");
    let create = "request create --type erasure --shop inTRONICS";
    let of = |made: Value| world.run(&format!("request show {} --json", made["requestId"].as_str().unwrap())).json();
    let from_file = of(world.run(&format!("{create} --customer @number.txt --json")).json());
    assert_eq!(from_file["customerNumber"], "C-1");
    let from_input = of(world.run_with(&format!("{create} --customer - --json"), b"C-1\n").json());
    assert_eq!(from_input["customerNumber"], "C-1");
    let guest = of(world.run(&format!("{create} --guest-email @address.txt --order O-1 --json")).json());
    assert_eq!((&guest["customerNumber"], &guest["orderNumber"]), (&json!("C-1"), &json!("O-1")));
    world
        .run(&format!("{create} --customer @missing.txt"))
        .refused(1, &["--customer NUMBER: missing.txt cannot be read"]);
    world.write("long.txt", "1".repeat(70_000));
    world.run(&format!("{create} --customer @long.txt")).refused(2, &["longer than 65536 bytes"]);
    world.run_with(&format!("{create} --customer -"), b"").refused(2, &["--customer NUMBER is empty"]);
    world.run_with(&format!("{create} --customer -"), b"\xff").refused(1, &["standard input cannot be read"]);
}

#[test]
fn a_mail_goes_elsewhere_for_a_reason_that_stands_in_the_history() {
    let world = with_customer();
    world.write("why.txt", "Showed a passport.\nAt the counter.\n");
    let made = world.run(&format!("{ON_FILE} --send-to new@example.org --because @why.txt --json")).json();
    let history = world.run(&format!("request history {} --json", made["requestId"].as_str().unwrap())).json();
    assert_eq!(history["text"], "mail to new@example.org: Showed a passport.\nAt the counter.");
    world.run(&format!("{ON_FILE} --send-to new@example.org")).refused(2, &["--because <TEXT>"]);
    world.run(&format!("{ON_FILE} --because x")).refused(2, &["--send-to <ADDRESS>"]);
    world
        .run(&format!("{ON_FILE} --send-to a@b.example --because x --print-link"))
        .refused(2, &["cannot be used with"]);
    world
        .run_exactly(
            &[
                "request",
                "create",
                "--type",
                "access",
                "--shop",
                "inTRONICS",
                "--customer",
                "C-1",
                "--send-to",
                "a@b.example",
                "--because",
                " ",
            ],
            b"",
        )
        .refused(1, &["a reason is needed, of at most 4000 characters"]);
}

#[test]
fn language_and_day_of_receipt_are_those_that_were_given() {
    let world = with_customer();
    let id = pending(&world, "--language de-AT --received 2026-01-31T12:00:00+01:00");
    let shown = world.run(&format!("request show {id} --json")).json();
    assert_eq!(
        (&shown["language"], &shown["receivedAt"], &shown["dueAt"]),
        (&json!("de"), &json!("2026-01-31T11:00:00.000Z"), &json!("2026-02-28T11:00:00.000Z"))
    );
    world.run(&format!("{ON_FILE} --language fr")).refused(2, &["there are mails in de, en"]);
    world.run(&format!("{ON_FILE} --received yesterday")).refused(2, &["--received <DATE>"]);
    for year in ["0001", "0206", "1899"] {
        world.run(&format!("{ON_FILE} --received {year}-01-31")).refused(2, &["a year from 1900 to 9999"]);
    }
    let of_a_day = pending(&world, "--received 2026-01-31");
    assert_eq!(world.run(&format!("request show {of_a_day} --json")).json()["receivedAt"], "2026-01-31T00:00:00.000Z");
    world
        .run(&format!("{ON_FILE} --received 2999-01-01T00:00:00Z"))
        .refused(1, &["cannot have been received in the future"]);
}

#[test]
fn it_has_to_be_said_whose_data_it_is_about_and_in_one_way() {
    let world = with_customer();
    let create = "request create --type access --shop inTRONICS";
    for (rest, said) in [
        ("", "--customer <NUMBER>"),
        ("--guest-email erika@example.org", "--order <NUMBER>"),
        ("--order O-1", "--guest-email <ADDRESS>"),
        ("--customer C-1 --guest-email erika@example.org --order O-1", "cannot be used with"),
    ] {
        let told = world.run(&format!("{create} {rest}")).refused(2, &[said]);
        assert!(!told.contains("erika"), "{told}");
    }
    for rest in ["--guest-email erika@example.org --order O-2", "--guest-email max@example.org --order O-1"] {
        let told = world.run(&format!("{create} {rest}")).refused(1, &["nobody on file"]);
        assert!(!told.contains("example.org") && !told.contains("O-"), "{told}");
    }
}

#[test]
fn somebody_without_an_address_cannot_be_mailed() {
    let world = with_customer();
    world
        .run_with("customer import --shop inTRONICS -", br#"{"shopCustomerNumber":"C-2","customerType":"b2c"}"#)
        .done();
    let create = "request create --type access --shop inTRONICS --customer C-2";
    world.run(create).refused(1, &["there is no address on file to send the mail to; state one, with the reason"]);
    world.run(&format!("{create} --print-link")).done();
}
