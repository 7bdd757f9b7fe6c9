//! A restored backup brings nobody back.

use domain::fulfilment::{Deleted, Replayed};

use super::*;
use crate::life::staff;
use crate::scene::moment;

/// The database as it was before an erasure, with the ledger as it is after it.
fn restored(life: &Life) {
    put(life, &erika());
    life.write(|transaction| {
        transaction.delete_remains(&name("shop"), &pseudonym(ERIKA))?;
        let erasures = transaction.erasures(&name("shop"), &pseudonym(ERIKA))?;
        // As if it had never been there.
        assert!(erasures.len() <= 1);
        Ok(())
    });
}

fn replay(fulfilment: &Fulfilment, life: &Life) -> Replayed {
    fulfilment.replay(&operator(), &life.ledger.entries(), moment(0), &mut |_, _| ()).unwrap()
}

#[test]
fn who_was_erased_is_erased_again_and_once_is_as_good_as_twice() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    erased(&fulfilment);
    let kept_before = kept(&life, ERIKA);
    restored(&life);
    assert_eq!(
        replay(&fulfilment, &life),
        Replayed { in_ledger: 1, erased: 1, unknown_shops: 0, holds: 0, reopened: 0 }
    );
    assert!(!is_on_file(&life, ERIKA) && is_on_file(&life, "BB002"));
    assert_eq!(kept(&life, ERIKA), kept_before);
    assert_eq!(
        replay(&fulfilment, &life),
        Replayed { in_ledger: 1, erased: 0, unknown_shops: 0, holds: 0, reopened: 0 }
    );
    assert_eq!(kept(&life, ERIKA), kept_before);
}

#[test]
fn a_fresh_database_learns_from_the_ledger_who_must_not_be_imported() {
    let old = life();
    erased(&old.fulfilment_by(at_once()));
    let new = Life::new();
    let fulfilment = new.fulfilment_by(at_once());
    let entries = old.ledger.entries();
    let replayed = fulfilment.replay(&operator(), &entries, moment(0), &mut |_, _| ()).unwrap();
    assert_eq!(replayed, Replayed { in_ledger: 1, erased: 0, unknown_shops: 0, holds: 0, reopened: 0 });
    let stored = fulfilment.import(&name("shop"), &[record(&erika())]).unwrap();
    assert_eq!(stored.refused, [0]);
}

#[test]
fn what_came_before_the_given_moment_is_left_alone() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    erased(&fulfilment);
    restored(&life);
    let entries = life.ledger.entries();
    let replayed = fulfilment.replay(&operator(), &entries, moment(1), &mut |_, _| ()).unwrap();
    assert_eq!(replayed, Replayed::default());
    assert!(is_on_file(&life, ERIKA));
}

#[test]
fn a_deletion_leaves_again_what_orders_refer_to() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    assert_eq!(fulfilment.delete_customer(&staff("ann"), &name("shop"), &name(ERIKA)).unwrap(), Deleted::Done);
    restored(&life);
    assert_eq!(replay(&fulfilment, &life).erased, 1);
    assert_eq!(kept(&life, ERIKA)["orders"], erika()["orders"]);
}

#[test]
fn shops_that_are_not_known_here_are_counted() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    erased(&fulfilment);
    let mut entries = life.ledger.entries();
    entries[0].shop = name("elsewhere");
    let replayed = fulfilment.replay(&operator(), &entries, moment(0), &mut |_, _| ()).unwrap();
    assert_eq!(replayed, Replayed { in_ledger: 1, erased: 0, unknown_shops: 1, holds: 0, reopened: 0 });
}

#[test]
fn holds_are_those_of_the_ledger_also_when_the_backup_does_not_know_them() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let released = hold(&fulfilment, Scope::Place("orders[]".to_owned()));
    let stored = life.read(|view| view.legal_hold(&released)).unwrap();
    let placed = hold(&fulfilment, Scope::Place("bankAccounts[]".to_owned()));
    fulfilment.release_hold(&operator(), &released, "settled").unwrap();
    erased(&fulfilment);
    // The backup is from when the first hold was there, and the second one was not.
    restored(&life);
    life.write(|transaction| {
        transaction.delete_legal_hold(&placed)?;
        transaction.insert_legal_hold(&stored)
    });
    assert_eq!(
        replay(&fulfilment, &life),
        Replayed { in_ledger: 1, erased: 1, unknown_shops: 0, holds: 1, reopened: 0 }
    );
    assert_eq!(kept(&life, ERIKA), serde_json::json!({"bankAccounts": erika()["bankAccounts"]}));
    assert_eq!(replay(&fulfilment, &life).holds, 0, "once is as good as twice");
}

#[test]
fn a_database_that_is_older_than_its_ledger_is_noticed_until_it_is_replayed() {
    let old = life();
    erased(&old.fulfilment_by(at_once()));
    let entries = old.ledger.entries();
    assert_eq!(old.fulfilment_by(at_once()).behind_ledger(&entries).unwrap(), None);
    let backup = life();
    let fulfilment = backup.fulfilment_by(at_once());
    assert_eq!(fulfilment.behind_ledger(&entries).unwrap(), Some(entries[0].at));
    fulfilment.replay(&operator(), &entries, entries[0].at, &mut |_, _| ()).unwrap();
    assert_eq!(fulfilment.behind_ledger(&entries).unwrap(), None);
    let mut elsewhere = entries;
    elsewhere[0].shop = name("elsewhere");
    assert_eq!(fulfilment.behind_ledger(&elsewhere).unwrap(), None, "its shop is not here");
}
