//! What the ledger says again, after a backup was restored that still has the people in it.

use std::collections::{BTreeMap, BTreeSet};

use super::Fulfilment;
use super::deletion::referred_to;
use super::held::{Held, Mode};
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::ledger::{self, Entry};
use crate::legal_hold::LegalHold;
use crate::letter::LetterKind;
use crate::names::{CustomerNumber, RequestId, ShopName};
use crate::refusal::Fault;
use crate::request::{Outcome, State, Subject, rules};
use crate::requests::Change;
use crate::seal::Pseudonym;
use crate::store::{ErasureRecord, RequestFilter, Transaction};

/// How many customers are looked at in one go.
const BATCH: usize = 1_000;
/// How often something may change between planning and doing.
const TRIES: usize = 5;

/// Who is in the ledger, of one shop.
type People<'a> = BTreeMap<Pseudonym, &'a Entry>;

/// What a replay came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    /// People in the ledger, from the given moment on.
    pub in_ledger: usize,
    /// Of these, who was on file again, and is not any more.
    pub erased: usize,
    /// Of these, who is at shops that are not known here.
    pub unknown_shops: usize,
    /// Legal holds of the ledger that were not here, and are placed again.
    pub holds: usize,
    /// Requests that were approved before the backup was made, and that staff has to decide anew.
    pub reopened: usize,
}

impl Fulfilment {
    /// Erases everybody who was erased at `since` or later after the ledger, and is on file; ends the requests for it; and
    /// lets staff decide anew about every other request that is approved here, since the approval may have been taken back.
    /// Erased and held is the same after once as after twice; an approval that was given meanwhile has to be given again.
    ///
    /// Rules and holds decide anew what is kept, the holds as the ledger has them; nothing is postponed. `tell` is called with each
    /// step for a person who waits: how many of how many shops are done. [`catch_up`](Self::catch_up) is to follow.
    ///
    /// # Errors
    /// [`Fault`]: what was erased before stays erased, and another replay goes on from there.
    pub fn replay(
        &self,
        actor: &Actor,
        entries: &[Entry],
        since: Timestamp,
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<Replayed, Fault> {
        let again = |number: &CustomerNumber, entry: &Entry| self.erase_again(actor, number, entry, entries);
        let mut holds = 0;
        for shop in self.requests.store.read("list_shops", |view| view.shops())? {
            holds += self.restore_holds(actor, &shop.name, entries)?;
        }
        let replayed = self.each_on_file(entries, since, tell, &again, &|people| self.remember(actor, people))?;
        let reopened = self.reopen_approved(actor, entries)?;
        Ok(Replayed { holds, reopened, ..replayed })
    }

    /// What a replay would come to. Changes nothing.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn preview_replay(
        &self,
        entries: &[Entry],
        since: Timestamp,
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<Replayed, Fault> {
        let replayed = self.each_on_file(entries, since, tell, &|_, _| Ok(()), &|_| Ok(()))?;
        // Those whose erasure is in the ledger are ended instead.
        let wanted = ledger::erased(entries, since);
        let carried_out: BTreeSet<_> = wanted.into_iter().filter_map(|entry| entry.request.as_ref()).collect();
        let approved = self.approved()?;
        Ok(Replayed { reopened: approved.iter().filter(|id| !carried_out.contains(id)).count(), ..replayed })
    }

    /// Does `again` with everybody of the ledger who is on file, and `remember` with all of a shop when it is done.
    fn each_on_file(
        &self,
        entries: &[Entry],
        since: Timestamp,
        tell: &mut dyn FnMut(usize, usize),
        again: &dyn Fn(&CustomerNumber, &Entry) -> Result<(), Fault>,
        remember: &dyn Fn(&People<'_>) -> Result<(), Fault>,
    ) -> Result<Replayed, Fault> {
        let wanted = ledger::erased(entries, since);
        let mut replayed = Replayed { in_ledger: wanted.len(), ..Replayed::default() };
        let mut shops: BTreeMap<&ShopName, People<'_>> = BTreeMap::new();
        for entry in wanted {
            shops.entry(&entry.shop).or_default().insert(entry.pseudonym, entry);
        }
        let all = shops.len();
        for (done, (shop, people)) in shops.into_iter().enumerate() {
            tell(done, all);
            if self.requests.store.read("shop", |view| view.shop(shop))?.is_none() {
                replayed.unknown_shops += people.len();
                continue;
            }
            for (number, pseudonym) in self.find(shop, |pseudonym| people.contains_key(&pseudonym))? {
                if let Some(entry) = people.get(&pseudonym) {
                    again(&number, entry)?;
                    replayed.erased += 1;
                }
            }
            remember(&people)?;
        }
        tell(all, all);
        Ok(replayed)
    }

    /// The customers of a shop whose pseudonym is wanted.
    pub(super) fn find(
        &self,
        shop: &ShopName,
        is_wanted: impl Fn(Pseudonym) -> bool,
    ) -> Result<Vec<(CustomerNumber, Pseudonym)>, Fault> {
        let mut found = Vec::new();
        let mut after: Option<CustomerNumber> = None;
        loop {
            let numbers = self
                .requests
                .store
                .read("list_customers", |view| view.customer_numbers(shop, after.as_ref(), BATCH))?;
            let Some(last) = numbers.last() else { return Ok(found) };
            after = Some(last.clone());
            for number in numbers {
                let pseudonym = self.journal().pseudonym(shop, &Subject::customer_reference(&number));
                if is_wanted(pseudonym) {
                    found.push((number, pseudonym));
                }
            }
        }
    }

    fn erase_again(
        &self,
        actor: &Actor,
        number: &CustomerNumber,
        entry: &Entry,
        entries: &[Entry],
    ) -> Result<(), Fault> {
        // A request that was made after the backup is not here.
        let request = self.requests.store.read("find_request", |view| {
            let found = entry.request.as_ref().map(|id| view.request(id)).transpose()?.flatten();
            Ok::<_, Fault>(found.map(|request| request.id))
        })?;
        let erasure = ErasureRecord {
            id: entry.erasure.clone(),
            shop: entry.shop.clone(),
            pseudonym: entry.pseudonym,
            request,
            begun_at: entry.at,
            done_at: None,
        };
        for _ in 0..TRIES {
            let now = self.now();
            let held =
                self.requests.store.read("plan_replay", |view| Held::of_customer(view, self, &entry.shop, number))?;
            let Some(record) = &held.record else { return Ok(()) };
            let holds = match entry.event {
                ledger::Event::Deletion => {
                    self.not_released(&erasure, referred_to(record, &Actor::Service, now)?, entries)?
                }
                _ => Vec::new(),
            };
            let prepared = self.prepare(held, &holds, Mode::AtOnce, now)?;
            match self.finish_deletion(actor, number, &prepared, &holds, &erasure, None, now) {
                Err(Fault::Raced) => {}
                done => return done,
            }
        }
        Err(Fault::Raced)
    }

    /// Of the holds that a deletion placed, those that were not released since.
    fn not_released(
        &self,
        erasure: &ErasureRecord,
        mut placed: Vec<LegalHold>,
        entries: &[Entry],
    ) -> Result<Vec<LegalHold>, Fault> {
        let ids: Vec<_> = placed.iter().map(|hold| self.hold_of_deletion(erasure, hold)).collect::<Result<_, _>>()?;
        let known: BTreeSet<_> = entries.iter().filter(|it| it.hold.is_some()).map(|it| &it.erasure).collect();
        let released = entries.iter().filter(|it| {
            let is_theirs = it.shop == erasure.shop && it.pseudonym == erasure.pseudonym;
            it.event == ledger::Event::HoldReleased && is_theirs && it.at >= erasure.begun_at
        });
        let released: BTreeSet<_> = released.map(|it| &it.erasure).filter(|id| !known.contains(id)).collect();
        // Those of deletions by the first version had names that nothing tells: as many as there were can only be all of them.
        if released.iter().filter(|id| !ids.contains(id)).count() >= placed.len() {
            return Ok(Vec::new());
        }
        let mut ids = ids.iter();
        placed.retain(|_| ids.next().is_none_or(|id| !released.contains(id)));
        Ok(placed)
    }

    /// The database learns who was erased after the backup was taken, so that an import does not bring them back, and that the
    /// requests for it were carried out.
    fn remember(&self, actor: &Actor, entries: &BTreeMap<Pseudonym, &Entry>) -> Result<(), Fault> {
        let now = self.now();
        self.requests.store.write("remember_erasures", |transaction| {
            for entry in entries.values() {
                let erasure = ErasureRecord {
                    id: entry.erasure.clone(),
                    shop: entry.shop.clone(),
                    pseudonym: entry.pseudonym,
                    request: entry.request.clone(),
                    begun_at: entry.at,
                    done_at: Some(now),
                };
                if !transaction.insert_erasure(&erasure)? {
                    transaction.finish_erasure(&erasure.id, now)?;
                }
                if let Some(id) = &entry.request {
                    self.end_carried_out(transaction, actor, id, entry, now)?;
                }
            }
            Ok(())
        })
    }

    /// The request was carried out after the backup was taken. The mails about it were sent then.
    fn end_carried_out(
        &self,
        transaction: &dyn Transaction,
        actor: &Actor,
        id: &RequestId,
        entry: &Entry,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let Some(mut request) = transaction.request(id)?.filter(|request| !request.state.is_closed()) else {
            return Ok(());
        };
        let is_kept = transaction.remains(&entry.shop, &entry.pseudonym)?.is_some();
        let outcome = if is_kept { Outcome::PartlyCompleted } else { Outcome::Completed };
        let confirmed_at = request.state.confirmed_at();
        let before = std::mem::replace(&mut request.state, State::Closed { at: now, outcome, confirmed_at });
        let reference = request.subject.reference();
        self.requests.anonymise(transaction, &mut request, now)?;
        let mut change = Change::new(Action::Erased).detail("erasure", &entry.erasure).detail("replayed", "true");
        if self.requests.forget_if_last(transaction, &request.shop, &reference, Some(id))? {
            change = change.detail("subject_key", "destroyed");
        }
        self.requests.save(transaction, actor, &before, &mut request, &change, now)
    }

    /// The requests that are approved, or being carried out.
    fn approved(&self) -> Result<Vec<RequestId>, Fault> {
        self.requests.store.read("list_approved", |view| {
            let shops: Vec<_> = view.shops()?.into_iter().map(|shop| shop.name).collect();
            let mut found = Vec::new();
            for state in ["approved", "processing"] {
                let filter =
                    RequestFilter { shops: shops.clone(), state: Some(state), limit: usize::MAX, ..Default::default() };
                found.extend(view.requests(&filter)?.into_iter().map(|request| request.id));
            }
            Ok(found)
        })
    }

    fn reopen_approved(&self, actor: &Actor, entries: &[Entry]) -> Result<usize, Fault> {
        let now = self.now();
        let mut reopened = 0;
        for id in self.approved()? {
            let done = self.requests.store.write("reopen_request", |transaction| {
                let Some(mut request) = transaction.request(&id)? else { return Ok(false) };
                let Ok(state) = rules::reopen(&request.state) else { return Ok(false) };
                if let Some(begun) = transaction.erasure_of(&id)?.filter(|begun| begun.done_at.is_none()) {
                    // Of which nothing stands in the ledger, or that it was given up.
                    if !ledger::erased(entries, Timestamp::MIN_UTC).iter().any(|entry| entry.erasure == begun.id) {
                        transaction.delete_erasure(&begun.id)?;
                    }
                }
                let before = std::mem::replace(&mut request.state, state);
                let change = Change::new(Action::ApprovalLapsed).letter(LetterKind::DecideAnew, None);
                self.requests.save(transaction, actor, &before, &mut request, &change, now)?;
                Ok::<_, Fault>(true)
            })?;
            reopened += usize::from(done);
        }
        Ok(reopened)
    }
}
