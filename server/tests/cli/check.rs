//! `check` and `audit verify`: what somebody does to the database is found, and what cannot be told is said.

use super::World;
use super::request::{approve, buyer, import, wants_erasure, with_invoices};

/// A world in which C-1 was erased, C-2 is held, and C-3 was held and has a request.
fn world() -> World {
    let world = with_invoices();
    for number in ["C-2", "C-3"] {
        import(&world, &buyer(number));
        world.run(&format!("hold add --shop inTRONICS --customer {number} --place orders[] --reason Lawsuit")).done();
    }
    let held = world.run("hold list --shop inTRONICS --customer C-3 --json").json();
    world.run(&format!("hold release {} --reason Settled", held["id"].as_str().unwrap())).done();
    approve(&world, &wants_erasure(&world, "C-1"));
    assert_eq!(world.run("erasure run --json").json()["fulfilled"], 1);
    world.run("request create --type access --shop inTRONICS --customer C-3").done();
    world
}

fn tamper(world: &World, sql: &str) {
    let database = rusqlite::Connection::open(world.path("gdpr.db")).unwrap();
    database.execute_batch(sql).unwrap();
}

#[test]
fn what_the_service_does_itself_is_sound_and_what_cannot_be_verified_is_said() {
    let world = world();
    let said = world.run("check").done();
    assert!(said.starts_with("the database gdpr.db is sound\nverified: pages, schema and its triggers,"), "{said}");
    assert!(said.contains("\ncannot be verified: users, roles, grants"), "{said}");
    let document = world.run("check --json").json();
    assert_eq!(document["sound"], true);
    assert!(document["verified"].as_array().unwrap().iter().any(|it| it == "legal holds"), "{document}");
    assert!(document["notVerifiable"][0].as_str().unwrap().contains("grants"), "{document}");
    let said = world.run("audit verify").done();
    assert!(said.contains("agree with it") && said.contains("cannot be verified: users, roles, grants"), "{said}");
}

/// What somebody does, who has the database and not the secrets, and what both commands find.
const TAMPERED: [(&str, &str); 10] = [
    ("DELETE FROM audit_keys", "is not there, and no erasure or purge explains it"),
    (
        "CREATE TEMP TABLE old AS SELECT * FROM audit_keys;
         UPDATE audit_keys SET wrapped =
             (SELECT wrapped FROM old WHERE old.pseudonym <> audit_keys.pseudonym ORDER BY old.pseudonym LIMIT 1)",
        "cannot be unwrapped",
    ),
    ("DROP TRIGGER audit_entries_are_never_changed", "the trigger audit_entries_are_never_changed is not there"),
    (
        "DROP TRIGGER audit_head_is_never_deleted;
         CREATE TRIGGER audit_head_is_never_deleted BEFORE DELETE ON audit_head BEGIN SELECT 1; END",
        "the trigger audit_head_is_never_deleted was changed",
    ),
    (
        "CREATE TRIGGER quiet AFTER INSERT ON legal_holds BEGIN DELETE FROM legal_holds; END",
        "the trigger quiet was not made by this program",
    ),
    ("DELETE FROM legal_holds", "is not there, and was not released"),
    ("UPDATE legal_holds SET pseudonym = '01daf52e84dceade75f66217a97e0107'", "is on another customer than entry"),
    ("UPDATE legal_holds SET sealed = zeroblob(99)", "cannot be read, so nothing of its customer is erased"),
    (
        "DROP TRIGGER audit_entries_are_never_deleted; DELETE FROM audit_entries;
         DROP TRIGGER audit_head_is_never_deleted; DELETE FROM audit_head;
         CREATE TRIGGER audit_entries_are_never_deleted BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'an entry of the audit log is never deleted'); END;
         CREATE TRIGGER audit_head_is_never_deleted BEFORE DELETE ON audit_head
BEGIN SELECT RAISE(ABORT, 'the head of the audit log is never deleted'); END",
        "the audit log is empty, although there are data requests",
    ),
    (
        "CREATE TEMP TABLE made AS SELECT * FROM requests LIMIT 1;
         UPDATE made SET id = 'invented', received_at = received_at + 60000;
         INSERT INTO requests SELECT * FROM made",
        "the request invented has no entry",
    ),
];

#[test]
fn what_somebody_does_to_the_database_is_found_by_check_and_by_audit_verify() {
    let world = world();
    let backup = std::fs::read(world.path("gdpr.db")).unwrap();
    for (sql, found) in TAMPERED {
        std::fs::write(world.path("gdpr.db"), &backup).unwrap();
        tamper(&world, sql);
        let done = world.run("check");
        assert_eq!(done.code, 1, "{sql}: {}{}", done.out, done.err);
        assert!(done.out.contains(found), "{sql}: {}{}", done.out, done.err);
        world.run("audit verify").refused(1, &[found]);
    }
}

#[test]
fn findings_of_audit_verify_have_codes_for_machines() {
    let world = world();
    tamper(&world, "DELETE FROM legal_holds");
    let done = world.run("audit verify --json");
    assert_eq!(done.code, 1);
    let found: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!((&found["proven"], &found["flaw"]), (&false.into(), &"hold-missing".into()));
    assert_eq!(found["findings"].as_array().unwrap().len(), 1, "{found}");
}

/// A hold that cannot be read is a hold.
#[test]
fn a_customer_with_an_unreadable_hold_is_not_erased() {
    let world = world();
    let id = wants_erasure(&world, "C-2");
    approve(&world, &id);
    tamper(&world, "UPDATE legal_holds SET sealed = zeroblob(99)");
    let done = world.run("erasure run --json");
    let out: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(out["fulfilled"], 0, "{out}");
    world.run("customer show --shop inTRONICS C-2").done();
}
