//! `request package`: what a data subject is handed, into a file.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Read, Write, stdout};
use std::path::{Path, PathBuf};

use clap::Args;
use domain::audit::Actor;
use domain::fulfilment::{Comparison, Delivered, Fulfilment, NotDelivered};
use domain::names::RequestId;
use serde_json::json;
use tempfile::NamedTempFile;

use super::super::context::Context;
use super::super::failed::Failed;
use super::super::ledger::told;
use super::super::output::Output;
use crate::system::user;

/// Hand over the package of an approved request for access or portability, and close the request
///
/// The package is a ZIP file: the data as JSON and as tables, a report for people, and a signed list of all that. It is made
/// now if the server has not made it yet. As soon as the file is on disk the request is closed, and the package is gone from
/// this service: the file is the only copy. docs/packages.md describes what is in it.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server request package 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 -o package.zip\n\
    \x20 gdpr-server request package 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 -o - | ssh desk 'cat > package.zip'")]
pub(in super::super) struct Package {
    /// The id of the request
    id: RequestId,
    /// Into this file, which must not be there yet; for its owner only. - for standard output
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
    /// Print what was handed over as one line of JSON
    #[arg(long)]
    json: bool,
}

impl Package {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let to_stdout = self.out.as_os_str() == "-";
        if to_stdout && self.json {
            return Err(Failed::usage("with -o - the package is on standard output, and --json has no place there"));
        }
        if to_stdout && stdout().is_terminal() {
            return Err(Failed::usage("a package is a ZIP file: redirect standard output, or name a file with -o"));
        }
        let (config, parts) = context.existing_parts()?;
        let fulfilment = parts.fulfilment(&config);
        // The approval may have been taken back since. Nothing else about the ledger stands in the way of an answer.
        let comparison = fulfilment.compare_with_ledger().ok().filter(|it| *it == Comparison::DatabaseBehind);
        if let Some(why) = comparison.and_then(|comparison| told(&config, comparison)) {
            return Err(Failed::Work(why));
        }
        if to_stdout {
            return self.print(&fulfilment);
        }
        let path = &self.out;
        let failed = |error: &io::Error| Failed::Work(format!("{} cannot be written: {error}", path.display()));
        // Before anything is made.
        if path.exists() {
            return Err(failed(&io::Error::new(ErrorKind::AlreadyExists, "it is there already; name another file")));
        }
        let mut saved = false;
        let take = |plain: &mut dyn Read| save(path, plain).inspect(|_| saved = true);
        let delivered = self.deliver(&fulfilment, take);
        if saved && delivered.is_err() {
            // It does not count as handed over, so nobody may have it.
            std::fs::remove_file(path).map_err(|error| failed(&error))?;
        }
        let delivered = delivered.map_err(|error| match error {
            NotDelivered::Output(error) => failed(&error),
            NotDelivered::NotDone(why) => Failed::from(why),
        })?;
        let Delivered { request, bytes } = delivered;
        let text = format!("{bytes} bytes, in {}; the request is closed", path.display());
        let json = json!({"request": request.id.as_str(), "file": path.display().to_string(), "bytes": bytes});
        Output { json: self.json }.result(&text, &json)
    }

    fn print(&self, fulfilment: &Fulfilment) -> Result<(), Failed> {
        let printed = self.deliver(fulfilment, |plain| {
            let mut out = BufWriter::new(stdout().lock());
            let bytes = io::copy(plain, &mut out)?;
            out.flush()?;
            Ok(bytes)
        });
        match printed {
            Ok(_) => Ok(()),
            Err(NotDelivered::Output(error)) => {
                Err(Failed::Work(format!("the package cannot be written to standard output: {error}")))
            }
            Err(NotDelivered::NotDone(why)) => Err(why.into()),
        }
    }

    fn deliver(
        &self,
        fulfilment: &Fulfilment,
        take: impl FnOnce(&mut dyn Read) -> io::Result<u64>,
    ) -> Result<Delivered, NotDelivered> {
        fulfilment.deliver(&Actor::CommandLine(user()), &self.id, take)
    }
}

/// Writes a file, whole or not at all, and never over another one. When it returns, the file is on disk under its name.
fn save(path: &Path, plain: &mut dyn Read) -> io::Result<u64> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = BufWriter::new(NamedTempFile::new_in(folder)?);
    let bytes = io::copy(plain, &mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    #[cfg(unix)]
    std::fs::File::open(folder)?.sync_all()?;
    Ok(bytes)
}
