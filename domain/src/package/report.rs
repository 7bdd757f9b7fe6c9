//! `report.html`: the package for people, as facts. The form comes in through the port [`ReportForm`], part by part, so that
//! no report is ever in memory as a whole.

mod block;
mod facts;

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use self::block::Layouts;
use self::facts::{category, closing, described};
use super::selection::Selection;
use super::walk::{self, Step};
use super::{Facts, NotBuilt, Object, Omitted, Source};
use crate::data_map::CUSTOMER;
use crate::display;
use crate::message::Language;

pub use self::block::{Block, Field, Group, Nested, Shape};
pub use self::facts::{CategoryPart, Closing, Lawful, Missing, Opening, Period};

/// The port for the form of the report.
pub trait ReportForm: Send + Sync {
    /// Writes a part of a report. Parts come in the order of [`Part`]: one opening, then the data, then one closing.
    ///
    /// # Errors
    /// [`NotFormed`].
    fn write(&self, language: &Language, part: &Part<'_>, out: &mut dyn Write) -> Result<(), NotFormed>;
}

/// Why a part could not be written.
#[derive(Debug, thiserror::Error)]
pub enum NotFormed {
    /// The form cannot be filled in. Says where, never with what.
    #[error("the report's template {template} cannot be filled in: {reason}")]
    Template {
        /// Its name.
        template: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The output cannot be written.
    #[error("the report cannot be written: {0}")]
    Output(#[from] io::Error),
}

/// A part of a report. All sentences are in its language.
#[derive(Serialize)]
#[serde(tag = "part", rename_all = "kebab-case")]
pub enum Part<'a> {
    /// What this is, and what is said about all data of a kind: once, at first.
    Opening(Opening<'a>),
    /// The customer's own properties.
    Own {
        /// What they are called.
        title: &'a str,
        /// The properties, by category.
        block: Block<'a>,
    },
    /// Records of a kind follow.
    Records {
        /// What they are called.
        title: &'a str,
        /// The list they are in: `orders`.
        list: &'a str,
    },
    /// A record.
    Record(RecordPart<'a>),
    /// No more records of the kind.
    EndOfRecords {
        /// How many there were.
        count: u64,
    },
    /// What an earlier erasure left follows.
    KeptRecords,
    /// A record that an erasure left.
    KeptRecord {
        /// The record.
        #[serde(flatten)]
        record: RecordPart<'a>,
        /// The last day on which it has to be kept, as a date of RFC 3339. `None`: nobody knows yet.
        until: Option<String>,
        /// The laws that require it.
        grounds: Vec<&'a str>,
        /// Whether a legal hold is on it.
        held: bool,
    },
    /// What is missing and why, and which rights there are: once, at last.
    Closing(Closing<'a>),
}

/// A record of a list.
#[derive(Serialize)]
pub struct RecordPart<'a> {
    /// What such a record is called.
    pub title: &'a str,
    /// What people recognise it by.
    pub name: Option<String>,
    /// Its number among those of its kind, from 1.
    pub number: u64,
    /// What is in it.
    pub block: Block<'a>,
}

/// What is reported about.
pub(super) struct Found<'a> {
    pub(super) own: Option<&'a Object>,
    pub(super) keeps: bool,
    pub(super) omissions: &'a [Omitted],
}

/// Writes the report.
pub(super) fn write(
    out: &mut dyn Write,
    facts: &Facts<'_>,
    found: &Found<'_>,
    source: &dyn Source,
    selection: &Selection<'_>,
    form: &dyn ReportForm,
) -> Result<(), NotBuilt> {
    let language = facts.language;
    let mut put = |part: &Part<'_>| {
        form.write(language, part, out).map_err(|error| match error {
            NotFormed::Output(error) => NotBuilt::Output(error),
            template @ NotFormed::Template { .. } => NotBuilt::Form(template),
        })
    };
    // Of what is kept has to be said what is said of everything else: why, on which basis, who gets it.
    let left = if found.keeps { kept_categories(facts, source)? } else { BTreeSet::new() };
    let all = facts.map.categories().iter();
    let categories = match found.own {
        Some(_) => all.filter_map(|it| category(it, facts, selection)).collect(),
        None => all.filter(|it| left.contains(it.name.as_str())).map(|it| described(it, facts)).collect(),
    };
    put(&Part::Opening(Opening {
        kind: facts.kind.code(),
        article: facts.kind.article(),
        request: facts.request.as_str(),
        shop: facts.shop.as_str(),
        made_at: facts.made_at,
        held: found.own.is_some(),
        keeps: found.keeps,
        categories,
    }))?;
    let layouts = Layouts::of(facts.map, language);
    if let Some(own) = found.own {
        if let Some((kind, layout)) = layouts.at(CUSTOMER) {
            put(&Part::Own { title: kind.title.in_language(language), block: layout.block(own) })?;
        }
        data(facts, &layouts, source, selection, &mut put)?;
    }
    if found.keeps {
        put(&Part::KeptRecords)?;
        kept(facts, &layouts, source, &mut put)?;
    }
    put(&Part::Closing(closing(facts, found)))
}

type Put<'a> = dyn FnMut(&Part<'_>) -> Result<(), NotBuilt> + 'a;

fn data(
    facts: &Facts<'_>,
    layouts: &Layouts<'_>,
    source: &dyn Source,
    selection: &Selection<'_>,
    put: &mut Put<'_>,
) -> Result<(), NotBuilt> {
    let language = facts.language;
    let mut count = 0;
    // A heading only for lists with something in them.
    let mut list = String::new();
    walk::lists(source, selection, &|_| true, &mut |step| match step {
        Step::Begin(name) => {
            (list, count) = (name.to_owned(), 0);
            Ok(())
        }
        Step::Record(place, record) => {
            let Some((kind, layout)) = layouts.at(place) else { return Ok(()) };
            let title = kind.title.in_language(language);
            if count == 0 {
                // What several of them are called.
                let all = facts.map.category(&kind.category).map_or(title, |it| it.title.in_language(language));
                put(&Part::Records { title: all, list: &list })?;
            }
            count += 1;
            put(&Part::Record(RecordPart {
                title,
                name: name(kind, &record),
                number: count,
                block: layout.block(&record),
            }))
        }
        Step::End if count == 0 => Ok(()),
        Step::End => put(&Part::EndOfRecords { count }),
    })
}

fn kept(facts: &Facts<'_>, layouts: &Layouts<'_>, source: &dyn Source, put: &mut Put<'_>) -> Result<(), NotBuilt> {
    let language = facts.language;
    let mut number = 0;
    let mut result = Ok(());
    source.kept(&mut |kept| {
        let Some((kind, layout)) = layouts.at(&kept.place) else { return true };
        number += 1;
        let record = RecordPart {
            title: kind.title.in_language(language),
            name: name(kind, &kept.record),
            number,
            block: layout.block(&kept.record),
        };
        result = put(&Part::KeptRecord {
            record,
            until: kept.until.map(|day| day.to_string()),
            grounds: kept.grounds.iter().map(|ground| ground.in_language(language)).collect(),
            held: kept.held,
        });
        result.is_ok()
    })?;
    result?;
    put(&Part::EndOfRecords { count: number })
}

/// The categories of the records that an erasure left.
fn kept_categories<'a>(facts: &Facts<'a>, source: &dyn Source) -> Result<BTreeSet<&'a str>, NotBuilt> {
    let mut found = BTreeSet::new();
    source.kept(&mut |kept| {
        found.extend(facts.map.record(&kept.place).map(|kind| kind.category.as_str()));
        true
    })?;
    Ok(found)
}

fn name(kind: &crate::data_map::Record, record: &Object) -> Option<String> {
    record.get(kind.name.as_ref()?)?.as_str().map(|name| display::single_line(name).into_owned())
}
