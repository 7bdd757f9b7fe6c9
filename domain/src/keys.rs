//! The keys that are not in the database: are they the ones that it was written with?
//!
//! With another audit key no legal hold, no erasure and no ledger line is found, as if there were none. So the database
//! keeps a check value of each key, and whoever opens it for use [requires](require) that its keys have these. A check value
//! is a MAC under the audit key: it tells whether a key is the same one, and nothing about the key itself.

use subtle::ConstantTimeEq;

use crate::audit::{Action, Actor, Event, Journal};
use crate::clock::Timestamp;
use crate::link::LinkKey;
use crate::refusal::Fault;
use crate::seal::{MasterKey, Purpose};
use crate::store::{Store, StoreError, Transaction, View};

/// How many sealed records of a kind are tried to prove a key.
const SAMPLES: usize = 8;

/// A key that is not in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyName {
    /// What is sealed, pseudonymous or authenticated depends on it.
    Audit,
    /// Links that were sent depend on it.
    Confirmation,
    /// Tokens that were issued depend on it.
    TokenSecret,
}

impl KeyName {
    /// The word that is stored and shown.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Audit => "audit-key",
            Self::Confirmation => "confirmation-key",
            Self::TokenSecret => "token-secret",
        }
    }
}

/// The keys of a service.
#[derive(Clone, Copy)]
pub struct ServiceKeys<'a> {
    /// The audit key.
    pub audit: &'a MasterKey,
    /// The confirmation key.
    pub confirmation: &'a LinkKey,
    /// The shared secret of tokens. `None`: public keys alone verify them.
    pub token_secret: Option<&'a [u8]>,
}

impl ServiceKeys<'_> {
    /// The check value of a key, if the service has that key.
    fn check_value(&self, name: KeyName) -> Option<[u8; 32]> {
        let key = match name {
            KeyName::Audit => &[],
            KeyName::Confirmation => self.confirmation.reveal(),
            KeyName::TokenSecret => self.token_secret?,
        };
        Some(self.audit.mac(Purpose::KeyChecks, &[name.code().as_bytes(), key]))
    }

    /// In this order: with another audit key no check value is the right one.
    fn check_values(&self) -> impl Iterator<Item = (KeyName, [u8; 32])> {
        let names = [KeyName::Audit, KeyName::Confirmation, KeyName::TokenSecret];
        names.into_iter().filter_map(|name| Some((name, self.check_value(name)?)))
    }
}

/// Why the database must not be used with these keys.
#[derive(Debug, thiserror::Error)]
pub enum KeysRefused {
    /// This one is not the one that the database was written with.
    #[error("the {} is not the one that the database was written with", .0.code())]
    Another(KeyName),
    /// The database has no check value yet, and nothing that is sealed in it opens.
    #[error("nothing that is sealed in the database opens under the audit key")]
    Unproven,
    /// Storage or randomness failed.
    #[error(transparent)]
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for KeysRefused {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// What would be lost with the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dependence {
    /// Nothing: the database is new.
    Nothing,
    /// Links and tokens, but nothing that is sealed.
    Links,
    /// All that is sealed.
    Seals,
}

/// What in the database depends on keys that it had before.
///
/// # Errors
/// [`StoreError`].
pub fn dependence(store: &dyn Store) -> Result<Dependence, StoreError> {
    store.read("look_for_keys", |view| {
        let is_known = !view.key_checks()?.is_empty();
        Ok(if is_known || has_seals(view)? {
            Dependence::Seals
        } else if view.is_empty()? {
            Dependence::Nothing
        } else {
            Dependence::Links
        })
    })
}

fn has_seals(view: &dyn View) -> Result<bool, StoreError> {
    Ok(view.audit_head()?.is_some()
        || view.last_audit_entry()?.is_some()
        || !view.subject_keys("", 1)?.is_empty()
        || !view.all_legal_holds("", 1)?.is_empty()
        || !view.submissions(1)?.is_empty())
}

/// Looks whether `keys` are those of the database. One that has no check value gets one now: the audit key once something that
/// is sealed in the database proves it, the others together with that.
///
/// # Errors
/// [`KeysRefused`]: the database must not be used with these keys. Nothing was changed.
pub fn require(
    store: &dyn Store,
    journal: &Journal,
    keys: &ServiceKeys<'_>,
    now: Timestamp,
) -> Result<(), KeysRefused> {
    if store.read("check_keys", |view| missing(view, keys))?.is_empty() {
        return Ok(());
    }
    store.write("record_keys", |transaction| {
        // Another process may have been quicker.
        let missing = missing(transaction, keys)?;
        if missing.iter().any(|(name, _)| *name == KeyName::Audit) {
            if has_seals(transaction)? && !is_proven(transaction, journal)? {
                return Err(KeysRefused::Unproven);
            }
            if transaction.last_audit_entry()?.is_none()
                && !transaction.unlogged_requests(Timestamp::MIN_UTC, 1)?.is_empty()
            {
                // Requests that are older than the log: from now on a log without entries is one that somebody emptied.
                journal.record(transaction, &accepted(Actor::Service, KeyName::Audit, now))?;
            }
        }
        for (name, value) in missing {
            transaction.put_key_check(name.code(), &value, now)?;
        }
        Ok(())
    })
}

/// Takes a changed confirmation key or token secret for the right one from now on. What depended on the one before is lost:
/// links that were sent, or tokens that were issued. Gives back whether it was another one.
///
/// # Errors
/// [`KeysRefused`] when the audit key is not the right one, which nothing can replace.
pub fn accept(
    store: &dyn Store,
    journal: &Journal,
    keys: &ServiceKeys<'_>,
    name: KeyName,
    actor: &Actor,
    now: Timestamp,
) -> Result<bool, KeysRefused> {
    store.write("accept_key", |transaction| {
        let known = transaction.key_checks()?;
        let audit = keys.check_value(KeyName::Audit);
        if !known.iter().any(|(key, value)| key == KeyName::Audit.code() && audit.is_some_and(|it| same(&it, value))) {
            return Err(KeysRefused::Another(KeyName::Audit));
        }
        let Some(value) = keys.check_value(name) else { return Ok(false) };
        if known.iter().any(|(key, known)| key == name.code() && same(&value, known)) {
            return Ok(false);
        }
        transaction.put_key_check(name.code(), &value, now)?;
        journal.record(transaction, &accepted(actor.clone(), name, now))?;
        Ok(true)
    })
}

fn accepted(actor: Actor, name: KeyName, now: Timestamp) -> Event {
    Event::new(now, actor, Action::KeyAccepted).detail("key", name.code())
}

/// The check values that the database has not got yet.
fn missing(view: &(impl View + ?Sized), keys: &ServiceKeys<'_>) -> Result<Vec<(KeyName, [u8; 32])>, KeysRefused> {
    let known = view.key_checks()?;
    let mut missing = Vec::new();
    for (name, value) in keys.check_values() {
        match known.iter().find(|(key, _)| key == name.code()) {
            None => missing.push((name, value)),
            Some((_, known)) if same(&value, known) => {}
            Some(_) => return Err(KeysRefused::Another(name)),
        }
    }
    Ok(missing)
}

fn same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    one.ct_eq(other).into()
}

/// Whether something that is sealed shows that the audit key is the right one.
fn is_proven(transaction: &dyn Transaction, journal: &Journal) -> Result<bool, StoreError> {
    let master = journal.master();
    if transaction.audit_head()?.is_some_and(|head| head.is_genuine(master)) {
        return Ok(true);
    }
    let opens = |purpose, context: &str, sealed: &[u8]| master.key(purpose).open(context.as_bytes(), sealed).is_some();
    let keys = transaction.subject_keys("", SAMPLES)?;
    let holds = transaction.all_legal_holds("", SAMPLES)?;
    let submissions = transaction.submissions(SAMPLES)?;
    Ok(keys.iter().any(|(pseudonym, wrapped)| opens(Purpose::SubjectKeys, pseudonym, wrapped))
        || holds.iter().any(|hold| opens(Purpose::LegalHolds, &hold.id, &hold.sealed))
        || submissions.iter().any(|form| opens(Purpose::Submissions, &form.id, &form.sealed)))
}
