//! `audit export`: the log as a signed file.

use std::io::{self, BufWriter, ErrorKind, Write, stdout};
use std::path::{Path, PathBuf};

use clap::Args;
use domain::audit::Actor;
use domain::audit::export::{Export as Exporter, Exported, NotExported};
use domain::clock::Timestamp;
use serde_json::json;
use tempfile::NamedTempFile;

use super::super::context::Context;
use super::super::date::date;
use super::super::failed::Failed;
use super::super::output::Output;
use crate::system::user;

/// Write the log, from a moment on, as JSON Lines with a signed end
///
/// Names of data subjects and free texts stay sealed. Keep exports where nobody who can change the database can change them:
/// a log that is cut off together with its head is found by them alone. An export is itself an entry of the log.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server audit export --since 2026-11-01 -o 2026-11.jsonl\n\
    \x20 gdpr-server audit export --since 2026-11-01T08:00:00Z | ssh archive 'cat > 2026-11.jsonl'")]
pub(in super::super) struct Export {
    /// From the first entry of this day (UTC), or RFC 3339 time, on
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Timestamp,
    /// Into this file, which must not be there yet; for its owner only
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print how much was written as one line of JSON
    #[arg(long, requires = "out")]
    json: bool,
}

impl Export {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let Some(path) = &self.out else {
            return match self.write(context, &mut BufWriter::new(stdout().lock())) {
                // A reader that has gone away has seen enough.
                Err(NotWritten::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
                Err(NotWritten::Output(error)) => {
                    Err(Failed::Work(format!("the export cannot be written to standard output: {error}")))
                }
                Err(NotWritten::Failed(failed)) => Err(failed),
                Ok(_) => Ok(()),
            };
        };
        let failed = |error: io::Error| Failed::Work(format!("{} cannot be written: {error}", path.display()));
        if path.exists() {
            return Err(failed(ErrorKind::AlreadyExists.into()));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Whole or not at all.
        let mut file = BufWriter::new(NamedTempFile::new_in(folder).map_err(failed)?);
        let exported = self.write(context, &mut file).map_err(|error| match error {
            NotWritten::Output(error) => failed(error),
            NotWritten::Failed(error) => error,
        })?;
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist_noclobber(path).map_err(|error| failed(error.error))?;
        let text = format!("{} entries up to {}, in {}", exported.entries, exported.last, path.display());
        let output = Output { json: self.json };
        output.result(&text, &json!({"entries": exported.entries, "last": exported.last}))
    }

    fn write(&self, context: &Context, out: &mut dyn Write) -> Result<Exported, NotWritten> {
        let (config, parts) = context.existing_parts().map_err(NotWritten::Failed)?;
        let journal = parts.requests(&config).journal;
        let export = Exporter {
            store: &*parts.store,
            journal: &journal,
            actor: Actor::CommandLine(user()),
            since: self.since,
            now: parts.clock.now(),
        };
        let progress = super::progress();
        let exported = export.write(out, &|done| progress.set_position(done));
        progress.finish_and_clear();
        exported.map_err(|error| match error {
            NotExported::Fault(fault) => NotWritten::Failed(Failed::work(fault)),
            NotExported::Output(error) => NotWritten::Output(error),
        })
    }
}

/// Why nothing whole was written.
enum NotWritten {
    Output(io::Error),
    Failed(Failed),
}
