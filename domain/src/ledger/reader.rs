//! The chain of lines.
//!
//! The link of a line is an HMAC over the link before it and the bytes of the line; each line names the link of everything before
//! it. So a line proves that the whole ledger before it is as it was when the line was written, and only somebody with the
//! audit key can write such a line. That holds for whatever stands there: for lines of the first version, which had no chain,
//! for a line that was cut off when a machine went down, and for damage that was accepted.

use std::fmt;

use base16ct::lower::encode_string;

use super::line::{self, BadLine};
use super::{Entry, LedgerError};
use crate::clock::Timestamp;
use crate::seal::{MasterKey, Purpose};

/// A place between two lines.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LedgerPosition {
    /// How many lines are before it, not counting blank ones.
    pub lines: u64,
    /// How many bytes.
    pub bytes: u64,
    /// Covers all of them.
    pub link: [u8; 32],
}

impl LedgerPosition {
    /// Where the first line goes.
    pub const START: Self = Self { lines: 0, bytes: 0, link: [0; 32] };

    fn after(&self, line: &[u8], bytes: u64, key: &MasterKey) -> Self {
        Self { lines: self.lines.saturating_add(1), bytes, link: link(&self.link, line, key) }
    }
}

impl fmt::Debug for LedgerPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "behind line {} at byte {} ({})", self.lines, self.bytes, encode_string(&self.link[..4]))
    }
}

fn link(before: &[u8; 32], line: &[u8], key: &MasterKey) -> [u8; 32] {
    key.mac(Purpose::LedgerChain, &[before, line])
}

/// Up to where the database knows the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEnd {
    /// The place.
    pub position: LedgerPosition,
    /// HMAC-SHA-256 over it, under a key that is not in the database.
    pub mac: [u8; 32],
}

impl LedgerEnd {
    /// The end at this place.
    #[must_use]
    pub fn at(position: LedgerPosition, key: &MasterKey) -> Self {
        Self { position, mac: mac(&position, key) }
    }

    /// Whether somebody with this key made it.
    #[must_use]
    pub fn is_genuine(&self, key: &MasterKey) -> bool {
        subtle::ConstantTimeEq::ct_eq(&mac(&self.position, key)[..], &self.mac[..]).into()
    }
}

fn mac(position: &LedgerPosition, key: &MasterKey) -> [u8; 32] {
    let LedgerPosition { lines, bytes, link } = position;
    key.mac(Purpose::LedgerEnd, &[&lines.to_be_bytes(), &bytes.to_be_bytes(), link])
}

/// In what a ledger is not as it was left. Each completes a sentence that begins with "the ledger".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFlaw {
    /// It is gone.
    #[error("is not there, and had {0} lines")]
    Missing(u64),
    /// It lost its end.
    #[error("ends after {found} lines, and had {known}")]
    CutOff {
        /// How many lines the database knows.
        known: u64,
        /// How many there are.
        found: u64,
    },
    /// A line says nothing.
    #[error("has a damaged line: line {0} {1}")]
    Unreadable(u64, BadLine),
    /// Something before a line was removed, added or changed.
    #[error("was changed before line {0}: what stood there when that line was written is not there any more")]
    Changed(u64),
    /// A line without a chain behind lines with one.
    #[error("has a line that an older version of this program wrote behind lines of this one: line {0}")]
    OldForm(u64),
    /// It is another one than the database knows.
    #[error("is not the one that the database knows: up to line {0} it has another content")]
    Another(u64),
    /// The database has erasures that are not in it.
    #[error("does not have {0} of the erasures that the database knows")]
    WithoutErasures(u64),
    /// What the database knows of it was not written under this key.
    #[error("cannot be compared: where it ends was stored in the database under another audit key, or changed since")]
    EndForged,
}

/// A line that says something.
#[derive(Clone, Debug)]
pub struct ReadLine {
    /// `None`: that a loss of lines was accepted.
    pub entry: Option<Entry>,
    /// Whether it is part of the chain. Lines of the first version are not.
    pub is_chained: bool,
    /// Its number when it was written: another one than now if lines before it are gone.
    pub sequence: u64,
    /// Behind it.
    pub end: LedgerPosition,
}

/// A ledger, or its end, as it was read.
#[derive(Clone, Debug)]
pub struct LedgerReading {
    /// The lines that say something.
    pub lines: Vec<ReadLine>,
    /// The others, by their numbers in the file, if no line behind them covers them.
    pub unreadable: Vec<(u64, BadLine)>,
    /// In what it is not as it was written.
    pub flaws: Vec<LedgerFlaw>,
    /// Behind the last line.
    pub end: LedgerPosition,
    /// Behind each line, also those that say nothing.
    ends: Vec<LedgerPosition>,
    /// Where the reading began.
    start: LedgerPosition,
    /// What was cut off when it was written.
    torn: Vec<u8>,
    /// Whether the last line has its line break.
    is_terminated: bool,
    /// How many bytes there are up to its end.
    length: u64,
}

impl LedgerReading {
    /// Reads what stands from `start` on. Lines of the first version, which had no chain, are in order up to line `old_until` if
    /// none of a chain is before them. Any bytes can be read; nothing of them is repeated in what is said of them.
    #[must_use]
    pub fn of(bytes: &[u8], start: LedgerPosition, old_until: u64, key: &MasterKey) -> Self {
        let mut reading = Self {
            lines: Vec::new(),
            unreadable: Vec::new(),
            flaws: Vec::new(),
            end: start,
            ends: Vec::new(),
            start,
            torn: Vec::new(),
            is_terminated: true,
            length: start.bytes.saturating_add(bytes.len() as u64),
        };
        // The link of what stands here, as far as it follows from the last line that does not fit: what comes behind a damage
        // and fits to each other is not told as damaged, too.
        let mut link_behind_damage = start.link;
        let (mut offset, mut is_chained) = (start.bytes, false);
        for (number, piece) in (start.lines + 1..).zip(bytes.split_inclusive(|byte| *byte == b'\n')) {
            offset += piece.len() as u64;
            let raw = piece.strip_suffix(b"\n");
            reading.is_terminated = raw.is_some();
            let raw = raw.unwrap_or(piece);
            if raw.trim_ascii().is_empty() {
                continue;
            }
            let text = str::from_utf8(raw).map_err(|_| BadLine::NotText);
            let content = text.and_then(|text| line::read(text.trim_ascii(), key));
            if content.is_err() && !reading.is_terminated {
                raw.clone_into(&mut reading.torn);
                break;
            }
            let before = reading.end.link;
            reading.end = reading.end.after(raw, offset, key);
            reading.ends.push(reading.end);
            let end = reading.end;
            let content = match content {
                Ok(content) => content,
                Err(why) => {
                    reading.unreadable.push((number, why));
                    if is_chained || end.lines > old_until {
                        reading.flaws.push(LedgerFlaw::Unreadable(number, why));
                    }
                    continue;
                }
            };
            match content.previous {
                Some(previous) if previous == before => {
                    reading.flaws.clear();
                    reading.unreadable.clear();
                    link_behind_damage = end.link;
                }
                Some(previous) => {
                    // The first line of a chain covers everything before it, or something is not there any more.
                    if previous != link_behind_damage || !is_chained {
                        reading.flaws.push(LedgerFlaw::Changed(number));
                    }
                    link_behind_damage = link(&previous, raw, key);
                }
                None if is_chained || end.lines > old_until => reading.flaws.push(LedgerFlaw::OldForm(number)),
                None => link_behind_damage = end.link,
            }
            is_chained |= content.previous.is_some();
            reading.lines.push(ReadLine {
                entry: content.entry,
                is_chained: content.previous.is_some(),
                sequence: content.sequence.unwrap_or(end.lines),
                end,
            });
        }
        reading
    }

    /// What it says, line by line.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.lines.iter().filter_map(|line| line.entry.clone()).collect()
    }

    /// The place behind so many lines. `None`: there are fewer, or the reading began behind it.
    #[must_use]
    pub fn position(&self, lines: u64) -> Option<LedgerPosition> {
        match lines.checked_sub(self.start.lines)? {
            0 => Some(self.start),
            further => self.ends.get(usize::try_from(further).ok()? - 1).copied(),
        }
    }

    /// The lines behind a place.
    pub fn behind(&self, lines: u64) -> impl Iterator<Item = &ReadLine> {
        self.lines.iter().filter(move |line| line.end.lines > lines)
    }

    /// Whether a line of the chain is there.
    #[must_use]
    pub fn is_chained(&self) -> bool {
        self.lines.iter().any(|line| line.is_chained)
    }

    /// What is to be appended so that `entry` is the next line, and the place behind it.
    ///
    /// # Errors
    /// [`LedgerError::Flawed`]: nothing must be written behind what is not as it was left.
    pub fn next(&self, entry: &Entry, key: &MasterKey) -> Result<(String, LedgerPosition), LedgerError> {
        if let Some(flaw) = self.flaws.first() {
            return Err(LedgerError::Flawed(*flaw));
        }
        Ok(self.append(|before| entry.line_after(before, key), key))
    }

    /// What is to be appended so that everything that is there is accepted as it is, and the place behind it. To be written into
    /// a ledger that was read from its beginning.
    #[must_use]
    pub fn accept(&self, name: &str, at: Timestamp, key: &MasterKey) -> (String, LedgerPosition) {
        self.append(|before| line::acceptance(name, at, before, key), key)
    }

    fn append(&self, line: impl FnOnce(&LedgerPosition) -> String, key: &MasterKey) -> (String, LedgerPosition) {
        let mut text = String::new();
        let mut before = self.end;
        let mut length = self.length;
        if !self.is_terminated {
            text.push('\n');
            length += 1;
        }
        if !self.torn.is_empty() {
            before = before.after(&self.torn, length, key);
        }
        let line = line(&before);
        text.push_str(&line);
        text.push('\n');
        let behind = before.after(line.as_bytes(), length + line.len() as u64 + 1, key);
        (text, behind)
    }
}

#[cfg(test)]
mod tests;
