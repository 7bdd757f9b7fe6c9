//! What every backend promises about the audit log.

use std::collections::BTreeMap;

use domain::audit::{Entry, GENESIS, Head};
use domain::seal::{MasterKey, Pseudonym};
use domain::store::{Store, StoreError};

use crate::records::{moment, name, write};
use crate::rules::Storage;

fn key() -> MasterKey {
    MasterKey::new(&[7; 32]).unwrap()
}

fn pseudonym(reference: &str) -> Pseudonym {
    key().pseudonym(&name("shop"), reference)
}

/// An entry with something in every field.
fn full(sequence: u64) -> Entry {
    let mut entry = Entry {
        sequence,
        at: moment(-5_000_000_000_000),
        actor: "staff:Zoë O'Brien".to_owned(),
        action: "rejected".to_owned(),
        shop: Some("名前 🛒".to_owned()),
        request: Some("abc".to_owned()),
        pseudonym: Some(pseudonym("customer:C-1001").to_string()),
        from: Some("confirmed".to_owned()),
        to: Some("closed".to_owned()),
        details: BTreeMap::from([("a".to_owned(), "\"\\\n\u{0}ü".to_owned()), ("b".to_owned(), String::new())]),
        sealed: Some(vec![0, 255, 7]),
        previous: [9; 32],
        hash: GENESIS,
    };
    entry.hash = entry.computed_hash();
    entry
}

/// An entry with nothing that it could do without.
fn bare(sequence: u64) -> Entry {
    let nothing = Entry { shop: None, request: None, pseudonym: None, from: None, to: None, sealed: None, ..full(0) };
    let mut entry = Entry { sequence, details: BTreeMap::new(), ..nothing };
    entry.hash = entry.computed_hash();
    entry
}

fn append(store: &dyn Store, entry: &Entry) {
    let head = Head::of(&key(), entry.sequence, entry.hash);
    write(store, |transaction| transaction.append_audit(std::slice::from_ref(entry), &head));
}

fn entries(store: &dyn Store, after: u64, limit: usize) -> Vec<Entry> {
    store.read("test", |view| view.audit_entries(after, limit)).unwrap()
}

fn sequences(entries: &[Entry]) -> Vec<u64> {
    entries.iter().map(|entry| entry.sequence).collect()
}

pub(crate) fn an_entry_comes_back_as_it_was_appended(storage: &dyn Storage) {
    append(&*storage.open(), &full(1));
    append(&*storage.open(), &bare(2));
    let found = entries(&*storage.open(), 0, 10);
    assert_eq!(found, [full(1), bare(2)]);
    assert!(found.iter().all(|entry| entry.hash == entry.computed_hash()));
}

pub(crate) fn entries_come_in_order_and_in_pages(storage: &dyn Storage) {
    let store = &*storage.open();
    assert_eq!(entries(store, 0, 10), []);
    assert_eq!(store.read("test", |view| view.last_audit_entry()).unwrap(), None);
    // Gaps are none of the storage's business.
    for sequence in [1, 2, 5, 6, 7] {
        append(store, &bare(sequence));
    }
    assert_eq!(sequences(&entries(store, 0, 3)), [1, 2, 5]);
    assert_eq!(sequences(&entries(store, 5, 3)), [6, 7]);
    assert_eq!(sequences(&entries(store, 3, 1)), [5]);
    assert!(entries(store, 7, 3).is_empty());
    assert!(entries(store, u64::MAX, 3).is_empty());
    assert!(entries(store, 0, 0).is_empty());
    assert_eq!(sequences(&entries(store, 0, usize::MAX)), [1, 2, 5, 6, 7]);
    let last = store.read("test", |view| view.last_audit_entry()).unwrap();
    assert_eq!(last, Some((7, bare(7).hash)));
}

pub(crate) fn the_entries_of_a_request_are_its_own(storage: &dyn Storage) {
    let store = &*storage.open();
    for (sequence, request) in (1..).zip([Some("abc"), None, Some("ABC"), Some("abc"), Some("abcd")]) {
        append(store, &Entry { request: request.map(str::to_owned), ..full(sequence) });
    }
    let of = |id: &str| sequences(&store.read("test", |view| view.request_entries(&name(id))).unwrap());
    assert_eq!(of("abc"), [1, 4]);
    assert_eq!(of("ABC"), [3]);
    assert_eq!(of("ab"), [0; 0]);
}

pub(crate) fn the_head_is_the_one_that_was_left_last(storage: &dyn Storage) {
    let head = || storage.open().read("test", |view| view.audit_head()).unwrap();
    assert_eq!(head(), None);
    for sequence in [1, 2, 9] {
        append(&*storage.open(), &full(sequence));
        assert_eq!(head(), Some(Head::of(&key(), sequence, full(sequence).hash)));
    }
}

pub(crate) fn an_entry_that_is_not_behind_all_others_is_refused(storage: &dyn Storage) {
    let store = &*storage.open();
    append(store, &full(5));
    for sequence in [0, 1, 4, 5] {
        let head = Head::of(&key(), sequence, GENESIS);
        let refused = store.write("test", |transaction| transaction.append_audit(&[bare(sequence)], &head));
        assert!(refused.is_err(), "{sequence}");
    }
    assert_eq!(entries(store, 0, 10), [full(5)]);
    let head = store.read("test", |view| view.audit_head()).unwrap();
    assert_eq!(head, Some(Head::of(&key(), 5, full(5).hash)));
}

pub(crate) fn an_append_that_is_not_committed_leaves_nothing(storage: &dyn Storage) {
    let store = &*storage.open();
    let given_up = store.write("test", |transaction| {
        transaction.append_audit(&[full(1)], &Head::of(&key(), 1, full(1).hash))?;
        transaction.insert_subject_key(&pseudonym("a"), b"wrapped")?;
        assert_eq!(transaction.audit_entries(0, 10)?, [full(1)], "a transaction sees what it wrote");
        Err::<(), _>(StoreError::Defect("not kept".to_owned()))
    });
    assert!(given_up.is_err());
    assert_eq!(entries(store, 0, 10), []);
    assert_eq!(store.read("test", |view| view.audit_head()).unwrap(), None);
    assert_eq!(store.read("test", |view| view.subject_key(&pseudonym("a"))).unwrap(), None);
}

pub(crate) fn a_subject_has_one_key_until_it_is_destroyed(storage: &dyn Storage) {
    let store = &*storage.open();
    let key_of = |reference: &str| store.read("test", |view| view.subject_key(&pseudonym(reference))).unwrap();
    write(store, |transaction| {
        assert!(transaction.insert_subject_key(&pseudonym("a"), b"first")?);
        assert!(transaction.insert_subject_key(&pseudonym("b"), b"other")?);
        assert!(!transaction.insert_subject_key(&pseudonym("a"), b"second")?);
        Ok(())
    });
    assert_eq!(key_of("a").unwrap(), b"first");
    write(store, |transaction| {
        assert!(transaction.delete_subject_key(&pseudonym("a"))?);
        assert!(!transaction.delete_subject_key(&pseudonym("a"))?);
        Ok(())
    });
    assert_eq!(key_of("a"), None);
    assert_eq!(key_of("b").unwrap(), b"other");
    assert!(write(store, |transaction| transaction.insert_subject_key(&pseudonym("a"), b"third")));
    assert_eq!(key_of("a").unwrap(), b"third");
}
