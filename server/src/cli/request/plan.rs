//! `request plan`: what an erasure would do.

mod words;

use clap::Args;
use domain::management::plan_document;
use domain::message::Language;
use domain::policy::Policies;
use serde_json::json;

pub(in super::super) use self::words::scope;

use self::words::Words;
use super::super::context::Context;
use super::super::failed::Failed;
use super::create::language;
use super::{Desk, One};

/// Show what an erasure would do: what goes, what stays until when, and why
///
/// Changes nothing; that somebody looked stands in the history. Names orders and invoices, which are personal data, and no
/// other value. The hash at the end is what `request approve` takes: it is another one as soon as the data, the retention
/// rules or the legal holds change, or a term ends.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server request plan 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988\n\
    \x20 gdpr-server request plan 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --language de")]
pub(in super::super) struct Plan {
    #[command(flatten)]
    one: One,
    /// The language of what records are called and of the law [default: that of the request]
    #[arg(long, value_name = "TAG", value_parser = language)]
    language: Option<Language>,
}

impl Plan {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let desk = Desk::open(context)?;
        let proposal = desk.fulfilment.plan(&desk.actor, &self.one.id)?;
        let mut document = serde_json::to_value(plan_document(&proposal.plan)).map_err(Failed::work)?;
        document["requestId"] = json!(self.one.id.as_str());
        let words = Words {
            policy: desk.parts.shops.of(&proposal.request.shop),
            language: self.language.unwrap_or_else(|| proposal.request.language.clone()),
        };
        self.one.output.result(&words.tell(&proposal, &context.program()), &document)
    }
}
