//! What the page that hands a package over asks the domain: to look at it, or to begin to send it.

use domain::fulfilment::{Collectable, Fetching, Fulfilment, NotFetched};
use domain::refusal::{Fault, Stopped};
use domain::request::rules::Collection;

use super::asked::{Answer, Asked};
use super::link::Shown;
use super::outcome::Verdict;

/// What became of looking, or of showing a second proof that did not open anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collecting {
    /// It stands so, whatever the proof.
    Found(Collection),
    /// No second proof was shown.
    ProofMissing,
    /// It was wrong, and the package stands so afterwards.
    ProofWrong(Collection),
    /// The link opens nothing.
    Unknown,
}

/// What there is to say to somebody who opens this link. Blocks.
///
/// # Errors
/// [`Fault`].
pub(super) fn look(fulfilment: &Fulfilment, shown: &Shown) -> Result<Answer, Fault> {
    match fulfilment.look_at_package(&shown.id, &shown.hash) {
        Ok(found) => Ok(answer(Collecting::Found(found.stands), Some(found), shown)),
        Err(Stopped::Refused(_)) => Ok(answer(Collecting::Unknown, None, shown)),
        Err(Stopped::Fault(fault)) => Err(fault),
    }
}

/// The package for somebody who shows this link and this second proof, or what there is to say instead. Blocks.
///
/// # Errors
/// [`Fault`].
pub(super) fn fetch(fulfilment: &Fulfilment, shown: &Shown, proof: &str) -> Result<Result<Fetching, Answer>, Fault> {
    let (collecting, found) = match fulfilment.fetch(&shown.id, &shown.hash, proof) {
        Ok(fetching) => return Ok(Ok(fetching)),
        Err(Stopped::Fault(fault)) => return Err(fault),
        Err(Stopped::Refused(why)) => match why {
            NotFetched::Unknown => (Collecting::Unknown, None),
            NotFetched::Stands(found) => (Collecting::Found(found.stands), Some(found)),
            NotFetched::ProofMissing(found) => (Collecting::ProofMissing, Some(found)),
            NotFetched::ProofWrong(found) => (Collecting::ProofWrong(found.stands), Some(found)),
        },
    };
    Ok(Err(answer(collecting, found.map(|found| *found), shown)))
}

fn answer(collecting: Collecting, found: Option<Collectable>, shown: &Shown) -> Answer {
    let asked = found.map(|Collectable { request, link, .. }| Asked::of(request, link.link));
    Answer { verdict: Verdict::of_package(collecting, shown), asked }
}
