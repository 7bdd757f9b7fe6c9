//! Webhooks on their way to those who are told of erasures (Art. 19 GDPR): `docs/webhooks.md`.
//!
//! ```text
//! dispatch    from the queue to an endpoint: claimed, sent, settled
//! Sender      the way there; [`Recipients`], by HTTP
//!   signature   what proves to a receiver who sent it, and when
//!   open        the endpoints of the configuration
//! ```

mod dispatch;
mod open;
mod recipients;
mod signature;

use async_trait::async_trait;
use domain::clock::Timestamp;
use domain::names::EndpointName;
use domain::webhook::{Answer, Endpoints};

pub use self::dispatch::Dispatch;
pub use self::open::{NoRecipients, open};
pub use self::recipients::Recipients;
pub use self::signature::{MAX_KEY_BYTES, MIN_KEY_BYTES, SigningKey, WrongKey};

/// Something to be told.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// Names it: the same for all tries.
    pub id: &'a str,
    /// What it says. It may name a customer.
    pub body: &'a [u8],
    /// When this try was made.
    pub at: Timestamp,
}

/// The way to the endpoints.
#[async_trait]
pub trait Sender: Endpoints {
    /// Tells an endpoint. Dropping the future ends the attempt, of which nobody knows then whether it succeeded.
    async fn send(&self, endpoint: &EndpointName, message: Message<'_>) -> Answer;
}
