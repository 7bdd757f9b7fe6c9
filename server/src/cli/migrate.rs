//! `migrate`: the schema.

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;
use crate::assemble;

/// Make the database, or bring it up to date, and print its schema version
///
/// Every other command does so too when it opens the database; this one does nothing else. The secrets that nobody
/// configured are made with the database, in <database>.secrets.toml beside it. A database of a newer version
/// of this program is refused and left as it is.
#[derive(Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    output: Output,
}

impl Migrate {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failed> {
        // Opening migrates, and makes what belongs beside the database.
        let (config, _) = context.parts()?;
        let version = assemble::database(&config)?.schema_version()?;
        let text = format!("the database {} has schema version {version}", config.database.display());
        self.output.result(&text, &json!({"schemaVersion": version}))
    }
}
