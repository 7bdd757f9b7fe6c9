//! The ledger of erasures: who was erased, kept apart from the database, so that a restored backup brings nobody back; the legal
//! holds, so that a replay erases nothing that is held; and the approvals that ended, so that a backup from before is noticed.
//!
//! ```text
//! line     the form of a line: one JSON object, with an HMAC-SHA-256 (RFC 2104) over the rest
//! reader   the chain of lines: each covers everything before it; what is missing, changed or damaged
//! ```
//!
//! The line of an erasure is on disk before the first step that destroys something. It names the customer by a pseudonym alone,
//! which says nothing to anybody who has not the audit key. The database knows where the ledger ends
//! ([`LedgerEnd`]): neither can lose anything unnoticed. `docs/retention.md` has the format.

mod line;
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use self::line::BadLine;
pub use self::reader::{LedgerEnd, LedgerFlaw, LedgerPosition, LedgerReading, ReadLine};

use crate::clock::Timestamp;
use crate::names::{RequestId, ShopName};
use crate::seal::Pseudonym;

/// The port: lines that are only ever added. Any number of processes may use it.
pub trait Ledger: Send + Sync {
    /// Keeps all others from writing for as long as the result lives. Makes the ledger if there is none.
    ///
    /// # Errors
    /// [`LedgerError`]: nothing can be written, so whatever it was to be written before must not be done.
    fn lock(&self) -> Result<Box<dyn LockedLedger + '_>, LedgerError>;

    /// The same, without making one. `None`: there is no ledger.
    ///
    /// # Errors
    /// [`LedgerError`].
    fn lock_existing(&self) -> Result<Option<Box<dyn LockedLedger + '_>>, LedgerError>;
}

/// A ledger that no other process writes meanwhile.
pub trait LockedLedger {
    /// Everything from byte `from` on. `None`: it is shorter.
    ///
    /// # Errors
    /// [`LedgerError`].
    fn read(&mut self, from: u64) -> Result<Option<Vec<u8>>, LedgerError>;

    /// Adds `text` at the end. When this returns `Ok`, it is on disk.
    ///
    /// # Errors
    /// [`LedgerError`]; a part of it may have been added.
    fn append(&mut self, text: &str) -> Result<(), LedgerError>;
}

/// The ledger cannot be used. The details are for a log and name nobody.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// It cannot be written, or not be locked for it.
    #[error("the ledger of erasures cannot be written: {0}")]
    NotWritten(String),
    /// It cannot be read.
    #[error("the ledger of erasures cannot be read: {0}")]
    NotRead(String),
    /// It is not the one that the database knows.
    #[error("the ledger of erasures {0}; `gdpr-server check` says what to do")]
    Flawed(LedgerFlaw),
    /// It has lines that the database does not know.
    #[error("the database is older than the ledger of erasures; run `gdpr-server erasure replay` first")]
    DatabaseBehind,
}

/// What a line of the ledger says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Names the erasure, the legal hold, or the end of an approval.
    pub erasure: String,
    /// When it was written.
    pub at: Timestamp,
    /// The shop.
    pub shop: ShopName,
    /// Who.
    pub pseudonym: Pseudonym,
    /// What happens.
    pub event: Event,
    /// The request that asked for it, if one did.
    pub request: Option<RequestId>,
    /// The legal hold that is placed, if one is.
    pub hold: Option<SealedHold>,
}

/// A legal hold as it is stored: who decided it, since when, and sealed, which records and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedHold {
    /// Who decided it, as the audit log has it.
    pub author: String,
    /// Since when.
    pub since: Timestamp,
    /// Which records, and why.
    pub sealed: Vec<u8>,
}

/// What happens to a customer, as far as the ledger has to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// An erasure after the plan of a request begins.
    Erasure,
    /// A deletion through the customer contract begins.
    Deletion,
    /// What was begun under this name did not take place.
    Abandoned,
    /// A legal hold is about to be placed.
    HoldPlaced,
    /// A legal hold was released.
    HoldReleased,
    /// The approval of a request ended before the request was carried out: it was revoked, withdrawn, cancelled or rejected, or
    /// what it relied on changed.
    ApprovalRevoked,
}

impl Event {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Erasure, Self::Deletion, Self::Abandoned, Self::HoldPlaced, Self::HoldReleased, Self::ApprovalRevoked];

    /// The event with this word.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.code() == code)
    }

    /// The word in a line.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Erasure => "erasure",
            Self::Deletion => "deletion",
            Self::Abandoned => "abandoned",
            Self::HoldPlaced => "hold-placed",
            Self::HoldReleased => "hold-released",
            Self::ApprovalRevoked => "approval-revoked",
        }
    }
}

/// The erasures that were begun at `since` or later and took place, each customer of a shop once, the latest counts.
#[must_use]
pub fn erased(entries: &[Entry], since: Timestamp) -> Vec<&Entry> {
    // What was abandoned may have been begun again under the same name: the last line decides.
    let mut abandoned = BTreeSet::new();
    for entry in entries {
        match entry.event {
            Event::Abandoned => drop(abandoned.insert(entry.erasure.as_str())),
            Event::Erasure | Event::Deletion => drop(abandoned.remove(entry.erasure.as_str())),
            Event::HoldPlaced | Event::HoldReleased | Event::ApprovalRevoked => {}
        }
    }
    let mut latest = BTreeMap::new();
    for entry in entries {
        let is_erasure = matches!(entry.event, Event::Erasure | Event::Deletion);
        if is_erasure && entry.at >= since && !abandoned.contains(entry.erasure.as_str()) {
            latest.insert((&entry.shop, entry.pseudonym), entry);
        }
    }
    latest.into_values().collect()
}

/// The legal holds that were placed and not released, and the names of those that were released.
#[must_use]
pub fn holds(entries: &[Entry]) -> (Vec<(&Entry, &SealedHold)>, BTreeSet<&str>) {
    let released = entries.iter().filter(|entry| entry.event == Event::HoldReleased);
    let released: BTreeSet<_> = released.map(|entry| entry.erasure.as_str()).collect();
    let placed = entries.iter().filter(|entry| !released.contains(entry.erasure.as_str()));
    (placed.filter_map(|entry| Some((entry, entry.hold.as_ref()?))).collect(), released)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::seal::MasterKey;

    fn key() -> MasterKey {
        MasterKey::new(&[7; 32]).unwrap()
    }

    fn entry(erasure: &str, second: i64, event: Event) -> Entry {
        let shop: ShopName = "shop".parse().unwrap();
        Entry {
            erasure: erasure.to_owned(),
            at: DateTime::from_timestamp(second, 0).unwrap(),
            pseudonym: key().pseudonym(&shop, erasure.trim_end_matches('\'')),
            shop,
            event,
            request: Some("abc".parse().unwrap()),
            hold: None,
        }
    }

    #[test]
    fn an_entry_comes_back_from_its_line_and_from_no_other() {
        let entry = entry("one", 1, Event::Deletion);
        let line = entry.line(&key());
        assert_eq!(Entry::read(&line, &key()), Ok(entry));
        assert_eq!(Entry::read(&line, &MasterKey::new(&[8; 32]).unwrap()), Err(BadLine::Mac));
        assert_eq!(Entry::read(&line.replace("deletion", "erasure"), &key()), Err(BadLine::Mac));
        for cut in 0..line.len() {
            assert_eq!(Entry::read(&line[..cut], &key()), Err(BadLine::Form), "{cut}");
        }
    }

    #[test]
    fn a_hold_comes_back_and_counts_until_it_is_released() {
        let since = DateTime::from_timestamp(3, 0).unwrap();
        let hold = SealedHold { author: "staff:ann".to_owned(), since, sealed: vec![0, 255] };
        let placed = Entry { hold: Some(hold.clone()), request: None, ..entry("hold", 4, Event::HoldPlaced) };
        assert_eq!(Entry::read(&placed.line(&key()), &key()), Ok(placed.clone()));
        let entries = [placed.clone()];
        assert_eq!(holds(&entries), (vec![(&placed, &hold)], BTreeSet::new()));
        let entries = [placed, entry("hold", 5, Event::HoldReleased)];
        assert_eq!(holds(&entries), (vec![], BTreeSet::from(["hold"])));
        assert!(erased(&entries, DateTime::UNIX_EPOCH).is_empty());
    }

    #[test]
    fn who_was_erased_counts_once_from_a_moment_on_and_not_if_it_was_abandoned() {
        let entries = [
            entry("early", 1, Event::Erasure),
            entry("one", 5, Event::Erasure),
            entry("one'", 6, Event::Erasure),
            entry("two", 5, Event::Erasure),
            entry("two", 7, Event::Abandoned),
            entry("three", 5, Event::Erasure),
            entry("three", 7, Event::Abandoned),
            entry("three", 8, Event::Erasure),
        ];
        let found = erased(&entries, DateTime::from_timestamp(5, 0).unwrap());
        assert_eq!(found.iter().map(|entry| entry.erasure.as_str()).collect::<BTreeSet<_>>(), ["one'", "three"].into());
    }
}
