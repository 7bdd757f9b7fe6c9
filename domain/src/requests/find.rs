//! Lists, one request, its history.

use std::collections::BTreeMap;
use std::fmt;

use super::{NotDone, Requests, rights};
use crate::audit::{Actor, Entry, Personal};
use crate::clock::Timestamp;
use crate::names::{EmailAddress, RequestId, ShopName};
use crate::outbox::Mail;
use crate::refusal::Fault;
use crate::request::{Request, RequestType};
use crate::store::{RequestFilter, View};
use crate::webhook::Delivery;

/// Which requests are wanted. `Debug` hides whose.
#[derive(Clone, Default)]
pub struct Wanted {
    /// Of this shop; without one, of all where the actor may work.
    pub shop: Option<ShopName>,
    /// Of this type.
    pub kind: Option<RequestType>,
    /// In the state with this code.
    pub state: Option<&'static str>,
    /// Of the subject with this reference.
    pub reference: Option<String>,
    /// Of guests who showed this address, whether or not there is a record of them.
    pub guest: Option<EmailAddress>,
    /// To be answered before this moment.
    pub due_before: Option<Timestamp>,
    /// Behind this one in the order of receipt, then of ids.
    pub after: Option<(Timestamp, RequestId)>,
    /// At most so many.
    pub limit: usize,
}

impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { shop, kind, state, reference: _, guest: _, due_before, after, limit } = self;
        let mut shown = f.debug_struct("Wanted");
        shown.field("shop", shop).field("kind", kind).field("state", state).field("due_before", due_before);
        shown.field("after", after).field("limit", limit).finish_non_exhaustive()
    }
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
    /// [`Refused`](super::Refused).
    pub fn list(&self, actor: &Actor, wanted: &Wanted) -> Result<Page, NotDone> {
        self.store.read("list_requests", |view| {
            let mut shops = match &wanted.shop {
                Some(shop) => vec![rights::shop(view, actor, shop)?.name],
                None => rights::shops(view, actor)?,
            };
            if wanted.reference.is_some() || wanted.guest.is_some() {
                // Who may not see whose requests they are must not find it out by asking for everybody.
                let mut seen = Vec::new();
                for shop in shops {
                    if rights::may_view(view, actor, &shop)? {
                        seen.push(shop);
                    }
                }
                shops = seen;
            }
            let filter = RequestFilter {
                shops,
                kind: wanted.kind,
                state: wanted.state,
                reference: wanted.reference.clone(),
                guest: wanted.guest.clone(),
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
            // Looked up once for each shop: a page has many requests and few shops.
            let mut viewed = BTreeMap::new();
            for shop in requests.iter().map(|request| &request.shop) {
                if !viewed.contains_key(shop) {
                    viewed.insert(shop.clone(), rights::may_view(view, actor, shop)?);
                }
            }
            let found = |request: Request| {
                let may_view = viewed.get(&request.shop).is_some_and(|may_view| *may_view);
                Found { request, may_view }
            };
            Ok(Page { items: requests.into_iter().map(found).collect(), next })
        })
    }

    fn found(view: &dyn View, actor: &Actor, request: Request) -> Result<Found, NotDone> {
        let may_view = rights::may_view(view, actor, &request.shop)?;
        Ok(Found { request, may_view })
    }

    /// One request.
    ///
    /// # Errors
    /// [`Refused`](super::Refused).
    pub fn show(&self, actor: &Actor, id: &RequestId) -> Result<Found, NotDone> {
        self.store.read("show_request", |view| Self::found(view, actor, rights::request(view, actor, id)?))
    }

    /// The mails about a request, oldest first.
    ///
    /// # Errors
    /// [`Refused`](super::Refused).
    pub fn mails(&self, actor: &Actor, id: &RequestId) -> Result<Vec<Mail>, NotDone> {
        self.store.read("list_mails", |view| {
            rights::request(view, actor, id)?;
            Ok(view.mails(id)?)
        })
    }

    /// Who is told of the erasures of a request, and how far that is, oldest first.
    ///
    /// # Errors
    /// [`Refused`](super::Refused).
    pub fn webhooks(&self, actor: &Actor, id: &RequestId) -> Result<Vec<Delivery>, NotDone> {
        self.store.read("list_webhooks", |view| {
            rights::request(view, actor, id)?;
            Ok(view.webhooks_of_request(id)?)
        })
    }

    /// Everything that happened to a request, oldest first.
    ///
    /// # Errors
    /// [`Refused`](super::Refused).
    pub fn history(&self, actor: &Actor, id: &RequestId) -> Result<Vec<Happened>, NotDone> {
        self.store.read("show_history", |view| {
            let request = rights::request(view, actor, id)?;
            let may_view = rights::may_view(view, actor, &request.shop)?;
            let mut history = Vec::new();
            for entry in view.request_entries(id)? {
                let personal = match self.journal.open(view, &entry) {
                    // When the key of the data subject is damaged, who did what and when can be read all the same.
                    _ if !may_view => None,
                    Err(Fault::Sealed(_)) => None,
                    opened => opened?,
                };
                history.push(Happened { entry, personal });
            }
            Ok(history)
        })
    }
}
