//! The answer table, row by row and to the millisecond, and the laws behind it.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::link::LinkDigest;
use domain::refusal::{Reason, Refusal};
use domain::request::rules::{Ending, Step, close, confirm};
use domain::request::{Outcome, Proof, State};
use proptest::prelude::*;

use super::{
    CONFIRMED_AT, EXPIRY, NO_GRACE, all_closed, all_confirmed, any_grace, any_moment, any_site, any_state, confirmed,
    guesser, holder, request,
};
use crate::scene::{moment, name};

/// Through the site that [`request`] was made for.
fn here(state: State, proof: Proof, now: Timestamp, grace: TimeDelta) -> Result<Step, Refusal> {
    confirm(&request(state), Some(&name("site")), &proof, now, grace)
}

fn ask(state: State, proof: Proof, now: i64) -> Result<Step, Refusal> {
    here(state, proof, moment(now), NO_GRACE)
}

/// What the holder of the hash is told about a request that ended so.
fn reason(outcome: &Outcome) -> Reason {
    match outcome {
        Outcome::Completed | Outcome::PartlyCompleted | Outcome::Rejected | Outcome::Withdrawn => Reason::Closed,
        Outcome::Duplicate(_) => Reason::Duplicate,
        Outcome::Expired => Reason::LinkExpired,
    }
}

#[test]
fn the_answer_table() {
    const LIVE: i64 = 5_000;
    const EXPIRED: i64 = EXPIRY + 5_000;
    let not_found = Err(Refusal::NotFound(None));
    let because = |reason| Err(Refusal::NotFound(Some(reason)));
    let (invalid, missing) = (Err(Refusal::HashInvalid), Err(Refusal::HashMissing));
    let first = Ok(Step::Confirm { at: moment(LIVE) });

    // state, now, right hash, wrong hash, missing or empty hash
    let mut table = vec![
        (State::Pending, LIVE, first, invalid, missing),
        (State::Pending, EXPIRED, because(Reason::LinkExpired), not_found, not_found),
    ];
    for state in all_confirmed(moment(CONFIRMED_AT)) {
        table.push((state.clone(), LIVE, Ok(Step::Repeat), invalid, missing));
        table.push((state, EXPIRED, Ok(Step::Repeat), not_found, not_found));
    }
    for closed in all_closed() {
        let right = because(reason(closed.outcome().unwrap()));
        table.push((closed.clone(), LIVE, right, not_found, not_found));
        table.push((closed, EXPIRED, right, not_found, not_found));
    }

    for (state, now, right, wrong, missing) in table {
        for (proof, expected) in [(holder(), right), (guesser(), wrong), (Proof::Missing, missing)] {
            assert_eq!(ask(state.clone(), proof, now), expected, "{state:?} at {now} with {proof:?}");
            let anywhere = confirm(&request(state.clone()), None, &proof, moment(now), NO_GRACE);
            assert_eq!(anywhere, expected, "{state:?} at {now} through no site in particular with {proof:?}");
            for site in ["another", "Site", "site "] {
                let Ok(site) = site.parse() else { continue };
                let elsewhere = confirm(&request(state.clone()), Some(&site), &proof, moment(now), NO_GRACE);
                assert_eq!(elsewhere, not_found, "{state:?} at {now} through {site} with {proof:?}");
            }
        }
    }
}

#[test]
fn the_link_lives_until_the_last_millisecond_before_its_expiry() {
    let first = |now| Ok(Step::Confirm { at: moment(now) });
    let expired = Err(Refusal::NotFound(Some(Reason::LinkExpired)));
    let not_found = Err(Refusal::NotFound(None));
    for (now, live) in [(EXPIRY - 1, true), (EXPIRY, false), (EXPIRY + 1, false)] {
        assert_eq!(request(State::Pending).links[0].is_live(moment(now)), live);
        assert_eq!(ask(State::Pending, holder(), now), if live { first(now) } else { expired });
        assert_eq!(ask(State::Pending, guesser(), now), if live { Err(Refusal::HashInvalid) } else { not_found });
        assert_eq!(ask(State::Pending, Proof::Missing, now), if live { Err(Refusal::HashMissing) } else { not_found });
        assert_eq!(ask(confirmed(), holder(), now), Ok(Step::Repeat));
        assert_eq!(ask(confirmed(), guesser(), now), if live { Err(Refusal::HashInvalid) } else { not_found });
    }
}

#[test]
fn within_the_grace_the_same_hash_gets_the_first_answer_again() {
    let grace = TimeDelta::seconds(10);
    let at = |after: i64, proof: Proof| here(confirmed(), proof, moment(CONFIRMED_AT + after), grace);
    for (after, step) in [(0, Step::Echo), (9_999, Step::Echo), (10_000, Step::Repeat), (10_001, Step::Repeat)] {
        assert_eq!(at(after, holder()), Ok(step), "{after} ms after the first");
        assert_eq!(at(after, guesser()), Err(Refusal::HashInvalid), "grace is for the holder");
        assert_eq!(at(after, Proof::Missing), Err(Refusal::HashMissing), "grace is for the holder");
    }
    // Another process may have a clock that is behind: to it, the first confirmation lies in the future.
    assert_eq!(at(-1, holder()), Ok(Step::Echo));
}

#[test]
fn grace_outlives_neither_the_request_nor_its_site() {
    let grace = TimeDelta::days(365);
    for closed in all_closed() {
        let outcome = closed.outcome().unwrap().clone();
        let answer = here(closed, holder(), moment(2_000), grace);
        match outcome {
            // Confirmed and closed by one step: the click is thanked for like any other.
            Outcome::Duplicate(_) => assert_eq!(answer, Ok(Step::Echo)),
            outcome => assert_eq!(answer, Err(Refusal::NotFound(Some(reason(&outcome))))),
        }
    }
    let elsewhere = confirm(&request(confirmed()), Some(&name("another")), &holder(), moment(CONFIRMED_AT), grace);
    assert_eq!(elsewhere, Err(Refusal::NotFound(None)));
    // The link may die in the meantime: the click was in time.
    let late = here(confirmed(), holder(), moment(EXPIRY), grace);
    assert_eq!(late, Ok(Step::Echo));
}

#[test]
fn without_grace_the_first_answer_is_never_given_twice_whatever_the_clock_says() {
    for after in [-86_400_000, -1, 0, 1, 86_400_000] {
        assert_eq!(ask(confirmed(), holder(), CONFIRMED_AT + after), Ok(Step::Repeat), "{after} ms after the first");
    }
}

#[test]
fn clocks_at_the_ends_of_time_do_no_harm() {
    let ends = [Timestamp::MIN_UTC, Timestamp::UNIX_EPOCH, Timestamp::MAX_UTC];
    for confirmed_at in ends {
        for now in ends {
            for grace in [NO_GRACE, TimeDelta::MAX] {
                let step = here(State::Confirmed { at: confirmed_at }, holder(), now, grace).unwrap();
                assert_eq!(step == Step::Echo, grace == TimeDelta::MAX, "{confirmed_at} {now}");
            }
        }
    }
}

/// A proof that is not the right one: none, any digest, or one that differs from the right one in a single bit.
fn wrong_proof() -> impl Strategy<Value = Proof> {
    let one_bit_off = (0_usize..32, 0..8).prop_map(|(byte, bit)| {
        let mut bytes = [7; 32];
        bytes[byte] ^= 1_u8 << bit;
        bytes
    });
    prop_oneof![
        Just(Proof::Missing),
        any::<[u8; 32]>()
            .prop_filter("the right one", |bytes| *bytes != [7; 32])
            .prop_map(|bytes| Proof::Given(LinkDigest::from_bytes(bytes))),
        one_bit_off.prop_map(|bytes| Proof::Given(LinkDigest::from_bytes(bytes))),
    ]
}

proptest! {
    #[test]
    fn without_the_hash_nobody_learns_more_than_that_an_active_request_has_a_live_link(
        state in any_state(), site in any_site(), proof in wrong_proof(), now in any_moment(), grace in any_grace(),
    ) {
        let answer = confirm(&request(state.clone()), Some(&name(site)), &proof, now, grace);
        let active = !matches!(state, State::Closed { .. });
        let expected = match proof {
            _ if site != "site" || !active || now >= moment(EXPIRY) => Refusal::NotFound(None),
            Proof::Missing => Refusal::HashMissing,
            Proof::Given(_) => Refusal::HashInvalid,
        };
        prop_assert_eq!(answer, Err(expected));
    }

    #[test]
    fn only_a_pending_request_is_ever_moved(
        state in any_state(), site in any_site(), right in any::<bool>(), now in any_moment(), grace in any_grace(),
    ) {
        let proof = if right { holder() } else { guesser() };
        let answer = confirm(&request(state.clone()), Some(&name(site)), &proof, now, grace);
        let is_confirmed = state.confirmed_at().is_some() && !state.is_closed();
        match answer {
            Ok(Step::Confirm { at }) => {
                prop_assert_eq!(state, State::Pending);
                prop_assert_eq!(at, now);
                prop_assert!(right && site == "site" && now < moment(EXPIRY));
            }
            Ok(Step::Repeat) => prop_assert!(is_confirmed),
            Ok(Step::Echo) => {
                prop_assert!(is_confirmed || matches!(state.outcome(), Some(Outcome::Duplicate(_))));
                prop_assert!(grace > NO_GRACE);
            }
            Err(_) => {}
        }
    }

    #[test]
    fn the_reason_is_for_the_holder_of_the_hash_alone(
        state in any_state(), site in any_site(), right in any::<bool>(), now in any_moment(), grace in any_grace(),
    ) {
        let proof = if right { holder() } else { guesser() };
        if let Err(Refusal::NotFound(reason)) = confirm(&request(state.clone()), Some(&name(site)), &proof, now, grace) {
            prop_assert_eq!(reason.is_some(), right && site == "site");
        }
    }
}

const ENDINGS: [Ending; 3] = [Ending::Completed, Ending::Rejected, Ending::Withdrawn];

/// What may happen to a request during its life.
#[derive(Clone, Debug)]
enum Event {
    Confirm(Proof),
    Close(Ending),
    Pass(i64),
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Confirm(holder())),
        2 => wrong_proof().prop_map(Event::Confirm),
        1 => prop::sample::select(ENDINGS.to_vec()).prop_map(Event::Close),
        // Time goes on, mostly; a clock that is set back is a clock all the same.
        4 => prop_oneof![-10_000_i64..10_000, 0..EXPIRY / 2].prop_map(Event::Pass),
    ]
}

/// What matters about a request, told in fewer words than the rules use.
#[derive(Clone, Copy, PartialEq)]
enum Model {
    Waiting,
    Done,
    Over,
}

impl Model {
    /// What the holder of the hash is told.
    fn confirm(&mut self, live: bool) -> &'static str {
        match *self {
            Self::Waiting if live => {
                *self = Self::Done;
                "first"
            }
            Self::Waiting => "expired",
            Self::Done => "repeat",
            Self::Over => "closed",
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_the_first_confirmation_is_told_exactly_once(
        events in prop::collection::vec(any_event(), 0..40),
    ) {
        let (mut request, mut now, mut model) = (request(State::Pending), 0, Model::Waiting);
        let mut firsts = 0;
        for event in events {
            match event {
                Event::Pass(millis) => now += millis,
                Event::Close(ending) => {
                    let closed = close(request.kind, &request.state, ending, moment(now));
                    let nothing_to_complete = model == Model::Waiting && ending == Ending::Completed;
                    prop_assert_eq!(closed.is_ok(), model != Model::Over && !nothing_to_complete);
                    if let Ok(closed) = closed {
                        request.state = closed;
                        model = Model::Over;
                    }
                }
                Event::Confirm(proof) => {
                    let answer = confirm(&request, Some(&name("site")), &proof, moment(now), NO_GRACE);
                    if let Ok(Step::Confirm { at }) = answer {
                        request.state = State::Confirmed { at };
                        firsts += 1;
                    }
                    let told = match answer {
                        Ok(Step::Confirm { .. }) => "first",
                        Ok(Step::Echo) => "first again",
                        Ok(Step::Repeat) => "repeat",
                        Err(Refusal::NotFound(Some(Reason::LinkExpired))) => "expired",
                        Err(Refusal::NotFound(Some(Reason::Closed))) => "closed",
                        Err(_) => "nothing",
                    };
                    let is_holder = proof.opens(&request.links).is_some();
                    prop_assert_eq!(told, if is_holder { model.confirm(now < EXPIRY) } else { "nothing" });
                }
            }
        }
        prop_assert_eq!(firsts, usize::from(request.state.confirmed_at().is_some()));
    }
}
