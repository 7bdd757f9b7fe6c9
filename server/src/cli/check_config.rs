//! `check-config`: what is in force, and what is wrong with it.

use clap::Args;

use super::context::Context;
use super::failed::{Failed, complain};
use super::output::Output;
use super::readiness;
use crate::credentials::Tokens;
use crate::mail;
use crate::secrets::Configured;
use crate::shops::Shops;
use crate::webhook;

/// Check the configuration and print what is in force, secrets hidden
///
/// Prints every key as it would be in a configuration file, with where its value came from. Also reads the files that the
/// configuration names, such as those with retention rules, and looks whether the ledger of erasures can be written. Changes
/// nothing. Exits with 2 if anything is wrong.
#[derive(Args)]
pub(super) struct CheckConfig {
    #[command(flatten)]
    output: Output,
}

impl CheckConfig {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failed> {
        let loaded = context.load(Vec::new())?;
        let mut problems = Vec::new();
        match Configured::read(&loaded.config) {
            Ok(configured) => {
                problems.extend(configured.check_beside(&loaded.config.database).err().map(|error| error.to_string()));
            }
            Err(error) => problems.push(error.to_string()),
        }
        problems.extend(Tokens::new(&loaded.config.tokens, None).err().map(|error| error.to_string()));
        problems.extend(mail::open(&loaded.config.mail, &loaded.config.database).err().map(|error| error.to_string()));
        problems.extend(webhook::open(&loaded.config.webhooks).err().map(|error| error.to_string()));
        problems.extend(Shops::read(&loaded.config).err().map(|error| error.to_string()));
        // Beside a database that is not there yet, its folder may not be there either.
        if loaded.config.erasure.ledger.is_some() || loaded.config.database.exists() {
            problems.extend(readiness::ledger(&loaded.config));
        }
        self.output.result(loaded.to_toml().trim_end(), &loaded.to_json())?;
        for warning in &loaded.warnings {
            complain("warning", warning);
        }
        if problems.is_empty() { Ok(()) } else { Err(Failed::Usage(problems.join("\nerror: "))) }
    }
}
