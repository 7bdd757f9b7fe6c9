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

/// How much is written in one transaction: confirmations wait for it no longer than for some of their own kind.
const BATCH: usize = 512;

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
/// long as there is not too much of it. Otherwise it is written before anything is shown, together with what others wait for.
pub struct Disclosures {
    requests: Arc<Requests>,
    waiting: Mutex<Waiting>,
    /// Held by whoever writes, so that the order is kept.
    writing: Mutex<()>,
}

#[derive(Default)]
struct Waiting {
    /// In order, each with its number.
    shown: VecDeque<(u64, Shown)>,
    /// The number of the next one.
    next: u64,
    /// All with smaller numbers are written.
    written: u64,
    attended: bool,
    failing: bool,
}

impl Waiting {
    /// Adds one behind all others, and says which number it has.
    fn add(&mut self, shown: Shown) -> u64 {
        let number = self.next;
        self.next += 1;
        self.shown.push_back((number, shown));
        number
    }
}

/// Somebody writes what was noted, again and again, until this is dropped.
pub struct Attending(Arc<Disclosures>);

impl Attending {
    /// Writes what was noted so far, and gives back how much that was. Blocks.
    ///
    /// # Errors
    /// [`Fault`]: it is kept for the next time, and nothing more is noted without being written until that has worked.
    /// [`Fault::Sealed`]: it is written, but some of it names nobody, since a key could not be read.
    pub fn write(&self) -> Result<usize, Fault> {
        self.0.write_rest()
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

    /// Writes what waits by now, and gives back how much that was. Blocks.
    ///
    /// # Errors
    /// [`Fault`]: it is kept. [`Fault::Sealed`]: it is written, but some of it names nobody, since a key could not be read.
    pub fn write_rest(&self) -> Result<usize, Fault> {
        let turn = self.writing();
        self.write(&turn)
    }

    /// Remembers that somebody is shown a customer. They may be shown when this returns `Ok`.
    ///
    /// # Errors
    /// [`Fault`]: nothing may be shown then.
    ///
    /// # Panics
    /// When called outside a Tokio runtime.
    pub async fn note(self: &Arc<Self>, shown: Shown) -> Result<(), Fault> {
        let Some(number) = self.add(shown) else { return Ok(()) };
        let this = Arc::clone(self);
        off_thread(move || this.write_through(number)).await
    }

    /// Lets `shown` wait; gives back its number when it has to be written at once.
    fn add(&self, shown: Shown) -> Option<u64> {
        let mut waiting = self.waiting();
        let first = waiting.shown.front();
        let in_time = first.is_none_or(|(_, first)| shown.at.signed_duration_since(first.at) < LATEST);
        let may_wait = waiting.attended && !waiting.failing && in_time && waiting.shown.len() < MOST;
        let number = waiting.add(shown);
        (!may_wait).then_some(number)
    }

    /// Returns when the one with this number is written, by whomever: those who come together share a commit. One that
    /// cannot be written is taken back.
    fn write_through(&self, number: u64) -> Result<(), Fault> {
        let turn = self.writing();
        if self.waiting().written > number {
            return Ok(());
        }
        let result = self.write(&turn);
        let mut waiting = self.waiting();
        if waiting.written > number {
            return Ok(());
        }
        waiting.shown.retain(|(other, _)| *other != number);
        result.map(drop)
    }

    /// Writes what waits by now.
    fn write(&self, _turn: &MutexGuard<'_, ()>) -> Result<usize, Fault> {
        let all = self.waiting().shown.len();
        let (mut left, mut unreadable) = (all, 0);
        while left > 0 {
            let batch: Vec<_> = self.waiting().shown.iter().take(left.min(BATCH)).cloned().collect();
            unreadable += self.write_batch(&batch)?;
            let mut waiting = self.waiting();
            // Nobody else takes any away: it is this one's turn.
            waiting.shown.drain(..batch.len());
            waiting.written = batch.last().map_or(waiting.written, |(number, _)| number + 1);
            left -= batch.len();
        }
        // All the same, all of it is written.
        if unreadable > 0 { Err(Fault::Sealed("the key of a data subject")) } else { Ok(all) }
    }

    /// Writes these, and gives back of how many nobody knows whom they were about, since a key could not be read.
    fn write_batch(&self, batch: &[(u64, Shown)]) -> Result<usize, Fault> {
        let Requests { store, journal, .. } = &*self.requests;
        let events: Vec<_> = batch.iter().map(|(_, shown)| shown.event()).collect();
        let result = store.write("record_customers_read", |transaction| {
            journal.record_late(transaction, &events, &|shop, reference| {
                let number = Subject::customer_in(reference);
                number.map_or(Ok(false), |number| transaction.read_document(shop, &number, &mut |_| {}))
            })
        });
        self.waiting().failing = result.is_err();
        result
    }

    fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing panics while it is held; if it did, what waits would still wait.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
