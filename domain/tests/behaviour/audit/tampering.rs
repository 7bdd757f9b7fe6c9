//! Somebody has the database, and not the audit key: whatever they do to the log, this service notices.

use std::sync::Arc;

use domain::audit::{self, Broken, Flaw, Journal, Proven};

use super::journal::{entries, journal, master, record, rejected};
use crate::scene::{Scene, Sequence};

/// A log of four entries.
fn log() -> (Scene, Journal) {
    let (scene, journal) = (Scene::new(), journal());
    for millis in 1..=4 {
        record(&scene, &journal, &rejected(millis));
    }
    (scene, journal)
}

fn proof(scene: &Scene, after: u64) -> Result<Proven, Broken> {
    audit::verify(&*scene.store, &master(7), after, &|_| {}).unwrap()
}

fn found(scene: &Scene) -> Option<(u64, Flaw)> {
    proof(scene, 0).err().map(|broken| (broken.sequence, broken.flaw))
}

/// Changes the database without asking this program.
fn tamper(scene: &Scene, sql: &str) {
    let guards = ["entries_are_never_changed", "entries_are_never_deleted", "entries_are_appended"];
    let unguarded: String = guards.map(|name| format!("DROP TRIGGER IF EXISTS audit_{name};")).concat();
    let database = rusqlite::Connection::open(scene.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    database
        .execute_batch(&format!(
            "PRAGMA ignore_check_constraints = on; BEGIN IMMEDIATE; {unguarded}
             DROP TRIGGER IF EXISTS audit_head_is_never_deleted; {sql}; COMMIT"
        ))
        .unwrap();
}

#[test]
fn a_log_that_nobody_touched_is_proven_from_any_entry_on() {
    let (scene, _) = log();
    assert_eq!(proof(&scene, 0).unwrap().entries, 4);
    assert_eq!(proof(&scene, 1).unwrap().entries, 3);
    assert_eq!(proof(&scene, 4).unwrap().entries, 0);
    assert_eq!(proof(&scene, 5).unwrap_err().flaw, Flaw::Missing);
    assert_eq!(proof(&Scene::new(), 0).unwrap().entries, 0);
}

#[test]
fn a_long_log_is_proven_in_pages() {
    let (scene, journal) = (Scene::new(), journal());
    scene
        .store
        .write("test", |transaction| (0..1_203).try_for_each(|millis| journal.record(transaction, &rejected(millis))))
        .unwrap();
    let seen = std::cell::RefCell::new(Vec::new());
    let proven = audit::verify(&*scene.store, &master(7), 0, &|done| seen.borrow_mut().push(done)).unwrap().unwrap();
    assert_eq!((proven.entries, proven.last), (1_203, 1_203));
    assert!(seen.borrow().len() > 2, "progress is told on the way");
    assert_eq!(seen.borrow().last(), Some(&1_203));
}

#[test]
fn this_program_cannot_change_or_delete_an_entry() {
    let (scene, _) = log();
    let before = entries(&scene);
    let database = rusqlite::Connection::open(scene.database()).unwrap();
    for sql in [
        "UPDATE audit_entries SET actor = 'service' WHERE sequence = 2",
        "DELETE FROM audit_entries WHERE sequence = 4",
        "DELETE FROM audit_entries",
        "INSERT OR REPLACE INTO audit_entries SELECT 2, at, 'service', action, shop, request_id, pseudonym, from_state,
             to_state, details, sealed, previous, hash FROM audit_entries WHERE sequence = 2",
        "DELETE FROM audit_head",
    ] {
        let refused = database.execute(sql, ()).unwrap_err().to_string();
        assert!(refused.contains("the audit log"), "{sql}: {refused}");
    }
    assert_eq!(entries(&scene), before);
    assert!(proof(&scene, 0).is_ok());
}

#[test]
fn every_column_of_an_entry_is_proven() {
    for change in [
        "at = at + 1",
        "at = 9223372036854775807",
        "actor = 'staff:bob'",
        "actor = CAST(x'ff' AS TEXT)",
        "action = 'closed'",
        "shop = NULL",
        "shop = 'other'",
        "request_id = 'abd'",
        "pseudonym = 'nobody'",
        "from_state = ''",
        "to_state = NULL",
        "details = '{}'",
        "details = '{ \"article\":\"12(5)\"}'",
        "details = 'x'",
        "sealed = NULL",
        "sealed = zeroblob(104)",
        "previous = zeroblob(32)",
        "previous = x''",
        "hash = zeroblob(32)",
        "hash = x'00'",
    ] {
        let (scene, _) = log();
        tamper(&scene, &format!("UPDATE audit_entries SET {change} WHERE sequence = 3"));
        assert_eq!(found(&scene), Some((3, Flaw::Changed)), "{change}");
    }
}

#[test]
fn what_is_missing_moved_or_added_is_named() {
    let copy = |sequence: u64| {
        format!(
            "INSERT INTO audit_entries SELECT {sequence}, at, actor, action, shop, request_id, pseudonym, from_state,
                 to_state, details, sealed, previous, hash FROM audit_entries WHERE sequence = 2"
        )
    };
    for (sql, expected) in [
        ("DELETE FROM audit_entries WHERE sequence = 1", (1, Flaw::Missing)),
        ("DELETE FROM audit_entries WHERE sequence = 3", (3, Flaw::Missing)),
        ("DELETE FROM audit_entries WHERE sequence = 4", (4, Flaw::CutOff)),
        ("DELETE FROM audit_entries", (1, Flaw::CutOff)),
        ("UPDATE audit_entries SET sequence = 9 WHERE sequence = 2", (2, Flaw::Missing)),
        (&copy(5), (5, Flaw::Changed)),
        ("DELETE FROM audit_head", (4, Flaw::HeadMissing)),
        ("UPDATE audit_head SET sequence = 3", (3, Flaw::HeadForged)),
        ("UPDATE audit_head SET mac = zeroblob(32)", (4, Flaw::HeadForged)),
        ("UPDATE audit_head SET mac = x''", (4, Flaw::HeadForged)),
    ] {
        let (scene, _) = log();
        tamper(&scene, sql);
        assert_eq!(found(&scene), Some(expected), "{sql}");
    }
}

#[test]
fn who_cuts_off_the_end_has_that_noted_and_not_covered_by_the_next_entry() {
    for (sql, reason, at, first) in [
        // The end and the head that said so.
        ("DELETE FROM audit_entries WHERE sequence > 2; DELETE FROM audit_head", "head-missing", 3, (3, Flaw::Doubted)),
        (
            "DELETE FROM audit_entries WHERE sequence > 2;
             UPDATE audit_head SET (sequence, hash) = (SELECT sequence, hash FROM audit_entries WHERE sequence = 2)",
            "head-forged",
            3,
            (3, Flaw::Doubted),
        ),
        // Something that this service did not write, linked as it would be.
        (
            "INSERT INTO audit_entries SELECT 5, at, actor, action, shop, request_id, pseudonym, from_state, to_state,
                 details, sealed, hash, zeroblob(32) FROM audit_entries WHERE sequence = 4",
            "entries-behind-head",
            6,
            (5, Flaw::Changed),
        ),
    ] {
        let (scene, journal) = log();
        tamper(&scene, sql);
        record(&scene, &journal, &rejected(9));
        let all = entries(&scene);
        let note = &all[all.len() - 2];
        assert_eq!((note.sequence, note.action.as_str(), note.actor.as_str()), (at, "chain-doubted", "service"));
        assert_eq!(note.details.get("reason").map(String::as_str), Some(reason));
        assert_eq!(found(&scene), Some(first), "{sql}");
        // Noted once, and what comes behind it is proven again.
        record(&scene, &journal, &rejected(10));
        assert_eq!(proof(&scene, at).unwrap().entries, 2, "{sql}");
    }
}

#[test]
fn a_cut_that_leaves_the_head_stays_visible_for_ever() {
    let (scene, journal) = log();
    tamper(&scene, "DELETE FROM audit_entries WHERE sequence > 2");
    record(&scene, &journal, &rejected(9));
    assert_eq!(found(&scene), Some((3, Flaw::Missing)));
}

#[test]
fn under_another_key_the_log_goes_on_and_says_so() {
    let (scene, _) = log();
    let another = Journal::new(master(8), Arc::new(Sequence::default()));
    record(&scene, &another, &rejected(9));
    let broken = audit::verify(&*scene.store, &master(8), 0, &|_| {}).unwrap().unwrap_err();
    assert_eq!((broken.sequence, broken.flaw), (5, Flaw::Doubted));
    assert!(audit::verify(&*scene.store, &master(8), 5, &|_| {}).unwrap().is_ok());
}
