//! What was kept goes by itself.

use domain::retention::Rules;
use serde_json::json;

use super::*;

#[test]
fn each_record_goes_when_its_own_term_ends() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    erased(&fulfilment);
    assert_eq!(tidy(&fulfilment).followed_up, 0);
    // From March 2026 to the day after 7 January 2027.
    life.pass(TimeDelta::days(313));
    assert_eq!(tidy(&fulfilment).followed_up, 1);
    assert_eq!(kept(&life, ERIKA).get("orders"), None);
    assert_eq!(kept(&life, ERIKA)["invoiceAndCreditNotes"][0]["invoiceNumber"], json!("R-1"));
    life.pass(TimeDelta::days(7 * 366));
    assert_eq!(tidy(&fulfilment).followed_up, 1);
    assert!(remains(&life, ERIKA).is_none(), "nothing is left");
    assert_eq!(tidy(&fulfilment).followed_up, 0);
}

#[test]
fn what_cannot_be_read_of_one_person_keeps_nothing_of_others() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    erased(&fulfilment);
    let mut damaged = remains(&life, ERIKA).unwrap();
    damaged.document = "{".to_owned();
    let first = "00000000000000000000000000000000".parse().unwrap();
    life.write(|transaction| transaction.put_remains(&name("shop"), &first, &damaged));
    life.pass(TimeDelta::days(10 * 366));
    let ran = fulfilment.tidy().unwrap();
    assert_eq!((ran.followed_up, ran.faults.len()), (1, 1));
    assert!(remains(&life, ERIKA).is_none());
}

#[test]
fn other_rules_are_looked_at_without_waiting_for_the_term() {
    let life = life();
    erased(&life.fulfilment_by(with_rules()));
    let shorter = RULES.replace("years = 8", "years = 1");
    let rules = Rules::parse(&shorter, DataMap::shipped().unwrap()).unwrap();
    life.pass(TimeDelta::days(320));
    let fulfilment = life.fulfilment_by(Policy { retention: Arc::new(rules), ..at_once() });
    assert_eq!(tidy(&fulfilment).followed_up, 1);
    assert!(remains(&life, ERIKA).is_none());
}

#[test]
fn the_log_tells_that_something_went_and_not_of_whom() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    erased(&fulfilment);
    life.pass(TimeDelta::days(10 * 366));
    tidy(&fulfilment);
    let entries = life.read(|view| view.audit_entries(0, usize::MAX));
    let last = entries.last().unwrap();
    assert_eq!((last.action.as_str(), last.pseudonym.as_ref()), ("remains-erased", None));
    assert_eq!(last.details["left"], "nothing");
}
