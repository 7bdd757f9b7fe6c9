//! An erasure, exactly as it was planned.

use super::Fulfilment;
use super::held::{Held, Left, Mode, Prepared, map};
use super::summary::summary;
use crate::audit::{Action, Actor, Event};
use crate::clock::Timestamp;
use crate::erasure::{Outcome as Planned, Plan};
use crate::ledger::{self, LedgerPosition};
use crate::letter::LetterKind;
use crate::link::random_id;
use crate::names::{CustomerNumber, RequestId, ShopName};
use crate::refusal::Fault;
use crate::request::{Outcome, Request, State, Subject, rules};
use crate::requests::Change;
use crate::store::{ErasureRecord, RequestFilter, Transaction};
use crate::webhook::Notice;

/// How often something may change between planning and doing before it is left for the next time.
const TRIES: usize = 5;

/// How far a try got.
pub(super) enum Went {
    /// It is done.
    Done,
    /// The plan does not hold any more: staff has to decide anew.
    Outdated,
    /// Nothing was to be done (any more).
    Nothing,
}

impl Fulfilment {
    /// Carries out an erasure that is being processed.
    pub(super) fn erase(&self, id: &RequestId) -> Result<Went, Fault> {
        for _ in 0..TRIES {
            let now = self.now();
            let found = self.requests.store.read("plan_erasure", |view| {
                let Some(request) = view.request(id)? else { return Ok(None) };
                let held = self.held(view, &request)?;
                Ok::<_, Fault>(Some((request, held, view.erasure_of(id)?)))
            })?;
            let Some((request, held, begun)) = found else { return Ok(Went::Nothing) };
            let State::Processing { approval, .. } = &request.state else { return Ok(Went::Nothing) };
            let approved = approval.plan;
            let prepared = self.prepare(held, &[], Mode::Waiting, now)?;
            let begun = begun.filter(|begun| begun.done_at.is_none());
            if Some(prepared.plan.hash()) != approved || matches!(prepared.left, Left::Everything) {
                self.decide_anew(&request, begun.as_ref(), now)?;
                return Ok(Went::Outdated);
            }
            let erasure = match begun {
                Some(begun) => begun,
                None => self.begin(&request.shop, &prepared.held, Some(id), now)?,
            };
            let written = match self.write_ledger(&erasure, ledger::Event::Erasure, now) {
                Err(Fault::Raced) => continue,
                written => written?,
            };
            match self.finish(&request, &prepared, &erasure, &written, now) {
                Err(Fault::Raced) => {}
                done => return done.map(|()| Went::Done),
            }
        }
        Err(Fault::Raced)
    }

    /// Remembers that an erasure begins: from now on the customer cannot be imported again.
    pub(super) fn begin(
        &self,
        shop: &ShopName,
        held: &Held,
        request: Option<&RequestId>,
        now: Timestamp,
    ) -> Result<ErasureRecord, Fault> {
        let id = random_id(&*self.requests.entropy)?.to_string();
        // Of somebody who is not on file nothing can be found again; the name of the erasure is as good as theirs.
        let pseudonym = held.pseudonym.unwrap_or_else(|| self.journal().pseudonym(shop, &format!("nobody:{id}")));
        let erasure = ErasureRecord {
            id,
            shop: shop.clone(),
            pseudonym,
            request: request.cloned(),
            begun_at: now,
            done_at: None,
        };
        self.requests.store.write("begin_erasure", |transaction| {
            if transaction.insert_erasure(&erasure)? { Ok(()) } else { Err(Fault::Raced) }
        })?;
        Ok(erasure)
    }

    /// The plan does not hold any more: the request goes back to staff.
    pub(super) fn decide_anew(
        &self,
        request: &Request,
        begun: Option<&ErasureRecord>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let written = begun.map(|begun| self.write_ledger(begun, ledger::Event::Abandoned, now)).transpose()?;
        self.requests.store.write("reopen_request", |transaction| {
            let Some(mut request) = transaction.request(&request.id)? else { return Ok(()) };
            let Ok(state) = rules::reopen(&request.state) else { return Ok(()) };
            if let (Some(begun), Some(written)) = (begun, &written) {
                transaction.delete_erasure(&begun.id)?;
                self.reached(transaction, written)?;
            }
            let before = std::mem::replace(&mut request.state, state);
            let change = Change::new(Action::PlanOutdated).letter(LetterKind::DecideAnew, None);
            self.requests.save(transaction, &Actor::Service, &before, &mut request, &change, now)
        })?;
        self.write_queued_or_wait();
        Ok(())
    }

    /// The step that destroys: all of it, or nothing.
    fn finish(
        &self,
        request: &Request,
        prepared: &Prepared,
        erasure: &ErasureRecord,
        written: &LedgerPosition,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let policy = self.requests.policies.of(&request.shop);
        let text = summary(&prepared.plan, map(&policy)?, &request.language);
        let is_kept = matches!(prepared.left, Left::Remains(_));
        let letter = if is_kept { LetterKind::PartlyErased } else { LetterKind::Erased };
        self.requests.store.write("erase_customer", |transaction| {
            let mut current = transaction.request(&request.id)?.ok_or(Fault::Raced)?;
            if current.revision != request.revision || self.held(transaction, &current)? != prepared.held {
                return Err(Fault::Raced);
            }
            let kept = self.take_away(transaction, current.subject.customer(), prepared, Some(&request.id), now)?;
            transaction.finish_erasure(&erasure.id, now)?;
            self.reached(transaction, written)?;
            if let Some(number) = current.subject.customer().filter(|_| prepared.held.record.is_some()) {
                self.tell_recipients(transaction, number, prepared, erasure, now)?;
            }
            let outcome = if kept { Outcome::PartlyCompleted } else { Outcome::Completed };
            self.requests.queue(transaction, &current, letter, None, text.clone(), now)?;
            let before = current.state.clone();
            current.state = rules::fulfilled(&before, outcome, now).ok_or(Fault::Raced)?;
            let reference = current.subject.reference();
            self.requests.anonymise(transaction, &mut current, now)?;
            let mut change = told(&prepared.plan, erasure);
            if self.requests.forget_if_last(transaction, &current.shop, &reference, Some(&current.id))? {
                change = change.detail("subject_key", "destroyed");
            }
            self.requests.save(transaction, &Actor::Service, &before, &mut current, &change, now)
        })
    }

    /// Queues the notices to those to whom data was passed on.
    pub(super) fn tell_recipients(
        &self,
        transaction: &dyn Transaction,
        number: &CustomerNumber,
        prepared: &Prepared,
        erasure: &ErasureRecord,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let kept = prepared.plan.records().iter().filter(|record| record.outcome != Planned::Erased);
        let notice = Notice {
            shop: erasure.shop.clone(),
            customer: number.clone(),
            erasure: erasure.id.clone(),
            at: now,
            kept: kept.map(|record| record.category.clone()).collect(),
        };
        self.webhooks.queue(transaction, &notice, erasure.request.as_ref(), now).map(drop)
    }

    /// Takes a customer away as prepared; gives back whether something is kept. Whatever else names them goes as well, as far
    /// as it is not needed to answer them: see [`let_go`](Self::let_go). `current` is the request that is carried out.
    pub(super) fn take_away(
        &self,
        transaction: &dyn Transaction,
        number: Option<&CustomerNumber>,
        prepared: &Prepared,
        current: Option<&RequestId>,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let Held { shop, pseudonym, .. } = &prepared.held;
        if matches!(prepared.left, Left::Everything) {
            return Err(Fault::Raced);
        }
        if let Some(number) = number {
            transaction.delete_customer(shop, number)?;
            self.let_go(transaction, shop, &Subject::customer_reference(number), current, now)?;
        }
        if let Some(pseudonym) = pseudonym {
            match &prepared.left {
                Left::Remains(remains) => transaction.put_remains(shop, pseudonym, remains)?,
                Left::Everything | Left::Nothing => drop(transaction.delete_remains(shop, pseudonym)?),
            }
        }
        Ok(matches!(prepared.left, Left::Remains(_)))
    }

    /// What becomes of the other requests of somebody who is erased: closed ones stop naming them, and so do those that nobody
    /// has confirmed, which end; a package that waits is made again, of what is held now. Others are still to be answered.
    fn let_go(
        &self,
        transaction: &dyn Transaction,
        shop: &ShopName,
        reference: &str,
        current: Option<&RequestId>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let all = RequestFilter {
            shops: vec![shop.clone()],
            reference: Some(reference.to_owned()),
            limit: usize::MAX,
            ..RequestFilter::default()
        };
        let others = transaction.requests(&all)?.into_iter().filter(|request| Some(&request.id) != current);
        for mut request in others {
            let before = request.state.clone();
            let action = match &before {
                State::Closed { .. } => Action::Purged,
                State::Pending => {
                    request.state = State::Closed { at: now, outcome: Outcome::Withdrawn, confirmed_at: None };
                    Action::Withdrawn
                }
                State::Processing { approval, since, failures, .. } if transaction.delete_package(&request.id)? => {
                    let (approval, since, failures) = (approval.clone(), *since, *failures);
                    request.state = State::Processing { approval, since, failures, next_try_at: now };
                    Action::PackageOutdated
                }
                State::Confirmed { .. } | State::Approved(_) | State::Processing { .. } => continue,
            };
            if request.state.is_closed() {
                self.requests.anonymise(transaction, &mut request, now)?;
            }
            self.requests.save(transaction, &Actor::Service, &before, &mut request, &Change::new(action), now)?;
        }
        Ok(())
    }
}

/// What the audit log says of an erasure: counts, and no name.
fn told(plan: &Plan, erasure: &ErasureRecord) -> Change {
    let (erased, kept) = counts(plan);
    Change::new(Action::Erased)
        .detail("erasure", &erasure.id)
        .detail("erased_records", erased.to_string())
        .detail("kept_records", kept.to_string())
}

/// The same, of an erasure without a request.
pub(super) fn told_of(actor: Actor, plan: &Plan, erasure: &ErasureRecord, now: Timestamp) -> Event {
    let (erased, kept) = counts(plan);
    Event::new(now, actor, Action::Erased)
        .about_pseudonym(&erasure.shop, &erasure.pseudonym)
        .detail("erasure", &erasure.id)
        .detail("erased_records", erased.to_string())
        .detail("kept_records", kept.to_string())
}

/// How many records go, and how many stay in part or as a whole.
fn counts(plan: &Plan) -> (usize, usize) {
    let kept = plan.records().iter().filter(|record| record.outcome != Planned::Erased).count();
    (plan.records().len() - kept, kept)
}
