//! Nothing is left in the bytes of the database.

use super::*;
use domain::fulfilment::Wiped;
use domain::store::Traces;

use crate::life::{send, stands_in};

/// Enough other customers for the file to have inner pages, and for some of hers to move.
fn crowd(life: &Life) {
    for number in 0..400 {
        let mut other = erika();
        other["shopCustomerNumber"] = format!("X-{number:04}").into();
        other["lastName"] = format!("Other-{number}").into();
        for telling in ["email", "phone1", "dayOfBirth", "addresses", "bankAccounts", "orders"] {
            other.as_object_mut().unwrap().remove(telling);
        }
        put(life, &other);
    }
}

fn assert_gone(life: Life) {
    let files = life.into_files();
    for telling in TELLING.iter().filter(|telling| **telling != "C-1001") {
        assert!(!stands_in(&files, telling), "{telling:?} still stands in a file of the database");
    }
    assert!(!stands_in(&files, "\"C-1001\"") && !stands_in(&files, "customer:C-1001"));
    assert!(stands_in(&files, "Other-7"), "nobody else is gone");
}

#[test]
fn after_an_erasure_and_a_wipe_no_file_has_what_told_who_she_was() {
    let life = life();
    crowd(&life);
    let fulfilment = life.fulfilment_by(with_rules());
    let access = confirmed(&fulfilment.requests, &wish(ERIKA));
    fulfilment.requests.close(&operator(), &access.id, Some("told her on the phone")).unwrap();
    let mut moved = erika();
    moved["lastName"] = "Mustermann-Nachher".into();
    put(&life, &moved);
    erased(&fulfilment);
    send(&fulfilment.requests);
    assert_eq!(fulfilment.wipe(TimeDelta::zero()).unwrap(), Wiped::Done);
    assert_eq!(fulfilment.wipe(TimeDelta::zero()).unwrap(), Wiped::NotDue, "there are no more traces");
    drop(fulfilment);
    assert_gone(life);
}

#[test]
fn while_the_database_is_open_its_log_has_nothing_either() {
    let life = life();
    crowd(&life);
    let fulfilment = life.fulfilment_by(at_once());
    erased(&fulfilment);
    send(&fulfilment.requests);
    fulfilment.wipe(TimeDelta::zero()).unwrap();
    let target = tempfile::tempdir().unwrap();
    // Read by another process, since locks of this one would go away.
    let folder = life.database().parent().unwrap().to_owned();
    let copied = std::process::Command::new("cp").arg("-r").arg(&folder).arg(target.path().join("copy")).status();
    assert!(copied.unwrap().success());
    let entries = std::fs::read_dir(target.path().join("copy")).unwrap();
    let files: Vec<_> = entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect();
    assert!(files.len() >= 2, "database and log");
    for telling in TELLING.iter().filter(|telling| **telling != "C-1001") {
        assert!(!stands_in(&files, telling), "{telling:?}");
    }
}

#[test]
fn a_wipe_waits_for_its_time_and_comes_by_itself() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    erased(&fulfilment);
    assert!(!tidy(&fulfilment).wiped, "seen for the first time");
    life.pass(TimeDelta::hours(1) - TimeDelta::milliseconds(1));
    assert!(!tidy(&fulfilment).wiped);
    life.pass(TimeDelta::milliseconds(1));
    assert!(tidy(&fulfilment).wiped);
    assert!(!tidy(&fulfilment).wiped);
}

#[test]
fn a_clock_that_was_ahead_does_not_put_a_wipe_off() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    erased(&fulfilment);
    life.pass(TimeDelta::days(2));
    assert!(!tidy(&fulfilment).wiped);
    life.clock.set(crate::scene::moment(0));
    assert!(!tidy(&fulfilment).wiped);
    life.pass(TimeDelta::hours(1));
    assert!(tidy(&fulfilment).wiped);
}

#[test]
fn while_another_process_wipes_nobody_else_does() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    erased(&fulfilment);
    let lease = TimeDelta::minutes(10);
    assert!(life.write(|transaction| transaction.take_lease("wipe", "another", life.now(), life.now() + lease)));
    assert_eq!(fulfilment.wipe(TimeDelta::zero()).unwrap(), Wiped::Elsewhere);
    assert!(life.read(|view| view.traces()).is_some());
    // It was killed.
    life.pass(lease);
    assert_eq!(fulfilment.wipe(TimeDelta::zero()).unwrap(), Wiped::Done);
}

#[test]
fn what_is_removed_after_a_wipe_is_wiped_the_next_time() {
    let life = life();
    put(&life, &json!({"customerType": "b2c", "shopCustomerNumber": ERIKA}));
    assert_eq!(life.read(|view| view.traces()), Some(Traces { since: None }), "what she was is overwritten");
    life.write(|transaction| transaction.date_traces(crate::scene::moment(5)));
    assert_eq!(life.read(|view| view.traces()), Some(Traces { since: Some(crate::scene::moment(5)) }));
    life.store.wipe().unwrap();
    assert_eq!(life.read(|view| view.traces()), None);
    assert!(life.write(|transaction| transaction.delete_customer(&name("shop"), &name(ERIKA))));
    assert_eq!(life.read(|view| view.traces()), Some(Traces { since: None }));
}
