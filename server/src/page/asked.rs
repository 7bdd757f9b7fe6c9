//! What the confirmation page asks the domain: to look at a request, or to confirm it.

use domain::clock::Timestamp;
use domain::names::{ShopName, SiteName};
use domain::refusal::{Fault, Refusal, Stopped};
use domain::request::rules::Step;
use domain::request::{Link, Request, RequestType};
use domain::requests::{Requests, Told};

use super::link::Shown;
use super::outcome::Verdict;

/// A request, as far as the page shows it to the holder of its link.
pub(crate) struct Asked {
    /// What it asks for.
    pub(crate) kind: RequestType,
    /// Of which shop.
    pub(crate) shop: ShopName,
    /// The shop's site, which the confirmation contract names in its paths.
    pub(crate) site: SiteName,
    /// When it came.
    pub(crate) received_at: Timestamp,
    /// Until when the shop has to answer.
    pub(crate) due_at: Timestamp,
    /// Until when the link works. One that takes an erasure back ends when the erasure begins.
    pub(crate) expires_at: Timestamp,
}

/// What became of looking or confirming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub(crate) verdict: Verdict,
    pub(crate) asked: Option<Asked>,
}

/// What there is to say to somebody who opens this confirmation link or, if they have `pressed` the button, confirms with
/// it. Blocks.
///
/// # Errors
/// [`Fault`].
pub(super) fn answer(requests: &Requests, pressed: bool, shown: &Shown) -> Result<Answer, Fault> {
    let (stand, asked) = if pressed { confirm(requests, shown)? } else { look(requests, shown)? };
    Ok(Answer { verdict: Verdict::of_confirmation(stand, shown), asked })
}

/// Looks at the request that a link shows. Changes nothing.
fn look(requests: &Requests, shown: &Shown) -> Result<(Stand, Option<Asked>), Fault> {
    let looked = match requests.look(&requests.ask(&shown.id, Some(&shown.hash), None)) {
        Ok(looked) => looked,
        Err(Stopped::Refused(refusal)) => return Ok((Stand::Refused(refusal), None)),
        Err(Stopped::Fault(fault)) => return Err(fault),
    };
    let stand = match looked.would_be {
        Ok(Step::Confirm { .. }) => Stand::Open,
        Ok(Step::Echo | Step::Repeat) => Stand::Repeat,
        Err(reason) => Stand::Refused(Refusal::NotFound(Some(reason))),
    };
    Ok((stand, Some(Asked::of(looked.request, looked.link))))
}

/// Confirms the request that a link shows.
fn confirm(requests: &Requests, shown: &Shown) -> Result<(Stand, Option<Asked>), Fault> {
    // Before, so that whoever is thanked sees for what.
    let looked = look(requests, shown)?;
    if !matches!(looked.0, Stand::Open | Stand::Repeat) {
        return Ok(looked);
    }
    let stand = match requests.confirm(&requests.ask(&shown.id, Some(&shown.hash), None)) {
        Ok(Told::First) => Stand::First,
        Ok(Told::Repeat) => Stand::Repeat,
        Err(Stopped::Refused(refusal)) => Stand::Refused(refusal),
        Err(Stopped::Fault(fault)) => return Err(fault),
    };
    Ok((stand, looked.1))
}

impl Asked {
    /// A request, to the holder of this link.
    pub(super) fn of(request: Request, link: Link) -> Self {
        Self {
            kind: request.kind,
            shop: request.shop,
            site: request.site,
            received_at: request.deadline.received_at,
            due_at: request.deadline.due_at(),
            expires_at: link.expires_at,
        }
    }
}
