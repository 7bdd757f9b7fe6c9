//! The storage port: what the rules need remembered, in terms that any backend can keep.
//!
//! It assumes neither an SQL dialect nor a single process. Every use of storage is a named transaction with one door
//! ([`read`](trait.Store.html#method.read), [`write`](trait.Store.html#method.write)); a record that has a state moves
//! by compare-and-set only.

mod erasures;
mod keys;
mod ledger;
mod mails;
mod packages;
mod queue;
mod requests;
pub mod sqlite;
mod webhooks;

use std::collections::BTreeSet;
use std::fmt;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use self::erasures::{ErasureChange, ErasureRecord, ErasureView, HoldRecord, Remains, Traces};
pub use self::keys::{KeyChange, KeyView};
pub use self::ledger::{LedgerChange, LedgerView, QueuedLine};
pub use self::mails::{MailChange, MailCount, MailView};
pub use self::packages::{PackageChange, PackageLink, PackageRecord, PackageView};
pub use self::queue::WriteQueue;
pub use self::requests::{IdempotencyKey, RequestChange, RequestFilter, RequestView, Submission};
pub use self::webhooks::{WebhookChange, WebhookView};

use crate::access::{Grant, Permission};
use crate::audit::{Entry, Hash, Head};
use crate::customer::CustomerType;
use crate::names::{CustomerNumber, EmailAddress, OrganizationName, RequestId, RoleName, ShopName, SiteName, UserName};
use crate::refusal::Fault;
use crate::seal::Pseudonym;

/// A backend. Its calls block; see [`off_thread`].
pub trait Store: Send + Sync + 'static {
    /// Runs `work` on one consistent state of everything that was committed before. Use [`read`](#method.read).
    ///
    /// # Errors
    /// [`StoreError`], also when `work` was not run.
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError>;

    /// Runs `work` in a transaction and ends it as `work` says. Use [`write`](#method.write).
    ///
    /// A backend may run `work` again after a conflict with another transaction, so `work` changes nothing outside.
    /// When this returns `Ok` and the verdict was [`Verdict::Commit`], every change is on disk.
    ///
    /// A backend may let transactions that are run at the same time share a commit. `work` then finds what those before it
    /// wrote although it is not on disk yet, and this returns when it is, whatever the verdict. When their commit fails, it
    /// fails for all of them. A `work` that fails or panics is none of the others' business, and one that takes long makes them
    /// wait: it waits for nobody, and for another writer of this storage least of all. `work` that writes through the same
    /// storage itself never comes to an end.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was changed then.
    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError>;

    /// Runs each of `jobs` in a transaction of its own, one after the other, as [`write_with`](Self::write_with) does, and
    /// gives back how each ended. A backend may let them share a commit.
    fn write_all_with(&self, jobs: &mut [Job<'_>]) -> Vec<Result<(), StoreError>> {
        jobs.iter_mut().map(|job| self.write_with(job.name, &mut |transaction| job.run(transaction))).collect()
    }

    /// Whether the backend can be read and written now: proven by a commit that reaches the disk and changes nothing that
    /// anybody could read. It costs what a small commit costs.
    ///
    /// # Errors
    /// What a call would have run into.
    fn check(&self) -> Result<(), StoreError>;

    /// Moves what was committed from the log of the backend into its place, beside everybody else's work, so that the log
    /// stays short and no commit has to do it. To be called every now and then by whoever keeps storage open; changes nothing
    /// that anybody could read. Gives back whether there was enough to be worth it: then there soon is again. A backend without
    /// a log does nothing.
    ///
    /// # Errors
    /// [`StoreError`]; nothing is lost, and the next time does it.
    fn checkpoint(&self) -> Result<bool, StoreError> {
        Ok(false)
    }

    /// Removes every copy of what was removed before from parts of the storage that are not used any more; then there are no
    /// [traces](ErasureView::traces) of it. Takes time in proportion to the storage.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] also when others read all the time: it is to be tried again, and goes on from there.
    fn wipe(&self) -> Result<(), StoreError>;
}

/// How a transaction ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Keep every change.
    Commit,
    /// Keep none.
    RollBack,
}

/// A transaction that is to be run.
pub struct Job<'a> {
    /// Its name.
    pub name: &'static str,
    work: Work<'a>,
}

type Work<'a> = Box<dyn FnMut(&dyn Transaction) -> Verdict + Send + 'a>;

impl<'a> Job<'a> {
    /// The transaction `name`, which does `work` and ends as that says.
    pub fn new(name: &'static str, work: impl FnMut(&dyn Transaction) -> Verdict + Send + 'a) -> Self {
        Self { name, work: Box::new(work) }
    }

    /// Does what is to be done in it.
    pub fn run(&mut self, transaction: &dyn Transaction) -> Verdict {
        (self.work)(transaction)
    }
}

impl dyn Store {
    /// Reads in the transaction `name`, and hands on what `work` found.
    ///
    /// # Errors
    /// The error of `work`, or [`StoreError`] as that error.
    pub fn read<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        mut work: impl FnMut(&dyn View) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut done = None;
        self.read_with(name, &mut |view| done = Some(work(view)))?;
        done.unwrap_or_else(|| Err(StoreError::Defect(NOT_RUN.to_owned()).into()))
    }

    /// Writes in the transaction `name`: commits when `work` returns `Ok`, else changes nothing.
    ///
    /// # Errors
    /// The error of `work`, or [`StoreError`] as that error.
    pub fn write<T, E: From<StoreError>>(
        &self,
        name: &'static str,
        mut work: impl FnMut(&dyn Transaction) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut done = None;
        self.write_with(name, &mut |transaction| {
            let result = work(transaction);
            let verdict = if result.is_ok() { Verdict::Commit } else { Verdict::RollBack };
            done = Some(result);
            verdict
        })?;
        done.unwrap_or_else(|| Err(StoreError::Defect(NOT_RUN.to_owned()).into()))
    }
}

const NOT_RUN: &str = "a transaction ended without being run";

/// What can be looked up.
pub trait View: RequestView + MailView + ErasureView + KeyView + LedgerView + PackageView + WebhookView {
    /// The organization itself, its parent, and so on up to the root; empty for an unknown one.
    fn lineage(&self, organization: &OrganizationName) -> Result<Vec<OrganizationName>, StoreError>;
    /// All shops, by name.
    fn shops(&self) -> Result<Vec<Shop>, StoreError>;
    /// The shop with this name.
    fn shop(&self, name: &ShopName) -> Result<Option<Shop>, StoreError>;
    /// The permissions of a role.
    fn role(&self, name: &RoleName) -> Result<Option<BTreeSet<Permission>>, StoreError>;
    /// The user with this name.
    fn user(&self, name: &UserName) -> Result<Option<User>, StoreError>;
    /// What a user may do where; empty for an unknown user.
    fn grants(&self, user: &UserName) -> Result<Vec<Grant>, StoreError>;
    /// The customer with this number in this shop.
    fn customer(&self, shop: &ShopName, number: &CustomerNumber) -> Result<Option<CustomerRecord>, StoreError>;
    /// The same, with the document only if it has at most `most` bytes: a longer one is not read.
    fn find_customer(
        &self,
        shop: &ShopName,
        number: &CustomerNumber,
        most: usize,
    ) -> Result<Option<FoundCustomer>, StoreError>;
    /// Hands the document of the customer with this number in this shop to `read`, as bytes, without ever having all of it in
    /// memory. Whatever else is read of this view is of the same state. `false`: there is no such customer, and `read` was
    /// not called.
    ///
    /// A reader that fails has told `read` so; this returns why.
    fn read_document(
        &self,
        shop: &ShopName,
        number: &CustomerNumber,
        read: &mut dyn FnMut(&mut dyn Read),
    ) -> Result<bool, StoreError>;
    /// Whether no shop, user, customer or request was ever added.
    fn is_empty(&self) -> Result<bool, StoreError>;

    /// Where the audit log ends, as whoever wrote last left it. `None`: nobody wrote.
    fn audit_head(&self) -> Result<Option<Head>, StoreError>;
    /// Number and hash of the last entry that is there. `None`: there is none.
    fn last_audit_entry(&self) -> Result<Option<(u64, Hash)>, StoreError>;
    /// The entries of the audit log whose number is greater than `after`, in order, `limit` at most.
    fn audit_entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError>;
    /// The entries about one request, in order.
    fn request_entries(&self, id: &RequestId) -> Result<Vec<Entry>, StoreError>;
    /// The wrapped key of a data subject in the audit log. `None`: there never was one, or it was destroyed.
    fn subject_key(&self, pseudonym: &Pseudonym) -> Result<Option<Vec<u8>>, StoreError>;
}

/// What can be changed. Every `bool` is whether the change took place.
pub trait Transaction:
    View + RequestChange + MailChange + ErasureChange + KeyChange + LedgerChange + PackageChange + WebhookChange
{
    /// Adds an organization below `parent`. `false`: the name is taken.
    fn insert_organization(&self, name: &OrganizationName, parent: &OrganizationName) -> Result<bool, StoreError>;
    /// Adds a shop. `false`: the name is taken.
    fn insert_shop(&self, shop: &Shop) -> Result<bool, StoreError>;
    /// Adds a role. `false`: the name is taken.
    fn insert_role(&self, name: &RoleName, permissions: &BTreeSet<Permission>) -> Result<bool, StoreError>;
    /// Adds a user. `false`: the name is taken.
    fn insert_user(&self, user: &User) -> Result<bool, StoreError>;
    /// Gives a user a role at an organization. `false`: they have it already.
    fn insert_grant(
        &self,
        user: &UserName,
        role: &RoleName,
        organization: &OrganizationName,
    ) -> Result<bool, StoreError>;
    /// Adds a customer to a shop, or replaces what is stored of them.
    fn upsert_customer(&self, shop: &ShopName, customer: &CustomerRecord) -> Result<Upserted, StoreError>;

    /// Appends entries to the audit log, whose end is `head` from now on. The number of each is greater than every other
    /// before it; no entry is ever changed or taken away.
    fn append_audit(&self, entries: &[Entry], head: &Head) -> Result<(), StoreError>;
    /// Adds the wrapped key of a data subject. `false`: there is one.
    fn insert_subject_key(&self, pseudonym: &Pseudonym, wrapped: &[u8]) -> Result<bool, StoreError>;
    /// Destroys the key of a data subject, without leaving it anywhere in the storage. `false`: there is none.
    fn delete_subject_key(&self, pseudonym: &Pseudonym) -> Result<bool, StoreError>;
}

/// A shop and where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shop {
    /// Its name in the customer contract.
    pub name: ShopName,
    /// The one organization it belongs to.
    pub organization: OrganizationName,
    /// Its site in the confirmation contract.
    pub site: SiteName,
}

/// A user and how they prove who they are.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The name they sign in with.
    pub name: UserName,
    /// The password's hash in PHC string format.
    pub password_hash: String,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "User({})", self.name)
    }
}

/// A customer as stored: the document beside the keys that rules need.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomerRecord {
    /// Unique in the shop.
    pub number: CustomerNumber,
    /// Decides whether the contract covers them.
    pub kind: CustomerType,
    /// The contract's `Customer` as JSON, in its canonical form (see [`crate::customer::document`]).
    pub document: String,
}

/// A customer who was looked up without reading a long document.
#[derive(Clone, PartialEq, Eq)]
pub struct FoundCustomer {
    /// Unique in the shop.
    pub number: CustomerNumber,
    /// Decides whether the contract covers them.
    pub kind: CustomerType,
    /// The document, or how long it is.
    pub document: StoredDocument,
}

/// See [`CustomerRecord::document`].
#[derive(Clone, PartialEq, Eq)]
pub enum StoredDocument {
    /// It was read.
    Small(String),
    /// It was not.
    Large {
        /// Its length.
        bytes: usize,
    },
}

impl CustomerRecord {
    /// The address on file, if there is one that a mail could go to.
    #[must_use]
    pub fn address(&self) -> Option<EmailAddress> {
        // Nothing else of a document that may be long is kept.
        #[derive(serde::Deserialize)]
        struct OnFile {
            email: Option<String>,
        }
        serde_json::from_str::<OnFile>(&self.document).ok()?.email?.parse().ok()
    }
}

impl fmt::Debug for CustomerRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerRecord(hidden)")
    }
}

/// What adding a customer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upserted {
    /// They are new.
    Created,
    /// What was stored is replaced.
    Updated,
    /// The same was stored already.
    Unchanged,
}

/// Why storage did not do its part. The details are for a log and hold no stored value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It cannot be used at the moment: locked for too long, disk full, file away or read-only.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// What is stored cannot be understood.
    #[error("the database is damaged or not one of this program: {0}")]
    Corrupt(String),
    /// A newer version of this program wrote it.
    #[error(
        "the database has schema version {found}, and this program knows versions up to {known}: use the newer \
         gdpr-server that wrote it, or restore a backup from before the update"
    )]
    Newer {
        /// The version of the file.
        found: i64,
        /// The latest version this program knows.
        known: i64,
    },
    /// This program used storage in a way it cannot be used.
    #[error("the program misused the database: {0}")]
    Defect(String),
}

impl StoreError {
    /// A fixed word for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "store.unavailable",
            Self::Corrupt(_) => "store.corrupt",
            Self::Newer { .. } => "store.newer",
            Self::Defect(_) => "store.defect",
        }
    }
}

/// Runs blocking `work` on a thread where it holds up nobody, to its end even when the caller goes away.
///
/// # Errors
/// Those of `work`; [`Fault::Interrupted`] when it panicked or the process is ending.
///
/// # Panics
/// When called outside a Tokio runtime.
pub async fn off_thread<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Fault> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Fault::Interrupted.into()))
}

/// Runs short blocking `work` on this thread: a look-up takes less time than it takes to hand it to another one.
///
/// # Errors
/// Those of `work`; [`Fault::Interrupted`] when it panicked.
pub fn on_thread<T, E: From<Fault>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    // What `work` can reach is sound after a panic: the mutexes of a store guard against it.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Fault::Interrupted.into()))
}
