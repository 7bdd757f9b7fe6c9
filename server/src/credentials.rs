//! Who is calling? Passwords (argon2id) and tokens (JWT) are proved here; what a user may do is looked up elsewhere.

pub mod issue;
mod keys;
pub mod passwords;
mod remembered;
mod tokens;
mod turns;

use std::fmt;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::entropy::{Entropy, NoEntropy};
use domain::names::UserName;
use domain::refusal::Fault;
use domain::store::{Store, StoreError, User, off_thread, on_thread};

use crate::throttle::{Guesser, Wait};
pub use issue::{Issued, NotIssued};
pub use keys::KeysError;
use passwords::Passwords;
use remembered::{Proof, Remembered};
pub use tokens::{NoGood, Tokens};
use turns::{Crowded, Turn};

/// Checks credentials. All clones share one bound on password checks at once, and what they remember.
#[derive(Clone)]
pub struct Credentials {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    passwords: Arc<Passwords>,
    tokens: Arc<Tokens>,
    remembered: Option<Arc<Remembered>>,
}

/// Nobody has proved to be anybody.
#[derive(Debug)]
pub enum NotProved {
    /// The credentials are not those of a user. Says no more, to nobody.
    Rejected,
    /// The token was signed by a key of ours, so it was not guessed, but it does not hold: expired, most likely.
    Outdated,
    /// There were too many wrong ones, and this is one more; or so many wait to be checked that it was not looked at.
    Throttled(Wait),
    /// Too many others are being checked.
    Busy,
    /// A fault of ours: the credentials may be right.
    Fault(Fault),
}

impl From<Fault> for NotProved {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Wait> for NotProved {
    fn from(wait: Wait) -> Self {
        Self::Throttled(wait)
    }
}

impl From<Crowded> for NotProved {
    fn from(_: Crowded) -> Self {
        Self::Busy
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
        Self { store, clock, passwords: Arc::new(passwords), tokens: Arc::new(tokens), remembered: None }
    }

    /// The same, remembering right passwords for `span`.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn remembering(mut self, span: TimeDelta, entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        self.remembered = if span.is_zero() { None } else { Some(Arc::new(Remembered::new(span, entropy)?)) };
        Ok(self)
    }

    /// The user who has this name and this password (RFC 7617). Takes as long for a user who does not exist.
    ///
    /// Passwords that were right a moment ago are known at once. All others wait for their turn, in a queue that is fair
    /// between clients. Beyond the limits of `guesser` a password is checked as well, but after a wait: this may be the one
    /// who is right. Only those who were right within the last day have no such wait, whatever others tried.
    ///
    /// # Errors
    /// [`NotProved`].
    pub async fn basic(&self, user: &str, password: &str, guesser: &Guesser) -> Result<UserName, NotProved> {
        if user.is_empty() || password.is_empty() || password.len() > passwords::MAX_BYTES {
            guesser.may_try(user)?;
            return Err(wrong(guesser, user));
        }
        let known = self.user(user)?;
        let proof = self.remembered.as_ref().map(|remembered| {
            let stored = known.as_ref().map_or(self.passwords.decoy(), |known| known.password_hash.as_str());
            remembered.proof(user, stored, password)
        });
        let turn = match self.turn(user, known.as_ref(), proof.as_ref(), guesser).await? {
            Admitted::Known(name) => return Ok(name),
            Admitted::Turn(turn) => turn,
        };
        let (this, guesser, user) = (self.clone(), guesser.clone(), user.to_owned());
        let password = zeroize::Zeroizing::new(password.to_owned());
        // Counted, and the turn given back, by the work itself: callers who go away free no memory still in use, and get
        // no try for nothing.
        off_thread(move || {
            let _turn = turn;
            let stored = known.as_ref().map(|known| known.password_hash.as_str());
            if !this.passwords.verify(stored, &password)? {
                return Err(wrong(&guesser, &user));
            }
            if let (Some(remembered), Some(proof)) = (&this.remembered, proof) {
                remembered.keep(proof, this.clock.now());
            }
            known.map(|known| known.name).ok_or(NotProved::Rejected)
        })
        .await
    }

    /// Waits until a password may be checked, unless it is known by then to be right.
    async fn turn(
        &self,
        user: &str,
        known: Option<&User>,
        proof: Option<&Proof>,
        guesser: &Guesser,
    ) -> Result<Admitted, NotProved> {
        let before = self.remembered.as_ref().zip(proof);
        let remembered = || {
            let (remembered, proof) = before?;
            remembered.holds(proof, self.clock.now()).then(|| known.map(|known| known.name.clone()))?
        };
        let over = || {
            let is_guess = !before.is_some_and(|(remembered, proof)| remembered.is_no_guess(proof, self.clock.now()));
            if is_guess { guesser.may_try(user).err() } else { None }
        };
        if let Some(name) = remembered() {
            return Ok(Admitted::Known(name));
        }
        let lane = guesser.lane(user);
        if over().is_none() {
            let turn = self.passwords.turn(lane).await?;
            // Those before this call in the queue may have shown the same, or used up the tries.
            if let Some(name) = remembered() {
                return Ok(Admitted::Known(name));
            }
            if over().is_none() {
                return Ok(Admitted::Turn(turn));
            }
        }
        match (self.passwords.suspects_turn(lane).await, remembered()) {
            (_, Some(name)) => Ok(Admitted::Known(name)),
            (Ok(turn), None) => Ok(Admitted::Turn(turn)),
            (Err(Crowded), None) => Err(over().map_or(NotProved::Busy, NotProved::Throttled)),
        }
    }

    /// What is stored of a user, looked up anew for each call, so that a changed password counts at once.
    fn user(&self, name: &str) -> Result<Option<User>, NotProved> {
        // No user has a name that is not legal.
        let Ok(name) = name.parse::<UserName>() else { return Ok(None) };
        on_thread(|| Ok(self.store.read("user", |view| view.user(&name))?))
    }

    /// The user whom this token names (RFC 6750), if it is signed by a key of ours, valid now and for us.
    ///
    /// # Errors
    /// [`NotProved`].
    pub fn bearer(&self, token: &str) -> Result<UserName, NotProved> {
        let name = self.tokens.verify(token, self.clock.now()).map_err(|no_good| match no_good {
            NoGood::Forged => NotProved::Rejected,
            NoGood::Outdated => NotProved::Outdated,
        })?;
        let known = self.user(name.as_str())?;
        known.map(|user| user.name).ok_or(NotProved::Outdated)
    }
}

/// What came of waiting for a turn.
enum Admitted {
    /// The password was found to be right meanwhile.
    Known(UserName),
    /// It may be checked now.
    Turn(Turn),
}

fn wrong(guesser: &Guesser, user: &str) -> NotProved {
    guesser.was_wrong(user).map_or_else(NotProved::Throttled, |()| NotProved::Rejected)
}

#[cfg(test)]
mod tests;
