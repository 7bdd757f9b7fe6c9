//! What time does to a request: it expires, its receiver is reminded, it stops naming anybody.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::link::LinkDigest;
use domain::request::rules::{expired, is_purge_due, is_reminder_due};
use domain::request::{Link, Outcome, Request, State};
use proptest::prelude::*;

use super::{EXPIRY, all_closed, any_moment, any_state, confirmed, request};
use crate::scene::moment;

fn ended(now: i64) -> State {
    State::Closed { at: moment(now), outcome: Outcome::Expired, confirmed_at: None }
}

/// A pending request whose links end at these moments.
fn pending(ends: &[i64]) -> Request {
    let link = |end: &i64| Link { digest: LinkDigest::from_bytes([7; 32]), expires_at: moment(*end) };
    Request { links: ends.iter().map(link).collect(), ..request(State::Pending) }
}

#[test]
fn a_request_expires_when_the_last_of_its_links_ends() {
    for (ends, now, over) in [
        (&[100][..], 99, false),
        (&[100], 100, true),
        (&[100], 101, true),
        (&[100, 200], 100, false),
        (&[200, 100], 199, false),
        (&[200, 100], 200, true),
        (&[], 0, true),
    ] {
        assert_eq!(expired(&pending(ends), moment(now)), over.then(|| ended(now)), "{ends:?} at {now}");
    }
}

#[test]
fn only_a_pending_request_expires() {
    for state in all_closed().chain([confirmed()]) {
        assert_eq!(expired(&request(state.clone()), moment(EXPIRY)), None, "{state:?}");
    }
}

#[test]
fn a_reminder_is_due_in_the_last_hours_of_the_last_link() {
    let before = TimeDelta::milliseconds(50);
    for (ends, now, due) in [
        (&[100][..], 49, false),
        (&[100], 50, true),
        (&[100], 99, true),
        (&[100], 100, false),
        (&[100, 200], 60, false),
        (&[200, 100], 150, true),
        (&[], 0, false),
    ] {
        assert_eq!(is_reminder_due(&pending(ends), moment(now), before), due, "{ends:?} at {now}");
    }
    for never in [TimeDelta::zero(), TimeDelta::milliseconds(-1), TimeDelta::MIN] {
        assert!(!is_reminder_due(&pending(&[100]), moment(99), never), "{never}");
    }
}

#[test]
fn nobody_is_reminded_twice_nor_where_there_is_no_need_or_no_address() {
    let before = TimeDelta::milliseconds(50);
    let reminded = Request { reminded_at: Some(moment(50)), ..pending(&[100]) };
    let nowhere = Request { address: None, ..pending(&[100]) };
    for request in [reminded, nowhere] {
        assert!(!is_reminder_due(&request, moment(60), before));
    }
    for state in all_closed().chain([confirmed()]) {
        assert!(!is_reminder_due(&Request { state, ..pending(&[100]) }, moment(60), before));
    }
}

#[test]
fn a_closed_request_stops_naming_anybody_when_its_time_is_over_and_once() {
    let after = TimeDelta::milliseconds(1_000);
    for state in all_closed() {
        let request = request(state);
        for (now, due) in [(2_000, false), (2_999, false), (3_000, true), (1_000_000, true), (0, false)] {
            assert_eq!(is_purge_due(&request, moment(now), after), due, "{now}");
        }
        let purged = Request { purged_at: Some(moment(3_000)), ..request };
        assert!(!is_purge_due(&purged, moment(3_000), after));
    }
    for open in [State::Pending, confirmed()] {
        assert!(!is_purge_due(&request(open), Timestamp::MAX_UTC, TimeDelta::zero()));
    }
}

proptest! {
    #[test]
    fn what_is_reminded_of_can_still_be_confirmed_and_has_not_expired(
        state in any_state(), ends in prop::collection::vec(-5_000..EXPIRY * 2, 0..4), now in any_moment(),
        before in 0..EXPIRY,
    ) {
        let request = Request { state, ..pending(&ends) };
        if is_reminder_due(&request, now, TimeDelta::milliseconds(before)) {
            prop_assert!(expired(&request, now).is_none());
            prop_assert!(request.links.iter().any(|link| link.is_live(now)));
            prop_assert_eq!(request.state, State::Pending);
        }
    }
}
