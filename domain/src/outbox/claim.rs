//! How anything that waits in an outbox is claimed and put off: the part that mails and webhooks share.

use super::{Delivery, MailStatus, next_try};
use crate::clock::{Clock, Timestamp};
use crate::entropy::Entropy;
use crate::refusal::Fault;
use crate::store::{Store, StoreError, Transaction, View};

/// What a look for the next one came to.
pub(crate) enum Next<T> {
    /// There is none.
    Nothing,
    /// There was no more reason to send it; there may be others.
    Dropped,
    /// It cannot be unsealed, and was put off.
    Unreadable(Fault),
    /// It is the caller's now.
    Claimed(Box<T>),
}

/// The names of the two transactions of a claim.
pub(crate) struct Names {
    pub(crate) look: &'static str,
    pub(crate) claim: &'static str,
}

/// Claims the next one that is due. `look` says whether there is one; `claim` takes it, in a transaction that writes, with a
/// byte of chance for [`next_try`].
///
/// # Errors
/// [`Fault`]. What cannot be unsealed was put off: the next call goes on to the others.
pub(crate) fn claim<T>(
    store: &dyn Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    names: &Names,
    look: impl Fn(&dyn View, Timestamp) -> Result<bool, StoreError>,
    claim: impl Fn(&dyn Transaction, Timestamp, u8) -> Result<Next<T>, Fault>,
) -> Result<Option<T>, Fault> {
    loop {
        let now = clock.now();
        // Looked up without the writer's lock: most looks find nothing.
        if !store.read(names.look, |view| Ok::<_, Fault>(look(view, now)?))? {
            return Ok(None);
        }
        let chance = chance(entropy)?;
        match store.write(names.claim, |transaction| claim(transaction, now, chance))? {
            Next::Nothing => return Ok(None),
            Next::Dropped => {}
            Next::Unreadable(fault) => return Err(fault),
            Next::Claimed(claimed) => return Ok(Some(*claimed)),
        }
    }
}

/// A byte for [`next_try`].
///
/// # Errors
/// [`Fault::Entropy`].
pub(crate) fn chance(entropy: &dyn Entropy) -> Result<u8, Fault> {
    let mut chance = [128];
    entropy.fill(&mut chance)?;
    Ok(chance[0])
}

/// What follows from a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// It waits no more.
    Ended(MailStatus),
    /// It is tried again at this moment.
    Again(Timestamp),
}

/// What follows from the `tries`-th try, at `now`, to send what waits since `queued_at`.
pub(crate) fn after(delivery: &Delivery, queued_at: Timestamp, tries: u32, now: Timestamp, chance: u8) -> After {
    match delivery {
        Delivery::Sent => After::Ended(MailStatus::Sent { at: now }),
        Delivery::Never(_) => After::Ended(MailStatus::GivenUp { at: now }),
        Delivery::Later(_) => {
            next_try(queued_at, tries, now, chance).map_or(After::Ended(MailStatus::GivenUp { at: now }), After::Again)
        }
    }
}
