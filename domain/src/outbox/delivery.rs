//! Claims mails, and settles what became of them.

use std::sync::Arc;

use super::claim::{After, Names, Next, after, chance, claim};
use super::{CLAIM, Delivery, Mail, MailStatus, next_try};
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::letter::{Letter, LetterKind, LetterLink, LinkPurpose};
use crate::link::LinkHash;
use crate::refusal::Fault;
use crate::request::rules::{self, Collection};
use crate::request::{Link, Request, State};
use crate::requests::{Change, Contents, Requests};
use crate::seal::Purpose;
use crate::store::{Transaction, View};

/// The mails that wait.
#[derive(Clone)]
pub struct Outbox {
    requests: Arc<Requests>,
}

/// A mail to be sent now, by nobody else.
#[derive(Debug)]
pub struct Claimed {
    /// The mail.
    pub mail: Mail,
    /// What it says.
    pub letter: Letter,
}

/// What became of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It was sent.
    Sent,
    /// It is tried again at this moment.
    Later(Timestamp),
    /// It is not tried any more.
    GivenUp,
    /// The claim was over, and somebody else has it now.
    Lost,
}

/// The word for a mail that was sealed under another key.
const UNREADABLE: &str = "unreadable";

/// The word for a mail whose last try was never settled: the process ended between sending and writing that down.
const OUTCOME_UNKNOWN: &str = "outcome-unknown";

/// What the transactions of a claim are called.
const CLAIMING: Names = Names { look: "look_for_mail", claim: "claim_mail" };

impl Outbox {
    /// The outbox of these requests.
    #[must_use]
    pub fn new(requests: Arc<Requests>) -> Self {
        Self { requests }
    }

    /// Claims the next mail that is due, for [`CLAIM`]. Mails that there is no more reason to send are dropped on the way:
    /// a link is never sent for a request that is not pending any more.
    ///
    /// # Errors
    /// [`Fault`]. A mail that cannot be unsealed was put off like one that could not be sent: the next call goes on to the
    /// others, and when the right key is back in time it is sent after all.
    pub fn claim(&self) -> Result<Option<Claimed>, Fault> {
        let Requests { store, clock, entropy, .. } = &*self.requests;
        let look = |view: &dyn View, now| Ok(view.next_mail(now)?.is_some());
        claim(&**store, &**clock, &**entropy, &CLAIMING, look, |transaction, now, chance| {
            self.next(transaction, now, chance)
        })
    }

    fn next(&self, transaction: &dyn Transaction, now: Timestamp, chance: u8) -> Result<Next<Claimed>, Fault> {
        let Some(mut mail) = transaction.next_mail(now)? else { return Ok(Next::Nothing) };
        let before = mail.tries;
        let request = transaction.request(&mail.request)?.ok_or(Fault::Raced)?;
        let letter = match self.letter(transaction, &mail, &request, now) {
            Ok(Some(letter)) => letter,
            Ok(None) => {
                let status = if mail.tries > 0 && mail.last_error.is_none() {
                    // The try was never settled: the mail may have arrived, and its link may be why it is not needed now.
                    mail.last_error = Some(OUTCOME_UNKNOWN.to_owned());
                    MailStatus::GivenUp { at: now }
                } else {
                    MailStatus::Dropped { at: now }
                };
                self.end(transaction, &mut mail, status, &request, now)?;
                return Ok(Next::Dropped);
            }
            Err(fault @ Fault::Sealed(_)) => {
                mail.last_error = Some(UNREADABLE.to_owned());
                self.put_off(transaction, &mut mail, &request, now, chance)?;
                return Ok(Next::Unreadable(fault));
            }
            Err(fault) => return Err(fault),
        };
        mail.tries += 1;
        mail.last_error = None;
        mail.next_try_at = now + CLAIM;
        if !transaction.update_mail(&mail, before)? {
            return Err(Fault::Raced);
        }
        Ok(Next::Claimed(Box::new(Claimed { mail, letter })))
    }

    /// Counts a try to send a mail that nobody could even read, and lets the mail wait for the next one.
    fn put_off(
        &self,
        transaction: &dyn Transaction,
        mail: &mut Mail,
        request: &Request,
        now: Timestamp,
        chance: u8,
    ) -> Result<(), Fault> {
        let before = mail.tries;
        let Some(at) = next_try(mail.queued_at, before + 1, now, chance) else {
            self.end(transaction, mail, MailStatus::GivenUp { at: now }, request, now)?;
            return Ok(());
        };
        mail.tries += 1;
        mail.next_try_at = at;
        if transaction.update_mail(mail, before)? { Ok(()) } else { Err(Fault::Raced) }
    }

    /// What a mail says now; `None`: nothing any more.
    fn letter(
        &self,
        transaction: &dyn Transaction,
        mail: &Mail,
        request: &Request,
        now: Timestamp,
    ) -> Result<Option<Letter>, Fault> {
        let sealed = mail.sealed.as_deref().unwrap_or_default();
        let key = self.requests.journal.master().key(Purpose::Outbox);
        let plain = key.open(mail.id.as_bytes(), sealed).ok_or(Fault::Sealed("a mail"))?;
        let contents: Contents = serde_json::from_slice(&plain).map_err(|_| Fault::Sealed("a mail"))?;
        let link = match contents.hash.map(LinkHash::known).zip(mail.kind.link()) {
            None => None,
            Some((hash, purpose)) => {
                let link = match (purpose, &request.state) {
                    (LinkPurpose::Confirm, State::Pending) => self.link(transaction, mail.kind, request, hash, now)?,
                    (LinkPurpose::Cancel, State::Approved(_)) => self.cancel_link(transaction, request, hash, now)?,
                    (LinkPurpose::Package, State::Processing { .. }) => {
                        self.package_link(transaction, request, hash, now)?
                    }
                    _ => None,
                };
                if link.is_none() {
                    return Ok(None);
                }
                link
            }
        };
        Ok(Some(Letter {
            kind: mail.kind,
            to: contents.to.parse().map_err(|_| Fault::Sealed("a mail"))?,
            // Staff gets the language of the shop, and not that of whoever asked.
            language: if mail.kind.is_for_staff() {
                self.requests.policies.of(&request.shop).language
            } else {
                request.language.clone()
            },
            shop: request.shop.clone(),
            site: request.site.clone(),
            request: request.id.clone(),
            asked: request.kind,
            received_at: request.deadline.received_at,
            due_at: request.deadline.due_at(),
            link,
            reason: contents.reason,
        }))
    }

    /// The link in a mail; `None`: it was revoked, or is over. A confirmation mail that had to wait loses none of the time
    /// that its link works.
    fn link(
        &self,
        transaction: &dyn Transaction,
        kind: LetterKind,
        request: &Request,
        hash: LinkHash,
        now: Timestamp,
    ) -> Result<Option<LetterLink>, Fault> {
        let digest = self.requests.link_key.digest(request.id.as_str(), hash.reveal());
        let Some(stored) = request.links.iter().find(|link| link.digest.matches(&digest)) else { return Ok(None) };
        let mut expires_at = stored.expires_at;
        if kind == LetterKind::Confirmation {
            expires_at = expires_at.max(now + self.requests.policies.of(&request.shop).link_lifetime);
            transaction.put_link(&request.id, &Link { digest, expires_at })?;
        }
        Ok((now < expires_at).then_some(LetterLink { hash, expires_at }))
    }

    /// The link that takes a request back; `None`: it is over.
    fn cancel_link(
        &self,
        transaction: &dyn Transaction,
        request: &Request,
        hash: LinkHash,
        now: Timestamp,
    ) -> Result<Option<LetterLink>, Fault> {
        let Some(stored) = transaction.cancel_link(&request.id)? else { return Ok(None) };
        let matches = self.requests.cancel_digest(request.id.as_str(), hash.reveal()).matches(&stored.digest);
        let expires_at = stored.expires_at;
        Ok((matches && now < expires_at).then_some(LetterLink { hash, expires_at }))
    }

    /// The link to a package; `None`: it is over, or used up by wrong proofs.
    fn package_link(
        &self,
        transaction: &dyn Transaction,
        request: &Request,
        hash: LinkHash,
        now: Timestamp,
    ) -> Result<Option<LetterLink>, Fault> {
        let Some(stored) = transaction.package_link(&request.id)? else { return Ok(None) };
        let matches = self.requests.package_digest(request.id.as_str(), hash.reveal()).matches(&stored.link.digest);
        let opens = rules::collection(&request.state, &stored, now) == Collection::Open;
        Ok((matches && opens).then_some(LetterLink { hash, expires_at: stored.link.expires_at }))
    }

    /// Writes down what became of a claimed mail.
    ///
    /// # Errors
    /// [`Fault`]: the claim runs out, and the mail is sent again.
    pub fn settle(&self, claimed: &Claimed, delivery: &Delivery) -> Result<Settled, Fault> {
        let now = self.requests.clock.now();
        let chance = chance(&*self.requests.entropy)?;
        self.requests.store.write("settle_mail", |transaction| {
            let mut mail = claimed.mail.clone();
            let tries = mail.tries;
            let request = transaction.request(&mail.request)?.ok_or(Fault::Raced)?;
            if let Delivery::Later(why) | Delivery::Never(why) = delivery {
                mail.last_error = Some(why.clone());
            }
            let status = match after(delivery, mail.queued_at, tries, now, chance) {
                After::Ended(status) => status,
                After::Again(at) => {
                    mail.next_try_at = at;
                    let settled = transaction.update_mail(&mail, tries)?;
                    return Ok(if settled { Settled::Later(at) } else { Settled::Lost });
                }
            };
            if !self.end(transaction, &mut mail, status, &request, now)? {
                return Ok(Settled::Lost);
            }
            Ok(if matches!(status, MailStatus::Sent { .. }) { Settled::Sent } else { Settled::GivenUp })
        })
    }

    /// Ends the wait of a mail, and forgets what it says.
    fn end(
        &self,
        transaction: &dyn Transaction,
        mail: &mut Mail,
        status: MailStatus,
        request: &Request,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        mail.status = status;
        mail.sealed = None;
        if !transaction.update_mail(mail, mail.tries)? {
            return Ok(false);
        }
        let action = match status {
            MailStatus::Sent { .. } => Action::MailSent,
            MailStatus::Dropped { .. } => Action::MailDropped,
            MailStatus::GivenUp { .. } | MailStatus::Waiting => Action::MailGivenUp,
        };
        let mut change = Change::new(action).detail("mail", mail.kind.code()).detail("message", &mail.id);
        if let Some(why) = mail.last_error.as_ref().filter(|_| action == Action::MailGivenUp) {
            change = change.detail("error", why);
        }
        self.requests.note(transaction, &Actor::Service, Some(&request.state), request, &change, now)?;
        Ok(true)
    }
}
