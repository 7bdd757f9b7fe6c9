//! The data map as a page for people.

use std::fmt::Write as _;

use super::{DataMap, Property, WhenKept};
use crate::message::Language;

/// The map as Markdown, in one language: categories with everything said about them, and their properties. The words
/// around them are English.
#[must_use]
pub fn page(map: &DataMap, language: &Language) -> String {
    let mut page = String::new();
    let yes = |holds: bool| if holds { "yes" } else { "" };
    page.push_str(
        "## Records\n\n| what is erased, kept or held as one | where | category | recognised by |\n|---|---|---|---|\n",
    );
    for record in map.records() {
        let name = record.name.as_ref().map_or_else(String::new, |name| format!("`{name}`"));
        let title = cell(record.title.in_language(language));
        // Writing to a text cannot fail.
        let _ = writeln!(page, "| {title} | `{}` | `{}` | {name} |", record.place, record.category);
    }
    page.push('\n');
    for category in map.categories() {
        let say = |sentence: &crate::declaration::Sentence| cell(sentence.in_language(language));
        let _ = write!(
            page,
            "## {} (`{}`)\n\n| | |\n|---|---|\n| purpose | {} |\n| source | {} |\n| legal basis | {} |\n| recipients | {} |\n\
             | retention | {} |\n\n",
            cell(category.title.in_language(language)),
            category.name,
            say(&category.purpose),
            say(&category.source),
            say(&category.legal_basis_text),
            say(&category.recipients),
            category.retention.as_ref().map_or_else(
                || "no rule is named; other rules may hold".to_owned(),
                |rule| format!("the rules named `{}`", cell(rule))
            ),
        );
        let _ = writeln!(page, "| property | | provided by the subject | identifies | in a record that is kept |");
        let _ = writeln!(page, "|---|---|---|---|---|");
        for property in map.properties().iter().filter(|property| property.category == category.name) {
            let Property { path, title, provided, identifies, when_kept, deprecated, .. } = property;
            let deprecated = deprecated.as_ref().map_or_else(String::new, |name| format!(" (also `{name}`)"));
            let when_kept = match when_kept {
                WhenKept::Keep => "stays",
                WhenKept::Remove => "is removed",
                WhenKept::Pseudonymise => "is pseudonymised",
            };
            let title = say(title);
            let _ = writeln!(
                page,
                "| `{path}`{deprecated} | {title} | {} | {} | {when_kept} |",
                yes(*provided),
                yes(*identifies)
            );
        }
        page.push('\n');
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
