//! What can happen, by its code.

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $code:literal,)*) => {
        /// What was done. Codes are stored for ever: one may be added, none changed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[$doc])* $action,)*
        }

        impl Action {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$action),*];

            /// The word that is stored and shown.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$action => $code,)*
                }
            }
        }
    };
}

actions! {
    /// A request was made.
    Created = "created",
    /// A request was confirmed by whoever read the mail.
    Confirmed = "confirmed",
    /// A new link was made for a pending request.
    Resent = "resent",
    /// A link was given to staff, to be handed over in another way than by mail.
    LinkHandedOver = "link-handed-over",
    /// The data subject took the request back.
    Withdrawn = "withdrawn",
    /// The controller said no, and why.
    Rejected = "rejected",
    /// The request is done.
    Closed = "closed",
    /// Staff looked at what an erasure would do.
    Planned = "planned",
    /// Staff decided that the request is carried out.
    Approved = "approved",
    /// Staff took that decision back.
    ApprovalRevoked = "approval-revoked",
    /// The plan that was approved does not hold any more: staff has to decide anew.
    PlanOutdated = "plan-outdated",
    /// The request is being carried out.
    Started = "started",
    /// Carrying it out did not work, and is tried again.
    Failed = "failed",
    /// The package for the data subject was made, and waits to be fetched.
    PackageMade = "package-made",
    /// The data subject showed link and proof, and the package began to be sent. It may have been broken off.
    PackageFetch = "package-fetch",
    /// Somebody who holds the link to the package showed a second proof that is wrong.
    PackageProofWrong = "package-proof-wrong",
    /// The package was handed over, and is gone.
    PackageDelivered = "package-delivered",
    /// Nobody fetched the package in time: it is gone, and staff has to decide anew.
    PackageExpired = "package-expired",
    /// A package is made again, because its data subject was erased meanwhile.
    PackageOutdated = "package-outdated",
    /// A customer was erased.
    Erased = "erased",
    /// The database was restored from a backup, so an approval from before does not hold any more: staff has to decide anew.
    ApprovalLapsed = "approval-lapsed",
    /// A loss of lines of the ledger of erasures was accepted, and why.
    LedgerLossAccepted = "ledger-loss-accepted",
    /// Something of a customer was erased that had been kept.
    RemainsErased = "remains-erased",
    /// Records of a customer were put under a legal hold.
    HoldPlaced = "hold-placed",
    /// A legal hold was released.
    HoldReleased = "hold-released",
    /// The time to answer was extended, and why (Art. 12(3) GDPR).
    Extended = "extended",
    /// Whether the right person asks is in doubt; the clock stands still (Art. 12(6) GDPR).
    IdentityDoubted = "identity-doubted",
    /// The doubt is settled, and the clock goes on.
    IdentitySettled = "identity-settled",
    /// Nobody confirmed the request in time.
    Expired = "expired",
    /// What the request said of its data subject was deleted.
    Purged = "purged",
    /// A reminder was put into the outbox.
    ReminderQueued = "reminder-queued",
    /// A mail was handed to the next mail server, or written.
    MailSent = "mail-sent",
    /// A mail could not be sent, and will not be tried again.
    MailGivenUp = "mail-given-up",
    /// A mail was not sent because its request had moved on.
    MailDropped = "mail-dropped",
    /// A recipient was told of an erasure (Art. 19 GDPR), and answered that it has it.
    RecipientTold = "recipient-told",
    /// A recipient could not be told of an erasure, and will not be tried again.
    RecipientNotTold = "recipient-not-told",
    /// Somebody asked through the public form, and was not found.
    FormUnmatched = "form-unmatched",
    /// A customer's data was given to a caller of the customer contract.
    CustomerRead = "customer-read",
    /// A changed key was accepted, or an older database learned by which its keys are known again.
    KeyAccepted = "key-accepted",
    /// Entries of this log left the service.
    Exported = "exported",
    /// The end of this log was not as this service had left it, so what stands before this entry is in doubt.
    ChainDoubted = "chain-doubted",
}

impl Action {
    /// The action with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_names_its_action() {
        for action in Action::ALL {
            assert_eq!(Action::from_code(action.code()), Some(*action));
        }
        assert_eq!(Action::from_code("Created"), None);
    }
}
