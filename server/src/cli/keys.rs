//! `keys`: the secrets that are not in the database.

use clap::Subcommand;
use domain::audit::Actor;
use domain::keys::KeyName;
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;
use crate::assemble;
use crate::system::user;

/// The keys outside the database: take a changed one for the right one
///
/// The database knows its keys again, and is not used with others: with another audit key no legal hold and no erasure would
/// be found.
#[derive(Subcommand)]
pub(super) enum Keys {
    /// Take the confirmation key or the token secret of now for the right one, after it was changed on purpose
    ///
    /// What depended on the one before is lost: links that were sent, or tokens that were issued. The audit log keeps that it
    /// was changed. Restart running servers.
    #[command(after_help = "Example, after tokens.secret_file has another secret:\n\
        \x20 gdpr-server keys accept token-secret")]
    Accept {
        /// confirmation-key or token-secret
        #[arg(value_parser = key)]
        key: KeyName,
        #[command(flatten)]
        output: Output,
    },
}

fn key(text: &str) -> Result<KeyName, &'static str> {
    match text {
        "confirmation-key" => Ok(KeyName::Confirmation),
        "token-secret" => Ok(KeyName::TokenSecret),
        "audit-key" => {
            Err("nothing can replace the audit key: what is sealed in the database opens under that one alone; \
             put it back from the backup")
        }
        _ => Err("name confirmation-key or token-secret"),
    }
}

impl Keys {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let Self::Accept { key, output } = self;
        let config = context.existing_config()?;
        let changed = assemble::accept_key(&config, key, &Actor::CommandLine(user()))?;
        let code = key.code();
        let text =
            if changed { format!("accepted the {code}") } else { format!("the {code} is the right one already") };
        output.result(&text, &json!({"key": code, "accepted": changed}))
    }
}
