//! Which members there are, and `data.json`.

use std::io::Cursor;

use domain::package::PackageKind;
use proptest::prelude::*;
use serde_json::json;
use zip::{CompressionMethod, ZipArchive};

use crate::contract::{any_customer, full_customer};
use crate::{Data, Wanted, access, stored};

#[test]
fn a_package_has_the_data_as_json_and_as_tables_a_report_and_last_what_proves_them() {
    let (data, _) = stored(&full_customer());
    let expected = [
        "data.json",
        "data/customer.csv",
        "data/bankAccounts.csv",
        "data/addresses.csv",
        "data/orders.csv",
        "data/orders.orderPositions.csv",
        "data/invoiceAndCreditNotes.csv",
        "data/invoiceAndCreditNotes.invoicePositions.csv",
        "data/customerBalances.csv",
        "report.html",
        "manifest.json",
        "manifest.json.sig",
    ];
    assert_eq!(access(&data).names, expected);
}

#[test]
fn of_somebody_of_whom_nothing_is_held_there_is_a_report_that_says_so() {
    for kind in [PackageKind::Access, PackageKind::Portability] {
        let package = Wanted::of(kind).package(&Data::default());
        assert_eq!(package.names, ["report.html", "manifest.json", "manifest.json.sig"]);
        let manifest = package.json("manifest.json");
        assert_eq!((&manifest["held"], &manifest["sources"]), (&json!(false), &json!([])));
        assert_eq!(manifest["omissions"][0]["code"], "nothing-held");
        let report = package.report();
        assert_eq!((&report[0]["held"], &report[0]["keeps"]), (&json!(false), &json!(false)));
        assert_eq!(report.len(), 2, "an opening and a closing");
    }
}

#[test]
fn a_customer_without_anything_is_held_all_the_same() {
    let (data, shown) = stored(&json!({}));
    let package = access(&data);
    assert_eq!(package.json("data.json"), shown);
    assert_eq!(package.json("manifest.json")["held"], true);
}

#[test]
fn deprecated_names_stand_beside_their_successors() {
    let (data, _) = stored(&json!({"shopCustomerNumber": "C-1", "orders": [{"shopOrderNumber": "A-1"}]}));
    let document = access(&data).json("data.json");
    assert_eq!(document["shopCustomerNo"], "C-1");
    assert_eq!(document["orders"], json!([{"shopOrderNo": "A-1", "shopOrderNumber": "A-1"}]));
}

#[test]
fn the_same_data_at_the_same_time_is_the_same_file() {
    let (data, _) = stored(&full_customer());
    let wanted = Wanted::of(PackageKind::Access);
    assert!(wanted.bytes(&data) == wanted.bytes(&data));
}

#[test]
fn members_are_compressed_and_of_the_time_at_which_the_package_was_made() {
    let (data, _) = stored(&full_customer());
    let mut zip = ZipArchive::new(Cursor::new(Wanted::of(PackageKind::Access).bytes(&data))).unwrap();
    for index in 0..zip.len() {
        let member = zip.by_index(index).unwrap();
        let name = member.name().unwrap();
        assert_eq!(member.compression(), CompressionMethod::Deflated, "{name}");
        assert_eq!(member.last_modified().unwrap().to_string(), "2026-11-22 10:20:30", "{name}");
        assert_eq!(member.enclosed_name().unwrap().to_str(), Some(&*name), "stays below where it is unpacked");
    }
    assert!(zip.comment().is_empty());
}

#[test]
fn no_name_in_a_package_comes_from_the_data() {
    let (one, _) = stored(&full_customer());
    let (other, _) = stored(&json!({"shopCustomerNumber": "C-1"}));
    assert_eq!(access(&one).names, access(&other).names);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn data_json_is_what_the_contract_shows_of_any_customer(document in any_customer()) {
        let (data, shown) = stored(&document);
        prop_assert_eq!(access(&data).json("data.json"), shown);
    }
}
