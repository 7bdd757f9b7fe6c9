//! The audit log: who did what to which request, and when; append-only, and written in the transaction of what it tells.
//!
//! ```text
//! Event      what happened, as the rules say it
//!   Actor, Action
//! Journal    makes an event an entry, in the transaction of the change itself
//! Entry      an event as it is stored: each covers the one before it by its hash
//! Head       where the log ends, authenticated under a key that is not in the database
//! export     the log as a signed file
//! Chain      proves entries, or names the first that is not what was written
//! compare    looks whether what is stored agrees with the entries
//! ```
//!
//! What names a person is sealed under a key of that person alone. When the key is destroyed, the entries stay and nobody
//! can read whom they were about. `docs/audit.md` has the format to the byte.

mod action;
mod actor;
mod compare;
mod entry;
pub mod export;
mod journal;
mod verify;

use std::collections::BTreeMap;
use std::fmt;

pub use self::action::Action;
pub use self::actor::{Actor, NotAnActor};
pub use self::compare::{Inconsistency, compare};
pub use self::entry::{Entry, GENESIS, Hash, Head};
pub use self::journal::Journal;
pub use self::verify::{Broken, Chain, Flaw, Proven, verify};

use crate::clock::Timestamp;
use crate::names::{RequestId, ShopName};
use crate::seal::Pseudonym;

/// Something that happened.
///
/// ```
/// # use domain::audit::{Action, Actor, Event, Personal};
/// # let (now, id, shop) = (chrono::DateTime::UNIX_EPOCH, "abc".parse()?, "shop".parse()?);
/// let event = Event::new(now, Actor::Staff("ann".parse()?), Action::Rejected)
///     .request(&id)
///     .about(&shop, Personal::of("customer:C-1001").saying("Nothing is stored about you."))
///     .moved("confirmed", "closed")
///     .detail("article", "12(5)");
/// # Ok::<(), domain::names::IllegalName>(())
/// ```
#[derive(Clone, Debug)]
pub struct Event {
    pub(crate) at: Timestamp,
    pub(crate) actor: Actor,
    pub(crate) action: Action,
    pub(crate) shop: Option<ShopName>,
    pub(crate) request: Option<RequestId>,
    // Never without a shop: a reference means nothing but in a shop.
    pub(crate) personal: Option<(ShopName, Personal)>,
    pub(crate) pseudonym: Option<Pseudonym>,
    pub(crate) from: Option<&'static str>,
    pub(crate) to: Option<&'static str>,
    pub(crate) details: BTreeMap<&'static str, String>,
}

impl Event {
    /// `actor` did `action` at this moment.
    #[must_use]
    pub const fn new(at: Timestamp, actor: Actor, action: Action) -> Self {
        Self {
            at,
            actor,
            action,
            shop: None,
            request: None,
            personal: None,
            pseudonym: None,
            from: None,
            to: None,
            details: BTreeMap::new(),
        }
    }

    /// In this shop, about nobody in particular.
    #[must_use]
    pub fn at_shop(mut self, shop: &ShopName) -> Self {
        self.shop = Some(shop.clone());
        self
    }

    /// About somebody in this shop. What `personal` holds is stored sealed, and can be read until the subject's key is
    /// destroyed.
    #[must_use]
    pub fn about(mut self, shop: &ShopName, personal: Personal) -> Self {
        self.shop = Some(shop.clone());
        self.personal = Some((shop.clone(), personal));
        self
    }

    /// About whom this pseudonym stands for in this shop, with nothing that could be read about them.
    #[must_use]
    pub fn about_pseudonym(mut self, shop: &ShopName, pseudonym: &Pseudonym) -> Self {
        self.shop = Some(shop.clone());
        self.pseudonym = Some(*pseudonym);
        self
    }

    /// To this request.
    #[must_use]
    pub fn request(mut self, id: &RequestId) -> Self {
        self.request = Some(id.clone());
        self
    }

    /// From one state of the request to another.
    #[must_use]
    pub const fn moved(mut self, from: &'static str, to: &'static str) -> Self {
        self.from = Some(from);
        self.to = Some(to);
        self
    }

    /// Into the state in which the request begins.
    #[must_use]
    pub const fn into_state(mut self, to: &'static str) -> Self {
        self.to = Some(to);
        self
    }

    /// A further fact, which stays readable for ever: never anything personal, no free text, no secret.
    #[must_use]
    pub fn detail(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.insert(name, value.into());
        self
    }
}

/// Whom an event is about, and what was said: personal data, and free text, which may hold some.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal {
    /// The data subject as the shop knows them, for instance `customer:C-1001`.
    pub subject: String,
    /// A reason, an address, or whatever else somebody wrote.
    pub text: Option<String>,
}

impl Personal {
    /// About the subject with this reference.
    #[must_use]
    pub fn of(subject: impl Into<String>) -> Self {
        Self { subject: subject.into(), text: None }
    }

    /// With these words.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(hidden)")
    }
}
