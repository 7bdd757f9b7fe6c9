//! What an earlier erasure left.

use domain::declaration::Sentence;
use domain::package::{Kept, PackageKind};
use domain::retention::Rules;
use serde_json::{Value, json};

use crate::{Data, Wanted, access, map};

fn ground() -> Sentence {
    let rules = Rules::parse(
        "country = 'DE'\ntime_zone = 'Europe/Berlin'\n[[rules]]\nname = 'tax'\ncategories = ['invoices']\n\
         ground.en = 'Tax law of Example.'\nground.de = 'Steuerrecht von Beispiel.'\nterm = { years = 8 }\n\
         start = 'end-of-calendar-year'\ndates = ['invoicingDate']",
        map(),
    );
    rules.unwrap().all()[0].ground.clone()
}

fn data() -> Data {
    let record = |value: Value| value.as_object().unwrap().clone();
    let invoice = Kept {
        place: "invoiceAndCreditNotes[]".to_owned(),
        until: "2033-12-31".parse().ok(),
        grounds: vec![ground()],
        held: false,
        record: record(json!({"invoiceNumber": "R-1", "currency": "EUR"})),
    };
    let order = Kept {
        place: "orders[]".to_owned(),
        until: None,
        grounds: Vec::new(),
        held: true,
        record: record(json!({"shopOrderNumber": "A-1", "paymentProviderOrderNumber": "4f3c"})),
    };
    Data { document: None, kept: vec![invoice, order] }
}

#[test]
fn what_the_law_requires_to_keep_is_there_with_its_ground_and_its_end() {
    let package = access(&data());
    assert_eq!(package.names, ["kept.json", "report.html", "manifest.json", "manifest.json.sig"]);
    let expected = json!([
        {"place": "invoiceAndCreditNotes[]", "until": "2033-12-31", "held": false,
         "grounds": [{"en": "Tax law of Example.", "de": "Steuerrecht von Beispiel."}],
         "record": {"invoiceNumber": "R-1", "currency": "EUR"}},
        {"place": "orders[]", "until": null, "held": true, "grounds": [],
         "record": {"shopOrderNumber": "A-1", "paymentProviderOrderNumber": "4f3c"}},
    ]);
    assert_eq!(package.json("kept.json"), expected);
    assert_eq!(package.json("manifest.json")["sources"], json!(["remains of an erasure"]));
    assert_eq!(package.json("manifest.json")["held"], false);
}

#[test]
fn the_report_says_why_and_until_when_in_its_language() {
    for (language, title, ground) in [
        ("en", "Invoice or credit note", "Tax law of Example."),
        ("de", "Rechnung oder Gutschrift", "Steuerrecht von Beispiel."),
    ] {
        let mut wanted = Wanted::of(PackageKind::Access);
        wanted.language = language;
        let report = wanted.package(&data()).report();
        assert_eq!(report[0]["keeps"], true);
        let parts: Vec<_> = report.iter().map(|part| part["part"].as_str().unwrap()).collect();
        assert_eq!(parts, ["opening", "kept-records", "kept-record", "kept-record", "end-of-records", "closing"]);
        let categories = report[0]["categories"].as_array().unwrap();
        assert_eq!(categories.len(), 2, "{categories:?}");
        for category in categories {
            for fact in ["purpose", "recipients", "source"] {
                assert!(category[fact].as_str().is_some_and(|text| !text.is_empty()), "{fact} of {category}");
            }
            assert_ne!(category["legal_basis"]["letter"], "");
        }
        assert_eq!(report[2]["title"], title);
        assert_eq!(report[2]["name"], "R-1");
        assert_eq!(report[2]["until"], "2033-12-31");
        assert_eq!(report[2]["grounds"], json!([ground]));
        assert_eq!((&report[3]["held"], &report[3]["until"]), (&json!(true), &Value::Null));
    }
}

#[test]
fn nothing_of_it_reaches_a_debug_print() {
    assert_eq!(format!("{:?}", data().kept[0]), "Kept(invoiceAndCreditNotes[])");
}
