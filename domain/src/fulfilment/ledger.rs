//! Lines into the ledger, and the database is told of each.
//!
//! A process can be killed between a line and the transaction that tells the database of it. So a line is written only after
//! the database knows that it will be: an erasure was begun there ([`begin`](Fulfilment::begin)), or the line waits in
//! its queue. Whatever else stands behind the place that the database knows was written after the backup from
//! which the database was restored.

use super::Fulfilment;
use super::reconcile::Comparison;
use crate::clock::Timestamp;
use crate::ledger::{Entry, Event, LedgerEnd, LedgerError, LedgerPosition, LedgerReading, LockedLedger, ReadLine};
use crate::refusal::Fault;
use crate::store::{ErasureRecord, QueuedLine, StoreError, Transaction, View};

/// How many lines that wait are written in one go.
const BATCH: usize = 100;

impl Fulfilment {
    /// Writes into the ledger what is about to happen with an erasure that was begun. What happens is to be committed together
    /// with [`reached`](Self::reached). Twice is as good as once.
    pub(super) fn write_ledger(
        &self,
        erasure: &ErasureRecord,
        event: Event,
        now: Timestamp,
    ) -> Result<LedgerPosition, Fault> {
        let entry = Entry {
            erasure: erasure.id.clone(),
            at: now,
            shop: erasure.shop.clone(),
            pseudonym: erasure.pseudonym,
            event,
            request: erasure.request.clone(),
            hold: None,
        };
        let is_begun = |view: &dyn View| Ok(view.erasure(&erasure.id)?.is_some_and(|begun| begun.done_at.is_none()));
        self.append(&entry, &is_begun)?.ok_or(Fault::Raced)
    }

    /// Keeps a line in the database, in the transaction of what it tells. It is written by
    /// [`write_queued`](Self::write_queued).
    pub(super) fn queue_line(&self, transaction: &dyn Transaction, entry: &Entry) -> Result<(), Fault> {
        Ok(self.requests.queue_ledger_line(transaction, entry)?)
    }

    /// Writes the lines that wait.
    ///
    /// # Errors
    /// [`Fault`]: those that are not written go on waiting.
    pub fn write_queued(&self) -> Result<(), Fault> {
        loop {
            let queued = self.requests.store.read("queued_ledger_lines", |view| view.queued_ledger_lines(BATCH))?;
            if queued.is_empty() {
                return Ok(());
            }
            for QueuedLine { name, event, line } in queued {
                let entry = Entry::read(&line, self.journal().master());
                let entry = entry.map_err(|_| Fault::Sealed("a line for the ledger of erasures"))?;
                // Otherwise another process has written it.
                if let Some(position) = self.append(&entry, &|view| view.is_ledger_line_queued(&name, event))? {
                    self.requests.store.write("settle_ledger_line", |transaction| {
                        transaction.delete_queued_ledger_line(&name, event)?;
                        self.reached(transaction, &position)
                    })?;
                }
            }
        }
    }

    /// The same, after what the lines tell is done, which it stays in any case: what is in the way is told by the next
    /// [`run`](Self::run), and they wait.
    pub(super) fn write_queued_or_wait(&self) {
        let _ = self.write_queued();
    }

    /// The database knows the ledger up to here.
    pub(super) fn reached(&self, transaction: &dyn Transaction, position: &LedgerPosition) -> Result<(), Fault> {
        if transaction.ledger_end()?.is_none_or(|end| end.position.lines < position.lines) {
            transaction.put_ledger_end(&LedgerEnd::at(*position, self.journal().master()))?;
        }
        Ok(())
    }

    /// Appends a line, and gives back the place behind it. `None`: it is not expected (any more).
    fn append(
        &self,
        entry: &Entry,
        is_expected: &dyn Fn(&dyn View) -> Result<bool, StoreError>,
    ) -> Result<Option<LedgerPosition>, Fault> {
        let mut ledger = self.ledger.lock()?;
        let reading = self.read_on(&mut *ledger)?;
        // One state of the database, while nobody can write into the ledger.
        let written = self.requests.store.read("compare_ledger_lines", |view| {
            if !is_expected(view)? {
                return Ok(Some(None));
            }
            let known = view.ledger_end()?.map_or(0, |end| end.position.lines);
            let mut same = None;
            for line in reading.behind(known) {
                if !is_known(view, line)? {
                    return Err(Fault::Ledger(LedgerError::DatabaseBehind));
                }
                if line.entry.as_ref().is_some_and(|other| other.erasure == entry.erasure) {
                    same = Some(line);
                }
            }
            // The process that wrote it was killed, or has not told the database yet.
            let same = same.filter(|line| line.entry.as_ref().is_some_and(|other| other.event == entry.event));
            Ok(same.map(|line| Some(line.end)))
        })?;
        if let Some(written) = written {
            return Ok(written);
        }
        let (text, position) = reading.next(entry, self.journal().master())?;
        ledger.append(&text)?;
        Ok(Some(position))
    }

    /// The ledger behind what the database knows of it, or as a whole if that is not what is there.
    fn read_on(&self, ledger: &mut dyn LockedLedger) -> Result<LedgerReading, Fault> {
        let key = self.journal().master();
        let known = self.requests.store.read("ledger_end", |view| view.ledger_end())?;
        if let Some(end) = known.filter(|end| end.is_genuine(key))
            && let Some(bytes) = ledger.read(end.position.bytes)?
        {
            let reading = LedgerReading::of(&bytes, end.position, 0, key);
            if reading.flaws.is_empty() {
                return Ok(reading);
            }
        }
        let bytes = ledger.read(0)?.unwrap_or_default();
        let (comparison, reading) =
            self.requests.store.read("compare_with_ledger", |view| self.compare(view, Some(&bytes)))?;
        match comparison {
            Comparison::Agree => self.take_over(&reading).map(|()| reading),
            Comparison::DatabaseBehind => Err(LedgerError::DatabaseBehind.into()),
            Comparison::Flawed(flaw) => Err(LedgerError::Flawed(flaw).into()),
        }
    }
}

/// Whether the database knew that this line would be written, or has learned it.
pub(super) fn is_known(view: &dyn View, line: &ReadLine) -> Result<bool, StoreError> {
    let Some(entry) = &line.entry else { return Ok(true) };
    match entry.event {
        Event::Erasure | Event::Deletion | Event::Abandoned => Ok(view.erasure(&entry.erasure)?.is_some()),
        Event::HoldPlaced | Event::HoldReleased | Event::ApprovalRevoked => {
            view.is_ledger_line_queued(&entry.erasure, entry.event)
        }
    }
}
