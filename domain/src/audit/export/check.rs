//! Is a file the export that this service wrote? Asks for no database and no secret.

use std::cmp::Ordering;
use std::fmt;
use std::io::{self, BufRead, Read};

use super::PublicKey;
use super::format::{EntryLine, HeadLine, Statement};
use crate::audit::{Broken, Chain, Entry, Flaw, Hash};
use crate::clock::Timestamp;

/// Longest line that is read: far more than any entry has.
const MAX_LINE: u64 = 4 * 1024 * 1024;

/// An export that is what this service wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvenExport {
    /// How many entries it has.
    pub entries: u64,
    /// The number of the first one; one more than the last when there is none.
    pub first: u64,
    /// The number of the last one, which was the last of the log.
    pub last: u64,
    /// When it was written.
    pub exported_at: Timestamp,
}

/// Where a file is not what this service wrote, and how.
#[derive(Debug)]
pub struct BadExport {
    /// Counted from 1.
    pub line: u64,
    /// What is wrong there.
    pub flaw: ExportFlaw,
}

impl fmt::Display for BadExport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.flaw)
    }
}

impl std::error::Error for BadExport {}

/// What is wrong with a line of an export.
#[derive(Debug, thiserror::Error)]
pub enum ExportFlaw {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// It is neither an entry nor a signed end, to the byte as this program writes them.
    #[error("is not a line of an export as gdpr-server writes it, to the byte")]
    Foreign,
    /// The entry is not right.
    #[error("{0}")]
    Entry(Broken),
    /// The file ends without its signed end.
    #[error("the file ends here, and its last line, the signed end, is missing")]
    NoEnd,
    /// There is something behind the signed end.
    #[error("stands behind the signed end")]
    BehindEnd,
    /// The signed end is of another service, or under another key.
    #[error("was signed with another key than the one you gave")]
    AnotherKey,
    /// The signature does not belong to what the line says.
    #[error("the signature does not belong to this line")]
    Forged,
}

/// Proves an export: every entry, that each covers the one before it, and that they end as the service signed with the key
/// that `audit public-key` had printed. Memory does not grow with the file.
///
/// # Errors
/// [`BadExport`]: the first line that is not right.
pub fn verify_export(mut file: impl BufRead, key: &PublicKey) -> Result<ProvenExport, BadExport> {
    let mut reading = Reading { line: 0, first: None, chain: Chain::from_the_start() };
    let mut bytes = Vec::new();
    while reading.next_line(&mut file, &mut bytes)? {
        let text = str::from_utf8(&bytes).unwrap_or_default();
        if let Some(entry) = EntryLine::read(text) {
            reading.add(&entry);
            continue;
        }
        let Some((statement, signer, signature)) = HeadLine::read(text) else {
            return Err(reading.after_the_entries(0, ExportFlaw::Foreign));
        };
        if signer != *key {
            return Err(reading.after_the_entries(0, ExportFlaw::AnotherKey));
        }
        if !key.proves(&statement.message(), &signature) {
            return Err(reading.after_the_entries(0, ExportFlaw::Forged));
        }
        if reading.next_line(&mut file, &mut bytes)? {
            return Err(reading.after_the_entries(0, ExportFlaw::BehindEnd));
        }
        return reading.end(&statement);
    }
    Err(reading.after_the_entries(1, ExportFlaw::NoEnd))
}

/// A file, as far as it was read.
struct Reading {
    line: u64,
    /// Number of the first entry, and the hash that it covers.
    first: Option<(u64, Hash)>,
    chain: Chain,
}

impl Reading {
    /// The next line, without its end. `false`: there is none.
    fn next_line(&mut self, file: &mut impl BufRead, bytes: &mut Vec<u8>) -> Result<bool, BadExport> {
        bytes.clear();
        let bad = |flaw| BadExport { line: self.line + 1, flaw };
        let read = file.take(MAX_LINE).read_until(b'\n', bytes).map_err(|error| bad(ExportFlaw::Unreadable(error)))?;
        if read as u64 == MAX_LINE {
            return Err(bad(ExportFlaw::Foreign));
        }
        self.line += u64::from(read > 0);
        if bytes.last() == Some(&b'\n') {
            bytes.pop();
        }
        Ok(read > 0)
    }

    fn add(&mut self, entry: &Entry) {
        if self.first.is_none() {
            // Where the file has to begin is said by its end.
            self.first = Some((entry.sequence, entry.previous));
            self.chain = Chain::behind(entry.sequence.saturating_sub(1), entry.previous);
        }
        self.chain.add(entry);
    }

    /// This flaw, so many lines behind the last one that was read; unless the entries are not right among themselves.
    fn after_the_entries(self, lines: u64, flaw: ExportFlaw) -> BadExport {
        let (last, hash) = self.chain.last();
        self.chain.end(last, hash).err().map_or(BadExport { line: self.line + lines, flaw }, broken)
    }

    /// Whether the entries are those that the signed end speaks of.
    fn end(self, statement: &Statement) -> Result<ProvenExport, BadExport> {
        let Statement { first, previous, sequence, hash, exported_at } = *statement;
        let wrong_start = self.first.and_then(|(found, covers)| match found.cmp(&first) {
            Ordering::Greater => Some(Flaw::Missing),
            Ordering::Less => Some(Flaw::OutOfOrder),
            Ordering::Equal => (covers != previous).then_some(Flaw::Changed),
        });
        if let Some(flaw) = wrong_start {
            let (found, hash) = self.chain.last();
            // The first entry may itself be what was changed, together with its number.
            let changed = self.chain.end(found, hash).err().filter(|changed| changed.position == 1);
            return Err(broken(changed.unwrap_or(Broken { sequence: first, position: 1, flaw })));
        }
        let chain = if self.first.is_some() { self.chain } else { Chain::behind(first.saturating_sub(1), previous) };
        let proven = chain.end(sequence, hash).map_err(broken)?;
        Ok(ProvenExport { entries: proven.entries, first, last: sequence, exported_at })
    }
}

/// Each entry has its line, from the first one on.
fn broken(broken: Broken) -> BadExport {
    BadExport { line: broken.position, flaw: ExportFlaw::Entry(broken) }
}
