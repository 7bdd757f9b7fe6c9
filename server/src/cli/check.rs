//! `check`: is the database sound?

use clap::Args;
use domain::store::Store;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::ledger::difference;
use super::output::Output;
use super::readiness;
use crate::assemble::{self, StartError};
use crate::config::Config;
use crate::secrets::{Configured, beside};
use crate::shops::Shops;
use crate::system::OsEntropy;

/// Look at everything stored, and say what is damaged
///
/// Reads the whole database: pages, references between records, every request and every customer; looks whether the
/// secrets are those of this database, whether the retention rules can be read, whether the ledger of erasures can be written,
/// whether it is as it was left, and whether it has lines that this database does not know, because it was restored from a backup. Names places, never what stands there. The server may be running. Ends with 1 when something is damaged or
/// missing: restore a backup then.
#[derive(Args)]
pub(super) struct Check {
    /// The database is a copy, such as a backup: do not compare it with the ledger of erasures, which is not copied
    #[arg(long)]
    copy: bool,
    #[command(flatten)]
    output: Output,
}

impl Check {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let config = context.existing_config()?;
        let store = assemble::database(&config)?;
        let findings = store.verify().map_err(Failed::work)?;
        let name = config.database.display();
        if findings.is_empty() {
            secrets_fit(&store, &config)?;
            Shops::read(&config).map_err(StartError::from)?;
            if let Some(why) = readiness::ledger(&config).filter(|_| !self.copy) {
                return Err(Failed::Work(why));
            }
            if !self.copy
                && let Some(why) = difference(&config, &assemble::open(&config)?.fulfilment(&config))?
            {
                return Err(Failed::Work(why));
            }
        }
        let text = if findings.is_empty() { format!("the database {name} is sound") } else { findings.join("\n") };
        self.output.result(&text, &json!({"sound": findings.is_empty(), "findings": findings}))?;
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Failed::Work(format!("the database {name} is damaged; restore a backup (docs/operations.md, Restore)")))
        }
    }
}

/// Looks at the secrets before any other command makes new ones, which would look like the right ones.
fn secrets_fit(store: &dyn Store, config: &Config) -> Result<(), Failed> {
    let (name, beside) = (config.database.display(), beside(&config.database));
    let configured = Configured::read(config).map_err(StartError::from)?;
    if !configured.is_complete() && !beside.exists() && !store.read("is_empty", |view| view.is_empty())? {
        return Err(Failed::Work(format!(
            "there are no secrets beside the database {name}: without {} links that were sent do not work, and nobody can \
             read what was sealed; put the file back from the backup",
            beside.display()
        )));
    }
    let (secrets, _) = configured.complete(&config.database, &OsEntropy).map_err(StartError::from)?;
    let head = store.read("audit_head", |view| view.audit_head())?;
    if head.is_some_and(|head| !head.is_genuine(&secrets.master_key)) {
        return Err(Failed::Work(format!(
            "the audit log of the database {name} does not end as it was left under this audit key: are these its secrets \
             ({})? If they are, `gdpr-server audit verify` says what was changed",
            beside.display()
        )));
    }
    Ok(())
}
