//! What may happen to a request: pure, `now` is an argument.

use chrono::TimeDelta;

use super::{Approval, Link, Outcome, Proof, Request, RequestType, State};
use crate::audit::Actor;
use crate::clock::Timestamp;
use crate::erasure::Digest;
use crate::names::{RequestId, SiteName};
use crate::refusal::{Reason, Refusal};
use crate::store::PackageLink;

/// What a confirmation does to a request it is allowed to touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It is the first one: move it on from pending.
    Confirm {
        /// The moment to record.
        at: Timestamp,
    },
    /// It was confirmed a moment ago by the same click: say the same again, change nothing.
    Echo,
    /// It was confirmed before: say so, change nothing.
    Repeat,
}

/// Decides what a confirmation through `site` (`None`: whichever it was made for) at `now` does, after the answer table of
/// `docs/http-api.md`.
///
/// `repeat_grace` is how long after the first confirmation the same link still gets the first answer: one click on the
/// storefront can send two calls. Zero switches it off.
///
/// # Errors
/// [`Refusal::NotFound`] for another site, an expired or a closed request: only the holder of the hash is told the
/// reason. [`Refusal::HashMissing`] and [`Refusal::HashInvalid`] for an active request with a live link.
pub fn confirm(
    request: &Request,
    site: Option<&SiteName>,
    proof: &Proof,
    now: Timestamp,
    repeat_grace: TimeDelta,
) -> Result<Step, Refusal> {
    // Decided first and always, so that the time taken does not depend on the state.
    let opened = proof.opens(&request.links);
    let live = request.links.iter().any(|link| link.is_live(now));
    let wrong = match proof {
        Proof::Missing => Refusal::HashMissing,
        Proof::Given(_) => Refusal::HashInvalid,
    };
    if site.is_some_and(|site| *site != request.site) {
        return Err(Refusal::NotFound(None));
    }
    let echoes = |at: Timestamp| {
        // Never below zero: this call may have looked at the clock before the first one did, or at another clock.
        now.signed_duration_since(at).max(TimeDelta::zero()) < repeat_grace
    };
    match (&request.state, opened) {
        (State::Pending, Some(link)) if link.is_live(now) => Ok(Step::Confirm { at: now }),
        (State::Pending, Some(_)) => Err(Refusal::NotFound(Some(Reason::LinkExpired))),
        (
            State::Confirmed { at: confirmed_at }
            | State::Approved(Approval { confirmed_at, .. })
            | State::Processing { approval: Approval { confirmed_at, .. }, .. },
            Some(_),
        ) => Ok(if echoes(*confirmed_at) { Step::Echo } else { Step::Repeat }),
        (state, None) if live && !state.is_closed() => Err(wrong),
        (State::Closed { at, outcome, .. }, Some(_)) => match outcome {
            // Confirmed, and closed by the same step.
            Outcome::Duplicate(_) if echoes(*at) => Ok(Step::Echo),
            Outcome::Duplicate(_) => Err(Refusal::NotFound(Some(Reason::Duplicate))),
            Outcome::Expired => Err(Refusal::NotFound(Some(Reason::LinkExpired))),
            Outcome::Completed | Outcome::PartlyCompleted | Outcome::Rejected | Outcome::Withdrawn => {
                Err(Refusal::NotFound(Some(Reason::Closed)))
            }
        },
        (_, None) => Err(Refusal::NotFound(None)),
    }
}

/// The state of a request that is confirmed at `at`: over at once when `earlier`, an open one of the same data subject
/// and type, was confirmed before.
#[must_use]
pub fn confirmed(at: Timestamp, earlier: Option<RequestId>) -> State {
    match earlier {
        None => State::Confirmed { at },
        Some(other) => State::Closed { at, outcome: Outcome::Duplicate(other), confirmed_at: Some(at) },
    }
}

/// Why a request stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMoved {
    /// It is over, and stays so.
    #[error("the request is closed already")]
    Closed,
    /// Nobody confirmed yet that the data subject wants it.
    #[error("the request was not confirmed yet")]
    Pending,
    /// It was confirmed already.
    #[error("the request is confirmed already")]
    Confirmed,
    /// It was approved, and is carried out when its time has come.
    #[error("the request is approved already")]
    Approved,
    /// It is being carried out.
    #[error("the request is being carried out")]
    Processing,
    /// Nobody approved it.
    #[error("the request is not approved")]
    NotApproved,
}

/// What staff can make of an open request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// What was asked for was done. Only of a request that the data subject confirmed.
    Completed,
    /// The controller says no (Art. 12(4) GDPR).
    Rejected,
    /// The data subject took it back.
    Withdrawn,
}

/// Decides whether a request of this type may end so at `now`, and what its state is then.
///
/// What was approved is completed by being carried out. It can be taken back before; an erasure that has begun cannot.
///
/// # Errors
/// [`NotMoved`].
pub fn close(kind: RequestType, state: &State, ending: Ending, now: Timestamp) -> Result<State, NotMoved> {
    let outcome = match ending {
        Ending::Completed => Outcome::Completed,
        Ending::Rejected => Outcome::Rejected,
        Ending::Withdrawn => Outcome::Withdrawn,
    };
    match state {
        State::Pending if ending == Ending::Completed => Err(NotMoved::Pending),
        State::Approved(_) if ending == Ending::Completed => Err(NotMoved::Approved),
        State::Processing { .. } if ending == Ending::Completed || kind == RequestType::Erasure => {
            Err(NotMoved::Processing)
        }
        State::Pending | State::Confirmed { .. } | State::Approved(_) | State::Processing { .. } => {
            Ok(State::Closed { at: now, outcome, confirmed_at: state.confirmed_at() })
        }
        State::Closed { .. } => Err(NotMoved::Closed),
    }
}

/// The state of a request that `by` approves at `now`: an erasure by the hash of its plan, after a time in which the data
/// subject can still take it back.
///
/// # Errors
/// [`NotMoved`], unless it is confirmed.
pub fn approve(
    state: &State,
    by: Actor,
    plan: Option<Digest>,
    now: Timestamp,
    cooling_off: TimeDelta,
) -> Result<State, NotMoved> {
    match state {
        State::Confirmed { at } => {
            // At the end of the calendar there is no later moment.
            let runs_at = now.checked_add_signed(cooling_off).unwrap_or(Timestamp::MAX_UTC);
            Ok(State::Approved(Approval { confirmed_at: *at, at: now, by, plan, runs_at }))
        }
        State::Pending => Err(NotMoved::Pending),
        State::Approved(_) => Err(NotMoved::Approved),
        State::Processing { .. } => Err(NotMoved::Processing),
        State::Closed { .. } => Err(NotMoved::Closed),
    }
}

/// The state of an approved request that is carried out from `now` on. `None`: its time has not come, or it is not
/// approved (any more).
#[must_use]
pub fn begun(state: &State, now: Timestamp) -> Option<State> {
    match state {
        State::Approved(approval) if approval.runs_at <= now => {
            Some(State::Processing { approval: approval.clone(), since: now, failures: 0, next_try_at: now })
        }
        _ => None,
    }
}

/// How long a request that could not be carried out waits at most before it is tried again.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

/// The state of a request that could not be carried out at `now`, and is tried again later: after half a minute at first, and
/// never more than an hour. `None`: it is not being carried out.
#[must_use]
pub fn failed(state: &State, now: Timestamp) -> Option<State> {
    let State::Processing { approval, since, failures, .. } = state else { return None };
    let pause = TimeDelta::seconds(30).checked_mul(1 << (*failures).min(7)).unwrap_or(LONGEST_PAUSE);
    Some(State::Processing {
        approval: approval.clone(),
        since: *since,
        failures: failures.saturating_add(1),
        next_try_at: now.checked_add_signed(pause.min(LONGEST_PAUSE)).unwrap_or(now),
    })
}

/// The state of a request for which everything was done but handing over the result, which waits until `until`. `None`: it is
/// not being carried out.
#[must_use]
pub fn ready(state: &State, until: Timestamp) -> Option<State> {
    let State::Processing { approval, since, .. } = state else { return None };
    Some(State::Processing { approval: approval.clone(), since: *since, failures: 0, next_try_at: until })
}

/// The state of a request that staff has to decide anew: the approval does not hold any more.
///
/// # Errors
/// [`NotMoved`], unless it is approved or being carried out.
pub fn reopen(state: &State) -> Result<State, NotMoved> {
    match state {
        State::Approved(approval) | State::Processing { approval, .. } => {
            Ok(State::Confirmed { at: approval.confirmed_at })
        }
        State::Pending => Err(NotMoved::Pending),
        State::Confirmed { .. } => Err(NotMoved::NotApproved),
        State::Closed { .. } => Err(NotMoved::Closed),
    }
}

/// How a request stands for whoever holds the link that takes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancellation {
    /// It is approved, and the link takes it back.
    Open,
    /// It was taken back.
    Withdrawn,
    /// The link was not used in time: the request is about to be carried out.
    Expired,
    /// It is being carried out.
    Begun,
    /// The approval does not hold any more, and staff decides anew: there is nothing to take back for now.
    Undecided,
    /// It ended in another way.
    Closed,
}

/// Decides what the holder of `link` can do about a request in this state at `now`.
#[must_use]
pub fn cancellation(state: &State, link: &Link, now: Timestamp) -> Cancellation {
    match state {
        State::Approved(_) if link.is_live(now) => Cancellation::Open,
        State::Approved(_) => Cancellation::Expired,
        State::Processing { .. } => Cancellation::Begun,
        State::Pending | State::Confirmed { .. } => Cancellation::Undecided,
        State::Closed { outcome: Outcome::Withdrawn, .. } => Cancellation::Withdrawn,
        State::Closed { .. } => Cancellation::Closed,
    }
}

/// How a package stands for whoever holds the link to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    /// It waits for whoever shows the second proof.
    Open,
    /// The second proof was wrong too often: the link opens nothing any more, and staff hands over in another way.
    Blocked,
    /// It was not fetched in time.
    Expired,
    /// The approval does not hold any more, and staff decides anew.
    Undecided,
    /// It was handed over, by the link or by staff.
    Fetched,
    /// The request ended in another way.
    Closed,
}

/// How often a second proof may be wrong before the link opens nothing any more.
pub const MAX_WRONG_PROOFS: u32 = 10;

/// Decides what the holder of `link` can do about the package of a request in this state at `now`.
#[must_use]
pub fn collection(state: &State, link: &PackageLink, now: Timestamp) -> Collection {
    match state {
        State::Closed { outcome: Outcome::Completed, .. } => Collection::Fetched,
        State::Closed { .. } => Collection::Closed,
        _ if !link.link.is_live(now) => Collection::Expired,
        State::Processing { .. } if link.wrong_proofs >= MAX_WRONG_PROOFS => Collection::Blocked,
        State::Processing { .. } => Collection::Open,
        State::Pending | State::Confirmed { .. } | State::Approved(_) => Collection::Undecided,
    }
}

/// The state of a request that was carried out. `None`: it is not being carried out.
#[must_use]
pub fn fulfilled(state: &State, outcome: Outcome, now: Timestamp) -> Option<State> {
    let State::Processing { approval, .. } = state else { return None };
    Some(State::Closed { at: now, outcome, confirmed_at: Some(approval.confirmed_at) })
}

/// Whether another confirmation mail may be sent.
///
/// # Errors
/// [`NotMoved`].
pub fn resend(state: &State) -> Result<(), NotMoved> {
    match state {
        State::Pending => Ok(()),
        State::Confirmed { .. } | State::Approved(_) | State::Processing { .. } => Err(NotMoved::Confirmed),
        State::Closed { .. } => Err(NotMoved::Closed),
    }
}

/// The state of a request that nobody confirmed in time, when `now` is past the end of its last link.
#[must_use]
pub fn expired(request: &Request, now: Timestamp) -> Option<State> {
    let over = request.links.iter().all(|link| !link.is_live(now));
    (request.state == State::Pending && over).then_some(State::Closed {
        at: now,
        outcome: Outcome::Expired,
        confirmed_at: None,
    })
}

/// Whether the receiver of the confirmation mail should be reminded at `now`: once, while the link still works. Without an
/// address there is nobody to remind.
#[must_use]
pub fn is_reminder_due(request: &Request, now: Timestamp, remind_before: TimeDelta) -> bool {
    let Some(end) = request.links_end_at() else { return false };
    request.state == State::Pending
        && request.address.is_some()
        && request.reminded_at.is_none()
        && remind_before > TimeDelta::zero()
        && now < end
        && end.signed_duration_since(now) <= remind_before
}

/// Whether a request should stop naming its data subject at `now`.
#[must_use]
pub fn is_purge_due(request: &Request, now: Timestamp, purge_after: TimeDelta) -> bool {
    match request.state {
        State::Closed { at, .. } => request.purged_at.is_none() && now.signed_duration_since(at) >= purge_after,
        State::Pending | State::Confirmed { .. } | State::Approved(_) | State::Processing { .. } => false,
    }
}
