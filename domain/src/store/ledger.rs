//! The part of the storage port for what it knows of the ledger of erasures, which is apart from it.

use super::{ErasureRecord, StoreError};
use crate::ledger::{Event, LedgerEnd};

/// What can be looked up about the ledger.
pub trait LedgerView {
    /// Up to where the ledger is known. `None`: nothing was ever written into it by a program that keeps a chain.
    fn ledger_end(&self) -> Result<Option<LedgerEnd>, StoreError>;
    /// Lines that wait to be written, oldest first.
    fn queued_ledger_lines(&self, limit: usize) -> Result<Vec<QueuedLine>, StoreError>;
    /// Whether a line about this, with this name, waits to be written.
    fn is_ledger_line_queued(&self, name: &str, event: Event) -> Result<bool, StoreError>;
    /// The erasure of this id that was begun, and not given up.
    fn erasure(&self, id: &str) -> Result<Option<ErasureRecord>, StoreError>;
    /// The ids of erasures that are done, in order, behind `after`.
    fn finished_erasures(&self, after: &str, limit: usize) -> Result<Vec<String>, StoreError>;
}

/// What can be changed about it.
pub trait LedgerChange {
    /// Sets up to where the ledger is known.
    fn put_ledger_end(&self, end: &LedgerEnd) -> Result<(), StoreError>;
    /// Keeps a line until it is written. `false`: one about the same waits already.
    fn queue_ledger_line(&self, line: &QueuedLine) -> Result<bool, StoreError>;
    /// Forgets a line that was written. `false`: it is gone already.
    fn delete_queued_ledger_line(&self, name: &str, event: Event) -> Result<bool, StoreError>;
}

/// A line that waits to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedLine {
    /// Names what it is about.
    pub name: String,
    /// What happened.
    pub event: Event,
    /// The line, outside the chain.
    pub line: String,
}
