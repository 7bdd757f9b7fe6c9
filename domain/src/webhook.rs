//! Recipients are told (Art. 19 GDPR): whoever got somebody's data hears when it was erased, through a webhook.
//!
//! ```text
//! Notice      what is told, as facts, and as the bytes of a body
//! Endpoints   port: whom a shop tells
//! Webhooks    queued in the transaction of the erasure, claimed, delivered, settled; each settled one in the audit log
//! Delivery    one notice to one endpoint, and how far it is
//! ```
//!
//! At least once, by the rules of mails ([`crate::outbox`]): a process that is killed between delivering and settling leaves
//! the delivery claimed, and when the claim is over it is delivered again, under the same id. How it is signed and carried is
//! the transport's business; `docs/webhooks.md` has it to the byte.

mod notice;
mod queue;

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

pub use self::notice::{Notice, NoticeKind, ping};
pub use crate::outbox::MailStatus as Status;

use crate::audit::Journal;
use crate::clock::{Clock, Timestamp};
use crate::entropy::Entropy;
use crate::names::{EndpointName, RequestId, ShopName};
use crate::outbox;
use crate::store::Store;

/// The port for those who are told.
pub trait Endpoints: Send + Sync {
    /// The endpoints that hear of the customers of this shop; none if nobody does.
    fn of(&self, shop: &ShopName) -> Vec<EndpointName>;
    /// All endpoints of the configuration.
    fn all(&self) -> Vec<EndpointName>;
}

/// The webhooks that wait.
#[derive(Clone)]
pub struct Webhooks {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub entropy: Arc<dyn Entropy>,
    /// What records what became of them, and seals them while they wait.
    pub journal: Journal,
    /// Who is told.
    pub endpoints: Arc<dyn Endpoints>,
}

/// A notice to one endpoint, and how far it is. What it says is sealed as long as it waits, and gone afterwards; all else
/// names nobody.
#[derive(Clone)]
pub struct Delivery {
    /// Names it, and stays the same for all tries, so that a receiver can tell that it has it: 32 hexadecimal digits.
    pub id: String,
    /// What is told.
    pub kind: NoticeKind,
    /// To whom.
    pub endpoint: EndpointName,
    /// Of a customer of this shop.
    pub shop: ShopName,
    /// The erasure it is about.
    pub erasure: String,
    /// The request that the erasure was for, if there was one.
    pub request: Option<RequestId>,
    /// Since when it waits.
    pub queued_at: Timestamp,
    /// From this moment on it may be claimed, again if need be.
    pub next_try_at: Timestamp,
    /// How often it was claimed.
    pub tries: u32,
    /// What came of the last try, as a fixed word.
    pub answer: Option<String>,
    /// How far it is: the stations are those of a mail.
    pub status: Status,
    /// The body, sealed; gone as soon as it waits no more.
    pub sealed: Option<Vec<u8>>,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delivery({} {} to {})", self.kind.code(), self.id, self.endpoint)
    }
}

/// A notice to be delivered now, by nobody else.
pub struct Claimed {
    /// The delivery.
    pub delivery: Delivery,
    /// Its body: the same bytes at every try.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Claimed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body names the customer.
        write!(f, "Claimed({:?})", self.delivery)
    }
}

/// What came of a try, as a fixed word that says why: `http.204`. Never the words of somebody else's server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The endpoint has it.
    Taken(String),
    /// Not now.
    Later(String),
    /// Never.
    Never(String),
}

impl Answer {
    /// The word.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Taken(code) | Self::Later(code) | Self::Never(code) => code,
        }
    }

    /// What the rules of the outbox make of it.
    fn delivery(&self) -> outbox::Delivery {
        match self {
            Self::Taken(_) => outbox::Delivery::Sent,
            Self::Later(why) => outbox::Delivery::Later(why.clone()),
            Self::Never(why) => outbox::Delivery::Never(why.clone()),
        }
    }
}
