//! Wishes of people who are not signed in anywhere: kept first, looked at later.
//!
//! Whoever hands a form in learns nothing from the answer or from its time, since neither depends on what the form says:
//! each is kept the same way, and only afterwards somebody looks whether there is such a person. Those of whom nothing is
//! on file hear nothing; all others get the confirmation mail at the address on file.

use serde::{Deserialize, Serialize};

use super::intake::on_file;
use super::{Destination, Requests, Who, Wish};
use crate::audit::{Action, Actor, Event};
use crate::link::random_id;
use crate::message::Language;
use crate::names::{CustomerNumber, EmailAddress, OrderNumber, ShopName};
use crate::refusal::{Fault, Stopped};
use crate::request::{RequestType, Subject};
use crate::seal::Purpose;
use crate::store::{CustomerRecord, Submission, Transaction, View};

/// Most requests of one type and data subject that nobody has confirmed yet: then the mails are there, and one more form
/// makes no other one. Nobody's mailbox is filled by somebody else.
const MAX_PENDING: usize = 3;

/// How many forms are looked at in one go.
const BATCH: usize = 32;

/// What somebody hands in.
#[derive(Clone)]
pub struct PublicForm {
    /// The right they exercise.
    pub kind: RequestType,
    /// At which shop.
    pub shop: ShopName,
    /// Their address, which must be the one on file.
    pub email: EmailAddress,
    /// What else they show.
    pub shown: Shown,
    /// The language of mails.
    pub language: Language,
}

/// What shows that a form is about a person on file.
#[derive(Clone)]
pub enum Shown {
    /// Their number as a customer.
    Customer(CustomerNumber),
    /// The number of one of their orders.
    Order(OrderNumber),
}

#[derive(Deserialize, Serialize)]
struct Plain {
    kind: String,
    shop: String,
    email: String,
    customer: Option<String>,
    order: Option<String>,
    language: String,
}

impl Requests {
    /// Keeps a form until it is looked at.
    ///
    /// # Errors
    /// [`Fault`]: it was not kept.
    pub fn submit(&self, form: &PublicForm) -> Result<(), Fault> {
        let now = self.clock.now();
        let id = random_id(&*self.entropy)?.to_string();
        let (customer, order) = match &form.shown {
            Shown::Customer(number) => (Some(number.to_string()), None),
            Shown::Order(number) => (None, Some(number.to_string())),
        };
        let plain = Plain {
            kind: form.kind.code().to_owned(),
            shop: form.shop.to_string(),
            email: form.email.to_string(),
            customer,
            order,
            language: form.language.tag().to_owned(),
        };
        // Plain texts always serialize.
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(&plain).unwrap_or_default());
        let sealed = self.journal.master().key(Purpose::Submissions).seal(&*self.entropy, id.as_bytes(), &plain)?;
        self.store.write("submit_public_form", |transaction| {
            let submission = Submission { id: id.clone(), received_at: now, sealed: sealed.clone() };
            if transaction.insert_submission(&submission)? { Ok(()) } else { Err(Fault::Raced) }
        })
    }

    /// Looks at the forms that wait. Gives back how many were looked at.
    ///
    /// # Errors
    /// The first [`Fault`]: those that were not looked at wait on. One of them holds up no other.
    pub fn take_submissions(&self) -> Result<usize, Fault> {
        let waiting = self.store.read("list_submissions", |view| Ok::<_, Fault>(view.submissions(BATCH)?))?;
        let take = |submission: &Submission| {
            self.store.write("take_submission", |transaction| self.take(transaction, submission))
        };
        let mut failed = None;
        for submission in &waiting {
            failed = failed.or(take(submission).err());
        }
        failed.map_or(Ok(waiting.len()), Err)
    }

    fn take(&self, transaction: &dyn Transaction, submission: &Submission) -> Result<(), Fault> {
        // Another process may have taken it meanwhile.
        if !transaction.delete_submission(&submission.id)? {
            return Ok(());
        }
        let now = self.clock.now();
        let unmatched = |shop: Option<ShopName>, reason: &str| {
            let event = Event::new(now, Actor::PublicForm, Action::FormUnmatched).detail("reason", reason);
            self.journal.record(transaction, &shop.iter().fold(event, Event::at_shop))
        };
        let form = self.open(submission)?;
        let shop = transaction.shop(&form.shop)?.map(|shop| shop.name);
        let wish = match Self::matched(transaction, &form)? {
            Ok(wish) => wish,
            Err(reason) => return unmatched(shop, reason),
        };
        let wish = Wish { received_at: Some(submission.received_at), ..wish };
        match self.make(transaction, &Actor::PublicForm, &wish, now) {
            Ok(_) => Ok(()),
            // Who is on file without an address cannot be asked to confirm.
            Err(Stopped::Refused(_)) => unmatched(shop, "no-address"),
            Err(Stopped::Fault(fault)) => Err(fault),
        }
    }

    /// What a form says. One that was sealed under another key waits until the right one is back.
    fn open(&self, submission: &Submission) -> Result<PublicForm, Fault> {
        let key = self.journal.master().key(Purpose::Submissions);
        let plain = key.open(submission.id.as_bytes(), &submission.sealed);
        plain.and_then(|plain| read(&plain)).ok_or(Fault::Sealed("a form"))
    }

    /// The wish behind a form, if it is about somebody on file who has not too many of them open; or why there is none.
    fn matched(view: &dyn View, form: &PublicForm) -> Result<Result<Wish, &'static str>, Fault> {
        let who = match &form.shown {
            Shown::Customer(number) => Who::Customer(number.clone()),
            Shown::Order(order) => Who::Guest { email: form.email.clone(), order: order.clone() },
        };
        let record = match on_file(view, &form.shop, &who) {
            Ok(record) => record,
            Err(Stopped::Refused(_)) => None,
            Err(Stopped::Fault(fault)) => return Err(fault),
        };
        let is_theirs =
            |record: &CustomerRecord| record.address().is_some_and(|address| address.is_same_mailbox(&form.email));
        let Some(record) = record.filter(is_theirs) else { return Ok(Err("unknown")) };
        let reference = Subject::customer_reference(&record.number);
        if view.count_pending(&form.shop, form.kind, &reference)? >= MAX_PENDING {
            return Ok(Err("too-many-pending"));
        }
        Ok(Ok(Wish {
            kind: form.kind,
            shop: form.shop.clone(),
            subject: who,
            destination: Destination::OnFile,
            language: Some(form.language.clone()),
            received_at: None,
        }))
    }
}

fn read(plain: &[u8]) -> Option<PublicForm> {
    let plain: Plain = serde_json::from_slice(plain).ok()?;
    let shown = match (plain.customer, plain.order) {
        (Some(number), None) => Shown::Customer(number.parse().ok()?),
        (None, Some(number)) => Shown::Order(number.parse().ok()?),
        _ => return None,
    };
    Some(PublicForm {
        kind: RequestType::from_code(&plain.kind)?,
        shop: plain.shop.parse().ok()?,
        email: plain.email.parse().ok()?,
        shown,
        language: Language::find(&plain.language)?,
    })
}
