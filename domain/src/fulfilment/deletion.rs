//! The customer contract's way to an erasure: `deleteCustomer`.
//!
//! It runs through the same plan, ledger and history as a request. By the contract it does not touch what orders and invoices
//! refer to: these stay as they are, under a legal hold in the caller's name that staff can release. So orders in flight
//! need not postpone it.

use serde_json::Value;

use super::Fulfilment;
use super::erase::told_of;
use super::held::{Held, Mode, Prepared};
use crate::audit::{Action, Actor, Event};
use crate::clock::Timestamp;
use crate::ledger::{self, LedgerPosition};
use crate::legal_hold::{LegalHold, Scope};
use crate::names::{CustomerNumber, ShopName};
use crate::refusal::Fault;
use crate::request::Subject;
use crate::seal::Purpose;
use crate::store::{CustomerRecord, ErasureRecord};

/// How often something may change between planning and doing.
const TRIES: usize = 5;

/// Why orders, invoices and their addresses stay.
const REASON: &str = "deleteCustomer of the IOM GDPR REST API does not touch what orders and invoices refer to";

/// The addresses that orders and invoices refer to, by their types.
const REFERRED_TO: [&str; 2] = ["shipping address", "invoice address"];

/// What a deletion came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// The customer is not on file any more.
    Done,
    /// There is no such customer, or none that the contract covers.
    NotOnFile,
}

impl Fulfilment {
    /// Deletes a B2C customer. Whether `actor` may do so is the caller's business.
    ///
    /// # Errors
    /// [`Fault`]. When it is one of the last steps that failed, the deletion is done later all the same.
    pub fn delete_customer(&self, actor: &Actor, shop: &ShopName, number: &CustomerNumber) -> Result<Deleted, Fault> {
        for _ in 0..TRIES {
            let now = self.now();
            let (held, begun) = self.requests.store.read("plan_deletion", |view| {
                let held = Held::of_customer(view, self, shop, number)?;
                let begun = match &held.pseudonym {
                    Some(pseudonym) => view.erasures(shop, pseudonym)?,
                    None => Vec::new(),
                };
                Ok::<_, Fault>((held, begun))
            })?;
            let Some(record) = held.record.as_ref().filter(|record| record.kind.is_covered()) else {
                return Ok(Deleted::NotOnFile);
            };
            let holds = referred_to(record, actor, now)?;
            let prepared = self.prepare(held, &holds, Mode::AtOnce, now)?;
            let begun = begun.into_iter().find(|begun| begun.request.is_none() && begun.done_at.is_none());
            let erasure = match begun {
                Some(begun) => begun,
                None => self.begin(shop, &prepared.held, None, now)?,
            };
            let written = match self.write_ledger(&erasure, ledger::Event::Deletion, now) {
                Err(Fault::Raced) => continue,
                written => written?,
            };
            match self.finish_deletion(actor, number, &prepared, &holds, &erasure, Some(&written), now) {
                Err(Fault::Raced) => {}
                done => return done.map(|()| Deleted::Done),
            }
        }
        Err(Fault::Raced)
    }

    /// The step that destroys: all of it, or nothing. A replay has `written` nothing into the ledger.
    #[allow(clippy::too_many_arguments, reason = "one step, and each of them is part of it")]
    pub(super) fn finish_deletion(
        &self,
        actor: &Actor,
        number: &CustomerNumber,
        prepared: &Prepared,
        holds: &[LegalHold],
        erasure: &ErasureRecord,
        written: Option<&LedgerPosition>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let shop = &prepared.held.shop;
        self.requests.store.write("delete_customer", |transaction| {
            if Held::of_customer(transaction, self, shop, number)? != prepared.held {
                return Err(Fault::Raced);
            }
            for hold in holds {
                let id = self.hold_of_deletion(erasure, hold)?;
                if self.store_hold(transaction, shop, &erasure.pseudonym, id.clone(), hold)? {
                    let event = Event::new(now, actor.clone(), Action::HoldPlaced).detail("hold", id);
                    self.journal().record(transaction, &event.about_pseudonym(shop, &erasure.pseudonym))?;
                }
            }
            self.take_away(transaction, Some(number), prepared, None, now)?;
            transaction.insert_erasure(erasure)?;
            transaction.finish_erasure(&erasure.id, now)?;
            if let Some(written) = written {
                self.reached(transaction, written)?;
            }
            self.tell_recipients(transaction, number, prepared, erasure, now)?;
            let mut event = told_of(actor.clone(), &prepared.plan, erasure, now);
            if self.requests.forget_if_last(transaction, shop, &Subject::customer_reference(number), None)? {
                event = event.detail("subject_key", "destroyed");
            }
            self.journal().record(transaction, &event)
        })
    }

    /// The id of a hold that a deletion places: the same when the deletion is done again, so that what was released meanwhile stays
    /// released.
    pub(super) fn hold_of_deletion(&self, erasure: &ErasureRecord, hold: &LegalHold) -> Result<String, Fault> {
        let scope = serde_json::to_vec(&hold.scope).map_err(|_| Fault::Sealed("a legal hold"))?;
        let mac = self.journal().master().mac(Purpose::LegalHolds, &[erasure.id.as_bytes(), &scope]);
        Ok(base16ct::lower::encode_string(&mac[..16]))
    }

    /// Ends deletions that were begun and not ended: the process that was at it is gone.
    pub(super) fn resume_deletion(&self, begun: &ErasureRecord) -> Result<(), Fault> {
        let found = self.find(&begun.shop, |pseudonym| pseudonym == begun.pseudonym)?;
        if let Some((number, _)) = found.first() {
            self.delete_customer(&Actor::Service, &begun.shop, number)?;
        }
        let now = self.now();
        self.requests.store.write("finish_deletion", |transaction| {
            transaction.finish_erasure(&begun.id, now)?;
            Ok(())
        })
    }
}

/// Holds on what orders and invoices are, and refer to.
pub(super) fn referred_to(record: &CustomerRecord, actor: &Actor, now: Timestamp) -> Result<Vec<LegalHold>, Fault> {
    let document: Value = serde_json::from_str(&record.document).map_err(|_| Fault::Document("not JSON"))?;
    let list = |name: &str| document.get(name).and_then(Value::as_array).filter(|list| !list.is_empty());
    let hold = |scope| LegalHold { scope, reason: REASON.to_owned(), author: actor.clone(), since: now };
    let places = ["orders", "invoiceAndCreditNotes"];
    let mut holds: Vec<_> = places
        .into_iter()
        .filter(|name| list(name).is_some())
        .map(|name| hold(Scope::Place(format!("{name}[]"))))
        .collect();
    if !holds.is_empty() {
        let mut types: Vec<_> = list("addresses")
            .into_iter()
            .flatten()
            .filter_map(|address| address.get("addressType")?.as_str())
            .filter(|kind| REFERRED_TO.iter().any(|known| kind.eq_ignore_ascii_case(known)))
            .collect();
        types.sort_unstable();
        types.dedup();
        let place = || "addresses[]".to_owned();
        holds.extend(types.into_iter().map(|name| hold(Scope::Record { place: place(), name: name.to_owned() })));
    }
    Ok(holds)
}
