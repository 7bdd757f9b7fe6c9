//! Retention rules: what has to be kept although its subject wants it erased, on which ground, and until when.
//!
//! Art. 17(3) GDPR leaves out of the right to erasure what a law obliges the controller to keep. Which laws these are
//! depends on the controller; so rules are data that an operator declares (`docs/retention.md`), and none is built in:
//! without rules nothing is kept.

mod read;
mod term;

use chrono_tz::Tz;
use serde::Serialize;

use crate::data_map::{Category, DataMap};
use crate::declaration::{self, Problems, Sentence};
use crate::erasure::{Digest, Unplannable, digest_of};

pub use self::term::{End, RecordDate, Start, Term};

/// The rules that hold for a controller.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rules {
    rules: Vec<Rule>,
    postponement: Option<Postponement>,
}

/// One rule: records of these categories are kept for this long, on this ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// What it is called. It holds for the categories that name it in the data map.
    pub name: String,
    /// It holds for these categories as well.
    pub categories: Vec<String>,
    /// Whose law it is: a code of ISO 3166-1 alpha-2.
    pub country: String,
    /// The law, in words for the data subject.
    pub ground: Sentence,
    /// For how long.
    pub term: Term,
    /// From when on.
    pub start: Start,
    /// The properties of the record, from the record on, whose latest date the term starts with.
    pub dates: Vec<String>,
    /// Where a day begins and ends.
    pub time_zone: Tz,
    /// What becomes of a record that has none of these dates.
    pub undated: Undated,
}

/// What becomes of a record without a date to count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undated {
    /// It is kept, without an end, until somebody adds the date or decides otherwise: what is erased by mistake is lost,
    /// what is kept by mistake is seen in every plan.
    Keep,
    /// The rule does not hold for it.
    Erase,
}

/// What postpones an erasure as a whole, because the contract with the subject is still being performed.
///
/// The customer's document has no state of an order. Whether one is in flight is told from its age, and from what of it was
/// cancelled and invoiced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Postponement {
    /// An order is in flight for as many days after it was placed, whatever else is known: delivery and withdrawal. 0: none.
    pub recent_order_days: u32,
    /// An order is in flight for as many days after it was placed, while a quantity of it is neither cancelled nor invoiced.
    /// 0: none.
    pub open_order_days: u32,
    /// Whether an open amount of invoices postpones.
    pub open_balances: bool,
}

impl Default for Postponement {
    /// 30 days for any order, 90 for one that is not done, and open balances: erasing too early cannot be mended.
    fn default() -> Self {
        Self { recent_order_days: 30, open_order_days: 90, open_balances: true }
    }
}

impl Rules {
    /// No rule: nothing is kept.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// The rules that `text` declares, in the form of the examples in `docs/retention`, for the categories of `map`.
    ///
    /// # Errors
    /// All [`Problems`] at once, each with its place.
    pub fn parse(text: &str, map: &DataMap) -> Result<Self, Problems> {
        read::rules(&declaration::parse(text)?, map)
    }

    /// These rules and others, for instance those of a second country. Of two ways to postpone, the longer one holds.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.rules.extend(other.rules);
        self.postponement = match (self.postponement, other.postponement) {
            (Some(one), Some(other)) => Some(Postponement {
                recent_order_days: one.recent_order_days.max(other.recent_order_days),
                open_order_days: one.open_order_days.max(other.open_order_days),
                open_balances: one.open_balances || other.open_balances,
            }),
            (one, other) => one.or(other),
        };
        self
    }

    /// All rules.
    #[must_use]
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }

    /// The rules that hold for a category.
    pub fn of<'a>(&'a self, category: &'a Category) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(|rule| rule.holds_for(category))
    }

    /// What these rules are recognised by.
    ///
    /// # Errors
    /// [`Unplannable::NotJson`].
    pub fn digest(&self) -> Result<Digest, Unplannable> {
        digest_of("rules", &(self.all(), self.postponement()))
    }

    /// What postpones an erasure: as declared, or the default.
    #[must_use]
    pub fn postponement(&self) -> Postponement {
        self.postponement.unwrap_or_default()
    }
}

impl Rule {
    /// Whether it holds for the category.
    #[must_use]
    pub fn holds_for(&self, category: &Category) -> bool {
        category.retention.as_ref() == Some(&self.name) || self.categories.contains(&category.name)
    }

    /// When a record with this date need not be kept any more.
    ///
    /// `None`: after the year 9999, which is without an end.
    #[must_use]
    pub fn end(&self, date: RecordDate) -> Option<End> {
        term::end(self.term, self.start, date, self.time_zone)
    }
}
