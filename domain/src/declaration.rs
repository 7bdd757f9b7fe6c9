//! Files in which people declare rules (TOML), read as a whole: all that is wrong with one is said at once, each problem
//! with the place where it is.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde::Serialize;
use toml::{Table, Value};

use crate::message::Language;

/// The languages in which every sentence has to be there.
const LANGUAGES: [&str; 2] = ["en", "de"];

/// Something that is wrong with a declaration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where: `categories.orders.purpose.de`. Empty: in the file as a whole.
    pub place: String,
    /// What is wrong there, for the end of a sentence that begins with the place.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() { f.write_str(&self.reason) } else { write!(f, "{}: {}", self.place, self.reason) }
    }
}

/// All that is wrong with a declaration, in the order of the places.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);

/// A sentence or a title, in several languages. English and German are always among them. Clones share the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Sentence(Arc<BTreeMap<String, String>>);

impl Sentence {
    /// The sentence in `language`, or in English where nobody has written it in that one.
    #[must_use]
    pub fn in_language(&self, language: &Language) -> &str {
        self.0.get(language.tag()).or_else(|| self.0.get("en")).map_or("", String::as_str)
    }

    /// The sentence in each language that it is written in, by their tags (RFC 5646).
    pub fn languages(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(tag, text)| (tag.as_str(), text.as_str()))
    }
}

/// The table that `text` is.
///
/// # Errors
/// One [`Problem`] that says line and column: behind the first mistake of syntax nothing can be read.
pub(crate) fn parse(text: &str) -> Result<Table, Problems> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let at = error.span().map(|span| {
            let before = text.get(..span.start).unwrap_or(text);
            let column = before.chars().rev().take_while(|&character| character != '\n').count() + 1;
            format!("line {}, column {column}: ", before.matches('\n').count() + 1)
        });
        let reason = format!("{}{}", at.unwrap_or_default(), error.message());
        Problems(vec![Problem { place: String::new(), reason }])
    })
}

/// Where problems are noted while a declaration is read.
#[derive(Default)]
pub(crate) struct Notes(RefCell<Vec<Problem>>);

impl Notes {
    /// Notes a problem.
    pub(crate) fn add(&self, place: impl Into<String>, reason: impl Into<String>) {
        self.0.borrow_mut().push(Problem { place: place.into(), reason: reason.into() });
    }

    /// What was read, if there is nothing wrong with it.
    pub(crate) fn or<T>(self, read: T) -> Result<T, Problems> {
        let mut problems = self.0.into_inner();
        problems.sort();
        if problems.is_empty() { Ok(read) } else { Err(Problems(problems)) }
    }
}

/// `key` behind `place`, with quotes where TOML needs them.
pub(crate) fn below(place: &str, key: &str) -> String {
    let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    let key = if bare { key.to_owned() } else { format!("{key:?}") };
    if place.is_empty() { key } else { format!("{place}.{key}") }
}

/// A table while it is read: notes what is missing, of another type or unknown, and goes on.
///
/// Every method that reads a key returns `None` when it has noted a problem, so that `?` at the end of reading everything
/// leaves nothing out.
pub(crate) struct Reading<'a> {
    /// Where the table is.
    pub(crate) place: String,
    table: &'a Table,
    known: BTreeSet<&'static str>,
    notes: &'a Notes,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(place: String, table: &'a Table, notes: &'a Notes) -> Self {
        Self { place, table, known: BTreeSet::new(), notes }
    }

    /// Notes a problem with a key.
    pub(crate) fn wrong(&self, key: &str, reason: impl Into<String>) {
        self.notes.add(below(&self.place, key), reason);
    }

    /// Whether the key is there. Reading it only then makes it optional.
    pub(crate) fn has(&mut self, key: &'static str) -> bool {
        self.known.insert(key);
        self.table.contains_key(key)
    }

    fn take(&mut self, key: &'static str) -> Option<&'a Value> {
        if !self.has(key) {
            self.wrong(key, "is missing");
        }
        self.table.get(key)
    }

    fn expect<T>(&mut self, key: &'static str, what: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.take(key)?;
        let read = read(value);
        if read.is_none() {
            self.wrong(key, format!("has to be {what}"));
        }
        read
    }

    /// A text that is not blank.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        self.expect(key, "a text", |value| said(value).map(str::to_owned))
    }

    /// A text that may be left out.
    pub(crate) fn optional_text(&mut self, key: &'static str) -> Option<String> {
        if self.has(key) { self.text(key) } else { None }
    }

    /// A list of texts, with at least one.
    pub(crate) fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        self.expect(key, "a list of at least one text", |value| {
            let texts: Option<Vec<_>> = value.as_array()?.iter().map(|text| said(text).map(str::to_owned)).collect();
            texts.filter(|texts| !texts.is_empty())
        })
    }

    /// `true` or `false`.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.expect(key, "true or false", Value::as_bool)
    }

    /// A whole number in a range.
    pub(crate) fn number(&mut self, key: &'static str, range: RangeInclusive<u32>) -> Option<u32> {
        self.expect(key, &format!("a whole number from {} to {}", range.start(), range.end()), |value| {
            u32::try_from(value.as_integer()?).ok().filter(|number| range.contains(number))
        })
    }

    /// One of several words.
    pub(crate) fn choice<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let what = words.iter().map(|(word, _)| format!("{word:?}")).collect::<Vec<_>>().join(", ");
        self.expect(key, &format!("one of {what}"), |value| {
            let given = value.as_str()?;
            words.iter().find(|(word, _)| *word == given).map(|&(_, meant)| meant)
        })
    }

    /// A sentence in all languages that have to be there, and any others.
    pub(crate) fn sentence(&mut self, key: &'static str) -> Option<Sentence> {
        let table = self.expect(key, "a table with a text for each language", Value::as_table)?;
        let place = below(&self.place, key);
        let mut whole = true;
        for language in LANGUAGES.iter().filter(|language| !table.contains_key(**language)) {
            self.notes.add(below(&place, language), "is missing");
            whole = false;
        }
        for (language, text) in table {
            if !is_language(language) {
                self.notes.add(below(&place, language), "is not the code of a language");
                whole = false;
            } else if said(text).is_none() {
                self.notes.add(below(&place, language), "has to be a text");
                whole = false;
            }
        }
        let texts = table.iter().filter_map(|(language, text)| Some((language.clone(), said(text)?.to_owned())));
        whole.then(|| Sentence(Arc::new(texts.collect())))
    }

    /// The table below a key.
    pub(crate) fn table(&mut self, key: &'static str) -> Option<Reading<'a>> {
        let table = self.expect(key, "a table", Value::as_table)?;
        Some(Reading::new(below(&self.place, key), table, self.notes))
    }

    /// The tables below a key, each under a name, in the order of the file.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<(&'a str, Reading<'a>)> {
        self.table(key).map(|reading| reading.named()).unwrap_or_default()
    }

    /// This table as tables, each under a name that anybody may choose.
    pub(crate) fn named(&self) -> Vec<(&'a str, Reading<'a>)> {
        let read = |(name, value): (&'a String, &'a Value)| {
            let Some(table) = value.as_table() else {
                self.wrong(name, "has to be a table");
                return None;
            };
            Some((name.as_str(), Reading::new(below(&self.place, name), table, self.notes)))
        };
        self.table.iter().filter_map(read).collect()
    }

    /// The tables of a list: `rules[0]`, `rules[1]`.
    pub(crate) fn items(&mut self, key: &'static str) -> Vec<Reading<'a>> {
        let place = below(&self.place, key);
        let items = self.expect(key, "a list of tables", |value| {
            value.as_array()?.iter().map(Value::as_table).collect::<Option<Vec<_>>>()
        });
        let read = |(index, table)| Reading::new(format!("{place}[{index}]"), table, self.notes);
        items.into_iter().flatten().enumerate().map(read).collect()
    }

    /// Notes every key that nobody asked for. To be called when all have been read.
    pub(crate) fn end(self) {
        for key in self.table.keys().filter(|key| !self.known.contains(key.as_str())) {
            let known: Vec<_> = self.known.iter().copied().collect();
            self.wrong(key, format!("is unknown; there can be {}", known.join(", ")));
        }
    }
}

fn said(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

/// Whether it looks like a language tag such as those of this service: `de`, `pt-BR`.
fn is_language(tag: &str) -> bool {
    let (language, region) = tag.split_once('-').map_or((tag, None), |(language, region)| (language, Some(region)));
    matches!(language.len(), 2..=3)
        && language.chars().all(|c| c.is_ascii_lowercase())
        && region.is_none_or(|region| region.len() == 2 && region.chars().all(|c| c.is_ascii_uppercase()))
}

/// `own` laid over `base`: what both have is from `own`, table by table.
pub(crate) fn overlay(base: &mut Table, own: &Table) {
    for (key, value) in own {
        match (base.get_mut(key), value) {
            (Some(Value::Table(base)), Value::Table(own)) => overlay(base, own),
            _ => {
                base.insert(key.clone(), value.clone());
            }
        }
    }
}
