//! Packages: what a data subject is handed on a request for access (Art. 15 GDPR) or portability (Art. 20), as one ZIP file.
//!
//! ```text
//! Source ─┬─ data.json           the contract's document, or the part of it that is portable
//!         ├─ data/*.csv          the same as tables
//!         ├─ kept.json           what an earlier erasure left, and why
//!         └─ report.html         the same for people, through the port ReportForm
//!            manifest.json       what is in the package and what is not, with a digest of each member
//!            manifest.json.sig   its signature
//! ```
//!
//! `docs/packages.md` has the format. A package is written in one go into anything that can be written to. Memory is bounded
//! by the longest single record (an order with its positions), however many there are: the document is read anew for each
//! member, record by record, so [`Source`] has to show the same state each time.
//!
//! Neither an error nor a name inside the package holds anything personal.

mod archive;
mod csv;
mod json;
mod kept;
mod manifest;
mod report;
mod selection;
mod source;
mod walk;

use std::io::{self, Write};

use serde_json::{Map, Value};

use self::archive::Archive;
use self::selection::Selection;
use crate::clock::Timestamp;
use crate::customer::document::Objection;
use crate::data_map::DataMap;
use crate::message::Language;
use crate::names::{RequestId, ShopName};
use crate::request::RequestType;
use crate::retention::Rules;
use crate::seal::MasterKey;
use crate::store::StoreError;

pub use self::manifest::{FORMAT, Manifest, Member, Omission, Omitted, Schema};
pub use self::report::{
    Block, CategoryPart, Closing, Field, Group, Lawful, Missing, Nested, NotFormed, Opening, Part, Period, RecordPart,
    ReportForm, Shape,
};
pub use self::source::{Kept, Source, Stored};

/// A JSON object.
type Object = Map<String, Value>;

/// Which right a package serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageKind {
    /// Access, Art. 15: everything.
    Access,
    /// Portability, Art. 20: what the subject provided, as far as it is processed by consent or for a contract.
    Portability,
}

impl PackageKind {
    /// The kind that serves requests of this type, if any does.
    #[must_use]
    pub const fn of(asked: RequestType) -> Option<Self> {
        match asked {
            RequestType::Access => Some(Self::Access),
            RequestType::Portability => Some(Self::Portability),
            RequestType::Erasure | RequestType::Rectification | RequestType::Restriction | RequestType::Objection => {
                None
            }
        }
    }

    /// The word in manifests.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Portability => "portability",
        }
    }

    /// The article of the GDPR that gives the right.
    #[must_use]
    pub const fn article(self) -> u8 {
        match self {
            Self::Access => 15,
            Self::Portability => 20,
        }
    }
}

/// What a package says beside the data.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Which right it serves.
    pub kind: PackageKind,
    /// The request it answers.
    pub request: &'a RequestId,
    /// The shop that the request is about.
    pub shop: &'a ShopName,
    /// The language of the report.
    pub language: &'a Language,
    /// When it is made; also the time of every member.
    pub made_at: Timestamp,
    /// The version of the program.
    pub service_version: &'a str,
    /// The contract that `data.json` follows.
    pub schema: Schema<'a>,
    /// What every property is.
    pub map: &'a DataMap,
    /// How long what is kept.
    pub rules: &'a Rules,
    /// What signs the manifest.
    pub key: &'a MasterKey,
}

/// Why there is no package. What was written until then is no ZIP file.
#[derive(Debug, thiserror::Error)]
pub enum NotBuilt {
    /// It cannot be written.
    #[error("the package cannot be written: {0}")]
    Output(#[source] io::Error),
    /// The document cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The document is not one of the contract.
    #[error("the stored document is not of the contract: {0}")]
    NotOfTheContract(Objection),
    /// The same in terms of JSON; where the mistake is, without what is there.
    #[error("the stored document is not of the contract, at line {line}, column {column}")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// The form of the report cannot be filled in.
    #[error(transparent)]
    Form(#[from] NotFormed),
    /// The document was another one when it was read again.
    #[error("the document changed while the package was made")]
    Changed,
}

impl NotBuilt {
    /// A fixed word for logs and for what is stored about a failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Output(_) => "package.output",
            Self::Store(error) => error.code(),
            Self::NotOfTheContract(_) | Self::NotJson { .. } => "package.document",
            Self::Form(_) => "package.form",
            Self::Changed => "package.changed",
        }
    }
}

impl From<io::Error> for NotBuilt {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Writes the package for `facts` into `out`, and returns what its manifest says.
///
/// # Errors
/// [`NotBuilt`]; what was written then has to be thrown away.
pub fn write(
    facts: &Facts<'_>,
    source: &dyn Source,
    form: &dyn ReportForm,
    out: &mut dyn Write,
) -> Result<Manifest, NotBuilt> {
    let selection = Selection::new(facts.kind, facts.map);
    let outline = walk::outline(source, &selection)?;
    let document = outline.as_ref().map_or(0, |outline| outline.document);
    let mut archive = Archive::new(out, facts.made_at, document);
    if let Some(outline) = &outline {
        archive.member("data.json", |out| json::write(out, &outline.own, source, &selection))?;
        for table in csv::tables(&selection) {
            archive.member(&table.name(), |out| table.write(out, outline, source, &selection))?;
        }
    }
    let keeps = kept::any(source)?;
    if keeps {
        archive.member("kept.json", |out| kept::write(out, source))?;
    }
    let omissions = manifest::omissions(facts, &selection, outline.is_some());
    archive.member("report.html", |out| {
        report::write(
            out,
            facts,
            &report::Found { own: outline.as_ref().map(|outline| &outline.own), keeps, omissions: &omissions },
            source,
            &selection,
            form,
        )
    })?;
    let manifest = Manifest::new(facts, outline.is_some(), keeps, omissions, archive.members().to_vec());
    let text = manifest.to_text();
    archive.member("manifest.json", |out| Ok(out.write_all(text.as_bytes())?))?;
    archive.member("manifest.json.sig", |out| Ok(out.write_all(&manifest::sign(facts.key, text.as_bytes()))?))?;
    archive.finish()?;
    Ok(manifest)
}
