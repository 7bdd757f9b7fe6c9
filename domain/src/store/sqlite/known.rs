//! What a reader has found out about users, shops and organizations, for as long as nothing was committed since.
//!
//! Each call asks who its caller is and what they may do where, which changes a few times a year. What was answered is kept
//! beside the connection that found it out, together with `SQLite`'s number for the state of the database
//! ([`PRAGMA data_version`]). That number is another one as soon as anybody has committed anything, in whatever process: then
//! all of it is forgotten. So nothing that is remembered is older than what is read.
//!
//! [`PRAGMA data_version`]: https://www.sqlite.org/pragma.html#pragma_data_version

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::Hash;

use rusqlite::Connection;

use super::StoreError;
use crate::access::Grant;
use crate::names::{OrganizationName, ShopName, UserName};
use crate::store::{Shop, User};

/// Of each kind. A service has some users and some shops; whoever makes up names is not to fill the memory.
const MOST: usize = 256;

/// What a reader knows.
#[derive(Default)]
pub(super) struct Known {
    version: Cell<Option<i64>>,
    /// Whether that is the version of the transaction that reads now.
    is_current: Cell<bool>,
    pub(super) users: Remembered<UserName, Option<User>>,
    pub(super) grants: Remembered<UserName, Vec<Grant>>,
    pub(super) shops: Remembered<ShopName, Option<Shop>>,
    pub(super) lineages: Remembered<OrganizationName, Vec<OrganizationName>>,
}

impl Known {
    /// Another transaction begins.
    pub(super) fn outdate(&self) {
        self.is_current.set(false);
    }

    /// Forgets all of it if anything was committed since. To be called inside a transaction that reads, before anything is
    /// taken from here.
    pub(super) fn refresh(&self, connection: &Connection) -> Result<(), StoreError> {
        if self.is_current.get() {
            return Ok(());
        }
        let mut statement = connection.prepare_cached("PRAGMA data_version")?;
        let version = Some(statement.query_row((), |row| row.get(0))?);
        if self.version.replace(version) != version {
            self.users.forget();
            self.grants.forget();
            self.shops.forget();
            self.lineages.forget();
        }
        self.is_current.set(true);
        Ok(())
    }
}

/// Answers to one question.
pub(super) struct Remembered<K, V>(RefCell<HashMap<K, V>>);

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Clone + Eq + Hash, V: Clone> Remembered<K, V> {
    /// The answer that is known, or the one that `find` finds.
    pub(super) fn or(&self, key: &K, find: impl FnOnce() -> Result<V, StoreError>) -> Result<V, StoreError> {
        if let Some(known) = self.0.borrow().get(key) {
            return Ok(known.clone());
        }
        let found = find()?;
        let mut known = self.0.borrow_mut();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key.clone(), found.clone());
        Ok(found)
    }

    fn forget(&self) {
        self.0.borrow_mut().clear();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::directory;
    use crate::store::Store;
    use crate::store::sqlite::Sqlite;

    fn hash(store: &dyn Store, user: &str) -> Option<String> {
        let user = user.parse().unwrap();
        store.read("test", |view| view.user(&user)).unwrap().map(|user: User| user.password_hash)
    }

    #[test]
    fn what_is_committed_counts_for_the_next_reader_whichever_process_it_came_from() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gdpr.db");
        let here: Arc<dyn Store> = Arc::new(Sqlite::open(&path).unwrap());
        let elsewhere: Arc<dyn Store> = Arc::new(Sqlite::open(&path).unwrap());
        assert_eq!(hash(&*here, "ann"), None);
        for (number, store) in [&here, &elsewhere].into_iter().enumerate() {
            let name = format!("user{number}").parse().unwrap();
            let user = User { name, password_hash: "a hash".to_owned() };
            assert_eq!(hash(&*here, user.name.as_str()), None);
            directory::add_user(&**store, &user).unwrap();
            assert_eq!(hash(&*here, user.name.as_str()).as_deref(), Some("a hash"));
        }
    }

    #[test]
    fn only_so_much_is_remembered() {
        let remembered = Remembered::<usize, usize>::default();
        for number in 0..10 * MOST {
            assert_eq!(remembered.or(&number, || Ok(number)).unwrap(), number);
            assert!(remembered.0.borrow().len() <= MOST);
        }
    }

    #[test]
    fn a_failure_is_not_remembered() {
        let remembered = Remembered::<u8, u8>::default();
        assert!(remembered.or(&1, || Err(StoreError::Unavailable("away".to_owned()))).is_err());
        assert_eq!(remembered.or(&1, || Ok(2)).unwrap(), 2);
        assert_eq!(remembered.or(&1, || Ok(3)).unwrap(), 2);
    }
}
