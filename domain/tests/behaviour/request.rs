//! The pure rules of a data request, each by itself: `now` is an argument.

mod answers;
mod carried_out;
mod deadline;
mod ends;
mod links;
mod time;

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::link::LinkDigest;
use domain::message::Language;
use domain::request::{Approval, Deadline, Link, Outcome, Proof, Request, RequestType, State, Subject};
use proptest::prelude::*;

use crate::scene::{moment, name};

pub(crate) const NO_GRACE: TimeDelta = TimeDelta::zero();

/// When the link of [`request`] dies.
pub(crate) const EXPIRY: i64 = 86_400_000;

pub(crate) const CONFIRMED_AT: i64 = 1_000;

/// What the receiver of the mail shows.
pub(crate) fn holder() -> Proof {
    Proof::Given(LinkDigest::from_bytes([7; 32]))
}

/// What somebody shows who guessed.
pub(crate) fn guesser() -> Proof {
    Proof::Given(LinkDigest::from_bytes([8; 32]))
}

/// A request with one link, which [`holder`] opens.
pub(crate) fn request(state: State) -> Request {
    Request {
        id: name("request"),
        kind: RequestType::Access,
        shop: name("shop"),
        site: name("site"),
        language: Language::english(),
        subject: Subject::Customer(name("BB002")),
        address: Some(name("bob@example.org")),
        deadline: Deadline::of(moment(0)),
        links: vec![Link { digest: LinkDigest::from_bytes([7; 32]), expires_at: moment(EXPIRY) }],
        address_is_stated: false,
        reminded_at: None,
        purged_at: None,
        state,
        revision: 0,
    }
}

pub(crate) fn confirmed() -> State {
    State::Confirmed { at: moment(CONFIRMED_AT) }
}

/// Every way in which a request can have ended.
pub(crate) fn all_outcomes() -> [Outcome; 6] {
    [
        Outcome::Completed,
        Outcome::PartlyCompleted,
        Outcome::Rejected,
        Outcome::Withdrawn,
        Outcome::Duplicate(name("another")),
        Outcome::Expired,
    ]
}

pub(crate) fn approval(confirmed_at: Timestamp) -> Approval {
    let by = "staff:ann".parse().unwrap();
    Approval { confirmed_at, at: moment(1_500), by, plan: None, runs_at: moment(1_800) }
}

/// Confirmed, and on from there: as long as it is not over, a confirmation sees no difference.
pub(crate) fn all_confirmed(at: Timestamp) -> [State; 3] {
    let (since, next_try_at) = (moment(1_800), moment(1_900));
    [
        State::Confirmed { at },
        State::Approved(approval(at)),
        State::Processing { approval: approval(at), since, failures: 1, next_try_at },
    ]
}

pub(crate) fn all_closed() -> impl Iterator<Item = State> {
    let each = |confirmed_at| {
        all_outcomes().into_iter().map(move |outcome| State::Closed { at: moment(2_000), outcome, confirmed_at })
    };
    each(None).chain(each(Some(moment(CONFIRMED_AT))))
}

prop_compose! {
    pub(crate) fn any_moment()(millis in prop_oneof![-5_000..EXPIRY * 2, EXPIRY - 2..EXPIRY + 3]) -> Timestamp {
        moment(millis)
    }
}

pub(crate) fn any_state() -> impl Strategy<Value = State> {
    let outcome = prop::sample::select(all_outcomes().to_vec());
    prop_oneof![
        Just(State::Pending),
        (any_moment(), 0..3_usize).prop_map(|(at, which)| all_confirmed(at)[which].clone()),
        (any_moment(), outcome, prop::option::of(any_moment())).prop_map(|(at, outcome, confirmed_at)| State::Closed {
            at,
            outcome,
            confirmed_at
        }),
    ]
}

pub(crate) fn any_grace() -> impl Strategy<Value = TimeDelta> {
    prop_oneof![Just(0), 1..EXPIRY].prop_map(TimeDelta::milliseconds)
}

pub(crate) fn any_site() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["site", "another"])
}
