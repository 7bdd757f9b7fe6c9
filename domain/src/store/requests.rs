//! The part of the storage port for data requests.

use super::StoreError;
use crate::clock::Timestamp;
use crate::names::{EmailAddress, RequestId, ShopName, UserName};
use crate::request::{Link, Request, RequestType};

use super::CustomerRecord;

/// What can be looked up about requests.
pub trait RequestView {
    /// The request with this id.
    fn request(&self, id: &RequestId) -> Result<Option<Request>, StoreError>;
    /// A page of the requests that fit, in the order of receipt, then of ids.
    fn requests(&self, filter: &RequestFilter) -> Result<Vec<Request>, StoreError>;
    /// The confirmed, open request of this type of the subject with this reference.
    fn open_request(
        &self,
        shop: &ShopName,
        kind: RequestType,
        reference: &str,
    ) -> Result<Option<RequestId>, StoreError>;
    /// How many requests of this type of the subject with this reference nobody has confirmed yet.
    fn count_pending(&self, shop: &ShopName, kind: RequestType, reference: &str) -> Result<usize, StoreError>;
    /// Pending requests of a shop all of whose links end at `until` or before, and whose confirmation mail is not waiting
    /// any more, those whose links ended first before others; or, of these, only those that got such a mail, have an
    /// address and were not reminded.
    fn pending_until(
        &self,
        shop: &ShopName,
        until: Timestamp,
        unreminded: bool,
        limit: usize,
    ) -> Result<Vec<Request>, StoreError>;
    /// Requests of a shop that were closed at `until` or before and still name their subject.
    fn unpurged_until(&self, shop: &ShopName, until: Timestamp, limit: usize) -> Result<Vec<Request>, StoreError>;
    /// The customers of a shop with this address on file, whatever the case of its ASCII letters.
    fn customers_at(&self, shop: &ShopName, address: &EmailAddress) -> Result<Vec<CustomerRecord>, StoreError>;
    /// What a caller made with this key.
    fn idempotency_key(&self, caller: &UserName, key: &str) -> Result<Option<IdempotencyKey>, StoreError>;
    /// Wishes from the public form that wait to be looked at, oldest first.
    fn submissions(&self, limit: usize) -> Result<Vec<Submission>, StoreError>;
}

/// What can be changed about requests. Every `bool` is whether the change took place.
pub trait RequestChange {
    /// Adds a request with its links. `false`: the id exists already.
    fn insert_request(&self, request: &Request) -> Result<bool, StoreError>;
    /// Replaces what can change of a request, but for its links, and counts its revision up. `false`: its revision is not
    /// that of `request` (any more).
    fn update_request(&self, request: &Request) -> Result<bool, StoreError>;
    /// Adds a link, or changes when it ends.
    fn put_link(&self, id: &RequestId, link: &Link) -> Result<(), StoreError>;
    /// Takes all links of a request away.
    fn delete_links(&self, id: &RequestId) -> Result<(), StoreError>;
    /// Remembers what a caller made with a key. `false`: the key is taken.
    fn insert_idempotency_key(&self, caller: &UserName, key: &str, made: &IdempotencyKey) -> Result<bool, StoreError>;
    /// Forgets the keys that were used at `until` or before. Gives back how many.
    fn delete_idempotency_keys(&self, until: Timestamp) -> Result<usize, StoreError>;
    /// Keeps a wish from the public form until it is looked at. `false`: the id exists already.
    fn insert_submission(&self, submission: &Submission) -> Result<bool, StoreError>;
    /// Forgets a wish from the public form. `false`: it is gone already.
    fn delete_submission(&self, id: &str) -> Result<bool, StoreError>;
}

/// Which requests are wanted. Names a data subject, so it has no `Debug`.
#[derive(Clone, Default)]
pub struct RequestFilter {
    /// Of these shops.
    pub shops: Vec<ShopName>,
    /// Of this type.
    pub kind: Option<RequestType>,
    /// In the state with this code.
    pub state: Option<&'static str>,
    /// Of the subject with this reference.
    pub reference: Option<String>,
    /// Of guests who showed this address, whatever the case of its letters.
    pub guest: Option<EmailAddress>,
    /// To be answered before this moment.
    pub due_before: Option<Timestamp>,
    /// Behind this one in the order.
    pub after: Option<(Timestamp, RequestId)>,
    /// At most so many.
    pub limit: usize,
}

/// What a caller made with an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// A keyed digest of what was asked for.
    pub fingerprint: [u8; 32],
    /// What was made.
    pub request: RequestId,
    /// When.
    pub at: Timestamp,
}

/// A wish from the public form, not yet looked at.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Names it.
    pub id: String,
    /// When it came.
    pub received_at: Timestamp,
    /// What it says, sealed.
    pub sealed: Vec<u8>,
}
