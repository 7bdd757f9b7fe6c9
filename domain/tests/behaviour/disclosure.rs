//! Who was shown which customer is remembered: behind the answer as long as somebody attends to it, else before it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use chrono::TimeDelta;
use domain::audit::{Actor, Personal};
use domain::customer::CustomerType;
use domain::customer::disclosure::{Disclosures, LATEST, MOST, Shown};
use domain::store::{CustomerRecord, Store, StoreError, Transaction, Verdict, View};

use crate::audit::journal::{entries, journal};
use crate::scene::{Scene, moment, name};

/// Storage that can be made read-only, and held up.
struct Full {
    store: Arc<dyn Store>,
    is_filled: AtomicBool,
    held_up: AtomicBool,
    writes: AtomicUsize,
}

impl Full {
    fn around(scene: &Scene) -> Arc<Self> {
        let store = Arc::clone(&scene.store);
        Arc::new(Self {
            store,
            is_filled: AtomicBool::new(false),
            held_up: AtomicBool::new(false),
            writes: AtomicUsize::new(0),
        })
    }

    fn becomes(&self, full: bool) {
        self.is_filled.store(full, Ordering::SeqCst);
    }
}

impl Store for Full {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.store.read_with(name, work)
    }

    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        if self.is_filled.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the disk of the tests is full".to_owned()));
        }
        self.writes.fetch_add(1, Ordering::SeqCst);
        while self.held_up.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        self.store.write_with(name, work)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.store.check()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.store.wipe()
    }
}

fn shown(millis: i64, number: &str) -> Shown {
    Shown { at: moment(millis), actor: Actor::Staff(name("ann")), shop: name("shop"), number: name(number) }
}

/// A shop with customers of these numbers.
fn scene(numbers: &[&str]) -> Scene {
    let scene = Scene::new();
    for number in numbers {
        add(&scene, number);
    }
    scene
}

fn add(scene: &Scene, number: &str) {
    let document = format!(r#"{{"customerType":"b2c","shopCustomerNumber":"{number}"}}"#);
    let customer = CustomerRecord { number: name(number), kind: CustomerType::B2c, document };
    scene.write(|transaction| transaction.upsert_customer(&name("shop"), &customer));
}

/// Whom the log names, in its order, with the milliseconds of when they were shown.
fn named(scene: &Scene) -> Vec<(i64, Option<String>)> {
    let opened = |entry| scene.store.read("test", |view| journal().open(view, entry)).unwrap();
    let millis = |entry: &domain::audit::Entry| (entry.at - moment(0)).num_milliseconds();
    entries(scene)
        .iter()
        .map(|entry| (millis(entry), opened(entry).map(|personal: Personal| personal.subject)))
        .collect()
}

fn told(numbers: &[(i64, &str)]) -> Vec<(i64, Option<String>)> {
    numbers.iter().map(|(at, number)| (*at, Some(format!("customer:{number}")))).collect()
}

#[tokio::test]
async fn what_nobody_attends_to_is_written_before_it_is_shown() {
    let scene = scene(&["A"]);
    let disclosures = Disclosures::new(Arc::new(scene.requests()));
    disclosures.note(shown(0, "A")).await.unwrap();
    assert_eq!(named(&scene), told(&[(0, "A")]));
    drop(disclosures.attend());
    disclosures.note(shown(1, "A")).await.unwrap();
    assert_eq!(named(&scene), told(&[(0, "A"), (1, "A")]));
    assert_eq!(disclosures.write_rest().unwrap(), 0);
}

#[tokio::test]
async fn what_is_attended_to_waits_and_is_written_in_order_with_its_own_times() {
    let scene = scene(&["A", "B"]);
    let disclosures = Disclosures::new(Arc::new(scene.requests()));
    let attending = disclosures.attend();
    for (millis, number) in [(0, "A"), (1, "B"), (2, "A")] {
        disclosures.note(shown(millis, number)).await.unwrap();
    }
    assert_eq!(named(&scene), []);
    assert_eq!(attending.write().unwrap(), 3);
    assert_eq!(named(&scene), told(&[(0, "A"), (1, "B"), (2, "A")]));
    assert_eq!(attending.write().unwrap(), 0);
    assert!(domain::audit::verify(&*scene.store, &crate::scene::master(), 0, &|_| {}).unwrap().is_ok());
}

#[tokio::test]
async fn many_are_written_in_several_transactions_and_none_is_lost_or_there_twice() {
    let scene = scene(&["A"]);
    let disclosures = Disclosures::new(Arc::new(scene.requests()));
    let attending = disclosures.attend();
    for millis in 0..700 {
        disclosures.note(shown(millis, "A")).await.unwrap();
    }
    assert_eq!(attending.write().unwrap(), 700);
    assert_eq!(named(&scene), told(&(0..700).map(|millis| (millis, "A")).collect::<Vec<_>>()));
}

#[tokio::test]
async fn nobody_is_shown_anything_more_than_a_second_after_what_still_waits() {
    let scene = scene(&["A", "B"]);
    let disclosures = Disclosures::new(Arc::new(scene.requests()));
    let _attending = disclosures.attend();
    disclosures.note(shown(0, "A")).await.unwrap();
    disclosures.note(shown(LATEST.num_milliseconds() - 1, "A")).await.unwrap();
    assert_eq!(named(&scene), []);
    disclosures.note(shown(LATEST.num_milliseconds(), "B")).await.unwrap();
    assert_eq!(named(&scene), told(&[(0, "A"), (999, "A"), (1_000, "B")]));
}

#[tokio::test]
async fn only_so_much_waits() {
    let scene = scene(&["A", "B"]);
    let disclosures = Disclosures::new(Arc::new(scene.requests()));
    let _attending = disclosures.attend();
    for _ in 0..MOST {
        disclosures.note(shown(0, "A")).await.unwrap();
    }
    assert_eq!(named(&scene), []);
    disclosures.note(shown(1, "B")).await.unwrap();
    assert_eq!(entries(&scene).len(), MOST + 1);
    assert_eq!(named(&scene).last(), told(&[(1, "B")]).last());
}

#[tokio::test]
async fn while_it_cannot_be_written_nobody_is_shown_anything_and_what_waited_is_kept() {
    let scene = scene(&["A", "B"]);
    let store = Full::around(&scene);
    let disclosures = Disclosures::new(Arc::new(scene.requests_in(store.clone())));
    let attending = disclosures.attend();
    disclosures.note(shown(0, "A")).await.unwrap();
    store.becomes(true);
    assert_eq!(attending.write().unwrap_err().code(), "store.unavailable");
    assert_eq!(disclosures.note(shown(1, "B")).await.unwrap_err().code(), "store.unavailable");
    store.becomes(false);
    disclosures.note(shown(2, "B")).await.unwrap();
    assert_eq!(named(&scene), told(&[(0, "A"), (2, "B")]), "B was not shown at 1");
    disclosures.note(shown(3, "A")).await.unwrap();
    assert_eq!(named(&scene).len(), 2, "it works again, so it waits again");
    drop(attending);
    assert_eq!(disclosures.write_rest().unwrap(), 1);
    assert_eq!(named(&scene), told(&[(0, "A"), (2, "B"), (3, "A")]));
}

/// Their key is gone, and nothing may make a new one with their name under it.
#[tokio::test]
async fn who_was_erased_meanwhile_is_not_named() {
    let scene = scene(&["A", "B"]);
    let disclosures = Disclosures::new(Arc::new(scene.requests()));
    let attending = disclosures.attend();
    disclosures.note(shown(0, "A")).await.unwrap();
    attending.write().unwrap();
    disclosures.note(shown(1, "A")).await.unwrap();
    disclosures.note(shown(2, "B")).await.unwrap();
    scene.write(|transaction| transaction.delete_customer(&name("shop"), &name("A")));
    scene.write(|transaction| journal().forget(transaction, &name("shop"), "customer:A"));
    attending.write().unwrap();
    assert_eq!(named(&scene), [(0, None), (1, None), (2, Some("customer:B".to_owned()))]);
    assert!(entries(&scene)[1].pseudonym.is_none() && entries(&scene)[1].shop.as_deref() == Some("shop"));
}

#[tokio::test]
async fn a_clock_that_goes_back_holds_nothing_up() {
    let scene = scene(&["A"]);
    let disclosures = Disclosures::new(Arc::new(scene.requests()));
    let attending = disclosures.attend();
    disclosures.note(shown(0, "A")).await.unwrap();
    disclosures.note(shown(-TimeDelta::hours(1).num_milliseconds(), "A")).await.unwrap();
    assert_eq!(attending.write().unwrap(), 2);
}

#[tokio::test]
async fn those_who_have_to_wait_are_written_together() {
    let scene = scene(&["A"]);
    let store = Full::around(&scene);
    let disclosures = Disclosures::new(Arc::new(scene.requests_in(store.clone())));
    let note = |millis| {
        let disclosures = Arc::clone(&disclosures);
        tokio::spawn(async move { disclosures.note(shown(millis, "A")).await })
    };
    store.held_up.store(true, Ordering::SeqCst);
    let first = note(0);
    while store.writes.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    let others: Vec<_> = (1..=20).map(note).collect();
    // Each of them is asked once, and waits for the first.
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    store.held_up.store(false, Ordering::SeqCst);
    for noted in std::iter::once(first).chain(others) {
        noted.await.unwrap().unwrap();
    }
    assert_eq!(entries(&scene).len(), 21);
    assert_eq!(store.writes.load(Ordering::SeqCst), 2, "the first alone, the others together");
}

/// Or nobody could be shown anything as long as the key of one person is damaged.
#[tokio::test]
async fn whose_key_cannot_be_read_is_in_the_log_without_a_name_and_holds_nobody_up() {
    let scene = scene(&["A", "B"]);
    let pseudonym = journal().pseudonym(&name("shop"), "customer:A");
    scene.write(|transaction| transaction.insert_subject_key(&pseudonym, b"damaged"));
    let disclosures = Disclosures::new(Arc::new(scene.requests()));
    let attending = disclosures.attend();
    for (millis, number) in [(0, "B"), (1, "A"), (2, "B")] {
        disclosures.note(shown(millis, number)).await.unwrap();
    }
    assert_eq!(attending.write().unwrap_err().code(), "record.sealed");
    let bob = Some("customer:B".to_owned());
    assert_eq!(named(&scene), [(0, bob.clone()), (1, None), (2, bob.clone())]);
    assert_eq!(attending.write().unwrap(), 0, "all of it is written");
    disclosures.note(shown(3, "B")).await.unwrap();
    assert_eq!(attending.write().unwrap(), 1);
}
