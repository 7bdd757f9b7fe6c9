//! What does not work is tried again, and nothing is half done.

use domain::ledger::{Ledger, NotWritten};
use domain::request::State;

use super::*;
use crate::life::{entries, story};

/// A ledger on a disk that is full.
pub(crate) struct Full;

impl Ledger for Full {
    fn append(&self, _: &str) -> Result<(), NotWritten> {
        Err(NotWritten("the disk of the tests is full".to_owned()))
    }
}

#[test]
fn without_the_ledger_nothing_is_erased_and_it_is_tried_again() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let broken = Fulfilment { ledger: Arc::new(Full), ..fulfilment.clone() };
    let ran = broken.run().unwrap().unwrap();
    assert_eq!(
        ran.faults.iter().map(|(id, fault)| (id.clone(), fault.code())).collect::<Vec<_>>(),
        [(Some(request.id.clone()), "erasure.ledger")]
    );
    assert!(is_on_file(&life, ERIKA));
    let State::Processing { failures, next_try_at, .. } = life.request(request.id.as_str()).state else { panic!() };
    assert_eq!((failures, next_try_at), (1, life.now() + TimeDelta::seconds(30)));
    let failed = entries(&life, &request.id).pop().unwrap();
    assert_eq!((failed.action.as_str(), failed.details["error"].as_str()), ("failed", "erasure.ledger"));
    assert!(run(&fulfilment).is_nothing(), "not before its time");
    life.pass(TimeDelta::seconds(30));
    assert_eq!(run(&fulfilment).fulfilled, 1);
    assert!(!is_on_file(&life, ERIKA));
    assert_eq!(story(&life, &request.id).last().unwrap(), "erased processing>closed");
}

#[test]
fn one_that_cannot_be_planned_does_not_keep_others_from_their_right() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let other = domain::requests::Wish { kind: RequestType::Erasure, ..wish("BB002") };
    let other = confirmed(&fulfilment.requests, &other);
    approve(&fulfilment, &other.id).unwrap();
    let unmapped =
        CustomerRecord { document: r#"{"customerType":"b2c","shoeSize":39}"#.to_owned(), ..record(&erika()) };
    life.write(|transaction| transaction.upsert_customer(&name("shop"), &unmapped));
    let ran = fulfilment.run().unwrap().unwrap();
    assert_eq!((ran.fulfilled, ran.faults.len()), (1, 1));
    assert_eq!(ran.faults[0].1.code(), "erasure.unplannable");
    assert!(is_on_file(&life, ERIKA) && !is_on_file(&life, "BB002"));
}

#[test]
fn a_plan_that_changed_after_it_was_begun_is_abandoned_in_the_ledger_too() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    fulfilment.run().unwrap();
    // As after a kill between the ledger and the deed: the request is still at it, and the data is there.
    let again = wants(&life, &fulfilment);
    let begun = domain::store::ErasureRecord {
        id: "begun".to_owned(),
        shop: name("shop"),
        pseudonym: pseudonym("BB003"),
        request: Some(again.id.clone()),
        begun_at: life.now(),
        done_at: None,
    };
    life.write(|transaction| {
        transaction.insert_erasure(&begun)?;
        let found = transaction.request(&again.id)?.unwrap();
        let state = domain::request::rules::begun(&found.state, life.now()).unwrap();
        transaction.update_request(&Request { state, ..found })
    });
    crate::life::add_customer(&life, "BB003", Some("zoe@example.org"), &["O-3", "O-4"]);
    assert_eq!(run(&fulfilment).outdated, 1);
    let entries = life.ledger.entries();
    assert_eq!(
        entries.last().map(|entry| (entry.erasure.as_str(), entry.event)),
        Some(("begun", domain::ledger::Event::Abandoned))
    );
    assert_eq!(domain::ledger::erased(&entries, crate::scene::moment(0)).len(), 1, "the other one");
    assert!(life.read(|view| view.erasure_of(&again.id)).is_none());
}

fn wants(_: &Life, fulfilment: &Fulfilment) -> Request {
    let wish = domain::requests::Wish { kind: RequestType::Erasure, ..wish("BB003") };
    let request = confirmed(&fulfilment.requests, &wish);
    approve(fulfilment, &request.id).unwrap()
}

#[test]
fn two_processes_do_not_do_it_twice() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    life.write(|transaction| {
        transaction.take_lease("fulfilment", "another process", life.now(), life.now() + TimeDelta::minutes(1))
    });
    assert!(fulfilment.run().unwrap().is_none() && fulfilment.tidy().unwrap().is_none());
    assert!(is_on_file(&life, ERIKA));
    life.pass(TimeDelta::minutes(1));
    assert_eq!(run(&fulfilment).fulfilled, 1);
}
