//! What the page needs of the domain: to look at a request, and to confirm it.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::clock::{Clock, Timestamp};
use domain::link::{LinkDigest, LinkKey};
use domain::names::{RequestId, ShopName, SiteName};
use domain::refusal::{Fault, Refusal};
use domain::request::{Proof, Request, RequestType, State, Step, confirm};
use domain::store::{Store, StoreError};

/// A request, as far as the holder of its link may see it.
pub(crate) struct Asked {
    /// What it asks for.
    pub(crate) kind: RequestType,
    /// Of which shop.
    pub(crate) shop: ShopName,
    /// The shop's site, which the confirmation contract names in its paths.
    pub(crate) site: SiteName,
    /// When it came.
    pub(crate) received_at: Timestamp,
    /// Until when the shop has to answer, if that is known.
    pub(crate) due_at: Option<Timestamp>,
    /// Until when the link works.
    pub(crate) expires_at: Timestamp,
}

/// What became of looking or confirming.
pub(crate) enum Stand {
    /// Nobody has confirmed it, and it can be confirmed.
    Open,
    /// It was confirmed just now, for the first time.
    First,
    /// It was confirmed before.
    Repeat,
    /// It cannot be confirmed (any more).
    Refused(Refusal),
}

/// What there is to say about a request: details for the holder of its link alone.
pub(crate) struct Answer {
    pub(crate) stand: Stand,
    pub(crate) asked: Option<Asked>,
}

/// The port of the page. Its calls block.
pub(crate) trait Requests: Send + Sync {
    /// Looks at the request with this id for somebody who shows this hash. Changes nothing.
    fn look(&self, id: &str, hash: &str) -> Result<Answer, Fault>;
    /// Confirms it.
    fn confirm(&self, id: &str, hash: &str) -> Result<Answer, Fault>;
}

/// The port on the store itself.
pub(crate) struct Stored {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) key: LinkKey,
    pub(crate) repeat_grace: TimeDelta,
}

impl Stored {
    fn proof(&self, id: &str, hash: &str) -> Proof {
        if hash.is_empty() { Proof::Missing } else { Proof::Given(self.key.digest(id, hash)) }
    }

    fn decide(&self, request: &Request, proof: &Proof) -> (Result<Step, Refusal>, Option<Asked>) {
        let step = confirm(request, &request.site, proof, self.clock.now(), self.repeat_grace);
        let asked = proof.opens(&request.link.digest).then(|| Asked {
            kind: request.kind,
            shop: request.shop.clone(),
            site: request.site.clone(),
            received_at: request.received_at,
            due_at: None,
            expires_at: request.link.expires_at,
        });
        (step, asked)
    }
}

impl Requests for Stored {
    fn look(&self, id: &str, hash: &str) -> Result<Answer, Fault> {
        let proof = self.proof(id, hash);
        let found = match id.parse::<RequestId>() {
            Ok(id) => self.store.read("look_up_request", |view| view.request(&id)).map_err(Fault::from)?,
            Err(_) => None,
        };
        let Some(request) = found else {
            let _ = proof.opens(&LinkDigest::decoy());
            return Ok(Answer { stand: Stand::Refused(Refusal::NotFound(None)), asked: None });
        };
        let (step, asked) = self.decide(&request, &proof);
        let stand = match step {
            Ok(Step::Confirm { .. }) => Stand::Open,
            Ok(Step::Echo | Step::Repeat) => Stand::Repeat,
            Err(refusal) => Stand::Refused(refusal),
        };
        Ok(Answer { stand, asked })
    }

    fn confirm(&self, id: &str, hash: &str) -> Result<Answer, Fault> {
        let looked = self.look(id, hash)?;
        let Ok(known) = id.parse::<RequestId>() else { return Ok(looked) };
        if !matches!(looked.stand, Stand::Open) {
            return Ok(looked);
        }
        let proof = self.proof(id, hash);
        let stand = self.store.write::<_, StoreError>("confirm_request", |transaction| {
            let Some(request) = transaction.request(&known)? else {
                return Ok(Stand::Refused(Refusal::NotFound(None)));
            };
            Ok(match self.decide(&request, &proof).0 {
                Ok(Step::Confirm { at }) => {
                    transaction.move_request(&known, &request.state, &State::Confirmed { at })?;
                    Stand::First
                }
                Ok(Step::Echo) => Stand::First,
                Ok(Step::Repeat) => Stand::Repeat,
                Err(refusal) => Stand::Refused(refusal),
            })
        })?;
        Ok(Answer { stand, asked: looked.asked })
    }
}
