//! Legal holds.

use serde_json::json;

use super::*;
use crate::life::refused;

fn invoice() -> Scope {
    Scope::Record { place: "invoiceAndCreditNotes[]".to_owned(), name: "R-1".to_owned() }
}

#[test]
fn a_held_record_stays_as_it_is_and_goes_by_itself_when_the_hold_is_released() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let id = hold(&fulfilment, invoice());
    erased(&fulfilment);
    let kept = kept(&life, ERIKA);
    assert_eq!(kept["invoiceAndCreditNotes"], erika()["invoiceAndCreditNotes"]);
    assert_eq!(kept.as_object().unwrap().len(), 1, "{kept}");
    life.pass(TimeDelta::days(3_650));
    assert_eq!(tidy(&fulfilment).followed_up, 0, "as long as it is held");
    fulfilment.release_hold(&operator(), &id, "settled").unwrap();
    assert_eq!(tidy(&fulfilment).followed_up, 1);
    assert!(remains(&life, ERIKA).is_none());
}

#[test]
fn a_hold_that_comes_after_the_approval_changes_the_plan() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    hold(&fulfilment, Scope::Everything);
    assert_eq!(run(&fulfilment).outdated, 1);
    assert!(is_on_file(&life, ERIKA));
}

#[test]
fn a_hold_is_listed_with_author_and_reason_and_stored_without_naming_anybody() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let id = hold(&fulfilment, invoice());
    let holds = fulfilment.holds(&operator(), &name("shop"), &name(ERIKA)).unwrap();
    let [found] = holds.as_slice() else { panic!("{holds:?}") };
    assert_eq!((&found.id, &found.hold.author, found.hold.reason.as_str()), (&id, &operator(), "an invented lawsuit"));
    assert!(found.hold.scope == invoice());
    let other = fulfilment.holds(&operator(), &name("shop"), &name("BB002")).unwrap();
    assert!(other.is_empty());
    drop(fulfilment);
    let files = life.into_files();
    assert!(!crate::life::stands_in(&files, "an invented lawsuit"));
}

#[test]
fn a_hold_needs_a_reason_a_customer_and_a_place_of_the_data_map() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let place = |customer: &str, scope: Scope, reason: &str| {
        let reason = domain::fulfilment::Words(reason.to_owned());
        let new = domain::fulfilment::NewHold { shop: name("shop"), customer: name(customer), scope, reason };
        refused(fulfilment.place_hold(&operator(), &new))
    };
    assert_eq!(place(ERIKA, Scope::Everything, " "), Refused::Reason);
    assert_eq!(place("nobody", Scope::Everything, "why"), Refused::UnknownSubject(name("shop")));
    assert_eq!(place(ERIKA, Scope::Place("parcels[]".to_owned()), "why"), Refused::UnknownPlace);
    let nameless = Scope::Record { place: "bankAccounts[]".to_owned(), name: "x".to_owned() };
    assert_eq!(place(ERIKA, nameless, "why"), Refused::UnknownPlace);
    let left_out = Scope::Record { place: "orders[]".to_owned(), name: " ".to_owned() };
    assert_eq!(place(ERIKA, left_out, "why"), Refused::UnknownPlace);
    assert_eq!(refused(fulfilment.release_hold(&operator(), "nothing", "why")), Refused::UnknownHold);
}

#[test]
fn what_is_kept_after_an_erasure_can_still_be_held() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    erased(&fulfilment);
    hold(&fulfilment, invoice());
    life.pass(TimeDelta::days(10 * 366));
    assert_eq!(tidy(&fulfilment).followed_up, 1, "the order goes");
    assert_eq!(kept(&life, ERIKA)["invoiceAndCreditNotes"][0]["invoiceNumber"], json!("R-1"));
    assert_eq!(kept(&life, ERIKA).get("orders"), None);
}
