//! Terms: when they start, and when they end.
//!
//! A term that starts with an event on some day does not count that day, and ends with the day of the same number; one
//! that starts with the end of a year counts from the first day of the next, and ends with the day before that of the same
//! number (Regulation 1182/71, Art. 3(1) and (2)(c); in Germany §§ 187 and 188 BGB). Where the month has no such day, it is
//! the last of the month.
//!
//! Days are those of a time zone: an invoice of half past midnight on 1 January in Berlin is of the old year in UTC, and
//! would have to be kept for a year less.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use serde::Serialize;

use crate::calendar;
use crate::clock::Timestamp;

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Term {
    /// Months, those of the years included.
    pub months: u32,
    /// Days beyond them.
    pub days: u32,
}

/// From when on a term counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Start {
    /// From the date itself.
    RecordDate,
    /// From the end of the calendar year of the date.
    EndOfCalendarYear,
    /// From the end of the business year of the date, which ends with this month.
    EndOfBusinessYear(u32),
    /// From the end of the calendar year in which the business year of the date ends, which ends with this month.
    EndOfCalendarYearOfBusinessYear(u32),
}

/// The date of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordDate {
    /// A day.
    Day(NaiveDate),
    /// A moment, whose day depends on the time zone.
    Moment(Timestamp),
}

impl RecordDate {
    /// The date that a document has as text: a full date or a date-time of RFC 3339. `None` for anything else,
    /// and for a year that is none of [`calendar::YEARS`]: a record with such a date has none, rather than one that is over.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        calendar::moment(text).map(Self::Moment).or_else(|| calendar::day(text).map(Self::Day))
    }

    /// Its day in a time zone.
    #[must_use]
    pub fn day(self, zone: Tz) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::Moment(moment) => moment.with_timezone(&zone).date_naive(),
        }
    }
}

/// The end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// The moment from which on nothing has to be kept: the end of the last day.
    pub at: Timestamp,
    /// The last day.
    pub until: NaiveDate,
}

/// When a term that started with `date` ends in `zone`. `None`: after the last of
/// [`calendar::YEARS`], which is without an end.
pub(super) fn end(term: Term, start: Start, date: RecordDate, zone: Tz) -> Option<End> {
    let day = date.day(zone);
    let after = |day: NaiveDate| day.checked_add_months(Months::new(term.months))?.checked_add_days(days(term.days));
    let until = match start {
        Start::RecordDate => after(day),
        Start::EndOfCalendarYear => after(first_after(day.year(), 12)?)?.pred_opt(),
        Start::EndOfBusinessYear(month) => after(first_after(business_year(day, month), month)?)?.pred_opt(),
        Start::EndOfCalendarYearOfBusinessYear(month) => after(first_after(business_year(day, month), 12)?)?.pred_opt(),
    }?;
    let end = End { at: beginning(until.succ_opt()?, zone)?, until };
    (calendar::in_range(&end.at) && calendar::in_range(&end.until)).then_some(end)
}

fn days(days: u32) -> Days {
    Days::new(days.into())
}

/// The year in which the business year ends that `day` is in, if business years end with this month.
fn business_year(day: NaiveDate, month: u32) -> i32 {
    day.year() + i32::from(day.month() > month)
}

/// The first day after the month of the year.
fn first_after(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(Months::new(1))
}

/// When a day begins: at midnight, or later where clocks leave midnight out, or the day as a whole.
fn beginning(day: NaiveDate, zone: Tz) -> Option<Timestamp> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=48).find_map(|hours| {
        let local = midnight.checked_add_signed(TimeDelta::hours(hours))?;
        zone.from_local_datetime(&local).earliest().map(|moment| moment.to_utc())
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America, Europe, Pacific, UTC};
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> RecordDate {
        RecordDate::read(text).unwrap()
    }

    fn until(term: Term, start: Start, text: &str) -> String {
        end(term, start, date(text), Europe::Berlin).unwrap().until.to_string()
    }

    const fn years(years: u32) -> Term {
        Term { months: 12 * years, days: 0 }
    }

    #[test]
    fn a_term_from_the_end_of_the_calendar_year_ends_with_a_calendar_year() {
        for text in ["2025-01-01", "2025-06-15T12:00:00Z", "2025-12-31"] {
            assert_eq!(until(years(8), Start::EndOfCalendarYear, text), "2033-12-31", "{text}");
        }
        assert_eq!(until(years(8), Start::EndOfCalendarYear, "2026-01-01"), "2034-12-31");
    }

    #[test]
    fn the_year_of_a_moment_is_that_of_the_time_zone() {
        let moment = "2025-12-31T23:30:00Z";
        assert_eq!(until(years(8), Start::EndOfCalendarYear, moment), "2034-12-31", "half past midnight in Berlin");
        let in_utc = end(years(8), Start::EndOfCalendarYear, date(moment), UTC).unwrap();
        assert_eq!(in_utc.until.to_string(), "2033-12-31");
    }

    #[test]
    fn a_term_is_over_when_its_last_day_is_over_in_the_time_zone() {
        let at = |zone| end(years(8), Start::EndOfCalendarYear, date("2025-05-01"), zone).unwrap().at.to_rfc3339();
        assert_eq!(at(Europe::Berlin), "2033-12-31T23:00:00+00:00");
        assert_eq!(at(UTC), "2034-01-01T00:00:00+00:00");
        assert_eq!(at(America::New_York), "2034-01-01T05:00:00+00:00");
    }

    #[test]
    fn a_term_from_a_date_ends_with_the_day_of_the_same_number() {
        let month = Term { months: 1, days: 0 };
        assert_eq!(until(years(2), Start::RecordDate, "2025-03-14"), "2027-03-14");
        assert_eq!(until(years(1), Start::RecordDate, "2024-02-29"), "2025-02-28", "no such day in that year");
        assert_eq!(until(years(4), Start::RecordDate, "2024-02-29"), "2028-02-29");
        assert_eq!(until(month, Start::RecordDate, "2025-01-31"), "2025-02-28");
        assert_eq!(until(Term { months: 0, days: 30 }, Start::RecordDate, "2024-02-01"), "2024-03-02");
        assert_eq!(until(Term { months: 1, days: 1 }, Start::RecordDate, "2025-01-31"), "2025-03-01");
    }

    #[test]
    fn a_business_year_ends_with_its_month_in_leap_years_too() {
        assert_eq!(until(years(7), Start::EndOfBusinessYear(6), "2025-06-30"), "2032-06-30");
        assert_eq!(until(years(7), Start::EndOfBusinessYear(6), "2025-07-01"), "2033-06-30");
        assert_eq!(until(years(3), Start::EndOfBusinessYear(2), "2025-02-28"), "2028-02-29");
        assert_eq!(until(years(4), Start::EndOfBusinessYear(2), "2024-02-29"), "2028-02-29");
        assert_eq!(until(years(7), Start::EndOfBusinessYear(12), "2025-07-01"), "2032-12-31");
        assert_eq!(until(years(7), Start::EndOfCalendarYearOfBusinessYear(6), "2025-06-30"), "2032-12-31");
        assert_eq!(until(years(7), Start::EndOfCalendarYearOfBusinessYear(6), "2025-07-01"), "2033-12-31");
    }

    #[test]
    fn a_day_without_midnight_begins_when_it_does() {
        // Clocks went from 0:00 to 1:00 in Sao Paulo, and Samoa left out 30 December 2011 altogether.
        let day = |text: &str| text.parse().unwrap();
        let sao_paulo = beginning(day("2018-11-04"), America::Sao_Paulo).unwrap();
        assert_eq!(sao_paulo.to_rfc3339(), "2018-11-04T03:00:00+00:00");
        let samoa = beginning(day("2011-12-30"), Pacific::Apia).unwrap();
        assert_eq!(samoa.to_rfc3339(), "2011-12-30T10:00:00+00:00");
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "2025",
            "2025-02-30",
            "20250101",
            "tomorrow",
            "2025-01-01T00:00:00",
            "0206-01-01",
            "0001-01-01T00:00:00Z",
        ] {
            assert_eq!(RecordDate::read(text), None, "{text}");
        }
        assert_eq!(date("2025-01-01T00:30:00+01:00"), date("2024-12-31T23:30:00Z"));
    }

    #[test]
    fn a_term_that_no_calendar_has_is_none_and_no_panic() {
        let term = Term { months: u32::MAX, days: u32::MAX };
        for start in [Start::RecordDate, Start::EndOfCalendarYear, Start::EndOfBusinessYear(6)] {
            assert_eq!(end(term, start, date("9999-12-31"), UTC), None);
        }
    }

    #[test]
    fn a_term_that_runs_past_the_last_year_has_no_end() {
        for zone in [UTC, America::New_York, Pacific::Kiritimati] {
            assert_eq!(end(years(8), Start::EndOfCalendarYear, date("9999-12-31"), zone), None, "{zone}");
            assert_eq!(end(years(0), Start::RecordDate, date("9999-12-31"), UTC), None, "its end is in the year after");
            assert!(end(years(8), Start::EndOfCalendarYear, date("9990-12-31"), zone).is_some(), "{zone}");
        }
    }

    proptest! {
        #[test]
        fn every_end_can_be_shown_as_a_date_of_four_digits(
            days in 0_u32..2_958_000, months in 0_u32..120_000, extra in any::<u32>(), month in 1_u32..13,
        ) {
            let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + Days::new(days.into());
            let term = Term { months, days: extra % 40_000 };
            for start in [Start::RecordDate, Start::EndOfCalendarYear, Start::EndOfBusinessYear(month)] {
                for zone in [UTC, America::New_York, Pacific::Kiritimati] {
                    if let Some(end) = end(term, start, RecordDate::Day(day), zone) {
                        prop_assert!(end.until >= day);
                        prop_assert_eq!(end.until.to_string().len(), "9999-12-31".len());
                        prop_assert!(calendar::moment(&end.at.to_rfc3339()).is_some());
                    }
                }
            }
        }

        #[test]
        fn a_term_never_ends_before_it_would_from_the_date_alone(
            days in 0_u32..2_900_000, months in 0_u32..1_200, extra in 0_u32..400, month in 1_u32..13,
        ) {
            let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + Days::new(days.into());
            let term = Term { months, days: extra };
            let from_date = end(term, Start::RecordDate, RecordDate::Day(day), UTC).unwrap();
            prop_assert!(from_date.until >= day);
            prop_assert_eq!(from_date.at.date_naive(), from_date.until.succ_opt().unwrap());
            let starts = [
                Start::EndOfCalendarYear,
                Start::EndOfBusinessYear(month),
                Start::EndOfCalendarYearOfBusinessYear(month),
            ];
            for start in starts {
                let later = end(term, start, RecordDate::Day(day), UTC).unwrap();
                prop_assert!(later >= from_date, "{:?}", start);
                prop_assert!(later.until <= from_date.until + Days::new(732), "{:?}", start);
            }
        }
    }
}
