//! The deed: what a plan says, done to the document it was made for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::canonical::digest_of_object;
use super::dossier::Dossier;
use super::fields;
use super::plan::{Fields, Outcome, Plan};
use super::pseudonyms::Pseudonyms;
use super::{Unplannable, records};
use crate::data_map::CUSTOMER;

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotApplied {
    /// The plan was made for another state of the data. A new one has to be made and approved.
    #[error("the data changed since the plan was made")]
    Changed,
    /// The plan says itself that it has to wait.
    #[error("the erasure is postponed")]
    Postponed,
    /// The document is not one that a plan can be made for.
    #[error(transparent)]
    Unplannable(#[from] Unplannable),
}

/// Does what `plan` says: what remains of the document it was made for, or `None` if nothing does.
///
/// Neither rules nor data map are asked again. Lists keep their order.
///
/// # Errors
/// [`NotApplied`].
pub fn apply(dossier: &Dossier, plan: &Plan, pseudonyms: &dyn Pseudonyms) -> Result<Option<Dossier>, NotApplied> {
    if !plan.postponed().is_empty() {
        return Err(NotApplied::Postponed);
    }
    if dossier.digest()? != plan.made_from().document {
        return Err(NotApplied::Changed);
    }
    let planned = plan.records().iter().map(|record| ((record.place.as_str(), record.digest), &record.outcome));
    let mut deed =
        Deed { outcomes: planned.collect(), pseudonyms, before: dossier.pseudonyms(), after: BTreeSet::new() };
    let members = dossier.document().as_object().ok_or(Unplannable::NotOfTheContract)?;
    let is_list = |member: &Value| records::list(member).is_some();
    let own = members.iter().filter(|(_, member)| !is_list(member));
    let mut remaining = deed.record(CUSTOMER, &own.map(|(name, member)| (name.clone(), member.clone())).collect());
    for (name, member) in members {
        let place = format!("{name}[]");
        let mut items = Vec::new();
        for item in records::list(member).into_iter().flatten() {
            let item = deed.record(&place, item);
            items.extend(Some(item).filter(|item| !item.is_empty()).map(Value::from));
        }
        if !items.is_empty() {
            remaining.insert(name.clone(), items.into());
        }
    }
    if remaining.is_empty() {
        return Ok(None);
    }
    Ok(Some(Dossier::remains(remaining.into(), deed.after)))
}

struct Deed<'a> {
    outcomes: BTreeMap<(&'a str, super::Digest), &'a Outcome>,
    pseudonyms: &'a dyn Pseudonyms,
    /// Texts that were pseudonyms before.
    before: &'a BTreeSet<String>,
    /// Those that are now.
    after: BTreeSet<String>,
}

impl Deed<'_> {
    /// What remains of a record: nothing of one that has nothing in it.
    fn record(&mut self, place: &str, record: &Map<String, Value>) -> Map<String, Value> {
        let outcome = self.outcomes.get(&(place, digest_of_object(place, record))).copied();
        match outcome {
            None | Some(Outcome::Erased) => Map::new(),
            Some(Outcome::Held { .. }) => {
                fields::leaves(record, &mut |_, value| {
                    let texts = fields::texts(value).into_iter().flatten();
                    self.after.extend(texts.filter(|text| self.before.contains(*text)).map(str::to_owned));
                });
                record.clone()
            }
            Some(Outcome::Kept { fields, .. }) => {
                fields::changed(record, &mut |path, value| self.property(place, path, value, fields))
            }
        }
    }

    fn property(&mut self, place: &str, path: &str, value: &Value, fields: &Fields) -> Option<Value> {
        if fields.kept.contains(path) {
            let texts = fields::texts(value).into_iter().flatten();
            self.after.extend(texts.filter(|text| self.before.contains(*text)).map(str::to_owned));
            return Some(value.clone());
        }
        if !fields.pseudonymised.contains(path) {
            return None;
        }
        let path = if place == CUSTOMER { path.to_owned() } else { format!("{place}.{path}") };
        let mut stand_in = |text: &str| {
            let known = self.before.contains(text);
            let stand_in = if known { text.to_owned() } else { self.pseudonyms.pseudonym(&path, text) };
            self.after.insert(stand_in.clone());
            Value::from(stand_in)
        };
        match value {
            Value::String(text) => Some(stand_in(text)),
            Value::Array(_) => Some(fields::texts(value)?.into_iter().map(stand_in).collect()),
            _ => None,
        }
    }
}
