//! Retention rules are read from their declaration and checked against the data map.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use toml::Table;

use super::{Postponement, Rule, Rules, Start, Term, Undated};
use crate::data_map::{DataMap, Record, WhenKept};
use crate::declaration::{Notes, Problems, Reading, below};

/// The longest term in years. Longer ones are mistakes, and it keeps every end within the calendar.
const MAX_YEARS: u32 = 100;

pub(super) fn rules(table: &Table, map: &DataMap) -> Result<Rules, Problems> {
    let notes = Notes::default();
    let mut top = Reading::new(String::new(), table, &notes);
    let country = country(&mut top);
    let time_zone = time_zone(&mut top);
    let mut names = BTreeSet::new();
    let mut rules = Vec::new();
    for mut reading in top.items("rules") {
        let place = reading.place.clone();
        let Some(rule) = rule(&mut reading, country.as_deref(), time_zone) else {
            reading.end();
            continue;
        };
        reading.end();
        if !names.insert(rule.name.clone()) {
            notes.add(below(&place, "name"), "is the name of a rule above");
        }
        check(&rule, &place, map, &notes);
        rules.push(rule);
    }
    let postponement = if top.has("postponement") { top.table("postponement").and_then(postponement) } else { None };
    top.end();
    notes.or(Rules { rules, postponement })
}

fn country(reading: &mut Reading<'_>) -> Option<String> {
    let country = reading.text("country")?;
    let is_code = country.len() == 2 && country.chars().all(|c| c.is_ascii_uppercase());
    if !is_code {
        reading.wrong("country", "has to be two upper-case letters (ISO 3166-1 alpha-2), such as DE");
    }
    is_code.then_some(country)
}

fn time_zone(reading: &mut Reading<'_>) -> Option<Tz> {
    let zone = reading.text("time_zone")?.parse();
    if zone.is_err() {
        reading.wrong("time_zone", "has to be a name of the IANA time zone database, such as Europe/Berlin");
    }
    zone.ok()
}

fn rule(reading: &mut Reading<'_>, country: Option<&str>, time_zone: Option<Tz>) -> Option<Rule> {
    let (name, ground) = (reading.text("name"), reading.sentence("ground"));
    let categories = if reading.has("categories") { reading.texts("categories") } else { Some(Vec::new()) };
    let (term, start, dates) = (term(reading), start(reading), reading.texts("dates"));
    let words = [("keep", Undated::Keep), ("erase", Undated::Erase)];
    let undated = if reading.has("undated") { reading.choice("undated", &words) } else { Some(Undated::Keep) };
    Some(Rule {
        name: name?,
        categories: categories?,
        country: country?.to_owned(),
        ground: ground?,
        term: term?,
        start: start?,
        dates: dates?,
        time_zone: time_zone?,
        undated: undated?,
    })
}

fn term(reading: &mut Reading<'_>) -> Option<Term> {
    let mut term = reading.table("term")?;
    let mut read = |key, max| if term.has(key) { term.number(key, 0..=max) } else { Some(0) };
    let (years, months, days) =
        (read("years", MAX_YEARS), read("months", 12 * MAX_YEARS), read("days", 366 * MAX_YEARS));
    term.end();
    let term = Term { months: 12 * years? + months?, days: days? };
    if term == (Term { months: 0, days: 0 }) {
        reading.wrong("term", "has to be longer than nothing: years, months or days");
        return None;
    }
    Some(term)
}

fn start(reading: &mut Reading<'_>) -> Option<Start> {
    #[derive(Clone, Copy)]
    enum Word {
        Plain(Start),
        Business(fn(u32) -> Start),
    }
    let words = [
        ("record-date", Word::Plain(Start::RecordDate)),
        ("end-of-calendar-year", Word::Plain(Start::EndOfCalendarYear)),
        ("end-of-business-year", Word::Business(Start::EndOfBusinessYear)),
        ("end-of-calendar-year-of-business-year", Word::Business(Start::EndOfCalendarYearOfBusinessYear)),
    ];
    match reading.choice("start", &words)? {
        Word::Plain(start) => Some(start),
        Word::Business(start) => Some(start(reading.number("business_year_ends_with_month", 1..=12)?)),
    }
}

fn postponement(mut reading: Reading<'_>) -> Option<Postponement> {
    let (recent, open) = (reading.number("recent_order_days", 0..=3660), reading.number("open_order_days", 0..=3660));
    let open_balances = reading.flag("open_balances");
    reading.end();
    Some(Postponement { recent_order_days: recent?, open_order_days: open?, open_balances: open_balances? })
}

/// That the rule can hold for what it says it holds for.
fn check(rule: &Rule, place: &str, map: &DataMap, notes: &Notes) {
    for category in &rule.categories {
        let reason = if map.category(category).is_none() {
            "there is no category"
        } else if !map.records().iter().any(|record| record.category == *category) {
            "no record is kept or erased after the category"
        } else {
            continue;
        };
        notes.add(below(place, "categories"), format!("{reason} {category:?}"));
    }
    let holds = |record: &&Record| map.category(&record.category).is_some_and(|category| rule.holds_for(category));
    let mut records = map.records().iter().filter(holds).peekable();
    if records.peek().is_none() {
        let named = "no category of records names the rule in the data map, and it lists none";
        notes.add(below(place, "name"), named);
    }
    for record in records {
        for date in &rule.dates {
            // One that went would leave a record of which nobody can tell any more when it is to go.
            let stays = map.property_of(record, date).is_some_and(|property| property.when_kept == WhenKept::Keep);
            if !stays {
                let reason = format!("{:?} has to be a property of {:?} that stays", date, record.place);
                notes.add(below(place, "dates"), format!("{reason} when the record is kept"));
            }
        }
    }
}
