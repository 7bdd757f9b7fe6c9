//! Legal holds: records that must not be erased although their term is over, for instance because of a lawsuit.
//!
//! Art. 17(3)(e) GDPR leaves out of the right to erasure what is needed for legal claims. Somebody decides that for single
//! records and says why; a record under a hold stays as it is, to the last property, until the hold is released.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::audit::Actor;
use crate::clock::Timestamp;

/// A hold on records of one customer.
#[derive(Clone, PartialEq, Eq, Hash, Serialize)]
pub struct LegalHold {
    /// Which records.
    pub scope: Scope,
    /// Why, in words. May name people: `Debug` hides it.
    pub reason: String,
    /// Who decided it.
    #[serde(serialize_with = "as_text")]
    pub author: Actor,
    /// Since when.
    pub since: Timestamp,
}

/// Which records of a customer are held.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// All.
    Everything,
    /// All at a place of the data map: `orders[]`.
    Place(String),
    /// Those of this name at a place: the order of this number. Personal data: `Debug` hides it.
    Record {
        /// The place in the data map.
        place: String,
        /// The name, as the property has it that the data map says.
        name: String,
    },
}

impl LegalHold {
    /// Whether it holds a record at this place, with this name if it has one.
    #[must_use]
    pub fn covers(&self, place: &str, name: Option<&str>) -> bool {
        match &self.scope {
            Scope::Everything => true,
            Scope::Place(held) => held == place,
            Scope::Record { place: held, name: of } => held == place && Some(of.as_str()) == name,
        }
    }
}

fn as_text<S: Serializer>(author: &Actor, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(author)
}

impl fmt::Debug for LegalHold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scope, reason: _, author, since } = self;
        f.debug_struct("LegalHold")
            .field("scope", scope)
            .field("author", author)
            .field("since", since)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("Everything"),
            Self::Place(place) => write!(f, "Place({place})"),
            Self::Record { place, name: _ } => write!(f, "Record({place}, hidden)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    fn hold(scope: Scope) -> LegalHold {
        LegalHold {
            scope,
            reason: "Erika Mustermann sues".to_owned(),
            author: Actor::Service,
            since: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_hold_covers_everything_a_place_or_records_of_one_name() {
        let (place, name) = ("orders[]".to_owned(), "A-1".to_owned());
        let one = hold(Scope::Record { place: place.clone(), name });
        assert!(one.covers("orders[]", Some("A-1")));
        assert!(!one.covers("orders[]", Some("A-2")) && !one.covers("orders[]", None));
        assert!(!one.covers("invoiceAndCreditNotes[]", Some("A-1")));
        let all = hold(Scope::Place(place));
        assert!(all.covers("orders[]", Some("A-1")) && all.covers("orders[]", None) && !all.covers(".", None));
        assert!(hold(Scope::Everything).covers(".", None));
    }

    #[test]
    fn neither_reason_nor_name_reach_a_debug_print() {
        let held = hold(Scope::Record { place: "orders[]".to_owned(), name: "A-1".to_owned() });
        let printed = format!("{held:?}");
        assert!(!printed.contains("Erika") && !printed.contains("A-1") && printed.contains("orders[]"), "{printed}");
    }
}
