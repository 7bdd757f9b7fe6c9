//! What was kept, in words for the data subject: of which kind, why, and until when. Never which record.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::data_map::DataMap;
use crate::erasure::{Outcome, Plan};
use crate::message::{Kept, Language};

/// A line for each category of records and each ground; `None`: nothing is kept.
pub(super) fn summary(plan: &Plan, map: &DataMap, language: &Language) -> Option<String> {
    // Of the same category and ground, the last day. A record without one counts as later than any day.
    let mut kept: BTreeMap<(&str, &str), Option<NaiveDate>> = BTreeMap::new();
    let mut claimed: BTreeSet<&str> = BTreeSet::new();
    for record in plan.records() {
        let category = map.category(&record.category).map_or("", |category| category.title.in_language(language));
        match &record.outcome {
            Outcome::Erased => {}
            Outcome::Kept { grounds, .. } => {
                for ground in grounds {
                    let last = kept.entry((category, ground.ground.in_language(language))).or_insert(ground.until);
                    *last = last.zip(ground.until).map(|(one, other)| one.max(other));
                }
            }
            Outcome::Held { .. } => {
                claimed.insert(category);
            }
        }
    }
    let kept = kept.into_iter().map(|((category, ground), last)| {
        let why = last.map_or(Kept::Undecided(ground), |last| Kept::Until(last, ground));
        why.sentence(category, language)
    });
    let lines: Vec<_> = kept.chain(claimed.into_iter().map(|it| Kept::Claimed.sentence(it, language))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
