//! The sentences of the page: a file for each language, in `server/templates/page`.

use std::collections::BTreeMap;

use chrono::{Datelike, Timelike};
use domain::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// All languages, by their tag. A further one is a file and a line here.
const FILES: [(&str, &str); 2] =
    [("de", include_str!("../../templates/page/de.toml")), ("en", include_str!("../../templates/page/en.toml"))];

/// A file of words is not as it has to be: a defect of the program.
#[derive(Debug, thiserror::Error)]
#[error("the words of the page in {language} cannot be used: {reason}")]
pub struct BadWords {
    language: &'static str,
    reason: String,
}

/// The sentences of one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    pub(crate) general: General,
    dates: Dates,
    rights: BTreeMap<String, Right>,
    outcomes: BTreeMap<String, Saying>,
}

/// What stands beside details.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct General {
    pub(crate) asked: String,
    pub(crate) article: String,
    pub(crate) received: String,
    pub(crate) until: String,
    pub(crate) begins: String,
    pub(crate) number: String,
    pub(crate) proof: String,
    pub(crate) proof_hint: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dates {
    moment: String,
    day: String,
    months: [String; 12],
}

/// A right of chapter III of the GDPR, to somebody who wants to exercise it.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Right {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// What is said about an outcome.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Saying {
    pub(crate) title: String,
    pub(crate) text: Vec<String>,
    /// Where there is more to say than that: labels, and what a script shows.
    #[serde(flatten)]
    pub(crate) more: BTreeMap<String, String>,
}

/// What is put in for the names in braces.
pub(crate) type Values<'a> = [(&'a str, String)];

impl Words {
    /// Those of every language, by its tag.
    pub(crate) fn all() -> Result<BTreeMap<&'static str, Self>, BadWords> {
        let read = |(language, text): (&'static str, &str)| {
            let words = toml::from_str(text).map_err(|error| BadWords { language, reason: error.to_string() })?;
            Ok((language, words))
        };
        FILES.into_iter().map(read).collect()
    }

    /// What is said about an outcome, with values put in.
    pub(crate) fn saying(&self, outcome: &str, values: &Values<'_>) -> Option<Saying> {
        let Saying { title, text, more } = self.outcomes.get(outcome)?;
        Some(Saying {
            title: fill(title, values),
            text: text.iter().map(|text| fill(text, values)).collect(),
            more: more.iter().map(|(name, text)| (name.clone(), fill(text, values))).collect(),
        })
    }

    /// A right, with values put in.
    pub(crate) fn right(&self, kind: &str, values: &Values<'_>) -> Option<Right> {
        let Right { name, text } = self.rights.get(kind)?;
        Some(Right { name: name.clone(), text: fill(text, values) })
    }

    /// A date with its time, in UTC.
    pub(crate) fn moment(&self, at: Timestamp) -> String {
        self.date(&self.dates.moment, at)
    }

    /// A date alone, in UTC.
    pub(crate) fn day(&self, at: Timestamp) -> String {
        self.date(&self.dates.day, at)
    }

    fn date(&self, form: &str, at: Timestamp) -> String {
        let month = usize::try_from(at.month0()).ok().and_then(|month| self.dates.months.get(month));
        let time = format!("{:02}:{:02}", at.hour(), at.minute());
        let values = [
            ("day", at.day().to_string()),
            ("month", month.cloned().unwrap_or_default()),
            ("year", at.year().to_string()),
            ("time", time),
        ];
        fill(form, &values)
    }
}

/// Puts values in for their names. What is put in is not looked at again: it may have braces itself.
pub(crate) fn fill(text: &str, values: &Values<'_>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        filled.push_str(before);
        let found = behind.split_once('}').and_then(|(name, rest)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, rest))
        });
        if let Some((value, behind)) = found {
            filled.push_str(value);
            rest = behind;
        } else {
            filled.push('{');
            rest = behind;
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::message::Language;
    use domain::request::RequestType;

    use super::super::outcome::Outcome;
    use super::*;

    fn keys(prefix: &str, value: &toml::Value, found: &mut BTreeSet<String>) {
        if let toml::Value::Table(table) = value {
            for (name, value) in table {
                keys(&format!("{prefix}.{name}"), value, found);
            }
        } else {
            found.insert(prefix.to_owned());
        }
    }

    #[test]
    fn every_language_there_are_messages_in_has_words_and_all_the_same_ones() {
        let tags: BTreeSet<_> = FILES.map(|(tag, _)| tag.to_owned()).into();
        assert_eq!(tags, Language::all().iter().map(ToString::to_string).collect());
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/page");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|path| path.extension().is_some_and(|it| it == "toml"));
        assert_eq!(tags, files.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect());
        let sets = FILES.map(|(_, text)| {
            let mut found = BTreeSet::new();
            keys("", &toml::from_str(text).unwrap(), &mut found);
            found
        });
        assert_eq!(sets[0], sets[1]);
    }

    #[test]
    fn there_are_words_for_every_outcome_and_every_right_and_no_others() {
        for words in Words::all().unwrap().values() {
            let outcomes: BTreeSet<_> = Outcome::ALL.map(|outcome| outcome.key().to_owned()).into();
            assert_eq!(words.outcomes.keys().cloned().collect::<BTreeSet<_>>(), outcomes);
            let rights: BTreeSet<_> = RequestType::ALL.map(|kind| kind.code().to_owned()).into();
            assert_eq!(words.rights.keys().cloned().collect::<BTreeSet<_>>(), rights);
        }
    }

    #[test]
    fn a_date_is_written_as_the_language_does() {
        let all = Words::all().unwrap();
        let at = "2026-03-02T07:05:59Z".parse().unwrap();
        assert_eq!(all["en"].moment(at), "2 March 2026, 07:05 UTC");
        assert_eq!(all["de"].moment(at), "2. März 2026, 07:05 Uhr (UTC)");
        assert_eq!(all["de"].day(at), "2. März 2026");
    }

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        let values = [("shop", "{until}{".to_owned()), ("until", "never".to_owned())];
        assert_eq!(fill("{shop} {until} {other} {", &values), "{until}{ never {other} {");
    }
}
