//! Letters into the outbox, sealed, in the transaction of the change that causes them.

use serde::{Deserialize, Serialize};

use super::Requests;
use crate::clock::Timestamp;
use crate::entropy::NoEntropy;
use crate::letter::{LetterKind, LetterLink};
use crate::link::{LinkDigest, LinkHash, random_id};
use crate::names::EmailAddress;
use crate::outbox::{Mail, MailStatus};
use crate::refusal::Fault;
use crate::request::{Link, Request};
use crate::seal::Purpose;
use crate::store::Transaction;

/// What a mail knows that the request does not: sealed while it waits, gone afterwards.
#[derive(Deserialize, Serialize)]
pub(crate) struct Contents {
    /// Who gets it.
    pub(crate) to: String,
    /// The secret of its link.
    pub(crate) hash: Option<String>,
    /// The words of staff.
    pub(crate) reason: Option<String>,
}

impl Requests {
    /// A new link to a request, and what is stored of it.
    pub(crate) fn new_link(&self, request: &Request, expires_at: Timestamp) -> Result<(LetterLink, Link), NoEntropy> {
        let hash = LinkHash::random(&*self.entropy)?;
        let digest = self.link_key.digest(request.id.as_str(), hash.reveal());
        Ok((LetterLink { hash, expires_at }, Link { digest, expires_at }))
    }

    /// A new link that takes an approved request back, and what is stored of it.
    pub(crate) fn new_cancel_link(
        &self,
        request: &Request,
        expires_at: Timestamp,
    ) -> Result<(LetterLink, Link), NoEntropy> {
        let hash = LinkHash::random(&*self.entropy)?;
        let digest = self.cancel_digest(request.id.as_str(), hash.reveal());
        Ok((LetterLink { hash, expires_at }, Link { digest, expires_at }))
    }

    /// The digest of a hash that takes a request back: another one than that of the same hash that would confirm it.
    pub(crate) fn cancel_digest(&self, id: &str, hash: &str) -> LinkDigest {
        // No id has a slash in it.
        self.link_key.digest(&format!("cancel/{id}"), hash)
    }

    /// A new link to the package of a request, and what is stored of it.
    pub(crate) fn new_package_link(
        &self,
        request: &Request,
        expires_at: Timestamp,
    ) -> Result<(LetterLink, Link), NoEntropy> {
        let hash = LinkHash::random(&*self.entropy)?;
        let digest = self.package_digest(request.id.as_str(), hash.reveal());
        Ok((LetterLink { hash, expires_at }, Link { digest, expires_at }))
    }

    /// The digest of a hash that opens a package: another one than that of the same hash in any other link.
    pub(crate) fn package_digest(&self, id: &str, hash: &str) -> LinkDigest {
        self.link_key.digest(&format!("package/{id}"), hash)
    }

    /// Queues a letter about a request. Without an address to send it to there is none.
    pub(crate) fn queue(
        &self,
        transaction: &dyn Transaction,
        request: &Request,
        kind: LetterKind,
        link: Option<&LetterLink>,
        reason: Option<String>,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let staff = || self.policies.of(&request.shop).staff;
        let to = if kind.is_for_staff() { staff() } else { request.address.clone() };
        let Some(to) = to else { return Ok(()) };
        let contents = Contents { to: to.to_string(), hash: link.map(|link| link.hash.reveal().to_owned()), reason };
        self.seal_and_queue(transaction, request, kind, &contents, now)
    }

    /// Queues a letter without a link about a request to this address, wherever other mails about it go.
    pub(super) fn queue_to(
        &self,
        transaction: &dyn Transaction,
        request: &Request,
        to: &EmailAddress,
        kind: LetterKind,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let contents = Contents { to: to.to_string(), hash: None, reason: None };
        self.seal_and_queue(transaction, request, kind, &contents, now)
    }

    fn seal_and_queue(
        &self,
        transaction: &dyn Transaction,
        request: &Request,
        kind: LetterKind,
        contents: &Contents,
        now: Timestamp,
    ) -> Result<(), Fault> {
        let id = random_id(&*self.entropy)?.to_string();
        // Plain texts always serialize.
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(contents).unwrap_or_default());
        let sealed = self.journal.master().key(Purpose::Outbox).seal(&*self.entropy, id.as_bytes(), &plain)?;
        let mail = Mail {
            id,
            kind,
            request: request.id.clone(),
            queued_at: now,
            next_try_at: now,
            tries: 0,
            last_error: None,
            status: MailStatus::Waiting,
            sealed: Some(sealed),
        };
        if transaction.insert_mail(&mail)? { Ok(()) } else { Err(Fault::Raced) }
    }
}
