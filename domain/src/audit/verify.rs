//! Is the log still what was written?
//!
//! A [`Chain`] looks at entries one after the other and remembers one hash, so a log of any length takes the same memory.
//! It asks storage for nothing: whoever has the entries, from a database or from a file, hands them over in their order.

use std::fmt;

use super::{Action, Entry, GENESIS, Hash, Head};
use crate::refusal::Fault;
use crate::seal::MasterKey;
use crate::store::Store;

/// How many entries are in memory at once.
pub(super) const PAGE: usize = 500;

/// Proves the stored log, all of it or what is behind the entry with the number `after`, in one state of the storage.
/// `progress` is told how many entries are done, and may be told again from the start.
///
/// # Errors
/// [`Fault`] when the storage cannot be read. A log that is not what was written is a result, not an error.
pub fn verify(
    store: &dyn Store,
    key: &MasterKey,
    after: u64,
    progress: &dyn Fn(u64),
) -> Result<Result<Proven, Broken>, Fault> {
    store.read("verify_audit", |view| {
        let mut chain = match after.checked_sub(1) {
            None => Chain::from_the_start(),
            Some(before) => match view.audit_entries(before, 1)?.first() {
                Some(known) if known.sequence == after => Chain::behind(after, known.hash),
                _ => return Ok(Err(Broken { sequence: after, position: 0, flaw: Flaw::Missing })),
            },
        };
        let mut last = after;
        loop {
            let page = view.audit_entries(last, PAGE)?;
            for entry in &page {
                chain.add(entry);
            }
            progress(chain.seen);
            match page.last() {
                Some(entry) => last = entry.sequence,
                None => return Ok(chain.end_with_head(view.audit_head()?.as_ref(), key)),
            }
        }
    })
}

/// Where a log is not what was written, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number of the first entry that is not right.
    pub sequence: u64,
    /// Where it stands, or would have to, among the entries that were looked at: 1 for the first.
    pub position: u64,
    /// What is wrong with it.
    pub flaw: Flaw,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {} {}", self.sequence, self.flaw)
    }
}

/// What is wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Its content does not have its hash, or it is not the one that the entry behind it covers.
    Changed,
    /// It is not there, and later ones are.
    Missing,
    /// It is there, but others stand where it belongs.
    OutOfOrder,
    /// There is more than one with this number.
    Repeated,
    /// It and all behind it are not there.
    CutOff,
    /// It is there, and the log ended before it.
    BehindHead,
    /// It is the last, and the end of the log covers another: it was changed, or the chain up to it was made anew.
    Rewritten,
    /// It is the last according to a head that this service did not write.
    HeadForged,
    /// There are entries, and nothing says where the log ends.
    HeadMissing,
    /// It says that this service did not find the log as it had left it.
    Doubted,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Changed,
        Self::Missing,
        Self::OutOfOrder,
        Self::Repeated,
        Self::CutOff,
        Self::BehindHead,
        Self::Rewritten,
        Self::HeadForged,
        Self::HeadMissing,
        Self::Doubted,
    ];

    /// The word for machines.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::OutOfOrder => "out-of-order",
            Self::Repeated => "repeated",
            Self::CutOff => "cut-off",
            Self::BehindHead => "behind-head",
            Self::Rewritten => "rewritten",
            Self::HeadForged => "head-forged",
            Self::HeadMissing => "head-missing",
            Self::Doubted => "doubted",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Changed => "was changed",
            Self::Missing => "is missing",
            Self::OutOfOrder => "is not where it belongs",
            Self::Repeated => "is there more than once",
            Self::CutOff => "and all behind it are cut off",
            Self::BehindHead => "was added behind the end of the log",
            Self::Rewritten => "is not the one that the end of the log covers: it or entries before it were made anew",
            Self::HeadForged => "ends the log according to a head that was not written under this audit key",
            Self::HeadMissing => "is there, but the head, which says where the log ends, is missing",
            Self::Doubted => {
                "says that the service did not find the log as it had left it: what stands before may have been changed \
                 or cut off, or was written under another audit key"
            }
        })
    }
}

/// A log that is what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven {
    /// How many entries were looked at.
    pub entries: u64,
    /// The number of the last one; 0 in a log without entries.
    pub last: u64,
    /// Its hash.
    pub hash: Hash,
}

/// Entries as they are looked at, in their order.
#[derive(Debug)]
pub struct Chain {
    /// How many were looked at.
    seen: u64,
    /// The number that the next one has to have.
    next: u64,
    /// The hash that the next one has to cover.
    covers: Hash,
    /// The last one is right in itself, but does not cover the one before it: one of them was changed, and what comes next
    /// tells which.
    torn: bool,
    broken: Option<Broken>,
}

impl Chain {
    /// A chain from its first entry on.
    #[must_use]
    pub const fn from_the_start() -> Self {
        Self::behind(0, GENESIS)
    }

    /// A chain behind an entry that is known, with this number and hash.
    #[must_use]
    pub const fn behind(sequence: u64, hash: Hash) -> Self {
        Self { seen: 0, next: sequence.saturating_add(1), covers: hash, torn: false, broken: None }
    }

    /// Looks at the next entry. Those behind a broken one are of interest only as far as they tell what is wrong with it.
    pub fn add(&mut self, entry: &Entry) {
        self.seen += 1;
        if let Some(broken) = &mut self.broken {
            if broken.flaw == Flaw::Missing && entry.sequence == broken.sequence {
                broken.flaw = Flaw::OutOfOrder;
            }
            return;
        }
        self.broken = self.examine(entry);
        self.next = entry.sequence.saturating_add(1);
        self.covers = entry.hash;
    }

    fn examine(&mut self, entry: &Entry) -> Option<Broken> {
        let here = |sequence, flaw| Some(Broken { sequence, position: self.seen, flaw });
        if self.torn {
            return Some(self.torn_at(self.seen - 1, entry.sequence == self.next && entry.previous == self.covers));
        }
        if entry.hash != entry.computed_hash() {
            // Its number may be what was changed.
            return here(self.next, Flaw::Changed);
        }
        if entry.sequence > self.next {
            return here(self.next, Flaw::Missing);
        }
        if entry.sequence < self.next {
            let flaw = if entry.sequence == 0 { Flaw::OutOfOrder } else { Flaw::Repeated };
            return here(entry.sequence, flaw);
        }
        if entry.previous != self.covers {
            // Before the first there is nothing that could have been changed.
            if self.seen == 1 {
                return here(entry.sequence, Flaw::Changed);
            }
            self.torn = true;
        } else if Action::from_code(&entry.action) == Some(Action::ChainDoubted) {
            return here(entry.sequence, Flaw::Doubted);
        }
        None
    }

    /// Of the last entry, at `position`, and the one before it, the one that was changed: the last, unless it is covered.
    fn torn_at(&self, position: u64, is_covered: bool) -> Broken {
        let (sequence, before) = (self.next.saturating_sub(1), u64::from(is_covered));
        Broken {
            sequence: sequence.saturating_sub(before),
            position: position.saturating_sub(before),
            flaw: Flaw::Changed,
        }
    }

    /// Number and hash of the last entry that was looked at.
    pub(super) const fn last(&self) -> (u64, Hash) {
        (self.next.saturating_sub(1), self.covers)
    }

    /// Looks whether the chain ends where it has to: with this entry and hash.
    ///
    /// # Errors
    /// [`Broken`]: the first entry that is not right.
    pub fn end(self, last: u64, hash: Hash) -> Result<Proven, Broken> {
        if let Some(broken) = self.broken {
            return Err(broken);
        }
        let (found, _) = self.last();
        if self.torn {
            return Err(self.torn_at(self.seen, (found, self.covers) == (last, hash)));
        }
        let broken = |sequence, position, flaw| Err(Broken { sequence, position, flaw });
        if found < last {
            return broken(self.next, self.seen + 1, Flaw::CutOff);
        }
        if found > last {
            // Never before the first that was looked at.
            let behind = found - last;
            return broken(last.saturating_add(1), (self.seen + 1).saturating_sub(behind).max(1), Flaw::BehindHead);
        }
        if self.covers != hash {
            return broken(found, self.seen, Flaw::Rewritten);
        }
        Ok(Proven { entries: self.seen, last: found, hash })
    }

    /// Looks whether the chain ends where a log under this key says that it does.
    ///
    /// # Errors
    /// [`Broken`]: the first entry that is not right.
    pub fn end_with_head(self, head: Option<&Head>, key: &MasterKey) -> Result<Proven, Broken> {
        let (position, (found, hash)) = (self.seen, self.last());
        let Some(head) = head else {
            let proven = self.end(found, hash)?;
            let broken = Broken { sequence: found, position, flaw: Flaw::HeadMissing };
            return if found == 0 { Ok(proven) } else { Err(broken) };
        };
        if head.is_genuine(key) {
            return self.end(head.sequence, head.hash);
        }
        // What is wrong with the entries themselves comes first.
        self.end(found, hash)?;
        Err(Broken { sequence: head.sequence, position, flaw: Flaw::HeadForged })
    }
}
