//! `request approve`.

use clap::Args;
use domain::erasure::Digest;
use domain::refusal::Stopped;
use domain::requests::Refused;

use super::super::context::Context;
use super::super::failed::Failed;
use super::One;

/// Decide that a confirmed request is carried out
///
/// An erasure is approved by the hash of its plan, and exactly this plan is carried out: when anything has changed by then,
/// nothing is done, and you are asked again. The data subject gets a mail with a link that takes it back for a while
/// (erasure.cooling_off); then the running server carries it out, or `erasure run` does.
///
/// With erasure.four_eyes, who made the request, stated an address for it, handed its link over, settled doubts about the
/// identity or extended the time cannot approve it.
///
/// Access and portability are approved without a plan. Requests of other types are carried out by people, who then close
/// them.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server request plan 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988\n\
    \x20 gdpr-server request approve 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --plan 0c8c2d4f...")]
pub(in super::super) struct Approve {
    #[command(flatten)]
    one: One,
    /// The hash that `request plan` printed
    #[arg(long, value_name = "HASH")]
    plan: Option<Digest>,
}

impl Approve {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let program = context.program();
        self.one.fulfil(context, |fulfilment, actor, id| {
            fulfilment.approve(actor, id, self.plan).map_err(|why| match why {
                Stopped::Refused(why @ (Refused::PlanMissing | Refused::PlanChanged | Refused::Postponed(_))) => {
                    Failed::Work(format!("{why}: {program} request plan {id}"))
                }
                why => why.into(),
            })
        })
    }
}
