//! The keys of `[erasure]`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::TimeDelta;
use domain::fulfilment::Reimport;

use super::LinkTo;

/// How erasures are carried out.
#[derive(Clone, Debug)]
pub struct Erasure {
    /// Files with retention rules. None: nothing is kept.
    pub retention: Vec<PathBuf>,
    /// A file with what differs from the data map of the program.
    pub data_map: Option<PathBuf>,
    /// How long an approved erasure waits.
    pub cooling_off: TimeDelta,
    /// Where the link leads that takes it back meanwhile.
    pub cancel_url: LinkTo,
    /// Whether whoever made a request may not approve it.
    pub four_eyes: bool,
    /// What becomes of customers who were erased and are imported again.
    pub reimport: Returning,
    /// The ledger. `None`: beside the database.
    pub ledger: Option<PathBuf>,
    /// How long copies of what was deleted may be in unused parts of the database.
    pub wipe_within: TimeDelta,
}

impl Default for Erasure {
    fn default() -> Self {
        Self {
            retention: Vec::new(),
            data_map: None,
            cooling_off: TimeDelta::days(3),
            cancel_url: LinkTo::Page,
            four_eyes: false,
            reimport: Returning(Reimport::Refuse),
            ledger: None,
            wipe_within: TimeDelta::hours(1),
        }
    }
}

/// What becomes of customers who were erased and are imported again, as a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returning(pub Reimport);

impl fmt::Display for Returning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Reimport::Refuse => "refuse",
            Reimport::Erase => "erase",
        })
    }
}

impl FromStr for Returning {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "refuse" => Ok(Self(Reimport::Refuse)),
            "erase" => Ok(Self(Reimport::Erase)),
            _ => Err("must be \"refuse\" or \"erase\""),
        }
    }
}
