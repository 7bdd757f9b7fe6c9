//! Those to whom data was passed on are told (Art. 19 GDPR).

use domain::webhook::Answer;
use serde_json::json;

use super::*;
use crate::life::{entries, staff};

/// Hands out everything that waits, as if each endpoint took it; what was told, by endpoint.
fn told(fulfilment: &Fulfilment) -> Vec<(String, Value)> {
    let mut told = Vec::new();
    while let Some(claimed) = crate::webhook::claim(&fulfilment.webhooks) {
        fulfilment.webhooks.settle(&claimed, &Answer::Taken("http.204".to_owned())).unwrap();
        told.push((claimed.delivery.endpoint.to_string(), serde_json::from_slice(&claimed.body).unwrap()));
    }
    told.sort_by(|one, other| one.0.cmp(&other.0));
    told
}

#[test]
fn every_recipient_hears_of_whom_and_what_is_kept_and_the_history_has_their_receipts() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    let request = erased(&fulfilment);
    let told = told(&fulfilment);
    assert_eq!(told.iter().map(|(endpoint, _)| endpoint.as_str()).collect::<Vec<_>>(), ["erp", "newsletter"]);
    let body = told[0].1.to_string();
    assert!(body.contains("customer.partly-erased") && body.contains(ERIKA) && body.contains("invoices"), "{body}");
    let receipts: Vec<_> = entries(&life, &request.id).into_iter().filter(|it| it.action == "recipient-told").collect();
    assert_eq!(receipts.len(), 2);
    assert_eq!(receipts[0].details["answer"], "http.204");
    assert_eq!(receipts[0].pseudonym, None, "and do not name her again");
}

#[test]
fn a_deletion_through_the_customer_contract_is_told_as_well() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    fulfilment.delete_customer(&staff("ann"), &name("shop"), &name(ERIKA)).unwrap();
    assert_eq!(told(&fulfilment).len(), 2);
}

#[test]
fn nobody_hears_of_an_erasure_that_found_nothing_or_did_not_take_place() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let mut changed = erika();
    changed["phone2"] = json!("+49 30 23125 002");
    put(&life, &changed);
    run(&fulfilment);
    assert!(told(&fulfilment).is_empty());
    life.write(|transaction| transaction.delete_customer(&name("shop"), &name(ERIKA)));
    approve(&fulfilment, &request.id).unwrap();
    run(&fulfilment);
    assert!(told(&fulfilment).is_empty());
}
