//! The keys of `[packages]`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::TimeDelta;
use domain::policy::Handover;

use super::LinkTo;

/// What is handed to data subjects.
#[derive(Clone, Debug)]
pub struct Packages {
    /// Where packages wait. `None`: beside the database.
    pub folder: Option<PathBuf>,
    /// How long they wait.
    pub lifetime: TimeDelta,
    /// How they get to data subjects.
    pub delivery: Delivery,
    /// Where the link leads with which data subjects fetch them.
    pub url: LinkTo,
}

impl Default for Packages {
    fn default() -> Self {
        Self { folder: None, lifetime: TimeDelta::days(7), delivery: Delivery(Handover::Staff), url: LinkTo::Page }
    }
}

/// How packages get to data subjects, as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery(pub Handover);

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Handover::Staff => "staff",
            Handover::Link => "link",
        })
    }
}

impl FromStr for Delivery {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "staff" => Ok(Self(Handover::Staff)),
            "link" => Ok(Self(Handover::Link)),
            _ => Err("must be \"staff\" or \"link\""),
        }
    }
}
