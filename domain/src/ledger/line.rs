//! The form of a line, and its authentication.

use base16ct::lower::{decode, encode_string};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::reader::LedgerPosition;
use super::{Entry, Event, SealedHold};
use crate::clock::Timestamp;
use crate::seal::{MasterKey, Purpose};

/// Its members, in their order. Lines of the first version have neither `sequence` nor `previous`.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    erasure: String,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    shop: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pseudonym: Option<String>,
    event: Word,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    hold: Option<HoldLine>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    sequence: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    previous: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty", default)]
    mac: String,
}

/// What happened, to a customer or to the ledger itself.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum Word {
    Customer(Event),
    Ledger(OfLedger),
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OfLedger {
    LossAccepted,
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
    /// It is no text.
    #[error("is not UTF-8 text")]
    NotText,
    /// It was written under another key, or changed since.
    #[error("was written under another audit key, or changed since")]
    Mac,
}

/// What was read from a line.
pub(super) struct Content {
    /// `None`: it says that a loss of lines was accepted.
    pub(super) entry: Option<Entry>,
    /// The number of the line when it was written, if it is part of a chain.
    pub(super) sequence: Option<u64>,
    /// The link of everything before it. `None`: the line has the first form, without a chain.
    pub(super) previous: Option<[u8; 32]>,
}

impl Entry {
    /// The line that says this outside any chain, without a line break: how it waits in the database, and how the first
    /// version of this program wrote it.
    #[must_use]
    pub fn line(&self, key: &MasterKey) -> String {
        signed(self.members(), key)
    }

    /// The line that says this behind everything up to `before`, without a line break.
    #[must_use]
    pub fn line_after(&self, before: &LedgerPosition, key: &MasterKey) -> String {
        chained(self.members(), before, key)
    }

    /// What a line says, wherever it stands.
    ///
    /// # Errors
    /// [`BadLine`].
    pub fn read(line: &str, key: &MasterKey) -> Result<Self, BadLine> {
        read(line, key)?.entry.ok_or(BadLine::Form)
    }

    fn members(&self) -> Line {
        Line {
            erasure: self.erasure.clone(),
            at: written(self.at),
            shop: Some(self.shop.to_string()),
            pseudonym: Some(self.pseudonym.to_string()),
            event: Word::Customer(self.event),
            request: self.request.as_ref().map(ToString::to_string),
            hold: self.hold.as_ref().map(|hold| HoldLine {
                author: hold.author.clone(),
                since: written(hold.since),
                sealed: STANDARD.encode(&hold.sealed),
            }),
            sequence: None,
            previous: None,
            mac: String::new(),
        }
    }
}

/// The line which says that everything up to `before` is accepted as it is.
pub(super) fn acceptance(name: &str, at: Timestamp, before: &LedgerPosition, key: &MasterKey) -> String {
    let members = Line {
        erasure: name.to_owned(),
        at: written(at),
        shop: None,
        pseudonym: None,
        event: Word::Ledger(OfLedger::LossAccepted),
        request: None,
        hold: None,
        sequence: None,
        previous: None,
        mac: String::new(),
    };
    chained(members, before, key)
}

fn chained(members: Line, before: &LedgerPosition, key: &MasterKey) -> String {
    let previous = Some(encode_string(&before.link));
    signed(Line { sequence: Some(before.lines.saturating_add(1)), previous, ..members }, key)
}

fn signed(mut line: Line, key: &MasterKey) -> String {
    line.mac = encode_string(&mac(&line, key));
    text(&line)
}

/// What a line says.
pub(super) fn read(line: &str, key: &MasterKey) -> Result<Content, BadLine> {
    let mut line: Line = serde_json::from_str(line).map_err(|_| BadLine::Form)?;
    let mut given = [0; 32];
    let text = std::mem::take(&mut line.mac);
    let shown = decode(&text, &mut given).map_err(|_| BadLine::Form)?;
    if !bool::from(mac(&line, key).as_slice().ct_eq(shown)) {
        return Err(BadLine::Mac);
    }
    let previous = match (line.sequence, line.previous.take()) {
        (None, None) => None,
        (Some(_), Some(text)) => {
            let mut previous = [0; 32];
            let decoded = decode(&text, &mut previous).map_err(|_| BadLine::Form)?.len();
            Some((decoded == 32).then_some(previous).ok_or(BadLine::Form)?)
        }
        _ => return Err(BadLine::Form),
    };
    let sequence = line.sequence;
    let entry = match line.event {
        Word::Customer(event) => Some(entry(line, event)?),
        Word::Ledger(OfLedger::LossAccepted) if previous.is_some() => None,
        Word::Ledger(OfLedger::LossAccepted) => return Err(BadLine::Form),
    };
    Ok(Content { entry, sequence, previous })
}

fn entry(line: Line, event: Event) -> Result<Entry, BadLine> {
    let hold = line.hold.map(|hold| {
        Ok(SealedHold {
            author: hold.author,
            since: moment(&hold.since)?,
            sealed: STANDARD.decode(&hold.sealed).map_err(|_| BadLine::Form)?,
        })
    });
    Ok(Entry {
        erasure: line.erasure,
        at: moment(&line.at)?,
        shop: line.shop.and_then(|shop| shop.parse().ok()).ok_or(BadLine::Form)?,
        pseudonym: line.pseudonym.and_then(|pseudonym| pseudonym.parse().ok()).ok_or(BadLine::Form)?,
        event,
        request: line.request.map(|id| id.parse()).transpose().map_err(|_| BadLine::Form)?,
        hold: hold.transpose()?,
    })
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
