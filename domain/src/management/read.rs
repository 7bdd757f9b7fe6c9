//! Bodies and parameters of the contract as the rules take them. What cannot be is said with its place, never with its
//! value: it may be personal data.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use data_requests_api::models::{
    DataRequestState, DataRequestType, NewApproval, NewDataRequest, NewLegalHold, PublicRequest, StatedAddress,
    Subject as Shown,
};
use sha2::{Digest as _, Sha256};

use super::cursor;
use super::problem::Why;
use crate::audit::Actor;
use crate::calendar;
use crate::erasure::{Digest, NotADigest};
use crate::fulfilment::{NewHold, Words};
use crate::legal_hold::Scope;
use crate::message::Language;
use crate::names::{CustomerNumber, EmailAddress, IllegalName, ShopName};
use crate::refusal::Stopped;
use crate::request::{RequestType, State, Subject};
use crate::requests::{Destination, Key, PublicForm, Shown as FormShown, Wanted, Who, Wish};

/// How many requests a page has when nobody says.
const PAGE: u8 = 50;
/// The most that a page may have.
const MAX_PAGE: u8 = 200;
/// The longest place or name of a record, in Unicode characters.
const MAX_NAME: usize = 255;

type Read<T> = Result<T, Why>;

impl From<Why> for Stopped<Why> {
    fn from(why: Why) -> Self {
        Self::Refused(why)
    }
}

fn name<T: FromStr<Err = IllegalName>>(place: &'static str, text: &str) -> Read<T> {
    text.parse().map_err(|why: IllegalName| Why::Illegal(place, why.to_string()))
}

fn illegal(place: &'static str, why: &str) -> Why {
    Why::Illegal(place, why.to_owned())
}

fn kind(kind: DataRequestType) -> RequestType {
    match kind {
        DataRequestType::Access => RequestType::Access,
        DataRequestType::Erasure => RequestType::Erasure,
        DataRequestType::Portability => RequestType::Portability,
        DataRequestType::Rectification => RequestType::Rectification,
        DataRequestType::Restriction => RequestType::Restriction,
        DataRequestType::Objection => RequestType::Objection,
    }
}

/// A moment in range, as it is stored: the generated code reads any year, leap seconds and nanoseconds.
fn moment(place: &'static str, at: Option<DateTime<Utc>>) -> Read<Option<DateTime<Utc>>> {
    match at {
        Some(at) if !calendar::in_range(&at) => Err(illegal(place, calendar::OUT_OF_RANGE)),
        at => Ok(at.map(calendar::stored)),
    }
}

fn language(text: Option<&str>) -> Read<Option<Language>> {
    let unknown = || illegal("language", "is none that there are mails in");
    tag(text)?.map(|text| Language::find(text).ok_or_else(unknown)).transpose()
}

/// A language tag as far as its length goes.
fn tag(text: Option<&str>) -> Read<Option<&str>> {
    match text {
        Some(text) if !(2..=35).contains(&text.chars().count()) => {
            Err(illegal("language", "has to have 2 to 35 characters"))
        }
        text => Ok(text),
    }
}

/// Words that may be left out, and not be empty.
pub(super) fn remark<'a>(place: &'static str, text: Option<&'a str>) -> Read<Option<&'a str>> {
    if text == Some("") { Err(illegal(place, "is empty")) } else { Ok(text) }
}

/// What somebody asks for.
pub(super) fn wish(body: &NewDataRequest) -> Read<Wish> {
    let destination = match &body.stated_address {
        None => Destination::OnFile,
        Some(address) => {
            let (address, reason) = stated(address)?;
            Destination::Stated { address, reason }
        }
    };
    Ok(Wish {
        kind: kind(body.r#type),
        shop: name("shop", &body.shop)?,
        subject: who(&body.subject)?,
        destination,
        language: language(body.language.as_deref())?,
        received_at: moment("receivedAt", body.received_at)?,
    })
}

fn who(shown: &Shown) -> Read<Who> {
    match (&shown.customer_number, &shown.guest) {
        (Some(number), None) => Ok(Who::Customer(name("subject.customerNumber", number)?)),
        (None, Some(guest)) => Ok(Who::Guest {
            email: name("subject.guest.email", &guest.email)?,
            order: name("subject.guest.orderNumber", &guest.order_number)?,
        }),
        _ => Err(illegal("subject", "needs either customerNumber or guest")),
    }
}

/// An address that staff states, and why.
pub(super) fn stated(address: &StatedAddress) -> Read<(EmailAddress, String)> {
    Ok((name("statedAddress.email", &address.email)?, address.reason.clone()))
}

/// The caller's name for the call: with the same body it is the same call.
pub(super) fn key(key: Option<String>, body: &NewDataRequest, actor: &Actor) -> Read<Option<Key>> {
    let (Some(key), Actor::Staff(caller)) = (key, actor) else { return Ok(None) };
    if key.is_empty() || key.chars().count() > 255 {
        return Err(illegal("Idempotency-Key", "has to have 1 to 255 characters"));
    }
    // The members of a body have one order once they are read.
    let body = serde_json::to_vec(body).map_err(|_| illegal("the body", "cannot be written as JSON"))?;
    Ok(Some(Key { caller: caller.clone(), key, fingerprint: Sha256::digest(&body).into() }))
}

/// The hash of a plan.
pub(super) fn plan(body: &NewApproval) -> Read<Option<Digest>> {
    let read = |text: &String| text.parse().map_err(|why: NotADigest| illegal("plan", &why.to_string()));
    body.plan.as_ref().map(read).transpose()
}

/// A legal hold to be placed.
pub(super) fn hold(body: &NewLegalHold) -> Read<NewHold> {
    let length = |place: &'static str, text: &Option<String>| match text {
        Some(text) if !(1..=MAX_NAME).contains(&text.chars().count()) => {
            Err(illegal(place, "has to have 1 to 255 characters"))
        }
        _ => Ok(()),
    };
    length("place", &body.place)?;
    length("record", &body.record)?;
    let scope = match (&body.place, &body.record) {
        (None, None) => Scope::Everything,
        (Some(place), None) => Scope::Place(place.clone()),
        (Some(place), Some(record)) => Scope::Record { place: place.clone(), name: record.clone() },
        (None, Some(_)) => return Err(illegal("record", "needs a place")),
    };
    Ok(NewHold {
        shop: name("shop", &body.shop)?,
        customer: name("customerNumber", &body.customer_number)?,
        scope,
        reason: Words(body.reason.clone()),
    })
}

/// Whose legal holds are wanted.
pub(super) fn customer(shop: &str, number: &str) -> Read<(ShopName, CustomerNumber)> {
    Ok((name("shop", shop)?, name("customerNumber", number)?))
}

/// What a list is narrowed to.
pub(super) struct Filter {
    pub(super) cursor: Option<String>,
    pub(super) customer_number: Option<String>,
    pub(super) due_before: Option<DateTime<Utc>>,
    pub(super) guest_email: Option<String>,
    pub(super) limit: Option<u8>,
    pub(super) shop: Option<String>,
    pub(super) state: Option<DataRequestState>,
    pub(super) param_type: Option<DataRequestType>,
}

impl Filter {
    /// The same as the rules take it.
    pub(super) fn wanted(&self) -> Read<Wanted> {
        let number = self.customer_number.as_deref().map(|number| name::<CustomerNumber>("customerNumber", number));
        let guest = self.guest_email.as_deref().map(|email| name("guestEmail", email));
        let limit = self.limit.unwrap_or(PAGE);
        if !(1..=MAX_PAGE).contains(&limit) {
            return Err(illegal("limit", "has to be 1 to 200"));
        }
        let unreadable = || illegal("cursor", "is none that this service gave out");
        Ok(Wanted {
            shop: self.shop.as_deref().map(|shop| name("shop", shop)).transpose()?,
            kind: self.param_type.map(kind),
            state: self.state.map(|state| match state {
                DataRequestState::Pending => State::CODES[0],
                DataRequestState::Confirmed => State::CODES[1],
                DataRequestState::Approved => State::CODES[2],
                DataRequestState::Processing => State::CODES[3],
                DataRequestState::Closed => State::CODES[4],
            }),
            reference: number.transpose()?.as_ref().map(Subject::customer_reference),
            guest: guest.transpose()?,
            due_before: moment("dueBefore", self.due_before)?,
            after: self.cursor.as_deref().map(|text| cursor::read(text).ok_or_else(unreadable)).transpose()?,
            limit: usize::from(limit),
        })
    }
}

/// What somebody hands in who is not signed in anywhere.
pub(super) fn public_form(body: &PublicRequest, fallback: &Language) -> Read<PublicForm> {
    let shown = match (&body.customer_number, &body.order_number) {
        (Some(number), None) => FormShown::Customer(name("customerNumber", number)?),
        (None, Some(number)) => FormShown::Order(name("orderNumber", number)?),
        _ => return Err(illegal("customerNumber", "or orderNumber is needed, and not both")),
    };
    Ok(PublicForm {
        kind: kind(body.r#type),
        shop: name("shop", &body.shop)?,
        email: name("email", &body.email)?,
        shown,
        // Whoever asks for a language that there are no mails in gets one in another.
        language: tag(body.language.as_deref())?.and_then(Language::find).unwrap_or_else(|| fallback.clone()),
    })
}
