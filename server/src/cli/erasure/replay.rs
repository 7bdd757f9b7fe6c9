//! `erasure replay`: erasures again, after a backup was restored.

use std::path::PathBuf;

use chrono::DateTime;
use clap::Args;
use domain::audit::Actor;
use domain::clock::Timestamp;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::super::context::Context;
use super::super::date::date;
use super::super::failed::{Failed, complain};
use super::super::ledger;
use super::super::output::{Output, time};
use crate::assemble;
use crate::system::user;

/// Most bad lines that `--json` lists; all are counted, and all are told on standard error.
const MAX_LISTED: usize = 1_000;

/// Erase everybody again who was erased, and whom a restored backup has brought back
///
/// After a backup was restored, and before the server is started. Reads the ledger, which is written apart from the database
/// before anything is erased. Retention rules decide anew what is kept, and legal holds as the ledger has them: what was released
/// stays released. Requests whose erasure is in the ledger are closed. All others that are approved in the backup go back to
/// confirmed, and staff is told by mail: an approval may have been taken back since, and has to be given again.
/// Copies of what was deleted are removed at once. Erased is the same after once as after twice.
///
/// A line that cannot be read is told by its number and keeps nobody else in. Exits with 1 then, and also when the server
/// would still not start.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server erasure replay --dry-run\n\
    \x20 gdpr-server erasure replay --since 2026-11-01T03:00:00Z --ledger /mnt/safe/gdpr.db.erasures")]
pub(in super::super) struct Replay {
    /// Only who was erased from then on, for instance since the day of the backup, or an earlier one: a date (its beginning in
    /// UTC) or an RFC 3339 time [default: everybody in the ledger]
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Timestamp>,
    /// The ledger [default: erasure.ledger of the configuration, or <database>.erasures]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// Only say how many would be erased again
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    output: Output,
}

impl Replay {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let (config, parts) = context.existing_parts()?;
        let since = self.since.unwrap_or(DateTime::UNIX_EPOCH);
        if since > parts.clock.now() {
            return Err(Failed::Usage("--since lies in the future: nobody was erased since then".to_owned()));
        }
        let file = self.ledger.clone().unwrap_or_else(|| assemble::ledger(&config).path().to_owned());
        let Some(reading) = ledger::read(&file, &parts.master_key)? else {
            let name = file.display();
            return Err(Failed::Work(format!(
                "there is no ledger {name}; name it with --ledger, or nobody was erased yet"
            )));
        };
        let (entries, bad) = (reading.entries(), &reading.unreadable);
        for (line, why) in bad {
            complain(&format!("line {line}"), &why.to_string());
        }
        let fulfilment = parts.fulfilment(&config);
        let actor = Actor::CommandLine(user());
        let bar = progress();
        let mut tell = |done: usize, all: usize| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        };
        let replayed = if self.dry_run {
            fulfilment.preview_replay(&entries, since, &mut tell)
        } else {
            fulfilment.replay(&actor, &entries, since, &mut tell)
        };
        bar.finish_and_clear();
        let replayed = replayed.map_err(|fault| {
            Failed::Work(format!(
                "{fault}; who was erased so far stays erased, and the same command goes on from there"
            ))
        })?;
        let differs = if self.dry_run || fulfilment.catch_up(&reading).map_err(Failed::work)? {
            None
        } else {
            ledger::difference(&config, &fulfilment)?
        };
        let wiped = !self.dry_run && super::wipe(&fulfilment)?;
        let since_text = self.since.map(time);
        let listed: Vec<Value> =
            bad.iter().take(MAX_LISTED).map(|(line, why)| json!({"line": line, "reason": why.to_string()})).collect();
        let again = if self.dry_run { "to be erased   " } else { "erased again   " };
        self.output.result(
            &format!(
                "since          {}\nin the ledger  {}\n{again}{}\nshops unknown  {}\nholds again    {}\napprove again  {}\nlines not \
                 read {}",
                since_text.as_deref().unwrap_or("the first line"),
                replayed.in_ledger,
                replayed.erased,
                replayed.unknown_shops,
                replayed.holds,
                replayed.reopened,
                bad.len()
            ),
            &json!({
                "since": since_text, "dryRun": self.dry_run, "inLedger": replayed.in_ledger,
                "erasedAgain": replayed.erased, "atUnknownShops": replayed.unknown_shops,
                "holdsPlacedAgain": replayed.holds, "reopened": replayed.reopened, "wiped": wiped, "badLines": listed, "badLineCount": bad.len(),
            }),
        )?;
        match differs {
            Some(why) => Err(Failed::Work(why)),
            None if bad.is_empty() => Ok(()),
            None => Err(Failed::Told),
        }
    }
}

/// Shown on a terminal only; elsewhere it draws nothing.
fn progress() -> ProgressBar {
    let bar = ProgressBar::new(0);
    match ProgressStyle::with_template("{bar:40} {pos} of {len} shops, {elapsed}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
