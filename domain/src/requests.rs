//! Everything that can be done with data requests, each in one transaction with its history and its mails.
//!
//! ```text
//! approvals     the end of an approval, which the ledger of erasures is told
//! intake        a wish becomes a pending request with a secret link; the link again
//! confirm       the receiver of the mail says yes
//! handling      what staff does: reject, withdraw, close, extend, doubt who is asking
//! find          lists, one request, its history
//! rights        who may do it
//! four_eyes     who may not be the second one to decide
//! public_form   wishes of people who are not signed in anywhere
//! post          letters into the outbox
//! forget        a request stops naming its data subject
//! ```
//!
//! Who may do it is part of each of them: [`Actor::Staff`] needs *Manage data requests* at the shop's organization, and to
//! decide who gets data (another address, an approval) *View GDPR relevant data* as well. The command line and the service
//! itself have the database and its secrets at hand, and need nothing more.

mod approvals;
mod confirm;
mod find;
mod forget;
pub(crate) mod four_eyes;
mod handling;
mod intake;
mod post;
mod public_form;
pub(crate) mod rights;

use std::sync::Arc;

use chrono::TimeDelta;

pub use self::confirm::{Ask, Looked, Told};
pub(crate) use self::confirm::{CONFIRM, Reading};
pub use self::find::{Found, Happened, Page, Wanted};
pub use self::handling::MAX_REASON;
pub(crate) use self::handling::reason;
pub use self::intake::{Created, Destination, Key, MAX_LINKS, Who, Wish};
pub(crate) use self::post::Contents;
pub use self::public_form::{PublicForm, Shown};

use crate::audit::{Action, Actor, Event, Journal, Personal};
use crate::clock::{Clock, Timestamp};
use crate::entropy::Entropy;
use crate::letter::LetterKind;
use crate::link::LinkKey;
use crate::names::{RequestId, ShopName};
use crate::policy::Policies;
use crate::refusal::{Fault, Stopped};
use crate::request::deadline::NotExtended;
use crate::request::rules::NotMoved;
use crate::request::{Request, State, Subject};
use crate::store::{Store, Transaction};

/// What can be done with data requests.
#[derive(Clone)]
pub struct Requests {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// When it is.
    pub clock: Arc<dyn Clock>,
    /// Where ids and hashes come from.
    pub entropy: Arc<dyn Entropy>,
    /// What turns the hash of a link into its digest.
    pub link_key: LinkKey,
    /// What writes their history, and seals what must not stand in the clear.
    pub journal: Journal,
    /// What each shop decided.
    pub policies: Arc<dyn Policies>,
    /// How long after the first confirmation the same link still gets the first answer. Zero: not at all.
    pub repeat_grace: TimeDelta,
}

/// Why something was not done with a request. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The caller lacks the permission.
    #[error("this needs the permission 'Manage data requests' at the organization of the shop")]
    Forbidden,
    /// There is no such shop.
    #[error("there is no shop \"{0}\"; add it first")]
    UnknownShop(ShopName),
    /// Nobody is on file under what was shown.
    #[error(
        "shop \"{0}\" has nobody on file with this number, or with this address and order; check them, or import the \
         customer first"
    )]
    UnknownSubject(ShopName),
    /// There is no such request, or none of the caller's.
    #[error("there is no request with this id")]
    UnknownRequest,
    /// There is no address on file, and none was stated.
    #[error("there is no address on file to send the mail to; state one, with the reason")]
    NoAddress,
    /// It is said to have come after now.
    #[error("a request cannot have been received in the future")]
    ReceivedInFuture,
    /// A reason is empty or too long.
    #[error("a reason is needed, of at most {MAX_REASON} characters")]
    Reason,
    /// An idempotency key was used for something else before.
    #[error("this idempotency key was used for another request before")]
    KeyReused,
    /// There are too many links to the request already.
    #[error("{MAX_LINKS} links to this request were sent already; withdraw it and make a new one")]
    TooManyLinks,
    /// Its state does not allow it.
    #[error(transparent)]
    NotMoved(#[from] NotMoved),
    /// It was extended before.
    #[error("the time was extended before, and can be only once (Art. 12(3) GDPR)")]
    ExtendedAlready,
    /// The first month is over.
    #[error("the first month is over, and the time can be extended within it only (Art. 12(3) GDPR)")]
    ExtendedTooLate,
    /// More or less than is allowed.
    #[error("the time can be extended by one or two months (Art. 12(3) GDPR)")]
    ExtendedMonths,
    /// There are doubts about who is asking already.
    #[error("there are doubts about the identity already")]
    DoubtedAlready,
    /// There are no doubts about who is asking.
    #[error("there are no doubts about the identity")]
    NotDoubted,
    /// There are doubts about who is asking.
    #[error("there are doubts about the identity; settle them first")]
    IdentityDoubted,
    /// The caller may not see personal data.
    #[error(
        "this needs the permission 'View GDPR relevant data' at the organization of the shop as well; leave it to a user who \
         has it"
    )]
    MayNotView,
    /// Only erasures have a plan.
    #[error("only an erasure has a plan; approve other requests without one")]
    NotAnErasure,
    /// An erasure is approved by its plan.
    #[error("an erasure is approved by the hash of its plan; look at the plan first")]
    PlanMissing,
    /// What would be done is not what was approved.
    #[error("the data, the rules or the holds changed since this plan was made; look at the plan again")]
    PlanChanged,
    /// Orders are in flight.
    #[error(
        "the erasure has to wait, because the contract with the data subject is still being performed{}; the plan says why",
        .0.map_or_else(String::new, |until| format!(" (until {} at the latest)", until.format("%Y-%m-%d")))
    )]
    Postponed(Option<Timestamp>),
    /// The same person is still to get a copy of what would be erased.
    #[error("a request for access or portability of the same person is open; hand its package over or end it first")]
    AccessFirst,
    /// The user who approves the request had a hand in it before.
    #[error(
        "you made this request, stated its address, handed its link over, settled doubts about the identity or extended the \
         time; another user has to approve it"
    )]
    FourEyes,
    /// Nothing here can carry it out.
    #[error("a request of this type is carried out by people: do what it asks for, then close it")]
    ByHand,
    /// The data map has no such place, or records there have no names.
    #[error(
        "there are no such records: name a place of the data map, such as orders[], and a record only where it has one"
    )]
    UnknownPlace,
    /// There is nothing to hand over for this type of request.
    #[error("only requests for access and for portability have a package")]
    NoPackage,
    /// There is no such hold, or none of the caller's.
    #[error("there is no legal hold with this id")]
    UnknownHold,
}

/// The list of codes and the way to them from one place.
macro_rules! codes {
    ($($refused:pat => $code:literal,)*) => {
        impl Refused {
            /// All codes.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// The code that answers and log lines carry.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    $($refused => $code,)*
                }
            }
        }
    };
}

codes! {
    Self::Forbidden => "data_request.forbidden.error",
    Self::UnknownShop(_) => "data_request.unknown_shop.error",
    Self::UnknownSubject(_) => "data_request.unknown_subject.error",
    Self::UnknownRequest => "data_request.not_found.error",
    Self::NoAddress => "data_request.no_address.error",
    Self::ReceivedInFuture => "data_request.received_in_future.error",
    Self::Reason => "data_request.reason.error",
    Self::KeyReused => "data_request.idempotency_key_reused.error",
    Self::TooManyLinks => "data_request.too_many_links.error",
    Self::NotMoved(NotMoved::Closed) => "data_request.closed.error",
    Self::NotMoved(NotMoved::Pending) => "data_request.not_confirmed.error",
    Self::NotMoved(NotMoved::Confirmed) => "data_request.confirmed.error",
    Self::NotMoved(NotMoved::Approved) => "data_request.approved.error",
    Self::NotMoved(NotMoved::Processing) => "data_request.processing.error",
    Self::NotMoved(NotMoved::NotApproved) => "data_request.not_approved.error",
    Self::ExtendedAlready => "data_request.extended_already.error",
    Self::ExtendedTooLate => "data_request.extended_too_late.error",
    Self::ExtendedMonths => "data_request.extended_months.error",
    Self::DoubtedAlready => "data_request.identity_doubted_already.error",
    Self::NotDoubted => "data_request.identity_not_doubted.error",
    Self::IdentityDoubted => "data_request.identity_doubted.error",
    Self::MayNotView => "data_request.view_forbidden.error",
    Self::NotAnErasure => "data_request.no_plan.error",
    Self::PlanMissing => "data_request.plan_missing.error",
    Self::PlanChanged => "data_request.plan_changed.error",
    Self::Postponed(_) => "data_request.postponed.error",
    Self::AccessFirst => "data_request.access_first.error",
    Self::FourEyes => "data_request.four_eyes.error",
    Self::ByHand => "data_request.by_hand.error",
    Self::UnknownPlace => "data_request.unknown_place.error",
    Self::NoPackage => "data_request.no_package.error",
    Self::UnknownHold => "data_request.unknown_hold.error",
}

impl From<NotExtended> for Refused {
    fn from(refused: NotExtended) -> Self {
        match refused {
            NotExtended::Already => Self::ExtendedAlready,
            NotExtended::TooLate => Self::ExtendedTooLate,
            NotExtended::Months => Self::ExtendedMonths,
        }
    }
}

/// Why something was not done: the caller's business, or ours.
pub type NotDone = Stopped<Refused>;

/// What happens to a request beside its own change.
pub(crate) struct Change {
    action: Action,
    text: Option<String>,
    details: Vec<(&'static str, String)>,
    letters: Vec<(LetterKind, Option<String>)>,
}

impl Change {
    pub(crate) fn new(action: Action) -> Self {
        Self { action, text: None, details: Vec::new(), letters: Vec::new() }
    }

    /// With words that are for those only who may see personal data.
    pub(crate) fn text(mut self, text: Option<String>) -> Self {
        self.text = text;
        self
    }

    /// With a fact that is about nobody.
    pub(crate) fn detail(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    /// With a letter, which may have a reason in it.
    pub(crate) fn letter(mut self, kind: LetterKind, reason: Option<String>) -> Self {
        self.letters.push((kind, reason));
        self
    }
}

impl Requests {
    /// Changes a request in the transaction `name` as `work` says.
    fn change(
        &self,
        name: &'static str,
        actor: &Actor,
        id: &RequestId,
        work: impl Fn(&mut Request, Timestamp) -> Result<Change, Refused>,
    ) -> Result<Request, NotDone> {
        let now = self.clock.now();
        self.store.write(name, |transaction| {
            let mut request = rights::request(transaction, actor, id)?;
            let before = request.state.clone();
            let change = work(&mut request, now).map_err(Stopped::Refused)?;
            self.save(transaction, actor, &before, &mut request, &change, now)?;
            Ok(request)
        })
    }

    /// Writes what became of a request: the record, its history, its mails.
    pub(crate) fn save(
        &self,
        transaction: &dyn Transaction,
        actor: &Actor,
        before: &State,
        request: &mut Request,
        change: &Change,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if !transaction.update_request(request)? {
            return Err(Fault::Raced);
        }
        self.saved(transaction, actor, before, request, change, now)
    }

    /// Writes what follows from the record that was written.
    fn saved(
        &self,
        transaction: &dyn Transaction,
        actor: &Actor,
        before: &State,
        request: &mut Request,
        change: &Change,
        now: Timestamp,
    ) -> Result<(), Fault> {
        // Nobody fetches anything of a request that is not being carried out any more. Without its key, the file that may be
        // left is noise.
        let is_processed = |state: &State| matches!(state, State::Processing { .. });
        if is_processed(before) && !is_processed(&request.state) {
            transaction.delete_package(&request.id)?;
        }
        if is_approved(before) && !is_approved(&request.state) && !request.state.is_fulfilled() {
            self.queue_end_of_approval(transaction, request, now)?;
        }
        request.revision += 1;
        self.note(transaction, actor, Some(before), request, change, now)?;
        for (kind, reason) in &change.letters {
            self.queue(transaction, request, *kind, None, reason.clone(), now)?;
        }
        Ok(())
    }

    /// Writes the history of a request on.
    pub(crate) fn note(
        &self,
        transaction: &dyn Transaction,
        actor: &Actor,
        before: Option<&State>,
        request: &Request,
        change: &Change,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let event = Event::new(now, actor.clone(), change.action).request(&request.id);
        let mut event = match &request.subject {
            Subject::Pseudonym(_) => event.at_shop(&request.shop),
            subject => {
                let personal = Personal::of(subject.reference());
                event.about(&request.shop, change.text.iter().fold(personal, Personal::saying))
            }
        };
        event = match before {
            None => event.into_state(request.state.code()),
            Some(before) if before.code() == request.state.code() => event,
            Some(before) => event.moved(before.code(), request.state.code()),
        };
        event = change.details.iter().fold(event, |event, (name, value)| event.detail(name, value));
        self.journal.record(transaction, &event)
    }
}

fn is_approved(state: &State) -> bool {
    matches!(state, State::Approved(_) | State::Processing { .. })
}
