//! What was kept, in words for the data subject: of which kind, why, and until when. Never which record.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::data_map::DataMap;
use crate::erasure::{Outcome, Plan};
use crate::message::Language;

/// A line for each kind of record and ground; `None`: nothing is kept.
pub(super) fn summary(plan: &Plan, map: &DataMap, language: &Language) -> Option<String> {
    let german = language.tag() == "de";
    // Of the same kind and ground, the latest day. `None` counts as the latest: nobody knows.
    let mut kept: BTreeMap<(String, String), (bool, Option<chrono::NaiveDate>)> = BTreeMap::new();
    for record in plan.records() {
        let title = map.record(&record.place).map_or(record.place.as_str(), |it| it.title.in_language(language));
        match &record.outcome {
            Outcome::Erased => {}
            Outcome::Kept { grounds, .. } => {
                for ground in grounds {
                    let key = (title.to_owned(), ground.ground.in_language(language).to_owned());
                    let known = kept.entry(key).or_insert((true, ground.until));
                    known.1 = if ground.until.is_none() {
                        None
                    } else {
                        known.1.max(ground.until).filter(|_| known.1.is_some())
                    };
                }
            }
            Outcome::Held { .. } => {
                let words = if german {
                    "wird für die Geltendmachung, Ausübung oder Verteidigung von Rechtsansprüchen gebraucht \
                     (Art. 17 Abs. 3 lit. e DSGVO)"
                } else {
                    "is needed for the establishment, exercise or defence of legal claims (Art. 17(3)(e) GDPR)"
                };
                kept.insert((title.to_owned(), words.to_owned()), (false, None));
            }
        }
    }
    if kept.is_empty() {
        return None;
    }
    let mut text = String::new();
    for ((title, ground), (dated, until)) in kept {
        let until = match (until, dated, german) {
            (Some(day), _, true) => format!("bis {}", day.format("%d.%m.%Y")),
            (Some(day), _, false) => format!("until {}", day.format("%-d %B %Y")),
            (None, true, true) => "bis darüber entschieden ist, weil ein Datum fehlt".to_owned(),
            (None, true, false) => "until somebody has decided, since a date is missing".to_owned(),
            (None, false, true) => "bis der Anspruch geklärt ist".to_owned(),
            (None, false, false) => "until the claim is settled".to_owned(),
        };
        let _ = writeln!(text, "- {title}: {until}. {ground}");
    }
    Some(text.trim_end().to_owned())
}
