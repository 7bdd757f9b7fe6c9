//! Guessing is slowed down: wrong hashes, wrong passwords and forged tokens are counted, right ones never. Nobody who is
//! right is refused because of those who guess: `credentials` has what a password beyond a limit goes through.
//!
//! A client is an IPv4 address, or an IPv6 network of 64 bits, of which one subscriber has at least one. What is kept is
//! keyed digests of it and of what it tried to open, never either of them in clear.

mod limit;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::clock::Clock;
use domain::entropy::{Entropy, NoEntropy};

use self::limit::{Key, Limit};
use crate::config;
use crate::digest::DigestKey;

/// Counts guesses.
pub struct Throttle {
    hashes: Option<Limit>,
    passwords: Option<Limit>,
    forms: Option<Limit>,
    digests: DigestKey,
}

/// There were too many guesses: the next one is welcome after this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait(Duration);

impl Wait {
    /// In whole seconds, rounded up, as in `Retry-After` (RFC 9110 section 10.2.3).
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0.as_secs().saturating_add(u64::from(self.0.subsec_nanos() > 0)).max(1)
    }
}

/// What is guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guessed {
    /// The hash of a confirmation link.
    Hash,
    /// The password of a user.
    Password,
    /// A token.
    Token,
    /// Who is a customer, by handing in the public form.
    Form,
}

impl Guessed {
    /// The word for metrics.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Hash => "wrong_hash",
            Self::Password => "wrong_password",
            Self::Token => "wrong_token",
            Self::Form => "public_form",
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Hash => "throttle.wrong_hash",
            Self::Password => "throttle.wrong_password",
            Self::Token => "throttle.wrong_token",
            Self::Form => "throttle.public_form",
        }
    }
}

/// Whose guesses are counted together.
#[derive(Clone, Copy)]
enum Per {
    Client,
    Request,
    User,
}

impl Per {
    const fn word(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Request => "request",
            Self::User => "user",
        }
    }
}

impl Throttle {
    /// Counts by `config`, with the time of `clock`.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn new(config: &config::Throttle, clock: &Arc<dyn Clock>, entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        Ok(Self {
            hashes: Limit::new(config.wrong_hashes_per_minute, clock),
            passwords: Limit::new(config.wrong_passwords_per_minute, clock),
            forms: Limit::new(config.public_forms_per_minute, clock),
            digests: DigestKey::random(entropy)?,
        })
    }

    /// Counts a wrong hash for the request with this id, which may not exist.
    ///
    /// # Errors
    /// [`Wait`] when there were too many, by this client or for this id.
    pub fn wrong_hash(&self, client: IpAddr, id: &str) -> Result<(), Wait> {
        let Some(limit) = &self.hashes else { return Ok(()) };
        let guess = Guess { throttle: self, limit, what: Guessed::Hash, client };
        // A client over its limit does not use up that of a request.
        guess.take(Per::Client, "")?;
        guess.take(Per::Request, id)
    }

    /// Counts a token that nobody known here signed.
    ///
    /// # Errors
    /// [`Wait`] when there were too many by this client.
    pub fn wrong_token(&self, client: IpAddr) -> Result<(), Wait> {
        let Some(limit) = &self.passwords else { return Ok(()) };
        Guess { throttle: self, limit, what: Guessed::Token, client }.take(Per::Client, "")
    }

    /// Counts a form of somebody who is not signed in anywhere, whatever it says: nobody knows yet whether it is right.
    ///
    /// # Errors
    /// [`Wait`] when there were too many by this client.
    pub fn public_form(&self, client: IpAddr) -> Result<(), Wait> {
        let Some(limit) = &self.forms else { return Ok(()) };
        Guess { throttle: self, limit, what: Guessed::Form, client }.take(Per::Client, "")
    }

    fn key(&self, what: &str, per: Per, client: IpAddr, target: &str) -> Key {
        let client = network(client);
        let client: &[u8] = if matches!(per, Per::Client) { &client } else { &[] };
        short(self.digests.of(&[what.as_bytes(), per.word().as_bytes(), client, target.as_bytes()]))
    }
}

/// What waits in line for a check of a password: the tries of one client for one user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    /// Stands for the client.
    pub(crate) client: Key,
    /// Stands for the user.
    pub(crate) user: Key,
}

/// A client that shows a user's name and a password.
#[derive(Clone)]
pub struct Guesser(Option<(Arc<Throttle>, IpAddr)>);

impl Guesser {
    /// The client at this address.
    #[must_use]
    pub fn at(throttle: &Arc<Throttle>, client: IpAddr) -> Self {
        Self(Some((Arc::clone(throttle), client)))
    }

    /// Somebody who has the database at hand anyway.
    #[must_use]
    pub fn trusted() -> Self {
        Self(None)
    }

    /// Whether a password for `user`, who may not exist, is within the limits. One beyond them has to wait for its check.
    ///
    /// # Errors
    /// [`Wait`] when there were too many wrong ones, by this client or for this user.
    pub fn may_try(&self, user: &str) -> Result<(), Wait> {
        let Some(guess) = self.guess() else { return Ok(()) };
        guess.look(Per::Client, "")?;
        guess.look(Per::User, user)
    }

    /// Counts a wrong password.
    ///
    /// # Errors
    /// [`Wait`] when there were too many by now.
    pub fn was_wrong(&self, user: &str) -> Result<(), Wait> {
        let Some(guess) = self.guess() else { return Ok(()) };
        guess.take(Per::Client, "")?;
        guess.take(Per::User, user)
    }

    /// Where a try for `user` waits.
    #[must_use]
    pub(crate) fn lane(&self, user: &str) -> Lane {
        let Some((throttle, client)) = &self.0 else { return Lane { client: 0, user: 0 } };
        let key = |per, target| throttle.key("lane", per, *client, target);
        Lane { client: key(Per::Client, ""), user: key(Per::User, user) }
    }

    fn guess(&self) -> Option<Guess<'_>> {
        let (throttle, client) = self.0.as_ref()?;
        let limit = throttle.passwords.as_ref()?;
        Some(Guess { throttle, limit, what: Guessed::Password, client: *client })
    }
}

/// A guess about to be counted.
struct Guess<'a> {
    throttle: &'a Throttle,
    limit: &'a Limit,
    what: Guessed,
    client: IpAddr,
}

impl Guess<'_> {
    fn take(&self, per: Per, target: &str) -> Result<(), Wait> {
        self.counted(per, target, Limit::take)
    }

    fn look(&self, per: Per, target: &str) -> Result<(), Wait> {
        self.counted(per, target, Limit::look)
    }

    fn counted(
        &self,
        per: Per,
        target: &str,
        count: impl Fn(&Limit, Key) -> Result<(), limit::Over>,
    ) -> Result<(), Wait> {
        let key = self.throttle.key(self.what.kind(), per, self.client, target);
        count(self.limit, key).map_err(|over| {
            if let Some(untold) = over.untold {
                self.tell(per, key, untold);
            }
            Wait(over.wait)
        })
    }

    /// What an operator has to know: that somebody guesses, and which guesses are one client's. Not who it is.
    fn tell(&self, per: Per, key: Key, refused_before: u32) {
        let client = self.throttle.key("client", Per::Client, self.client, "") >> 32;
        tracing::warn!(
            target: "audit",
            code = self.what.code(),
            client = format_args!("{client:08x}"),
            limited = per.word(),
            subject = format_args!("{:08x}", key >> 32),
            per_minute = self.limit.per_minute(),
            refused_before,
            "too many tries: further ones are slowed down for a while"
        );
    }
}

/// What a client is told apart by.
pub(crate) fn network(client: IpAddr) -> [u8; 16] {
    match client.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => (u128::from(address) & !u128::from(u64::MAX)).to_be_bytes(),
    }
}

fn short(digest: [u8; 32]) -> Key {
    digest.iter().take(8).fold(0, |key, byte| key << 8 | Key::from(*byte))
}

#[cfg(test)]
mod tests;
