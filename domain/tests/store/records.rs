//! Invented records for the rules to store.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;

use domain::access::{Permission, ROOT};
use domain::clock::Timestamp;
use domain::customer::CustomerType;
use domain::letter::LetterKind;
use domain::link::LinkDigest;
use domain::message::Language;
use domain::outbox::{Mail, MailStatus};
use domain::request::{Deadline, Link, Outcome, Request, RequestType, State, Subject};
use domain::store::{CustomerRecord, IdempotencyKey, Shop, Store, StoreError, Submission, Transaction, User};

/// A legal name of whatever kind is wanted.
pub(crate) fn name<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// A moment with all of its milliseconds.
pub(crate) fn moment(millis: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_772_366_400_123 + millis).unwrap()
}

pub(crate) fn shop(text: &str) -> Shop {
    Shop { name: name(text), organization: name(ROOT), site: name("site") }
}

pub(crate) fn user(text: &str) -> User {
    User { name: name(text), password_hash: "$argon2id$invented".to_owned() }
}

pub(crate) fn customer(number: &str, document: &str) -> CustomerRecord {
    CustomerRecord { number: name(number), kind: CustomerType::B2c, document: document.to_owned() }
}

/// A pending request of the shop `shop`, by somebody who made no other.
pub(crate) fn request(id: &str) -> Request {
    Request {
        id: name(id),
        kind: RequestType::Access,
        shop: name("shop"),
        site: name("site"),
        language: Language::english(),
        subject: Subject::Customer(name(&format!("customer-{id}"))),
        address: None,
        deadline: Deadline::of(moment(0)),
        links: vec![link(7, 86_400_000)],
        address_is_stated: false,
        reminded_at: None,
        purged_at: None,
        state: State::Pending,
        revision: 0,
    }
}

/// A link whose digest is made of this byte.
pub(crate) fn link(byte: u8, expires_at: i64) -> Link {
    Link { digest: LinkDigest::from_bytes([byte; 32]), expires_at: moment(expires_at) }
}

/// Every way in which a request can have ended.
pub(crate) fn all_outcomes() -> [Outcome; 6] {
    [
        Outcome::Completed,
        Outcome::PartlyCompleted,
        Outcome::Rejected,
        Outcome::Withdrawn,
        Outcome::Duplicate(name("another")),
        Outcome::Expired,
    ]
}

/// Every shape that a state can have.
pub(crate) fn all_states() -> Vec<State> {
    let closed = |confirmed_at| {
        all_outcomes().into_iter().map(move |outcome| State::Closed { at: moment(3), outcome, confirmed_at })
    };
    let mut states = vec![State::Pending, State::Confirmed { at: moment(1) }];
    states.extend(closed(None).chain(closed(Some(moment(2)))));
    states
}

/// A mail about a request, that waits and was never tried.
pub(crate) fn mail(id: &str, request: &str) -> Mail {
    Mail {
        id: id.to_owned(),
        kind: LetterKind::Confirmation,
        request: name(request),
        queued_at: moment(0),
        next_try_at: moment(0),
        tries: 0,
        last_error: None,
        status: MailStatus::Waiting,
        sealed: Some(vec![0, 255, 7]),
    }
}

/// What somebody made with an idempotency key.
pub(crate) fn made(request: &str, at: i64) -> IdempotencyKey {
    IdempotencyKey { fingerprint: [7; 32], request: name(request), at: moment(at) }
}

/// A form of the public that waits.
pub(crate) fn submission(id: &str, received_at: i64) -> Submission {
    Submission { id: id.to_owned(), received_at: moment(received_at), sealed: vec![0, 255, 7] }
}

/// Whether both say the same in every field. A digest compares in its own way, so it is looked at byte by byte.
#[track_caller]
pub(crate) fn assert_same(left: &Request, right: &Request) {
    let fields = |request: &Request| Request { links: Vec::new(), ..request.clone() };
    // What hides itself from `Debug` is compared by itself.
    assert!(left.subject == right.subject && left.address == right.address, "{}: another person", left.id);
    assert_eq!(format!("{:?}", fields(left)), format!("{:?}", fields(right)));
    let links = |request: &Request| -> Vec<_> {
        request.links.iter().map(|link| (*link.digest.as_bytes(), link.expires_at)).collect()
    };
    assert_eq!(links(left), links(right), "{}", left.id);
}

/// Commits `work`.
pub(crate) fn write<T>(store: &dyn Store, work: impl FnMut(&dyn Transaction) -> Result<T, StoreError>) -> T {
    store.write("test", work).unwrap()
}

/// Adds what requests refer to: the shop `shop`.
pub(crate) fn with_shop(store: &dyn Store) {
    assert!(write(store, |transaction| transaction.insert_shop(&shop("shop"))));
}

/// Adds a request, and the shop with it.
pub(crate) fn with_request(store: &dyn Store, request: &Request) {
    with_shop(store);
    assert!(write(store, |transaction| transaction.insert_request(request)));
}

/// The request with this id as it is stored now.
pub(crate) fn stored(store: &dyn Store, id: &str) -> Option<Request> {
    store.read("test", |view| view.request(&name(id))).unwrap()
}

pub(crate) fn viewer() -> BTreeSet<Permission> {
    BTreeSet::from([Permission::ViewGdprRelevantData])
}

/// All permissions that `user` has at exactly this organization.
pub(crate) fn permissions_at(store: &dyn Store, user: &str, organization: &str) -> BTreeSet<Permission> {
    let grants = store.read("test", |view| view.grants(&name(user))).unwrap();
    let here = grants.into_iter().filter(|grant| grant.organization.as_str() == organization);
    here.flat_map(|grant| grant.permissions).collect()
}
