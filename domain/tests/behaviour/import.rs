//! Lines of an import: what is taken, what is refused, and that a reason never tells what stood in the line.

use domain::customer::CustomerType;
use domain::customer::import::{Imported, read_line};
use domain::fulfilment::Batch;
use domain::refusal::Fault;
use domain::store::StoreError;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::contract::{Kind, Names, any_customer, full_customer, places, renamed};
use crate::scene::{Scene, name};

/// The reason why a line is refused.
fn reason(line: &str) -> String {
    match read_line(line) {
        Ok(_) => panic!("this was taken: {line}"),
        Err(why) => why.to_string(),
    }
}

/// A line with this text after what every line needs.
fn line_with(members: &str) -> String {
    format!(r#"{{"customerType":"b2c","shopCustomerNumber":"BB002",{members}}}"#)
}

#[test]
fn a_line_is_taken_under_current_and_under_deprecated_names() {
    let current = read_line(&full_customer().to_string()).unwrap();
    assert_eq!((current.number.as_str(), current.kind), ("BB002", CustomerType::B2c));
    for names in [Names::Deprecated, Names::Both] {
        let record = read_line(&renamed(&full_customer(), names).to_string()).unwrap();
        assert!(record == current, "the same customer is stored in the same way");
    }
}

#[test]
fn white_space_around_the_document_and_the_order_of_its_members_do_not_matter() {
    let one = read_line(r#"{"customerType":"b2c","shopCustomerNumber":"1","title":"Dr."}"#).unwrap();
    let same =
        read_line("  { \"title\" :\t\"Dr.\", \"shopCustomerNumber\":\"1\",\r\"customerType\":\"b2c\" } \r").unwrap();
    assert!(one == same);
}

#[test]
fn the_customer_type_is_read_in_either_case() {
    for (code, kind) in [("b2c", CustomerType::B2c), ("B2C", CustomerType::B2c), ("B2b", CustomerType::B2b)] {
        let record = read_line(&json!({"customerType": code, "shopCustomerNumber": "1"}).to_string()).unwrap();
        assert_eq!(record.kind, kind);
    }
}

#[test]
fn what_a_line_needs_is_said_by_name() {
    for (line, expected) in [
        (r#"{"customerType":"b2c"}"#, "shopCustomerNumber: is missing"),
        (r#"{"customerType":"b2c","shopCustomerNumber":null,"shopCustomerNo":null}"#, "shopCustomerNumber: is missing"),
        (r#"{"shopCustomerNumber":"1"}"#, "customerType: is missing (b2c or b2b)"),
        (r#"{"shopCustomerNumber":"1","customerType":"b2x"}"#, "customerType: is neither b2c nor b2b"),
        (r#"{"shopCustomerNumber":"","customerType":"b2c"}"#, "shopCustomerNumber: is empty"),
        (
            r#"{"shopCustomerNo":"SECRET/1","customerType":"b2c"}"#,
            "shopCustomerNumber: contains a control character, '/' or '\\'",
        ),
        (
            r#"{"shopCustomerNumber":"SECRET ","customerType":"b2c"}"#,
            "shopCustomerNumber: begins or ends with white space",
        ),
        ("{}", "shopCustomerNumber: is missing"),
    ] {
        assert_eq!(reason(line), expected, "{line}");
    }
}

#[test]
fn twins_that_differ_are_refused_at_their_place() {
    let current = full_customer();
    let both = renamed(&current, Names::Both);
    let mut conflicts = 0;
    for (written, pointer, kind) in places() {
        // A twin is what the two documents differ in.
        let Kind::Object(schema) = kind else { continue };
        for (deprecated, _) in schema.iter().filter(|(_, property)| property.successor.is_some()) {
            let mut document = both.clone();
            let twin = document.pointer_mut(&pointer).unwrap().get_mut(deprecated).unwrap();
            *twin = match &*twin {
                Value::Number(_) => json!(4_711_471),
                Value::Array(_) => json!(["SECRET"]),
                _ => json!("SECRET"),
            };
            let place = if written.is_empty() { deprecated.clone() } else { format!("{written}.{deprecated}") };
            let said = reason(&document.to_string());
            assert_eq!(said, format!("{place}: differs from its successor; leave one of the two out"));
            conflicts += 1;
        }
    }
    assert!(conflicts >= 11, "every deprecated property of the contract was tried, but there were {conflicts}");
}

#[test]
fn an_unknown_property_is_refused_wherever_it_stands() {
    for (written, pointer, kind) in places() {
        if !matches!(kind, Kind::Object(_)) {
            continue;
        }
        for value in [json!("SECRET"), json!(null), json!({"SECRET": ["SECRET"]}), json!(1e300)] {
            let mut document = full_customer();
            document.pointer_mut(&pointer).unwrap()["favouriteColour"] = value;
            let place =
                if written.is_empty() { "favouriteColour".to_owned() } else { format!("{written}.favouriteColour") };
            assert_eq!(reason(&document.to_string()), format!("{place}: the contract has no such property"));
        }
    }
    for almost in ["shopcustomernumber", "ShopCustomerNumber", "shop_customer_number", "title ", ""] {
        let said = reason(&line_with(&json!({almost: "SECRET"}).to_string().replace(['{', '}'], "")));
        assert!(said.ends_with("the contract has no such property") && !said.contains("SECRET"), "{said}");
    }
}

#[test]
fn a_value_of_the_wrong_type_is_refused_at_its_place_and_never_quoted() {
    let sly = "SECRET, expected SECRET at line 1 column SECRET";
    let wrong = [json!(sly), json!(471_147_114), json!(4711.4711), json!([sly]), json!({"title": sly}), json!(true)];
    for (written, pointer, kind) in places() {
        for value in &wrong {
            let fits = match &kind {
                Kind::Text => value.is_string(),
                Kind::Integer => value.is_i64(),
                Kind::Number => value.is_number(),
                Kind::Flag => value.is_boolean(),
                Kind::Date | Kind::Time => false,
                Kind::List(_) => value.is_array(),
                Kind::Object(_) => value.is_object(),
            };
            if fits {
                continue;
            }
            let mut document = full_customer();
            *document.pointer_mut(&pointer).unwrap() = value.clone();
            let said = reason(&document.to_string());
            let place = if written.is_empty() { "the document" } else { &written };
            // A list that stands for an object may already be wrong in its first item.
            let at = [format!("{place}: "), format!("{place}[0]: ")];
            assert!(at.iter().any(|at| said.starts_with(at)), "{place}: {value}: {said}");
            assert!(!said.contains("SECRET") && !said.contains("4711"), "{place}: {said}");
            for of_rust in ["struct", "map", "sequence", "i32", "f64", "formatted"] {
                assert!(!said.contains(of_rust), "{place}: {said}");
            }
        }
    }
}

#[test]
fn a_list_of_values_does_not_pass_for_an_object() {
    // In the order of the alphabet, which is that of the generated types.
    for list in [r#"["SECRET","SECRET","SECRET","SECRET"]"#, "[]", "[null,null,null,null]"] {
        let said = reason(&line_with(&format!(r#""bankAccounts":[{{}},{list}]"#)));
        assert!(said.starts_with("bankAccounts[1]: ") && !said.contains("SECRET"), "{said}");
    }
    let whole: Vec<Value> = renamed(&full_customer(), Names::Both).as_object().unwrap().values().cloned().collect();
    let said = reason(&Value::from(whole).to_string());
    assert!(said.starts_with("the document: ") && !said.contains("Wert"), "{said}");
}

#[test]
fn a_member_that_stands_there_twice_is_refused() {
    for members in [
        r#""title":"SECRET","title":"SECRET""#,
        r#""title":null,"title":null"#,
        r#""title":"SECRET","\u0074itle":"SECRET""#,
        r#""orders":[{"id":1,"id":1}]"#,
        r#""orders":[],"orders":[]"#,
        r#""shopCustomerNo":"BB002","shopCustomerNo":"BB002""#,
    ] {
        let said = reason(&line_with(members));
        assert!(said.contains("stands there twice") && !said.contains("SECRET"), "{said}");
    }
    let said = reason(&line_with(r#""orders":[{},{"id":1,"id":2}]"#));
    assert!(said.contains("orders[1]") && said.contains("the property id stands there twice"), "{said}");
}

#[test]
fn a_number_that_a_double_would_change_is_refused_at_its_place() {
    for number in ["0.1000000000000000055", "12345678901234567.89", "1e-400", "123456789012345678901234567890"] {
        let said = reason(&line_with(&format!(r#""orders":[{{}},{{"shopTotalNet":{number}}}]"#)));
        assert_eq!(said, "orders[1].shopTotalNet: has more digits than a double can hold", "{number}");
    }
    for number in ["1e400", "-1e400", "1e99999999999999999999"] {
        let said = reason(&line_with(&format!(r#""orders":[{{}},{{"shopTotalNet":{number}}}]"#)));
        assert!(said.starts_with("orders[1].shopTotalNet: is a number out of range"), "{number}: {said}");
    }
    for number in ["2147483648", "-2147483649", "1.5", "1.0", "1e3"] {
        let said = reason(&line_with(&format!(r#""orders":[{{"id":{number}}}]"#)));
        assert!(said.starts_with("orders[0].id: expected a whole number"), "{number}: {said}");
    }
    for number in ["2147483647", "-2147483648", "0"] {
        read_line(&line_with(&format!(r#""orders":[{{"id":{number}}}]"#))).unwrap();
    }
}

#[test]
fn what_is_not_json_is_refused() {
    for line in [
        "",
        " ",
        "SECRET",
        "{",
        r#"{"title":"SECRET}"#,
        r#"{"title":NaN}"#,
        r#"{"title":'SECRET'}"#,
        r#"{"customerBalances":[{"openInvoiceAmount":NaN}]}"#,
        r#"{"customerBalances":[{"openInvoiceAmount":-Infinity}]}"#,
        r#"{"customerBalances":[{"openInvoiceAmount":01}]}"#,
        r#"{"customerBalances":[{"openInvoiceAmount":.5}]}"#,
        r#"{"title":"\ud800"}"#,
        "{\"title\":\"SECRET\u{1}\"}",
        r#"{"title":"SECRET",}"#,
        "\u{feff}{}",
        "// SECRET\n{}",
    ] {
        let said = reason(line);
        assert!(said.starts_with("is not valid JSON (column ") && !said.contains("SECRET"), "{line}: {said}");
    }
    for line in ["null", "4711", "true", "\"SECRET\"", "[]"] {
        let said = reason(line);
        assert!(said.starts_with("the document: expected "), "{line}: {said}");
        assert!(!said.contains("SECRET") && !said.contains("4711"), "{said}");
    }
}

#[test]
fn a_line_is_one_document_and_nothing_else() {
    let good = r#"{"customerType":"b2c","shopCustomerNumber":"1"}"#;
    for after in ["{}", "SECRET", ",", "null", "\u{0}", good] {
        assert_eq!(
            reason(&format!("{good} {after}")),
            "there is something after the document; write one document a line"
        );
    }
}

#[test]
fn dates_and_times_are_those_of_rfc_3339() {
    for (property, time) in [
        ("creationDate", "2025-11-18"),
        ("creationDate", "2025-11-18T09:15:37"),
        ("creationDate", "SECRET"),
        ("creationDate", "2025-02-30T00:00:00Z"),
        ("creationDate", "2025-11-18T25:00:00Z"),
        ("dayOfBirth", "10.01.1992"),
        ("dayOfBirth", "1992-02-30"),
        ("dayOfBirth", "1992-01-10T00:00:00Z"),
        ("dayOfBirth", ""),
    ] {
        let said = reason(&line_with(&json!({property: time}).to_string().replace(['{', '}'], "")));
        assert!(said.starts_with(&format!("{property}: is not of the contract's type or format")), "{time}: {said}");
        assert!(time.is_empty() || !said.contains(time), "{said}");
    }
    for (property, time) in [
        ("creationDate", "9999-12-31T23:59:59-01:00"),
        ("creationDate", "0000-01-01T00:00:00+00:01"),
        ("creationDate", "+10000-01-01T00:00:00Z"),
        ("dayOfBirth", "+12025-01-01"),
        ("dayOfBirth", "-0001-01-01"),
        ("dayOfBirth", "0206-01-10"),
        ("creationDate", "0001-01-01T00:00:00Z"),
    ] {
        let said = reason(&line_with(&json!({property: time}).to_string().replace(['{', '}'], "")));
        assert_eq!(said, format!("{property}: has a year outside 1900 to 9999"));
    }
}

#[test]
fn no_name_can_forge_a_line_of_the_report() {
    for unknown in
        ["a\nline 7: taken", "a\r\u{1b}[2Ja", "a\u{2028}b", "\u{202e}evil", "a\u{0}b", &"long".repeat(10_000)]
    {
        for document in [json!({ unknown: 1 }), json!({"orders": [{ unknown: 1 }]}), json!({"addresses": {unknown: 1}})]
        {
            let said = reason(&document.to_string());
            assert!(said.chars().all(|c| c == ' ' || c.is_ascii_graphic()), "{said}");
            assert!(said.len() < 1_000, "{} characters", said.len());
        }
    }
}

#[test]
fn no_depth_of_nesting_ends_the_program() {
    const DEEP: usize = 100_000;
    let (lists, objects) = ("[".repeat(DEEP), "{\"a\":".repeat(DEEP));
    for deep in [
        lists.clone(),
        objects.clone(),
        format!("{lists}{}", "]".repeat(DEEP)),
        format!("{objects}1{}", "}".repeat(DEEP)),
    ] {
        for line in [
            deep.clone(),
            line_with(&format!("\"title\":{deep}")),
            line_with(&format!("\"orders\":{deep}")),
            line_with(&format!("\"unknown\":{deep}")),
            line_with(&format!("\"orders\":[{{\"unknown\":{deep}}}]")),
        ] {
            assert!(reason(&line).len() < 200);
        }
    }
}

#[test]
fn storing_a_batch_twice_is_the_same_as_once() {
    let scene = Scene::new();
    let read = |number: u32, title: &str| {
        read_line(&json!({"customerType": "b2c", "shopCustomerNumber": number.to_string(), "title": title}).to_string())
            .unwrap()
    };
    let batch: Vec<_> = (0..20).map(|number| read(number, "Dr.")).collect();
    let fulfilment = scene.fulfilment();
    let store = |batch: &[_]| fulfilment.import(&name("shop"), batch).unwrap().imported;
    assert_eq!(store(&batch), Imported { created: 20, ..Imported::default() });
    assert_eq!(store(&batch), Imported { unchanged: 20, ..Imported::default() });
    // One new, one changed, one given twice: the last one counts.
    let mixed = [read(1, "Prof."), read(2, "Dr."), read(99, "Mag."), read(99, "Dr.")];
    assert_eq!(store(&mixed), Imported { created: 1, updated: 2, unchanged: 1, ..Imported::default() });
    let stored = scene.read(|view| view.customer(&name("shop"), &name("99"))).unwrap();
    assert!(stored == read(99, "Dr."));

    let mut sum = Imported { refused: 3, ..Imported::default() };
    sum += Imported { created: 1, updated: 2, unchanged: 4, erased: 5, refused: 1 };
    assert_eq!(sum, Imported { created: 1, updated: 2, unchanged: 4, erased: 5, refused: 4 });
}

#[test]
fn a_batch_for_an_unknown_shop_stores_nothing() {
    let scene = Scene::new();
    let record = read_line(r#"{"customerType":"b2c","shopCustomerNumber":"1"}"#).unwrap();
    let fulfilment = scene.fulfilment();
    let refused = fulfilment.import(&name("elsewhere"), &[record]).unwrap_err();
    assert!(matches!(refused, Fault::Store(StoreError::Defect(_))), "{refused}");
    assert_eq!(fulfilment.import(&name("elsewhere"), &[]).unwrap(), Batch::default());
}

/// Lines that are nearly good: a good one with something cut out, doubled or put in.
fn nearly_good() -> impl Strategy<Value = String> {
    let splice =
        prop::sample::select(vec!["", "\"", "{", "}", "[", "]", ",", ":", "\\", "null", "1e999", "\u{0}", "é"]);
    (any_customer(), any::<prop::sample::Index>(), 0_usize..6, splice).prop_map(|(document, at, cut, splice)| {
        let characters: Vec<char> = document.to_string().chars().collect();
        let at = at.index(characters.len());
        let after = (at + cut).min(characters.len());
        characters[..at].iter().copied().chain(splice.chars()).chain(characters[after..].iter().copied()).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_was_stored_is_read_again_as_the_same(document in any_customer()) {
        let record = read_line(&document.to_string()).map_err(|why| TestCaseError::fail(why.to_string()))?;
        let again = read_line(&record.document).map_err(|why| TestCaseError::fail(why.to_string()))?;
        prop_assert!(again == record, "{} became {}", record.document, again.document);
    }

    #[test]
    fn a_line_is_taken_or_refused_in_one_printable_line(line in prop_oneof![nearly_good(), any::<String>(), ".{0,200}"]) {
        match read_line(&line) {
            Ok(record) => prop_assert!(read_line(&record.document).is_ok_and(|again| again == record)),
            Err(why) => {
                let said = why.to_string();
                prop_assert!(said.chars().all(|c| c == ' ' || c.is_ascii_graphic()) && said.len() < 1_000, "{}", said);
            }
        }
    }
}
