//! An open transaction: the port's questions and changes, each answered by statements of one subject.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::known::{Known, Remembered};
use super::{
    StoreError, audit, callers, customers, directory, erasures, keys, ledger, mails, packages, requests, traces,
    webhooks,
};
use crate::access::{Grant, Permission};
use crate::audit::{Entry, Hash, Head};
use crate::clock::Timestamp;
use crate::ledger::{Event, LedgerEnd};
use crate::names::{
    CustomerNumber, EmailAddress, EndpointName, OrganizationName, RequestId, RoleName, ShopName, UserName,
};
use crate::outbox::Mail;
use crate::request::{Link, Request, RequestType};
use crate::seal::Pseudonym;
use crate::store::{
    CustomerRecord, ErasureChange, ErasureRecord, ErasureView, FoundCustomer, HoldRecord, IdempotencyKey, KeyChange,
    KeyView, LedgerChange, LedgerView, MailChange, MailCount, MailView, PackageChange, PackageLink, PackageRecord,
    PackageView, QueuedLine, Remains, RequestChange, RequestFilter, RequestView, Shop, Submission, Traces, Transaction,
    Upserted, User, View, WebhookChange, WebhookView,
};
use crate::vault::FileName;
use crate::webhook::Delivery;

/// An open transaction.
pub(super) struct Open<'a> {
    connection: &'a Connection,
    /// What need not be looked up. `None` in a transaction that writes, which may change it.
    known: Option<&'a Known>,
    suspect: &'a AtomicBool,
}

impl<'a> Open<'a> {
    /// A transaction on `connection`, which sets `suspect` when it comes across damage.
    pub(super) fn new(connection: &'a Connection, suspect: &'a AtomicBool) -> Self {
        Self { connection, known: None, suspect }
    }

    /// The same, which reads alone.
    pub(super) fn reading(connection: &'a Connection, known: &'a Known, suspect: &'a AtomicBool) -> Self {
        Self { connection, known: Some(known), suspect }
    }

    /// What is known about `key`, or else what `find` finds.
    fn known<K: Clone + Eq + std::hash::Hash, V: Clone>(
        &self,
        of: fn(&Known) -> &Remembered<K, V>,
        key: &K,
        find: impl FnOnce() -> Result<V, StoreError>,
    ) -> Result<V, StoreError> {
        self.watch(match self.known {
            Some(known) => known.refresh(self.connection).and_then(|()| of(known).or(key, find)),
            None => find(),
        })
    }

    fn watch<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(result, Err(StoreError::Corrupt(_))) {
            self.suspect.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl View for Open<'_> {
    fn lineage(&self, organization: &OrganizationName) -> Result<Vec<OrganizationName>, StoreError> {
        self.known(|known| &known.lineages, organization, || directory::lineage(self.connection, organization))
    }

    fn shops(&self) -> Result<Vec<Shop>, StoreError> {
        self.watch(directory::shops(self.connection))
    }

    fn shop(&self, name: &ShopName) -> Result<Option<Shop>, StoreError> {
        self.known(|known| &known.shops, name, || directory::shop(self.connection, name))
    }

    fn role(&self, name: &RoleName) -> Result<Option<BTreeSet<Permission>>, StoreError> {
        self.watch(directory::role(self.connection, name))
    }

    fn user(&self, name: &UserName) -> Result<Option<User>, StoreError> {
        self.known(|known| &known.users, name, || directory::user(self.connection, name))
    }

    fn grants(&self, user: &UserName) -> Result<Vec<Grant>, StoreError> {
        self.known(|known| &known.grants, user, || directory::grants(self.connection, user))
    }

    fn customer(&self, shop: &ShopName, number: &CustomerNumber) -> Result<Option<CustomerRecord>, StoreError> {
        self.watch(customers::find(self.connection, shop, number))
    }

    fn find_customer(
        &self,
        shop: &ShopName,
        number: &CustomerNumber,
        most: usize,
    ) -> Result<Option<FoundCustomer>, StoreError> {
        self.watch(customers::find_within(self.connection, shop, number, most))
    }

    fn read_document(
        &self,
        shop: &ShopName,
        number: &CustomerNumber,
        read: &mut dyn FnMut(&mut dyn Read),
    ) -> Result<bool, StoreError> {
        self.watch(customers::read_document(self.connection, shop, number, read))
    }

    fn is_empty(&self) -> Result<bool, StoreError> {
        self.watch(directory::is_empty(self.connection))
    }

    fn audit_head(&self) -> Result<Option<Head>, StoreError> {
        self.watch(audit::head(self.connection))
    }

    fn last_audit_entry(&self) -> Result<Option<(u64, Hash)>, StoreError> {
        self.watch(audit::last(self.connection))
    }

    fn audit_entries(&self, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
        self.watch(audit::entries(self.connection, after, limit))
    }

    fn request_entries(&self, id: &RequestId) -> Result<Vec<Entry>, StoreError> {
        self.watch(audit::of_request(self.connection, id))
    }

    fn subject_key(&self, pseudonym: &Pseudonym) -> Result<Option<Vec<u8>>, StoreError> {
        self.watch(audit::subject_key(self.connection, pseudonym))
    }
}

impl Transaction for Open<'_> {
    fn insert_organization(&self, name: &OrganizationName, parent: &OrganizationName) -> Result<bool, StoreError> {
        self.watch(directory::insert_organization(self.connection, name, parent))
    }

    fn insert_shop(&self, shop: &Shop) -> Result<bool, StoreError> {
        self.watch(directory::insert_shop(self.connection, shop))
    }

    fn insert_role(&self, name: &RoleName, permissions: &BTreeSet<Permission>) -> Result<bool, StoreError> {
        self.watch(directory::insert_role(self.connection, name, permissions))
    }

    fn insert_user(&self, user: &User) -> Result<bool, StoreError> {
        self.watch(directory::insert_user(self.connection, user))
    }

    fn insert_grant(
        &self,
        user: &UserName,
        role: &RoleName,
        organization: &OrganizationName,
    ) -> Result<bool, StoreError> {
        self.watch(directory::insert_grant(self.connection, user, role, organization))
    }

    fn upsert_customer(&self, shop: &ShopName, customer: &CustomerRecord) -> Result<Upserted, StoreError> {
        self.watch(customers::upsert(self.connection, shop, customer))
    }

    fn append_audit(&self, entries: &[Entry], head: &Head) -> Result<(), StoreError> {
        self.watch(audit::append(self.connection, entries, head))
    }

    fn insert_subject_key(&self, pseudonym: &Pseudonym, wrapped: &[u8]) -> Result<bool, StoreError> {
        self.watch(audit::insert_subject_key(self.connection, pseudonym, wrapped))
    }

    fn delete_subject_key(&self, pseudonym: &Pseudonym) -> Result<bool, StoreError> {
        self.watch(audit::delete_subject_key(self.connection, pseudonym))
    }
}

impl RequestView for Open<'_> {
    fn request(&self, id: &RequestId) -> Result<Option<Request>, StoreError> {
        self.watch(requests::find(self.connection, id))
    }

    fn requests(&self, filter: &RequestFilter) -> Result<Vec<Request>, StoreError> {
        self.watch(requests::list(self.connection, filter))
    }

    fn open_request(
        &self,
        shop: &ShopName,
        kind: RequestType,
        reference: &str,
    ) -> Result<Option<RequestId>, StoreError> {
        self.watch(requests::open_request(self.connection, shop, kind, reference))
    }

    fn count_pending(&self, shop: &ShopName, kind: RequestType, reference: &str) -> Result<usize, StoreError> {
        self.watch(requests::count_pending(self.connection, shop, kind, reference))
    }

    fn pending_until(
        &self,
        shop: &ShopName,
        until: Timestamp,
        unreminded: bool,
        limit: usize,
    ) -> Result<Vec<Request>, StoreError> {
        self.watch(requests::pending_until(self.connection, shop, until, unreminded, limit))
    }

    fn unpurged_until(&self, shop: &ShopName, until: Timestamp, limit: usize) -> Result<Vec<Request>, StoreError> {
        self.watch(requests::unpurged_until(self.connection, shop, until, limit))
    }

    fn customers_at(&self, shop: &ShopName, address: &EmailAddress) -> Result<Vec<CustomerRecord>, StoreError> {
        self.watch(customers::at(self.connection, shop, address))
    }

    fn idempotency_key(&self, caller: &UserName, key: &str) -> Result<Option<IdempotencyKey>, StoreError> {
        self.watch(callers::key(self.connection, caller, key))
    }

    fn submissions(&self, limit: usize) -> Result<Vec<Submission>, StoreError> {
        self.watch(callers::submissions(self.connection, limit))
    }
}

impl RequestChange for Open<'_> {
    fn insert_request(&self, request: &Request) -> Result<bool, StoreError> {
        self.watch(requests::insert(self.connection, request))
    }

    fn update_request(&self, request: &Request) -> Result<bool, StoreError> {
        self.watch(requests::update(self.connection, request))
    }

    fn put_link(&self, id: &RequestId, link: &Link) -> Result<(), StoreError> {
        self.watch(requests::put_link(self.connection, id, link))
    }

    fn delete_links(&self, id: &RequestId) -> Result<(), StoreError> {
        self.watch(requests::delete_links(self.connection, id))
    }

    fn insert_idempotency_key(&self, caller: &UserName, key: &str, made: &IdempotencyKey) -> Result<bool, StoreError> {
        self.watch(callers::insert_key(self.connection, caller, key, made))
    }

    fn delete_idempotency_keys(&self, until: Timestamp) -> Result<usize, StoreError> {
        self.watch(callers::delete_keys(self.connection, until))
    }

    fn insert_submission(&self, submission: &Submission) -> Result<bool, StoreError> {
        self.watch(callers::insert_submission(self.connection, submission))
    }

    fn delete_submission(&self, id: &str) -> Result<bool, StoreError> {
        self.watch(callers::delete_submission(self.connection, id))
    }
}

impl MailView for Open<'_> {
    fn next_mail(&self, now: Timestamp) -> Result<Option<Mail>, StoreError> {
        self.watch(mails::next(self.connection, now))
    }

    fn mails(&self, request: &RequestId) -> Result<Vec<Mail>, StoreError> {
        self.watch(mails::of_request(self.connection, request))
    }

    fn count_mails(&self) -> Result<MailCount, StoreError> {
        self.watch(mails::count(self.connection))
    }
}

impl MailChange for Open<'_> {
    fn insert_mail(&self, mail: &Mail) -> Result<bool, StoreError> {
        self.watch(mails::insert(self.connection, mail))
    }

    fn update_mail(&self, mail: &Mail, tries: u32) -> Result<bool, StoreError> {
        self.watch(mails::update(self.connection, mail, tries))
    }

    fn take_lease(&self, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> Result<bool, StoreError> {
        self.watch(mails::take_lease(self.connection, name, holder, now, until))
    }

    fn release_lease(&self, name: &str, holder: &str) -> Result<bool, StoreError> {
        self.watch(mails::release_lease(self.connection, name, holder))
    }
}

impl PackageView for Open<'_> {
    fn package(&self, request: &RequestId) -> Result<Option<PackageRecord>, StoreError> {
        self.watch(packages::find(self.connection, request))
    }

    fn package_files(&self) -> Result<Vec<FileName>, StoreError> {
        self.watch(packages::files(self.connection))
    }

    fn package_link(&self, request: &RequestId) -> Result<Option<PackageLink>, StoreError> {
        self.watch(packages::link(self.connection, request))
    }
}

impl PackageChange for Open<'_> {
    fn put_package(&self, package: &PackageRecord) -> Result<(), StoreError> {
        self.watch(packages::put(self.connection, package))
    }

    fn delete_package(&self, request: &RequestId) -> Result<bool, StoreError> {
        self.watch(packages::delete(self.connection, request))
    }

    fn put_package_link(&self, request: &RequestId, link: &PackageLink) -> Result<(), StoreError> {
        self.watch(packages::put_link(self.connection, request, link))
    }

    fn delete_package_link(&self, request: &RequestId) -> Result<bool, StoreError> {
        self.watch(packages::delete_link(self.connection, request))
    }
}

impl ErasureView for Open<'_> {
    fn due_requests(&self, now: Timestamp, limit: usize) -> Result<Vec<Request>, StoreError> {
        self.watch(requests::due(self.connection, now, limit))
    }

    fn cancel_link(&self, id: &RequestId) -> Result<Option<Link>, StoreError> {
        self.watch(erasures::cancel_link(self.connection, id))
    }

    fn erasures(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Vec<ErasureRecord>, StoreError> {
        self.watch(erasures::of_subject(self.connection, shop, pseudonym))
    }

    fn erasure_of(&self, request: &RequestId) -> Result<Option<ErasureRecord>, StoreError> {
        self.watch(erasures::of_request(self.connection, request))
    }

    fn unfinished_deletions(
        &self,
        until: Timestamp,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<ErasureRecord>, StoreError> {
        self.watch(erasures::unfinished(self.connection, until, now, limit))
    }

    fn remains(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Option<Remains>, StoreError> {
        self.watch(erasures::remains(self.connection, shop, pseudonym))
    }

    fn due_remains(
        &self,
        shop: &ShopName,
        now: Timestamp,
        rules: &str,
        after: Option<&Pseudonym>,
        limit: usize,
    ) -> Result<Vec<Pseudonym>, StoreError> {
        self.watch(erasures::due_remains(self.connection, shop, now, rules, after, limit))
    }

    fn legal_holds(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Vec<HoldRecord>, StoreError> {
        self.watch(erasures::holds(self.connection, shop, pseudonym))
    }

    fn legal_hold(&self, id: &str) -> Result<Option<HoldRecord>, StoreError> {
        self.watch(erasures::hold(self.connection, id))
    }

    fn all_legal_holds(&self, after: &str, limit: usize) -> Result<Vec<HoldRecord>, StoreError> {
        self.watch(erasures::all_holds(self.connection, after, limit))
    }

    fn customer_numbers(
        &self,
        shop: &ShopName,
        after: Option<&CustomerNumber>,
        limit: usize,
    ) -> Result<Vec<CustomerNumber>, StoreError> {
        self.watch(erasures::numbers(self.connection, shop, after, limit))
    }

    fn traces(&self) -> Result<Option<Traces>, StoreError> {
        self.watch(traces::find(self.connection))
    }
}

impl ErasureChange for Open<'_> {
    fn put_cancel_link(&self, id: &RequestId, link: &Link) -> Result<(), StoreError> {
        self.watch(erasures::put_cancel_link(self.connection, id, link))
    }

    fn delete_cancel_link(&self, id: &RequestId) -> Result<bool, StoreError> {
        self.watch(erasures::delete_cancel_link(self.connection, id))
    }

    fn insert_erasure(&self, erasure: &ErasureRecord) -> Result<bool, StoreError> {
        self.watch(erasures::insert(self.connection, erasure))
    }

    fn finish_erasure(&self, id: &str, at: Timestamp) -> Result<bool, StoreError> {
        self.watch(erasures::finish(self.connection, id, at))
    }

    fn delete_erasure(&self, id: &str) -> Result<bool, StoreError> {
        self.watch(erasures::delete(self.connection, id))
    }

    fn delete_customer(&self, shop: &ShopName, number: &CustomerNumber) -> Result<bool, StoreError> {
        self.watch(erasures::delete_customer(self.connection, shop, number))
    }

    fn put_remains(&self, shop: &ShopName, pseudonym: &Pseudonym, remains: &Remains) -> Result<(), StoreError> {
        self.watch(erasures::put_remains(self.connection, shop, pseudonym, remains))
    }

    fn delete_remains(&self, shop: &ShopName, pseudonym: &Pseudonym) -> Result<bool, StoreError> {
        self.watch(erasures::delete_remains(self.connection, shop, pseudonym))
    }

    fn insert_legal_hold(&self, hold: &HoldRecord) -> Result<bool, StoreError> {
        self.watch(erasures::insert_hold(self.connection, hold))
    }

    fn delete_legal_hold(&self, id: &str) -> Result<bool, StoreError> {
        self.watch(erasures::delete_hold(self.connection, id))
    }

    fn date_traces(&self, since: Timestamp) -> Result<(), StoreError> {
        self.watch(traces::date(self.connection, since))
    }
}

impl LedgerView for Open<'_> {
    fn ledger_end(&self) -> Result<Option<LedgerEnd>, StoreError> {
        self.watch(ledger::end(self.connection))
    }

    fn queued_ledger_lines(&self, limit: usize) -> Result<Vec<QueuedLine>, StoreError> {
        self.watch(ledger::queued(self.connection, limit))
    }

    fn is_ledger_line_queued(&self, name: &str, event: Event) -> Result<bool, StoreError> {
        self.watch(ledger::is_queued(self.connection, name, event))
    }

    fn erasure(&self, id: &str) -> Result<Option<ErasureRecord>, StoreError> {
        self.watch(ledger::erasure(self.connection, id))
    }

    fn finished_erasures(&self, after: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.watch(ledger::finished(self.connection, after, limit))
    }
}

impl LedgerChange for Open<'_> {
    fn put_ledger_end(&self, end: &LedgerEnd) -> Result<(), StoreError> {
        self.watch(ledger::put_end(self.connection, end))
    }

    fn queue_ledger_line(&self, line: &QueuedLine) -> Result<bool, StoreError> {
        self.watch(ledger::queue(self.connection, line))
    }

    fn delete_queued_ledger_line(&self, name: &str, event: Event) -> Result<bool, StoreError> {
        self.watch(ledger::delete_queued(self.connection, name, event))
    }
}

impl KeyView for Open<'_> {
    fn key_checks(&self) -> Result<Vec<(String, [u8; 32])>, StoreError> {
        self.watch(keys::checks(self.connection))
    }

    fn subject_keys(&self, after: &str, limit: usize) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.watch(keys::subject_keys(self.connection, after, limit))
    }

    fn unlogged_requests(&self, since: Timestamp, limit: usize) -> Result<Vec<RequestId>, StoreError> {
        self.watch(keys::unlogged(self.connection, since, limit))
    }
}

impl KeyChange for Open<'_> {
    fn put_key_check(&self, key: &str, value: &[u8; 32], at: Timestamp) -> Result<(), StoreError> {
        self.watch(keys::put_check(self.connection, key, value, at))
    }
}

impl WebhookView for Open<'_> {
    fn next_webhook(&self, endpoint: &EndpointName, now: Timestamp) -> Result<Option<Delivery>, StoreError> {
        self.watch(webhooks::next(self.connection, endpoint, now))
    }

    fn waiting_endpoints(&self) -> Result<Vec<EndpointName>, StoreError> {
        self.watch(webhooks::waiting_endpoints(self.connection))
    }

    fn webhooks_of_erasure(&self, erasure: &str) -> Result<Vec<Delivery>, StoreError> {
        self.watch(webhooks::of_erasure(self.connection, erasure))
    }

    fn webhooks_of_request(&self, request: &RequestId) -> Result<Vec<Delivery>, StoreError> {
        self.watch(webhooks::of_request(self.connection, request))
    }
}

impl WebhookChange for Open<'_> {
    fn insert_webhook(&self, delivery: &Delivery) -> Result<bool, StoreError> {
        self.watch(webhooks::insert(self.connection, delivery))
    }

    fn update_webhook(&self, delivery: &Delivery, tries: u32) -> Result<bool, StoreError> {
        self.watch(webhooks::update(self.connection, delivery, tries))
    }
}
