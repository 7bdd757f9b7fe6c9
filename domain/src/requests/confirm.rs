//! The receiver of the mail says yes.

use super::{Change, Requests};
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::letter::LetterKind;
use crate::link::LinkDigest;
use crate::names::{RequestId, SiteName};
use crate::refusal::{Fault, Reason, Refusal, Stopped};
use crate::request::rules::{self, Step};
use crate::request::{Link, Outcome, Proof, Request, State};
use crate::store::Transaction;

/// The transaction that a first confirmation is.
pub(crate) const CONFIRM: &str = "confirm_request";

/// What somebody shows who followed a link.
pub struct Ask {
    /// `None` when the text cannot be the id of any request.
    id: Option<RequestId>,
    /// `None`: whichever site the request was made for.
    site: Option<SiteName>,
    proof: Proof,
}

/// What came of a confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was the first one.
    First,
    /// The request had been confirmed before.
    Repeat,
}

/// What a confirmation comes to, as far as reading tells.
pub(crate) enum Reading {
    /// Nothing is to be written.
    Told(Told),
    /// It would be the first one.
    First(Box<Seen>),
}

/// A request that a confirmation would move on at this moment.
pub(crate) struct Seen {
    request: Request,
    at: Timestamp,
}

/// A request as somebody sees it who holds a link to it.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The request.
    pub request: Request,
    /// The link they hold.
    pub link: Link,
    /// What a confirmation would be now, or why there can be none.
    pub would_be: Result<Step, Reason>,
}

impl Requests {
    /// What somebody shows who calls with these texts, through `site` or through none in particular.
    #[must_use]
    pub fn ask(&self, id: &str, hash: Option<&str>, site: Option<SiteName>) -> Ask {
        let proof = match hash {
            None | Some("") => Proof::Missing,
            Some(hash) => Proof::Given(self.link_key.digest(id, hash)),
        };
        Ask { id: id.parse().ok(), site, proof }
    }

    /// The request behind a link, for those who hold it: also when it cannot be confirmed (any more). Changes nothing.
    ///
    /// # Errors
    /// [`Refusal`], as [`confirm`](Self::confirm) would; of those that have a reason, none.
    pub fn look(&self, ask: &Ask) -> Result<Looked, Stopped<Refusal>> {
        let (request, step) = self.step(ask)?;
        let would_be = match step {
            Ok(step) => Ok(step),
            Err(Refusal::NotFound(Some(reason))) => Err(reason),
            Err(refusal) => return Err(Stopped::Refused(refusal)),
        };
        let link = ask.proof.opens(&request.links).ok_or(Stopped::Refused(Refusal::NotFound(None)))?;
        Ok(Looked { request, link, would_be })
    }

    /// Confirms a request. Of any number of callers at once, exactly one is the first.
    ///
    /// A later confirmed request of the same data subject and type closes as a duplicate of the one that is worked on; the
    /// data subject has confirmed all the same, and is told so.
    ///
    /// # Errors
    /// [`Refusal`], by the answer table of `docs/http-api.md`.
    pub fn confirm(&self, ask: &Ask) -> Result<Told, Stopped<Refusal>> {
        match self.read(ask)? {
            Reading::Told(told) => Ok(told),
            Reading::First(seen) => self.store.write(CONFIRM, |transaction| self.move_on(transaction, ask, &seen)),
        }
    }

    /// What a confirmation comes to as far as reading tells; the first one is then to be written
    /// ([`move_on`](Self::move_on)). So nobody can occupy the writer with ids that do not exist.
    ///
    /// # Errors
    /// Those of [`confirm`](Self::confirm).
    pub(crate) fn read(&self, ask: &Ask) -> Result<Reading, Stopped<Refusal>> {
        let (request, step) = self.step(ask)?;
        Ok(match step.map_err(Stopped::Refused)? {
            Step::Confirm { at } => Reading::First(Box::new(Seen { request, at })),
            Step::Echo => Reading::Told(Told::First),
            Step::Repeat => Reading::Told(Told::Repeat),
        })
    }

    fn step(&self, ask: &Ask) -> Result<(Request, Result<Step, Refusal>), Stopped<Refusal>> {
        let Some(id) = &ask.id else { return Err(Stopped::Refused(Refusal::NotFound(None))) };
        let now = self.clock.now();
        self.store.read("look_up_request", |view| {
            let Some(request) = view.request(id)? else {
                // The same work as for a request that exists.
                let _ = ask.proof.opens(&[Link { digest: LinkDigest::decoy(), expires_at: now }]);
                return Err(Stopped::Refused(Refusal::NotFound(None)));
            };
            let step = rules::confirm(&request, ask.site.as_ref(), &ask.proof, now, self.repeat_grace);
            Ok((request, step))
        })
    }

    /// Confirms the request that was `seen` a moment ago. If it was changed since, it has another revision: then it is looked
    /// at anew.
    ///
    /// # Errors
    /// Those of [`confirm`](Self::confirm).
    pub(crate) fn move_on(
        &self,
        transaction: &dyn Transaction,
        ask: &Ask,
        seen: &Seen,
    ) -> Result<Told, Stopped<Refusal>> {
        if self.confirmed(transaction, seen.request.clone(), seen.at)? {
            return Ok(Told::First);
        }
        let request = transaction.request(&seen.request.id)?.ok_or(Stopped::Refused(Refusal::NotFound(None)))?;
        let step = rules::confirm(&request, ask.site.as_ref(), &ask.proof, self.clock.now(), self.repeat_grace);
        match step.map_err(Stopped::Refused)? {
            Step::Confirm { at } if self.confirmed(transaction, request, at)? => Ok(Told::First),
            Step::Confirm { .. } => Err(Stopped::Fault(Fault::Raced)),
            Step::Echo => Ok(Told::First),
            Step::Repeat => Ok(Told::Repeat),
        }
    }

    /// Writes that a request was confirmed. `false`: it is not what it was any more, and nothing was written.
    fn confirmed(&self, transaction: &dyn Transaction, mut request: Request, at: Timestamp) -> Result<bool, Fault> {
        let earlier = transaction.open_request(&request.shop, request.kind, &request.subject.reference())?;
        let before = std::mem::replace(&mut request.state, rules::confirmed(at, earlier));
        if !transaction.update_request(&request)? {
            return Ok(false);
        }
        let change = match &request.state {
            State::Closed { outcome: Outcome::Duplicate(other), .. } => {
                Change::new(Action::Confirmed).detail("duplicate_of", other.as_str())
            }
            _ => {
                Change::new(Action::Confirmed).letter(LetterKind::Received, None).letter(LetterKind::StaffNotice, None)
            }
        };
        self.saved(transaction, &Actor::Subject, &before, &mut request, &change, at)?;
        Ok(true)
    }
}
