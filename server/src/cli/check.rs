//! `check`: is the database sound?

use clap::Args;
use domain::audit::Journal;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::integrity::{self, NOT_VERIFIABLE};
use super::ledger::difference;
use super::output::Output;
use super::readiness;
use crate::assemble::{self, StartError};
use crate::shops::Shops;

/// Look at everything stored, and say what is damaged
///
/// Reads the whole database: pages, schema with its triggers, references between records, every request and every customer; looks
/// whether the secrets are those of this database, whether the audit log is what was written and agrees with what is stored
/// (keys of data subjects, legal holds, requests), whether the retention rules can be read, whether the ledger of erasures can
/// be written, whether it is as it was left, and whether it has lines that this database does not know, because it was
/// restored from a backup. Names places, never what stands there. Says as well what it cannot verify. The server may be
/// running. Ends with 1 when something is damaged or missing: restore a backup then.
#[derive(Args)]
pub(super) struct Check {
    /// The database is a copy, such as a backup: do not compare it with the ledger of erasures, which is not copied
    #[arg(long)]
    copy: bool,
    #[command(flatten)]
    output: Output,
}

/// What a sound database was looked at for. The ledger is the last, since it does not belong to a copy.
const VERIFIED: [&str; 10] = [
    "pages",
    "schema and its triggers",
    "references",
    "customers",
    "requests",
    "secrets",
    "audit log",
    "keys of data subjects",
    "legal holds",
    "ledger of erasures",
];

impl Check {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let config = context.existing_config()?;
        let mut findings = assemble::database(&config)?.verify().map_err(Failed::work)?;
        let name = config.database.display();
        if findings.is_empty() {
            let parts = assemble::open(&config)?;
            Shops::read(&config).map_err(StartError::from)?;
            if let Some(why) = readiness::ledger(&config).filter(|_| !self.copy) {
                return Err(Failed::Work(why));
            }
            if !self.copy
                && let Some(why) = difference(&config, &parts.fulfilment(&config))?
            {
                return Err(Failed::Work(why));
            }
            let journal = Journal::new(parts.master_key.clone(), parts.entropy.clone());
            findings.extend(integrity::of_log(&*parts.store, &parts.master_key, &journal)?);
        }
        let is_sound = findings.is_empty();
        let verified: &[&str] = match (is_sound, self.copy) {
            (false, _) => &[],
            (true, true) => &VERIFIED[..VERIFIED.len() - 1],
            (true, false) => &VERIFIED,
        };
        let text = if is_sound {
            format!("the database {name} is sound\nverified: {}\n{}", verified.join(", "), integrity::not_verifiable())
        } else {
            findings.join("\n")
        };
        let document =
            json!({"sound": is_sound, "findings": findings, "verified": verified, "notVerifiable": NOT_VERIFIABLE});
        self.output.result(&text, &document)?;
        if is_sound {
            Ok(())
        } else {
            Err(Failed::Work(format!("the database {name} is damaged; restore a backup (docs/operations.md, Restore)")))
        }
    }
}
