//! Until when a request has to be answered: Art. 12(3) and 12(6) GDPR.

use chrono::{DateTime, TimeDelta};
use domain::clock::Timestamp;
use domain::request::deadline::{MAX_EXTENSION, NotExtended};
use domain::request::{Deadline, Extension};
use proptest::prelude::*;

const DAY: i64 = 86_400_000;

fn at(text: &str) -> Timestamp {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn received(text: &str) -> Deadline {
    Deadline::of(at(text))
}

#[test]
fn a_request_is_due_a_calendar_month_after_it_came_or_on_the_last_day_of_a_shorter_month() {
    for (came, due) in [
        ("2026-01-15T12:00:00.000Z", "2026-02-15T12:00:00.000Z"),
        ("2026-01-28T00:00:00.000Z", "2026-02-28T00:00:00.000Z"),
        ("2026-01-29T00:00:00.000Z", "2026-02-28T00:00:00.000Z"),
        ("2026-01-31T23:59:59.999Z", "2026-02-28T23:59:59.999Z"),
        ("2028-01-29T08:00:00.000Z", "2028-02-29T08:00:00.000Z"),
        ("2028-01-31T08:00:00.000Z", "2028-02-29T08:00:00.000Z"),
        ("2100-01-31T08:00:00.000Z", "2100-02-28T08:00:00.000Z"),
        ("2000-01-31T08:00:00.000Z", "2000-02-29T08:00:00.000Z"),
        ("2026-02-28T08:00:00.000Z", "2026-03-28T08:00:00.000Z"),
        ("2028-02-29T08:00:00.000Z", "2028-03-29T08:00:00.000Z"),
        ("2026-03-31T08:00:00.000Z", "2026-04-30T08:00:00.000Z"),
        ("2026-07-31T08:00:00.000Z", "2026-08-31T08:00:00.000Z"),
        ("2026-12-31T23:59:59.999Z", "2027-01-31T23:59:59.999Z"),
    ] {
        assert_eq!(received(came).due_at(), at(due), "{came}");
        assert_eq!(received(came).first_due_at(), at(due), "{came}");
    }
}

#[test]
fn more_months_are_counted_from_the_receipt() {
    let now = at("2026-02-01T00:00:00Z");
    let came = received("2026-01-31T10:00:00Z");
    for (months, due) in [(1, "2026-03-31T10:00:00Z"), (2, "2026-04-30T10:00:00Z")] {
        let extended = came.extended(months, now).unwrap();
        assert_eq!(extended.due_at(), at(due));
        assert_eq!(extended.extension, Some(Extension { at: now, months }));
        assert_eq!(extended.first_due_at(), at("2026-02-28T10:00:00Z"), "the first month is what it was");
    }
}

#[test]
fn there_are_at_most_two_months_more() {
    assert_eq!(MAX_EXTENSION, 2);
    let came = received("2026-01-31T10:00:00Z");
    for months in [0, 3, 4, u8::MAX] {
        assert_eq!(came.extended(months, came.received_at), Err(NotExtended::Months), "{months}");
    }
}

#[test]
fn there_is_more_time_once() {
    let came = received("2026-01-31T10:00:00Z");
    let extended = came.extended(1, came.received_at).unwrap();
    for months in 1..=MAX_EXTENSION {
        assert_eq!(extended.extended(months, came.received_at), Err(NotExtended::Already));
    }
}

#[test]
fn there_is_more_time_until_the_last_millisecond_of_the_first_month() {
    let came = received("2026-01-31T10:00:00Z");
    let end = came.first_due_at();
    assert!(came.extended(2, end - TimeDelta::milliseconds(1)).is_ok());
    for late in [0, 1, DAY] {
        assert_eq!(came.extended(2, end + TimeDelta::milliseconds(late)), Err(NotExtended::TooLate));
    }
    // A clock that was put back to before the receipt is no reason against it.
    assert!(came.extended(2, came.received_at - TimeDelta::days(1)).is_ok());
}

#[test]
fn while_there_are_doubts_the_time_stands_still() {
    let came = received("2026-01-15T00:00:00Z");
    let doubted = came.doubted(at("2026-01-20T00:00:00Z")).unwrap();
    assert_eq!(doubted.due_at(), came.due_at(), "how long they last is not known yet");
    assert_eq!(doubted.doubt_since, Some(at("2026-01-20T00:00:00Z")));
    let settled = doubted.settled(at("2026-01-27T06:00:00Z")).unwrap();
    assert_eq!(settled.due_at(), at("2026-02-22T06:00:00Z"));
    assert_eq!(settled.first_due_at(), settled.due_at());
    assert_eq!(settled.doubt_since, None);
    // Again, and it adds up.
    let again = settled.doubted(at("2026-02-01T00:00:00Z")).unwrap().settled(at("2026-02-02T00:00:00Z")).unwrap();
    assert_eq!(again.due_at(), at("2026-02-23T06:00:00Z"));
}

#[test]
fn doubts_begin_and_end_once() {
    let came = received("2026-01-15T00:00:00Z");
    let doubted = came.doubted(at("2026-01-20T00:00:00Z")).unwrap();
    assert_eq!(doubted.doubted(at("2026-01-21T00:00:00Z")), None);
    assert_eq!(came.settled(at("2026-01-21T00:00:00Z")), None);
}

#[test]
fn a_clock_that_was_put_back_takes_no_time_away() {
    let came = received("2026-01-15T00:00:00Z");
    let doubted = came.doubted(at("2026-01-20T00:00:00Z")).unwrap();
    let settled = doubted.settled(at("2026-01-19T23:59:59.999Z")).unwrap();
    assert_eq!((settled.due_at(), settled.paused), (came.due_at(), TimeDelta::zero()));
}

#[test]
fn the_first_month_does_not_end_while_there_are_doubts() {
    let came = received("2026-01-15T00:00:00Z");
    let doubted = came.doubted(at("2026-02-14T23:59:59.999Z")).unwrap();
    assert!(doubted.extended(2, at("2026-06-01T00:00:00Z")).is_ok());
    let settled = doubted.settled(at("2026-06-01T00:00:00Z")).unwrap();
    assert!(settled.extended(2, at("2026-06-01T00:00:00Z")).is_ok(), "a millisecond is left");
    assert_eq!(settled.extended(2, at("2026-06-01T00:00:00.001Z")), Err(NotExtended::TooLate));
}

#[test]
fn doubts_that_come_after_the_first_month_do_not_bring_it_back() {
    let came = received("2026-01-15T00:00:00Z");
    for since in ["2026-02-15T00:00:00Z", "2026-03-01T00:00:00Z"] {
        let doubted = came.doubted(at(since)).unwrap();
        for now in [since, "2026-06-01T00:00:00Z"] {
            assert_eq!(doubted.extended(1, at(now)), Err(NotExtended::TooLate), "{since} {now}");
        }
        let settled = doubted.settled(at("2026-06-01T00:00:00Z")).unwrap();
        assert!(settled.due_at() <= at("2026-06-01T00:00:00Z"), "who was late stays late");
    }
}

#[test]
fn the_ends_of_time_do_no_harm() {
    for moment in [Timestamp::MIN_UTC, Timestamp::UNIX_EPOCH, Timestamp::MAX_UTC] {
        let came = Deadline::of(moment);
        assert!(came.due_at() >= moment);
        for now in [Timestamp::MIN_UTC, Timestamp::MAX_UTC] {
            let settled = came.doubted(now).unwrap().settled(Timestamp::MAX_UTC).unwrap();
            assert!(settled.due_at() >= moment);
            let _ = settled.extended(2, now).map(|extended| extended.due_at());
        }
    }
}

/// Days since 1970-01-01 of a date of the Gregorian calendar, counted year by year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let years: i64 = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    years + (1..month).map(|month| length(year, month)).sum::<i64>() + day - 1
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

prop_compose! {
    /// A moment, and the year, month, day and millisecond it is made of.
    pub(crate) fn any_date()(year in 1970_i64..2500, month in 1_i64..=12, end in any::<bool>(), of_day in 0..DAY)
                (day in if end { length(year, month) - 2..=length(year, month) } else { 1..=length(year, month) },
                 year in Just(year), month in Just(month), of_day in Just(of_day))
        -> (Timestamp, i64, i64, i64, i64) {
        let millis = days(year, month, day) * DAY + of_day;
        (Timestamp::from_timestamp_millis(millis).unwrap(), year, month, day, of_day)
    }
}

/// What happens to a deadline.
#[derive(Clone, Debug)]
enum Event {
    Pass(i64),
    Doubt,
    Settle,
    Extend(u8),
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..DAY * 20).prop_map(Event::Pass),
        2 => Just(Event::Doubt),
        2 => Just(Event::Settle),
        1 => (0_u8..5).prop_map(Event::Extend),
    ]
}

proptest! {
    #[test]
    fn months_are_those_of_the_calendar((came, year, month, day, of_day) in any_date(), more in 0_u8..=2) {
        let deadline = Deadline::of(came);
        let deadline = if more == 0 { deadline } else { deadline.extended(more, came).unwrap() };
        let months = year * 12 + month - 1 + 1 + i64::from(more);
        let (year, month) = (months / 12, months % 12 + 1);
        let expected = days(year, month, day.min(length(year, month))) * DAY + of_day;
        prop_assert_eq!(deadline.due_at().timestamp_millis(), expected);
    }

    #[test]
    fn no_time_is_lost_by_doubts_and_none_is_won(
        (came, ..) in any_date(), events in prop::collection::vec(any_event(), 0..20),
    ) {
        let mut deadline = Deadline::of(came);
        let (mut now, mut ran, mut doubted, mut extended) = (came, TimeDelta::zero(), false, 0);
        for event in events {
            match event {
                Event::Pass(millis) => {
                    now += TimeDelta::milliseconds(millis);
                    ran += TimeDelta::milliseconds(if doubted { 0 } else { millis });
                }
                Event::Doubt => {
                    let then = deadline.doubted(now);
                    prop_assert_eq!(then.is_some(), !doubted);
                    (deadline, doubted) = (then.unwrap_or(deadline), true);
                }
                Event::Settle => {
                    let then = deadline.settled(now);
                    prop_assert_eq!(then.is_some(), doubted);
                    (deadline, doubted) = (then.unwrap_or(deadline), false);
                }
                Event::Extend(months) => {
                    let then = deadline.extended(months, now);
                    let in_time = came + ran < Deadline::of(came).first_due_at();
                    prop_assert_eq!(then.is_ok(), (1..=2).contains(&months) && extended == 0 && in_time);
                    if let Ok(then) = then {
                        (deadline, extended) = (then, months);
                    }
                }
            }
            // However it came about: what is left is what was given, but for the time that ran.
            let given = Deadline { extension: deadline.extension, ..Deadline::of(came) }.due_at();
            let settled = deadline.settled(now).unwrap_or(deadline);
            prop_assert_eq!(settled.due_at() - now, given - (came + ran));
        }
    }
}
