//! `check`: is the database sound?

use clap::Args;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;
use crate::assemble;

/// Look at everything stored, and say what is damaged
///
/// Reads the whole database: pages, references between records, every request and every customer. Names places, never what
/// stands there. The server may be running. Ends with 1 when something is damaged: restore a backup then.
#[derive(Args)]
pub(super) struct Check {
    #[command(flatten)]
    output: Output,
}

impl Check {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let (config, _) = context.existing_parts()?;
        let findings = assemble::database(&config)?.verify().map_err(Failed::work)?;
        let name = config.database.display();
        let text = if findings.is_empty() { format!("the database {name} is sound") } else { findings.join("\n") };
        self.output.result(&text, &json!({"sound": findings.is_empty(), "findings": findings}))?;
        if findings.is_empty() {
            Ok(())
        } else {
            Err(Failed::Work(format!("the database {name} is damaged; restore a backup (docs: README, Backup)")))
        }
    }
}
