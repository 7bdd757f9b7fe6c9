//! `erasure`: what carries erasures out, and keeps them erased.

mod ledger;
mod replay;

use std::thread::sleep;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use clap::Subcommand;
use domain::fulfilment::{Fulfilment, Ran, Wiped};
use domain::refusal::Fault;
use serde_json::{Value, json};

use super::context::Context;
use super::failed::{Failed, complain};
use super::ledger::told as differs;
use super::output::Output;

/// How long a wipe of another process is waited for. One that was killed keeps others from it for a third of that.
const OTHERS: Duration = Duration::from_secs(30 * 60);
/// How often it is looked whether that is over.
const LOOK: Duration = Duration::from_millis(200);

/// Erasures: carry out what is due, erase again after a backup was restored, remove copies of what was deleted
///
/// A running server does by itself what `run` and `wipe` do.
#[derive(Subcommand)]
pub(super) enum Erasure {
    /// Carry out what is due now: approved requests, and what was kept for long enough
    ///
    /// Nothing is done on a database that was restored from a backup, before `erasure replay`.
    /// What another process is at, for instance a running server, is left to it. What does not work is told, with exit code 1,
    /// and tried again by runs after some time, which `request show` tells as its next try.
    #[command(after_help = "Example:\n\
        \x20 gdpr-server erasure run")]
    Run {
        #[command(flatten)]
        output: Output,
    },
    Replay(replay::Replay),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// Remove copies of what was deleted from unused parts of the database file, now
    ///
    /// The server does it within erasure.wipe_within of a deletion. It takes the longer the larger the database is. While another
    /// process is at it, for instance a running server, this waits.
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
            Self::Ledger(it) => it.run(context),
            Self::Wipe { output } => {
                let (config, parts) = context.existing_parts()?;
                let wiped = wipe(&parts.fulfilment(&config))?;
                let text = if wiped { "copies of what was deleted are removed" } else { "there was nothing to remove" };
                output.result(text, &json!({"wiped": wiped}))
            }
        }
    }
}

/// Wipes, as soon as no other process does. `false`: there was nothing (left) to remove.
fn wipe(fulfilment: &Fulfilment) -> Result<bool, Failed> {
    let end = Instant::now() + OTHERS;
    loop {
        match fulfilment.wipe(TimeDelta::zero()).map_err(Failed::work)? {
            Wiped::Done => return Ok(true),
            Wiped::NotDue => return Ok(false),
            Wiped::Elsewhere if Instant::now() < end => sleep(LOOK),
            Wiped::Elsewhere => {
                return Err(Failed::Work(
                    "another process has been at it for half an hour; try again later".to_owned(),
                ));
            }
        }
    }
}

fn run(context: &Context, output: &Output) -> Result<(), Failed> {
    let (config, parts) = context.existing_parts()?;
    let fulfilment = parts.fulfilment(&config);
    match fulfilment.settle_ledger() {
        Ok(comparison) => match differs(&config, comparison) {
            None => {}
            Some(why) => return Err(Failed::Work(why)),
        },
        // Then no erasure is carried out, and each of them says so.
        Err(Fault::Ledger(_)) => {}
        Err(fault) => return Err(Failed::work(fault)),
    }
    let mut all = Ran::default();
    for ran in [fulfilment.run(), fulfilment.tidy()] {
        let ran = ran.map_err(Failed::work)?;
        all.fulfilled += ran.fulfilled;
        all.outdated += ran.outdated;
        all.followed_up += ran.followed_up;
        all.wiped |= ran.wiped;
        all.elsewhere += ran.elsewhere;
        all.faults.extend(ran.faults);
    }
    for (request, fault) in &all.faults {
        match request {
            Some(request) => complain(&format!("request {request}"), &format!("{fault}; it is tried again")),
            None => complain("error", &format!("{fault}; it is tried again")),
        }
    }
    let Ran { fulfilled, outdated, followed_up, wiped, elsewhere, faults } = &all;
    let failed: Vec<Value> = faults
        .iter()
        .map(|(request, fault)| json!({"requestId": request.as_ref().map(ToString::to_string), "code": fault.code()}))
        .collect();
    output.result(
        &format!(
            "carried out      {fulfilled}\ndecide anew      {outdated}\nerased later     {followed_up}\nfailed           \
             {}\ncopies removed   {}\nleft to others   {elsewhere}",
            faults.len(),
            if *wiped { "yes" } else { "no" }
        ),
        &json!({
            "fulfilled": fulfilled, "outdated": outdated, "followedUp": followed_up, "wiped": wiped, "elsewhere": elsewhere,
            "failed": failed,
        }),
    )?;
    if faults.is_empty() { Ok(()) } else { Err(Failed::Told) }
}
