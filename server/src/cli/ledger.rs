//! The ledger of erasures, read as a file that people may have damaged.

use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::Path;

use domain::ledger::{BadLine, Entry};
use domain::seal::MasterKey;

use super::failed::Failed;
use super::lines::{Line, Lines};
use super::output::time;
use crate::assemble::{self, Parts};
use crate::config::Config;

/// What stands in a ledger.
#[derive(Default)]
pub(super) struct Read {
    /// The lines that say something.
    pub(super) entries: Vec<Entry>,
    /// The numbers of the others, and why.
    pub(super) bad: Vec<(u64, String)>,
}

/// Reads the ledger `file`. `None`: it is not there.
pub(super) fn read(file: &Path, key: &MasterKey) -> Result<Option<Read>, Failed> {
    let failed = |error| Failed::Work(format!("the ledger {} cannot be read: {error}", file.display()));
    let opened = match File::open(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(failed)?,
    };
    let mut lines = Lines::new(BufReader::new(opened));
    let mut read = Read::default();
    loop {
        let number = lines.number + 1;
        let why = match lines.next().map_err(failed)? {
            None => return Ok(Some(read)),
            Some(Line::Blank) => continue,
            Some(Line::NotText) => "is not UTF-8 text".to_owned(),
            Some(Line::TooLong) => BadLine::Form.to_string(),
            Some(Line::Text(text)) => match Entry::read(text.trim_end(), key) {
                Ok(entry) => {
                    read.entries.push(entry);
                    continue;
                }
                Err(why) => why.to_string(),
            },
        };
        read.bad.push((number, why));
    }
}

/// Why the database must not be used as it is, if so: it was restored from a backup, and has people in it who were erased since.
pub(super) fn people_who_came_back(config: &Config, parts: &Parts) -> Result<Option<String>, Failed> {
    let ledger = assemble::ledger(config);
    let Some(read) = read(ledger.path(), &parts.master_key)? else { return Ok(None) };
    let since = parts.fulfilment(config).behind_ledger(&read.entries).map_err(Failed::work)?;
    Ok(since.map(|since| {
        format!(
            "the ledger {} has erasures that the database {} does not know: it was restored from a backup, and people who \
             were erased may be in it again; run `gdpr-server erasure replay --since {}` first",
            ledger.path().display(),
            config.database.display(),
            time(since)
        )
    }))
}
