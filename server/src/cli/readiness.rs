//! Whether erasures can be carried out as configured, for the commands that check.

use crate::assemble;
use crate::config::Config;

/// What is wrong with the ledger of erasures: without it no erasure begins.
pub(super) fn ledger(config: &Config) -> Option<String> {
    let ledger = assemble::ledger(config);
    let why = ledger.check().err()?;
    let path = ledger.path().display();
    Some(format!("the ledger of erasures {path} cannot be written: {why}; no erasure can be carried out without it"))
}
