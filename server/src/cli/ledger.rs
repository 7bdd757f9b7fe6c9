//! The ledger of erasures, as commands deal with it: what to do when it and the database differ.

use std::path::Path;

use domain::fulfilment::{Comparison, Fulfilment};
use domain::ledger::{Ledger, LedgerFlaw, LedgerPosition, LedgerReading};
use domain::seal::MasterKey;

use super::failed::Failed;
use crate::assemble;
use crate::config::Config;
use crate::ledger::LedgerFile;

/// Reads the ledger `file`. `None`: it is not there.
pub(super) fn read(file: &Path, key: &MasterKey) -> Result<Option<LedgerReading>, Failed> {
    let ledger = LedgerFile::new(file.to_owned());
    let Some(mut locked) = ledger.lock_existing().map_err(Failed::work)? else { return Ok(None) };
    let bytes = locked.read(0).map_err(Failed::work)?.unwrap_or_default();
    Ok(Some(LedgerReading::of(&bytes, LedgerPosition::START, u64::MAX, key)))
}

/// Why the database must not be used as it is, if so. Changes nothing.
pub(super) fn difference(config: &Config, fulfilment: &Fulfilment) -> Result<Option<String>, Failed> {
    let comparison = fulfilment.compare_with_ledger().map_err(Failed::work)?;
    Ok(told(config, comparison))
}

/// The same; and when there is no difference, what a process that was killed did not get done is done.
pub(super) fn settle(config: &Config, fulfilment: &Fulfilment) -> Result<Option<String>, Failed> {
    let comparison = fulfilment.settle_ledger().map_err(Failed::work)?;
    Ok(told(config, comparison))
}

/// What is different, and what to do.
pub(super) fn told(config: &Config, comparison: Comparison) -> Option<String> {
    let ledger = assemble::ledger(config);
    let (ledger, database) = (ledger.path().display(), config.database.display());
    match comparison {
        Comparison::Agree => None,
        Comparison::DatabaseBehind => Some(format!(
            "the ledger {ledger} has lines that the database {database} does not know: it was restored from a backup, and \
             people who were erased may be in it again, or approvals that were taken back; run `gdpr-server erasure replay` \
             first"
        )),
        Comparison::Flawed(LedgerFlaw::EndForged) => Some(format!(
            "the ledger {ledger} {}; are these the secrets of the database {database}? If they are, run `gdpr-server \
             erasure ledger accept-loss --reason '...'`",
            LedgerFlaw::EndForged
        )),
        Comparison::Flawed(flaw) => Some(format!(
            "the ledger {ledger} {flaw}; put the ledger back as it was, without an older copy of the database; only if it \
             is lost for good, run `gdpr-server erasure ledger accept-loss --reason '...'`"
        )),
    }
}
