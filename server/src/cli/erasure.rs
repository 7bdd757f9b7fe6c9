//! `erasure`: what carries erasures out, and keeps them erased.

mod replay;

use chrono::TimeDelta;
use clap::Subcommand;
use domain::fulfilment::Ran;
use serde_json::{Value, json};

use super::context::Context;
use super::failed::{Failed, complain};
use super::output::Output;

/// Erasures: carry out what is due, erase again after a backup was restored, remove copies of what was deleted
///
/// A running server does by itself what `run` and `wipe` do.
#[derive(Subcommand)]
pub(super) enum Erasure {
    /// Carry out what is due now: approved requests, and what was kept for long enough
    ///
    /// Only one process at a time does it. What does not work is told, with exit code 1, and tried again by runs after some
    /// time, which `request show` tells as its next try.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server erasure run")]
    Run {
        #[command(flatten)]
        output: Output,
    },
    Replay(replay::Replay),
    /// Remove copies of what was deleted from unused parts of the database file, now
    ///
    /// The server does it within erasure.wipe_within of a deletion. It takes the longer the larger the database is.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server erasure wipe")]
    Wipe {
        #[command(flatten)]
        output: Output,
    },
}

impl Erasure {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match self {
            Self::Run { output } => run(context, &output),
            Self::Replay(it) => it.run(context),
            Self::Wipe { output } => {
                let (config, parts) = context.existing_parts()?;
                let wiped = parts.fulfilment(&config).wipe(TimeDelta::zero()).map_err(Failed::work)?;
                let text = if wiped { "copies of what was deleted are removed" } else { "there was nothing to remove" };
                output.result(text, &json!({"wiped": wiped}))
            }
        }
    }
}

fn run(context: &Context, output: &Output) -> Result<(), Failed> {
    let (config, parts) = context.existing_parts()?;
    let fulfilment = parts.fulfilment(&config);
    let mut all = Ran::default();
    for ran in [fulfilment.run(), fulfilment.tidy()] {
        let Some(ran) = ran.map_err(Failed::work)? else {
            return Err(Failed::Work("another process is at it; try again when it is done".to_owned()));
        };
        all.fulfilled += ran.fulfilled;
        all.outdated += ran.outdated;
        all.followed_up += ran.followed_up;
        all.wiped |= ran.wiped;
        all.faults.extend(ran.faults);
    }
    for (request, fault) in &all.faults {
        match request {
            Some(request) => complain(&format!("request {request}"), &format!("{fault}; it is tried again")),
            None => complain("error", &format!("{fault}; it is tried again")),
        }
    }
    let Ran { fulfilled, outdated, followed_up, wiped, faults } = &all;
    let failed: Vec<Value> = faults
        .iter()
        .map(|(request, fault)| json!({"requestId": request.as_ref().map(ToString::to_string), "code": fault.code()}))
        .collect();
    output.result(
        &format!(
            "carried out      {fulfilled}\ndecide anew      {outdated}\nerased later     {followed_up}\nfailed           \
             {}\ncopies removed   {}",
            faults.len(),
            if *wiped { "yes" } else { "no" }
        ),
        &json!({
            "fulfilled": fulfilled, "outdated": outdated, "followedUp": followed_up, "wiped": wiped, "failed": failed,
        }),
    )?;
    if faults.is_empty() { Ok(()) } else { Err(Failed::Told) }
}
