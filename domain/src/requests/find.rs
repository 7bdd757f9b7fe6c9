//! Lists, one request, its history.

use super::{NotDone, Refused, Requests};
use crate::access::{Permission, may};
use crate::audit::{Actor, Entry, Personal};
use crate::clock::Timestamp;
use crate::names::{RequestId, ShopName};
use crate::outbox::Mail;
use crate::refusal::Stopped;
use crate::request::{Request, RequestType};
use crate::store::{RequestFilter, View};

/// Which requests are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of this shop; without one, of all where the actor may work.
    pub shop: Option<ShopName>,
    /// Of this type.
    pub kind: Option<RequestType>,
    /// In the state with this code.
    pub state: Option<&'static str>,
    /// Of the subject with this reference.
    pub reference: Option<String>,
    /// To be answered before this moment.
    pub due_before: Option<Timestamp>,
    /// Behind this one in the order of receipt, then of ids.
    pub after: Option<(Timestamp, RequestId)>,
    /// At most so many.
    pub limit: usize,
}

/// A request as the actor may see it.
#[derive(Debug)]
pub struct Found {
    /// The request.
    pub request: Request,
    /// Whether the actor may see whose data it is about.
    pub may_view: bool,
}

/// Some requests of a list.
#[derive(Debug)]
pub struct Page {
    /// In order.
    pub items: Vec<Found>,
    /// Where the next page begins, if there is one: behind this one.
    pub next: Option<(Timestamp, RequestId)>,
}

/// Something that happened to a request.
#[derive(Debug)]
pub struct Happened {
    /// What stands in the history.
    pub entry: Entry,
    /// The part about a person, if the actor may see it and nobody destroyed its key.
    pub personal: Option<Personal>,
}

impl Requests {
    /// A page of the requests that fit.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn list(&self, actor: &Actor, wanted: &Wanted) -> Result<Page, NotDone> {
        self.store.read("list_requests", |view| {
            let shops = match &wanted.shop {
                Some(shop) => vec![self.shop(view, actor, shop)?.name],
                None => self.shops_of(view, actor)?,
            };
            let filter = RequestFilter {
                shops,
                kind: wanted.kind,
                state: wanted.state,
                reference: wanted.reference.clone(),
                due_before: wanted.due_before,
                after: wanted.after.clone(),
                // One more tells whether there is a next page.
                limit: wanted.limit.saturating_add(1),
            };
            let mut requests = view.requests(&filter)?;
            let more = requests.len() > wanted.limit;
            requests.truncate(wanted.limit);
            let last = requests.last().filter(|_| more);
            let next = last.map(|last| (last.deadline.received_at, last.id.clone()));
            let items = requests.into_iter().map(|request| self.found(view, actor, request));
            Ok(Page { items: items.collect::<Result<_, _>>()?, next })
        })
    }

    fn shops_of(&self, view: &dyn View, actor: &Actor) -> Result<Vec<ShopName>, NotDone> {
        let shops = view.shops()?;
        let Actor::Staff(user) = actor else { return Ok(shops.into_iter().map(|shop| shop.name).collect()) };
        let grants = view.grants(user)?;
        let mut allowed = Vec::new();
        for shop in shops {
            if may(Permission::ManageDataRequests, &grants, &view.lineage(&shop.organization)?) {
                allowed.push(shop.name);
            }
        }
        let anywhere = grants.iter().any(|grant| grant.permissions.contains(&Permission::ManageDataRequests));
        if anywhere { Ok(allowed) } else { Err(Stopped::Refused(Refused::Forbidden)) }
    }

    fn found(&self, view: &dyn View, actor: &Actor, request: Request) -> Result<Found, NotDone> {
        let may_view = self.may_view(view, actor, &request.shop)?;
        Ok(Found { request, may_view })
    }

    /// One request.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn show(&self, actor: &Actor, id: &RequestId) -> Result<Found, NotDone> {
        self.store.read("show_request", |view| self.found(view, actor, self.request(view, actor, id)?))
    }

    /// The mails about a request, oldest first.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn mails(&self, actor: &Actor, id: &RequestId) -> Result<Vec<Mail>, NotDone> {
        self.store.read("list_mails", |view| {
            self.request(view, actor, id)?;
            Ok(view.mails(id)?)
        })
    }

    /// Everything that happened to a request, oldest first.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn history(&self, actor: &Actor, id: &RequestId) -> Result<Vec<Happened>, NotDone> {
        self.store.read("show_history", |view| {
            let request = self.request(view, actor, id)?;
            let may_view = self.may_view(view, actor, &request.shop)?;
            let mut history = Vec::new();
            for entry in view.request_entries(id)? {
                let personal = if may_view { self.journal.open(view, &entry)? } else { None };
                history.push(Happened { entry, personal });
            }
            Ok(history)
        })
    }
}
