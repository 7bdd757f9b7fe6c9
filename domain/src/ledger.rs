//! The ledger of erasures: who was erased, kept apart from the database, so that a restored backup brings nobody back; and the
//! legal holds, so that a replay erases nothing that is held.
//!
//! A line is written, and is on disk, before the first step of an erasure that destroys something. It names the customer by
//! a pseudonym alone, which says nothing to anybody who has not the audit key. One line is one JSON object with an
//! HMAC-SHA-256 (RFC 2104) over the rest, so that a damaged or an invented line is noticed.

use std::collections::{BTreeMap, BTreeSet};

use base16ct::lower::{decode, encode_string};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::clock::Timestamp;
use crate::names::{RequestId, ShopName};
use crate::seal::{MasterKey, Pseudonym, Purpose};

/// The port: a list of lines that only grows.
pub trait Ledger: Send + Sync {
    /// Appends a line. When this returns `Ok`, it is on disk.
    ///
    /// # Errors
    /// [`NotWritten`]: whatever it was to be written before must not be done.
    fn append(&self, line: &str) -> Result<(), NotWritten>;
}

/// The ledger could not be written. The details are for a log and name nobody.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ledger of erasures cannot be written: {0}")]
pub struct NotWritten(pub String);

/// What a line of the ledger says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Names the erasure, or the legal hold.
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
}

/// The form of a line, in the order of its members.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    erasure: String,
    at: String,
    shop: String,
    pseudonym: String,
    event: Event,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    hold: Option<HoldLine>,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    mac: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldLine {
    author: String,
    since: String,
    sealed: String,
}

/// Why a line says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// It does not have the form.
    #[error("is not a line of a ledger of erasures; it may have been cut off when it was written")]
    Form,
    /// It was written under another key, or changed since.
    #[error("was written under another audit key, or changed since")]
    Mac,
}

impl Entry {
    /// The line that says this, without a line break.
    #[must_use]
    pub fn line(&self, key: &MasterKey) -> String {
        let mut line = Line {
            erasure: self.erasure.clone(),
            at: written(self.at),
            shop: self.shop.to_string(),
            pseudonym: self.pseudonym.to_string(),
            event: self.event,
            request: self.request.as_ref().map(ToString::to_string),
            hold: self.hold.as_ref().map(|hold| HoldLine {
                author: hold.author.clone(),
                since: written(hold.since),
                sealed: STANDARD.encode(&hold.sealed),
            }),
            mac: String::new(),
        };
        line.mac = encode_string(&mac(&line, key));
        text(&line)
    }

    /// What a line says.
    ///
    /// # Errors
    /// [`BadLine`].
    pub fn read(line: &str, key: &MasterKey) -> Result<Self, BadLine> {
        let mut line: Line = serde_json::from_str(line).map_err(|_| BadLine::Form)?;
        let mut given = [0; 32];
        let shown = decode(std::mem::take(&mut line.mac), &mut given).map_err(|_| BadLine::Form)?;
        if !bool::from(mac(&line, key).as_slice().ct_eq(shown)) {
            return Err(BadLine::Mac);
        }
        let hold = line.hold.map(|hold| {
            Ok(SealedHold {
                author: hold.author,
                since: moment(&hold.since)?,
                sealed: STANDARD.decode(&hold.sealed).map_err(|_| BadLine::Form)?,
            })
        });
        Ok(Self {
            erasure: line.erasure,
            at: moment(&line.at)?,
            shop: line.shop.parse().map_err(|_| BadLine::Form)?,
            pseudonym: line.pseudonym.parse().map_err(|_| BadLine::Form)?,
            event: line.event,
            request: line.request.map(|id| id.parse()).transpose().map_err(|_| BadLine::Form)?,
            hold: hold.transpose()?,
        })
    }
}

fn written(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn moment(text: &str) -> Result<Timestamp, BadLine> {
    DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc)).map_err(|_| BadLine::Form)
}

fn text(line: &Line) -> String {
    // Texts always serialize; an empty line would be refused by whoever reads it.
    serde_json::to_string(line).unwrap_or_default()
}

fn mac(line: &Line, key: &MasterKey) -> [u8; 32] {
    key.mac(Purpose::Ledger, &[text(line).as_bytes()])
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
            Event::HoldPlaced | Event::HoldReleased => {}
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
    use super::*;

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
