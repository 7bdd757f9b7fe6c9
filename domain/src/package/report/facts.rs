//! What is said about data of a kind: Art. 15(1)(a) to (g) GDPR.

use serde::Serialize;

use super::Found;
use crate::clock::Timestamp;
use crate::data_map::Category;
use crate::package::selection::Selection;
use crate::package::{Facts, Omitted};
use crate::retention::{Rule, Start};

/// What a report begins with.
#[derive(Serialize)]
pub struct Opening<'a> {
    /// The code of the kind of package.
    pub kind: &'a str,
    /// The article of the GDPR that gives the right.
    pub article: u8,
    /// The request.
    pub request: &'a str,
    /// The shop.
    pub shop: &'a str,
    /// When the report was made.
    pub made_at: Timestamp,
    /// Whether there is any data.
    pub held: bool,
    /// Whether an erasure left something.
    pub keeps: bool,
    /// The categories of the data, or else of what is kept, in the order of the data map. Empty where there is neither.
    pub categories: Vec<CategoryPart<'a>>,
}

/// A category of data.
#[derive(Serialize)]
pub struct CategoryPart<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Why the data is there.
    pub purpose: &'a str,
    /// What makes that lawful.
    pub legal_basis: Lawful<'a>,
    /// Who gets it.
    pub recipients: &'a str,
    /// Where it came from.
    pub source: &'a str,
    /// How long it has to be kept, also when its erasure is asked for. Empty: no law that is declared requires it.
    pub periods: Vec<Period<'a>>,
}

/// What makes processing lawful.
#[derive(Serialize)]
pub struct Lawful<'a> {
    /// The letter of Art. 6(1).
    pub letter: &'a str,
    /// In words.
    pub text: &'a str,
}

/// How long something is kept.
#[derive(Serialize)]
pub struct Period<'a> {
    /// The law, in words.
    pub ground: &'a str,
    /// Whole years.
    pub years: u32,
    /// Months beyond them.
    pub months: u32,
    /// Days beyond these.
    pub days: u32,
    /// From when on: `record-date`, `end-of-calendar-year`, `end-of-business-year`,
    /// `end-of-calendar-year-of-business-year`.
    pub start: &'static str,
}

/// What a report ends with.
#[derive(Serialize)]
pub struct Closing<'a> {
    /// The code of the kind of package.
    pub kind: &'a str,
    /// Whether there is any data.
    pub held: bool,
    /// What is missing, and why.
    pub omissions: Vec<Missing<'a>>,
    /// The version of the program.
    pub service_version: &'a str,
    /// The version of the contract.
    pub schema_version: &'a str,
}

/// Something that is missing.
#[derive(Serialize)]
pub struct Missing<'a> {
    /// Why.
    pub code: &'a str,
    /// What: titles of properties, in the order of the data map, each once.
    pub titles: Vec<&'a str>,
}

/// What is said about a category, if anything in it is selected.
pub(super) fn category<'a>(
    category: &'a Category,
    facts: &Facts<'a>,
    selection: &Selection<'_>,
) -> Option<CategoryPart<'a>> {
    selection.properties().find(|property| property.category == category.name)?;
    Some(described(category, facts))
}

/// What is said about a category.
pub(super) fn described<'a>(category: &'a Category, facts: &Facts<'a>) -> CategoryPart<'a> {
    let language = facts.language;
    CategoryPart {
        title: category.title.in_language(language),
        purpose: category.purpose.in_language(language),
        legal_basis: Lawful {
            letter: category.legal_basis.letter(),
            text: category.legal_basis_text.in_language(language),
        },
        recipients: category.recipients.in_language(language),
        source: category.source.in_language(language),
        periods: facts.rules.of(category).map(|rule| period(rule, facts)).collect(),
    }
}

fn period<'a>(rule: &'a Rule, facts: &Facts<'_>) -> Period<'a> {
    Period {
        ground: rule.ground.in_language(facts.language),
        years: rule.term.months / 12,
        months: rule.term.months % 12,
        days: rule.term.days,
        start: match rule.start {
            Start::RecordDate => "record-date",
            Start::EndOfCalendarYear => "end-of-calendar-year",
            Start::EndOfBusinessYear(_) => "end-of-business-year",
            Start::EndOfCalendarYearOfBusinessYear(_) => "end-of-calendar-year-of-business-year",
        },
    }
}

/// What is said at the end.
pub(super) fn closing<'a>(facts: &Facts<'a>, found: &Found<'a>) -> Closing<'a> {
    let missing = |omitted: &'a Omitted| {
        let mut titles = Vec::new();
        for property in omitted.properties.iter().filter_map(|path| facts.map.property(path)) {
            let title = property.title.in_language(facts.language);
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        Missing { code: omitted.code.code(), titles }
    };
    Closing {
        kind: facts.kind.code(),
        held: found.own.is_some(),
        omissions: found.omissions.iter().map(missing).collect(),
        service_version: facts.service_version,
        schema_version: facts.schema.version,
    }
}
