//! Queues notices, claims them, and settles what became of them.

use super::{Answer, Claimed, Delivery, Notice, Status, Webhooks};
use crate::audit::{Action, Actor, Event};
use crate::clock::Timestamp;
use crate::link::random_id;
use crate::names::{EndpointName, RequestId};
use crate::outbox::claim::{After, Names, Next, after, chance, claim};
use crate::outbox::{CLAIM, Delivery as Tried, Settled};
use crate::refusal::Fault;
use crate::seal::Purpose;
use crate::store::{Transaction, View};

/// What the transactions of a claim are called.
const CLAIMING: Names = Names { look: "look_for_webhook", claim: "claim_webhook" };
/// The word for a notice that was sealed under another key.
const UNREADABLE: &str = "unreadable";

impl Webhooks {
    /// Queues a notice for each endpoint of its shop, in the transaction of the erasure that it tells of: both are kept, or
    /// neither. `request` is the one that the erasure was for, if any; what becomes of the notices stands in its history.
    /// Gives back how many there are.
    ///
    /// # Errors
    /// [`Fault`]; the transaction must not be committed then.
    pub fn queue(
        &self,
        transaction: &dyn Transaction,
        notice: &Notice,
        request: Option<&RequestId>,
        now: Timestamp,
    ) -> Result<usize, Fault> {
        let endpoints = self.endpoints.of(&notice.shop);
        let body = notice.body();
        for endpoint in &endpoints {
            let id = random_id(&*self.entropy)?.to_string();
            let key = self.journal.master().key(Purpose::Outbox);
            let sealed = key.seal(&*self.entropy, &context(&id), &body)?;
            let delivery = Delivery {
                id,
                kind: notice.kind(),
                endpoint: endpoint.clone(),
                shop: notice.shop.clone(),
                erasure: notice.erasure.clone(),
                request: request.cloned(),
                queued_at: now,
                next_try_at: now,
                tries: 0,
                answer: None,
                status: Status::Waiting,
                sealed: Some(sealed),
            };
            if !transaction.insert_webhook(&delivery)? {
                return Err(Fault::Raced);
            }
        }
        Ok(endpoints.len())
    }

    /// Claims the next notice to `endpoint` that is due, for [`CLAIM`]. Each endpoint has a queue of its own, so that one that
    /// hangs holds up no other.
    ///
    /// # Errors
    /// [`Fault`]. A notice that cannot be unsealed was put off like one that could not be delivered: the next call goes on to
    /// the others, and when the right key is back in time it is delivered after all.
    pub fn claim(&self, endpoint: &EndpointName) -> Result<Option<Claimed>, Fault> {
        let look = |view: &dyn View, now| Ok(view.next_webhook(endpoint, now)?.is_some());
        claim(&*self.store, &*self.clock, &*self.entropy, &CLAIMING, look, |transaction, now, chance| {
            self.next(transaction, endpoint, now, chance)
        })
    }

    /// The endpoints that notices wait for, by name; also those that the configuration no longer has.
    ///
    /// # Errors
    /// [`Fault`].
    pub fn waiting_endpoints(&self) -> Result<Vec<EndpointName>, Fault> {
        self.store.read("look_for_endpoints", |view| Ok(view.waiting_endpoints()?))
    }

    fn next(
        &self,
        transaction: &dyn Transaction,
        endpoint: &EndpointName,
        now: Timestamp,
        chance: u8,
    ) -> Result<Next<Claimed>, Fault> {
        let Some(mut delivery) = transaction.next_webhook(endpoint, now)? else { return Ok(Next::Nothing) };
        let before = delivery.tries;
        delivery.tries += 1;
        let sealed = delivery.sealed.as_deref().unwrap_or_default();
        let Some(body) = self.journal.master().key(Purpose::Outbox).open(&context(&delivery.id), sealed) else {
            let later = Answer::Later(UNREADABLE.to_owned());
            self.conclude(transaction, &mut delivery, before, &later, now, chance)?;
            return Ok(Next::Unreadable(Fault::Sealed("a webhook")));
        };
        delivery.next_try_at = now + CLAIM;
        if !transaction.update_webhook(&delivery, before)? {
            return Err(Fault::Raced);
        }
        Ok(Next::Claimed(Box::new(Claimed { delivery, body })))
    }

    /// Writes down what became of a claimed notice.
    ///
    /// # Errors
    /// [`Fault`]: the claim runs out, and the notice is delivered again.
    pub fn settle(&self, claimed: &Claimed, answer: &Answer) -> Result<Settled, Fault> {
        let now = self.clock.now();
        let chance = chance(&*self.entropy)?;
        self.store.write("settle_webhook", |transaction| {
            let mut delivery = claimed.delivery.clone();
            let tries = delivery.tries;
            self.conclude(transaction, &mut delivery, tries, answer, now, chance)
        })
    }

    /// Writes what follows from a try, if the notice was claimed `before` times and still waits; with a receipt in the audit
    /// log, if it waits no more.
    fn conclude(
        &self,
        transaction: &dyn Transaction,
        delivery: &mut Delivery,
        before: u32,
        answer: &Answer,
        now: Timestamp,
        chance: u8,
    ) -> Result<Settled, Fault> {
        let tried = answer.delivery();
        delivery.answer = Some(answer.code().to_owned());
        let settled = match after(&tried, delivery.queued_at, delivery.tries, now, chance) {
            After::Again(at) => {
                delivery.next_try_at = at;
                Settled::Later(at)
            }
            After::Ended(status) => {
                delivery.status = status;
                delivery.sealed = None;
                if tried == Tried::Sent { Settled::Sent } else { Settled::GivenUp }
            }
        };
        if !transaction.update_webhook(delivery, before)? {
            return Ok(Settled::Lost);
        }
        match settled {
            Settled::Sent => self.receipt(transaction, delivery, Action::RecipientTold, now)?,
            Settled::GivenUp => self.receipt(transaction, delivery, Action::RecipientNotTold, now)?,
            Settled::Later(_) | Settled::Lost => {}
        }
        Ok(settled)
    }

    /// Says in the audit log who was told of which erasure. Nothing in it is about the customer: the key of somebody who was
    /// forgotten is not made again to seal it.
    fn receipt(
        &self,
        transaction: &dyn Transaction,
        delivery: &Delivery,
        action: Action,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let mut event = Event::new(now, Actor::Service, action)
            .at_shop(&delivery.shop)
            .detail("endpoint", delivery.endpoint.as_str())
            .detail("notice", delivery.kind.code())
            .detail("erasure", &delivery.erasure)
            .detail("message", &delivery.id)
            .detail("answer", delivery.answer.as_deref().unwrap_or_default());
        if let Some(request) = &delivery.request {
            event = event.request(request);
        }
        self.journal.record(transaction, &event)
    }
}

/// What is sealed belongs to one delivery, and is no mail.
fn context(id: &str) -> Vec<u8> {
    format!("webhook/{id}").into_bytes()
}
