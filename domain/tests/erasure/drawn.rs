//! Random customers, rules, holds and moments.

use chrono::{Datelike, TimeDelta};
use domain::clock::Timestamp;
use domain::customer::document::canonical;
use domain::erasure::{Dossier, Plan};
use domain::legal_hold::{LegalHold, Scope};
use domain::retention::{RecordDate, Rules};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::contract::any_customer;
use crate::data_map::map;
use crate::reading::change;
use crate::{Line, at, hold, on, planned, rules};

/// What stands at the beginning of every value that tells who the person is.
pub(crate) const TELLING: &str = "\u{1F464}";

/// Names and dates as a shop would have them: each name once, each telling value recognisable, most dates of the last years.
fn settled(mut document: Value, mut seed: u64) -> Value {
    let mut count = 0_u32;
    change(&mut document, "", &mut |path, value| {
        count += 1;
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let property = map().property(path).unwrap_or_else(|| panic!("{path} is not in the map"));
        let record = map().record_of(path).unwrap();
        let is_name = record.name.as_ref().is_some_and(|name| record.path_of(name) == path);
        let date = value.as_str().and_then(RecordDate::read);
        match date {
            Some(RecordDate::Moment(moment)) if !seed.is_multiple_of(8) => {
                let year = 2005 + i32::try_from(seed / 16 % 30).unwrap();
                *value = json!(moment.with_year(year).unwrap());
            }
            // A birth date stays a date, and is told by its century.
            Some(RecordDate::Day(day)) => *value = json!(day.with_year(1_700 + day.year() % 100).unwrap()),
            None if property.identifies => *value = json!(format!("{TELLING}{count}")),
            None if is_name => *value = json!(format!("N-{count}")),
            _ => {}
        }
    });
    document
}

pub(crate) fn any_document() -> impl Strategy<Value = Value> {
    (any_customer(), any::<u64>()).prop_map(|(customer, seed)| {
        let stored = canonical(serde_json::from_value(customer).unwrap()).unwrap();
        settled(serde_json::to_value(stored).unwrap(), seed)
    })
}

/// Some of the rules that there could be, with any term and any start.
pub(crate) fn any_rules(undated: &'static [&'static str]) -> impl Strategy<Value = Rules> {
    let of = |name: &'static str, category: &'static str, dates: &'static [&'static str]| {
        let start = prop_oneof![
            Just("start = 'record-date'".to_owned()),
            Just("start = 'end-of-calendar-year'".to_owned()),
            (1..13)
                .prop_map(|month| format!("start = 'end-of-business-year'\nbusiness_year_ends_with_month = {month}")),
            (1..13).prop_map(|month| format!(
                "start = 'end-of-calendar-year-of-business-year'\nbusiness_year_ends_with_month = {month}"
            )),
        ];
        let term = prop_oneof![
            (1..15).prop_map(|years| format!("{{ years = {years} }}")),
            (0..40, 1..400).prop_map(|(months, days)| format!("{{ months = {months}, days = {days} }}")),
        ];
        let undated = prop::sample::select(undated);
        let rule = (start, term, undated).prop_map(move |(start, term, undated)| {
            (name, category, term, format!("{start}\nundated = '{undated}'"), dates)
        });
        prop::option::of(rule)
    };
    let all = (
        of("claims", "identity", &["creationDate"]),
        of("letters", "orders", &["shopOrderCreationDate"]),
        of("returns", "orders", &["shopOrderCreationDate", "orderPositions[].returnDate"]),
        of("vouchers", "invoices", &["invoicingDate"]),
        of("due", "invoices", &["paymentDueDate", "invoicingDate"]),
        of("sums", "balances", &["openInvoiceAmountCalculationDate"]),
    );
    all.prop_map(|(one, two, three, four, five, six)| {
        let drawn: Vec<_> = [one, two, three, four, five, six].into_iter().flatten().collect();
        let categories: Vec<_> = drawn.iter().map(|(_, category, ..)| [*category]).collect();
        let lines = drawn.iter().zip(&categories).map(|((name, _, term, start, dates), categories)| {
            (*name, categories.as_slice(), term.as_str(), start.as_str(), *dates)
        });
        rules(&lines.collect::<Vec<Line<'_>>>())
    })
}

/// Holds on records that there are, and on some that there are not.
fn any_holds(document: &Value) -> impl Strategy<Value = Vec<LegalHold>> + use<> {
    let records =
        planned(&Dossier::remains(document.clone(), [].into()), &Rules::none(), &[], at("2025-01-01T00:00:00Z"));
    let mut scopes = vec![Scope::Place("parcels[]".to_owned()), on("orders[]", "no such order")];
    for record in records.records() {
        scopes.push(Scope::Place(record.place.clone()));
        scopes.extend(record.name.as_ref().map(|name| on(&record.place, name)));
    }
    prop::collection::vec(prop::sample::select(scopes).prop_map(hold), 0..3)
}

pub(crate) fn any_moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..40 * 366).prop_map(|days| at("2000-01-01T00:00:00Z") + TimeDelta::days(days))
}

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) document: Value,
    pub(crate) rules: Rules,
    pub(crate) holds: Vec<LegalHold>,
    pub(crate) now: Timestamp,
}

impl Case {
    pub(crate) fn dossier(&self) -> Dossier {
        Dossier::whole(self.document.clone())
    }

    /// The same, with a name for each record that can have one, so that each can be told from all others.
    pub(crate) fn named(mut self) -> Self {
        let mut count = 0;
        for record in map().records() {
            let (Some(list), Some(name)) = (record.place.strip_suffix("[]"), &record.name) else { continue };
            for item in self.document.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
                count += 1;
                let item = item.as_object_mut().unwrap();
                item.entry(name).or_insert_with(|| json!(format!("M-{count}")));
            }
        }
        self
    }

    pub(crate) fn plan(&self) -> Plan {
        planned(&self.dossier(), &self.rules, &self.holds, self.now)
    }
}

pub(crate) fn any_case() -> impl Strategy<Value = Case> {
    let parts = (any_document(), any_rules(&["keep", "erase"]), any_moment());
    parts.prop_flat_map(|(document, rules, now)| {
        any_holds(&document).prop_map(move |holds| Case {
            document: document.clone(),
            rules: rules.clone(),
            holds,
            now,
        })
    })
}
