//! What somebody can take along: Art. 20 GDPR.

use std::collections::BTreeSet;

use domain::data_map::DataMap;
use domain::package::PackageKind;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::contract::{any_customer, full_customer};
use crate::{Wanted, map, stored};

/// The paths of all values, as the data map has them, deprecated names taken for their successors.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                paths(member, &path, found);
            }
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            for item in items {
                paths(item, &format!("{path}[]"), found);
            }
        }
        _ => {
            let (object, name) = path.rsplit_once('.').map_or(("", path), |(object, name)| (object, name));
            let successor = map().properties().iter().find(|property| {
                let (above, _) = property.path.rsplit_once('.').unwrap_or(("", &property.path));
                above == object && property.deprecated.as_deref() == Some(name)
            });
            found.insert(successor.map_or_else(|| path.to_owned(), |property| property.path.clone()));
        }
    }
}

fn portable(map: &DataMap) -> BTreeSet<String> {
    let provided = map
        .properties()
        .iter()
        .filter(|property| property.provided && map.category(&property.category).unwrap().legal_basis.is_portable());
    provided.map(|property| property.path.clone()).collect()
}

fn found(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    paths(document, "", &mut found);
    found
}

#[test]
fn what_the_subject_provided_is_there_and_nothing_else() {
    let (data, _) = stored(&full_customer());
    let package = Wanted::of(PackageKind::Portability).package(&data);
    assert_eq!(found(&package.json("data.json")), portable(map()));
    assert!(!package.names.contains(&"data/customerBalances.csv".to_owned()), "nobody provides a balance");
}

#[test]
fn what_is_left_out_is_named_with_its_reason() {
    let (data, _) = stored(&full_customer());
    let mut wanted = Wanted::of(PackageKind::Portability);
    wanted.map = DataMap::with("categories.contact.legal_basis = \"c\"").unwrap();
    let package = wanted.package(&data);
    assert_eq!(found(&package.json("data.json")), portable(&wanted.map));
    let manifest = package.json("manifest.json");
    let omission = |code: &str| {
        let omissions = manifest["omissions"].as_array().unwrap().iter();
        let omission = omissions.clone().find(|omission| omission["code"] == code);
        omission.unwrap_or_else(|| panic!("{code} is not said"))["properties"].clone()
    };
    assert_eq!(
        omission("legal-basis"),
        json!(["email", "fax", "mobilePhone", "phone1", "phone2", "invoiceAndCreditNotes[].paymentMethod"])
    );
    let not_provided = omission("not-provided");
    assert!(not_provided.as_array().unwrap().contains(&json!("orders[].id")));
    let all = omission("legal-basis").as_array().unwrap().len() + not_provided.as_array().unwrap().len();
    assert_eq!(all + portable(&wanted.map).len(), map().properties().len(), "each property is in or is said not to be");
}

#[test]
fn the_report_explains_the_categories_of_what_is_there_alone() {
    let (data, _) = stored(&full_customer());
    let package = Wanted::of(PackageKind::Portability).package(&data);
    let opening = &package.report()[0];
    let titles: Vec<_> = opening["categories"].as_array().unwrap().iter().map(|it| it["title"].clone()).collect();
    assert!(titles.contains(&json!("Contact data")) && !titles.contains(&json!("Balances")), "{titles:?}");
    assert_eq!((&opening["kind"], &opening["article"]), (&json!("portability"), &json!(20)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn of_any_customer_what_they_provided_is_there_and_nothing_else(document in any_customer()) {
        let (data, shown) = stored(&document);
        let package = Wanted::of(PackageKind::Portability).package(&data);
        let mut expected = found(&shown);
        // Lists in which nothing is.
        expected.retain(|path| portable(map()).contains(path));
        let mut there = found(&package.json("data.json"));
        there.retain(|path| map().record(&format!("{path}[]")).is_none());
        prop_assert_eq!(there, expected);
    }
}
