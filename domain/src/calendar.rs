//! The dates that are accepted, the same on every door: import, contracts, retention and command line.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::clock::Timestamp;

/// The years of dates that are accepted, in UTC.
pub const YEARS: RangeInclusive<i32> = 1900..=9999;

/// What is wrong with a date outside [`YEARS`].
pub const OUT_OF_RANGE: &str = "has a year outside 1900 to 9999";

/// Whether its year is one of [`YEARS`].
#[must_use]
pub fn in_range(date: &impl Datelike) -> bool {
    YEARS.contains(&date.year())
}

/// The moment without a leap second: `23:59:60` is the second after it, as clocks of computers count (POSIX, "Seconds Since
/// the Epoch").
#[must_use]
pub fn without_leap_second(at: Timestamp) -> Timestamp {
    // chrono keeps a leap second as a second of more than 10^9 nanoseconds.
    match at.timestamp_subsec_nanos().checked_sub(1_000_000_000) {
        Some(nanos) => DateTime::from_timestamp(at.timestamp() + 1, nanos).unwrap_or(at),
        None => at,
    }
}

/// The moment as it is stored: in milliseconds, without a leap second.
#[must_use]
pub fn stored(at: Timestamp) -> Timestamp {
    DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}

/// A full date of RFC 3339, in range.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    // chrono also takes signs, spaces and single digits.
    let whole = text.len() == 10 && text.starts_with(|c: char| c.is_ascii_digit());
    whole.then(|| text.parse().ok()).flatten().filter(in_range)
}

/// A date-time of RFC 3339, in range.
#[must_use]
pub fn moment(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc)).filter(in_range)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_range_holds_for_days_and_moments() {
        for text in ["1900-01-01", "2024-02-29", "9999-12-31"] {
            assert_eq!(day(text).unwrap().to_string(), text);
            assert!(moment(&format!("{text}T12:00:00Z")).is_some(), "{text}");
        }
        for text in ["0001-01-01", "0206-01-01", "1899-12-31", "2025-02-30", "+12025-01-01", "206-01-01", "2025-1-010"]
        {
            assert_eq!(day(text), None, "{text}");
            assert_eq!(moment(&format!("{text}T12:00:00Z")), None, "{text}");
        }
        assert_eq!(moment("9999-12-31T23:59:59-01:00"), None, "a year later in UTC");
        assert_eq!(moment("1900-01-01T00:00:00+01:00"), None, "a year earlier in UTC");
    }

    #[test]
    fn a_leap_second_is_the_second_after_it() {
        let leap = moment("2016-12-31T23:59:60.25Z").unwrap();
        for at in [stored(leap), without_leap_second(leap)] {
            assert_eq!(at.to_rfc3339(), "2017-01-01T00:00:00.250+00:00");
        }
    }

    proptest! {
        #[test]
        fn a_stored_moment_is_the_same_after_text_and_after_milliseconds(
            seconds in -2_208_988_800_i64..253_402_300_799, nanos in 0_u32..1_000_000_000, leap in any::<bool>(),
        ) {
            let nanos = if leap && seconds.rem_euclid(60) == 59 { nanos + 1_000_000_000 } else { nanos };
            let at = stored(DateTime::from_timestamp(seconds, nanos).unwrap());
            prop_assert_eq!(moment(&at.to_rfc3339()), Some(at));
            prop_assert_eq!(DateTime::from_timestamp_millis(at.timestamp_millis()), Some(at));
            prop_assert_eq!(without_leap_second(at), at);
        }
    }
}
