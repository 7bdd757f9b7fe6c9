//! Callers who repeat themselves: with an idempotency key one call makes one request.

use domain::names::RequestId;
use domain::requests::{Key, Refused, Requests, Wanted, Wish};
use domain::store::Store;
use std::sync::Arc;

use crate::life::{Life, operator, refused, send, story, wish};
use crate::scene::name;

fn key(caller: &str, key: &str, fingerprint: u8) -> Key {
    Key { caller: name(caller), key: key.to_owned(), fingerprint: [fingerprint; 32] }
}

fn create(requests: &Requests, wish: &Wish, key: &Key) -> RequestId {
    requests.create(&operator(), wish, Some(key)).unwrap().request.id
}

fn all(requests: &Requests) -> usize {
    requests.list(&operator(), &Wanted { limit: 1_000, ..Wanted::default() }).unwrap().items.len()
}

#[test]
fn the_same_key_with_the_same_wish_makes_one_request_and_one_mail() {
    let scene = Life::new();
    let requests = scene.requests();
    let first = create(&requests, &wish("BB002"), &key("ann", "k", 1));
    for _ in 0..3 {
        assert_eq!(create(&requests, &wish("BB002"), &key("ann", "k", 1)), first);
    }
    assert_eq!((all(&requests), send(&requests).len()), (1, 1));
    assert_eq!(story(&scene, &first), ["created >pending", "mail-sent"]);
}

#[test]
fn the_same_key_with_another_wish_is_refused_and_changes_nothing() {
    let scene = Life::new();
    let requests = scene.requests();
    let first = create(&requests, &wish("BB002"), &key("ann", "k", 1));
    let other = requests.create(&operator(), &wish("BB003"), Some(&key("ann", "k", 2)));
    assert_eq!(refused(other), Refused::KeyReused);
    assert_eq!(create(&requests, &wish("BB002"), &key("ann", "k", 1)), first);
    assert_eq!(all(&requests), 1);
}

#[test]
fn other_keys_and_the_same_key_of_another_caller_make_other_requests() {
    let scene = Life::new();
    let requests = scene.requests();
    let made = [
        create(&requests, &wish("BB002"), &key("ann", "k", 1)),
        create(&requests, &wish("BB002"), &key("ann", "K", 1)),
        create(&requests, &wish("BB002"), &key("ben", "k", 1)),
        requests.create(&operator(), &wish("BB002"), None).unwrap().request.id,
        requests.create(&operator(), &wish("BB002"), None).unwrap().request.id,
    ];
    assert_eq!(std::collections::BTreeSet::from(made).len(), 5);
}

#[test]
fn a_wish_that_was_refused_does_not_use_the_key_up() {
    let scene = Life::new();
    let requests = scene.requests();
    let slip = requests.create(&operator(), &wish("4711"), Some(&key("ann", "k", 1)));
    assert_eq!(refused(slip), Refused::UnknownSubject(name("shop")));
    create(&requests, &wish("BB002"), &key("ann", "k", 2));
}

#[test]
fn a_repeat_gives_back_the_request_as_it_is_by_then_and_never_its_link() {
    let scene = Life::new();
    let requests = scene.requests();
    let handed = Wish { destination: domain::requests::Destination::Handed, ..wish("BB002") };
    let key = key("ann", "k", 1);
    let first = requests.create(&operator(), &handed, Some(&key)).unwrap();
    assert!(first.link.is_some());
    requests.withdraw(&operator(), &first.request.id, None).unwrap();
    let again = requests.create(&operator(), &handed, Some(&key)).unwrap();
    assert_eq!((again.request.id, again.request.state.code()), (first.request.id, "closed"));
    assert!(again.link.is_none());
}

#[test]
fn of_many_simultaneous_calls_with_one_key_in_two_processes_one_makes_the_request() {
    let scene = Life::new();
    let stores: [Arc<dyn Store>; 2] = [Arc::clone(&scene.store), scene.another_process()];
    let processes = stores.map(|store| scene.requests_in(store));
    let start = std::sync::Barrier::new(8);
    let made: Vec<RequestId> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|number| {
                let (requests, start) = (&processes[number % 2], &start);
                scope.spawn(move || {
                    start.wait();
                    create(requests, &wish("BB002"), &key("ann", "k", 1))
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(made.iter().all(|id| *id == made[0]));
    assert_eq!((all(&processes[0]), send(&processes[1]).len()), (1, 1));
}
