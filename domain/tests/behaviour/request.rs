//! The answer table, row by row and to the millisecond, and the laws behind it.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::link::LinkDigest;
use domain::refusal::{Reason, Refusal};
use domain::request::{AlreadyClosed, Link, Outcome, Proof, Request, RequestType, State, Step, close, confirm};
use proptest::prelude::*;

use crate::scene::{moment, name};

/// What the receiver of the mail shows.
fn holder() -> Proof {
    Proof::Given(LinkDigest::from_bytes([7; 32]))
}

/// What somebody shows who guessed.
fn guesser() -> Proof {
    Proof::Given(LinkDigest::from_bytes([8; 32]))
}

const NO_GRACE: TimeDelta = TimeDelta::zero();

/// When the link of [`request`] dies.
const EXPIRY: i64 = 86_400_000;

fn request(state: State) -> Request {
    Request {
        id: name("request"),
        kind: RequestType::Access,
        shop: name("shop"),
        site: name("site"),
        subject: name("BB002"),
        email: None,
        received_at: moment(0),
        link: Link { digest: LinkDigest::from_bytes([7; 32]), expires_at: moment(EXPIRY) },
        state,
    }
}

fn ask(state: State, proof: Proof, now: i64) -> Result<Step, Refusal> {
    confirm(&request(state), &name("site"), &proof, moment(now), NO_GRACE)
}

const CONFIRMED_AT: i64 = 1_000;

fn confirmed() -> State {
    State::Confirmed { at: moment(CONFIRMED_AT) }
}

fn all_closed() -> impl Iterator<Item = State> {
    let each = |confirmed_at| {
        Outcome::ALL.into_iter().map(move |outcome| State::Closed { at: moment(2_000), outcome, confirmed_at })
    };
    each(None).chain(each(Some(moment(CONFIRMED_AT))))
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
        (confirmed(), LIVE, Ok(Step::Repeat), invalid, missing),
        (confirmed(), EXPIRED, Ok(Step::Repeat), not_found, not_found),
    ];
    for closed in all_closed() {
        table.push((closed, LIVE, because(Reason::Closed), not_found, not_found));
        table.push((closed, EXPIRED, because(Reason::Closed), not_found, not_found));
    }

    for (state, now, right, wrong, missing) in table {
        for (proof, expected) in [(holder(), right), (guesser(), wrong), (Proof::Missing, missing)] {
            assert_eq!(ask(state, proof, now), expected, "{state:?} at {now} with {proof:?}");
            for site in ["another", "Site", "site "] {
                let Ok(site) = site.parse() else { continue };
                let elsewhere = confirm(&request(state), &site, &proof, moment(now), NO_GRACE);
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
        assert_eq!(request(State::Pending).link.is_live(moment(now)), live);
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
    let at = |after: i64, proof: Proof| {
        confirm(&request(confirmed()), &name("site"), &proof, moment(CONFIRMED_AT + after), grace)
    };
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
        let answer = confirm(&request(closed), &name("site"), &holder(), moment(2_000), grace);
        assert_eq!(answer, Err(Refusal::NotFound(Some(Reason::Closed))));
    }
    let elsewhere = confirm(&request(confirmed()), &name("another"), &holder(), moment(CONFIRMED_AT), grace);
    assert_eq!(elsewhere, Err(Refusal::NotFound(None)));
    // The link may die in the meantime: the click was in time.
    let late = confirm(&request(confirmed()), &name("site"), &holder(), moment(EXPIRY), grace);
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
                let request = request(State::Confirmed { at: confirmed_at });
                let step = confirm(&request, &name("site"), &holder(), now, grace).unwrap();
                assert_eq!(step == Step::Echo, grace == TimeDelta::MAX, "{confirmed_at} {now}");
            }
        }
    }
}

#[test]
fn closing_keeps_when_it_was_confirmed_and_happens_once() {
    for outcome in Outcome::ALL {
        let now = moment(3_000);
        let of_pending = State::Closed { at: now, outcome, confirmed_at: None };
        let of_confirmed = State::Closed { at: now, outcome, confirmed_at: Some(moment(CONFIRMED_AT)) };
        assert_eq!(close(State::Pending, outcome, now), Ok(of_pending));
        assert_eq!(close(confirmed(), outcome, now), Ok(of_confirmed));
        for closed in all_closed() {
            assert_eq!(close(closed, outcome, now), Err(AlreadyClosed));
        }
    }
}

#[test]
fn every_code_names_what_it_came_from() {
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
    }
    for kind in RequestType::ALL {
        assert_eq!(RequestType::from_code(kind.code()), Some(kind));
    }
    assert_eq!((Outcome::from_code("Completed"), Outcome::from_code("")), (None, None));
    assert_eq!((RequestType::from_code("access "), RequestType::from_code("")), (None, None));
}

prop_compose! {
    fn any_moment()(millis in prop_oneof![-5_000..EXPIRY * 2, EXPIRY - 2..EXPIRY + 3]) -> Timestamp {
        moment(millis)
    }
}

fn any_state() -> impl Strategy<Value = State> {
    let outcome = prop::sample::select(Outcome::ALL.to_vec());
    prop_oneof![
        Just(State::Pending),
        any_moment().prop_map(|at| State::Confirmed { at }),
        (any_moment(), outcome, prop::option::of(any_moment())).prop_map(|(at, outcome, confirmed_at)| State::Closed {
            at,
            outcome,
            confirmed_at
        }),
    ]
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

fn any_grace() -> impl Strategy<Value = TimeDelta> {
    prop_oneof![Just(0), 1..EXPIRY].prop_map(TimeDelta::milliseconds)
}

fn any_site() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["site", "another"])
}

proptest! {
    #[test]
    fn without_the_hash_nobody_learns_more_than_that_an_active_request_has_a_live_link(
        state in any_state(), site in any_site(), proof in wrong_proof(), now in any_moment(), grace in any_grace(),
    ) {
        let answer = confirm(&request(state), &name(site), &proof, now, grace);
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
        let answer = confirm(&request(state), &name(site), &proof, now, grace);
        match answer {
            Ok(Step::Confirm { at }) => {
                prop_assert_eq!(state, State::Pending);
                prop_assert_eq!(at, now);
                prop_assert!(right && site == "site" && now < moment(EXPIRY));
            }
            Ok(Step::Echo | Step::Repeat) => prop_assert_eq!(state.code(), "confirmed"),
            Err(_) => {}
        }
    }

    #[test]
    fn the_reason_is_for_the_holder_of_the_hash_alone(
        state in any_state(), site in any_site(), right in any::<bool>(), now in any_moment(), grace in any_grace(),
    ) {
        let proof = if right { holder() } else { guesser() };
        if let Err(Refusal::NotFound(reason)) = confirm(&request(state), &name(site), &proof, now, grace) {
            prop_assert_eq!(reason.is_some(), right && site == "site");
        }
    }
}

/// What may happen to a request during its life.
#[derive(Clone, Debug)]
enum Event {
    Confirm(Proof),
    Close(Outcome),
    Pass(i64),
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::Confirm(holder())),
        2 => wrong_proof().prop_map(Event::Confirm),
        1 => prop::sample::select(Outcome::ALL.to_vec()).prop_map(Event::Close),
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
                Event::Close(outcome) => {
                    let closed = close(request.state, outcome, moment(now));
                    prop_assert_eq!(closed.is_ok(), model != Model::Over);
                    request.state = closed.unwrap_or(request.state);
                    model = Model::Over;
                }
                Event::Confirm(proof) => {
                    let answer = confirm(&request, &name("site"), &proof, moment(now), NO_GRACE);
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
                    let is_holder = proof.opens(&request.link.digest);
                    prop_assert_eq!(told, if is_holder { model.confirm(now < EXPIRY) } else { "nothing" });
                }
            }
        }
        let was_confirmed = match request.state {
            State::Pending => false,
            State::Confirmed { .. } => true,
            State::Closed { confirmed_at, .. } => confirmed_at.is_some(),
        };
        prop_assert_eq!(firsts, usize::from(was_confirmed));
    }
}
