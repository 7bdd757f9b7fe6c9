//! A database knows the keys again that it was written with, and is not used with others.

use domain::audit::{Action, Actor, Event, Journal, Personal};
use domain::keys::{Dependence, KeyName, KeysRefused, ServiceKeys, accept, dependence, require};
use domain::link::LinkKey;
use domain::seal::MasterKey;

use crate::life::{add_customer, operator, wish};
use crate::scene::{Scene, key, master, moment, name};

const SECRET: &[u8] = b"a token secret of the tests, 32 b";

/// Keys that can be exchanged one by one.
struct Ring {
    audit: MasterKey,
    confirmation: LinkKey,
    token_secret: Option<&'static [u8]>,
}

impl Ring {
    fn right() -> Self {
        Self { audit: master(), confirmation: key(), token_secret: Some(SECRET) }
    }

    fn keys(&self) -> ServiceKeys<'_> {
        ServiceKeys { audit: &self.audit, confirmation: &self.confirmation, token_secret: self.token_secret }
    }

    fn journal(&self, scene: &Scene) -> Journal {
        Journal::new(self.audit.clone(), scene.entropy.clone())
    }

    fn require(&self, scene: &Scene) -> Result<(), KeysRefused> {
        require(&*scene.store, &self.journal(scene), &self.keys(), moment(0))
    }

    fn accept(&self, scene: &Scene, name: KeyName) -> Result<bool, KeysRefused> {
        accept(&*scene.store, &self.journal(scene), &self.keys(), name, &Actor::Service, moment(0))
    }
}

fn with_customers() -> Scene {
    let scene = Scene::new();
    add_customer(&scene, "BB002", Some("bob@example.org"), &["O-1"]);
    add_customer(&scene, "BB003", Some("zoe@example.org"), &["O-2"]);
    scene
}

fn with_other_audit_key() -> Ring {
    Ring { audit: MasterKey::new(&[8; 32]).unwrap(), ..Ring::right() }
}

fn checks(scene: &Scene) -> usize {
    scene.read(|view| view.key_checks()).len()
}

#[track_caller]
fn assert_another(refused: &Result<(), KeysRefused>, wanted: KeyName) {
    assert!(matches!(refused, Err(KeysRefused::Another(name)) if *name == wanted), "{refused:?}");
}

#[test]
fn a_database_knows_each_of_its_keys_again() {
    let scene = Scene::new();
    Ring::right().require(&scene).unwrap();
    assert_eq!(checks(&scene), 3);
    Ring::right().require(&scene).unwrap();
    assert_another(&with_other_audit_key().require(&scene), KeyName::Audit);
    let other = LinkKey::new(&[9; 32]).unwrap();
    assert_another(&Ring { confirmation: other, ..Ring::right() }.require(&scene), KeyName::Confirmation);
    let other = Ring { token_secret: Some(b"another token secret of the tests"), ..Ring::right() };
    assert_another(&other.require(&scene), KeyName::TokenSecret);
    Ring { token_secret: None, ..Ring::right() }.require(&scene).unwrap();
    assert_eq!(dependence(&*scene.store).unwrap(), Dependence::Seals, "also of one that is empty");
}

#[test]
fn an_older_database_learns_the_audit_key_that_proves_itself_and_no_other() {
    let scene = with_customers();
    assert_eq!(dependence(&*scene.store).unwrap(), Dependence::Links);
    scene.requests().create(&operator(), &wish("BB002"), None).unwrap();
    assert_eq!(dependence(&*scene.store).unwrap(), Dependence::Seals);
    let refused = with_other_audit_key().require(&scene);
    assert!(matches!(refused, Err(KeysRefused::Unproven)), "{refused:?}");
    assert_eq!(checks(&scene), 0, "it is not blessed");
    Ring::right().require(&scene).unwrap();
    assert_another(&with_other_audit_key().require(&scene), KeyName::Audit);
}

#[test]
fn a_forged_end_of_the_log_does_not_lock_out_the_right_key() {
    let scene = Scene::new();
    let right = Ring::right();
    let event = Event::new(moment(0), Actor::Service, Action::Created);
    let event = event.about(&name("shop"), Personal::of("customer:BB002"));
    scene.store.write("test", |transaction| right.journal(&scene).record(transaction, &event)).unwrap();
    let database = rusqlite::Connection::open(scene.database()).unwrap();
    database.execute("UPDATE audit_head SET mac = zeroblob(32)", ()).unwrap();
    assert!(with_other_audit_key().require(&scene).is_err());
    right.require(&scene).unwrap();
}

#[test]
fn requests_that_are_older_than_the_log_are_noted_in_it() {
    let scene = with_customers();
    scene.requests().create(&operator(), &wish("BB002"), None).unwrap();
    let database = rusqlite::Connection::open(scene.database()).unwrap();
    // As a database of the first version was: it had neither a log nor keys.
    database
        .execute_batch(
            "DROP TRIGGER audit_entries_are_never_deleted; DELETE FROM audit_entries; DELETE FROM audit_keys;
             DROP TRIGGER audit_head_is_never_deleted; DELETE FROM audit_head",
        )
        .unwrap();
    Ring::right().require(&scene).unwrap();
    let entries = scene.read(|view| view.audit_entries(0, 9));
    assert_eq!(entries.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["key-accepted"]);
}

#[test]
fn a_changed_key_is_accepted_when_staff_says_so_and_the_log_says_that_it_was() {
    let scene = Scene::new();
    Ring::right().require(&scene).unwrap();
    let changed = Ring { token_secret: Some(b"another token secret of the tests"), ..Ring::right() };
    assert!(changed.accept(&scene, KeyName::TokenSecret).unwrap());
    assert!(!changed.accept(&scene, KeyName::TokenSecret).unwrap(), "once is enough");
    changed.require(&scene).unwrap();
    assert_another(&Ring::right().require(&scene), KeyName::TokenSecret);
    let entries = scene.read(|view| view.audit_entries(0, 9));
    let [entry] = &entries[..] else { panic!("one entry") };
    assert_eq!((entry.action.as_str(), entry.details["key"].as_str()), ("key-accepted", "token-secret"));
}

#[test]
fn nothing_replaces_the_audit_key() {
    let scene = Scene::new();
    Ring::right().require(&scene).unwrap();
    for name in [KeyName::Audit, KeyName::Confirmation, KeyName::TokenSecret] {
        let refused = with_other_audit_key().accept(&scene, name);
        assert!(matches!(refused, Err(KeysRefused::Another(KeyName::Audit))), "{refused:?}");
    }
    assert_another(&with_other_audit_key().require(&scene), KeyName::Audit);
}

#[test]
fn a_log_that_was_emptied_is_doubted_by_the_next_entry() {
    let scene = with_customers();
    Ring::right().require(&scene).unwrap();
    scene.requests().create(&operator(), &wish("BB002"), None).unwrap();
    let created = scene.read(|view| view.audit_entries(0, 9));
    assert!(created.iter().all(|entry| entry.action != "chain-doubted"), "{created:?}");
    let database = rusqlite::Connection::open(scene.database()).unwrap();
    database
        .execute_batch(
            "DROP TRIGGER audit_entries_are_never_deleted; DELETE FROM audit_entries;
             DROP TRIGGER audit_head_is_never_deleted; DELETE FROM audit_head",
        )
        .unwrap();
    scene.requests().create(&operator(), &wish("BB003"), None).unwrap();
    let entries = scene.read(|view| view.audit_entries(0, 9));
    assert_eq!(
        (entries[0].action.as_str(), entries[0].details["reason"].as_str()),
        ("chain-doubted", "entries-missing")
    );
}
