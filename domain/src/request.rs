//! A data request: whose it is, what it asks for, where it stands. A state carries exactly what is true in it.
//!
//! What may happen to it is decided in [`rules`], until when it has to be answered in [`deadline`].

pub mod deadline;
pub mod rules;

use crate::audit::Actor;
use crate::clock::Timestamp;
use crate::erasure::Digest;
use crate::link::LinkDigest;
use crate::message::Language;
use crate::names::{CustomerNumber, EmailAddress, OrderNumber, RequestId, ShopName, SiteName};

pub use self::deadline::{Deadline, Extension};

/// What a data subject asks for: a right of chapter III of the GDPR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestType {
    /// Right of access, Art. 15 (the vendor's "Request Data").
    Access,
    /// Right to erasure, Art. 17 (the vendor's "Delete Data").
    Erasure,
    /// Right to data portability, Art. 20.
    Portability,
    /// Right to rectification, Art. 16.
    Rectification,
    /// Right to restriction of processing, Art. 18.
    Restriction,
    /// Right to object, Art. 21.
    Objection,
}

impl RequestType {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Access, Self::Erasure, Self::Portability, Self::Rectification, Self::Restriction, Self::Objection];

    /// The word used on the command line, in contracts and in storage.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Erasure => "erasure",
            Self::Portability => "portability",
            Self::Rectification => "rectification",
            Self::Restriction => "restriction",
            Self::Objection => "objection",
        }
    }

    /// The article of the GDPR that gives the right.
    #[must_use]
    pub const fn article(self) -> u8 {
        match self {
            Self::Access => 15,
            Self::Rectification => 16,
            Self::Erasure => 17,
            Self::Restriction => 18,
            Self::Portability => 20,
            Self::Objection => 21,
        }
    }

    /// The type with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A person's wish, on its way.
#[derive(Clone, Debug)]
pub struct Request {
    /// Names the request. Not a secret, and opens nothing by itself.
    pub id: RequestId,
    /// What is asked for.
    pub kind: RequestType,
    /// The shop it is about.
    pub shop: ShopName,
    /// The site it was made for; a confirmation through another site does not find it.
    pub site: SiteName,
    /// The language of mails about it.
    pub language: Language,
    /// Whose data.
    pub subject: Subject,
    /// Where mails about it go, if any may be sent.
    pub address: Option<EmailAddress>,
    /// Whether staff stated that address, and it is not the one on file: then nothing shows who reads these mails.
    pub address_is_stated: bool,
    /// When it came, and until when it has to be answered.
    pub deadline: Deadline,
    /// The links that were sent, oldest first.
    pub links: Vec<Link>,
    /// When its receiver was reminded, if they were.
    pub reminded_at: Option<Timestamp>,
    /// When it stopped naming its data subject, if it did.
    pub purged_at: Option<Timestamp>,
    /// Where it stands.
    pub state: State,
    /// How often the record was changed: storage changes it by compare-and-set on this number.
    pub revision: u64,
}

impl Request {
    /// When the last of its links ends.
    #[must_use]
    pub fn links_end_at(&self) -> Option<Timestamp> {
        self.links.iter().map(|link| link.expires_at).max()
    }
}

/// Whose data a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A customer of the shop.
    Customer(CustomerNumber),
    /// Somebody without an account, who shows an address and the number of an order.
    Guest {
        /// The address.
        email: EmailAddress,
        /// The order.
        order: OrderNumber,
        /// The record that the order stands in, if there is one.
        customer: Option<CustomerNumber>,
    },
    /// Nobody knows any more; the same person always has the same pseudonym.
    Pseudonym(String),
}

impl Subject {
    /// The same text for the same person in a shop, however they showed who they are. Personal data, unless it is a
    /// pseudonym.
    #[must_use]
    pub fn reference(&self) -> String {
        match self {
            Self::Guest { email, customer: None, .. } => Self::guest_reference(email),
            Self::Pseudonym(pseudonym) => format!("pseudonym:{pseudonym}"),
            Self::Customer(number) | Self::Guest { customer: Some(number), .. } => Self::customer_reference(number),
        }
    }

    /// The reference of the customer with this number.
    #[must_use]
    pub fn customer_reference(number: &CustomerNumber) -> String {
        format!("customer:{number}")
    }

    /// The number of the customer whose reference this is; `None`: it is somebody else's.
    pub(crate) fn customer_in(reference: &str) -> Option<CustomerNumber> {
        reference.strip_prefix("customer:")?.parse().ok()
    }

    /// The reference of somebody who is not on file, under this address.
    #[must_use]
    pub fn guest_reference(email: &EmailAddress) -> String {
        format!("guest:{}", email.folded())
    }

    /// The record on file, if there is one.
    #[must_use]
    pub fn customer(&self) -> Option<&CustomerNumber> {
        match self {
            Self::Customer(number) => Some(number),
            Self::Guest { customer, .. } => customer.as_ref(),
            Self::Pseudonym(_) => None,
        }
    }
}

/// A confirmation link of a request, without its secret.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The keyed digest of the hash.
    pub digest: LinkDigest,
    /// From this moment on the link no longer confirms anything.
    pub expires_at: Timestamp,
}

impl Link {
    /// Whether the link still works at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at
    }
}

/// Where a request stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Made; nobody has confirmed yet that the data subject wants it.
    Pending,
    /// The receiver of the mail said yes.
    Confirmed {
        /// When.
        at: Timestamp,
    },
    /// Staff decided that it is carried out; it is, when its time has come.
    Approved(Approval),
    /// It is being carried out.
    Processing {
        /// The decision.
        approval: Approval,
        /// Since when.
        since: Timestamp,
        /// How often that failed so far.
        failures: u32,
        /// When the next step is to be tried.
        next_try_at: Timestamp,
    },
    /// Over.
    Closed {
        /// When.
        at: Timestamp,
        /// How it ended.
        outcome: Outcome,
        /// When it had been confirmed, if it ever was.
        confirmed_at: Option<Timestamp>,
    },
}

/// The decision of staff that a request is carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// When the request had been confirmed.
    pub confirmed_at: Timestamp,
    /// When it was approved.
    pub at: Timestamp,
    /// By whom.
    pub by: Actor,
    /// For an erasure: the hash of the plan that was approved, and no other is carried out.
    pub plan: Option<Digest>,
    /// Not before: until then the data subject can still take it back.
    pub runs_at: Timestamp,
}

impl State {
    /// The words for all states.
    pub const CODES: [&'static str; 5] = ["pending", "confirmed", "approved", "processing", "closed"];

    /// The word used in storage and in machine output.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed { .. } => "confirmed",
            Self::Approved(_) => "approved",
            Self::Processing { .. } => "processing",
            Self::Closed { .. } => "closed",
        }
    }

    /// When the request was confirmed, if it was.
    #[must_use]
    pub const fn confirmed_at(&self) -> Option<Timestamp> {
        match self {
            Self::Pending => None,
            Self::Confirmed { at } => Some(*at),
            Self::Approved(approval) | Self::Processing { approval, .. } => Some(approval.confirmed_at),
            Self::Closed { confirmed_at, .. } => *confirmed_at,
        }
    }

    /// How the request ended, if it did.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        match self {
            Self::Closed { outcome, .. } => Some(outcome),
            Self::Pending | Self::Confirmed { .. } | Self::Approved(_) | Self::Processing { .. } => None,
        }
    }

    /// The decision that it is carried out, while that is still ahead or going on.
    #[must_use]
    pub const fn approval(&self) -> Option<&Approval> {
        match self {
            Self::Approved(approval) | Self::Processing { approval, .. } => Some(approval),
            Self::Pending | Self::Confirmed { .. } | Self::Closed { .. } => None,
        }
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed { .. })
    }

    /// Whether it is over because it was carried out.
    #[must_use]
    pub const fn is_fulfilled(&self) -> bool {
        matches!(self, Self::Closed { outcome: Outcome::Completed | Outcome::PartlyCompleted, .. })
    }
}

/// How a closed request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for was done.
    Completed,
    /// It was done as far as it may be: the rest has to be kept for a while, and is erased by itself later.
    PartlyCompleted,
    /// The controller said no.
    Rejected,
    /// The data subject took it back.
    Withdrawn,
    /// The data subject had asked for the same before: this other request goes on.
    Duplicate(RequestId),
    /// Nobody confirmed it in time.
    Expired,
}

impl Outcome {
    /// The words for all outcomes.
    pub const CODES: [&'static str; 6] =
        ["completed", "partly-completed", "rejected", "withdrawn", "duplicate", "expired"];

    /// The word used in storage, in contracts and in machine output.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::PartlyCompleted => "partly-completed",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Duplicate(_) => "duplicate",
            Self::Expired => "expired",
        }
    }

    /// The outcome with this code, which for a duplicate names the other request.
    #[must_use]
    pub fn from_code(code: &str, duplicate_of: Option<RequestId>) -> Option<Self> {
        match (code, duplicate_of) {
            ("completed", None) => Some(Self::Completed),
            ("partly-completed", None) => Some(Self::PartlyCompleted),
            ("rejected", None) => Some(Self::Rejected),
            ("withdrawn", None) => Some(Self::Withdrawn),
            ("expired", None) => Some(Self::Expired),
            ("duplicate", Some(other)) => Some(Self::Duplicate(other)),
            _ => None,
        }
    }
}

/// What the caller shows to prove that they read the mail.
#[derive(Clone, Copy, Debug)]
pub enum Proof {
    /// No hash, or an empty one.
    Missing,
    /// The digest of the hash that was given.
    Given(LinkDigest),
}

impl Proof {
    /// The link that this opens, if any. Looks at all of them, and takes the same time for every wrong hash.
    #[must_use]
    pub fn opens(&self, links: &[Link]) -> Option<Link> {
        let given = match self {
            Self::Missing => LinkDigest::decoy(),
            Self::Given(digest) => *digest,
        };
        let opened =
            links.iter().fold(None, |opened, link| if given.matches(&link.digest) { Some(*link) } else { opened });
        opened.filter(|_| matches!(self, Self::Given(_)))
    }
}
