//! Erasures again, after a backup was restored that still has the people in it.

use std::collections::BTreeMap;

use super::Fulfilment;
use super::deletion::referred_to;
use super::held::{Held, Mode};
use crate::audit::Actor;
use crate::clock::Timestamp;
use crate::ledger::{self, Entry};
use crate::names::{CustomerNumber, ShopName};
use crate::refusal::Fault;
use crate::request::Subject;
use crate::seal::Pseudonym;
use crate::store::ErasureRecord;

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
}

impl Fulfilment {
    /// Erases everybody who was erased at `since` or later after the ledger, and is on file. Once is as good as twice.
    ///
    /// Rules and holds decide anew what is kept, the holds as the ledger has them; nothing is postponed. `tell` is called with each step for a person who waits:
    /// how many of how many shops are done.
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
        let again = |number: &CustomerNumber, entry: &Entry| self.erase_again(actor, number, entry);
        let mut holds = 0;
        for shop in self.requests.store.read("list_shops", |view| view.shops())? {
            holds += self.restore_holds(&shop.name, entries)?;
        }
        let replayed = self.each_on_file(entries, since, tell, &again, &|people| self.remember(people))?;
        Ok(Replayed { holds, ..replayed })
    }

    /// Since when erasures of the ledger are not known here, although their shop is: this database was restored from a backup
    /// that is older, and has people in it who were erased. `None`: all are known.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn behind_ledger(&self, entries: &[Entry]) -> Result<Option<Timestamp>, Fault> {
        let erased = ledger::erased(entries, Timestamp::MIN_UTC);
        self.requests.store.read("compare_with_ledger", |view| {
            let mut earliest = None;
            for entry in erased.iter().copied() {
                let known = view.erasures(&entry.shop, &entry.pseudonym)?;
                let is_known = known.iter().any(|erasure| erasure.id == entry.erasure);
                if !is_known && view.shop(&entry.shop)?.is_some() {
                    earliest = earliest.into_iter().chain([entry.at]).min();
                }
            }
            Ok(earliest)
        })
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
        self.each_on_file(entries, since, tell, &|_, _| Ok(()), &|_| Ok(()))
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

    fn erase_again(&self, actor: &Actor, number: &CustomerNumber, entry: &Entry) -> Result<(), Fault> {
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
                ledger::Event::Deletion => referred_to(record, &Actor::Service, now)?,
                _ => Vec::new(),
            };
            let prepared = self.prepare(held, &holds, Mode::AtOnce, now)?;
            match self.finish_deletion(actor, number, &prepared, &holds, &erasure, now) {
                Err(Fault::Raced) => {}
                done => return done,
            }
        }
        Err(Fault::Raced)
    }

    /// The database learns who was erased after the backup was taken, so that an import does not bring them back.
    fn remember(&self, entries: &BTreeMap<Pseudonym, &Entry>) -> Result<(), Fault> {
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
                transaction.insert_erasure(&erasure)?;
            }
            Ok(())
        })
    }
}
