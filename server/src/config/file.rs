//! The configuration file as a flat list of keys, each with its line.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::given::Given;

/// One key of the file.
pub(super) struct Entry {
    /// Its full name, known or not.
    pub(super) path: String,
    /// In which of several sections of one name (`[[name]]`) it stands, counted from 0. The entry that begins such a section
    /// has its name alone.
    pub(super) section: Option<usize>,
    /// Counted from 1.
    pub(super) line: usize,
    /// What it is set to.
    pub(super) given: Given,
}

/// Where the file is not TOML, and why. Never quotes it: the line may hold a secret.
pub(super) struct Broken {
    /// Counted from 1.
    pub(super) line: usize,
    /// What the parser says.
    pub(super) message: String,
}

/// Takes the file apart.
pub(super) fn read(text: &str) -> Result<Vec<Entry>, Vec<Broken>> {
    let line = |span: Range<usize>| 1 + text.bytes().take(span.start).filter(|byte| *byte == b'\n').count();
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let mut entries = Vec::new();
        flatten("", None, table.get_ref(), &line, &mut entries);
        return Ok(entries);
    }
    Err(errors
        .iter()
        .map(|error| Broken { line: error.span().map_or(1, line), message: error.message().to_owned() })
        .collect())
}

fn flatten(
    prefix: &str,
    section: Option<usize>,
    table: &DeTable<'_>,
    line: &dyn Fn(Range<usize>) -> usize,
    entries: &mut Vec<Entry>,
) {
    for (name, value) in table {
        let path = if prefix.is_empty() { name.get_ref().to_string() } else { format!("{prefix}.{}", name.get_ref()) };
        match value.get_ref() {
            DeValue::Table(inner) if !inner.is_empty() => flatten(&path, section, inner, line, entries),
            // An empty section sets nothing. Whether there is such a section does not matter then.
            DeValue::Table(_) => {}
            DeValue::Array(items) if sections(items).is_some_and(|sections| !sections.is_empty()) => {
                for (number, (span, inner)) in sections(items).into_iter().flatten().enumerate() {
                    let given = Given::Other("a section");
                    entries.push(Entry { path: path.clone(), section: Some(number), line: line(span), given });
                    flatten(&path, Some(number), inner, line, entries);
                }
            }
            other => entries.push(Entry { path, section, line: line(name.span()), given: given(other) }),
        }
    }
}

/// The sections of one name (`[[name]]`), if the list is made of those alone.
fn sections<'a, 'i>(items: &'a [Spanned<DeValue<'i>>]) -> Option<Vec<(Range<usize>, &'a DeTable<'i>)>> {
    let section = |item: &'a Spanned<DeValue<'i>>| Some((item.span(), item.get_ref().as_table()?));
    items.iter().map(section).collect()
}

fn given(value: &DeValue<'_>) -> Given {
    match value {
        DeValue::String(text) => Given::Text(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Given::Other("a number of this size"), Given::Whole),
        DeValue::Float(_) => Given::Other("a number with a fraction"),
        DeValue::Boolean(truth) => Given::Truth(*truth),
        DeValue::Datetime(_) => Given::Other("a date or time"),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item: &Spanned<DeValue<'_>>| item.get_ref().as_str().map(str::to_owned));
            texts.collect::<Option<_>>().map_or(Given::Other("a list of other things than texts"), Given::List)
        }
        DeValue::Table(_) => Given::Other("a section"),
    }
}
