//! Events become entries that cover each other; what is personal in them is readable until its key is destroyed.

use std::sync::Arc;

use domain::audit::{Action, Actor, Entry, Event, GENESIS, Head, Journal, Personal};
use domain::entropy::Entropy;
use domain::refusal::Fault;
use domain::seal::MasterKey;
use domain::store::StoreError;

use crate::scene::{Dry, Scene, Sequence, moment, name};

pub(crate) fn master(byte: u8) -> MasterKey {
    MasterKey::new(&[byte; 32]).unwrap()
}

pub(crate) fn journal() -> Journal {
    Journal::new(master(7), Arc::new(Sequence::default()))
}

pub(crate) fn entries(scene: &Scene) -> Vec<Entry> {
    scene.read(|view| view.audit_entries(0, usize::MAX))
}

/// Somebody's request was rejected, with a reason.
pub(crate) fn rejected(millis: i64) -> Event {
    Event::new(moment(millis), Actor::Staff(name("ann")), Action::Rejected)
        .request(&name("abc"))
        .about(&name("shop"), Personal::of("customer:C-1001").saying("Erika asked twice."))
        .moved("confirmed", "closed")
        .detail("article", "12(5)")
}

pub(crate) fn record(scene: &Scene, journal: &Journal, event: &Event) {
    scene.store.write("test", |transaction| journal.record(transaction, event)).unwrap();
}

fn opened(scene: &Scene, journal: &Journal, entry: &Entry) -> Option<Personal> {
    scene.store.read("test", |view| journal.open(view, entry)).unwrap()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn an_event_becomes_an_entry_that_covers_the_one_before_it() {
    let (scene, journal) = (Scene::new(), journal());
    record(&scene, &journal, &rejected(1));
    record(&scene, &journal, &Event::new(moment(2), Actor::Service, Action::MailSent));

    let [first, second] = &entries(&scene)[..] else { panic!("there are two entries") };
    assert_eq!((first.sequence, first.previous, first.hash), (1, GENESIS, first.computed_hash()));
    assert_eq!((second.sequence, second.previous, second.hash), (2, first.hash, second.computed_hash()));
    let head = scene.read(|view| view.audit_head());
    assert_eq!(head, Some(Head::of(&master(7), 2, second.hash)));

    assert_eq!((first.at, first.actor.as_str(), first.action.as_str()), (moment(1), "staff:ann", "rejected"));
    assert_eq!((first.shop.as_deref(), first.request.as_deref()), (Some("shop"), Some("abc")));
    assert_eq!((first.from.as_deref(), first.to.as_deref()), (Some("confirmed"), Some("closed")));
    assert_eq!(first.details.get("article").map(String::as_str), Some("12(5)"));
    assert_eq!(second.actor, "service");
    assert!(second.pseudonym.is_none() && second.sealed.is_none() && second.shop.is_none());
}

#[test]
fn what_is_personal_is_read_with_the_key_and_stands_nowhere_in_the_clear() {
    let (scene, journal) = (Scene::new(), journal());
    record(&scene, &journal, &rejected(1));
    let entry = &entries(&scene)[0];
    let personal = Personal::of("customer:C-1001").saying("Erika asked twice.");
    assert!(opened(&scene, &journal, entry) == Some(personal), "somebody else");

    let another = Journal::new(master(8), Arc::new(Sequence::default()));
    assert!(scene.store.read("test", |view| another.open(view, entry)).is_err(), "another key opens nothing");
    let printed = format!("{:?} {:?}", rejected(1), entry);
    assert!(!printed.contains("C-1001") && !printed.contains("Erika"), "{printed}");
    for file in scene.into_files() {
        for needle in ["C-1001", "Erika"] {
            assert!(!contains(&file, needle.as_bytes()), "{needle} stands in the database");
        }
    }
}

#[test]
fn the_length_of_what_is_sealed_tells_little() {
    let (scene, journal) = (Scene::new(), journal());
    for reference in ["customer:1", "customer:a-much-longer-number"] {
        let event =
            Event::new(moment(1), Actor::Service, Action::Created).about(&name("shop"), Personal::of(reference));
        record(&scene, &journal, &event);
    }
    let lengths: Vec<usize> = entries(&scene).iter().filter_map(|entry| entry.sealed.as_ref().map(Vec::len)).collect();
    assert_eq!(lengths[0], lengths[1]);
}

#[test]
fn when_the_key_of_a_subject_is_destroyed_their_entries_stay_and_name_nobody() {
    let (scene, journal) = (Scene::new(), journal());
    let other =
        Event::new(moment(2), Actor::Subject, Action::Confirmed).about(&name("shop"), Personal::of("customer:C-1002"));
    record(&scene, &journal, &rejected(1));
    record(&scene, &journal, &other);
    let before = entries(&scene);

    let forget = || scene.write(|transaction| journal.forget(transaction, &name("shop"), "customer:C-1001"));
    assert!(forget());
    assert!(!forget(), "there was one key");

    assert_eq!(entries(&scene), before);
    assert!(opened(&scene, &journal, &before[0]).is_none());
    assert!(opened(&scene, &journal, &before[1]) == Some(Personal::of("customer:C-1002")), "others stay readable");

    // Whoever comes back is known by the same pseudonym, under a new key that opens nothing of before.
    record(&scene, &journal, &rejected(3));
    let after = entries(&scene);
    assert_eq!(after[2].pseudonym, after[0].pseudonym);
    assert!(opened(&scene, &journal, &after[2]).is_some());
    assert!(opened(&scene, &journal, &after[0]).is_none());
}

#[test]
fn a_destroyed_key_is_nowhere_in_the_database() {
    let (scene, journal) = (Scene::new(), journal());
    record(&scene, &journal, &rejected(1));
    let pseudonym = journal.pseudonym(&name("shop"), "customer:C-1001");
    let wrapped = scene.read(|view| view.subject_key(&pseudonym)).unwrap();
    assert!(scene.write(|transaction| journal.forget(transaction, &name("shop"), "customer:C-1001")));
    let files = scene.into_files();
    assert!(files.iter().all(|file| !contains(file, &wrapped)), "the key is still there");
    assert!(files.iter().any(|file| contains(file, pseudonym.to_string().as_bytes())), "the entry is still there");
}

#[test]
fn what_is_sealed_opens_in_its_own_entry_alone() {
    let (scene, journal) = (Scene::new(), journal());
    record(&scene, &journal, &rejected(1));
    record(&scene, &journal, &rejected(2));
    let [first, second] = &entries(&scene)[..] else { panic!("there are two entries") };
    let moved = Entry { sealed: second.sealed.clone(), ..first.clone() };
    assert!(opened(&scene, &journal, &moved).is_none());
    assert_ne!(first.sealed, second.sealed);
}

#[test]
fn an_entry_is_kept_with_the_change_it_tells_or_not_at_all() {
    let (scene, journal) = (Scene::new(), journal());
    let given_up = scene.store.write("test", |transaction| {
        journal.record(transaction, &rejected(1))?;
        Err::<(), Fault>(StoreError::Defect("the change failed".to_owned()).into())
    });
    assert!(given_up.is_err());
    assert_eq!(entries(&scene), []);
}

#[test]
fn without_randomness_nothing_personal_is_recorded() {
    let scene = Scene::new();
    let dry = Journal::new(master(7), Arc::new(Dry) as Arc<dyn Entropy>);
    let refused = scene.store.write("test", |transaction| dry.record(transaction, &rejected(1)));
    assert_eq!(refused.unwrap_err().code(), "entropy.unavailable");
    assert_eq!(entries(&scene), []);
}

#[test]
fn two_processes_that_record_at_once_make_one_chain() {
    let scene = Scene::new();
    let stores = [Arc::clone(&scene.store), scene.another_process()];
    std::thread::scope(|scope| {
        for store in &stores {
            scope.spawn(move || {
                let journal = journal();
                for millis in 0..20 {
                    store.write("test", |transaction| journal.record(transaction, &rejected(millis))).unwrap();
                }
            });
        }
    });
    let all = entries(&scene);
    assert_eq!(all.len(), 40);
    let mut previous = GENESIS;
    for (sequence, entry) in (1..).zip(&all) {
        assert_eq!((entry.sequence, entry.previous, entry.hash), (sequence, previous, entry.computed_hash()));
        previous = entry.hash;
    }
}
