//! The whole document of the contract goes in and comes out: every property there is, deprecated ones beside their
//! successors.

use domain::access::ROOT;
use domain::customer::document::{Objection, canonical, complete};
use domain::customer::import::read_line;
use iom_gdpr_api::models::Customer;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::contract::{CUSTOMER, Kind, Names, Schema, any_customer, full_customer, renamed};
use crate::iom::{customers, europe, get};
use crate::scene::{Scene, name};

fn import(scene: &Scene, document: &Value) {
    let record = read_line(&document.to_string()).unwrap_or_else(|why| panic!("{why}"));
    scene.fulfilment().import(&name("german shop"), &[record]).unwrap();
}

async fn shown(scene: &Scene) -> Value {
    let (status, customer, _) = get(&customers(scene), Some(ROOT), "german shop", "BB002").await;
    assert_eq!(status, 200);
    serde_json::to_value(customer.unwrap()).unwrap()
}

/// Asserts that every property of the schema is in `value`, at every level.
fn assert_complete(schema: &Schema, value: &Value, place: &str) {
    for (name, property) in schema {
        let place = format!("{place}.{name}");
        let value = &value[name];
        assert!(!value.is_null(), "{place} is missing");
        match &property.kind {
            Kind::Object(inner) => assert_complete(inner, value, &place),
            Kind::List(item) => {
                let items = value.as_array().unwrap();
                assert_eq!(items.len(), 2, "{place}");
                if let Kind::Object(inner) = &**item {
                    for item in items {
                        assert_complete(inner, item, &place);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Asserts that every deprecated property of `value` says what its successor says, and counts them.
fn count_equal_twins(schema: &Schema, value: &Value) -> usize {
    let twins = schema.iter().filter_map(|(name, property)| Some((name, property.successor.as_ref()?)));
    let here = twins.map(|(deprecated, current)| assert_eq!(value[deprecated], value[current], "{deprecated}")).count();
    let below = schema.iter().map(|(name, property)| match (&property.kind, &value[name]) {
        (Kind::Object(inner), value @ Value::Object(_)) => count_equal_twins(inner, value),
        (Kind::List(item), Value::Array(items)) => match &**item {
            Kind::Object(inner) => items.iter().map(|item| count_equal_twins(inner, item)).sum(),
            _ => 0,
        },
        _ => 0,
    });
    here + below.sum::<usize>()
}

#[tokio::test]
async fn every_property_of_the_contract_is_shown_with_the_value_it_came_with() {
    let current = full_customer();
    let both = renamed(&current, Names::Both);
    let deprecated = renamed(&current, Names::Deprecated);
    assert!(current["shopCustomerNo"].is_null() && deprecated["shopCustomerNumber"].is_null());
    assert_complete(&CUSTOMER, &both, "customer");
    for document in [&current, &deprecated, &both] {
        let scene = europe();
        import(&scene, document);
        let answer = shown(&scene).await;
        assert_complete(&CUSTOMER, &answer, "customer");
        assert!(count_equal_twins(&CUSTOMER, &answer) >= 20, "twins were looked at on every level");
        assert_eq!(answer, both, "each value as it came, under both of its names, and nothing else");
    }
}

#[tokio::test]
async fn a_value_is_stored_once_and_under_its_current_name() {
    let scene = europe();
    import(&scene, &renamed(&full_customer(), Names::Both));
    let stored = scene.read(|view| view.customer(&name("german shop"), &name("BB002"))).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&stored.document).unwrap(), full_customer());
}

#[tokio::test]
async fn what_is_absent_is_left_out() {
    let scene = europe();
    import(
        &scene,
        &json!({
            "customerType": "b2c",
            "shopCustomerNumber": "BB002",
            "title": null,
            "orders": [{}],
            "bankAccounts": [],
            "invoiceAndCreditNotes": null,
        }),
    );
    let expected = json!({
        "customerType": "b2c",
        "shopCustomerNo": "BB002",
        "shopCustomerNumber": "BB002",
        "orders": [{}],
        "bankAccounts": [],
    });
    assert_eq!(shown(&scene).await, expected);
}

#[tokio::test]
async fn money_keeps_its_value_and_a_time_its_moment() {
    let scene = europe();
    let amounts = ["0.1", "-154.70", "1234567.89", "99999999999.99", "1e2", "0.30000000000000004"];
    for amount in amounts {
        let line = format!(
            r#"{{"customerType":"b2c","shopCustomerNumber":"BB002","creationDate":"2025-11-18T09:15:37.123456789+01:00",
                "customerBalances":[{{"openInvoiceAmount":{amount}}}]}}"#
        );
        let record = read_line(&line).unwrap();
        scene.fulfilment().import(&name("german shop"), &[record]).unwrap();
        let answer = shown(&scene).await;
        let as_double: f64 = amount.parse().unwrap();
        assert_eq!(answer["customerBalances"][0]["openInvoiceAmount"], json!(as_double), "{amount}");
        assert_eq!(answer["creationDate"], "2025-11-18T08:15:37.123456789Z");
    }
}

fn with_balance_time(time: &str) -> Customer {
    serde_json::from_value(json!({"customerBalances": [{}, {"openInvoiceAmountCalculationDate": time}]})).unwrap()
}

#[test]
fn a_year_that_rfc_3339_cannot_express_is_refused_in_both_directions() {
    for time in ["9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00+01:00", "+10000-01-01T00:00:00Z"] {
        for direction in [canonical, complete] {
            let objection: Objection = direction(with_balance_time(time)).unwrap_err();
            assert_eq!(objection.place, "customerBalances[1].openInvoiceAmountCalculationDate", "{time}");
        }
    }
    for time in ["9999-12-31T23:59:59Z", "1900-01-01T00:00:00Z"] {
        assert_eq!(canonical(with_balance_time(time)).unwrap(), with_balance_time(time));
    }
}

#[test]
fn a_stored_year_before_the_range_is_shown_and_not_stored_anew() {
    for time in ["0000-01-01T00:00:00Z", "1899-12-31T23:59:59Z"] {
        assert_eq!(complete(with_balance_time(time)).unwrap(), with_balance_time(time));
        assert!(canonical(with_balance_time(time)).is_err(), "{time}");
    }
}

#[test]
fn a_leap_second_is_stored_as_the_second_after_it() {
    let stored = canonical(with_balance_time("2016-12-31T23:59:60Z")).unwrap();
    assert_eq!(stored, with_balance_time("2017-01-01T00:00:00Z"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_shown_can_be_stored_again_as_the_same(document in any_customer()) {
        let given: Customer = serde_json::from_value(document).unwrap();
        let once = canonical(given).unwrap();
        prop_assert_eq!(canonical(once.clone()).unwrap(), once.clone());
        let shown = complete(once.clone()).unwrap();
        prop_assert_eq!(complete(shown.clone()).unwrap(), shown.clone());
        prop_assert_eq!(canonical(shown).unwrap(), once);
    }

    #[test]
    fn twins_are_always_shown_as_equals(document in any_customer()) {
        let given: Customer = serde_json::from_value(document).unwrap();
        let shown = serde_json::to_value(complete(canonical(given).unwrap()).unwrap()).unwrap();
        prop_assert!(count_equal_twins(&CUSTOMER, &shown) > 0);
    }
}
