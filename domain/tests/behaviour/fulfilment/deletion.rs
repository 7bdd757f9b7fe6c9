//! The customer contract's way.

use domain::customer::CustomerType;
use domain::fulfilment::Deleted;
use domain::ledger::Event;
use serde_json::json;

use super::*;
use crate::life::staff;
use crate::scene::moment;

fn delete(fulfilment: &Fulfilment, number: &str) -> Deleted {
    fulfilment.delete_customer(&staff("ann"), &name("shop"), &name(number)).unwrap()
}

#[test]
fn what_orders_and_invoices_refer_to_is_not_touched_and_all_else_goes() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    assert_eq!(delete(&fulfilment, ERIKA), Deleted::Done);
    assert!(!is_on_file(&life, ERIKA));
    let kept = kept(&life, ERIKA);
    assert_eq!(kept["orders"], erika()["orders"]);
    assert_eq!(kept["invoiceAndCreditNotes"], erika()["invoiceAndCreditNotes"]);
    assert_eq!(kept["addresses"], json!([erika()["addresses"][0]]), "the holiday address goes");
    assert_eq!(kept.as_object().unwrap().len(), 3, "{kept}");
}

#[test]
fn a_second_one_finds_nobody() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    assert_eq!(delete(&fulfilment, ERIKA), Deleted::Done);
    assert_eq!(delete(&fulfilment, ERIKA), Deleted::NotOnFile);
    assert_eq!(delete(&fulfilment, "nobody"), Deleted::NotOnFile);
}

#[test]
fn a_company_is_not_covered() {
    let life = life();
    let company = CustomerRecord { kind: CustomerType::B2b, ..record(&erika()) };
    life.write(|transaction| transaction.upsert_customer(&name("shop"), &company));
    assert_eq!(delete(&life.fulfilment_by(at_once()), ERIKA), Deleted::NotOnFile);
    assert!(is_on_file(&life, ERIKA));
}

#[test]
fn it_is_in_the_ledger_and_in_the_log_with_who_did_it() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    delete(&fulfilment, ERIKA);
    let entries = life.ledger.entries();
    assert_eq!(
        entries.iter().map(|entry| (entry.event, entry.pseudonym)).collect::<Vec<_>>(),
        [(Event::Deletion, pseudonym(ERIKA))]
    );
    let log = life.read(|view| view.audit_entries(0, usize::MAX));
    let erased = log.iter().find(|entry| entry.action == "erased").unwrap();
    assert_eq!((erased.actor.as_str(), erased.request.as_ref()), ("staff:ann", None));
    assert_eq!(erased.details["kept_records"], "3");
}

#[test]
fn a_legal_hold_is_honoured_and_orders_go_when_their_hold_is_released() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let own = hold(&fulfilment, Scope::Place("bankAccounts[]".to_owned()));
    delete(&fulfilment, ERIKA);
    assert_eq!(kept(&life, ERIKA)["bankAccounts"], erika()["bankAccounts"]);
    let holds = fulfilment.holds(&operator(), &name("shop"), &name(ERIKA)).unwrap();
    assert_eq!(holds.len(), 4, "its own, orders, invoices, an address");
    for hold in holds.iter().filter(|hold| hold.id != own) {
        assert_eq!(hold.hold.author, staff("ann"));
        fulfilment.release_hold(&operator(), &hold.id, "not needed any more").unwrap();
    }
    tidy(&fulfilment);
    assert_eq!(kept(&life, ERIKA), json!({"bankAccounts": erika()["bankAccounts"]}));
}

#[test]
fn orders_in_flight_are_no_reason_to_wait() {
    let life = life();
    let mut recent = erika();
    recent["orders"][0]["shopOrderCreationDate"] = json!(moment(0));
    put(&life, &recent);
    assert_eq!(delete(&life.fulfilment_by(at_once()), ERIKA), Deleted::Done);
    assert_eq!(kept(&life, ERIKA)["orders"][0]["shopOrderNumber"], json!("A-1"));
}

#[test]
fn one_that_was_begun_and_not_ended_is_ended_by_another_process() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let begun = domain::store::ErasureRecord {
        id: "begun".to_owned(),
        shop: name("shop"),
        pseudonym: pseudonym(ERIKA),
        request: None,
        begun_at: life.now(),
        done_at: None,
    };
    assert!(life.write(|transaction| transaction.insert_erasure(&begun)));
    tidy(&fulfilment);
    assert!(is_on_file(&life, ERIKA), "whoever began it may still be at it");
    life.pass(TimeDelta::minutes(10));
    tidy(&fulfilment);
    assert!(!is_on_file(&life, ERIKA));
    let known = life.read(|view| view.erasures(&name("shop"), &pseudonym(ERIKA)));
    assert!(known.len() == 1 && known[0].done_at.is_some(), "{known:?}");
}
