//! The life of a data request, as pure rules: a state carries exactly what is true in it, `now` is an argument.

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::link::LinkDigest;
use crate::names::{CustomerNumber, EmailAddress, RequestId, ShopName, SiteName};
use crate::refusal::{Reason, Refusal};

/// What a data subject asks for: a right of chapter III of the GDPR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestType {
    /// Right of access, Art. 15 (the vendor's "Request Data").
    Access,
    /// Right to erasure, Art. 17 (the vendor's "Delete Data").
    Erasure,
    /// Right to data portability, Art. 20.
    Portability,
    /// Right to rectification, Art. 16.
    Rectification,
    /// Right to restriction of processing, Art. 18.
    Restriction,
    /// Right to object, Art. 21.
    Objection,
}

impl RequestType {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Access, Self::Erasure, Self::Portability, Self::Rectification, Self::Restriction, Self::Objection];

    /// The word used on the command line, in contracts and in storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Erasure => "erasure",
            Self::Portability => "portability",
            Self::Rectification => "rectification",
            Self::Restriction => "restriction",
            Self::Objection => "objection",
        }
    }

    /// The article of the GDPR that gives the right.
    #[must_use]
    pub const fn article(self) -> u8 {
        match self {
            Self::Access => 15,
            Self::Rectification => 16,
            Self::Erasure => 17,
            Self::Restriction => 18,
            Self::Portability => 20,
            Self::Objection => 21,
        }
    }

    /// The type with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A person's wish, on its way.
#[derive(Clone, Debug)]
pub struct Request {
    /// Names the request. Not a secret, and opens nothing by itself.
    pub id: RequestId,
    /// What is asked for.
    pub kind: RequestType,
    /// The shop it is about.
    pub shop: ShopName,
    /// The site it was made for; a confirmation through another site does not find it.
    pub site: SiteName,
    /// Whose data: the customer's number in that shop.
    pub subject: CustomerNumber,
    /// Where the confirmation mail goes, if it is known.
    pub email: Option<EmailAddress>,
    /// When the wish reached the controller: the deadline of Art. 12(3) runs from here.
    pub received_at: Timestamp,
    /// The link that was sent.
    pub link: Link,
    /// Where it stands.
    pub state: State,
}

/// The confirmation link of a request, without its secret.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The keyed digest of the hash.
    pub digest: LinkDigest,
    /// From this moment on the link no longer confirms anything.
    pub expires_at: Timestamp,
}

impl Link {
    /// Whether the link still works at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Made; nobody has confirmed yet that the data subject wants it.
    Pending,
    /// The receiver of the mail said yes.
    Confirmed {
        /// When.
        at: Timestamp,
    },
    /// Over.
    Closed {
        /// When.
        at: Timestamp,
        /// How it ended.
        outcome: Outcome,
        /// When it had been confirmed, if it ever was.
        confirmed_at: Option<Timestamp>,
    },
}

impl State {
    /// The word used in storage and in machine output.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed { .. } => "confirmed",
            Self::Closed { .. } => "closed",
        }
    }
}

/// How a closed request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for was done.
    Completed,
    /// The controller said no.
    Rejected,
    /// The data subject took it back.
    Withdrawn,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Completed, Self::Rejected, Self::Withdrawn];

    /// The word used in storage and in machine output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The outcome with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What the caller shows to prove that they read the mail.
#[derive(Clone, Copy, Debug)]
pub enum Proof {
    /// No hash, or an empty one.
    Missing,
    /// The digest of the hash that was given.
    Given(LinkDigest),
}

impl Proof {
    /// Whether this proves knowledge of the hash behind `digest`. Takes the same time for every wrong hash.
    #[must_use]
    pub fn opens(&self, digest: &LinkDigest) -> bool {
        match self {
            Self::Missing => {
                // Compared all the same, so that leaving the hash out is not quicker.
                let _ = LinkDigest::decoy().matches(digest);
                false
            }
            Self::Given(given) => given.matches(digest),
        }
    }
}

/// What a confirmation does to a request it is allowed to touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is the first one: move pending -> confirmed.
    Confirm {
        /// The moment to record.
        at: Timestamp,
    },
    /// It was confirmed a moment ago by the same click: say the same again, change nothing.
    Echo,
    /// It was confirmed before: say so, change nothing.
    Repeat,
}

/// Decides what a confirmation through `site` at `now` does, after the answer table of `docs/http-api.md`.
///
/// `repeat_grace` is how long after the first confirmation the same link still gets the first answer: one click on the
/// storefront can send two calls. Zero switches it off.
///
/// # Errors
/// [`Refusal::NotFound`] for another site, an expired or a closed request: only the holder of the hash is told the
/// reason. [`Refusal::HashMissing`] and [`Refusal::HashInvalid`] for an active request whose link is live.
pub fn confirm(
    request: &Request,
    site: &SiteName,
    proof: &Proof,
    now: Timestamp,
    repeat_grace: TimeDelta,
) -> Result<Step, Refusal> {
    // Decided first and always, so that the time taken does not depend on the state.
    let holder = proof.opens(&request.link.digest);
    let live = request.link.is_live(now);
    let wrong = match proof {
        Proof::Missing => Refusal::HashMissing,
        Proof::Given(_) => Refusal::HashInvalid,
    };
    if request.site != *site {
        return Err(Refusal::NotFound(None));
    }
    match request.state {
        State::Pending if live && holder => Ok(Step::Confirm { at: now }),
        State::Pending if live => Err(wrong),
        State::Pending if holder => Err(Refusal::NotFound(Some(Reason::LinkExpired))),
        State::Confirmed { at } if holder => {
            // Never below zero: this call may have looked at the clock before the first one did, or at another clock.
            let since = now.signed_duration_since(at).max(TimeDelta::zero());
            Ok(if since < repeat_grace { Step::Echo } else { Step::Repeat })
        }
        State::Confirmed { .. } if live => Err(wrong),
        State::Closed { .. } if holder => Err(Refusal::NotFound(Some(Reason::Closed))),
        State::Pending | State::Confirmed { .. } | State::Closed { .. } => Err(Refusal::NotFound(None)),
    }
}

/// Decides whether a request may be closed at `now`, and what its state is then.
///
/// # Errors
/// [`AlreadyClosed`].
pub fn close(state: State, outcome: Outcome, now: Timestamp) -> Result<State, AlreadyClosed> {
    match state {
        State::Pending => Ok(State::Closed { at: now, outcome, confirmed_at: None }),
        State::Confirmed { at } => Ok(State::Closed { at: now, outcome, confirmed_at: Some(at) }),
        State::Closed { .. } => Err(AlreadyClosed),
    }
}

/// The request is over, and stays so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyClosed;
