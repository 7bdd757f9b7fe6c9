//! What is stored of one customer, as far as an erasure has to do with it.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::Unplannable;
use super::canonical::{Digest, digest_of, digest_of_object};

/// What is stored of one customer: the document, and what an earlier erasure has made of it.
#[derive(Clone, PartialEq)]
pub struct Dossier {
    document: Value,
    pseudonyms: BTreeSet<String>,
    whole: bool,
}

impl Dossier {
    /// A customer of whom nothing has been erased, as [`crate::customer::document::canonical`] has it.
    #[must_use]
    pub fn whole(document: Value) -> Self {
        Self { document, pseudonyms: BTreeSet::new(), whole: true }
    }

    /// What an erasure left, from where [`Self::document`] and [`Self::pseudonyms`] of it were stored.
    #[must_use]
    pub fn remains(document: Value, pseudonyms: BTreeSet<String>) -> Self {
        Self { document, pseudonyms, whole: false }
    }

    /// These remains, and others of the same customer that came later. A record that both have is there once; of the
    /// customer's own properties, those that were there first stay.
    #[must_use]
    pub fn and(mut self, later: Self) -> Self {
        if let (Value::Object(members), Value::Object(others)) = (&mut self.document, later.document) {
            for (name, other) in others {
                match (members.get_mut(&name), other) {
                    (Some(Value::Array(items)), Value::Array(others)) => {
                        let new: Vec<_> = others.into_iter().filter(|other| !items.contains(other)).collect();
                        items.extend(new);
                    }
                    (Some(_), _) => {}
                    (None, other) => drop(members.insert(name, other)),
                }
            }
        }
        self.pseudonyms.extend(later.pseudonyms);
        self.whole = false;
        self
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// The texts in the document that are pseudonyms already, so that no pseudonym is made of a pseudonym.
    #[must_use]
    pub fn pseudonyms(&self) -> &BTreeSet<String> {
        &self.pseudonyms
    }

    /// Whether nothing has been erased of it. Only then can a contract be in performance that postpones an erasure.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    pub(super) fn digest(&self) -> Result<Digest, Unplannable> {
        let document = self.document.as_object().ok_or(Unplannable::NotOfTheContract)?;
        digest_of("dossier", &(digest_of_object("document", document), &self.pseudonyms, self.whole))
    }
}

/// Personal data does not reach a debug print.
impl fmt::Debug for Dossier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dossier").field("whole", &self.whole).finish_non_exhaustive()
    }
}
