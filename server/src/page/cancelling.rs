//! What the page that takes an approved request back asks the domain: to look at it, or to take it back.

use domain::fulfilment::{Cancellable, Fulfilment};
use domain::refusal::{Fault, Stopped};
use domain::request::rules::Cancellation;

use super::asked::{Answer, Asked};
use super::link::Shown;
use super::outcome::Verdict;

/// What became of looking, or of taking back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It was taken back just now.
    Now,
    /// It stands so, whatever was asked for.
    Found(Cancellation),
    /// The link opens nothing.
    Unknown,
}

/// What there is to say to somebody who opens this link or, if they have `pressed` the button, takes the request back with
/// it. Blocks.
///
/// # Errors
/// [`Fault`].
pub(super) fn answer(fulfilment: &Fulfilment, pressed: bool, shown: &Shown) -> Result<Answer, Fault> {
    let found = if pressed {
        fulfilment.cancel(&shown.id, &shown.hash)
    } else {
        fulfilment.look_at_approved(&shown.id, &shown.hash).map(|found| (found, false))
    };
    let (standing, asked) = match found {
        Ok((Cancellable { request, link, .. }, true)) => (Standing::Now, Some(Asked::of(request, link))),
        Ok((Cancellable { request, link, stands }, false)) => (Standing::Found(stands), Some(Asked::of(request, link))),
        Err(Stopped::Refused(_)) => (Standing::Unknown, None),
        Err(Stopped::Fault(fault)) => return Err(fault),
    };
    Ok(Answer { verdict: Verdict::of_cancellation(standing, shown), asked })
}
