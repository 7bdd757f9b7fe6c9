//! The data subject takes an approved request back, with the link from the mail that told of the approval.

use super::Fulfilment;
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::link::LinkDigest;
use crate::names::RequestId;
use crate::refusal::{Reason, Refusal, Stopped};
use crate::request::rules::{self, Ending};
use crate::request::{Request, State};
use crate::requests::Change;
use crate::store::View;

impl Fulfilment {
    /// The approved request behind a link, for those who hold it. Changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]: the link is wrong, the request is not approved any more, or is being carried out.
    pub fn look_at_approved(&self, id: &str, hash: &str) -> Result<Request, Stopped<Refusal>> {
        let now = self.now();
        self.requests.store.read("look_at_approved", |view| self.cancellable(view, id, hash, now))
    }

    /// Takes it back.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]: nothing was changed.
    pub fn cancel(&self, id: &str, hash: &str) -> Result<Request, Stopped<Refusal>> {
        let now = self.now();
        self.requests.store.write("cancel_request", |transaction| {
            let mut request = self.cancellable(transaction, id, hash, now)?;
            let state = rules::close(request.kind, &request.state, Ending::Withdrawn, now)
                .map_err(|_| Stopped::Refused(Refusal::NotFound(Some(Reason::Closed))))?;
            let before = std::mem::replace(&mut request.state, state);
            transaction.delete_cancel_link(&request.id)?;
            let change = Change::new(Action::Withdrawn);
            self.requests.save(transaction, &Actor::Subject, &before, &mut request, &change, now)?;
            Ok(request)
        })
    }

    fn cancellable(&self, view: &dyn View, id: &str, hash: &str, now: Timestamp) -> Result<Request, Stopped<Refusal>> {
        let not_found = |reason| Stopped::Refused(Refusal::NotFound(reason));
        let given = self.requests.cancel_digest(id, hash);
        let id: Option<RequestId> = id.parse().ok();
        let request = id.map(|id| view.request(&id)).transpose()?.flatten();
        let link = request.as_ref().map(|request| view.cancel_link(&request.id)).transpose()?.flatten();
        // The same work, whether or not there is such a link.
        let stored = link.map_or_else(LinkDigest::decoy, |link| link.digest);
        let (Some(request), Some(link), true) = (request, link, given.matches(&stored)) else {
            return Err(not_found(None));
        };
        match request.state {
            // While nobody has begun, it is not too late, whatever the link says.
            State::Approved(_) if now < link.expires_at => Ok(request),
            State::Approved(_) => Err(not_found(Some(Reason::LinkExpired))),
            _ => Err(not_found(Some(Reason::Closed))),
        }
    }
}
