//! `data/*.csv`.

use std::collections::BTreeMap;

use domain::data_map::CUSTOMER;
use domain::display::multi_line;
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
                cells.insert((table.to_owned(), keys.clone(), column.to_owned()), unguarded(cell));
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
            let texts: Vec<_> = items.iter().map(|text| text.as_str().unwrap()).collect();
            multi_line(&texts.join("\n")).into_owned()
        }
        Value::String(text) => multi_line(text).into_owned(),
        other => other.to_string(),
    };
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

/// The text of a cell as the documentation says how to get it.
fn unguarded(cell: &str) -> String {
    let parts = cell.split_inclusive(SEPARATORS).map(|part| part.strip_prefix('\'').unwrap_or(part));
    let text: String = parts.collect();
    text
}

const SEPARATORS: [char; 4] = [',', ';', '|', '\n'];

/// The first column of a table as it is in the file.
fn raw(text: &str) -> String {
    let (data, _) = stored(&json!({ "lastName": text }));
    let package = access(&data);
    package.text("data/customer.csv").to_owned()
}

/// The cells of a table as a program reads them that splits at `separator`.
fn split_at(table: &str, separator: char) -> Vec<String> {
    let mut options = csv::ReaderBuilder::new();
    options.has_headers(false).flexible(true).delimiter(u8::try_from(separator).unwrap());
    let mut reader = options.from_reader(table.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The same of a program that knows no quotes.
fn cut_at(table: &str, separator: char) -> Vec<String> {
    table.split([separator, '\n']).map(|cell| cell.trim_start_matches(['"', ' ']).to_owned()).collect()
}

fn begins_like_a_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// Cells that some spreadsheet would run.
fn formulas(table: &str) -> Vec<String> {
    let split = [',', ';', '|', '\t'].into_iter().flat_map(|it| [split_at(table, it), cut_at(table, it)]);
    let blank =
        |cell: &String| cell.trim_start_matches(|c: char| c.is_whitespace() && c != '\t' && c != '\r').to_owned();
    split.flatten().map(|cell| blank(&cell)).filter(|cell| cell.trim() != "" && begins_like_a_formula(cell)).collect()
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
    for text in ["=1+1", "+49 30 1", "-1", "@SUM(A1)", "＝1+1", "﹦1", "'=1", "'quoted'", " =1", "\"=1\"", " \" =1"] {
        assert_eq!(of_customer("lastName", &json!(text)), format!("'{text}"));
    }
    for text in ["Erika", "a=b", "1-2", "", "Ö'", "\"1\"", "a,b;c", "a\nb", "01067", "1,5", "a - b; c", ";", "-"] {
        assert_eq!(unguarded(&of_customer("lastName", &json!(text))), text);
    }
    for text in ["Erika", "01067", "0049", "1-2", "a=b", "a;b", "a,b"] {
        assert_eq!(of_customer("lastName", &json!(text)), text);
    }
}

#[test]
fn what_comes_after_a_separator_of_any_locale_gets_an_apostrophe_too() {
    for (text, cell) in [
        ("Muster;=1+1;x", "Muster;'=1+1;x"),
        ("Muster,=1+1", "Muster,'=1+1"),
        ("Muster|@SUM(A1)", "Muster|'@SUM(A1)"),
        ("Muster\n=1+1", "Muster\n'=1+1"),
        ("Muster\r\n=1+1", "Muster\n'=1+1"),
        ("Muster\r=1+1", "Muster\n'=1+1"),
        ("Muster; =1", "Muster;' =1"),
        ("Muster;\"=1\"", "Muster;'\"=1\""),
        ("Muster;", "Muster;'"),
        ("Muster;'x", "Muster;''x"),
    ] {
        assert_eq!(of_customer("lastName", &json!(text)), cell);
    }
}

#[test]
fn what_is_not_seen_hides_no_formula() {
    for text in ["\u{a0}=1", "\t=1", "\r=1", "\n=1", "\u{3000}=1", "\u{200d}=1", "\u{ad}=1", "\u{fe0f}=1"] {
        let cell = of_customer("lastName", &json!(text));
        assert!(cell.contains('\'') && formulas(&raw(text)).is_empty(), "{text:?}: {cell:?}");
    }
    for (text, cell) in [("\u{feff}=1", "\u{fffd}=1"), ("\u{200b}=1", "\u{fffd}=1"), ("\0=1", "\u{fffd}=1")] {
        assert_eq!(of_customer("lastName", &json!(text)), cell, "a visible mark stands in front");
    }
}

#[test]
fn a_text_that_holds_a_separator_is_quoted() {
    for text in ["a;b", "a,b", "a|b", "a\nb", "a b"] {
        assert!(raw(text).contains(&format!(",\"{text}\",")), "{text:?}");
    }
    assert!(raw("01067").contains(",01067,"));
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

/// Texts of what matters to spreadsheets.
fn hostile() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "=", "+", "-", "@", "\t", "\r", "\n", ";", ",", "|", "\"", "'", " ", "\u{a0}", "\u{feff}", "\u{200b}",
        "\u{200d}", "\u{fe0f}", "\0", "＝", "1", "x",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..9).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_cell_is_a_formula_however_a_spreadsheet_splits_the_table(texts in prop::collection::vec(hostile(), 4)) {
        let address = json!({"lastName": texts[2], "city": texts[3]});
        let document = json!({"firstName": texts[0], "lastName": texts[1], "addresses": [address],
                              "invoiceAndCreditNotes": [{"relatedShopOrderNumbers": texts}]});
        let package = access(&stored(&document).0);
        for name in package.names.iter().filter(|name| name.starts_with("data/")) {
            let found = formulas(package.text(name));
            prop_assert!(found.is_empty(), "{}: {:?} in {:?}", name, found, package.text(name));
        }
    }

    #[test]
    fn tables_hold_every_value_of_any_document_in_its_place_and_nothing_else(document in any_customer()) {
        let (data, _) = stored(&document);
        let held: Value = serde_json::from_str(data.document.as_ref().unwrap()).unwrap();
        let mut wanted = BTreeMap::new();
        expected("customer", &[], "", &held, &mut wanted);
        prop_assert_eq!(cells(&access(&data)), wanted);
    }
}
