//! What the page says. Each outcome has sentences of its own in every language, and an HTTP status.

use domain::message::Code;
use domain::refusal::{Reason, Refusal};
use domain::request::rules::{Cancellation, Collection};
use hyper::StatusCode;

use super::asked::Stand;
use super::cancelling::Standing;
use super::fetching::Collecting;
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
    /// Do you want to take it back: the other one with a button.
    AskBack,
    /// Taken back, just now.
    TakenBack,
    /// Taken back, before.
    TakenBackBefore,
    /// The link that takes it back was not used in time.
    TooLate,
    /// It is being carried out.
    Begun,
    /// The approval does not hold any more.
    Undecided,
    /// The request is over, in another way than by being taken back.
    NothingToTakeBack,
    /// No such link that takes a request back.
    UnknownBack,
    /// The package is ready, and wants a second proof: a form.
    Fetch,
    /// The second proof is wrong: the form again.
    ProofWrong,
    /// The second proof was wrong too often.
    ProofBlocked,
    /// The package was handed over.
    Fetched,
    /// The package was not fetched in time.
    FetchExpired,
    /// The approval does not hold any more, so there is no package for now.
    FetchUndecided,
    /// The request is over, in another way than by its package.
    NothingToFetch,
    /// No such link to a package.
    UnknownFetch,
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
    pub(crate) const ALL: [Self; 30] = [
        Self::Ask,
        Self::First,
        Self::Repeat,
        Self::Expired,
        Self::Closed,
        Self::Duplicate,
        Self::AskBack,
        Self::TakenBack,
        Self::TakenBackBefore,
        Self::TooLate,
        Self::Begun,
        Self::Undecided,
        Self::NothingToTakeBack,
        Self::UnknownBack,
        Self::Fetch,
        Self::ProofWrong,
        Self::ProofBlocked,
        Self::Fetched,
        Self::FetchExpired,
        Self::FetchUndecided,
        Self::NothingToFetch,
        Self::UnknownFetch,
        Self::Incomplete,
        Self::Wrong,
        Self::Unknown,
        Self::Throttled,
        Self::Unavailable,
        Self::Fault,
        Self::Nothing,
        Self::Unreadable,
    ];

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
            Self::AskBack => "ask-back",
            Self::TakenBack => "taken-back",
            Self::TakenBackBefore => "taken-back-before",
            Self::TooLate => "too-late",
            Self::Begun => "begun",
            Self::Undecided => "undecided",
            Self::NothingToTakeBack => "nothing-to-take-back",
            Self::UnknownBack => "unknown-back",
            Self::Fetch => "fetch",
            Self::ProofWrong => "proof-wrong",
            Self::ProofBlocked => "proof-blocked",
            Self::Fetched => "fetched",
            Self::FetchExpired => "fetch-expired",
            Self::FetchUndecided => "fetch-undecided",
            Self::NothingToFetch => "nothing-to-fetch",
            Self::UnknownFetch => "unknown-fetch",
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

/// What came of looking at a link, or of pressing its button.
#[derive(Clone, Copy)]
pub(crate) struct Verdict {
    /// What is said.
    pub(crate) outcome: Outcome,
    /// The HTTP status: of a confirmation the same as the confirmation contract's for the same answer.
    pub(crate) status: StatusCode,
    /// For the log line.
    pub(crate) code: &'static str,
    /// Somebody showed a hash that opens nothing: a guess, perhaps. Who shows none cannot have guessed.
    pub(crate) is_guess: bool,
}

impl Verdict {
    /// Of a confirmation link with these values, when the request stands so.
    pub(crate) fn of_confirmation(stand: Stand, shown: &Shown) -> Self {
        let outcome = match stand {
            Stand::Open => Outcome::Ask,
            Stand::First => Outcome::First,
            Stand::Repeat => Outcome::Repeat,
            Stand::Refused(Refusal::NotFound(Some(Reason::LinkExpired))) => Outcome::Expired,
            Stand::Refused(Refusal::NotFound(Some(Reason::Closed))) => Outcome::Closed,
            Stand::Refused(Refusal::NotFound(Some(Reason::Duplicate))) => Outcome::Duplicate,
            Stand::Refused(Refusal::HashMissing | Refusal::NotFound(None)) if shown.is_incomplete() => {
                Outcome::Incomplete
            }
            Stand::Refused(Refusal::HashMissing | Refusal::HashInvalid) => Outcome::Wrong,
            Stand::Refused(Refusal::NotFound(None)) => Outcome::Unknown,
        };
        let status = match stand {
            Stand::Open | Stand::First | Stand::Repeat => StatusCode::OK,
            Stand::Refused(Refusal::HashMissing | Refusal::HashInvalid) => StatusCode::UNPROCESSABLE_ENTITY,
            Stand::Refused(Refusal::NotFound(_)) => StatusCode::NOT_FOUND,
        };
        let code = match stand {
            // Nothing was decided, so no contract has a code for it.
            Stand::Open => "page.ask.info",
            Stand::First => Code::Confirmation.as_str(),
            Stand::Repeat => Code::AlreadyConfirmed.as_str(),
            Stand::Refused(refusal) => refusal.code().as_str(),
        };
        let is_wrong = matches!(stand, Stand::Refused(Refusal::HashInvalid | Refusal::NotFound(None)));
        Self { outcome, status, code, is_guess: is_wrong && !shown.hash.is_empty() }
    }

    /// Of a link that takes a request back, with these values. No contract has such a link, so the codes are the page's own.
    pub(crate) fn of_cancellation(standing: Standing, shown: &Shown) -> Self {
        let (outcome, code) = match standing {
            Standing::Now => (Outcome::TakenBack, "page.taken_back.info"),
            Standing::Found(Cancellation::Open) => (Outcome::AskBack, "page.ask_back.info"),
            Standing::Found(Cancellation::Withdrawn) => (Outcome::TakenBackBefore, "page.taken_back_before.info"),
            Standing::Found(Cancellation::Undecided) => (Outcome::Undecided, "page.undecided.info"),
            Standing::Found(Cancellation::Expired) => (Outcome::TooLate, Code::LinkExpired.as_str()),
            Standing::Found(Cancellation::Begun) => (Outcome::Begun, "page.begun.error"),
            Standing::Found(Cancellation::Closed) => (Outcome::NothingToTakeBack, Code::Closed.as_str()),
            Standing::Unknown if shown.is_incomplete() => (Outcome::Incomplete, Code::NotFound.as_str()),
            Standing::Unknown => (Outcome::UnknownBack, Code::NotFound.as_str()),
        };
        let status = match standing {
            Standing::Now | Standing::Found(Cancellation::Open | Cancellation::Withdrawn | Cancellation::Undecided) => {
                StatusCode::OK
            }
            Standing::Found(Cancellation::Expired | Cancellation::Begun | Cancellation::Closed) | Standing::Unknown => {
                StatusCode::NOT_FOUND
            }
        };
        Self { outcome, status, code, is_guess: standing == Standing::Unknown && !shown.hash.is_empty() }
    }

    /// Of a link to a package, with these values, where it was not sent. No contract has such a link, so the codes are the
    /// page's own.
    pub(crate) fn of_package(collecting: Collecting, shown: &Shown) -> Self {
        let (outcome, code) = match collecting {
            Collecting::Found(Collection::Open) => (Outcome::Fetch, "page.fetch.info"),
            Collecting::ProofMissing => (Outcome::Fetch, "page.proof_missing.error"),
            Collecting::ProofWrong(Collection::Open) => (Outcome::ProofWrong, "page.proof_wrong.error"),
            Collecting::ProofWrong(_) | Collecting::Found(Collection::Blocked) => {
                (Outcome::ProofBlocked, "page.proof_blocked.error")
            }
            Collecting::Found(Collection::Fetched) => (Outcome::Fetched, "page.fetched.error"),
            Collecting::Found(Collection::Expired) => (Outcome::FetchExpired, Code::LinkExpired.as_str()),
            Collecting::Found(Collection::Undecided) => (Outcome::FetchUndecided, "page.fetch_undecided.error"),
            Collecting::Found(Collection::Closed) => (Outcome::NothingToFetch, Code::Closed.as_str()),
            Collecting::Unknown if shown.is_incomplete() => (Outcome::Incomplete, Code::NotFound.as_str()),
            Collecting::Unknown => (Outcome::UnknownFetch, Code::NotFound.as_str()),
        };
        let status = match outcome {
            Outcome::Fetch if collecting == Collecting::ProofMissing => StatusCode::UNPROCESSABLE_ENTITY,
            Outcome::Fetch => StatusCode::OK,
            Outcome::ProofWrong => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::NOT_FOUND,
        };
        let is_guess = match collecting {
            Collecting::ProofWrong(_) => true,
            Collecting::Unknown => !shown.hash.is_empty(),
            Collecting::Found(_) | Collecting::ProofMissing => false,
        };
        Self { outcome, status, code, is_guess }
    }
}
