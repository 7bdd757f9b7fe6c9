//! Events become entries.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::{Action, Actor, Entry, Event, GENESIS, Hash, Head, Personal};
use crate::clock::Timestamp;
use crate::entropy::Entropy;
use crate::names::ShopName;
use crate::refusal::Fault;
use crate::seal::{MasterKey, Pseudonym, Purpose, SealKey};
use crate::store::{StoreError, Transaction, View};

/// What is sealed is filled up to a multiple of this, so that its length tells little of what it was.
const BLOCK: usize = 64;

/// Writes the audit log, and reads what is sealed in it.
#[derive(Clone)]
pub struct Journal {
    key: MasterKey,
    entropy: Arc<dyn Entropy>,
}

impl Journal {
    /// A journal under this key.
    #[must_use]
    pub fn new(key: MasterKey, entropy: Arc<dyn Entropy>) -> Self {
        Self { key, entropy }
    }

    /// The secret behind it, which seals other things too.
    #[must_use]
    pub(crate) fn master(&self) -> &MasterKey {
        &self.key
    }

    /// Appends `event`, in the transaction of the change that it tells: both are kept, or neither.
    ///
    /// When the log does not end as this service left it, an entry that says so comes first. So whoever cut off its end
    /// cannot have that covered by the next entry, and the service goes on all the same.
    ///
    /// # Errors
    /// [`Fault`]; the transaction must not be committed then.
    pub fn record(&self, transaction: &dyn Transaction, event: &Event) -> Result<(), Fault> {
        self.record_all(transaction, std::slice::from_ref(event), None).map(drop)
    }

    /// Appends `events`, which happened some time ago, in this order. Whoever was erased meanwhile, and had their key
    /// destroyed, gets no new one: `is_on_file` is asked for the shop and the reference of everybody without a key, and the
    /// event is told about nobody where it says no. So is an event about somebody whose key cannot be read: it can no longer be
    /// undone, and has to be in the log all the same. Gives back how many of those there were.
    ///
    /// # Errors
    /// [`Fault`]; the transaction must not be committed then.
    pub(crate) fn record_late(
        &self,
        transaction: &dyn Transaction,
        events: &[Event],
        is_on_file: OnFile<'_>,
    ) -> Result<usize, Fault> {
        self.record_all(transaction, events, Some(is_on_file))
    }

    fn record_all(
        &self,
        transaction: &dyn Transaction,
        events: &[Event],
        late: Option<OnFile<'_>>,
    ) -> Result<usize, Fault> {
        let Some(first) = events.first() else { return Ok(0) };
        let end = self.end(transaction)?;
        let mut entries = Vec::with_capacity(events.len());
        let (mut sequence, mut previous, mut unreadable) = (end.sequence, end.hash, 0);
        let doubted =
            end.doubt.map(|doubt| Event::new(first.at, Actor::Service, Action::ChainDoubted).detail("reason", doubt));
        for event in doubted.iter().chain(events) {
            let key = match event.personal.as_ref().map(|about| self.key_for(transaction, about, late)).transpose() {
                Err(Fault::Sealed(_)) if late.is_some() => {
                    unreadable += 1;
                    None
                }
                key => key?.flatten(),
            };
            let entry = self.entry(event, key, sequence, previous)?;
            (sequence, previous) = (entry.sequence, entry.hash);
            entries.push(entry);
        }
        transaction.append_audit(&entries, &Head::of(&self.key, sequence, previous))?;
        Ok(unreadable)
    }

    /// Destroys the key of a data subject: what is sealed about them stays, and nobody can open it any more. Gives back
    /// whether there was a key. To be recorded as [`Action::Purged`], without anything personal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn forget(&self, transaction: &dyn Transaction, shop: &ShopName, reference: &str) -> Result<bool, StoreError> {
        transaction.delete_subject_key(&self.key.pseudonym(shop, reference))
    }

    /// What stands for a data subject in the log.
    #[must_use]
    pub fn pseudonym(&self, shop: &ShopName, reference: &str) -> Pseudonym {
        self.key.pseudonym(shop, reference)
    }

    /// Looks whether an entry about a data subject can be written, before they are shown and it is written later.
    ///
    /// # Errors
    /// [`Fault::Sealed`] when their key cannot be unwrapped.
    pub(crate) fn require_readable_key(&self, view: &dyn View, shop: &ShopName, reference: &str) -> Result<(), Fault> {
        self.subject_key(view, &self.key.pseudonym(shop, reference)).map(drop)
    }

    /// Whom an entry is about, and what was said. `None`: nobody, or the subject's key was destroyed since.
    ///
    /// # Errors
    /// [`Fault`] when storage does not do its part, or a stored key cannot be used.
    pub fn open(&self, view: &dyn View, entry: &Entry) -> Result<Option<Personal>, Fault> {
        let (Some(sealed), Some(text)) = (&entry.sealed, &entry.pseudonym) else { return Ok(None) };
        let Ok(pseudonym) = text.parse() else { return Ok(None) };
        let Some(key) = self.subject_key(view, &pseudonym)? else { return Ok(None) };
        let opened = key.open(&context(&pseudonym, entry.sequence), sealed);
        Ok(opened.as_deref().and_then(|plain| read(plain)))
    }

    /// Whom an entry with something sealed is about, and whether that can be opened. `None`: there is nothing sealed.
    pub(super) fn try_open(&self, view: &dyn View, entry: &Entry) -> Result<Option<(Pseudonym, Reading)>, StoreError> {
        let (Some(sealed), Some(text)) = (&entry.sealed, &entry.pseudonym) else { return Ok(None) };
        let Ok(pseudonym) = text.parse() else { return Ok(None) };
        let reading = match self.subject_key(view, &pseudonym) {
            Ok(None) => Reading::NoKey,
            Ok(Some(key)) if key.open(&context(&pseudonym, entry.sequence), sealed).is_some() => Reading::Opened,
            Ok(Some(_)) => Reading::OtherKey,
            Err(Fault::Store(error)) => return Err(error),
            Err(_) => Reading::DamagedKey,
        };
        Ok(Some((pseudonym, reading)))
    }

    /// Whether this is the wrapped key of the data subject with this pseudonym.
    pub(super) fn unwraps(&self, pseudonym: &str, wrapped: &[u8]) -> bool {
        self.wrapping().unwrap_key(pseudonym.as_bytes(), wrapped).is_some()
    }

    /// Where the next entry goes.
    fn end(&self, view: &dyn View) -> Result<End, StoreError> {
        let (head, last) = (view.audit_head()?, view.last_audit_entry()?);
        let (sequence, hash) = last.unwrap_or((0, GENESIS));
        let after_last = |doubt| End { sequence, hash, doubt: Some(doubt) };
        Ok(match head {
            None if sequence == 0 => {
                End { sequence: 0, hash: GENESIS, doubt: is_emptied(view)?.then_some("entries-missing") }
            }
            None => after_last("head-missing"),
            Some(head) if !head.is_genuine(&self.key) => after_last("head-forged"),
            Some(head) if head.sequence < sequence => after_last("entries-behind-head"),
            // Entries that are missing before the head leave a gap that speaks for itself.
            Some(head) => End { sequence: head.sequence, hash: head.hash, doubt: None },
        })
    }

    /// The entry of an event, which names somebody if there is a key for that.
    fn entry(
        &self,
        event: &Event,
        key: Option<(Pseudonym, SealKey)>,
        last: u64,
        previous: Hash,
    ) -> Result<Entry, Fault> {
        let sequence = last.checked_add(1).ok_or_else(|| StoreError::Corrupt("the audit log is full".to_owned()))?;
        let mut entry = Entry {
            sequence,
            at: whole_millis(event.at),
            actor: event.actor.to_string(),
            action: event.action.code().to_owned(),
            shop: event.shop.as_ref().map(ToString::to_string),
            request: event.request.as_ref().map(ToString::to_string),
            pseudonym: event.pseudonym.map(|pseudonym| pseudonym.to_string()),
            from: event.from.map(str::to_owned),
            to: event.to.map(str::to_owned),
            details: event.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
            sealed: None,
            previous,
            hash: GENESIS,
        };
        if let (Some((_, personal)), Some((pseudonym, key))) = (&event.personal, key) {
            entry.sealed = Some(key.seal(&*self.entropy, &context(&pseudonym, sequence), &written(personal))?);
            entry.pseudonym = Some(pseudonym.to_string());
        }
        entry.hash = entry.computed_hash();
        Ok(entry)
    }

    /// What stands for a data subject, and their key, made at its first use; later only for those who are still on file.
    fn key_for(
        &self,
        transaction: &dyn Transaction,
        (shop, personal): &(ShopName, Personal),
        late: Option<OnFile<'_>>,
    ) -> Result<Option<(Pseudonym, SealKey)>, Fault> {
        let pseudonym = self.key.pseudonym(shop, &personal.subject);
        if let Some(key) = self.subject_key(transaction, &pseudonym)? {
            return Ok(Some((pseudonym, key)));
        }
        if late.map_or(Ok(false), |is_on_file| is_on_file(shop, &personal.subject).map(|is| !is))? {
            return Ok(None);
        }
        let key = SealKey::random(&*self.entropy)?;
        let wrapped = self.wrapping().wrap(&*self.entropy, pseudonym.to_string().as_bytes(), &key)?;
        if transaction.insert_subject_key(&pseudonym, &wrapped)? {
            Ok(Some((pseudonym, key)))
        } else {
            Err(Fault::Raced)
        }
    }

    fn subject_key(&self, view: &dyn View, pseudonym: &Pseudonym) -> Result<Option<SealKey>, Fault> {
        let Some(wrapped) = view.subject_key(pseudonym)? else { return Ok(None) };
        let key = self.wrapping().unwrap_key(pseudonym.to_string().as_bytes(), &wrapped);
        key.map(Some).ok_or(Fault::Sealed("the key of a data subject"))
    }

    fn wrapping(&self) -> &SealKey {
        self.key.key(Purpose::SubjectKeys)
    }
}

/// What came of an attempt to open an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// It can be read.
    Opened,
    /// There is no key of the data subject.
    NoKey,
    /// The key of the data subject cannot be unwrapped.
    DamagedKey,
    /// The key of the data subject is not the one that it was sealed under.
    OtherKey,
}

/// Whether a log without an entry had some. The first entry of all is written in the transaction of the first request.
fn is_emptied(view: &dyn View) -> Result<bool, StoreError> {
    Ok(!view.key_checks()?.is_empty() && view.unlogged_requests(Timestamp::MIN_UTC, 2)?.len() == 2)
}

/// Whether somebody with this reference is on file in this shop.
type OnFile<'a> = &'a dyn Fn(&ShopName, &str) -> Result<bool, StoreError>;

/// Where the log ends, and why that is in doubt.
struct End {
    sequence: u64,
    hash: Hash,
    doubt: Option<&'static str>,
}

/// What is sealed belongs to one subject and one entry.
fn context(pseudonym: &Pseudonym, sequence: u64) -> Vec<u8> {
    format!("audit/{pseudonym}/{sequence}").into_bytes()
}

/// As it will be read from storage.
fn whole_millis(at: Timestamp) -> Timestamp {
    Timestamp::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}

/// The bytes that are sealed: the subject behind its length (4 bytes, big endian), then 0, or 1 and the text behind its
/// length; then zeros.
fn written(personal: &Personal) -> Zeroizing<Vec<u8>> {
    let text = personal.text.as_deref();
    let length = 9 + personal.subject.len() + text.map_or(0, str::len);
    // All at once: a vector that grows leaves copies behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(length.next_multiple_of(BLOCK)));
    put(&mut plain, &personal.subject);
    plain.push(u8::from(text.is_some()));
    put(&mut plain, text.unwrap_or_default());
    plain.resize(length.next_multiple_of(BLOCK), 0);
    plain
}

fn put(plain: &mut Vec<u8>, text: &str) {
    // Nothing that is recorded comes near 4 GiB: bodies and arguments have limits.
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    plain.extend_from_slice(&length.to_be_bytes());
    plain.extend_from_slice(text.as_bytes());
}

fn read(plain: &[u8]) -> Option<Personal> {
    let (subject, rest) = take(plain)?;
    let (said, rest) = rest.split_first()?;
    let (text, _) = take(rest)?;
    Some(Personal { subject, text: (*said == 1).then_some(text) })
}

fn take(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some((String::from_utf8(text.to_vec()).ok()?, rest))
}
