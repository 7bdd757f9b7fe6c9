//! What is mailed to people, before it has any form: facts, an address, a language.
//!
//! The form (subject, text, HTML) comes in through the port [`Forms`], and the way to the receiver is the transport's
//! business.

use std::fmt;

use crate::clock::Timestamp;
use crate::link::LinkHash;
use crate::message::Language;
use crate::names::{EmailAddress, RequestId, ShopName, SiteName};
use crate::request::RequestType;

/// Why somebody gets a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterKind {
    /// To the data subject: what was asked for, and the link that confirms it.
    Confirmation,
    /// To the data subject: the same link, once more, before it ends.
    Reminder,
    /// To the address on file: staff stated another one, and mails about the request go there. Does not name it.
    AddressChanged,
    /// To the data subject: the request was confirmed, staff has it, and will have answered by when.
    Received,
    /// To the data subject: it takes longer, until when, and why (Art. 12(3) GDPR).
    Extended,
    /// To the data subject: the request was refused, and why (Art. 12(4) GDPR).
    Rejected,
    /// To the data subject: the erasure was approved, when it begins, and the link that takes it back.
    ErasureApproved,
    /// To the data subject: the package is ready, and the link to fetch it with, until when.
    PackageReady,
    /// To the data subject: everything was erased.
    Erased,
    /// To the data subject: what was erased, what has to be kept, why and until when.
    PartlyErased,
    /// To the shop's staff: what was approved has changed since, and has to be decided anew. Names nobody.
    DecideAnew,
    /// To the shop's staff: a package is ready, and its data subject cannot fetch it with a link. Names nobody.
    HandOver,
    /// To the shop's staff: a confirmed request is waiting, until when. Names nobody.
    StaffNotice,
}

impl LetterKind {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Confirmation,
        Self::Reminder,
        Self::AddressChanged,
        Self::Received,
        Self::Extended,
        Self::Rejected,
        Self::ErasureApproved,
        Self::PackageReady,
        Self::Erased,
        Self::PartlyErased,
        Self::DecideAnew,
        Self::HandOver,
        Self::StaffNotice,
    ];

    /// The word used in storage, in the history, and in the names of template files.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Reminder => "reminder",
            Self::AddressChanged => "address-changed",
            Self::Received => "received",
            Self::Extended => "extended",
            Self::Rejected => "rejected",
            Self::ErasureApproved => "erasure-approved",
            Self::PackageReady => "package-ready",
            Self::Erased => "erased",
            Self::PartlyErased => "partly-erased",
            Self::DecideAnew => "decide-anew",
            Self::HandOver => "hand-over",
            Self::StaffNotice => "staff-notice",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What the link is for that it carries, if it carries one. It is of no use once there is no more reason for that.
    #[must_use]
    pub const fn link(self) -> Option<LinkPurpose> {
        match self {
            Self::Confirmation | Self::Reminder => Some(LinkPurpose::Confirm),
            Self::ErasureApproved => Some(LinkPurpose::Cancel),
            Self::PackageReady => Some(LinkPurpose::Package),
            Self::AddressChanged
            | Self::Received
            | Self::Extended
            | Self::Rejected
            | Self::Erased
            | Self::PartlyErased
            | Self::DecideAnew
            | Self::HandOver
            | Self::StaffNotice => None,
        }
    }

    /// Whether it is for staff, and not for the data subject.
    #[must_use]
    pub const fn is_for_staff(self) -> bool {
        matches!(self, Self::StaffNotice | Self::DecideAnew | Self::HandOver)
    }
}

/// What a link in a letter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Confirms a pending request.
    Confirm,
    /// Takes an approved request back.
    Cancel,
    /// Fetches a package, together with a second proof.
    Package,
}

/// A mail to one person, as facts.
#[derive(Clone)]
pub struct Letter {
    /// Why it is written.
    pub kind: LetterKind,
    /// Who gets it.
    pub to: EmailAddress,
    /// In which language.
    pub language: Language,
    /// The shop it is about.
    pub shop: ShopName,
    /// The shop's site, which a link of the storefront may name.
    pub site: SiteName,
    /// The request it is about.
    pub request: RequestId,
    /// What was asked for.
    pub asked: RequestType,
    /// When the wish reached the controller.
    pub received_at: Timestamp,
    /// Until when the controller has to answer.
    pub due_at: Timestamp,
    /// The link, for kinds that have one.
    pub link: Option<LetterLink>,
    /// The words of staff, for kinds that have a reason.
    pub reason: Option<String>,
}

/// The link in a letter.
#[derive(Clone, Debug)]
pub struct LetterLink {
    /// The secret in it.
    pub hash: LinkHash,
    /// From this moment on it no longer works.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing of whom it goes to, and nothing that opens anything.
        write!(f, "Letter({} for {})", self.kind.code(), self.request)
    }
}

/// A letter as its receiver will see it.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    /// The subject line, without line breaks.
    pub subject: String,
    /// The body for every mail program.
    pub text: String,
    /// The same for those that show HTML.
    pub html: String,
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Written(hidden)")
    }
}

/// The port for templates.
pub trait Forms: Send + Sync {
    /// The letter as its receiver will see it.
    ///
    /// # Errors
    /// [`NotWritten`].
    fn write(&self, letter: &Letter) -> Result<Written, NotWritten>;
}

/// A template could not be filled in. Says where, never with what.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the template {template} cannot be filled in: {reason}")]
pub struct NotWritten {
    /// Its name.
    pub template: String,
    /// What is wrong with it.
    pub reason: String,
}
