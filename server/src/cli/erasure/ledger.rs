//! `erasure ledger`: when the ledger of erasures is not as it was left.

use clap::Subcommand;
use domain::audit::Actor;
use serde_json::json;

use super::super::context::Context;
use super::super::failed::Failed;
use super::super::output::Output;
use super::super::text::Text;
use crate::assemble;
use crate::system::user;

/// The ledger of erasures, which is apart from the database
///
/// `check` compares it with the database, and says what to do when they differ.
#[derive(Subcommand)]
pub(in super::super) enum Ledger {
    /// Go on with a ledger that is damaged, cut off or gone, when it cannot be put back
    ///
    /// Until then neither the server nor `erasure run` does anything. What the database knows and the ledger does not have any
    /// more is written into it again: erasures, and legal holds. That lines were lost, and why, becomes an entry of the audit
    /// log. What the ledger has and the database does not know is not lost: `erasure replay` is for that, before or afterwards.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server erasure ledger accept-loss --reason 'Disk of the ledger failed on 9 March, no copy; ticket 4711'")]
    AcceptLoss {
        /// Why the ledger cannot be put back. Stays readable in the audit log for ever, so name nobody in it; @FILE or - take it
        /// from a file or from standard input
        #[arg(long, value_name = "TEXT")]
        reason: Text,
        #[command(flatten)]
        output: Output,
    },
}

impl Ledger {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let Self::AcceptLoss { reason, output } = self;
        let reason = reason.read("--reason")?;
        let (config, parts) = context.existing_parts()?;
        let fulfilment = parts.fulfilment(&config);
        let Some(accepted) = fulfilment.accept_loss(&Actor::CommandLine(user()), &reason)? else {
            return Err(Failed::Work(format!(
                "the ledger {} is as it was left: there is no loss to accept",
                assemble::ledger(&config).path().display()
            )));
        };
        let flaw = accepted.flaw.to_string();
        let again = accepted.written_again;
        output.result(
            &format!("accepted       the ledger {flaw}\nwritten again  {again}"),
            &json!({"accepted": flaw, "writtenAgain": again}),
        )?;
        match super::super::ledger::difference(&config, &fulfilment)? {
            None => Ok(()),
            Some(why) => Err(Failed::Work(why)),
        }
    }
}
