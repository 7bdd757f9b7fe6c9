//! The plan: what an erasure does to each record, and why. Approved by people, and recognised by its hash.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;

use super::canonical::{Digest, digest_of};
use super::fields::Treatment;
use super::postpone::Postponed;
use super::{Unplannable, canonical};
use crate::clock::Timestamp;
use crate::declaration::Sentence;
use crate::legal_hold::LegalHold;
use crate::retention::{End, Rule};

/// What an erasure does to each record, and why.
///
/// As JSON it is for people and machines: names of records, places and grounds, and no other value of the document. It is
/// personal data all the same, and so is its hash, as far as somebody who knows all else can guess what is missing: both
/// belong to the request, and are kept and forgotten with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    hash: Digest,
    made_from: Made,
    postponed: Vec<Postponed>,
    records: Vec<Planned>,
    unmatched_holds: Vec<LegalHold>,
}

/// What a plan was made from, so that a change of it is a change of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Made {
    pub(super) document: Digest,
    pub(super) rules: Digest,
    pub(super) holds: Digest,
}

/// What becomes of one record.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Planned {
    /// Where such records are, as the data map has it: `orders[]`.
    pub place: String,
    /// After which category it was decided.
    pub category: String,
    /// What staff recognise it by, if there is something: the number of an order. Personal data: `Debug` hides it.
    pub name: Option<String>,
    /// What becomes of it.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Which record in the document this is. Not shown: a short record could be guessed from it.
    #[serde(skip)]
    pub(super) digest: Digest,
}

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// It goes, with everything in it.
    Erased,
    /// It has to be kept, with as little of the person as possible.
    Kept {
        /// The last day. `None`: without an end, until somebody decides; see the grounds.
        until: Option<NaiveDate>,
        /// Why, the longest first.
        grounds: Vec<Ground>,
        /// What is done with its properties. Shared by all records of which it is the same.
        #[serde(flatten)]
        fields: Arc<Fields>,
    },
    /// It stays as it is, until the holds are released.
    Held {
        /// Why.
        holds: Vec<LegalHold>,
    },
}

/// What is done with the properties of a record that is kept, by their paths from the record on. A property that has no
/// value there is in none of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Fields {
    /// These stay as they are.
    pub kept: BTreeSet<String>,
    /// Other texts will stand for these.
    pub pseudonymised: BTreeSet<String>,
    /// These go.
    pub removed: BTreeSet<String>,
}

/// A retention rule for which a record is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Ground {
    /// The rule.
    pub rule: String,
    /// Whose law it is.
    pub country: String,
    /// The law, in words for the data subject.
    pub ground: Sentence,
    /// The last day. `None`: the record has no date to count from, or the calendar does not go that far.
    pub until: Option<NaiveDate>,
    /// Whether the record has none of the dates that the rule counts from, and is kept until somebody decides.
    pub undated: bool,
    /// Where that day ends.
    pub time_zone: Tz,
    /// When. Follows from the others and the time zone database, an update of which is no change of the plan.
    #[serde(skip)]
    pub(super) ends_at: Option<Timestamp>,
}

impl Ground {
    pub(super) fn new(rule: &Rule, dated: bool, end: Option<End>) -> Self {
        Self {
            rule: rule.name.clone(),
            country: rule.country.clone(),
            ground: rule.ground.clone(),
            until: end.map(|end| end.until),
            undated: !dated,
            time_zone: rule.time_zone,
            ends_at: end.map(|end| end.at),
        }
    }
}

impl From<Treatment> for Fields {
    fn from(Treatment { kept, pseudonymised, removed }: Treatment) -> Self {
        Self { kept, pseudonymised, removed }
    }
}

impl Outcome {
    /// Kept on these grounds, of which there is at least one.
    pub(super) fn kept(mut grounds: Vec<Ground>, fields: Arc<Fields>) -> Self {
        grounds.sort_by(|one, other| {
            let key = |ground: &Ground| {
                let endless = ground.ends_at.is_none();
                (std::cmp::Reverse((endless, ground.ends_at)), ground.country.clone(), ground.rule.clone())
            };
            key(one).cmp(&key(other))
        });
        Self::Kept { until: grounds.first().and_then(|longest| longest.until), grounds, fields }
    }

    /// Held, whatever the order of the holds.
    pub(super) fn held(holds: Vec<LegalHold>) -> Result<Self, Unplannable> {
        Ok(Self::Held { holds: canonical::sorted("hold", holds)? })
    }

    /// When it is to be looked at again by itself.
    fn due_at(&self) -> Option<Timestamp> {
        match self {
            Self::Kept { grounds, .. } => grounds.first()?.ends_at,
            Self::Erased | Self::Held { .. } => None,
        }
    }
}

impl Plan {
    pub(super) fn new(
        made_from: Made,
        postponed: Vec<Postponed>,
        mut records: Vec<Planned>,
        unmatched_holds: Vec<LegalHold>,
    ) -> Result<Self, Unplannable> {
        records
            .sort_by(|one, other| (&one.place, &one.name, one.digest).cmp(&(&other.place, &other.name, other.digest)));
        let unmatched_holds = canonical::sorted("hold", unmatched_holds)?;
        // One after the other: as a whole, the JSON of a plan may be many times the plan.
        let digests = records.iter().map(|record| digest_of("record", &(record, record.digest)));
        let digests = digests.collect::<Result<Vec<_>, _>>()?;
        let hash = digest_of("plan", &(made_from, &postponed, digests, &unmatched_holds))?;
        Ok(Self { hash, made_from, postponed, records, unmatched_holds })
    }

    /// What the plan is recognised by: SHA-256 over what it does and over what it was made from. Another one as soon as
    /// the document, the rules, the holds or what follows from them changed.
    #[must_use]
    pub fn hash(&self) -> Digest {
        self.hash
    }

    /// Why it cannot be carried out yet, if so. The records say what would become of them.
    #[must_use]
    pub fn postponed(&self) -> &[Postponed] {
        &self.postponed
    }

    /// Until when at the latest it is postponed. `None`: it is not, or nobody can tell.
    #[must_use]
    pub fn postponed_until(&self) -> Option<Timestamp> {
        let ends: Option<Vec<_>> = self.postponed.iter().map(Postponed::until).collect();
        ends?.into_iter().max()
    }

    /// What becomes of each record, ordered by place and name.
    #[must_use]
    pub fn records(&self) -> &[Planned] {
        &self.records
    }

    /// Holds that no record is under: maybe a number was misspelt.
    #[must_use]
    pub fn unmatched_holds(&self) -> &[LegalHold] {
        &self.unmatched_holds
    }

    /// When the first of the records that are kept need not be kept any more: the plan for what remains is due again then.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        self.records.iter().filter_map(|record| record.outcome.due_at()).min()
    }

    /// Whether it leaves nothing.
    #[must_use]
    pub fn erases_everything(&self) -> bool {
        self.records.iter().all(|record| record.outcome == Outcome::Erased)
    }

    pub(super) fn made_from(&self) -> Made {
        self.made_from
    }
}

/// Names are personal data.
impl fmt::Debug for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, category, name: _, outcome, digest: _ } = self;
        f.debug_struct("Planned")
            .field("place", place)
            .field("category", category)
            .field("outcome", outcome)
            .finish_non_exhaustive()
    }
}
