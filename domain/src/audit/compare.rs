//! Does what is stored agree with what the log says?
//!
//! A [`Chain`](super::Chain) proves the entries; this looks whether somebody has taken away, exchanged or added something
//! behind the log: keys of data subjects, legal holds, or all entries.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::journal::Reading;
use super::verify::PAGE;
use super::{Action, Entry, Journal};
use crate::clock::Timestamp;
use crate::names::ShopName;
use crate::refusal::Fault;
use crate::seal::{Pseudonym, Purpose};
use crate::store::{Store, StoreError, View};

/// How many requests without an entry are named.
const NAMED: usize = 5;

/// Something stored that does not agree with the log. It names records by their ids, and nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inconsistency {
    /// There are requests, and not a single entry.
    EmptyLog,
    /// There is a request that the log does not know.
    UnknownRequest(String),
    /// The key of a data subject is not there, and no erasure or purge explains it.
    KeyMissing {
        /// Whose key.
        pseudonym: Pseudonym,
        /// The last entry that cannot be opened.
        entry: u64,
    },
    /// The key of a data subject cannot be unwrapped: damaged, or somebody else's.
    KeyUnreadable(String),
    /// The key of a data subject does not open an entry about them: it was exchanged.
    KeyExchanged {
        /// Whose key.
        pseudonym: Pseudonym,
        /// The last entry that cannot be opened.
        entry: u64,
    },
    /// A legal hold is not there, and was not released.
    HoldMissing {
        /// The hold.
        hold: String,
        /// The entry that tells of it.
        entry: u64,
    },
    /// A legal hold that was released is there.
    HoldReturned {
        /// The hold.
        hold: String,
        /// The entry that tells of its release.
        entry: u64,
    },
    /// A legal hold is on another customer than the log says.
    HoldMoved {
        /// The hold.
        hold: String,
        /// The entry that tells of it.
        entry: u64,
    },
    /// A legal hold cannot be read. It holds all the same: nothing of its customer is erased.
    HoldUnreadable(String),
}

impl Inconsistency {
    /// The word for machines.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EmptyLog => "log-emptied",
            Self::UnknownRequest(_) => "request-unknown",
            Self::KeyMissing { .. } => "key-missing",
            Self::KeyUnreadable(_) => "key-unreadable",
            Self::KeyExchanged { .. } => "key-exchanged",
            Self::HoldMissing { .. } => "hold-missing",
            Self::HoldReturned { .. } => "hold-returned",
            Self::HoldMoved { .. } => "hold-moved",
            Self::HoldUnreadable(_) => "hold-unreadable",
        }
    }
}

impl fmt::Display for Inconsistency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyLog => f.write_str("the audit log is empty, although there are data requests"),
            Self::UnknownRequest(id) => write!(f, "the request {id} has no entry in the audit log"),
            Self::KeyMissing { pseudonym, entry } => write!(
                f,
                "the key of the data subject {pseudonym} is not there, and no erasure or purge explains it: entry {entry} \
                 cannot be opened"
            ),
            Self::KeyUnreadable(pseudonym) => {
                write!(
                    f,
                    "the key of the data subject {pseudonym} cannot be unwrapped: it is damaged, or somebody else's"
                )
            }
            Self::KeyExchanged { pseudonym, entry } => {
                write!(f, "the key of the data subject {pseudonym} was exchanged: it does not open entry {entry}")
            }
            Self::HoldMissing { hold, entry } => {
                write!(f, "the legal hold {hold} of entry {entry} is not there, and was not released")
            }
            Self::HoldReturned { hold, entry } => {
                write!(f, "the legal hold {hold} is there, although entry {entry} says that it was released")
            }
            Self::HoldMoved { hold, entry } => {
                write!(f, "the legal hold {hold} is on another customer than entry {entry} says")
            }
            Self::HoldUnreadable(hold) => {
                write!(f, "the legal hold {hold} cannot be read, so nothing of its customer is erased")
            }
        }
    }
}

/// Compares what is stored with the entries behind the one with the number `after`, in one state of the storage. `progress` is
/// told how many entries are done, and may be told again from the start.
///
/// # Errors
/// [`Fault`] when the storage cannot be read.
pub fn compare(
    store: &dyn Store,
    journal: &Journal,
    after: u64,
    progress: &dyn Fn(u64),
) -> Result<Vec<Inconsistency>, Fault> {
    store.read("compare_audit", |view| {
        let mut found = requests(view, after)?;
        let (mut log, mut last, mut done) = (Log::default(), after, 0);
        loop {
            let page = view.audit_entries(last, PAGE)?;
            let Some(end) = page.last() else { break };
            last = end.sequence;
            for entry in &page {
                log.add(view, journal, entry)?;
            }
            done += page.len() as u64;
            progress(done);
        }
        found.extend(keys(view, journal)?);
        found.extend(log.unexplained(view)?);
        found.extend(holds(view, journal, log.holds)?);
        Ok(found)
    })
}

/// Requests that the log does not know. Those that came in before the log began are none of its business.
fn requests(view: &dyn View, after: u64) -> Result<Vec<Inconsistency>, StoreError> {
    if after > 0 {
        return Ok(Vec::new());
    }
    Ok(match view.audit_entries(0, 1)?.first() {
        None if view.unlogged_requests(Timestamp::MIN_UTC, 1)?.is_empty() => Vec::new(),
        None => vec![Inconsistency::EmptyLog],
        Some(first) => {
            let unknown = view.unlogged_requests(first.at, NAMED)?;
            unknown.iter().map(|id| Inconsistency::UnknownRequest(id.to_string())).collect()
        }
    })
}

/// Keys of data subjects that are damaged, or stand where another one belongs.
fn keys(view: &dyn View, journal: &Journal) -> Result<Vec<Inconsistency>, StoreError> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = view.subject_keys(&after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(found) };
        after.clone_from(last);
        let damaged = page.into_iter().filter(|(pseudonym, wrapped)| !journal.unwraps(pseudonym, wrapped));
        found.extend(damaged.map(|(pseudonym, _)| Inconsistency::KeyUnreadable(pseudonym)));
    }
}

/// Legal holds that are not as the log has them.
fn holds(
    view: &dyn View,
    journal: &Journal,
    mut told: BTreeMap<String, ToldHold>,
) -> Result<Vec<Inconsistency>, StoreError> {
    let (mut found, mut after) = (Vec::new(), String::new());
    let key = journal.master().key(Purpose::LegalHolds);
    loop {
        let page = view.all_legal_holds(&after, PAGE)?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.id);
        for record in page {
            let hold = record.id;
            if key.open(hold.as_bytes(), &record.sealed).is_none() {
                found.push(Inconsistency::HoldUnreadable(hold.clone()));
            }
            // Some of older programs, and those of a ledger, may be in no entry.
            let Some(told) = told.remove(&hold) else { continue };
            let (entry, pseudonym) = (told.entry, record.pseudonym.to_string());
            if !told.is_placed {
                found.push(Inconsistency::HoldReturned { hold, entry });
            } else if told.shop.is_some_and(|shop| shop != record.shop.as_str())
                || told.pseudonym.is_some_and(|told| told != pseudonym)
            {
                found.push(Inconsistency::HoldMoved { hold, entry });
            }
        }
    }
    let missing = told.into_iter().filter(|(_, told)| told.is_placed);
    found.extend(missing.map(|(hold, told)| Inconsistency::HoldMissing { hold, entry: told.entry }));
    Ok(found)
}

/// What the log says, as far as it has to agree with what is stored.
#[derive(Default)]
struct Log {
    /// Data subjects about whom some entries cannot be opened.
    unopened: BTreeMap<Pseudonym, Unopened>,
    /// Whose key was destroyed, and the entry that says so.
    destroyed: BTreeMap<String, u64>,
    /// The same: requests whose subject lost their key with them.
    destroyed_with_request: BTreeMap<String, u64>,
    /// The same, of older programs: erasures without a request.
    erasures: BTreeMap<String, u64>,
    holds: BTreeMap<String, ToldHold>,
}

/// Entries about a data subject that cannot be opened.
struct Unopened {
    last: u64,
    shop: Option<ShopName>,
    requests: BTreeSet<String>,
    reading: Reading,
}

/// What the log says last of a legal hold.
struct ToldHold {
    entry: u64,
    is_placed: bool,
    shop: Option<String>,
    pseudonym: Option<String>,
}

impl Log {
    fn add(&mut self, view: &dyn View, journal: &Journal, entry: &Entry) -> Result<(), StoreError> {
        if let Some((pseudonym, reading)) = journal.try_open(view, entry)?
            && reading != Reading::Opened
        {
            let shop = entry.shop.as_deref().and_then(|shop| shop.parse().ok());
            let empty = || Unopened { last: 0, shop, requests: BTreeSet::new(), reading };
            let unopened = self.unopened.entry(pseudonym).or_insert_with(empty);
            (unopened.last, unopened.reading) = (entry.sequence, reading);
            unopened.requests.extend(entry.request.clone());
        }
        if entry.details.get("subject_key").is_some_and(|what| what == "destroyed") {
            if let Some(pseudonym) = &entry.pseudonym {
                self.destroyed.insert(pseudonym.clone(), entry.sequence);
            }
            if let Some(request) = &entry.request {
                self.destroyed_with_request.insert(request.clone(), entry.sequence);
            }
        }
        match Action::from_code(&entry.action) {
            Some(Action::Erased) if entry.request.is_none() => {
                self.erasures.extend(entry.details.get("erasure").map(|erasure| (erasure.clone(), entry.sequence)));
            }
            Some(action @ (Action::HoldPlaced | Action::HoldReleased)) => {
                let told = ToldHold {
                    entry: entry.sequence,
                    is_placed: action == Action::HoldPlaced,
                    shop: entry.shop.clone(),
                    pseudonym: entry.pseudonym.clone(),
                };
                self.holds.extend(entry.details.get("hold").map(|hold| (hold.clone(), told)));
            }
            _ => {}
        }
        Ok(())
    }

    /// Keys that no erasure or purge behind the last entry about their subject has destroyed, and that do not open it.
    fn unexplained(&self, view: &dyn View) -> Result<Vec<Inconsistency>, StoreError> {
        let mut found = Vec::new();
        for (pseudonym, unopened) in &self.unopened {
            let entry = unopened.last;
            let of_requests = unopened.requests.iter().filter_map(|request| self.destroyed_with_request.get(request));
            let of_subject = self.destroyed.get(&pseudonym.to_string());
            if of_requests.chain(of_subject).any(|destroyed| *destroyed >= entry) {
                continue;
            }
            if let Some(shop) = &unopened.shop {
                let erasures = view.erasures(shop, pseudonym)?;
                if erasures.iter().filter_map(|it| self.erasures.get(&it.id)).any(|erased| *erased >= entry) {
                    continue;
                }
            }
            let pseudonym = *pseudonym;
            match unopened.reading {
                Reading::NoKey => found.push(Inconsistency::KeyMissing { pseudonym, entry }),
                Reading::OtherKey => found.push(Inconsistency::KeyExchanged { pseudonym, entry }),
                // Named with the keys.
                Reading::DamagedKey | Reading::Opened => {}
            }
        }
        Ok(found)
    }
}
