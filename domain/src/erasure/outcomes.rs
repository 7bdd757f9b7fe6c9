//! What a plan says of each record, beside the record.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::dossier::Dossier;
use super::plan::{Outcome, Plan};
use super::{Unplannable, records};

/// Each record of a document: where such records are, what is in it, and what becomes of it after `plan`, which was made for
/// this document. A record that the plan does not know is left out.
///
/// # Errors
/// [`Unplannable::NotOfTheContract`].
pub(crate) fn outcomes<'a>(
    dossier: &Dossier,
    plan: &'a Plan,
) -> Result<Vec<(String, Map<String, Value>, &'a Outcome)>, Unplannable> {
    let found = records::find(dossier.document())?;
    let planned = plan.records().iter().map(|planned| ((planned.place.as_str(), planned.digest), &planned.outcome));
    let planned: BTreeMap<_, _> = planned.collect();
    let known = found.into_iter().filter_map(|found| {
        let outcome = *planned.get(&(found.place.as_str(), found.digest))?;
        Some((found.place, found.value.into_owned(), outcome))
    });
    Ok(known.collect())
}
