//! `webhook`: whether those who are told of erasures can be reached.

use clap::Subcommand;
use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::names::EndpointName;
use domain::webhook::{Answer, ping};
use serde_json::json;

use super::context::Context;
use super::failed::Failed;
use super::output::Output;
use crate::system::{OsEntropy, SystemClock};
use crate::webhook::{self, Message, Sender};

/// Webhooks that tell recipients of erasures: a way to see that they arrive
#[derive(Subcommand)]
pub(super) enum Webhook {
    /// Send a signed ping to an endpoint of the configuration
    ///
    /// It is about nobody, and signed as a notice of an erasure would be. Needs no database.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server webhook test newsletter")]
    Test {
        /// What the endpoint is called in the configuration
        name: EndpointName,
        #[command(flatten)]
        output: Output,
    },
}

impl Webhook {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Test { name, output } => test(context, &name, &output),
        }
    }
}

fn test(context: &Context, name: &EndpointName, output: &Output) -> Result<(), Failed> {
    let config = context.load(Vec::new())?.config;
    let recipients = webhook::open(&config.webhooks).map_err(Failed::usage)?;
    if !recipients.names().any(|known| known == name) {
        let known: Vec<_> = recipients.names().map(EndpointName::as_str).collect();
        return Err(Failed::Work(match known.as_slice() {
            [] => "the configuration has no section [[webhooks]]; docs/webhooks.md says how to write one".to_owned(),
            known => format!("there is no endpoint of this name; the configuration has {}", known.join(", ")),
        }));
    }
    let mut random = [0; 16];
    OsEntropy.fill(&mut random).map_err(Failed::work)?;
    let id = format!("test-{:032x}", u128::from_be_bytes(random));
    let now = SystemClock.now();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failed::Work(format!("cannot start: {error}")))?;
    let body = ping(now);
    match runtime.block_on(recipients.send(name, Message { id: &id, body: &body, at: now })) {
        Answer::Taken(code) => {
            output.result(&format!("{name} took the ping ({code})"), &json!({"webhook": id, "answer": code}))
        }
        Answer::Later(code) | Answer::Never(code) => Err(Failed::Work(format!(
            "{name} did not take the ping ({code}); docs/webhooks.md says what the code in brackets means"
        ))),
    }
}
