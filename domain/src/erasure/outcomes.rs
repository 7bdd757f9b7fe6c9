//! What a plan says of each record, beside the record.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::dossier::Dossier;
use super::plan::{Outcome, Plan};
use super::{Unplannable, records};

/// A record, and what a plan says of it.
pub(crate) struct Told<'a> {
    /// Where such records are: `orders[]`.
    pub(crate) place: String,
    /// What is in it.
    pub(crate) record: Map<String, Value>,
    /// What becomes of it.
    pub(crate) outcome: &'a Outcome,
}

/// What `plan` says of each record of the document that it was made for. A record that it does not know is left out.
///
/// # Errors
/// [`Unplannable::NotOfTheContract`].
pub(crate) fn outcomes<'a>(dossier: &Dossier, plan: &'a Plan) -> Result<Vec<Told<'a>>, Unplannable> {
    let found = records::find(dossier.document())?;
    let planned = plan.records().iter().map(|planned| ((planned.place.as_str(), planned.digest), &planned.outcome));
    let planned: BTreeMap<_, _> = planned.collect();
    let known = found.into_iter().filter_map(|found| {
        let outcome = *planned.get(&(found.place.as_str(), found.digest))?;
        Some(Told { place: found.place, record: found.value.into_owned(), outcome })
    });
    Ok(known.collect())
}
