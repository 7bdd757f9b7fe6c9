//! A wish becomes a pending request with a secret link; and, when it is over, a closed one.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::clock::{Clock, Timestamp};
use crate::entropy::{Entropy, NoEntropy};
use crate::link::{LinkHash, LinkKey, random_id};
use crate::names::{CustomerNumber, EmailAddress, RequestId, ShopName};
use crate::refusal::Fault;
use crate::request::{self, Link, Outcome, Request, RequestType, State};
use crate::store::{Store, StoreError};

/// Makes requests.
pub struct Intake {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids and hashes come from.
    pub entropy: Arc<dyn Entropy>,
    /// What turns a hash into its digest.
    pub key: LinkKey,
    /// How long a confirmation link works.
    pub link_lifetime: TimeDelta,
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The right they exercise.
    pub kind: RequestType,
    /// At which shop.
    pub shop: ShopName,
    /// Whose data: the customer's number there.
    pub subject: CustomerNumber,
    /// Where the confirmation mail goes, if it is known.
    pub email: Option<EmailAddress>,
}

/// A request just made, with the hash that only the receiver of the mail may know.
#[derive(Debug)]
pub struct Created {
    /// Names the request.
    pub id: RequestId,
    /// Leaves this service in the link, once.
    pub hash: LinkHash,
    /// From this moment on the link no longer works.
    pub expires_at: Timestamp,
}

/// Why no request was made. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotCreated {
    /// There is no such shop.
    #[error("there is no shop \"{0}\"; add it first")]
    UnknownShop(ShopName),
    /// The shop has no such customer.
    #[error("shop \"{0}\" has no customer with this number; import them first")]
    UnknownCustomer(ShopName),
    /// A fault of ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StoreError> for NotCreated {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<NoEntropy> for NotCreated {
    fn from(error: NoEntropy) -> Self {
        Self::Fault(error.into())
    }
}

/// Why a request was not closed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NotClosed {
    /// There is no such request.
    #[error("there is no request with this id")]
    Unknown,
    /// It is over already.
    #[error("the request is closed already")]
    AlreadyClosed,
    /// A fault of ours.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<StoreError> for NotClosed {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl Intake {
    /// Makes a pending request for a customer of the shop, bound to the shop's site.
    ///
    /// # Errors
    /// [`NotCreated`].
    pub fn create(&self, wish: &Wish) -> Result<Created, NotCreated> {
        let now = self.clock.now();
        let id = random_id(&*self.entropy)?;
        let hash = LinkHash::random(&*self.entropy)?;
        let digest = self.key.digest(id.as_str(), hash.reveal());
        let expires_at = now + self.link_lifetime;
        self.store.write("create_request", |transaction| {
            let shop = transaction.shop(&wish.shop)?.ok_or_else(|| NotCreated::UnknownShop(wish.shop.clone()))?;
            if transaction.customer(&wish.shop, &wish.subject)?.is_none() {
                return Err(NotCreated::UnknownCustomer(wish.shop.clone()));
            }
            let request = Request {
                id: id.clone(),
                kind: wish.kind,
                shop: wish.shop.clone(),
                site: shop.site,
                subject: wish.subject.clone(),
                email: wish.email.clone(),
                received_at: now,
                link: Link { digest, expires_at },
                state: State::Pending,
            };
            if transaction.insert_request(&request)? { Ok(()) } else { Err(Fault::Raced.into()) }
        })?;
        Ok(Created { id, hash, expires_at })
    }

    /// Ends a request.
    ///
    /// # Errors
    /// [`NotClosed`].
    pub fn close(&self, id: &RequestId, outcome: Outcome) -> Result<State, NotClosed> {
        let now = self.clock.now();
        self.store.write("close_request", |transaction| {
            let found = transaction.request(id)?.ok_or(NotClosed::Unknown)?;
            let closed = request::close(found.state, outcome, now).map_err(|_| NotClosed::AlreadyClosed)?;
            if transaction.move_request(id, &found.state, &closed)? { Ok(closed) } else { Err(Fault::Raced.into()) }
        })
    }
}
