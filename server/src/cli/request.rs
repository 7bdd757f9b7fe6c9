//! `request`: what data subjects ask for.

mod approve;
mod create;
mod find;
mod handle;
mod package;
mod plan;
mod show;

use std::sync::Arc;

use clap::Subcommand;
use domain::audit::Actor;
use domain::fulfilment::Fulfilment;
use domain::names::RequestId;
use domain::requests::{NotDone, Requests};

use super::context::Context;
use super::failed::Failed;
use super::output::Output;
use super::text::Text;
use crate::assemble::Parts;
use crate::system::user;

pub(super) use self::plan::scope;

/// Data requests: make them, find them, work on them
///
/// What is done here is done as through the management API, and stands in the same history, under the operating system's
/// user.
#[derive(Subcommand)]
pub(super) enum Request {
    Create(create::Create),
    List(find::List),
    Show(find::Show),
    History(find::History),
    Plan(plan::Plan),
    Approve(approve::Approve),
    /// Take an approval back: the request waits for a decision again
    ///
    /// An erasure that has begun goes on.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server request revoke-approval 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988")]
    RevokeApproval {
        #[command(flatten)]
        one: One,
    },
    Resend(handle::Resend),
    /// End a request that the data subject took back
    #[command(after_help = "Example:\n\
        \x20 gdpr-server request withdraw 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --reason 'Said so on the telephone'")]
    Withdraw {
        #[command(flatten)]
        one: One,
        /// Why, for the history; @FILE or - as with create
        #[arg(long, value_name = "TEXT")]
        reason: Option<Text>,
    },
    Reject(handle::Reject),
    /// End a confirmed request for which everything was done
    #[command(after_help = "Example:\n\
        \x20 gdpr-server request close 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --note 'Sent by registered letter'")]
    Close {
        #[command(flatten)]
        one: One,
        /// What was done, for the history; @FILE or - as with create
        #[arg(long, value_name = "TEXT")]
        note: Option<Text>,
    },
    Extend(handle::Extend),
    Package(package::Package),
    /// Let the time stand still because of doubts about who is asking (Art. 12(6) GDPR)
    #[command(after_help = "Example:\n\
        \x20 gdpr-server request doubt 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --reason 'The name on the letter differs'")]
    Doubt {
        #[command(flatten)]
        one: One,
        /// What the doubts are, for the history; @FILE or - as with create
        #[arg(long, value_name = "TEXT")]
        reason: Text,
    },
    /// Let the time run again: the doubts are settled
    #[command(after_help = "Example:\n\
        \x20 gdpr-server request settle 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988")]
    Settle {
        #[command(flatten)]
        one: One,
    },
}

/// A request that a command works on.
#[derive(clap::Args)]
pub(super) struct One {
    /// The id of the request
    id: RequestId,
    #[command(flatten)]
    output: Output,
}

/// What every command on requests works with.
struct Desk {
    fulfilment: Fulfilment,
    requests: Arc<Requests>,
    parts: Parts,
    actor: Actor,
}

impl Desk {
    fn open(context: &Context) -> Result<Self, Failed> {
        let (config, parts) = context.existing_parts()?;
        let fulfilment = parts.fulfilment(&config);
        let requests = Arc::clone(&fulfilment.requests);
        Ok(Self { fulfilment, requests, parts, actor: Actor::CommandLine(user()) })
    }
}

impl One {
    /// Changes the request, and prints what it is afterwards.
    fn change(
        &self,
        context: &Context,
        work: impl FnOnce(&Requests, &Actor, &RequestId) -> Result<domain::request::Request, NotDone>,
    ) -> Result<(), Failed> {
        self.fulfil(context, |fulfilment, actor, id| Ok(work(&fulfilment.requests, actor, id)?))
    }

    /// The same, with what carries requests out.
    fn fulfil(
        &self,
        context: &Context,
        work: impl FnOnce(&Fulfilment, &Actor, &RequestId) -> Result<domain::request::Request, Failed>,
    ) -> Result<(), Failed> {
        let desk = Desk::open(context)?;
        let request = work(&desk.fulfilment, &desk.actor, &self.id)?;
        let mails = desk.requests.mails(&desk.actor, &self.id)?;
        let webhooks = desk.requests.webhooks(&desk.actor, &self.id)?;
        show::print(&request, &mails, &webhooks, &self.output)
    }
}

impl Request {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Create(it) => it.run(context),
            Self::List(it) => it.run(context),
            Self::Show(it) => it.run(context),
            Self::History(it) => it.run(context),
            Self::Plan(it) => it.run(context),
            Self::Approve(it) => it.run(context),
            Self::RevokeApproval { one } => {
                one.fulfil(context, |fulfilment, actor, id| Ok(fulfilment.revoke_approval(actor, id)?))
            }
            Self::Resend(it) => it.run(context),
            Self::Reject(it) => it.run(context),
            Self::Extend(it) => it.run(context),
            Self::Package(it) => it.run(context),
            Self::Withdraw { one, reason } => {
                let reason = reason.as_ref().map(|reason| reason.read("--reason")).transpose()?;
                one.fulfil(context, |fulfilment, actor, id| Ok(fulfilment.withdraw(actor, id, reason.as_deref())?))
            }
            Self::Close { one, note } => {
                let note = note.as_ref().map(|note| note.read("--note")).transpose()?;
                one.change(context, |requests, actor, id| requests.close(actor, id, note.as_deref()))
            }
            Self::Doubt { one, reason } => {
                let reason = reason.read("--reason")?;
                one.change(context, |requests, actor, id| requests.doubt_identity(actor, id, &reason))
            }
            Self::Settle { one } => one.change(context, Requests::settle_identity),
        }
    }
}
