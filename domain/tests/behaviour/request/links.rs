//! Several links to one request: each of them confirms as long as it works.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::link::LinkDigest;
use domain::refusal::{Reason, Refusal};
use domain::request::rules::{Step, confirm};
use domain::request::{Link, Outcome, Proof, Request, State};
use proptest::prelude::*;

use super::{CONFIRMED_AT, NO_GRACE, any_grace, any_moment, any_site, any_state, confirmed, request};
use crate::scene::{moment, name};

fn link(byte: u8, expires_at: i64) -> Link {
    Link { digest: LinkDigest::from_bytes([byte; 32]), expires_at: moment(expires_at) }
}

fn shows(byte: u8) -> Proof {
    Proof::Given(LinkDigest::from_bytes([byte; 32]))
}

/// A request with these links, each named by its byte.
fn with(state: State, links: &[(u8, i64)]) -> Request {
    Request { links: links.iter().map(|(byte, expires_at)| link(*byte, *expires_at)).collect(), ..request(state) }
}

fn ask(request: &Request, proof: &Proof, now: i64) -> Result<Step, Refusal> {
    confirm(request, None, proof, moment(now), NO_GRACE)
}

const EXPIRED: Result<Step, Refusal> = Err(Refusal::NotFound(Some(Reason::LinkExpired)));
const NOT_FOUND: Result<Step, Refusal> = Err(Refusal::NotFound(None));

#[test]
fn every_link_that_works_confirms() {
    let request = with(State::Pending, &[(1, 100), (2, 200), (3, 300)]);
    for byte in [1, 2, 3] {
        assert_eq!(ask(&request, &shows(byte), 99), Ok(Step::Confirm { at: moment(99) }), "link {byte}");
    }
}

#[test]
fn a_link_ends_when_its_own_time_is_over_whatever_the_others_do() {
    let request = with(State::Pending, &[(1, 100), (2, 200)]);
    for (now, first, second) in [
        (99, Ok(Step::Confirm { at: moment(99) }), Ok(Step::Confirm { at: moment(99) })),
        (100, EXPIRED, Ok(Step::Confirm { at: moment(100) })),
        (199, EXPIRED, Ok(Step::Confirm { at: moment(199) })),
        (200, EXPIRED, EXPIRED),
    ] {
        assert_eq!(ask(&request, &shows(1), now), first, "the first at {now}");
        assert_eq!(ask(&request, &shows(2), now), second, "the second at {now}");
    }
}

#[test]
fn a_wrong_hash_is_wrong_as_long_as_any_link_works() {
    for state in [State::Pending, confirmed()] {
        let request = with(state, &[(1, 100), (2, 300), (3, 200)]);
        for now in [50, 100, 200, 299] {
            assert_eq!(ask(&request, &shows(9), now), Err(Refusal::HashInvalid), "at {now}");
            assert_eq!(ask(&request, &Proof::Missing, now), Err(Refusal::HashMissing), "at {now}");
        }
        for now in [300, 301] {
            assert_eq!(ask(&request, &shows(9), now), NOT_FOUND, "at {now}");
            assert_eq!(ask(&request, &Proof::Missing, now), NOT_FOUND, "at {now}");
        }
    }
}

#[test]
fn a_link_that_was_taken_back_is_like_any_other_wrong_hash() {
    let before = with(State::Pending, &[(1, 100)]);
    let after = with(State::Pending, &[(2, 200)]);
    assert_eq!(ask(&before, &shows(1), 50), Ok(Step::Confirm { at: moment(50) }));
    assert_eq!(ask(&after, &shows(1), 50), Err(Refusal::HashInvalid));
    assert_eq!(ask(&after, &shows(1), 200), NOT_FOUND);
}

#[test]
fn without_a_link_nothing_opens_a_request() {
    for state in [State::Pending, confirmed()] {
        let request = with(state, &[]);
        assert_eq!(request.links_end_at(), None);
        for proof in [shows(1), shows(0), Proof::Missing] {
            assert_eq!(ask(&request, &proof, 0), NOT_FOUND);
        }
    }
}

#[test]
fn links_end_with_the_last_of_them() {
    let request = with(State::Pending, &[(1, 100), (2, 300), (3, 200)]);
    assert_eq!(request.links_end_at(), Some(moment(300)));
}

#[test]
fn after_a_confirmation_every_link_is_told_of_it_expired_or_not() {
    let request = with(confirmed(), &[(1, 100), (2, CONFIRMED_AT + 500)]);
    for byte in [1, 2] {
        for now in [CONFIRMED_AT, CONFIRMED_AT + 1_000_000] {
            assert_eq!(ask(&request, &shows(byte), now), Ok(Step::Repeat));
        }
    }
}

#[test]
fn who_asked_for_the_same_twice_is_thanked_within_the_grace_and_then_told_so() {
    let at = moment(CONFIRMED_AT);
    let outcome = Outcome::Duplicate(name("first"));
    let request = with(State::Closed { at, outcome, confirmed_at: Some(at) }, &[(1, 5_000_000), (2, 100)]);
    let grace = TimeDelta::seconds(10);
    let duplicate = Err(Refusal::NotFound(Some(Reason::Duplicate)));
    for byte in [1, 2] {
        for (after, expected) in
            [(0, Ok(Step::Echo)), (9_999, Ok(Step::Echo)), (10_000, duplicate), (-1, Ok(Step::Echo))]
        {
            let answer = confirm(&request, None, &shows(byte), at + TimeDelta::milliseconds(after), grace);
            assert_eq!(answer, expected, "link {byte}, {after} ms after the first");
        }
        assert_eq!(confirm(&request, None, &shows(byte), at, NO_GRACE), duplicate);
    }
    assert_eq!(confirm(&request, None, &shows(9), at, grace), NOT_FOUND, "grace is for the holder");
    assert_eq!(confirm(&request, None, &Proof::Missing, at, grace), NOT_FOUND, "grace is for the holder");
}

prop_compose! {
    /// Links of different digests, in any order.
    fn any_links()(ends in prop::collection::vec(any_moment(), 0..5)) -> Vec<Link> {
        let link = |(byte, expires_at)| Link { digest: LinkDigest::from_bytes([byte; 32]), expires_at };
        (1..).zip(ends).map(link).collect()
    }
}

fn any_proof() -> impl Strategy<Value = Proof> {
    prop_oneof![Just(Proof::Missing), (0_u8..7).prop_map(shows)]
}

/// The link that somebody shows, found the short way.
fn shown<'a>(links: &'a [Link], proof: &Proof) -> Option<&'a Link> {
    let Proof::Given(given) = proof else { return None };
    links.iter().find(|link| link.digest.as_bytes() == given.as_bytes())
}

fn is_live(link: &Link, now: Timestamp) -> bool {
    now < link.expires_at
}

proptest! {
    #[test]
    fn a_request_with_several_links_answers_each_by_itself(
        state in any_state(), links in any_links(), site in any_site(), proof in any_proof(), now in any_moment(),
        grace in any_grace(),
    ) {
        let request = Request { links, ..request(state.clone()) };
        let answer = confirm(&request, Some(&name(site)), &proof, now, grace);
        let (link, live) = (shown(&request.links, &proof), request.links.iter().any(|link| is_live(link, now)));
        let echoes = |at: Timestamp| grace > NO_GRACE && now - at < grace;
        let expected = match (&state, link) {
            _ if site != "site" => NOT_FOUND,
            (State::Closed { .. }, None) => NOT_FOUND,
            (_, None) if !live => NOT_FOUND,
            (_, None) if matches!(proof, Proof::Missing) => Err(Refusal::HashMissing),
            (_, None) => Err(Refusal::HashInvalid),
            (State::Pending, Some(link)) if is_live(link, now) => Ok(Step::Confirm { at: now }),
            (State::Pending | State::Closed { outcome: Outcome::Expired, .. }, Some(_)) => EXPIRED,
            (State::Confirmed { .. } | State::Approved(_) | State::Processing { .. }, Some(_)) => {
                Ok(if state.confirmed_at().is_some_and(echoes) { Step::Echo } else { Step::Repeat })
            }
            (State::Closed { at, outcome: Outcome::Duplicate(_), .. }, Some(_)) if echoes(*at) => Ok(Step::Echo),
            (State::Closed { outcome: Outcome::Duplicate(_), .. }, Some(_)) => {
                Err(Refusal::NotFound(Some(Reason::Duplicate)))
            }
            (State::Closed { .. }, Some(_)) => Err(Refusal::NotFound(Some(Reason::Closed))),
        };
        prop_assert_eq!(answer, expected);
    }

    #[test]
    fn the_order_of_links_says_nothing(
        state in any_state(), links in any_links(), proof in any_proof(), now in any_moment(), grace in any_grace(),
    ) {
        let forwards = Request { links, ..request(state) };
        let backwards = Request { links: forwards.links.iter().rev().copied().collect(), ..forwards.clone() };
        let answer = |request| confirm(request, None, &proof, now, grace);
        prop_assert_eq!(answer(&forwards), answer(&backwards));
    }

    #[test]
    fn another_link_takes_nothing_from_anybody(
        links in any_links(), end in any_moment(), proof in any_proof(), now in any_moment(),
    ) {
        let before = Request { links, ..request(State::Pending) };
        let mut after = before.clone();
        after.links.push(Link { digest: LinkDigest::from_bytes([99; 32]), expires_at: end });
        let answer = |request| confirm(request, None, &proof, now, NO_GRACE);
        if let Ok(step) = answer(&before) {
            prop_assert_eq!(answer(&after), Ok(step));
        }
    }
}
