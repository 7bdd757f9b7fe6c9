//! The log, or its latest part, as a file that others can keep and prove without this service.
//!
//! JSON Lines: each entry with every field that its hash covers, what is sealed still sealed; the last line says where the
//! log ends and is signed with Ed25519 (RFC 8032). `docs/audit.md` has the format.

mod check;
mod format;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, VerifyingKey};

pub use self::check::{BadExport, ExportFlaw, ProvenExport, verify_export};
use self::format::{EntryLine, HeadLine, Statement, time};
use super::verify::PAGE;
use super::{Action, Actor, Entry, Event, Journal};
use crate::clock::Timestamp;
use crate::refusal::Fault;
use crate::seal::MasterKey;
use crate::store::Store;

/// What is exported, by whom.
pub struct Export<'a> {
    /// Where the log is.
    pub store: &'a dyn Store,
    /// What writes the log: an export is an event of its own, and stands in what it exports.
    pub journal: &'a Journal,
    /// Who exports.
    pub actor: Actor,
    /// Everything from the first entry of this moment or later.
    pub since: Timestamp,
    /// When it is.
    pub now: Timestamp,
}

/// What was exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many entries.
    pub entries: u64,
    /// The number of the last one.
    pub last: u64,
}

/// Why an export is not whole.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    /// A fault of ours.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The file cannot be written.
    #[error(transparent)]
    Output(#[from] io::Error),
}

impl Export<'_> {
    /// Writes the lines to `out`. `progress` is told how many entries are done.
    ///
    /// The log is not proven on the way: what is wrong with it is found in the file.
    ///
    /// # Errors
    /// [`NotExported`]; what was written then has no signed end.
    pub fn write(self, out: &mut dyn Write, progress: &dyn Fn(u64)) -> Result<Exported, NotExported> {
        let event = Event::new(self.now, self.actor.clone(), Action::Exported).detail("since", time(self.since));
        self.store.write("record_export", |transaction| self.journal.record(transaction, &event))?;
        let head = self.store.read("audit_head", |view| view.audit_head().map_err(Fault::from))?;
        // The head that was written a moment ago.
        let head = head.ok_or(Fault::Interrupted)?;

        let mut statement = Statement {
            first: head.sequence.saturating_add(1),
            previous: head.hash,
            sequence: head.sequence,
            hash: head.hash,
            exported_at: self.now,
        };
        let (mut entries, mut looked_at) = (0, 0);
        while looked_at < head.sequence {
            // Entries are never changed, so each page may be read by itself and holds up nobody.
            let page = self.store.read("export_audit", |view| Ok::<_, Fault>(view.audit_entries(looked_at, PAGE)?))?;
            let Some(last) = page.last() else { break };
            looked_at = last.sequence;
            for entry in page.iter().filter(|entry| entry.sequence <= head.sequence) {
                if entries == 0 && entry.at < self.since {
                    continue;
                }
                if entries == 0 {
                    (statement.first, statement.previous) = (entry.sequence, entry.previous);
                }
                writeln!(out, "{}", EntryLine::of(entry).to_text())?;
                entries += 1;
            }
            progress(entries);
        }
        writeln!(out, "{}", HeadLine::signed(&statement, self.journal.master()).to_text())?;
        out.flush()?;
        Ok(Exported { entries, last: head.sequence })
    }
}

/// An entry as a line of an export.
#[must_use]
pub fn line(entry: &Entry) -> String {
    EntryLine::of(entry).to_text()
}

/// The public half of the key that signs exports: 64 lower-case hexadecimal digits. Not secret; whoever keeps it can tell an
/// export of this service from any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// The one of a service with this secret.
    #[must_use]
    pub fn of(key: &MasterKey) -> Self {
        Self(key.signer().verifying_key())
    }

    fn proves(&self, message: &[u8], signature: &Signature) -> bool {
        self.0.verify_strict(message, signature).is_ok()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base16ct::lower::encode_string(self.0.as_bytes()))
    }
}

/// The text is not the public key of anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a public key: `audit public-key` prints it, 64 hexadecimal digits")]
pub struct NotAPublicKey;

impl FromStr for PublicKey {
    type Err = NotAPublicKey;

    fn from_str(text: &str) -> Result<Self, NotAPublicKey> {
        let bytes = format::hash(text).ok_or(NotAPublicKey)?;
        VerifyingKey::from_bytes(&bytes).map(Self).map_err(|_| NotAPublicKey)
    }
}

fn sign(key: &MasterKey, message: &[u8]) -> Signature {
    key.signer().sign(message)
}
