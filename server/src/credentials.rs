//! Who is calling? Passwords (argon2id) and tokens (JWT) are proved here; what a user may do is looked up elsewhere.

pub mod issue;
mod keys;
pub mod passwords;
mod tokens;

use std::fmt;
use std::sync::Arc;

use domain::clock::Clock;
use domain::names::UserName;
use domain::refusal::Fault;
use domain::store::{Store, StoreError, off_thread};

pub use issue::{Issued, NotIssued};
pub use keys::KeysError;
use passwords::Passwords;
pub use tokens::Tokens;

/// Checks credentials. All clones share one bound on password checks at once.
#[derive(Clone)]
pub struct Credentials {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    passwords: Arc<Passwords>,
    tokens: Arc<Tokens>,
}

/// Nobody has proved to be anybody.
#[derive(Debug)]
pub enum NotProved {
    /// The credentials are not those of a user. Says no more, to nobody.
    Rejected,
    /// A fault of ours: the credentials may be right.
    Fault(Fault),
}

impl From<Fault> for NotProved {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<StoreError> for NotProved {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(hidden)")
    }
}

impl Credentials {
    /// Checks against the users of `store`, with the time of `clock`.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, passwords: Passwords, tokens: Tokens) -> Self {
        Self { store, clock, passwords: Arc::new(passwords), tokens: Arc::new(tokens) }
    }

    /// The user who has this name and this password (RFC 7617). Takes as long for a user who does not exist.
    ///
    /// # Errors
    /// [`NotProved`].
    pub async fn basic(&self, user: &str, password: &str) -> Result<UserName, NotProved> {
        if user.is_empty() || password.is_empty() || password.len() > passwords::MAX_BYTES {
            return Err(NotProved::Rejected);
        }
        // No user has a name that is not legal; the check below runs all the same.
        let name = user.parse::<UserName>().ok();
        let password = zeroize::Zeroizing::new(password.to_owned());
        let (store, passwords) = (Arc::clone(&self.store), Arc::clone(&self.passwords));
        // Taken here and given back by the work itself, so that callers who go away do not free memory still in use.
        let turn = self.passwords.turn().await?;
        off_thread(move || {
            let _turn = turn;
            let known = match &name {
                Some(name) => store.read("user", |view| view.user(name))?,
                None => None,
            };
            if passwords.verify(known.as_ref().map(|user| user.password_hash.as_str()), &password)? {
                known.map(|user| user.name).ok_or(NotProved::Rejected)
            } else {
                Err(NotProved::Rejected)
            }
        })
        .await
    }

    /// The user whom this token names (RFC 6750), if it is signed by a key of ours, valid now and for us.
    ///
    /// # Errors
    /// [`NotProved`].
    pub async fn bearer(&self, token: &str) -> Result<UserName, NotProved> {
        let name = self.tokens.verify(token, self.clock.now()).ok_or(NotProved::Rejected)?;
        let store = Arc::clone(&self.store);
        off_thread(move || {
            let known = store.read("user", |view| view.user(&name))?;
            known.map(|user| user.name).ok_or(NotProved::Rejected)
        })
        .await
    }
}

#[cfg(test)]
mod tests;
