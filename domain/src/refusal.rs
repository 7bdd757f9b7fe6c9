//! Two kinds of "no": a [`Refusal`] is the caller's business and becomes a declared response; a [`Fault`] is ours, is
//! logged once under its code and shown as nothing.

use crate::entropy::NoEntropy;
use crate::letter::NotWritten;
use crate::message::Code;
use crate::package::NotBuilt;
use crate::store::StoreError;

/// What was asked cannot be done, and the caller can know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such request for this caller. The reason is for the holder of the right hash alone.
    NotFound(Option<Reason>),
    /// The request is there and its link is live, but no hash was given.
    HashMissing,
    /// The request is there and its link is live, but the hash is another one.
    HashInvalid,
}

/// Why a request cannot be found by somebody who holds its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The link was not used in time.
    LinkExpired,
    /// The request is closed.
    Closed,
    /// The same had been asked for before, and that request goes on.
    Duplicate,
}

impl Refusal {
    /// The code that answers and log lines carry.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            Self::NotFound(_) => Code::NotFound,
            Self::HashMissing => Code::HashMissing,
            Self::HashInvalid => Code::HashInvalid,
        }
    }
}

impl Reason {
    /// The code of the cause.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::LinkExpired => Code::LinkExpired,
            Self::Closed => Code::Closed,
            Self::Duplicate => Code::Duplicate,
        }
    }
}

/// Something of ours failed. Nothing was half done.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Storage did not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// A stored record moved each time it was about to be changed.
    #[error("a record kept changing while it was being updated")]
    Raced,
    /// Work was ended before it was done: a panic, or the end of the process.
    #[error("the work was ended before it was done")]
    Interrupted,
    /// A stored document does not follow the contract it was checked against when it came in.
    #[error("a stored customer document cannot be read: {0}")]
    Document(&'static str),
    /// A template that was checked at the start cannot be filled in.
    #[error(transparent)]
    Template(#[from] NotWritten),
    /// The rules refused something in a way that the contract does not declare.
    #[error("the contract declares no answer for the refusal {0}")]
    Undeclared(&'static str),
    /// An erasure cannot be remembered apart from the database, so it does not begin.
    #[error(transparent)]
    Ledger(#[from] crate::ledger::LedgerError),
    /// What is stored of a customer is not what the data map describes.
    #[error("there can be no plan for an erasure: {0}")]
    Unplannable(#[from] crate::erasure::Unplannable),
    /// Packages cannot be kept or read.
    #[error(transparent)]
    Vault(#[from] crate::vault::VaultError),
    /// A package could not be made.
    #[error("a package could not be made: {reason}")]
    Package {
        /// A fixed word.
        code: &'static str,
        /// More about it, about nobody.
        reason: String,
    },
    /// A sealed record was sealed under another key, or changed.
    #[error("{0} cannot be unsealed: was it stored under another audit key?")]
    Sealed(&'static str),
}

impl From<NotBuilt> for Fault {
    fn from(error: NotBuilt) -> Self {
        match error {
            NotBuilt::Store(error) => Self::Store(error),
            // Packages are written into the vault.
            NotBuilt::Output(error) => Self::Vault(crate::vault::VaultError(error.to_string())),
            other => Self::Package { code: other.code(), reason: other.to_string() },
        }
    }
}

impl Fault {
    /// A fixed word for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Entropy(_) => "entropy.unavailable",
            Self::Raced => "store.raced",
            Self::Interrupted => "work.interrupted",
            Self::Document(_) => "customer.document",
            Self::Template(_) => "letter.template",
            Self::Undeclared(_) => "contract.undeclared",
            Self::Ledger(_) => "erasure.ledger",
            Self::Unplannable(_) => "erasure.unplannable",
            Self::Vault(_) => "vault.unavailable",
            Self::Package { code, .. } => code,
            Self::Sealed(_) => "record.sealed",
        }
    }

    /// Whether the same call may succeed a little later.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Store(StoreError::Unavailable(_))
                | Self::Raced
                | Self::Interrupted
                | Self::Ledger(_)
                | Self::Vault(_)
        )
    }
}

/// Why a call did not get what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum Stopped<R> {
    /// The caller can know.
    #[error("{0}")]
    Refused(R),
    /// The caller must not know more than that.
    #[error(transparent)]
    Fault(Fault),
}

impl<R> From<Fault> for Stopped<R> {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<R> From<NoEntropy> for Stopped<R> {
    fn from(error: NoEntropy) -> Self {
        Self::Fault(error.into())
    }
}

impl<R> From<StoreError> for Stopped<R> {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}
