//! The lines of an export, each with one form: what was read is compared with what would have been written.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use ed25519_dalek::Signature;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::PublicKey;
use crate::audit::{Entry, Hash};
use crate::clock::Timestamp;
use crate::seal::MasterKey;

/// Says what is signed, so that these bytes never stand for anything else.
const LABEL: &[u8] = b"gdpr-server/audit-export/1";

/// RFC 3339, with milliseconds.
pub(super) fn time(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn moment(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// 32 bytes from as many pairs of lower-case hexadecimal digits.
pub(super) fn hash(text: &str) -> Option<Hash> {
    let mut bytes = [0; 32];
    let decoded = base16ct::lower::decode(text, &mut bytes).ok()?;
    (decoded.len() == 32).then_some(bytes)
}

/// What stands in `text`, if that is its one form: no other order, spelling or white space.
fn strictly<T: Serialize + DeserializeOwned>(text: &str) -> Option<T> {
    let read: T = serde_json::from_str(text).ok()?;
    (written(&read) == text).then_some(read)
}

fn written<T: Serialize>(line: &T) -> String {
    // Texts and numbers cannot fail to become JSON; an empty line would be refused by whoever reads it.
    serde_json::to_string(line).unwrap_or_default()
}

/// An entry.
#[derive(Serialize, Deserialize)]
pub(super) struct EntryLine {
    sequence: u64,
    at: String,
    actor: String,
    action: String,
    shop: Option<String>,
    request: Option<String>,
    pseudonym: Option<String>,
    from: Option<String>,
    to: Option<String>,
    details: BTreeMap<String, String>,
    sealed: Option<String>,
    previous: String,
    hash: String,
}

impl EntryLine {
    pub(super) fn of(entry: &Entry) -> Self {
        let Entry { sequence, at, actor, action, shop, request, pseudonym, from, to, details, sealed, previous, hash } =
            entry.clone();
        Self {
            sequence,
            at: time(at),
            actor,
            action,
            shop,
            request,
            pseudonym,
            from,
            to,
            details,
            sealed: sealed.map(|sealed| STANDARD.encode(sealed)),
            previous: hex(&previous),
            hash: hex(&hash),
        }
    }

    pub(super) fn to_text(&self) -> String {
        written(self)
    }

    /// The entry in this line, if it is as this program writes it.
    pub(super) fn read(text: &str) -> Option<Entry> {
        let Self {
            sequence,
            at,
            actor,
            action,
            shop,
            request,
            pseudonym,
            from,
            to,
            details,
            sealed,
            previous,
            hash: own,
        } = strictly(text)?;
        let entry = Entry {
            sequence,
            at: moment(&at)?,
            actor,
            action,
            shop,
            request,
            pseudonym,
            from,
            to,
            details,
            sealed: match sealed {
                None => None,
                Some(sealed) => Some(STANDARD.decode(sealed).ok()?),
            },
            previous: hash(&previous)?,
            hash: hash(&own)?,
        };
        // Times have more than one form within their text.
        (Self::of(&entry).to_text() == text).then_some(entry)
    }
}

/// What the last line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// The number of the first entry in the file.
    pub(super) first: u64,
    /// The hash of the one before it.
    pub(super) previous: Hash,
    /// The number of the last entry, in the file and in the log.
    pub(super) sequence: u64,
    /// Its hash.
    pub(super) hash: Hash,
    /// When.
    pub(super) exported_at: Timestamp,
}

impl Statement {
    /// The bytes that are signed.
    pub(super) fn message(&self) -> Vec<u8> {
        let mut message = Vec::with_capacity(128);
        message.extend_from_slice(&(LABEL.len() as u64).to_be_bytes());
        message.extend_from_slice(LABEL);
        message.extend_from_slice(&self.first.to_be_bytes());
        message.extend_from_slice(&self.previous);
        message.extend_from_slice(&self.sequence.to_be_bytes());
        message.extend_from_slice(&self.hash);
        message.extend_from_slice(&self.exported_at.timestamp_millis().to_be_bytes());
        message
    }
}

/// The last line.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HeadLine {
    head: Head,
    public_key: String,
    signature: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    first: u64,
    previous: String,
    sequence: u64,
    hash: String,
    exported_at: String,
}

impl HeadLine {
    pub(super) fn signed(statement: &Statement, key: &MasterKey) -> Self {
        Self::new(statement, PublicKey::of(key), &super::sign(key, &statement.message()))
    }

    fn new(statement: &Statement, key: PublicKey, signature: &Signature) -> Self {
        Self {
            head: Head {
                first: statement.first,
                previous: hex(&statement.previous),
                sequence: statement.sequence,
                hash: hex(&statement.hash),
                exported_at: time(statement.exported_at),
            },
            public_key: key.to_string(),
            signature: STANDARD.encode(signature.to_bytes()),
        }
    }

    pub(super) fn to_text(&self) -> String {
        written(self)
    }

    /// What this line says, who claims to have signed it, and the signature; if it is as this program writes it.
    pub(super) fn read(text: &str) -> Option<(Statement, PublicKey, Signature)> {
        let Self { head, public_key, signature } = strictly(text)?;
        let statement = Statement {
            first: head.first,
            previous: hash(&head.previous)?,
            sequence: head.sequence,
            hash: hash(&head.hash)?,
            exported_at: moment(&head.exported_at)?,
        };
        let key = public_key.parse().ok()?;
        let signature = Signature::from_slice(&STANDARD.decode(signature).ok()?).ok()?;
        (Self::new(&statement, key, &signature).to_text() == text).then_some((statement, key, signature))
    }
}
