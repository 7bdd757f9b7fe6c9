//! Dates as arguments.

use chrono::NaiveTime;
use domain::calendar;
use domain::clock::Timestamp;

/// A moment from a full date, which is its beginning in UTC, or from a date-time of RFC 3339.
pub(super) fn date(text: &str) -> Result<Timestamp, String> {
    let day = || calendar::day(text).map(|day| day.and_time(NaiveTime::MIN).and_utc());
    day().or_else(|| calendar::moment(text)).map(calendar::stored).ok_or_else(|| {
        let (from, to) = (calendar::YEARS.start(), calendar::YEARS.end());
        format!("write it like 2026-11-30 or 2026-11-30T08:00:00Z, with a year from {from} to {to}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_beginning_in_utc_and_a_moment_is_itself() {
        for (text, wanted) in [
            ("2026-01-31", "2026-01-31T00:00:00+00:00"),
            ("2026-01-31T12:00:00+01:00", "2026-01-31T11:00:00+00:00"),
            ("2026-01-31T12:00:00.1239Z", "2026-01-31T12:00:00.123+00:00"),
            ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ] {
            assert_eq!(date(text).unwrap().to_rfc3339(), wanted);
        }
        for text in
            ["", "yesterday", "0001-01-01", "0206-01-31", "206-01-31T00:00:00Z", "0206-01-31T00:00:00Z", "2026-02-30"]
        {
            assert!(date(text).unwrap_err().contains("a year from 1900 to 9999"), "{text}");
        }
    }
}
