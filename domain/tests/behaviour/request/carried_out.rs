//! How a request is approved and carried out.

use chrono::TimeDelta;
use domain::audit::Actor;
use domain::request::rules::{Ending, NotMoved, approve, begun, close, failed, fulfilled, reopen};
use domain::request::{Outcome, RequestType, State};

use super::{CONFIRMED_AT, all_closed, all_confirmed, approval, confirmed};
use crate::scene::{moment, name};

fn ann() -> Actor {
    Actor::Staff(name("ann"))
}

#[test]
fn a_confirmed_request_is_approved_and_begins_when_its_time_has_come() {
    let approved = approve(&confirmed(), ann(), None, moment(1_500), TimeDelta::milliseconds(300)).unwrap();
    assert_eq!(approved, State::Approved(approval(moment(CONFIRMED_AT))));
    assert_eq!(begun(&approved, moment(1_799)), None);
    let State::Processing { since, failures, next_try_at, .. } = begun(&approved, moment(1_800)).unwrap() else {
        panic!("it does not begin")
    };
    assert_eq!((since, failures, next_try_at), (moment(1_800), 0, moment(1_800)));
}

#[test]
fn nothing_else_is_approved_or_begins() {
    let at = |state: &State| approve(state, ann(), None, moment(5_000), TimeDelta::zero());
    assert_eq!(at(&State::Pending), Err(NotMoved::Pending));
    let [confirmed, approved, processing] = all_confirmed(moment(CONFIRMED_AT));
    assert_eq!(at(&approved), Err(NotMoved::Approved));
    assert_eq!(at(&processing), Err(NotMoved::Processing));
    for closed in all_closed() {
        assert_eq!(at(&closed), Err(NotMoved::Closed));
        assert_eq!(begun(&closed, moment(9_000)), None);
    }
    for state in [State::Pending, confirmed, processing] {
        assert_eq!(begun(&state, moment(9_000)), None, "{state:?}");
    }
}

#[test]
fn what_was_approved_can_be_taken_back_until_an_erasure_has_begun() {
    let [_, approved, processing] = all_confirmed(moment(CONFIRMED_AT));
    let end =
        |kind, state: &State, ending| close(kind, state, ending, moment(5_000)).map(|state| state.outcome().cloned());
    for kind in RequestType::ALL {
        assert_eq!(end(kind, &approved, Ending::Completed), Err(NotMoved::Approved));
        assert_eq!(end(kind, &approved, Ending::Withdrawn), Ok(Some(Outcome::Withdrawn)));
        assert_eq!(end(kind, &approved, Ending::Rejected), Ok(Some(Outcome::Rejected)));
        assert_eq!(end(kind, &processing, Ending::Completed), Err(NotMoved::Processing));
        let withdrawn = end(kind, &processing, Ending::Withdrawn);
        let expected =
            if kind == RequestType::Erasure { Err(NotMoved::Processing) } else { Ok(Some(Outcome::Withdrawn)) };
        assert_eq!(withdrawn, expected, "{kind:?}");
    }
    for state in [approved, processing] {
        assert_eq!(reopen(&state), Ok(confirmed()));
    }
    assert_eq!(reopen(&confirmed()), Err(NotMoved::NotApproved));
    assert_eq!(reopen(&State::Pending), Err(NotMoved::Pending));
}

#[test]
fn what_fails_is_tried_again_later_each_time_and_at_least_once_an_hour() {
    let [_, approved, mut state] = all_confirmed(moment(CONFIRMED_AT));
    assert_eq!(failed(&approved, moment(0)), None);
    let mut pauses = Vec::new();
    for _ in 0..12 {
        state = failed(&state, moment(0)).unwrap();
        let State::Processing { next_try_at, .. } = &state else { panic!("{state:?}") };
        pauses.push((*next_try_at - moment(0)).num_seconds());
    }
    assert!(pauses.is_sorted() && pauses[0] >= 30, "{pauses:?}");
    assert_eq!(pauses.last(), Some(&3_600));
}

#[test]
fn what_is_done_is_closed_and_remembers_when_it_was_confirmed() {
    let [confirmed, approved, processing] = all_confirmed(moment(CONFIRMED_AT));
    for state in [State::Pending, confirmed, approved] {
        assert_eq!(fulfilled(&state, Outcome::Completed, moment(5_000)), None);
    }
    let closed = fulfilled(&processing, Outcome::PartlyCompleted, moment(5_000));
    let confirmed_at = Some(moment(CONFIRMED_AT));
    assert_eq!(closed, Some(State::Closed { at: moment(5_000), outcome: Outcome::PartlyCompleted, confirmed_at }));
}
