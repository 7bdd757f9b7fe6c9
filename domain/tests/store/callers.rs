//! What every backend promises about what callers repeat or leave behind: idempotency keys and the public form.

use domain::store::{IdempotencyKey, Store, Submission};

use crate::records::{made, moment, name, request, submission, with_request, write};
use crate::rules::Storage;

fn key(store: &dyn Store, caller: &str, key: &str) -> Option<IdempotencyKey> {
    store.read("test", |view| view.idempotency_key(&name(caller), key)).unwrap()
}

pub(crate) fn a_key_is_remembered_for_its_caller_alone(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    let odd = "🔑 %_'; \u{0}";
    write(store, |transaction| {
        assert!(transaction.insert_idempotency_key(&name("ann"), "k", &made("one", 1))?);
        assert!(transaction.insert_idempotency_key(&name("ben"), "k", &made("one", 2))?);
        assert!(transaction.insert_idempotency_key(&name("ann"), "K", &made("one", 3))?);
        assert!(transaction.insert_idempotency_key(&name("ann"), odd, &made("one", 4))?);
        assert!(!transaction.insert_idempotency_key(&name("ann"), "k", &made("one", 5))?, "it is taken");
        Ok(())
    });
    let again = &*storage.open();
    for (caller, text, at) in [("ann", "k", 1), ("ben", "k", 2), ("ann", "K", 3), ("ann", odd, 4)] {
        assert_eq!(key(again, caller, text), Some(made("one", at)), "{caller} {text}");
    }
    for (caller, text) in [("ann", "_"), ("Ann", "k"), ("ann", ""), ("eve", "k")] {
        assert_eq!(key(again, caller, text), None, "{caller} {text}");
    }
    let orphan = store
        .write("test", |transaction| transaction.insert_idempotency_key(&name("ann"), "orphan", &made("unknown", 1)));
    assert!(orphan.is_err());
}

pub(crate) fn old_keys_are_forgotten_and_can_be_used_again(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    write(store, |transaction| {
        for (text, at) in [("old", 1), ("older", -5), ("now", 10), ("young", 11)] {
            assert!(transaction.insert_idempotency_key(&name("ann"), text, &made("one", at))?);
        }
        Ok(())
    });
    let forget = |until| write(store, |transaction| transaction.delete_idempotency_keys(moment(until)));
    assert_eq!(forget(-6), 0);
    assert_eq!(forget(10), 3);
    assert_eq!(forget(10), 0);
    assert_eq!(key(store, "ann", "now"), None);
    assert_eq!(key(store, "ann", "young"), Some(made("one", 11)));
    assert!(write(store, |transaction| transaction.insert_idempotency_key(&name("ann"), "old", &made("one", 20))));
}

pub(crate) fn forms_wait_in_order_until_they_are_taken_once(storage: &dyn Storage) {
    let store = &*storage.open();
    let waiting = |limit| -> Vec<String> {
        let found = store.read("test", |view| view.submissions(limit)).unwrap();
        found.iter().map(|submission| submission.id.clone()).collect()
    };
    assert!(waiting(10).is_empty());
    write(store, |transaction| {
        for (id, at) in [("b", 5), ("late", 9), ("a", 5), ("first", -5)] {
            assert!(transaction.insert_submission(&submission(id, at))?);
        }
        assert!(!transaction.insert_submission(&Submission { sealed: vec![], ..submission("a", 99) })?);
        Ok(())
    });
    assert_eq!(waiting(10), ["first", "a", "b", "late"]);
    assert_eq!(waiting(2), ["first", "a"]);
    let first = storage.open().read("test", |view| view.submissions(1)).unwrap().remove(0);
    assert_eq!((first.received_at, first.sealed), (moment(-5), vec![0, 255, 7]));
    let take = |id: &str| write(store, |transaction| transaction.delete_submission(id));
    assert!(take("a") && !take("a") && !take("unknown"));
    assert_eq!(waiting(10), ["first", "b", "late"]);
}
