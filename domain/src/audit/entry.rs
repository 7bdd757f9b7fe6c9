//! An event as it is stored, and the rule that chains entries to each other.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::clock::Timestamp;
use crate::seal::{MasterKey, Purpose};

/// A SHA-256 (FIPS 180-4).
pub type Hash = [u8; 32];

/// What the first entry has for the hash of the one before it.
pub const GENESIS: Hash = [0; 32];

/// Says what is hashed, so that these bytes never stand for anything else. A changed rule gets another number.
const LABEL: &str = "gdpr-server/audit-entry/1";

/// An event as it is stored.
///
/// Texts are taken as they are found: an entry that somebody has changed can still be read, and be named as changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number: 1 for the first, and one more for each.
    pub sequence: u64,
    /// When it happened, to the millisecond.
    pub at: Timestamp,
    /// Who did it, as the text of an [`Actor`](super::Actor).
    pub actor: String,
    /// What was done, as the code of an [`Action`](super::Action).
    pub action: String,
    /// In which shop.
    pub shop: Option<String>,
    /// To which request.
    pub request: Option<String>,
    /// What stands for the data subject, as the text of a [`Pseudonym`](crate::seal::Pseudonym).
    pub pseudonym: Option<String>,
    /// The state before.
    pub from: Option<String>,
    /// The state after.
    pub to: Option<String>,
    /// Further facts, none of them personal.
    pub details: BTreeMap<String, String>,
    /// Whom it is about and what was said, sealed under the subject's key.
    pub sealed: Option<Vec<u8>>,
    /// The hash of the entry before it.
    pub previous: Hash,
    /// The hash of this one, as it is stored.
    pub hash: Hash,
}

impl Entry {
    /// The hash that this entry must have: SHA-256 over a label and every field but the hash itself, each of which says
    /// where it ends.
    ///
    /// ```text
    /// text(b)    length of b in bytes, as 8 bytes, then b; all numbers big endian
    /// option(b)  one byte 0 when there is none; else one byte 1, then text(b)
    ///
    /// text("gdpr-server/audit-entry/1")
    /// previous (32 bytes), sequence (8 bytes), at (8 bytes, milliseconds since 1970-01-01T00:00:00Z, signed)
    /// text(actor), text(action)
    /// option(shop), option(request), option(pseudonym), option(from), option(to)
    /// how many details (8 bytes), then text(name), text(value) of each, ordered by the bytes of the names
    /// option(sealed)
    /// ```
    #[must_use]
    pub fn computed_hash(&self) -> Hash {
        let mut hash = Sha256::new();
        text(&mut hash, LABEL.as_bytes());
        hash.update(self.previous);
        hash.update(self.sequence.to_be_bytes());
        hash.update(self.at.timestamp_millis().to_be_bytes());
        text(&mut hash, self.actor.as_bytes());
        text(&mut hash, self.action.as_bytes());
        for field in [&self.shop, &self.request, &self.pseudonym, &self.from, &self.to] {
            option(&mut hash, field.as_deref().map(str::as_bytes));
        }
        hash.update((self.details.len() as u64).to_be_bytes());
        for (name, value) in &self.details {
            text(&mut hash, name.as_bytes());
            text(&mut hash, value.as_bytes());
        }
        option(&mut hash, self.sealed.as_deref());
        hash.finalize().into()
    }
}

fn text(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_be_bytes());
    hash.update(bytes);
}

fn option(hash: &mut Sha256, bytes: Option<&[u8]>) {
    hash.update([u8::from(bytes.is_some())]);
    if let Some(bytes) = bytes {
        text(hash, bytes);
    }
}

/// Where the log ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry.
    pub sequence: u64,
    /// Its hash.
    pub hash: Hash,
    /// HMAC-SHA-256 over both, under a key that is not in the database.
    pub mac: [u8; 32],
}

impl Head {
    /// The head of a log that ends with this entry.
    #[must_use]
    pub fn of(key: &MasterKey, sequence: u64, hash: Hash) -> Self {
        Self { sequence, hash, mac: mac(key, sequence, &hash) }
    }

    /// Whether somebody with this key made it.
    #[must_use]
    pub fn is_genuine(&self, key: &MasterKey) -> bool {
        mac(key, self.sequence, &self.hash).ct_eq(&self.mac).into()
    }
}

fn mac(key: &MasterKey, sequence: u64, hash: &Hash) -> [u8; 32] {
    key.mac(Purpose::AuditHead, &[&sequence.to_be_bytes(), hash])
}
