//! The records in a document: what is erased, kept or held as one.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::canonical::{Digest, digest_of_object};
use super::{Unplannable, fields};
use crate::data_map::CUSTOMER;

/// A record in a document.
pub(super) struct Found<'a> {
    /// Where such records are: `orders[]`.
    pub(super) place: String,
    /// What it has.
    pub(super) value: Cow<'a, Map<String, Value>>,
    /// What it is recognised by. Two of the same content at the same place are one to all rules.
    pub(super) digest: Digest,
}

/// All records of a document, in an order that does not depend on that of its lists.
///
/// Every item of a list of objects at the top is one, and all the rest together is the customer's own. What has no value in
/// it is none.
///
/// # Errors
/// [`Unplannable`].
pub(super) fn find(document: &Value) -> Result<Vec<Found<'_>>, Unplannable> {
    let members = document.as_object().ok_or(Unplannable::NotOfTheContract)?;
    let mut found = Vec::new();
    let mut own = Map::new();
    for (name, member) in members {
        if let Some(items) = list(member) {
            for item in items {
                found.extend(record(format!("{name}[]"), Cow::Borrowed(item)));
            }
        } else {
            own.insert(name.clone(), member.clone());
        }
    }
    found.extend(record(CUSTOMER.to_owned(), Cow::Owned(own)));
    found.sort_by(|one, other| (&one.place, one.digest).cmp(&(&other.place, other.digest)));
    Ok(found)
}

/// The records that this is a list of, if it is one.
pub(super) fn list(member: &Value) -> Option<Vec<&Map<String, Value>>> {
    member.as_array()?.iter().map(Value::as_object).collect()
}

fn record(place: String, value: Cow<'_, Map<String, Value>>) -> Option<Found<'_>> {
    let mut is_something = false;
    fields::leaves(&value, &mut |_, _| is_something = true);
    let digest = is_something.then(|| digest_of_object(&place, &value))?;
    Some(Found { place, value, digest })
}
