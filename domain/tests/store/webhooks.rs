//! What every backend promises about webhooks.

use std::sync::Barrier;
use std::thread;

use domain::outbox::LONGEST_WAIT;
use domain::store::Store;
use domain::webhook::{Delivery, NoticeKind, Status};

use crate::records::{moment, name, request, with_request, with_shop, write};
use crate::rules::Storage;

/// A notice about an erasure without a request, that waits and was never tried.
fn delivery(id: &str) -> Delivery {
    Delivery {
        id: id.to_owned(),
        kind: NoticeKind::Erased,
        endpoint: name("newsletter"),
        shop: name("shop"),
        erasure: "erasure".to_owned(),
        request: None,
        queued_at: moment(0),
        next_try_at: moment(0),
        tries: 0,
        answer: None,
        status: Status::Waiting,
        sealed: Some(vec![0, 255, 7]),
    }
}

fn add(store: &dyn Store, delivery: &Delivery) -> bool {
    write(store, |transaction| transaction.insert_webhook(delivery))
}

fn of_erasure(store: &dyn Store, erasure: &str) -> Vec<String> {
    store.read("test", |view| view.webhooks_of_erasure(erasure)).unwrap().iter().map(fields).collect()
}

fn of_request(store: &dyn Store, request: &str) -> Vec<String> {
    store.read("test", |view| view.webhooks_of_request(&name(request))).unwrap().iter().map(fields).collect()
}

fn next(store: &dyn Store, now: i64) -> Option<String> {
    next_to(store, "newsletter", now)
}

fn next_to(store: &dyn Store, endpoint: &str, now: i64) -> Option<String> {
    store.read("test", |view| view.next_webhook(&name(endpoint), moment(now))).unwrap().map(|delivery| delivery.id)
}

/// Everything about a delivery, to compare it by: what is sealed hides itself.
fn fields(delivery: &Delivery) -> String {
    let Delivery { id, kind, endpoint, shop, erasure, request, queued_at, next_try_at, tries, answer, status, sealed } =
        delivery;
    format!(
        "{id} {kind:?} {endpoint} {shop} {erasure} {request:?} {queued_at} {next_try_at} {tries} {answer:?} {status:?} \
         {sealed:?}"
    )
}

fn over() -> [Status; 2] {
    [Status::Sent { at: moment(9) }, Status::GivenUp { at: moment(9) }]
}

pub(crate) fn a_webhook_comes_back_as_it_was_queued(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    let mut queued = Vec::new();
    for (number, kind) in (0_u32..).zip(NoticeKind::ALL) {
        for status in [&[Status::Waiting][..], &over()].concat() {
            let delivery = Delivery {
                kind,
                request: (number == 0).then(|| name("one")),
                queued_at: moment(number.into()),
                next_try_at: moment(i64::from(number) * 1_000 - 5),
                tries: number,
                answer: (number == 1).then(|| "http.503".to_owned()),
                status,
                sealed: (status == Status::Waiting).then(|| vec![0, 255, 7]),
                ..delivery(&format!("{number}-{}", status.code()))
            };
            assert!(add(store, &delivery));
            queued.push(delivery);
        }
    }
    queued.sort_by_key(|delivery| (delivery.queued_at, delivery.id.clone()));
    let again = storage.open();
    assert_eq!(of_erasure(&*again, "erasure"), queued.iter().map(fields).collect::<Vec<_>>());
    assert_eq!(of_request(&*again, "one"), queued[..3].iter().map(fields).collect::<Vec<_>>());
    assert!(of_erasure(&*again, "another").is_empty() && of_request(&*again, "two").is_empty());
}

pub(crate) fn a_webhook_belongs_to_a_shop_and_its_id_is_its_own(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert!(add(store, &delivery("id")));
    assert!(!add(store, &Delivery { tries: 9, endpoint: name("other"), ..delivery("id") }));
    assert_eq!(of_erasure(store, "erasure"), [fields(&delivery("id"))]);
    for orphan in [
        Delivery { shop: name("unknown"), ..delivery("orphan") },
        Delivery { request: Some(name("unknown")), ..delivery("orphan") },
    ] {
        assert!(store.write("test", |transaction| transaction.insert_webhook(&orphan)).is_err());
    }
}

pub(crate) fn the_webhook_that_is_due_longest_is_next(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert_eq!(next(store, 0), None);
    for (id, due) in [("late", 30), ("b", 10), ("a", 10), ("first", 5)] {
        assert!(add(store, &Delivery { next_try_at: moment(due), ..delivery(id) }));
    }
    for status in over() {
        assert!(add(store, &Delivery { status, sealed: None, ..delivery(status.code()) }));
    }
    for (now, expected) in [(4, None), (5, Some("first")), (100, Some("first"))] {
        assert_eq!(next(store, now).as_deref(), expected, "at {now}");
    }
    let put_off = Delivery { next_try_at: moment(40), tries: 1, ..delivery("first") };
    assert!(write(store, |transaction| transaction.update_webhook(&put_off, 0)));
    assert_eq!(next(store, 10).as_deref(), Some("a"));
    let longest = moment(10) + LONGEST_WAIT;
    for (id, tries) in [("a", 0), ("b", 0), ("late", 0), ("first", 1)] {
        let waits = Delivery { next_try_at: longest, tries: tries + 1, ..delivery(id) };
        assert!(write(store, |transaction| transaction.update_webhook(&waits, tries)));
    }
    assert_eq!(next(store, 10), None);
    assert_eq!(next(store, 9).as_deref(), Some("a"), "nothing waits that long: the clock was ahead");
}

pub(crate) fn each_endpoint_has_a_queue_of_its_own(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let waiting = || store.read("test", |view| view.waiting_endpoints()).unwrap();
    assert!(waiting().is_empty());
    for (id, endpoint, due) in [("slow-1", "slow", 1), ("slow-2", "slow", 2), ("good", "good", 3), ("mute", "mute", 4)]
    {
        assert!(add(store, &Delivery { endpoint: name(endpoint), next_try_at: moment(due), ..delivery(id) }));
    }
    let over = Delivery { endpoint: name("over"), status: over()[0], sealed: None, ..delivery("over") };
    assert!(add(store, &over));
    assert_eq!(waiting(), [name("good"), name("mute"), name("slow")]);
    for (endpoint, expected) in
        [("slow", Some("slow-1")), ("good", Some("good")), ("mute", None), ("over", None), ("unknown", None)]
    {
        assert_eq!(next_to(store, endpoint, 3).as_deref(), expected, "{endpoint}");
    }
}

pub(crate) fn a_webhook_changes_only_while_it_waits_and_was_tried_as_often_as_said(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert!(add(store, &Delivery { tries: 3, ..delivery("id") }));
    let update = |delivery: &Delivery, tries| write(store, |transaction| transaction.update_webhook(delivery, tries));
    let claimed = Delivery { tries: 4, next_try_at: moment(50), answer: Some("http.503".to_owned()), ..delivery("id") };
    for tries in [0, 2, 4] {
        assert!(!update(&claimed, tries), "{tries}");
    }
    assert!(!update(&Delivery { id: "unknown".to_owned(), ..claimed.clone() }, 3));
    assert!(update(&claimed, 3));
    assert!(!update(&claimed, 3), "it was claimed already");
    assert_eq!(of_erasure(store, "erasure"), [fields(&claimed)]);
    let over = Delivery { status: Status::Sent { at: moment(60) }, sealed: None, ..claimed.clone() };
    assert!(update(&over, 4));
    for again in [&over, &claimed] {
        assert!(!update(again, 4), "it waits no more");
    }
    assert_eq!(of_erasure(store, "erasure"), [fields(&over)]);
}

pub(crate) fn of_many_simultaneous_claims_one_has_the_webhook(storage: &dyn Storage) {
    let stores = [storage.open(), storage.open()];
    with_shop(&*stores[0]);
    assert!(add(&*stores[0], &delivery("id")));
    let start = Barrier::new(8);
    let winners: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|number| {
                let (store, start) = (&stores[number % 2], &start);
                scope.spawn(move || {
                    start.wait();
                    let claimed = Delivery { tries: 1, ..delivery("id") };
                    write(&**store, |transaction| transaction.update_webhook(&claimed, 0))
                })
            })
            .collect();
        threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
    });
    assert_eq!(winners, 1);
}
