//! What time does to requests: links end, receivers are reminded, closed requests stop naming anybody.
//!
//! One process at a time does it, under a lease; each step is a transaction of its own, so that a process that is killed in
//! between leaves nothing half done and nothing out.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::lease::{LEASE, alone};
use crate::letter::LetterKind;
use crate::link::random_id;
use crate::names::{RequestId, ShopName};
use crate::refusal::Fault;
use crate::request::{Request, rules};
use crate::requests::{Change, Requests};
use crate::store::Transaction;

/// The name of the lease.
const NAME: &str = "housekeeping";
/// How many requests are looked up in one go.
const BATCH: usize = 100;
/// How long a caller's idempotency keys are remembered.
const KEYS_KEPT: TimeDelta = TimeDelta::days(7);

/// Does what is due.
#[derive(Clone)]
pub struct Housekeeping {
    requests: Arc<Requests>,
    /// Tells this one from that of another process.
    holder: String,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Requests that nobody confirmed in time.
    pub expired: usize,
    /// Receivers who were reminded.
    pub reminded: usize,
    /// Requests that stopped naming their data subject.
    pub purged: usize,
    /// Idempotency keys that were forgotten.
    pub keys: usize,
}

impl Housekeeping {
    /// Housekeeping for these requests.
    ///
    /// # Errors
    /// [`Fault::Entropy`].
    pub fn new(requests: Arc<Requests>) -> Result<Self, Fault> {
        let holder = random_id(&*requests.entropy)?.to_string();
        Ok(Self { requests, holder })
    }

    /// Does what is due now. `None`: another process is at it.
    ///
    /// # Errors
    /// [`Fault`]; what was done before stays done.
    pub fn run(&self) -> Result<Option<Done>, Fault> {
        alone(&self.requests, &self.holder, NAME, LEASE, || self.all())
    }

    fn all(&self) -> Result<Done, Fault> {
        let store = &self.requests.store;
        let mut done = Done::default();
        for shop in store.read("list_shops", |view| Ok::<_, Fault>(view.shops()?))? {
            let policy = self.requests.policies.of(&shop.name);
            done.expired += self.each(&shop.name, Self::pending(TimeDelta::zero(), false), |one| self.expire(one))?;
            if policy.remind_before > TimeDelta::zero() {
                let due = Self::pending(policy.remind_before, true);
                done.reminded += self.each(&shop.name, due, |one| self.remind(one, policy.remind_before))?;
            }
            let after = policy.purge_after;
            let due = move |this: &Requests, shop: &ShopName| {
                let until = this.clock.now() - after;
                this.store.read("list_unpurged", |view| Ok(view.unpurged_until(shop, until, BATCH)?))
            };
            done.purged += self.each(&shop.name, due, |one| self.purge(one, after))?;
        }
        let until = self.requests.clock.now() - KEYS_KEPT;
        done.keys = store.write("forget_idempotency_keys", |transaction| {
            Ok::<_, Fault>(transaction.delete_idempotency_keys(until)?)
        })?;
        Ok(done)
    }

    /// Looks up pending requests whose links all end within `ahead`.
    fn pending(ahead: TimeDelta, unreminded: bool) -> impl Fn(&Requests, &ShopName) -> Result<Vec<Request>, Fault> {
        move |requests, shop| {
            let until = requests.clock.now() + ahead;
            let found = requests.store.read("list_pending", |view| view.pending_until(shop, until, unreminded, BATCH));
            Ok(found?)
        }
    }

    /// Does `step` to each request that `due` finds, until it finds none that the step changes.
    fn each(
        &self,
        shop: &ShopName,
        due: impl Fn(&Requests, &ShopName) -> Result<Vec<Request>, Fault>,
        step: impl Fn(&RequestId) -> Result<bool, Fault>,
    ) -> Result<usize, Fault> {
        let mut changed = 0;
        loop {
            let before = changed;
            for request in due(&self.requests, shop)? {
                changed += usize::from(step(&request.id)?);
            }
            if changed == before {
                return Ok(changed);
            }
        }
    }

    /// Changes one request as `work` says, if it says so.
    fn step(
        &self,
        name: &'static str,
        id: &RequestId,
        work: impl Fn(&dyn Transaction, &mut Request, Timestamp) -> Result<Option<Change>, Fault>,
    ) -> Result<bool, Fault> {
        let now = self.requests.clock.now();
        self.requests.store.write(name, |transaction| {
            let Some(mut request) = transaction.request(id)? else { return Ok(false) };
            let before = request.state.clone();
            let Some(change) = work(transaction, &mut request, now)? else { return Ok(false) };
            self.requests.save(transaction, &Actor::Service, &before, &mut request, &change, now)?;
            Ok(true)
        })
    }

    fn expire(&self, id: &RequestId) -> Result<bool, Fault> {
        self.step("expire_request", id, |_, request, now| {
            let Some(expired) = rules::expired(request, now) else { return Ok(None) };
            request.state = expired;
            Ok(Some(Change::new(Action::Expired)))
        })
    }

    fn remind(&self, id: &RequestId, before: TimeDelta) -> Result<bool, Fault> {
        self.step("remind_of_request", id, |transaction, request, now| {
            if !rules::is_reminder_due(request, now, before) {
                return Ok(None);
            }
            request.reminded_at = Some(now);
            // The hash that was sent is not known any more: another link, which ends when the first one does.
            if let Some(end) = request.links_end_at() {
                let (letter_link, link) = self.requests.new_link(request, end)?;
                transaction.put_link(&request.id, &link)?;
                self.requests.queue(transaction, request, LetterKind::Reminder, Some(&letter_link), None, now)?;
            }
            Ok(Some(Change::new(Action::ReminderQueued)))
        })
    }

    fn purge(&self, id: &RequestId, after: TimeDelta) -> Result<bool, Fault> {
        self.step("purge_request", id, |transaction, request, now| {
            if !rules::is_purge_due(request, now, after) {
                return Ok(None);
            }
            let reference = request.subject.reference();
            let customer = request.subject.customer().map(|number| transaction.customer(&request.shop, number));
            let is_on_file = customer.transpose()?.flatten().is_some();
            self.requests.anonymise(transaction, request, now)?;
            // Nothing else names them here: then nobody needs to be able to read who they were.
            let mut change = Change::new(Action::Purged);
            if !is_on_file && self.requests.forget_if_last(transaction, &request.shop, &reference, Some(id))? {
                change = change.detail("subject_key", "destroyed");
            }
            Ok(Some(change))
        })
    }
}
