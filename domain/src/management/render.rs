//! Requests and their history as the contract shows them.

use data_requests_api::models::{
    DataRequest, DataRequestEvent, DataRequestOutcome, DataRequestState, DataRequestType, Extension, Guest,
    Subject as Shown,
};

use crate::refusal::Fault;
use crate::request::{Outcome, RequestType, State, Subject};
use crate::requests::{Found, Happened};
use crate::store::StoreError;

/// A request as its reader may see it: whose data it is about only for those who may view such data.
pub(super) fn request(found: &Found) -> DataRequest {
    let request = &found.request;
    let closed_at = match &request.state {
        State::Closed { at, .. } => Some(*at),
        State::Pending | State::Confirmed { .. } | State::Approved(_) | State::Processing { .. } => None,
    };
    let outcome = request.state.outcome();
    let approval = request.state.approval();
    let (processing_since, failures, next_try_at) = match &request.state {
        State::Processing { since, failures, next_try_at, .. } => {
            (Some(*since), Some(i64::from(*failures)), Some(*next_try_at))
        }
        State::Pending | State::Confirmed { .. } | State::Approved(_) | State::Closed { .. } => (None, None, None),
    };
    DataRequest {
        approved_at: approval.map(|approval| approval.at),
        approved_by: approval.map(|approval| approval.by.to_string()),
        runs_at: approval.map(|approval| approval.runs_at),
        processing_since,
        failures,
        next_try_at,
        address_stated: Some(true).filter(|_| found.may_view && request.address_is_stated),
        address: request.address.as_ref().filter(|_| found.may_view).map(ToString::to_string),
        closed_at,
        confirmed_at: request.state.confirmed_at(),
        due_at: request.deadline.due_at(),
        duplicate_of: match outcome {
            Some(Outcome::Duplicate(other)) => Some(other.to_string()),
            _ => None,
        },
        extension: request.deadline.extension.map(|extension| Extension { at: extension.at, months: extension.months }),
        id: request.id.to_string(),
        identity_doubt_since: request.deadline.doubt_since,
        language: request.language.tag().to_owned(),
        link_expires_at: request.links_end_at().filter(|_| request.state == State::Pending),
        outcome: outcome.map(ending),
        purged_at: request.purged_at,
        received_at: request.deadline.received_at,
        shop: request.shop.to_string(),
        site: request.site.to_string(),
        state: match request.state {
            State::Pending => DataRequestState::Pending,
            State::Confirmed { .. } => DataRequestState::Confirmed,
            State::Approved(_) => DataRequestState::Approved,
            State::Processing { .. } => DataRequestState::Processing,
            State::Closed { .. } => DataRequestState::Closed,
        },
        subject: if found.may_view { shown(&request.subject) } else { None },
        r#type: kind(request.kind),
    }
}

fn ending(outcome: &Outcome) -> DataRequestOutcome {
    match outcome {
        Outcome::Completed => DataRequestOutcome::Completed,
        Outcome::PartlyCompleted => DataRequestOutcome::PartlyCompleted,
        Outcome::Rejected => DataRequestOutcome::Rejected,
        Outcome::Withdrawn => DataRequestOutcome::Withdrawn,
        Outcome::Duplicate(_) => DataRequestOutcome::Duplicate,
        Outcome::Expired => DataRequestOutcome::Expired,
    }
}

fn kind(kind: RequestType) -> DataRequestType {
    match kind {
        RequestType::Access => DataRequestType::Access,
        RequestType::Erasure => DataRequestType::Erasure,
        RequestType::Portability => DataRequestType::Portability,
        RequestType::Rectification => DataRequestType::Rectification,
        RequestType::Restriction => DataRequestType::Restriction,
        RequestType::Objection => DataRequestType::Objection,
    }
}

fn shown(subject: &Subject) -> Option<Shown> {
    let customer_number = subject.customer().map(ToString::to_string);
    match subject {
        Subject::Customer(_) => Some(Shown { customer_number, guest: None }),
        Subject::Guest { email, order, .. } => Some(Shown {
            customer_number,
            guest: Some(Guest { email: email.to_string(), order_number: order.to_string() }),
        }),
        Subject::Pseudonym(_) => None,
    }
}

/// Something that happened, as its reader may see it.
///
/// # Errors
/// [`Fault`]: what is stored is not a history of requests.
pub(super) fn event(happened: &Happened) -> Result<DataRequestEvent, Fault> {
    let entry = &happened.entry;
    Ok(DataRequestEvent {
        action: entry.action.clone(),
        actor: entry.actor.clone(),
        at: entry.at,
        details: (!entry.details.is_empty()).then(|| entry.details.clone().into_iter().collect()),
        from: entry.from.as_deref().map(state).transpose()?,
        sequence: i64::try_from(entry.sequence).unwrap_or(i64::MAX),
        text: happened.personal.as_ref().and_then(|personal| personal.text.clone()),
        to: entry.to.as_deref().map(state).transpose()?,
    })
}

fn state(code: &str) -> Result<DataRequestState, Fault> {
    code.parse().map_err(|_| StoreError::Corrupt("an entry of the history names no state".to_owned()).into())
}
