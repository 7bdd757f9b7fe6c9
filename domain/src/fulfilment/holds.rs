//! Legal holds on records of a customer: placed, listed, released.

use chrono::SubsecRound;
use serde::{Deserialize, Serialize};

use super::Fulfilment;
use super::held::{Held, map};
use crate::audit::{Action, Actor, Event, Journal, Personal};
use crate::clock::Timestamp;
use crate::ledger;
use crate::legal_hold::{LegalHold, Scope};
use crate::link::random_id;
use crate::names::{CustomerNumber, ShopName};
use crate::refusal::{Fault, Stopped};
use crate::request::Subject;
use crate::requests::{NotDone, Refused, reason, rights};
use crate::seal::{Pseudonym, Purpose};
use crate::store::{HoldRecord, Remains, StoreError, Transaction};

/// A hold to be placed. `Debug` hides the words of staff.
#[derive(Clone, Debug)]
pub struct NewHold {
    /// The shop.
    pub shop: ShopName,
    /// The customer, also one who was erased and of whom something is kept.
    pub customer: CustomerNumber,
    /// Which of their records.
    pub scope: Scope,
    /// Why.
    pub reason: Words,
}

/// Words of staff, which may name people.
#[derive(Clone)]
pub struct Words(pub String);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(hidden)")
    }
}

/// A hold that was placed.
#[derive(Clone, Debug)]
pub struct Hold {
    /// Names it.
    pub id: String,
    /// What it is.
    pub hold: LegalHold,
}

/// What of a hold is sealed.
#[derive(Serialize, Deserialize)]
struct Contents {
    scope: Scope,
    reason: String,
}

impl Fulfilment {
    /// Places a hold: the records stay as they are until it is released.
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn place_hold(&self, actor: &Actor, new: &NewHold) -> Result<Hold, NotDone> {
        let now = self.now();
        let why = reason(&new.reason.0).map_err(Stopped::Refused)?;
        let policy = self.requests.policies.of(&new.shop);
        let map = map(&policy)?;
        let known = match &new.scope {
            Scope::Everything => true,
            Scope::Place(place) => map.record(place).is_some(),
            // A number that was left out by mistake would be taken for a hold on all of them.
            Scope::Record { name, .. } if name.trim().is_empty() => false,
            Scope::Record { place, .. } => map.record(place).is_some_and(|record| record.name.is_some()),
        };
        if !known {
            return Err(Stopped::Refused(Refused::UnknownPlace));
        }
        // As precise as it is stored, so that it is told as it is found again.
        let since = now.trunc_subsecs(3);
        let hold = LegalHold { scope: new.scope.clone(), reason: why.clone(), author: actor.clone(), since };
        let placed = self.requests.store.write("place_hold", |transaction| {
            rights::shop(transaction, actor, &new.shop)?;
            let stored = Held::of_customer(transaction, self, &new.shop, &new.customer)?;
            if stored.record.is_none() && stored.remains.is_none() {
                return Err(Stopped::Refused(Refused::UnknownSubject(new.shop.clone())));
            }
            let pseudonym = stored.pseudonym.ok_or(Fault::Raced)?;
            let id = random_id(&*self.requests.entropy)?.to_string();
            let record = self.sealed(&new.shop, &pseudonym, id, &hold)?;
            self.queue_hold(transaction, &record, ledger::Event::HoldPlaced, now)?;
            if !transaction.insert_legal_hold(&record)? {
                return Err(Fault::Raced.into());
            }
            let id = record.id;
            let personal = Personal::of(Subject::customer_reference(&new.customer)).saying(why.clone());
            let event = Event::new(now, actor.clone(), Action::HoldPlaced).about(&new.shop, personal);
            self.journal().record(transaction, &event.detail("hold", &id))?;
            Ok::<_, NotDone>(Hold { id, hold: hold.clone() })
        })?;
        self.write_queued_or_wait();
        Ok(placed)
    }

    /// Stores a hold under this id in a transaction of somebody else's. `false`: it is there already.
    pub(super) fn store_hold(
        &self,
        transaction: &dyn Transaction,
        shop: &ShopName,
        pseudonym: &Pseudonym,
        id: String,
        hold: &LegalHold,
    ) -> Result<bool, Fault> {
        Ok(transaction.insert_legal_hold(&self.sealed(shop, pseudonym, id, hold)?)?)
    }

    /// A hold as it is stored.
    fn sealed(
        &self,
        shop: &ShopName,
        pseudonym: &Pseudonym,
        id: String,
        hold: &LegalHold,
    ) -> Result<HoldRecord, Fault> {
        let contents = Contents { scope: hold.scope.clone(), reason: hold.reason.clone() };
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&contents).map_err(|_| Fault::Sealed("a legal hold"))?);
        let key = self.journal().master().key(Purpose::LegalHolds);
        Ok(HoldRecord {
            sealed: key.seal(&*self.requests.entropy, id.as_bytes(), &plain)?,
            id,
            shop: shop.clone(),
            pseudonym: *pseudonym,
            author: hold.author.to_string(),
            since: hold.since,
        })
    }

    /// What becomes of a hold is written into the ledger, so that a restored backup does not undo it.
    fn queue_hold(
        &self,
        transaction: &dyn Transaction,
        hold: &HoldRecord,
        event: ledger::Event,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let placed = event == ledger::Event::HoldPlaced;
        let entry = ledger::Entry {
            erasure: hold.id.clone(),
            at: now,
            shop: hold.shop.clone(),
            pseudonym: hold.pseudonym,
            event,
            request: None,
            hold: placed.then(|| ledger::SealedHold {
                author: hold.author.clone(),
                since: hold.since,
                sealed: hold.sealed.clone(),
            }),
        };
        self.queue_line(transaction, &entry)
    }

    /// The holds on a customer's records, oldest first.
    ///
    /// # Errors
    /// [`Refused`]: they name records and say why, so it needs *View GDPR relevant data* as well.
    pub fn holds(&self, actor: &Actor, shop: &ShopName, customer: &CustomerNumber) -> Result<Vec<Hold>, NotDone> {
        self.requests.store.read("list_holds", |view| {
            rights::shop(view, actor, shop)?;
            rights::require_view(view, actor, shop)?;
            let held = Held::of_customer(view, self, shop, customer)?;
            let open = |hold: &HoldRecord| Ok(Hold { id: hold.id.clone(), hold: opened(self.journal(), hold)? });
            held.holds.iter().map(open).collect()
        })
    }

    /// Releases a hold: the rules decide about the records again, and what need not be kept any more is erased soon.
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn release_hold(&self, actor: &Actor, id: &str, why: &str) -> Result<(), NotDone> {
        let now = self.now();
        let why = reason(why).map_err(Stopped::Refused)?;
        self.requests.store.write("release_hold", |transaction| {
            rights::somewhere(transaction, actor)?;
            let unknown = || Stopped::Refused(Refused::UnknownHold);
            let hold = transaction.legal_hold(id)?.ok_or_else(unknown)?;
            match rights::shop(transaction, actor, &hold.shop) {
                Err(Stopped::Refused(_)) => return Err(unknown()),
                allowed => drop(allowed?),
            }
            take_off(transaction, &hold, now)?;
            // Whose it was is known by a pseudonym alone; the words are sealed under that.
            let personal = Personal::of(Subject::Pseudonym(hold.pseudonym.to_string()).reference()).saying(why.clone());
            let event = Event::new(now, actor.clone(), Action::HoldReleased).about(&hold.shop, personal);
            self.journal().record(transaction, &event.detail("hold", id))?;
            self.queue_hold(transaction, &hold, ledger::Event::HoldReleased, now)?;
            Ok::<_, NotDone>(())
        })?;
        self.write_queued_or_wait();
        Ok(())
    }

    /// The holds of a shop as the ledger has them, in a database that was restored. Gives back how many were placed again.
    pub(super) fn restore_holds(
        &self,
        actor: &Actor,
        shop: &ShopName,
        entries: &[ledger::Entry],
    ) -> Result<usize, Fault> {
        let now = self.now();
        let (placed, released) = ledger::holds(entries);
        let event = |action, hold: &HoldRecord| {
            Event::new(now, actor.clone(), action).about_pseudonym(&hold.shop, &hold.pseudonym).detail("hold", &hold.id)
        };
        self.requests.store.write("restore_holds", |transaction| {
            let mut restored = 0;
            for (entry, hold) in placed.iter().filter(|(entry, _)| entry.shop == *shop) {
                let record = HoldRecord {
                    id: entry.erasure.clone(),
                    shop: shop.clone(),
                    pseudonym: entry.pseudonym,
                    author: hold.author.clone(),
                    since: hold.since,
                    sealed: hold.sealed.clone(),
                };
                if transaction.insert_legal_hold(&record)? {
                    self.journal().record(transaction, &event(Action::HoldPlaced, &record))?;
                    restored += 1;
                }
            }
            for id in &released {
                if let Some(hold) = transaction.legal_hold(id)? {
                    take_off(transaction, &hold, now)?;
                    self.journal().record(transaction, &event(Action::HoldReleased, &hold))?;
                }
            }
            Ok(restored)
        })
    }
}

/// Takes a hold away, and has what remains of its customer looked at soon.
fn take_off(transaction: &dyn Transaction, hold: &HoldRecord, now: Timestamp) -> Result<(), StoreError> {
    transaction.delete_legal_hold(&hold.id)?;
    if let Some(remains) = transaction.remains(&hold.shop, &hold.pseudonym)? {
        let remains = Remains { due_at: Some(now), ..remains };
        transaction.put_remains(&hold.shop, &hold.pseudonym, &remains)?;
    }
    Ok(())
}

/// A stored hold.
pub(super) fn opened(journal: &Journal, hold: &HoldRecord) -> Result<LegalHold, Fault> {
    let sealed = || Fault::Sealed("a legal hold");
    let key = journal.master().key(Purpose::LegalHolds);
    let plain = key.open(hold.id.as_bytes(), &hold.sealed).ok_or_else(sealed)?;
    let contents: Contents = serde_json::from_slice(&plain).map_err(|_| sealed())?;
    Ok(LegalHold {
        scope: contents.scope,
        reason: contents.reason,
        author: hold.author.parse().map_err(|_| sealed())?,
        since: hold.since,
    })
}
