//! Mails on their way: queued in the transaction of the change that causes them, claimed, sent, settled.
//!
//! At least once: a process that is killed between sending and settling leaves the mail claimed, and when the claim is
//! over the mail is sent again, under the same `Message-ID`. Two processes never send one mail at the same time, since a
//! claim is a compare-and-set and lasts longer than any try to send.

pub(crate) mod claim;
mod delivery;

use std::fmt;

use chrono::TimeDelta;

pub use self::delivery::{Claimed, Outbox, Settled};

use crate::clock::Timestamp;
use crate::letter::LetterKind;
use crate::names::RequestId;

/// How long a claim lasts. A try to send must be over before.
pub const CLAIM: TimeDelta = TimeDelta::minutes(5);

/// The longest time between two tries.
const MAX_PAUSE: TimeDelta = TimeDelta::hours(1);
/// Nothing is ever put off for longer: [`next_try`] and [`CLAIM`] stay well below. What seems to be was put off by a clock that
/// was ahead and has been put right since, and is due at once.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(90);
/// The time before the second try.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(30);
/// How long a mail is tried, from the moment it was queued (RFC 5321 section 4.5.4.1 wants 4 to 5 days at most).
pub const GIVE_UP_AFTER: TimeDelta = TimeDelta::days(4);

/// A mail, and how far it is.
#[derive(Clone)]
pub struct Mail {
    /// Names it, and makes its `Message-ID`: 32 hexadecimal digits.
    pub id: String,
    /// Why it is written.
    pub kind: LetterKind,
    /// The request it is about.
    pub request: RequestId,
    /// Since when it waits.
    pub queued_at: Timestamp,
    /// From this moment on it may be claimed, again if need be.
    pub next_try_at: Timestamp,
    /// How often it was claimed.
    pub tries: u32,
    /// What became of the last try, as a fixed word. `None`: there was none, or nobody knows (yet).
    pub last_error: Option<String>,
    /// How far it is.
    pub status: MailStatus,
    /// What it says, sealed; gone as soon as it waits no more.
    pub sealed: Option<Vec<u8>>,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({} {} for {})", self.kind.code(), self.id, self.request)
    }
}

/// How far a mail is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailStatus {
    /// To be sent.
    Waiting,
    /// Handed over to a mail server, or written to a file.
    Sent {
        /// When.
        at: Timestamp,
    },
    /// It could not be sent, or whether it was sent is unknown (`outcome-unknown`). It is not tried any more.
    GivenUp {
        /// When.
        at: Timestamp,
    },
    /// There was no more reason to send it, and the last try, if any, is known to have failed.
    Dropped {
        /// When.
        at: Timestamp,
    },
}

impl MailStatus {
    /// The word used in storage and in machine output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent { .. } => "sent",
            Self::GivenUp { .. } => "given-up",
            Self::Dropped { .. } => "dropped",
        }
    }

    /// When it stopped waiting.
    #[must_use]
    pub const fn at(self) -> Option<Timestamp> {
        match self {
            Self::Waiting => None,
            Self::Sent { at } | Self::GivenUp { at } | Self::Dropped { at } => Some(at),
        }
    }

    /// The status of this code, since `at`.
    #[must_use]
    pub fn from_code(code: &str, at: Option<Timestamp>) -> Option<Self> {
        match (code, at) {
            ("waiting", None) => Some(Self::Waiting),
            ("sent", Some(at)) => Some(Self::Sent { at }),
            ("given-up", Some(at)) => Some(Self::GivenUp { at }),
            ("dropped", Some(at)) => Some(Self::Dropped { at }),
            _ => None,
        }
    }
}

/// How a try to send went. Webhooks ([`crate::webhook`]) are tried by the same rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// A mail server took it over, or it is in a file.
    Sent,
    /// Not now; the word says why.
    Later(String),
    /// Never; the word says why.
    Never(String),
}

/// When a mail that was tried `tries` times at `now` is tried next; `None`: it is given up. `chance` of 0 to 255 spreads
/// tries by a fifth in each direction, so that mails that failed together do not come back together.
#[must_use]
pub fn next_try(queued_at: Timestamp, tries: u32, now: Timestamp, chance: u8) -> Option<Timestamp> {
    if now.signed_duration_since(queued_at) >= GIVE_UP_AFTER {
        return None;
    }
    let doublings = tries.saturating_sub(1).min(16);
    let pause = FIRST_PAUSE.checked_mul(1 << doublings).unwrap_or(MAX_PAUSE).min(MAX_PAUSE);
    let spread = pause.num_milliseconds() * (i64::from(chance) - 128) / (5 * 128);
    now.checked_add_signed(pause + TimeDelta::milliseconds(spread))
}
