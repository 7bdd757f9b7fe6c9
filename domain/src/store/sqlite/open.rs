//! An open transaction: the port's questions and changes, each answered by statements of one subject.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use super::{StoreError, audit, customers, directory, requests};
use crate::access::{Grant, Permission};
use crate::audit::{Entry, Hash, Head};
use crate::names::{CustomerNumber, OrganizationName, RequestId, RoleName, ShopName, UserName};
use crate::request::{Request, State};
use crate::seal::Pseudonym;
use crate::store::{CustomerRecord, Shop, Transaction, Upserted, User, View};

/// An open transaction.
pub(super) struct Open<'a> {
    connection: &'a Connection,
    suspect: &'a AtomicBool,
}

impl<'a> Open<'a> {
    /// A transaction on `connection`, which sets `suspect` when it comes across damage.
    pub(super) fn new(connection: &'a Connection, suspect: &'a AtomicBool) -> Self {
        Self { connection, suspect }
    }

    fn watch<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(result, Err(StoreError::Corrupt(_))) {
            self.suspect.store(true, Ordering::Relaxed);
        }
        result
    }
}

impl View for Open<'_> {
    fn request(&self, id: &RequestId) -> Result<Option<Request>, StoreError> {
        self.watch(requests::find(self.connection, id))
    }

    fn lineage(&self, organization: &OrganizationName) -> Result<Vec<OrganizationName>, StoreError> {
        self.watch(directory::lineage(self.connection, organization))
    }

    fn shop(&self, name: &ShopName) -> Result<Option<Shop>, StoreError> {
        self.watch(directory::shop(self.connection, name))
    }

    fn role(&self, name: &RoleName) -> Result<Option<BTreeSet<Permission>>, StoreError> {
        self.watch(directory::role(self.connection, name))
    }

    fn user(&self, name: &UserName) -> Result<Option<User>, StoreError> {
        self.watch(directory::user(self.connection, name))
    }

    fn grants(&self, user: &UserName) -> Result<Vec<Grant>, StoreError> {
        self.watch(directory::grants(self.connection, user))
    }

    fn customer(&self, shop: &ShopName, number: &CustomerNumber) -> Result<Option<CustomerRecord>, StoreError> {
        self.watch(customers::find(self.connection, shop, number))
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
    fn insert_request(&self, request: &Request) -> Result<bool, StoreError> {
        self.watch(requests::insert(self.connection, request))
    }

    fn move_request(&self, id: &RequestId, from: &State, to: &State) -> Result<bool, StoreError> {
        self.watch(requests::move_state(self.connection, id, from, to))
    }

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

    fn append_audit(&self, entry: &Entry, head: &Head) -> Result<(), StoreError> {
        self.watch(audit::append(self.connection, entry, head))
    }

    fn insert_subject_key(&self, pseudonym: &Pseudonym, wrapped: &[u8]) -> Result<bool, StoreError> {
        self.watch(audit::insert_subject_key(self.connection, pseudonym, wrapped))
    }

    fn delete_subject_key(&self, pseudonym: &Pseudonym) -> Result<bool, StoreError> {
        self.watch(audit::delete_subject_key(self.connection, pseudonym))
    }
}
