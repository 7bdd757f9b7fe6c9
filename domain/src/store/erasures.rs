//! The part of the storage port for erasures: who was erased, what has to be kept of them, what is held.

use std::collections::BTreeSet;
use std::fmt;

use super::StoreError;
use crate::clock::Timestamp;
use crate::link::LinkDigest;
use crate::names::{CustomerNumber, RequestId, ShopName};
use crate::request::{Link, Request};
use crate::seal::Pseudonym;

/// What can be looked up about erasures.
pub trait ErasureView {
    /// Requests whose next step is due at `now`: approved ones whose time has come, and those that are being carried out. Also
    /// one that failed and would have to wait for longer than
    /// [`LONGEST_PAUSE`](crate::request::rules::LONGEST_PAUSE): the clock was ahead when it was put off.
    fn due_requests(&self, now: Timestamp, limit: usize) -> Result<Vec<Request>, StoreError>;
    /// The link with which a request can be taken back once it is approved; it stays when that is over.
    fn cancel_link(&self, id: &RequestId) -> Result<Option<Link>, StoreError>;
    /// The erasures of a customer that were begun, oldest first.
    fn erasures(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Vec<ErasureRecord>, StoreError>;
    /// The erasure that was begun for a request, and not given up.
    fn erasure_of(&self, request: &RequestId) -> Result<Option<ErasureRecord>, StoreError>;
    /// Erasures without a request that are not done, and were begun at `until` or before; or after `now`, by a clock that was
    /// ahead.
    fn unfinished_deletions(
        &self,
        until: Timestamp,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<ErasureRecord>, StoreError>;
    /// What is kept of a customer who was erased.
    fn remains(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Option<Remains>, StoreError>;
    /// Whose remains in a shop are to be looked at again: because of their time, or because they are kept after other rules
    /// than those of this digest. In order, behind `after`.
    fn due_remains(
        &self,
        shop: &ShopName,
        now: Timestamp,
        rules: &str,
        after: Option<&Pseudonym>,
        limit: usize,
    ) -> Result<Vec<Pseudonym>, StoreError>;
    /// The legal holds on a customer's records, oldest first.
    fn legal_holds(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Vec<HoldRecord>, StoreError>;
    /// The legal hold of this id.
    fn legal_hold(&self, id: &str) -> Result<Option<HoldRecord>, StoreError>;
    /// Legal holds on anybody's records, in the order of their ids, behind `after`.
    fn all_legal_holds(&self, after: &str, limit: usize) -> Result<Vec<HoldRecord>, StoreError>;
    /// The numbers of customers of a shop, in order, behind `after`.
    fn customer_numbers(
        &self,
        shop: &ShopName,
        after: Option<&CustomerNumber>,
        limit: usize,
    ) -> Result<Vec<CustomerNumber>, StoreError>;
    /// Whether unused parts of the storage may have something that was removed: personal data, what was sealed, or a key. The
    /// storage itself notes that with each removal. `None`: they have nothing.
    fn traces(&self) -> Result<Option<Traces>, StoreError>;
}

/// What can be changed about erasures. Every `bool` is whether the change took place.
pub trait ErasureChange {
    /// Sets the link with which an approved request can be taken back.
    fn put_cancel_link(&self, id: &RequestId, link: &Link) -> Result<(), StoreError>;
    /// Takes it away.
    fn delete_cancel_link(&self, id: &RequestId) -> Result<bool, StoreError>;
    /// Remembers an erasure. `false`: the id exists already.
    fn insert_erasure(&self, erasure: &ErasureRecord) -> Result<bool, StoreError>;
    /// Remembers that an erasure is done.
    fn finish_erasure(&self, id: &str, at: Timestamp) -> Result<bool, StoreError>;
    /// Forgets an erasure that did not take place.
    fn delete_erasure(&self, id: &str) -> Result<bool, StoreError>;
    /// Takes a customer out of a shop.
    fn delete_customer(&self, shop: &ShopName, number: &CustomerNumber) -> Result<bool, StoreError>;
    /// Keeps what remains of a customer, in the place of what was kept before.
    fn put_remains(&self, shop: &ShopName, pseudonym: &Pseudonym, remains: &Remains) -> Result<(), StoreError>;
    /// Nothing remains of a customer any more.
    fn delete_remains(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<bool, StoreError>;
    /// Adds a legal hold. `false`: the id exists already.
    fn insert_legal_hold(&self, hold: &HoldRecord) -> Result<bool, StoreError>;
    /// Takes a legal hold away.
    fn delete_legal_hold(&self, id: &str) -> Result<bool, StoreError>;
    /// Remembers since when there are [traces](ErasureView::traces), until they are [wiped](super::Store::wipe).
    fn date_traces(&self, since: Timestamp) -> Result<(), StoreError>;
}

/// What is left of removed data in unused parts of the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traces {
    /// Since when, as far as it was [remembered](ErasureChange::date_traces).
    pub since: Option<Timestamp>,
}

/// An erasure, by whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureRecord {
    /// Names it, here and in the ledger.
    pub id: String,
    /// The shop.
    pub shop: ShopName,
    /// The customer.
    pub pseudonym: Pseudonym,
    /// The request that asked for it, if one did.
    pub request: Option<RequestId>,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
}

/// What is kept of a customer who was erased. May be personal data: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Remains {
    /// The document, as JSON.
    pub document: String,
    /// The texts in it that are stand-ins.
    pub pseudonyms: BTreeSet<String>,
    /// When the customer was erased.
    pub erased_at: Timestamp,
    /// When to look again whether it has to be kept. `None`: not by itself.
    pub due_at: Option<Timestamp>,
    /// A digest of the rules after which it is kept.
    pub rules: String,
}

impl Remains {
    /// What is kept, without when to look again.
    #[must_use]
    pub fn content(&self) -> (&str, &BTreeSet<String>) {
        (&self.document, &self.pseudonyms)
    }
}

impl fmt::Debug for Remains {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remains(due {:?})", self.due_at)
    }
}

/// A legal hold as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldRecord {
    /// Names it.
    pub id: String,
    /// The shop.
    pub shop: ShopName,
    /// The customer.
    pub pseudonym: Pseudonym,
    /// Who decided it, as the audit log has it.
    pub author: String,
    /// Since when.
    pub since: Timestamp,
    /// Which records, and why.
    pub sealed: Vec<u8>,
}

/// A link as it is stored.
pub(super) fn link(digest: [u8; 32], expires_at: Timestamp) -> Link {
    Link { digest: LinkDigest::from_bytes(digest), expires_at }
}
