//! What staff does with a request: reject, withdraw, close, extend, doubt who is asking.

use super::{Change, NotDone, Refused, Requests, rights};
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::letter::{Letter, LetterKind};
use crate::names::RequestId;
use crate::refusal::Stopped;
use crate::request::Request;
use crate::request::rules::{self, Ending};

/// The longest reason, in Unicode characters.
pub const MAX_REASON: usize = 4_000;

/// A reason that says something.
pub(crate) fn reason(text: &str) -> Result<String, Refused> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_REASON { Err(Refused::Reason) } else { Ok(text.to_owned()) }
}

fn note(text: Option<&str>) -> Result<Option<String>, Refused> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(reason).transpose()
}

impl Requests {
    /// Refuses a request; the data subject gets the reason by mail, word for word (Art. 12(4) GDPR).
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn reject(&self, actor: &Actor, id: &RequestId, why: &str) -> Result<Request, NotDone> {
        self.change("reject_request", actor, id, |request, now| {
            let why = reason(why)?;
            request.state = rules::close(request.kind, &request.state, Ending::Rejected, now)?;
            Ok(Change::new(Action::Rejected).text(Some(why.clone())).letter(LetterKind::Rejected, Some(why)))
        })
    }

    /// The letter that [`reject`](Self::reject) would send, if there is an address to send it to. Changes nothing.
    ///
    /// # Errors
    /// [`Refused`], as `reject` would.
    pub fn preview_rejection(&self, actor: &Actor, id: &RequestId, why: &str) -> Result<Letter, NotDone> {
        let now = self.clock.now();
        let request = self.store.read("preview_rejection", |view| rights::request(view, actor, id))?;
        let why = reason(why).map_err(Stopped::Refused)?;
        rules::close(request.kind, &request.state, Ending::Rejected, now)
            .map_err(|why| Stopped::Refused(why.into()))?;
        let to = request.address.clone().ok_or(Stopped::Refused(Refused::NoAddress))?;
        Ok(Letter {
            kind: LetterKind::Rejected,
            to,
            language: request.language,
            shop: request.shop,
            site: request.site,
            request: request.id,
            asked: request.kind,
            received_at: request.deadline.received_at,
            due_at: request.deadline.due_at(),
            link: None,
            reason: Some(why),
        })
    }

    /// Ends a request that the data subject took back.
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn withdraw(&self, actor: &Actor, id: &RequestId, remark: Option<&str>) -> Result<Request, NotDone> {
        self.change("withdraw_request", actor, id, |request, now| {
            let remark = note(remark)?;
            request.state = rules::close(request.kind, &request.state, Ending::Withdrawn, now)?;
            Ok(Change::new(Action::Withdrawn).text(remark))
        })
    }

    /// Ends a confirmed request for which everything was done.
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn close(&self, actor: &Actor, id: &RequestId, remark: Option<&str>) -> Result<Request, NotDone> {
        self.change("close_request", actor, id, |request, now| {
            let remark = note(remark)?;
            request.state = rules::close(request.kind, &request.state, Ending::Completed, now)?;
            Ok(Change::new(Action::Closed).text(remark))
        })
    }

    /// Gives a request one or two months more, once, within the first; the data subject gets the reason by mail
    /// (Art. 12(3) GDPR).
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn extend(&self, actor: &Actor, id: &RequestId, months: u8, why: &str) -> Result<Request, NotDone> {
        self.change("extend_request", actor, id, |request, now| {
            let why = reason(why)?;
            open(request)?;
            request.deadline = request.deadline.extended(months, now)?;
            Ok(Change::new(Action::Extended)
                .text(Some(why.clone()))
                .detail("months", months.to_string())
                .detail("due_at", time(request.deadline.due_at()))
                .letter(LetterKind::Extended, Some(why)))
        })
    }

    /// Lets the time stand still because of reasonable doubts about who is asking (Art. 12(6) GDPR).
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn doubt_identity(&self, actor: &Actor, id: &RequestId, why: &str) -> Result<Request, NotDone> {
        self.change("doubt_identity", actor, id, |request, now| {
            let why = reason(why)?;
            open(request)?;
            request.deadline = request.deadline.doubted(now).ok_or(Refused::DoubtedAlready)?;
            Ok(Change::new(Action::IdentityDoubted).text(Some(why)))
        })
    }

    /// Lets the time run again: the doubts are settled.
    ///
    /// # Errors
    /// [`Refused`]: nothing was changed.
    pub fn settle_identity(&self, actor: &Actor, id: &RequestId) -> Result<Request, NotDone> {
        self.change("settle_identity", actor, id, |request, now| {
            open(request)?;
            request.deadline = request.deadline.settled(now).ok_or(Refused::NotDoubted)?;
            Ok(Change::new(Action::IdentitySettled).detail("due_at", time(request.deadline.due_at())))
        })
    }
}

fn open(request: &Request) -> Result<(), Refused> {
    if request.state.is_closed() { Err(rules::NotMoved::Closed.into()) } else { Ok(()) }
}

fn time(at: Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
