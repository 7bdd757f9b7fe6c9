//! What an erasure has to wait for.

use domain::erasure::{Dossier, NotApplied, Postponed, ShopPseudonyms, apply};
use domain::retention::Rules;
use domain::seal::MasterKey;
use serde_json::{Value, json};

use crate::data_map::map;
use crate::{at, erika, planned};

fn reasons(document: Value, now: &str) -> Vec<Postponed> {
    planned(&Dossier::whole(document), &Rules::none(), &[], at(now)).postponed().to_vec()
}

fn order() -> String {
    "A-1".to_owned()
}

#[test]
fn an_order_is_in_flight_for_thirty_days_whatever_was_invoiced() {
    let placed = "2025-01-07T18:03:11.250Z";
    let until = at("2025-02-06T18:03:11.250Z");
    let recent = vec![Postponed::RecentOrder { order: Some(order()), until }];
    assert_eq!(reasons(erika(), placed), recent);
    assert_eq!(reasons(erika(), "2025-02-06T18:03:11.249Z"), recent);
    assert_eq!(reasons(erika(), "2025-02-06T18:03:11.250Z"), []);
}

#[test]
fn an_order_that_is_neither_invoiced_nor_cancelled_is_in_flight_for_ninety_days() {
    let mut document = erika();
    document["invoiceAndCreditNotes"] = json!([]);
    let until = Some(at("2025-04-07T18:03:11.250Z"));
    assert_eq!(
        reasons(document.clone(), "2025-03-01T00:00:00Z"),
        [Postponed::OpenOrder { order: Some(order()), until }]
    );
    assert_eq!(reasons(document, "2025-04-07T18:03:11.250Z"), []);
}

#[test]
fn every_article_of_an_order_counts_and_what_was_cancelled_or_invoiced_does_not() {
    let is_open = |change: fn(&mut Value)| {
        let mut document = erika();
        change(&mut document);
        !reasons(document, "2025-03-01T00:00:00Z").is_empty()
    };
    assert!(!is_open(|_| {}));
    assert!(is_open(|it| it["orders"][0]["orderPositions"][0]["quantityOrdered"] = json!(3)));
    assert!(!is_open(|it| {
        it["orders"][0]["orderPositions"][0]["quantityOrdered"] = json!(3);
        it["orders"][0]["orderPositions"][0]["quantityCanceled"] = json!(1);
    }));
    assert!(is_open(|it| {
        let positions = it["orders"][0]["orderPositions"].as_array_mut().unwrap();
        positions.push(json!({"shopArticleNumber": "100-0002", "quantityOrdered": 1}));
    }));
    assert!(is_open(|it| it["invoiceAndCreditNotes"][0]["type"] = json!("creditnote")));
    assert!(is_open(|it| it["invoiceAndCreditNotes"][0]["invoicePositions"][0]["shopOrderNumber"] = json!("A-2")));
    assert!(!is_open(|it| {
        let position = it["invoiceAndCreditNotes"][0]["invoicePositions"][0].as_object_mut().unwrap();
        position.remove("shopOrderNumber");
    }));
}

#[test]
fn an_open_order_without_a_date_postpones_until_somebody_settles_it() {
    let mut document = erika();
    document["invoiceAndCreditNotes"] = json!([]);
    document["orders"][0].as_object_mut().unwrap().remove("shopOrderCreationDate");
    let plan = planned(&Dossier::whole(document.clone()), &Rules::none(), &[], at("2500-01-01T00:00:00Z"));
    assert_eq!(plan.postponed(), [Postponed::OpenOrder { order: Some(order()), until: None }]);
    assert_eq!(plan.postponed_until(), None);
    document["orders"][0]["orderPositions"][0]["quantityCanceled"] = json!(2);
    assert_eq!(reasons(document, "2500-01-01T00:00:00Z"), []);
}

#[test]
fn an_open_balance_postpones_whoever_owes() {
    for (amount, expected) in [(-64.4, 1), (0.01, 1), (0.0, 0), (-0.0, 0)] {
        let mut document = erika();
        document["customerBalances"][0]["openInvoiceAmount"] = json!(amount);
        let reasons = reasons(document, "2026-01-01T00:00:00Z");
        assert_eq!(reasons.len(), expected, "{amount}");
        assert!(reasons.iter().all(|why| *why == Postponed::OpenBalance { currency: Some("EUR".to_owned()) }));
    }
}

#[test]
fn a_postponed_plan_shows_what_it_would_do_and_until_when_it_waits_and_is_not_carried_out() {
    let dossier = Dossier::whole(erika());
    let plan = planned(&dossier, &Rules::none(), &[], at("2025-01-08T00:00:00Z"));
    assert_eq!(plan.records().len(), 6);
    assert_eq!(plan.postponed_until(), Some(at("2025-02-06T18:03:11.250Z")));
    let (key, shop) = (MasterKey::new(&[7; 32]).unwrap(), crate::shop());
    assert_eq!(apply(&dossier, &plan, &ShopPseudonyms::new(&key, &shop)), Err(NotApplied::Postponed));
    assert!(!format!("{:?}", plan.postponed()).contains("A-1"));
}

#[test]
fn what_remained_of_an_erasure_is_not_postponed_any_more() {
    let remains = Dossier::remains(erika(), [].into());
    assert_eq!(planned(&remains, &Rules::none(), &[], at("2025-01-08T00:00:00Z")).postponed(), []);
}

#[test]
fn an_operator_decides_how_long_orders_are_in_flight() {
    let rules = |recent: u32, open: u32, balances: bool| {
        let text = format!(
            "country = 'DE'\ntime_zone = 'Europe/Berlin'\nrules = []\n\
             postponement = {{ recent_order_days = {recent}, open_order_days = {open}, open_balances = {balances} }}"
        );
        Rules::parse(&text, map()).unwrap()
    };
    let mut document = erika();
    document["invoiceAndCreditNotes"] = json!([]);
    document["customerBalances"][0]["openInvoiceAmount"] = json!(-1.0);
    let dossier = Dossier::whole(document);
    let count = |rules: &Rules, now: &str| planned(&dossier, rules, &[], at(now)).postponed().len();
    assert_eq!(count(&rules(0, 0, false), "2025-01-07T18:03:11.250Z"), 0);
    assert_eq!(count(&rules(0, 0, true), "2025-01-07T18:03:11.250Z"), 1);
    assert_eq!(count(&rules(0, 1, false), "2025-01-08T18:00:00Z"), 1);
    assert_eq!(count(&rules(400, 0, false), "2026-01-08T18:00:00Z"), 1);
}
