//! That somebody was shown a customer's data is remembered.
//!
//! [`record`] is for those who show one customer: it is on disk before they do. [`Disclosures`] is for a service, where the
//! disk would be most of the time of a look-up: what it notes is on disk within a second ([`LATEST`]) and at an orderly end.
//! When the process is killed, what the last second showed is lost to the log, and never more than [`MOST`] of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;

use crate::audit::{Action, Actor, Event, Journal, Personal};
use crate::clock::Timestamp;
use crate::names::{CustomerNumber, ShopName};
use crate::refusal::Fault;
use crate::request::Subject;
use crate::requests::Requests;
use crate::store::{Store, off_thread};

/// The longest that anything waits to be written while more is shown.
pub const LATEST: TimeDelta = TimeDelta::seconds(1);

/// The most that waits to be written: some hundred bytes each.
pub const MOST: usize = 8_192;

/// How much is written in one transaction: confirmations wait no longer for it than for a few of their own kind.
const BATCH: usize = 256;

/// Somebody is shown a customer's data.
#[derive(Clone)]
pub struct Shown {
    /// When.
    pub at: Timestamp,
    /// Who sees it.
    pub actor: Actor,
    /// In which shop.
    pub shop: ShopName,
    /// Whose it is.
    pub number: CustomerNumber,
}

impl Shown {
    fn event(&self) -> Event {
        let personal = Personal::of(Subject::customer_reference(&self.number));
        Event::new(self.at, self.actor.clone(), Action::CustomerRead).about(&self.shop, personal)
    }
}

/// Writes into the audit log what is shown: on disk when this returns. In a transaction of its own, so that those who are
/// shown nothing wait for no writer.
///
/// # Errors
/// [`Fault`]: nothing may be shown then.
pub fn record(store: &dyn Store, journal: &Journal, shown: &Shown) -> Result<(), Fault> {
    let event = shown.event();
    store.write("record_customer_read", |transaction| journal.record(transaction, &event))
}

/// What was shown and is not written yet.
///
/// It is written behind only while somebody attends to it ([`attend`](Self::attend)), only while that works, and only as
/// long as there is not too much of it. Otherwise it is written before anything is shown, as by [`record`].
pub struct Disclosures {
    requests: Arc<Requests>,
    waiting: Mutex<Waiting>,
    /// Held by whoever writes, so that the order is kept.
    writing: Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    shown: VecDeque<Shown>,
    attended: bool,
    failing: bool,
}

/// Somebody writes what was noted, again and again, until this is dropped.
pub struct Attending(Arc<Disclosures>);

impl Attending {
    /// Writes what was noted so far, and gives back how much that was. Blocks.
    ///
    /// # Errors
    /// [`Fault`]: it is kept for the next time, and nothing more is noted without being written until that has worked.
    pub fn write(&self) -> Result<usize, Fault> {
        self.0.write(None)
    }
}

impl Drop for Attending {
    fn drop(&mut self) {
        self.0.waiting().attended = false;
    }
}

impl Disclosures {
    /// Nothing yet, to be written into the log of `requests`.
    #[must_use]
    pub fn new(requests: Arc<Requests>) -> Arc<Self> {
        Arc::new(Self { requests, waiting: Mutex::default(), writing: Mutex::default() })
    }

    /// From now on somebody writes what is noted, at least twice as often as [`LATEST`] says, and once more after dropping
    /// what this returns ([`write_rest`](Self::write_rest)).
    #[must_use]
    pub fn attend(self: &Arc<Self>) -> Attending {
        self.waiting().attended = true;
        Attending(Arc::clone(self))
    }

    /// Writes what nobody attends to any more. Blocks.
    ///
    /// # Errors
    /// [`Fault`]: it is kept.
    pub fn write_rest(&self) -> Result<usize, Fault> {
        self.write(None)
    }

    /// Remembers that somebody is shown a customer. They may be shown when this returns `Ok`.
    ///
    /// # Errors
    /// [`Fault`]: nothing may be shown then.
    ///
    /// # Panics
    /// When called outside a Tokio runtime.
    pub async fn note(self: &Arc<Self>, shown: Shown) -> Result<(), Fault> {
        let Some(shown) = self.wait(shown) else { return Ok(()) };
        let this = Arc::clone(self);
        off_thread(move || this.write(Some(shown)).map(drop)).await
    }

    /// Lets `shown` wait, or gives it back when it has to be written at once.
    fn wait(&self, shown: Shown) -> Option<Shown> {
        let mut waiting = self.waiting();
        let in_time = waiting.shown.front().is_none_or(|first| shown.at.signed_duration_since(first.at) < LATEST);
        if !waiting.attended || waiting.failing || !in_time || waiting.shown.len() >= MOST {
            return Some(shown);
        }
        waiting.shown.push_back(shown);
        None
    }

    /// Writes what waits by now, and then `last`. When this fails, `last` was not written; what waited is kept.
    fn write(&self, last: Option<Shown>) -> Result<usize, Fault> {
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.waiting().shown.len();
        let mut left = waited;
        while left > 0 {
            let batch: Vec<_> = self.waiting().shown.iter().take(left.min(BATCH)).cloned().collect();
            self.write_batch(&batch)?;
            // Nobody else takes any away: it is this one's turn.
            self.waiting().shown.drain(..batch.len());
            left -= batch.len();
        }
        last.as_ref().map_or(Ok(()), |shown| self.write_batch(std::slice::from_ref(shown)))?;
        Ok(waited + last.iter().count())
    }

    fn write_batch(&self, batch: &[Shown]) -> Result<(), Fault> {
        let Requests { store, journal, .. } = &*self.requests;
        let events: Vec<_> = batch.iter().map(Shown::event).collect();
        let result = store.write("record_customers_read", |transaction| {
            journal.record_late(transaction, &events, |shop, reference| {
                let number = Subject::customer_in(reference);
                number.map_or(Ok(false), |number| transaction.read_document(shop, &number, &mut |_| {}))
            })
        });
        self.waiting().failing = result.is_err();
        result
    }

    /// Nothing panics while it is held; if it did, what waits would still wait.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
