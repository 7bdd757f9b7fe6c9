//! What somebody does to the database behind the log is noticed; what the rules do is not taken for that.

use domain::audit::{Action, Actor, Event, Inconsistency, Personal, compare};
use domain::names::ShopName;
use domain::store::ErasureRecord;

use super::journal::{journal, record};
use crate::scene::{Scene, master, moment, name};

const BOB: &str = "customer:BB002";
const ZOE: &str = "customer:BB003";

fn shop() -> ShopName {
    name("shop")
}

fn created(request: &str, reference: &str) -> Event {
    Event::new(moment(1), Actor::Service, Action::Created)
        .request(&name(request))
        .about(&shop(), Personal::of(reference))
}

/// One entry each about Bob and Zoe, in requests of their own.
fn two_subjects() -> Scene {
    let scene = Scene::new();
    record(&scene, &journal(), &created("one", BOB));
    record(&scene, &journal(), &created("two", ZOE));
    scene
}

fn found(scene: &Scene) -> Vec<Inconsistency> {
    compare(&*scene.store, &journal(), 0, &|_| {}).unwrap()
}

fn codes(scene: &Scene) -> Vec<&'static str> {
    found(scene).iter().map(Inconsistency::code).collect()
}

fn tamper(scene: &Scene, sql: &str) {
    let database = rusqlite::Connection::open(scene.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    database.execute_batch(sql).unwrap();
}

fn forget(scene: &Scene, reference: &str) {
    assert!(scene.write(|transaction| journal().forget(transaction, &shop(), reference)));
}

#[test]
fn a_key_that_is_gone_without_an_erasure_or_a_purge_is_named() {
    let scene = two_subjects();
    assert!(found(&scene).is_empty());
    forget(&scene, BOB);
    let pseudonym = master().pseudonym(&shop(), BOB);
    assert_eq!(found(&scene), [Inconsistency::KeyMissing { pseudonym, entry: 1 }]);
    assert!(compare(&*scene.store, &journal(), 1, &|_| {}).unwrap().is_empty(), "behind an entry that was accepted");
}

#[test]
fn a_key_that_was_destroyed_with_its_subject_is_explained_and_later_entries_are_not() {
    let scene = two_subjects();
    forget(&scene, BOB);
    let pseudonym = master().pseudonym(&shop(), BOB);
    let erased = Event::new(moment(2), Actor::Service, Action::Erased)
        .about_pseudonym(&shop(), &pseudonym)
        .detail("subject_key", "destroyed");
    record(&scene, &journal(), &erased);
    assert!(found(&scene).is_empty());

    // Bob is back, and has a new key, which opens no entry of before.
    record(&scene, &journal(), &created("three", BOB));
    assert!(found(&scene).is_empty());
    forget(&scene, BOB);
    assert_eq!(found(&scene), [Inconsistency::KeyMissing { pseudonym, entry: 4 }]);
}

#[test]
fn purges_of_requests_and_what_older_programs_wrote_of_deletions_explains_keys_that_are_gone() {
    let scene = two_subjects();
    forget(&scene, BOB);
    let purged = Event::new(moment(2), Actor::Service, Action::Purged).request(&name("one")).at_shop(&shop());
    record(&scene, &journal(), &purged.detail("subject_key", "destroyed"));
    assert!(found(&scene).is_empty());

    forget(&scene, ZOE);
    let erasure = ErasureRecord {
        id: "deletion".to_owned(),
        shop: shop(),
        pseudonym: master().pseudonym(&shop(), ZOE),
        request: None,
        begun_at: moment(3),
        done_at: Some(moment(3)),
    };
    assert!(scene.write(|transaction| transaction.insert_erasure(&erasure)));
    assert_eq!(codes(&scene), ["key-missing"], "the log has to say so");
    let erased = Event::new(moment(3), Actor::Service, Action::Erased).at_shop(&shop());
    record(&scene, &journal(), &erased.detail("erasure", "deletion"));
    assert!(found(&scene).is_empty());
}

#[test]
fn keys_that_were_swapped_or_exchanged_are_named() {
    let scene = two_subjects();
    let before: Vec<(String, Vec<u8>)> = scene.read(|view| view.subject_keys("", 9));
    tamper(
        &scene,
        "CREATE TEMP TABLE swapped AS SELECT * FROM audit_keys;
         UPDATE audit_keys SET wrapped =
             (SELECT wrapped FROM swapped WHERE swapped.pseudonym <> audit_keys.pseudonym)",
    );
    let unreadable: Vec<_> = before.iter().map(|(whose, _)| Inconsistency::KeyUnreadable(whose.clone())).collect();
    assert_eq!(found(&scene), unreadable);

    // One that was made for the same subject in another database.
    let (scene, other, another) = (two_subjects(), Scene::new(), journal());
    record(&other, &another, &created("two", ZOE));
    record(&other, &another, &created("one", BOB));
    let bob = master().pseudonym(&shop(), BOB);
    let wrapped = other.read(|view| view.subject_key(&bob)).unwrap();
    forget(&scene, BOB);
    assert!(scene.write(|transaction| transaction.insert_subject_key(&bob, &wrapped)));
    assert_eq!(found(&scene), [Inconsistency::KeyExchanged { pseudonym: bob, entry: 1 }]);
}
