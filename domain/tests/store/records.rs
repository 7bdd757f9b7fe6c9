//! Invented records for the rules to store.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::str::FromStr;

use domain::access::ROOT;
use domain::clock::Timestamp;
use domain::customer::CustomerType;
use domain::link::LinkDigest;
use domain::request::{Link, Outcome, Request, RequestType, State};
use domain::store::{CustomerRecord, Shop, Store, StoreError, Transaction, User};

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

/// A pending request of the shop `shop`.
pub(crate) fn request(id: &str) -> Request {
    Request {
        id: name(id),
        kind: RequestType::Access,
        shop: name("shop"),
        site: name("site"),
        subject: name("BB002"),
        email: None,
        received_at: moment(0),
        link: Link { digest: LinkDigest::from_bytes([7; 32]), expires_at: moment(86_400_000) },
        state: State::Pending,
    }
}

/// Every shape that a state can have.
pub(crate) fn all_states() -> Vec<State> {
    let closed = |confirmed_at| {
        Outcome::ALL.into_iter().map(move |outcome| State::Closed { at: moment(3), outcome, confirmed_at })
    };
    let mut states = vec![State::Pending, State::Confirmed { at: moment(1) }];
    states.extend(closed(None).chain(closed(Some(moment(2)))));
    states
}

/// Whether both say the same in every field. A digest compares in its own way, so it is looked at byte by byte.
pub(crate) fn assert_same(left: &Request, right: &Request) {
    assert_eq!(
        (&left.id, left.kind, &left.shop, &left.site, &left.subject, &left.email, left.received_at, left.state),
        (&right.id, right.kind, &right.shop, &right.site, &right.subject, &right.email, right.received_at, right.state),
    );
    assert_eq!(
        (left.link.digest.as_bytes(), left.link.expires_at),
        (right.link.digest.as_bytes(), right.link.expires_at)
    );
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

/// All permissions that `user` has at exactly this organization.
pub(crate) fn permissions_at(
    store: &dyn Store,
    user: &str,
    organization: &str,
) -> BTreeSet<domain::access::Permission> {
    let grants = store.read("test", |view| view.grants(&name(user))).unwrap();
    let here = grants.into_iter().filter(|grant| grant.organization.as_str() == organization);
    here.flat_map(|grant| grant.permissions).collect()
}
