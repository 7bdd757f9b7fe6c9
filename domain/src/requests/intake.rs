//! A wish becomes a pending request with a secret link.
//!
//! The link goes to the address on file and to no other, unless staff states one and says why. That takes the permission to
//! view the data as well, since it decides who gets it; and the address on file is told.

use std::fmt;

use chrono::TimeDelta;

use super::four_eyes::{ADDRESS, OLDER_LINKS, REVOKED, STATED};
use super::handling::reason;
use super::{Change, NotDone, Refused, Requests, rights};
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::customer::orders;
use crate::letter::{LetterKind, LetterLink};
use crate::link::random_id;
use crate::message::Language;
use crate::names::{CustomerNumber, EmailAddress, OrderNumber, RequestId, ShopName, UserName};
use crate::refusal::{Fault, Stopped};
use crate::request::rules::{self, NotMoved};
use crate::request::{Deadline, Request, RequestType, State, Subject};
use crate::seal::Purpose;
use crate::store::{CustomerRecord, IdempotencyKey, Transaction, View};

/// Most links to one request: each mail that is sent again makes one.
pub const MAX_LINKS: usize = 10;

/// How far the clock of somebody who says when a request came may be ahead.
const CLOCKS_APART: TimeDelta = TimeDelta::minutes(5);

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The right they exercise.
    pub kind: RequestType,
    /// At which shop.
    pub shop: ShopName,
    /// Whose data.
    pub subject: Who,
    /// Where the confirmation mail goes.
    pub destination: Destination,
    /// The language of mails; without one that of the shop.
    pub language: Option<Language>,
    /// When it reached the controller, by letter for instance; without it, now.
    pub received_at: Option<Timestamp>,
}

/// Who a data subject says they are.
#[derive(Clone, Debug)]
pub enum Who {
    /// A customer of the shop.
    Customer(CustomerNumber),
    /// Somebody without an account.
    Guest {
        /// The address they ordered with.
        email: EmailAddress,
        /// The number of one of their orders.
        order: OrderNumber,
    },
}

/// Where the link goes. `Debug` hides the words of staff, which may name somebody.
#[derive(Clone)]
pub enum Destination {
    /// To the address on file.
    OnFile,
    /// To another address, for a reason that is kept.
    Stated {
        /// The address.
        address: EmailAddress,
        /// Why.
        reason: String,
    },
    /// To whoever makes the request, who hands it over: no mail is sent. For shops that send mails themselves.
    Handed,
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OnFile => "OnFile",
            Self::Stated { .. } => "Stated(hidden)",
            Self::Handed => "Handed",
        })
    }
}

/// A caller's name for a call that they may repeat.
#[derive(Clone, Debug)]
pub struct Key {
    /// Whose.
    pub caller: UserName,
    /// The name.
    pub key: String,
    /// A digest of everything that was asked for.
    pub fingerprint: [u8; 32],
}

/// A request just made, or made before under the same key.
#[derive(Debug)]
pub struct Created {
    /// The request.
    pub request: Request,
    /// The link, for whoever said that they hand it over.
    pub link: Option<LetterLink>,
}

impl Requests {
    /// Makes a pending request and queues the mail with its link.
    ///
    /// # Errors
    /// [`Refused`]: nothing was made.
    pub fn create(&self, actor: &Actor, wish: &Wish, key: Option<&Key>) -> Result<Created, NotDone> {
        let now = self.clock.now();
        if wish.received_at.is_some_and(|at| at > now + CLOCKS_APART) {
            return Err(Stopped::Refused(Refused::ReceivedInFuture));
        }
        // Keyed, since what was asked for is personal data and could be guessed from a plain digest.
        let master = self.journal.master();
        let fingerprint = key.map(|key| master.mac(Purpose::IdempotencyKeys, &[&key.fingerprint]));
        self.store.write("create_request", |transaction| {
            rights::shop(transaction, actor, &wish.shop)?;
            if matches!(wish.destination, Destination::Stated { .. }) {
                rights::require_view(transaction, actor, &wish.shop)?;
            }
            if let Some(key) = key
                && let Some(made) = transaction.idempotency_key(&key.caller, &key.key)?
            {
                return same(transaction, fingerprint, &made);
            }
            let created = self.make(transaction, actor, wish, now)?;
            if let Some((key, fingerprint)) = key.zip(fingerprint) {
                let made = IdempotencyKey { fingerprint, request: created.request.id.clone(), at: now };
                if !transaction.insert_idempotency_key(&key.caller, &key.key, &made)? {
                    return Err(Fault::Raced.into());
                }
            }
            Ok(created)
        })
    }

    /// Makes a request in a transaction of somebody else's.
    pub(super) fn make(
        &self,
        transaction: &dyn Transaction,
        actor: &Actor,
        wish: &Wish,
        now: Timestamp,
    ) -> Result<Created, NotDone> {
        let unknown = |refused: fn(ShopName) -> Refused| Stopped::Refused(refused(wish.shop.clone()));
        let shop = transaction.shop(&wish.shop)?.ok_or_else(|| unknown(Refused::UnknownShop))?;
        let record = on_file(transaction, &wish.shop, &wish.subject)?;
        let on_file = record.as_ref().and_then(CustomerRecord::address);
        let (address, address_is_stated, text) = match &wish.destination {
            Destination::Stated { address, reason: why } => {
                let why = reason(why).map_err(Stopped::Refused)?;
                let (address, is_stated) = stated_address(address, on_file.as_ref());
                let text = format!("mail to {address}: {why}");
                (Some(address), is_stated, Some(text))
            }
            Destination::OnFile | Destination::Handed => (on_file.clone(), false, None),
        };
        // A number that nobody has is a slip. Somebody who was erased may still ask what is held, and so may a guest who says
        // where the answer goes.
        let is_known = match &wish.subject {
            _ if record.is_some() => true,
            Who::Customer(number) => self.was_erased(transaction, &wish.shop, number)?,
            Who::Guest { .. } => matches!(wish.destination, Destination::Stated { .. }),
        };
        if !is_known {
            return Err(unknown(Refused::UnknownSubject));
        }
        let handed = matches!(wish.destination, Destination::Handed);
        if address.is_none() && !handed {
            return Err(Stopped::Refused(Refused::NoAddress));
        }
        let policy = self.policies.of(&wish.shop);
        let mut request = Request {
            id: random_id(&*self.entropy)?,
            kind: wish.kind,
            shop: wish.shop.clone(),
            site: shop.site,
            language: wish.language.clone().unwrap_or(policy.language),
            subject: subject(&wish.subject, record),
            address,
            address_is_stated,
            deadline: Deadline::of(wish.received_at.unwrap_or(now)),
            links: Vec::new(),
            reminded_at: None,
            purged_at: None,
            state: State::Pending,
            revision: 0,
        };
        let (letter_link, link) = self.new_link(&request, now + policy.link_lifetime)?;
        request.links.push(link);
        if !transaction.insert_request(&request)? {
            return Err(Fault::Raced.into());
        }
        let mut change = Change::new(Action::Created).text(text).detail("type", request.kind.code());
        if address_is_stated {
            change = change.detail(ADDRESS, STATED);
        }
        self.note(transaction, actor, None, &request, &change, now)?;
        if handed {
            self.note(transaction, actor, Some(&request.state), &request, &Change::new(Action::LinkHandedOver), now)?;
        } else {
            self.queue(transaction, &request, LetterKind::Confirmation, Some(&letter_link), None, now)?;
        }
        if let Some(on_file) = on_file.filter(|_| address_is_stated) {
            self.queue_to(transaction, &request, &on_file, LetterKind::AddressChanged, now)?;
        }
        Ok(Created { request, link: handed.then_some(letter_link) })
    }

    /// Whether a customer was on file here, and was erased.
    fn was_erased(&self, view: &dyn View, shop: &ShopName, number: &CustomerNumber) -> Result<bool, Fault> {
        let pseudonym = self.journal.pseudonym(shop, &Subject::customer_reference(number));
        Ok(!view.erasures(shop, &pseudonym)?.is_empty())
    }

    /// Queues the confirmation mail again, with a new link. Older links stay valid, unless another address is stated: then
    /// they were sent to the wrong one, and the address on file is told.
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn resend(
        &self,
        actor: &Actor,
        id: &RequestId,
        stated: Option<&(EmailAddress, String)>,
    ) -> Result<Request, NotDone> {
        let now = self.clock.now();
        self.store.write("resend_confirmation_mail", |transaction| {
            let mut request = rights::request(transaction, actor, id)?;
            if stated.is_some() {
                rights::require_view(transaction, actor, &request.shop)?;
            }
            rules::resend(&request.state).map_err(|why: NotMoved| Stopped::Refused(why.into()))?;
            let mut change = Change::new(Action::Resent);
            if let Some((address, why)) = stated {
                let why = reason(why).map_err(Stopped::Refused)?;
                let on_file = address_on_file(transaction, &request)?;
                let (address, is_stated) = stated_address(address, on_file.as_ref());
                change = change.text(Some(format!("mail to {address}: {why}")));
                if is_stated {
                    change = change.detail(ADDRESS, STATED);
                }
                let moved = request.address.as_ref().is_none_or(|before| !before.is_same_mailbox(&address));
                if moved {
                    transaction.delete_links(id)?;
                    request.links.clear();
                    change = change.detail(OLDER_LINKS, REVOKED);
                }
                request.address = Some(address);
                request.address_is_stated = is_stated;
                if let Some(on_file) = on_file.filter(|_| moved && is_stated) {
                    self.queue_to(transaction, &request, &on_file, LetterKind::AddressChanged, now)?;
                }
            }
            if request.address.is_none() {
                return Err(Stopped::Refused(Refused::NoAddress));
            }
            if request.links.len() >= MAX_LINKS {
                return Err(Stopped::Refused(Refused::TooManyLinks));
            }
            let lifetime = self.policies.of(&request.shop).link_lifetime;
            let (letter_link, link) = self.new_link(&request, now + lifetime)?;
            transaction.put_link(id, &link)?;
            request.links.push(link);
            // A link that works longer deserves a reminder of its own.
            request.reminded_at = None;
            let before = request.state.clone();
            self.save(transaction, actor, &before, &mut request, &change, now)?;
            self.queue(transaction, &request, LetterKind::Confirmation, Some(&letter_link), None, now)?;
            Ok(request)
        })
    }
}

/// The address that staff states, and whether it is another one than the one on file. Of the same mailbox, the spelling on
/// file counts.
fn stated_address(stated: &EmailAddress, on_file: Option<&EmailAddress>) -> (EmailAddress, bool) {
    match on_file.filter(|on_file| on_file.is_same_mailbox(stated)) {
        Some(on_file) => (on_file.clone(), false),
        None => (stated.clone(), true),
    }
}

/// The address on file of the data subject of a request.
fn address_on_file(view: &dyn View, request: &Request) -> Result<Option<EmailAddress>, Fault> {
    let Some(number) = request.subject.customer() else { return Ok(None) };
    Ok(view.customer(&request.shop, number)?.as_ref().and_then(CustomerRecord::address))
}

/// The request that was made under this key before.
fn same(view: &dyn View, fingerprint: Option<[u8; 32]>, made: &IdempotencyKey) -> Result<Created, NotDone> {
    if Some(made.fingerprint) != fingerprint {
        return Err(Stopped::Refused(Refused::KeyReused));
    }
    let request = view.request(&made.request)?.ok_or(Stopped::Refused(Refused::UnknownRequest))?;
    Ok(Created { request, link: None })
}

/// The customer's record that belongs to what somebody showed.
pub(super) fn on_file(view: &dyn View, shop: &ShopName, who: &Who) -> Result<Option<CustomerRecord>, NotDone> {
    Ok(match who {
        Who::Customer(number) => view.customer(shop, number)?,
        Who::Guest { email, order } => {
            let mut found = None;
            // All of them are looked at: the time tells nothing about which one it was.
            for record in view.customers_at(shop, email)? {
                let has_order = orders::has(&record, order)?;
                found = found.or(has_order.then_some(record));
            }
            found
        }
    })
}

fn subject(who: &Who, record: Option<CustomerRecord>) -> Subject {
    match who {
        Who::Customer(number) => Subject::Customer(number.clone()),
        Who::Guest { email, order } => {
            Subject::Guest { email: email.clone(), order: order.clone(), customer: record.map(|record| record.number) }
        }
    }
}
