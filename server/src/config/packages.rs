//! The keys of `[packages]`.

use std::path::PathBuf;

use chrono::TimeDelta;

/// What is handed to data subjects.
#[derive(Clone, Debug)]
pub struct Packages {
    /// Where packages wait. `None`: beside the database.
    pub folder: Option<PathBuf>,
    /// How long they wait.
    pub lifetime: TimeDelta,
}

impl Default for Packages {
    fn default() -> Self {
        Self { folder: None, lifetime: TimeDelta::days(7) }
    }
}
