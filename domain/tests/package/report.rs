//! The facts of the report.

use std::collections::BTreeSet;

use domain::data_map::CUSTOMER;
use domain::message::Language;
use domain::package::PackageKind;
use domain::retention::Rules;
use serde_json::{Value, json};

use crate::contract::full_customer;
use crate::{Wanted, access, map, stored};

fn parts(report: &[Value]) -> Vec<&str> {
    report.iter().map(|part| part["part"].as_str().unwrap()).collect()
}

/// All titles that stand beside values.
fn titles(part: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Object(members) => {
            if members.contains_key("value") {
                found.insert(members["title"].as_str().unwrap().to_owned());
            }
            members.values().for_each(|member| titles(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| titles(item, found)),
        _ => {}
    }
}

#[test]
fn a_report_opens_goes_through_the_records_and_closes() {
    let document =
        json!({"firstName": "Erika", "orders": [{"id": 1}, {"id": 2}], "addresses": [], "bankAccounts": [{}]});
    let report = access(&stored(&document).0).report();
    let expected = [
        "opening",
        "own",
        "records",
        "record",
        "end-of-records",
        "records",
        "record",
        "record",
        "end-of-records",
        "closing",
    ];
    assert_eq!(parts(&report), expected, "of an empty list nothing is said");
    assert_eq!(report[5]["list"], "orders");
    assert_eq!((&report[6]["number"], &report[7]["number"], &report[8]["count"]), (&json!(1), &json!(2), &json!(2)));
}

#[test]
fn every_property_of_a_customer_is_shown_under_its_title_in_either_language() {
    for language in ["en", "de"] {
        let mut wanted = Wanted::of(PackageKind::Access);
        wanted.language = language;
        let report = wanted.package(&stored(&full_customer()).0).report();
        assert!(report.iter().all(|part| part["language"] == language));
        let mut found = BTreeSet::new();
        for part in &report {
            titles(part, &mut found);
        }
        let language = Language::find(language).unwrap();
        let expected = map().properties().iter().map(|property| property.title.in_language(&language).to_owned());
        assert_eq!(found, expected.collect());
    }
}

#[test]
fn every_category_is_explained() {
    let report = access(&stored(&full_customer()).0).report();
    let categories = report[0]["categories"].as_array().unwrap();
    assert_eq!(categories.len(), map().categories().len());
    for category in categories {
        for fact in ["title", "purpose", "source", "recipients"] {
            assert!(category[fact].as_str().is_some_and(|text| !text.is_empty()), "{category}");
        }
        assert!(category["legal_basis"]["letter"].as_str().is_some_and(|letter| "abcdef".contains(letter)));
    }
}

#[test]
fn periods_are_those_of_the_rules_that_hold_for_the_category() {
    let mut wanted = Wanted::of(PackageKind::Access);
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/retention/germany.toml")).unwrap();
    wanted.rules = Rules::parse(&text, map()).unwrap();
    let report = wanted.package(&stored(&full_customer()).0).report();
    let periods = |title: &str| {
        let mut categories = report[0]["categories"].as_array().unwrap().iter();
        categories.find(|category| category["title"] == title).unwrap()["periods"].clone()
    };
    let invoices = &periods("Invoices and credit notes")[0];
    assert_eq!((&invoices["years"], &invoices["start"]), (&json!(8), &json!("end-of-calendar-year")));
    assert!(invoices["ground"].as_str().unwrap().contains("AO"));
    assert_eq!(periods("Contact data"), json!([]));
}

#[test]
fn values_are_told_apart_by_how_they_are_read() {
    let document = json!({
        "firstName": "Erika", "dayOfBirth": "1984-08-12", "creationDate": "2021-03-14T09:26:53.5+01:00", "isActive": true,
        "invoiceAndCreditNotes": [{"relatedShopOrderNumbers": ["A-1", "A-2"]}], "customerBalances": [{"openInvoiceAmount": -1.5}],
    });
    let report = access(&stored(&document).0).report();
    let mut found = Vec::new();
    for part in &report {
        let groups = part["block"]["groups"].as_array().into_iter().flatten();
        let fields = groups.flat_map(|group| group["fields"].as_array().unwrap());
        found.extend(fields.map(|field| field["value"].clone()));
    }
    for expected in [
        json!({"as": "text", "is": "Erika"}),
        json!({"as": "day", "is": "1984-08-12"}),
        json!({"as": "moment", "is": "2021-03-14T08:26:53.500+00:00"}),
        json!({"as": "flag", "is": true}),
        json!({"as": "texts", "is": ["A-1", "A-2"]}),
        json!({"as": "number", "is": "-1.5"}),
    ] {
        assert!(found.contains(&expected), "{expected} is not in {found:?}");
    }
}

#[test]
fn what_is_inside_of_records_is_shown_there() {
    let document = json!({"orders": [{"shopOrderNumber": "A-1", "orderPositions": [
        {"shopArticleName": "Camera strap", "shippingAddress": {"city": "Berlin"}}, {"quantityOrdered": 2},
    ]}]});
    let report = access(&stored(&document).0).report();
    let order = report.iter().find(|part| part["part"] == "record").unwrap();
    assert_eq!(order["name"], "A-1");
    let positions = &order["block"]["lists"];
    assert_eq!(positions[0]["place"], "orders[].orderPositions[]");
    assert_eq!(positions[0]["items"].as_array().unwrap().len(), 2);
    let groups = &positions[0]["items"][0]["groups"];
    assert_eq!(groups[0]["category"], "Orders");
    assert_eq!(groups[1]["category"], "Delivery addresses of orders");
    assert_eq!(map().record(CUSTOMER).unwrap().title.in_language(&Language::english()), report[1]["title"]);
}
