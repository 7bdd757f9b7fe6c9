//! Do the database and the ledger know the same? Each can be lost or put back without the other.

use std::collections::BTreeSet;

use super::Fulfilment;
use super::ledger::is_known;
use crate::audit::{Action, Actor, Event};
use crate::clock::Timestamp;
use crate::ledger::{self, Entry, LedgerEnd, LedgerFlaw, LedgerPosition, LedgerReading, SealedHold};
use crate::link::random_id;
use crate::refusal::{Fault, Stopped};
use crate::requests::{NotDone, reason};
use crate::store::{Transaction, View};

/// How many records are looked at in one go.
const BATCH: usize = 1_000;

/// How the database and the ledger stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Both know the same, but for what a process that was killed did not get done.
    Agree,
    /// The database was restored from a backup: people in it may have been erased since, records held, and approvals revoked.
    DatabaseBehind,
    /// The ledger is not as it was left.
    Flawed(LedgerFlaw),
}

/// What was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AcceptedLoss {
    /// In what the ledger was not as it was left.
    pub flaw: LedgerFlaw,
    /// How many erasures and legal holds it did not have were written into it again.
    pub written_again: usize,
}

impl Fulfilment {
    /// Compares the database with the ledger. Changes nothing.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn compare_with_ledger(&self) -> Result<Comparison, Fault> {
        self.look().map(|(comparison, _)| comparison)
    }

    /// The same; and when they agree, what a process that was killed did not get done is done.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn settle_ledger(&self) -> Result<Comparison, Fault> {
        let (comparison, reading) = self.look()?;
        if comparison == Comparison::Agree {
            self.take_over(&reading)?;
            self.finish_abandoned(&reading)?;
            self.write_queued_or_wait();
        }
        Ok(comparison)
    }

    fn look(&self) -> Result<(Comparison, LedgerReading), Fault> {
        loop {
            let mut ledger = self.ledger.lock_existing()?;
            let bytes = ledger.as_mut().map(|ledger| ledger.read(0)).transpose()?.flatten();
            let found = self.requests.store.read("compare_with_ledger", |view| self.compare(view, bytes.as_deref()))?;
            // It may have been made meanwhile.
            if ledger.is_some() || self.ledger.lock_existing()?.is_none() {
                return Ok(found);
            }
        }
    }

    /// Compares with a ledger that nobody writes meanwhile, from its first byte. `None`: there is none.
    pub(super) fn compare(&self, view: &dyn View, bytes: Option<&[u8]>) -> Result<(Comparison, LedgerReading), Fault> {
        let key = self.journal().master();
        let known = view.ledger_end()?;
        let old_until = known.as_ref().map_or(u64::MAX, |end| end.position.lines);
        let reading = LedgerReading::of(bytes.unwrap_or_default(), LedgerPosition::START, old_until, key);
        let comparison = match &known {
            Some(end) if !end.is_genuine(key) => Some(Comparison::Flawed(LedgerFlaw::EndForged)),
            Some(end) => compare_known(view, &end.position, bytes.is_none(), &reading)?,
            None => compare_unknown(view, &reading)?,
        };
        let comparison = match comparison {
            Some(comparison) => comparison,
            // Of shops that were not here when it was written, too.
            None if earliest_unknown(view, &reading.entries())?.is_some() => Comparison::DatabaseBehind,
            None => Comparison::Agree,
        };
        Ok((comparison, reading))
    }

    /// Since when erasures of the ledger are not known here, although their shop is: this database was restored from a backup
    /// that is older, and has people in it who were erased. `None`: all are known.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn behind_ledger(&self, entries: &[Entry]) -> Result<Option<Timestamp>, Fault> {
        self.requests.store.read("compare_with_ledger", |view| earliest_unknown(view, entries))
    }

    /// The database knows the ledger as far as it did, or for the first time as far as it goes, and agrees with it.
    pub(super) fn take_over(&self, reading: &LedgerReading) -> Result<(), Fault> {
        self.requests.store.write("take_over_ledger", |transaction| {
            let position = match transaction.ledger_end()? {
                None => reading.end,
                Some(end) => match reading.position(end.position.lines) {
                    // Blank lines may have come or gone.
                    Some(position) if position != end.position && position.link == end.position.link => position,
                    _ => return Ok(()),
                },
            };
            transaction.put_ledger_end(&LedgerEnd::at(position, self.journal().master()))?;
            Ok(())
        })
    }

    /// Erasures that were given up in the ledger, and not in the database: staff decides anew.
    fn finish_abandoned(&self, reading: &LedgerReading) -> Result<(), Fault> {
        let now = self.now();
        let found = self.requests.store.read("find_abandoned", |view| {
            let known = view.ledger_end()?.map_or(0, |end| end.position.lines);
            let mut last = std::collections::BTreeMap::new();
            for entry in reading.behind(known).filter_map(|line| line.entry.as_ref()) {
                last.insert(entry.erasure.as_str(), entry.event);
            }
            let mut found = Vec::new();
            for (id, _) in last.into_iter().filter(|(_, event)| *event == ledger::Event::Abandoned) {
                let begun = view.erasure(id)?.filter(|begun| begun.done_at.is_none());
                if let Some((begun, request)) = begun.and_then(|begun| Some((begun.clone(), begun.request?)))
                    && let Some(request) = view.request(&request)?
                {
                    found.push((request, begun));
                }
            }
            Ok::<_, Fault>(found)
        })?;
        found.iter().try_for_each(|(request, begun)| self.decide_anew(request, Some(begun), now))
    }

    /// After a replay of `reading` the database knows all of it. `false`: it does not, because the ledger is not as it was left, or
    /// does not go on from what the database knows, or erasures of it were left out.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn catch_up(&self, reading: &LedgerReading) -> Result<bool, Fault> {
        let key = self.journal().master();
        let entries = reading.entries();
        let caught_up = self.requests.store.write("catch_up_with_ledger", |transaction| {
            let goes_on = transaction.ledger_end()?.is_none_or(|end| {
                let there = reading.position(end.position.lines);
                end.is_genuine(key) && there.is_some_and(|there| there.link == end.position.link)
            });
            let is_whole = reading.flaws.is_empty() && goes_on;
            if !is_whole || earliest_unknown(transaction, &entries)?.is_some() {
                return Ok::<_, Fault>(false);
            }
            transaction.put_ledger_end(&LedgerEnd::at(reading.end, key))?;
            Ok(true)
        })?;
        if caught_up {
            self.write_queued()?;
        }
        Ok(caught_up)
    }

    /// Goes on with a ledger that is not as it was left. What the database knows and the ledger does not have is written into it
    /// again. `why` stays readable in the audit log. `None`: there is nothing to accept.
    ///
    /// What the ledger has and the database does not know is not accepted with it: it is to be replayed.
    ///
    /// # Errors
    /// [`NotDone`]: nothing was changed.
    pub fn accept_loss(&self, actor: &Actor, why: &str) -> Result<Option<AcceptedLoss>, NotDone> {
        let why = reason(why).map_err(Stopped::Refused)?;
        let (key, now) = (self.journal().master(), self.now());
        let name = random_id(&*self.requests.entropy)?;
        let accepted = {
            let mut ledger = self.ledger.lock().map_err(Fault::Ledger)?;
            let bytes = ledger.read(0).map_err(Fault::Ledger)?.unwrap_or_default();
            let (comparison, reading) =
                self.requests.store.read("compare_with_ledger", |view| self.compare(view, Some(&bytes)))?;
            let Comparison::Flawed(flaw) = comparison else { return Ok(None) };
            let (text, behind) = reading.accept(name.as_str(), now, key);
            // First: a ledger that ends before what the database knows is noticed again.
            let written_again = self.requests.store.write("accept_loss_of_ledger", |transaction| {
                let known = transaction.ledger_end()?.filter(|end| end.is_genuine(key));
                let known = known.map_or(0, |end| end.position.lines);
                let there = last_known(&reading, known);
                let mut is_behind = earliest_unknown(transaction, &reading.entries())?.is_some();
                for line in reading.behind(there.lines) {
                    is_behind |= !is_known(transaction, line)?;
                }
                let end = if is_behind { there } else { behind };
                transaction.put_ledger_end(&LedgerEnd::at(end, key))?;
                let event = Event::new(now, actor.clone(), Action::LedgerLossAccepted)
                    .detail("ledger", flaw.to_string())
                    .detail("reason", &why);
                self.journal().record(transaction, &event)?;
                self.queue_missing(transaction, &reading)
            })?;
            ledger.append(&text).map_err(Fault::Ledger)?;
            AcceptedLoss { flaw, written_again }
        };
        if self.compare_with_ledger()? == Comparison::Agree {
            self.write_queued()?;
        }
        Ok(Some(accepted))
    }

    /// Queues the erasures and the holds of the database that the ledger does not have.
    fn queue_missing(&self, transaction: &dyn Transaction, reading: &LedgerReading) -> Result<usize, Fault> {
        let entries = reading.entries();
        let there: BTreeSet<_> = entries.iter().map(|entry| entry.erasure.as_str()).collect();
        let mut queued = 0;
        let mut after = String::new();
        loop {
            let ids = transaction.finished_erasures(&after, BATCH)?;
            let Some(last) = ids.last() else { break };
            after.clone_from(last);
            for id in ids.iter().filter(|id| !there.contains(id.as_str())) {
                let Some(erasure) = transaction.erasure(id)? else { continue };
                let is_deletion = erasure.request.is_none();
                let event = if is_deletion { ledger::Event::Deletion } else { ledger::Event::Erasure };
                self.queue_line(
                    transaction,
                    &Entry {
                        erasure: erasure.id,
                        at: erasure.begun_at,
                        shop: erasure.shop,
                        pseudonym: erasure.pseudonym,
                        event,
                        request: erasure.request,
                        hold: None,
                    },
                )?;
                queued += 1;
            }
        }
        let mut after = String::new();
        loop {
            let holds = transaction.all_legal_holds(&after, BATCH)?;
            let Some(last) = holds.last() else { return Ok(queued) };
            after.clone_from(&last.id);
            for hold in holds.into_iter().filter(|hold| !there.contains(hold.id.as_str())) {
                let sealed = SealedHold { author: hold.author, since: hold.since, sealed: hold.sealed };
                self.queue_line(
                    transaction,
                    &Entry {
                        erasure: hold.id,
                        at: hold.since,
                        shop: hold.shop,
                        pseudonym: hold.pseudonym,
                        event: ledger::Event::HoldPlaced,
                        request: None,
                        hold: Some(sealed),
                    },
                )?;
                queued += 1;
            }
        }
    }
}

/// With a ledger of which the database knows the first lines. `None`: there is no difference.
fn compare_known(
    view: &dyn View,
    known: &LedgerPosition,
    is_gone: bool,
    reading: &LedgerReading,
) -> Result<Option<Comparison>, Fault> {
    if is_gone && known.lines > 0 {
        return Ok(Some(Comparison::Flawed(LedgerFlaw::Missing(known.lines))));
    }
    if let Some(flaw) = reading.flaws.first() {
        return Ok(Some(Comparison::Flawed(*flaw)));
    }
    match reading.position(known.lines) {
        None => {
            let found = reading.end.lines;
            return Ok(Some(Comparison::Flawed(LedgerFlaw::CutOff { known: known.lines, found })));
        }
        Some(there) if there.link != known.link => {
            return Ok(Some(Comparison::Flawed(LedgerFlaw::Another(known.lines))));
        }
        Some(_) => {}
    }
    for line in reading.behind(known.lines) {
        if !is_known(view, line)? {
            return Ok(Some(Comparison::DatabaseBehind));
        }
    }
    Ok(None)
}

/// With a ledger of which the database knows nothing: both are new, or of the version that kept no chain.
fn compare_unknown(view: &dyn View, reading: &LedgerReading) -> Result<Option<Comparison>, Fault> {
    if let Some(flaw) = reading.flaws.first() {
        return Ok(Some(Comparison::Flawed(*flaw)));
    }
    if reading.is_chained() {
        return Ok(Some(Comparison::DatabaseBehind));
    }
    let entries = reading.entries();
    let there: BTreeSet<_> = entries.iter().map(|entry| entry.erasure.as_str()).collect();
    let (mut missing, mut after) = (0, String::new());
    loop {
        let ids = view.finished_erasures(&after, BATCH)?;
        let Some(last) = ids.last() else { break };
        after.clone_from(last);
        missing += ids.iter().filter(|id| !there.contains(id.as_str())).count() as u64;
    }
    Ok((missing > 0).then_some(Comparison::Flawed(LedgerFlaw::WithoutErasures(missing))))
}

fn earliest_unknown(view: &dyn View, entries: &[Entry]) -> Result<Option<Timestamp>, Fault> {
    let mut earliest = None;
    for entry in ledger::erased(entries, Timestamp::MIN_UTC) {
        if view.erasure(&entry.erasure)?.is_none() && view.shop(&entry.shop)?.is_some() {
            earliest = earliest.into_iter().chain([entry.at]).min();
        }
    }
    Ok(earliest)
}

/// The place behind the last of the first `known` lines that is still there.
fn last_known(reading: &LedgerReading, known: u64) -> LedgerPosition {
    let last = reading.lines.iter().rfind(|line| line.sequence <= known);
    last.map_or(LedgerPosition::START, |line| line.end)
}
