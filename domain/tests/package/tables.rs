//! `data/*.csv`.

use std::collections::BTreeMap;

use domain::data_map::CUSTOMER;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::contract::{any_customer, full_customer};
use crate::{Package, access, map, stored};

/// A cell: the table, the row, the column.
type Place = (String, Vec<u64>, String);

/// All cells with something in them.
fn cells(package: &Package) -> BTreeMap<Place, String> {
    let mut cells = BTreeMap::new();
    for name in package.names.iter().filter(|name| name.starts_with("data/")) {
        let table = name.trim_start_matches("data/").trim_end_matches(".csv");
        let mut reader = csv::Reader::from_reader(package.text(name).as_bytes());
        let header = reader.headers().unwrap().clone();
        for row in reader.records().map(Result::unwrap) {
            let is_key = |column: &str| column.split('.').next_back() == Some("row");
            let columns = header.iter().zip(&row);
            let keys = columns.clone().filter(|(column, _)| is_key(column)).map(|(_, key)| key.parse().unwrap());
            let keys: Vec<u64> = keys.collect();
            for (column, cell) in columns.filter(|(column, cell)| !is_key(column) && !cell.is_empty()) {
                let cell = cell.strip_prefix('\'').unwrap_or(cell).to_owned();
                cells.insert((table.to_owned(), keys.clone(), column.to_owned()), cell);
            }
        }
    }
    cells
}

/// The same, told from a document as it is stored.
fn expected(table: &str, keys: &[u64], column: &str, value: &Value, cells: &mut BTreeMap<Place, String>) {
    let text = match value {
        Value::Object(members) => return expected_of(table, keys, column, members, cells),
        Value::Array(items) if items.iter().all(Value::is_object) => {
            let table = if table == "customer" { column.to_owned() } else { format!("{table}.{column}") };
            for (number, item) in (1..).zip(items) {
                expected(&table, &[keys, &[number]].concat(), "", item, cells);
            }
            return;
        }
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().map(|text| guarded(text.as_str().unwrap())).collect();
            texts.join("\n")
        }
        Value::String(text) => guarded(text),
        other => other.to_string(),
    };
    let text = text.strip_prefix('\'').unwrap_or(&text).to_owned();
    if !text.is_empty() {
        cells.insert((table.to_owned(), keys.to_vec(), column.to_owned()), text);
    }
}

fn expected_of(
    table: &str,
    keys: &[u64],
    above: &str,
    members: &Map<String, Value>,
    cells: &mut BTreeMap<Place, String>,
) {
    for (name, value) in members {
        let column = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        expected(table, keys, &column, value, cells);
    }
}

fn guarded(text: &str) -> String {
    let first = text.chars().next();
    let dangerous = first.is_some_and(|first| "=+-@\t\r\n＝＋－＠'".contains(first));
    if dangerous { format!("'{text}") } else { text.to_owned() }
}

fn of_customer(name: &str, value: &Value) -> String {
    let (data, _) = stored(&json!({ name: value }));
    let package = access(&data);
    let mut reader = csv::Reader::from_reader(package.text("data/customer.csv").as_bytes());
    let column = reader.headers().unwrap().iter().position(|column| column == name).unwrap();
    let row = reader.records().next().unwrap().unwrap();
    row[column].to_owned()
}

#[test]
fn a_table_has_a_column_for_each_property_under_its_current_name_whatever_is_held() {
    for document in [json!({}), full_customer()] {
        let package = access(&stored(&document).0);
        let header = |name: &str| package.text(name).lines().next().unwrap().to_owned();
        let own = map().properties().iter().filter(|property| !property.path.contains("[]"));
        let own: Vec<_> = own.map(|property| property.path.as_str()).collect();
        assert_eq!(header("data/customer.csv"), own.join(","));
        assert!(header("data/orders.csv").starts_with("row,id,shopOrderNumber,"));
        assert!(header("data/orders.orderPositions.csv").starts_with("orders.row,row,shopArticleNumber,"));
        assert!(header("data/orders.orderPositions.csv").contains(",shippingAddress.firstName,"));
        let deprecated = map().properties().iter().filter_map(|property| property.deprecated.as_deref());
        let all = package.names.iter().filter(|name| name.starts_with("data/")).map(|name| header(name));
        let all: Vec<_> = all.flat_map(|header| header.split(',').map(str::to_owned).collect::<Vec<_>>()).collect();
        for name in deprecated {
            assert!(!all.contains(&name.to_owned()), "{name} is there under two names");
        }
    }
    assert_eq!(map().record(CUSTOMER).unwrap().place, ".");
}

#[test]
fn a_text_that_a_spreadsheet_would_run_gets_an_apostrophe() {
    for text in ["=1+1", "+49 30 1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "'=1", "'quoted'"] {
        assert_eq!(of_customer("lastName", &json!(text)), format!("'{text}"));
    }
    for text in ["Erika", "a=b", "1-2", " =1", "", "Ö'", "\"=1\"", "a,b;c", "a\r\nb"] {
        assert_eq!(of_customer("lastName", &json!(text)), text);
    }
}

#[test]
fn numbers_and_flags_are_as_they_are_in_json() {
    let document = json!({"orders": [{"id": -5, "shopTotalGross": -119.5}], "isActive": true});
    let package = access(&stored(&document).0);
    let cells = cells(&package);
    let cell = |table: &str, keys: &[u64], column: &str| {
        cells.get(&(table.to_owned(), keys.to_vec(), column.to_owned())).map(String::as_str)
    };
    assert_eq!(cell("orders", &[1], "id"), Some("-5"));
    assert_eq!(cell("orders", &[1], "shopTotalGross"), Some("-119.5"));
    assert_eq!(cell("customer", &[], "isActive"), Some("true"));
}

#[test]
fn rows_end_with_cr_and_lf() {
    let package = access(&stored(&full_customer()).0);
    for name in package.names.iter().filter(|name| name.starts_with("data/")) {
        let text = package.text(name);
        assert!(text.ends_with("\r\n") && !text.starts_with('\u{feff}'), "{name}");
        // One of them has several texts in a cell.
        let broken = text.replace("\r\n", "").contains('\n');
        assert_eq!(broken, name == "data/invoiceAndCreditNotes.csv", "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tables_hold_every_value_of_any_document_in_its_place_and_nothing_else(document in any_customer()) {
        let (data, _) = stored(&document);
        let held: Value = serde_json::from_str(data.document.as_ref().unwrap()).unwrap();
        let mut wanted = BTreeMap::new();
        expected("customer", &[], "", &held, &mut wanted);
        prop_assert_eq!(cells(&access(&data)), wanted);
    }
}
