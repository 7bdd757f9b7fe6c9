//! What an erasure would do; the decision of staff that a request is carried out, and its revocation.

use super::Fulfilment;
use super::held::{Held, Mode, Prepared};
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::erasure::{Digest, Plan};
use crate::letter::LetterKind;
use crate::names::RequestId;
use crate::refusal::{Fault, Stopped};
use crate::request::{Link, Request, RequestType, State, rules};
use crate::requests::{Change, NotDone, Refused, four_eyes, rights};
use crate::store::{Transaction, View};

/// What an erasure would do now, for staff to approve.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The request.
    pub request: Request,
    /// What would be done.
    pub plan: Plan,
}

impl Fulfilment {
    /// What carrying out an erasure would do now. That it was looked at becomes part of the history.
    ///
    /// # Errors
    /// [`Refused`]: the plan names orders and invoices, so it needs *View GDPR relevant data* as well.
    pub fn plan(&self, actor: &Actor, id: &RequestId) -> Result<Proposal, NotDone> {
        let now = self.now();
        let (request, prepared) = self.propose(actor, id, now)?;
        let plan = prepared.plan;
        let change = Change::new(Action::Planned).text(Some(format!("plan {}", plan.hash())));
        self.requests.store.write("note_plan", |transaction| {
            let request = rights::request(transaction, actor, id)?;
            self.requests.note(transaction, actor, Some(&request.state), &request, &change, now)?;
            Ok::<_, NotDone>(())
        })?;
        Ok(Proposal { request, plan })
    }

    fn propose(&self, actor: &Actor, id: &RequestId, now: Timestamp) -> Result<(Request, Prepared), NotDone> {
        let (request, held) = self.requests.store.read("plan_erasure", |view| {
            let request = rights::request_with_data(view, actor, id)?;
            if request.kind != RequestType::Erasure {
                return Err(Stopped::Refused(Refused::NotAnErasure));
            }
            if request.state.is_closed() {
                return Err(Stopped::Refused(rules::NotMoved::Closed.into()));
            }
            let held = self.held(view, &request)?;
            Ok((request, held))
        })?;
        let prepared = self.prepare(held, &[], Mode::Waiting, now)?;
        Ok((request, prepared))
    }

    /// What is stored of the data subject of a request.
    pub(super) fn held(&self, view: &dyn View, request: &Request) -> Result<Held, Fault> {
        match request.subject.customer() {
            Some(number) => Held::of_customer(view, self, &request.shop, number),
            None => Ok(Held::nothing(&request.shop)),
        }
    }

    /// Decides that a confirmed request is carried out: an erasure by the hash of its plan, which must be what would be done
    /// now; access and portability without one. Who approves decides that the data goes out or goes away, and needs *View GDPR
    /// relevant data* as well. The data subject of an erasure gets a mail with a link that takes it back,
    /// as long as the shop's cooling-off period lasts.
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn approve(&self, actor: &Actor, id: &RequestId, plan: Option<Digest>) -> Result<Request, NotDone> {
        let now = self.now();
        let request = self.requests.store.read("approve_request", |view| rights::request_with_data(view, actor, id))?;
        let refused = |why: Refused| Err(Stopped::Refused(why));
        match (request.kind, plan) {
            (RequestType::Erasure, None) => return refused(Refused::PlanMissing),
            (RequestType::Erasure, Some(approved)) => {
                // Before the slow part: what cannot be approved at all.
                rules::approve(&request.state, actor.clone(), plan, now, chrono::TimeDelta::zero())
                    .map_err(|why| Stopped::Refused(why.into()))?;
                let (_, prepared) = self.propose(actor, id, now)?;
                if prepared.plan.hash() != approved {
                    return refused(Refused::PlanChanged);
                }
                if !prepared.plan.postponed().is_empty() {
                    return refused(Refused::Postponed(prepared.plan.postponed_until()));
                }
            }
            (RequestType::Access | RequestType::Portability, None) => {}
            (RequestType::Access | RequestType::Portability, Some(_)) => return refused(Refused::NotAnErasure),
            (RequestType::Rectification | RequestType::Restriction | RequestType::Objection, _) => {
                return refused(Refused::ByHand);
            }
        }
        let policy = self.requests.policies.of(&request.shop);
        self.requests.store.write("approve_request", |transaction| {
            let mut request = rights::request_with_data(transaction, actor, id)?;
            if request.deadline.doubt_since.is_some() {
                return Err(Stopped::Refused(Refused::IdentityDoubted));
            }
            if policy.four_eyes && four_eyes::had_a_hand(&transaction.request_entries(id)?, actor) {
                return Err(Stopped::Refused(Refused::FourEyes));
            }
            let is_erasure = request.kind == RequestType::Erasure;
            if is_erasure && awaits_copy(transaction, &request)? {
                return Err(Stopped::Refused(Refused::AccessFirst));
            }
            let cooling_off = if is_erasure { policy.cooling_off } else { chrono::TimeDelta::zero() };
            let state = rules::approve(&request.state, actor.clone(), plan, now, cooling_off)
                .map_err(|why| Stopped::Refused(why.into()))?;
            let before = std::mem::replace(&mut request.state, state);
            // Those of an earlier approval, which must neither take this one back nor open what it brings.
            transaction.delete_cancel_link(id)?;
            transaction.delete_package_link(id)?;
            let mut change = Change::new(Action::Approved);
            if let Some(plan) = plan {
                change = change.text(Some(format!("plan {plan}")));
            }
            if is_erasure && cooling_off > chrono::TimeDelta::zero() && request.address.is_some() {
                self.offer_cancel(transaction, &request, now + cooling_off, now)?;
            }
            self.requests.save(transaction, actor, &before, &mut request, &change, now)?;
            Ok(request)
        })
    }

    fn offer_cancel(
        &self,
        transaction: &dyn Transaction,
        request: &Request,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let (letter_link, link): (_, Link) = self.requests.new_cancel_link(request, until)?;
        transaction.put_cancel_link(&request.id, &link)?;
        self.requests.queue(transaction, request, LetterKind::ErasureApproved, Some(&letter_link), None, now)
    }

    /// Takes an approval back: staff decides anew.
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed. An erasure that has begun goes on.
    pub fn revoke_approval(&self, actor: &Actor, id: &RequestId) -> Result<Request, NotDone> {
        let now = self.now();
        let request = self.requests.store.write("revoke_approval", |transaction| {
            let mut request = rights::request(transaction, actor, id)?;
            if request.kind == RequestType::Erasure && matches!(request.state, State::Processing { .. }) {
                return Err(Stopped::Refused(rules::NotMoved::Processing.into()));
            }
            let state = rules::reopen(&request.state).map_err(|why| Stopped::Refused(why.into()))?;
            let before = std::mem::replace(&mut request.state, state);
            let change = Change::new(Action::ApprovalRevoked);
            self.requests.save(transaction, actor, &before, &mut request, &change, now)?;
            Ok::<_, NotDone>(request)
        })?;
        self.write_queued_or_wait();
        Ok(request)
    }

    /// Refuses a request, also one that was approved: see [`Requests::reject`](crate::requests::Requests::reject).
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn reject(&self, actor: &Actor, id: &RequestId, why: &str) -> Result<Request, NotDone> {
        let request = self.requests.reject(actor, id, why)?;
        self.write_queued_or_wait();
        Ok(request)
    }

    /// Ends a request that the data subject took back, also one that was approved: see
    /// [`Requests::withdraw`](crate::requests::Requests::withdraw).
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn withdraw(&self, actor: &Actor, id: &RequestId, remark: Option<&str>) -> Result<Request, NotDone> {
        let request = self.requests.withdraw(actor, id, remark)?;
        self.write_queued_or_wait();
        Ok(request)
    }
}

/// Whether the same person has confirmed a request for a copy of their data, and has no answer yet.
fn awaits_copy(view: &dyn View, request: &Request) -> Result<bool, Fault> {
    for kind in [RequestType::Access, RequestType::Portability] {
        if view.open_request(&request.shop, kind, &request.subject.reference())?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
