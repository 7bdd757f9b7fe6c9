//! The data map: what every property of a customer's document is, why it is there, and what becomes of it.
//!
//! Declared in `domain/data-map.toml` and read by whatever shows, exports, erases or documents customers, so that they
//! cannot say different things. The terms are those of Art. 13 to 15, 17 and 20 GDPR.
//!
//! A place is written as in `orders[].orderPositions[].shopArticleNumber`: `[]` behind what there can be several of, the
//! list of texts at the end of a place excepted. Deprecated properties have no entry of their own; they are named at their
//! successor, under which values are stored ([`crate::customer::document`]).

mod page;
mod read;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::declaration::{self, Problems, Sentence};

pub use self::page::page;

const SHIPPED: &str = include_str!("../data-map.toml");

/// The place of what is the customer's own and in no list.
pub const CUSTOMER: &str = ".";

/// The data map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataMap {
    categories: Vec<Category>,
    records: Vec<Record>,
    properties: Vec<Property>,
    /// Where in `properties` a path is.
    index: BTreeMap<String, usize>,
}

/// Data that is there for one purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The name by which properties, records and retention rules refer to it.
    pub name: String,
    /// What it is called.
    pub title: Sentence,
    /// Why the data is there: Art. 15(1)(a).
    pub purpose: Sentence,
    /// Where it came from: Art. 15(1)(g).
    pub source: Sentence,
    /// What makes that lawful.
    pub legal_basis: LegalBasis,
    /// The same in words: Art. 13(1)(c).
    pub legal_basis_text: Sentence,
    /// Who gets it: Art. 15(1)(c).
    pub recipients: Sentence,
    /// The name of the retention rules that hold for it, whichever there are: [`crate::retention`].
    pub retention: Option<String>,
}

/// What makes processing lawful: the letters of Art. 6(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegalBasis {
    /// (a) The subject's consent.
    Consent,
    /// (b) A contract with the subject.
    Contract,
    /// (c) A legal obligation of the controller.
    LegalObligation,
    /// (d) Vital interests of a person.
    VitalInterests,
    /// (e) A task in the public interest.
    PublicTask,
    /// (f) Legitimate interests of the controller or of others.
    LegitimateInterests,
}

impl LegalBasis {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Consent,
        Self::Contract,
        Self::LegalObligation,
        Self::VitalInterests,
        Self::PublicTask,
        Self::LegitimateInterests,
    ];

    /// The letter in Art. 6(1).
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Consent => "a",
            Self::Contract => "b",
            Self::LegalObligation => "c",
            Self::VitalInterests => "d",
            Self::PublicTask => "e",
            Self::LegitimateInterests => "f",
        }
    }

    /// Whether what the subject provided can be asked for in a portable form: Art. 20(1)(a).
    #[must_use]
    pub const fn is_portable(self) -> bool {
        matches!(self, Self::Consent | Self::Contract)
    }
}

/// What is erased, kept or held as one: the customer's own data, an address, an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where such records are: `orders[]`, or [`CUSTOMER`].
    pub place: String,
    /// What one of them is called.
    pub title: Sentence,
    /// The category after which it is kept or erased as a whole.
    pub category: String,
    /// The property by which staff recognise one, from the record on. It stays in a record that is kept.
    pub name: Option<String>,
}

/// A property of the customer's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Where it is, from the top of the document: `orders[].id`.
    pub path: String,
    /// What it is called.
    pub title: Sentence,
    /// What it belongs to. In a record of another category it explains the property; what becomes of it is decided for the
    /// record.
    pub category: String,
    /// Whether the subject provided it, by giving it or by using the shop: Art. 20(1), and the guidelines on data
    /// portability of the Article 29 Working Party (WP 242 rev.01).
    pub provided: bool,
    /// Whether it tells who the person is, alone or together with others: Art. 4(1).
    pub identifies: bool,
    /// What is done with it in a record that has to be kept.
    pub when_kept: WhenKept,
    /// The name under which the contract shows it as well.
    pub deprecated: Option<String>,
}

/// What is done with a property in a record that has to be kept after an erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenKept {
    /// It stays as it is.
    Keep,
    /// It goes.
    Remove,
    /// Another text stands for it, the same for the same value: Art. 4(5).
    Pseudonymise,
}

impl WhenKept {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Remove, Self::Pseudonymise];

    /// The word for it in a declaration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Remove => "remove",
            Self::Pseudonymise => "pseudonymise",
        }
    }
}

impl DataMap {
    /// The map that comes with the program.
    ///
    /// # Errors
    /// [`Problems`] of the file in this repository; tests see to it that there are none.
    pub fn shipped() -> Result<&'static Self, &'static Problems> {
        static MAP: LazyLock<Result<DataMap, Problems>> =
            LazyLock::new(|| read::map(&declaration::parse(SHIPPED)?, None));
        MAP.as_ref()
    }

    /// The map that comes with the program, with what a controller has decided otherwise.
    ///
    /// `own` is in the form of `domain/data-map.toml` and has only what differs. It can have categories of its own, and
    /// decide anew everything but which properties and records there are, which is the contract's.
    ///
    /// # Errors
    /// All [`Problems`] at once, each with its place.
    pub fn with(own: &str) -> Result<Self, Problems> {
        let own = declaration::parse(own)?;
        let mut table = declaration::parse(SHIPPED)?;
        declaration::overlay(&mut table, &own);
        read::map(&table, Some(Self::shipped().map_err(Clone::clone)?))
    }

    /// All categories, in the order in which they are to be shown.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The category of this name.
    #[must_use]
    pub fn category(&self, name: &str) -> Option<&Category> {
        self.categories.iter().find(|category| category.name == name)
    }

    /// All kinds of records.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The kind of records at this place.
    #[must_use]
    pub fn record(&self, place: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.place == place)
    }

    /// All properties, in the order of the contract.
    #[must_use]
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// The property at this path, from the top of the document.
    #[must_use]
    pub fn property(&self, path: &str) -> Option<&Property> {
        self.properties.get(*self.index.get(path)?)
    }

    /// The property at this path, from the record on.
    #[must_use]
    pub fn property_of(&self, record: &Record, path: &str) -> Option<&Property> {
        self.property(&record.path_of(path))
    }

    /// The kind of records that the property at this path is in.
    #[must_use]
    pub fn record_of(&self, path: &str) -> Option<&Record> {
        let list = path.split_once('.').map(|(first, _)| first).filter(|first| first.ends_with("[]"));
        self.record(list.unwrap_or(CUSTOMER))
    }
}

impl Record {
    /// A path from the record on, as a path from the top of the document.
    #[must_use]
    pub fn path_of(&self, path: &str) -> String {
        if self.place == CUSTOMER { path.to_owned() } else { format!("{}.{path}", self.place) }
    }
}
