//! How a request ends, and the words for it.

use domain::request::rules::{Ending, NotMoved, close, confirmed as after_confirmation, resend};
use domain::request::{Outcome, RequestType, State};

use super::{CONFIRMED_AT, all_closed, all_confirmed, all_outcomes, confirmed};
use crate::scene::{moment, name};

#[test]
fn closing_keeps_when_it_was_confirmed_and_happens_once() {
    let now = moment(3_000);
    for (ending, outcome) in [
        (Ending::Completed, Outcome::Completed),
        (Ending::Rejected, Outcome::Rejected),
        (Ending::Withdrawn, Outcome::Withdrawn),
    ] {
        let of_pending = State::Closed { at: now, outcome: outcome.clone(), confirmed_at: None };
        let of_confirmed = State::Closed { at: now, outcome, confirmed_at: Some(moment(CONFIRMED_AT)) };
        let expected = if ending == Ending::Completed { Err(NotMoved::Pending) } else { Ok(of_pending) };
        assert_eq!(close(RequestType::Access, &State::Pending, ending, now), expected, "{ending:?}");
        assert_eq!(close(RequestType::Access, &confirmed(), ending, now), Ok(of_confirmed), "{ending:?}");
        for closed in all_closed() {
            assert_eq!(
                close(RequestType::Access, &closed, ending, now),
                Err(NotMoved::Closed),
                "{ending:?} {closed:?}"
            );
        }
    }
}

#[test]
fn the_first_confirmed_goes_on_and_a_later_one_closes_at_once_and_points_to_it() {
    let at = moment(CONFIRMED_AT);
    assert_eq!(after_confirmation(at, None), State::Confirmed { at });
    let duplicate = State::Closed { at, outcome: Outcome::Duplicate(name("first")), confirmed_at: Some(at) };
    assert_eq!(after_confirmation(at, Some(name("first"))), duplicate);
    assert_eq!(duplicate.confirmed_at(), Some(at), "the data subject did confirm");
}

#[test]
fn another_mail_is_for_pending_requests_alone() {
    assert_eq!(resend(&State::Pending), Ok(()));
    assert_eq!(resend(&confirmed()), Err(NotMoved::Confirmed));
    for closed in all_closed() {
        assert_eq!(resend(&closed), Err(NotMoved::Closed), "{closed:?}");
    }
}

#[test]
fn every_code_names_what_it_came_from() {
    for outcome in all_outcomes() {
        let other = if let Outcome::Duplicate(other) = &outcome { Some(other.clone()) } else { None };
        assert_eq!(Outcome::from_code(outcome.code(), other), Some(outcome));
    }
    assert_eq!(all_outcomes().map(|outcome| outcome.code()), Outcome::CODES);
    for kind in RequestType::ALL {
        assert_eq!(RequestType::from_code(kind.code()), Some(kind));
    }
    assert_eq!((Outcome::from_code("Completed", None), Outcome::from_code("", None)), (None, None));
    assert_eq!((RequestType::from_code("access "), RequestType::from_code("")), (None, None));
}

#[test]
fn a_duplicate_and_nothing_else_names_another_request() {
    assert_eq!(Outcome::from_code("duplicate", None), None);
    for code in Outcome::CODES.into_iter().filter(|code| *code != "duplicate") {
        assert_eq!(Outcome::from_code(code, Some(name("another"))), None, "{code}");
    }
}

#[test]
fn each_type_is_the_article_that_gives_the_right() {
    let articles = RequestType::ALL.map(|kind| (kind.code(), kind.article()));
    let expected = [
        ("access", 15),
        ("erasure", 17),
        ("portability", 20),
        ("rectification", 16),
        ("restriction", 18),
        ("objection", 21),
    ];
    assert_eq!(articles, expected);
}

#[test]
fn a_state_says_by_its_word_what_it_is() {
    let [confirmed, approved, processing] = all_confirmed(moment(CONFIRMED_AT));
    let states = [State::Pending, confirmed, approved, processing, all_closed().next().unwrap()];
    assert_eq!(states.each_ref().map(State::code), State::CODES);
    assert_eq!(states.each_ref().map(State::is_closed), [false, false, false, false, true]);
}
