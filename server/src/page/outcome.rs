//! What the page says. Each outcome has sentences of its own in every language, and an HTTP status.

use domain::message::Code;
use domain::refusal::{Reason, Refusal};
use hyper::StatusCode;

use super::asked::Stand;
use super::link::Shown;

/// What somebody is told who opens the page or sends its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Please confirm: the one with the button.
    Ask,
    /// Confirmed, just now.
    First,
    /// Confirmed, before.
    Repeat,
    /// The link was not used in time.
    Expired,
    /// The request is over.
    Closed,
    /// The same had been asked for before.
    Duplicate,
    /// The link lacks its id or its hash.
    Incomplete,
    /// The hash is not that of the request.
    Wrong,
    /// No such request for this caller.
    Unknown,
    /// Too many wrong links.
    Throttled,
    /// Not now.
    Unavailable,
    /// A fault of ours.
    Fault,
    /// No such page.
    Nothing,
    /// Nothing that this page can be sent.
    Unreadable,
}

impl Outcome {
    /// All of them.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 14] = [
        Self::Ask,
        Self::First,
        Self::Repeat,
        Self::Expired,
        Self::Closed,
        Self::Duplicate,
        Self::Incomplete,
        Self::Wrong,
        Self::Unknown,
        Self::Throttled,
        Self::Unavailable,
        Self::Fault,
        Self::Nothing,
        Self::Unreadable,
    ];

    /// What is said to somebody who shows these values, when the request stands so.
    pub(crate) fn of(stand: Stand, shown: &Shown) -> Self {
        match stand {
            Stand::Open => Self::Ask,
            Stand::First => Self::First,
            Stand::Repeat => Self::Repeat,
            Stand::Refused(Refusal::NotFound(Some(Reason::LinkExpired))) => Self::Expired,
            Stand::Refused(Refusal::NotFound(Some(Reason::Closed))) => Self::Closed,
            Stand::Refused(Refusal::NotFound(Some(Reason::Duplicate))) => Self::Duplicate,
            Stand::Refused(Refusal::HashMissing | Refusal::NotFound(None)) if shown.is_incomplete() => Self::Incomplete,
            Stand::Refused(Refusal::HashMissing | Refusal::HashInvalid) => Self::Wrong,
            Stand::Refused(Refusal::NotFound(None)) => Self::Unknown,
        }
    }

    /// What is said when a call does not get as far as a request.
    pub(crate) fn of_rejection(code: Code) -> Self {
        match code {
            Code::RateLimited => Self::Throttled,
            Code::Unavailable => Self::Unavailable,
            Code::Internal => Self::Fault,
            Code::UnknownPath => Self::Nothing,
            _ => Self::Unreadable,
        }
    }

    /// Its name in the files of words.
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::First => "first",
            Self::Repeat => "repeat",
            Self::Expired => "expired",
            Self::Closed => "closed",
            Self::Duplicate => "duplicate",
            Self::Incomplete => "incomplete",
            Self::Wrong => "wrong",
            Self::Unknown => "unknown",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::Fault => "fault",
            Self::Nothing => "nothing",
            Self::Unreadable => "unreadable",
        }
    }
}

/// The status of a page about a request, the same as the confirmation contract's for the same answer.
pub(crate) const fn status(stand: Stand) -> StatusCode {
    match stand {
        Stand::Open | Stand::First | Stand::Repeat => StatusCode::OK,
        Stand::Refused(Refusal::HashMissing | Refusal::HashInvalid) => StatusCode::UNPROCESSABLE_ENTITY,
        Stand::Refused(Refusal::NotFound(_)) => StatusCode::NOT_FOUND,
    }
}

/// The code for the log line.
pub(crate) const fn code(stand: Stand) -> &'static str {
    match stand {
        // Nothing was decided, so no contract has a code for it.
        Stand::Open => "page.ask.info",
        Stand::First => Code::Confirmation.as_str(),
        Stand::Repeat => Code::AlreadyConfirmed.as_str(),
        Stand::Refused(refusal) => refusal.code().as_str(),
    }
}

/// Whether somebody showed a hash that opens nothing: a guess, perhaps. Who shows none cannot have guessed.
pub(crate) fn is_guess(stand: Stand, shown: &Shown) -> bool {
    !shown.hash.is_empty() && matches!(stand, Stand::Refused(Refusal::HashInvalid | Refusal::NotFound(None)))
}
