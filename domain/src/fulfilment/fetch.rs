//! The data subject fetches a package: with the link from a mail, and a second proof that is in no mail about it
//! ([`handover`](super::handover)). Whoever reads the mail of somebody else needs that as well, and has
//! [`MAX_WRONG_PROOFS`] tries.
//!
//! The link is kept until the request stops naming its data subject, or is approved anew: whoever opens it too late is told
//! how the package stands.

use std::io::Read;

use super::{Fulfilment, handover};
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::link::LinkDigest;
use crate::names::RequestId;
use crate::refusal::{Fault, Refusal, Stopped};
use crate::request::Request;
use crate::request::rules::{self, Collection, MAX_WRONG_PROOFS};
use crate::requests::{Change, NotDone};
use crate::seal::{BrokenStream, OpenReader};
use crate::store::{PackageLink, PackageRecord, View};
use crate::vault::VaultError;

/// How much of a package is handed out at once.
const PART: usize = crate::seal::CHUNK;

/// A package as somebody sees it who holds the link to it.
#[derive(Clone, Debug)]
pub struct Collectable {
    /// The request it is for.
    pub request: Request,
    /// The link they hold.
    pub link: PackageLink,
    /// What they can do about it.
    pub stands: Collection,
}

/// Why a package is not fetched, to somebody who holds the link to it.
#[derive(Clone, Debug)]
pub enum NotFetched {
    /// The link opens nothing, whether or not there is such a request.
    Unknown,
    /// There is nothing to fetch (any more), whatever the proof.
    Stands(Box<Collectable>),
    /// No second proof was shown.
    ProofMissing(Box<Collectable>),
    /// It is not right.
    ProofWrong(Box<Collectable>),
}

/// A package on its way to the data subject. Dropped before its [end](Self::finish), it waits as before.
pub struct Fetching {
    fulfilment: Fulfilment,
    package: PackageRecord,
    plain: OpenReader<Box<dyn Read + Send>>,
    ended: bool,
}

impl Fulfilment {
    /// The package behind a link, for those who hold it: also when it is gone. Changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotFound`]: the link opens nothing, whether or not there is such a request.
    pub fn look_at_package(&self, id: &str, hash: &str) -> Result<Collectable, Stopped<Refusal>> {
        let now = self.now();
        let found = self.requests.store.read("look_at_package", |view| self.collectable(view, id, hash, now))?;
        found.ok_or(Stopped::Refused(Refusal::NotFound(None)))
    }

    /// Begins to hand the package over to whoever shows its link and the second proof. Any number of them may do so; the
    /// first that [finishes](Fetching::finish) is the last.
    ///
    /// # Errors
    /// [`NotFetched`]. A wrong proof is counted.
    pub fn fetch(&self, id: &str, hash: &str, proof: &str) -> Result<Fetching, Stopped<NotFetched>> {
        let now = self.now();
        let refused = |why| Err(Stopped::Refused(why));
        // Looked up outside a write transaction first, so that nobody can occupy the writer with links that open nothing.
        let looked = self.requests.store.read("fetch_package", |view| {
            let Some(found) = self.collectable(view, id, hash, now)? else { return Ok(None) };
            let is_right = found.stands == Collection::Open && handover::proves(view, &found.request, proof)?;
            Ok::<_, Fault>(Some((found, is_right)))
        })?;
        let Some((found, is_right)) = looked else { return refused(NotFetched::Unknown) };
        if found.stands != Collection::Open {
            return refused(NotFetched::Stands(Box::new(found)));
        }
        if proof.trim().is_empty() {
            return refused(NotFetched::ProofMissing(Box::new(found)));
        }
        // One after the other, right ones as well: of any number of proofs at once, no more are answered than there are tries.
        let package = self.requests.store.write("count_proof", |transaction| {
            let Some(mut found) = self.collectable(transaction, id, hash, now)? else {
                return Ok(Err(NotFetched::Unknown));
            };
            if found.stands != Collection::Open {
                return Ok(Err(NotFetched::Stands(Box::new(found))));
            }
            let (request, state) = (&found.request, &found.request.state);
            let note =
                |change: &Change| self.requests.note(transaction, &Actor::Subject, Some(state), request, change, now);
            if is_right {
                note(&Change::new(Action::PackageFetch).detail("by", "link"))?;
                return Ok(Ok((transaction.package(&request.id)?, found)));
            }
            found.link.wrong_proofs += 1;
            transaction.put_package_link(&request.id, &found.link)?;
            let left = MAX_WRONG_PROOFS.saturating_sub(found.link.wrong_proofs);
            note(&Change::new(Action::PackageProofWrong).detail("tries_left", left.to_string()))?;
            found.stands = rules::collection(&found.request.state, &found.link, now);
            Ok::<_, Fault>(Err(NotFetched::ProofWrong(Box::new(found))))
        })?;
        let (package, found) = package.map_err(Stopped::Refused)?;
        let package = match package {
            Some(package) if package.made_at.is_some() => package,
            // Lost, and being made anew.
            before => self.make(&found.request, before.as_ref(), now)?,
        };
        let (package, plain) = self.open(&found.request, package)?;
        Ok(Fetching { fulfilment: self.clone(), package, plain, ended: false })
    }

    fn collectable(&self, view: &dyn View, id: &str, hash: &str, now: Timestamp) -> Result<Option<Collectable>, Fault> {
        let given = self.requests.package_digest(id, hash);
        let id: Option<RequestId> = id.parse().ok();
        let request = id.map(|id| view.request(&id)).transpose()?.flatten();
        let link = request.as_ref().map(|request| view.package_link(&request.id)).transpose()?.flatten();
        // The same work, whether or not there is such a link.
        let opens = given.matches(&link.map_or_else(LinkDigest::decoy, |link| link.link.digest));
        Ok(request.zip(link).filter(|_| opens).map(|(request, link)| {
            let stands = rules::collection(&request.state, &link, now);
            Collectable { request, link, stands }
        }))
    }
}

impl Fetching {
    /// The request that it answers.
    #[must_use]
    pub fn request(&self) -> &RequestId {
        &self.package.request
    }

    /// The next bytes of the ZIP file, some at a time. `None`: those before were the last. Blocks.
    ///
    /// # Errors
    /// [`Fault`]: what was handed out so far is to be thrown away.
    pub fn part(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        let mut part = vec![0; PART];
        let mut filled = 0;
        while filled < PART {
            let read = self.plain.read(&mut part[filled..]).map_err(|error| match error.get_ref() {
                Some(inner) if inner.is::<BrokenStream>() => Fault::Sealed("a package"),
                _ => Fault::Vault(VaultError(error.to_string())),
            })?;
            if read == 0 {
                break;
            }
            filled += read;
        }
        part.truncate(filled);
        self.ended = filled == 0;
        Ok(if self.ended { None } else { Some(part) })
    }

    /// All of it has gone out: the request is closed, and the package is gone. Blocks.
    ///
    /// # Errors
    /// A refusal: the request has ended meanwhile, perhaps because somebody else was faster. A fault: the package waits until
    /// its end, also if the end was not reached.
    pub fn finish(self) -> Result<Request, NotDone> {
        if !self.ended {
            return Err(Fault::Interrupted.into());
        }
        self.fulfilment.delivered(&Actor::Subject, &self.package, "link")
    }
}
