//! The data subject takes an approved request back, with the link from the mail that told of the approval.
//!
//! The link is kept until the request stops naming its data subject, or is approved anew: whoever opens it again, or too
//! late, is told how the request stands.

use super::Fulfilment;
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::link::LinkDigest;
use crate::names::RequestId;
use crate::refusal::{Refusal, Stopped};
use crate::request::rules::{self, Cancellation, Ending};
use crate::request::{Link, Request};
use crate::requests::Change;
use crate::store::View;

/// A request as somebody sees it who holds the link that takes it back.
#[derive(Clone, Debug)]
pub struct Cancellable {
    /// The request.
    pub request: Request,
    /// The link they hold.
    pub link: Link,
    /// What they can do about the request.
    pub stands: Cancellation,
}

impl Fulfilment {
    /// The request behind a link that takes it back, for those who hold it: also when it is too late. Changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]: the link opens nothing, whether or not there is such a request.
    pub fn look_at_approved(&self, id: &str, hash: &str) -> Result<Cancellable, Stopped<Refusal>> {
        let now = self.now();
        self.requests.store.read("look_at_approved", |view| self.cancellable(view, id, hash, now))
    }

    /// Takes it back, if it can be. Gives back how it stands afterwards, and whether it was this call that took it back: of any
    /// number of calls at once, exactly one is.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], as of [`look_at_approved`](Self::look_at_approved).
    pub fn cancel(&self, id: &str, hash: &str) -> Result<(Cancellable, bool), Stopped<Refusal>> {
        // Looked up outside a write transaction first, so that nobody can occupy the writer with links that open nothing.
        let looked = self.look_at_approved(id, hash)?;
        if looked.stands != Cancellation::Open {
            return Ok((looked, false));
        }
        let now = self.now();
        let cancelled = self.requests.store.write("cancel_request", |transaction| {
            let mut found = self.cancellable(transaction, id, hash, now)?;
            if found.stands != Cancellation::Open {
                return Ok((found, false));
            }
            let request = &mut found.request;
            let Ok(state) = rules::close(request.kind, &request.state, Ending::Withdrawn, now) else {
                return Ok((found, false));
            };
            let before = std::mem::replace(&mut request.state, state);
            let change = Change::new(Action::Withdrawn);
            self.requests.save(transaction, &Actor::Subject, &before, request, &change, now)?;
            found.stands = Cancellation::Withdrawn;
            Ok::<_, Stopped<Refusal>>((found, true))
        })?;
        self.write_queued_or_wait();
        Ok(cancelled)
    }

    fn cancellable(
        &self,
        view: &dyn View,
        id: &str,
        hash: &str,
        now: Timestamp,
    ) -> Result<Cancellable, Stopped<Refusal>> {
        let given = self.requests.cancel_digest(id, hash);
        let id: Option<RequestId> = id.parse().ok();
        let request = id.map(|id| view.request(&id)).transpose()?.flatten();
        let link = request.as_ref().map(|request| view.cancel_link(&request.id)).transpose()?.flatten();
        // The same work, whether or not there is such a link.
        let opens = given.matches(&link.map_or_else(LinkDigest::decoy, |link| link.digest));
        match (request, link) {
            (Some(request), Some(link)) if opens => {
                let stands = rules::cancellation(&request.state, &link, now);
                Ok(Cancellable { request, link, stands })
            }
            _ => Err(Stopped::Refused(Refusal::NotFound(None))),
        }
    }
}
