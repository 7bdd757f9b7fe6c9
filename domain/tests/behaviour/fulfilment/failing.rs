//! What does not work is tried again, and nothing is half done.

use domain::housekeeping::{Done, Housekeeping};
use domain::ledger::{Event, Ledger, LedgerError, LockedLedger};
use domain::request::State;
use domain::requests::Requests;

use super::*;
use crate::life::{entries, story};

/// A ledger on a disk that is full.
pub(crate) struct Full;

impl Ledger for Full {
    fn lock(&self) -> Result<Box<dyn LockedLedger + '_>, LedgerError> {
        Err(LedgerError::NotWritten("the disk of the tests is full".to_owned()))
    }

    fn lock_existing(&self) -> Result<Option<Box<dyn LockedLedger + '_>>, LedgerError> {
        Ok(None)
    }
}

#[test]
fn without_the_ledger_nothing_is_erased_and_it_is_tried_again() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let broken = Fulfilment { ledger: Arc::new(Full), ..fulfilment.clone() };
    let ran = broken.run().unwrap();
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
    let ran = fulfilment.run().unwrap();
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
    let of_begun: Vec<_> = entries.iter().filter(|entry| entry.erasure == "begun").map(|entry| entry.event).collect();
    assert_eq!(of_begun, [Event::Abandoned]);
    assert_eq!(entries.last().map(|entry| entry.event), Some(Event::ApprovalRevoked), "the approval ended, too");
    assert_eq!(domain::ledger::erased(&entries, crate::scene::moment(0)).len(), 1, "the other one");
    assert!(life.read(|view| view.erasure_of(&again.id)).is_none());
}

fn wants(_: &Life, fulfilment: &Fulfilment) -> Request {
    let wish = domain::requests::Wish { kind: RequestType::Erasure, ..wish("BB003") };
    let request = confirmed(&fulfilment.requests, &wish);
    approve(fulfilment, &request.id).unwrap()
}

/// As a process that was killed leaves it: at work on a request.
fn killed_at(life: &Life, work: &str) {
    let until = life.now() + TimeDelta::minutes(1);
    assert!(life.write(|transaction| transaction.take_lease(work, "another process", life.now(), until)));
}

#[test]
fn a_process_that_is_killed_keeps_others_from_what_it_was_at_for_a_minute_and_from_nothing_else() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let packaged = confirmed(&fulfilment.requests, &wish("BB002"));
    fulfilment.approve(&operator(), &packaged.id, None).unwrap();
    killed_at(&life, &format!("request/{}", packaged.id));
    let ran = run(&fulfilment);
    assert_eq!((ran.fulfilled, ran.elsewhere), (1, 1));
    assert!(!is_on_file(&life, ERIKA), "the erasure does not wait for the package");
    killed_at(&life, "follow-up");
    assert_eq!(tidy(&fulfilment).elsewhere, 1);
    assert_eq!(Housekeeping::new(Arc::clone(&fulfilment.requests)).unwrap().run().unwrap(), Some(Done::default()));
    life.pass(TimeDelta::minutes(1));
    let (ran, tidied) = (run(&fulfilment), tidy(&fulfilment));
    assert_eq!((ran.fulfilled, ran.elsewhere, tidied.elsewhere), (1, 0, 0));
}

#[test]
fn two_processes_at_once_carry_out_everything_once() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let erasure = wants_erasure(&fulfilment);
    approve(&fulfilment, &erasure.id).unwrap();
    let packages = ["BB002", "BB003", "BB004"].map(|number| confirmed(&fulfilment.requests, &wish(number)));
    for package in &packages {
        fulfilment.approve(&operator(), &package.id, None).unwrap();
    }
    let requests = Requests { store: life.another_process(), ..(*fulfilment.requests).clone() };
    let other = Fulfilment { requests: Arc::new(requests), ..fulfilment.clone() };
    let ran: usize = std::thread::scope(|scope| {
        let both = [&fulfilment, &other].map(|process| scope.spawn(|| run(process).fulfilled));
        both.into_iter().map(|process| process.join().unwrap()).sum()
    });
    assert_eq!(ran, 4);
    for request in packages.iter().chain([&erasure]) {
        let times = |word: &str| story(&life, &request.id).iter().filter(|told| told.starts_with(word)).count();
        assert_eq!(times("started") + times("failed"), 1);
    }
}

#[test]
fn what_a_clock_that_was_ahead_has_put_off_or_begun_is_due_when_it_is_put_right() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    life.pass(TimeDelta::days(2));
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let broken = Fulfilment { ledger: Arc::new(Full), ..fulfilment.clone() };
    assert_eq!(broken.run().unwrap().faults.len(), 1);
    for work in [&format!("request/{}", request.id), "follow-up", "housekeeping"] {
        killed_at(&life, work);
    }
    life.clock.set(crate::scene::moment(0));
    assert_eq!(run(&fulfilment).fulfilled, 1);
    assert_eq!(tidy(&fulfilment).elsewhere, 0);
    assert!(Housekeeping::new(Arc::clone(&fulfilment.requests)).unwrap().run().unwrap().is_some());
}
