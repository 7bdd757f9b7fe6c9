//! Erasure (Art. 17 GDPR): first a plan that says of every record what becomes of it and why, then the deed, which is
//! exactly the plan.
//!
//! ```text
//! document ─┐
//! data map ─┤
//! rules    ─┼─ plan ─> Plan, with a hash ── approved by people ──> apply ─> what remains, or nothing
//! holds    ─┤
//! now      ─┘
//! ```
//!
//! All of it is pure: nothing is stored, nobody is told, and `now` is an argument. A record is held, kept or erased, in this
//! order:
//!
//! 1. Under a legal hold ([`LegalHold`]) it stays as it is.
//! 2. Under a retention rule ([`Rules`]) whose term is not over it is kept: the data map says of each property whether it
//!    stays, goes or is pseudonymised.
//! 3. Otherwise it is erased, and so is a record of which nothing would be left.
//!
//! While the contract with the subject is still being performed, the erasure is postponed as a whole, see
//! [`crate::retention::Postponement`]. What remains can be planned again, for when a term ends or a hold is released.

mod apply;
mod canonical;
mod dossier;
mod fields;
mod groups;
mod outcomes;
mod plan;
mod postpone;
mod pseudonyms;
mod records;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

pub(crate) use self::canonical::digest_of;
use self::fields::Treatment;
use self::records::Found;
use crate::clock::Timestamp;
use crate::data_map::{DataMap, Record};
use crate::legal_hold::LegalHold;
use crate::retention::{RecordDate, Rule, Rules, Undated};

pub use self::apply::{NotApplied, apply};
pub use self::canonical::{Digest, NotADigest};
pub use self::dossier::Dossier;
pub use self::groups::Group;
pub(crate) use self::outcomes::outcomes;
pub use self::plan::{Fields, Ground, Outcome, Plan, Planned};
pub use self::postpone::Postponed;
pub use self::pseudonyms::{Pseudonyms, ShopPseudonyms};

/// Why there is no plan: the document is not one that the data map describes. Names places, never values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unplannable {
    /// Nobody has decided what becomes of this property.
    #[error("{0}: is not in the data map")]
    Unmapped(String),
    /// Not a customer as the contract has it.
    #[error("the document is not of the contract")]
    NotOfTheContract,
    /// A part of the plan has no JSON form.
    #[error("the plan cannot be written as JSON")]
    NotJson,
}

/// What an erasure would do at `now` with what is stored of a customer.
///
/// The same for any order of the lists in the document, of the rules and of the holds.
///
/// # Errors
/// [`Unplannable`].
pub fn plan(
    dossier: &Dossier,
    map: &DataMap,
    rules: &Rules,
    holds: &[LegalHold],
    now: Timestamp,
) -> Result<Plan, Unplannable> {
    let found = records::find(dossier.document())?;
    let mut records = Vec::with_capacity(found.len());
    let mut shared: BTreeSet<Arc<Fields>> = BTreeSet::new();
    for found in &found {
        let record = map.record(&found.place).ok_or_else(|| Unplannable::Unmapped(found.place.clone()))?;
        fields::all_mapped(&found.value, record, map)?;
        let name = record.name.as_ref().and_then(|name| found.value.get(name)).and_then(Value::as_str);
        let held: Vec<_> = holds.iter().filter(|hold| hold.covers(&found.place, name)).cloned().collect();
        let outcome = if held.is_empty() {
            let grounds = grounds(found, record, map, rules, now);
            let treatment = Treatment::of(&found.value, record, map, dossier.pseudonyms());
            if grounds.is_empty() || treatment.leaves_nothing() {
                Outcome::Erased
            } else {
                let fields = Arc::new(Fields::from(treatment));
                let fields = shared.get(&fields).cloned().unwrap_or(fields);
                shared.insert(Arc::clone(&fields));
                Outcome::kept(grounds, fields)
            }
        } else {
            Outcome::held(held)?
        };
        records.push(Planned {
            place: found.place.clone(),
            category: record.category.clone(),
            name: name.map(str::to_owned),
            outcome,
            digest: found.digest,
        });
    }
    let postponed =
        if dossier.is_whole() { postpone::reasons(dossier.document(), rules.postponement(), now)? } else { Vec::new() };
    let is_matched = |hold: &&LegalHold| records.iter().any(|it| hold.covers(&it.place, it.name.as_deref()));
    let unmatched = holds.iter().filter(|hold| !is_matched(hold)).cloned().collect();
    Plan::new(
        plan::Made { document: dossier.digest()?, rules: rules.digest()?, holds: digest_of("holds", &holds)? },
        postponed,
        records,
        unmatched,
    )
}

/// The rules for which a record has to be kept at `now`.
fn grounds(found: &Found<'_>, record: &Record, map: &DataMap, rules: &Rules, now: Timestamp) -> Vec<Ground> {
    let Some(category) = map.category(&record.category) else { return Vec::new() };
    let mut dates = BTreeMap::new();
    let mut ground = |rule: &Rule| {
        let dates = dates.entry(rule.dates.clone()).or_insert_with(|| dates_of(found, &rule.dates));
        let latest = dates.iter().max_by_key(|date| date.day(rule.time_zone));
        let end = match latest {
            // Where the calendar ends before the term, there is no end either.
            Some(date) => rule.end(*date),
            None if rule.undated == Undated::Erase => return None,
            None => None,
        };
        let is_over = end.is_some_and(|end| end.at <= now);
        (!is_over).then(|| Ground::new(rule, latest.is_some(), end))
    };
    rules.of(category).filter_map(&mut ground).collect()
}

fn dates_of(found: &Found<'_>, paths: &[String]) -> Vec<RecordDate> {
    let mut dates = Vec::new();
    fields::leaves(&found.value, &mut |path, value| {
        if paths.iter().any(|dated| dated == path) {
            dates.extend(value.as_str().and_then(RecordDate::read));
        }
    });
    dates
}
