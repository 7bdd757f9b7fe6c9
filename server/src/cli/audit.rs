//! `audit`: the log of who did what.

mod export;
mod verify;

use clap::Subcommand;
use domain::audit::export::PublicKey;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;

/// The audit log: prove that nobody has changed it, and keep copies elsewhere
///
/// Every change of a data request, and every customer who was shown to somebody, is an entry of it. `request history` shows
/// those of one request.
#[derive(Subcommand)]
pub(super) enum Audit {
    Verify(verify::Verify),
    Export(export::Export),
    /// Print the key with which exports are proven
    ///
    /// It is not secret. Note it where nobody who can change the database can change it, before you need it. It belongs to
    /// the audit key, and changes with it alone.
    PublicKey {
        #[command(flatten)]
        output: Output,
    },
}

impl Audit {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Verify(it) => it.run(context),
            Self::Export(it) => it.run(context),
            Self::PublicKey { output } => {
                let key = PublicKey::of(&context.existing_parts()?.1.master_key).to_string();
                output.result(&key, &json!({"publicKey": key}))
            }
        }
    }
}

/// How many entries are done: shown on a terminal only; elsewhere it draws nothing.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    match ProgressStyle::with_template("{spinner} {human_pos} entries in {elapsed}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
