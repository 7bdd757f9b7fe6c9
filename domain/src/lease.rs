//! Work that one process does at a time.
//!
//! A lease belongs to one piece of work: a request that is carried out, the housekeeping, a wipe. It is renewed as long as its
//! holder lives, and ends soon after that: a process that is killed keeps others from what it was at, and from nothing else.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;

use chrono::TimeDelta;

use crate::refusal::Fault;
use crate::requests::Requests;
use crate::store::Transaction;

/// How long a process that was killed keeps others from its work.
pub(crate) const LEASE: TimeDelta = TimeDelta::minutes(1);

/// Does `work`, which is called `name`, while no other process does. `None`: another one is at it. When its holder is gone, a
/// lease ends after `lasts`.
///
/// The lease says who should do the work, and is no lock: when the disk stands still for longer than it lasts, another process may
/// begin too. So whatever is done under a lease holds without it.
///
/// # Errors
/// Those of `work`, and of the storage.
pub(crate) fn alone<T>(
    requests: &Requests,
    holder: &str,
    name: &str,
    lasts: TimeDelta,
    work: impl FnOnce() -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    let take = || {
        let now = requests.clock.now();
        let until = now.checked_add_signed(lasts).unwrap_or(now);
        let take = |transaction: &dyn Transaction| transaction.take_lease(name, holder, now, until);
        Ok::<_, Fault>(requests.store.write("take_lease", take)?)
    };
    if !take()? {
        return Ok(None);
    }
    let pause = (lasts / 3).to_std().unwrap_or_default();
    let done = thread::scope(|scope| {
        let (working, work_ends) = channel::<()>();
        let take = &take;
        let renew = move || {
            while work_ends.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                // One that cannot be renewed now is renewed the next time, if nobody else has it by then.
                let _ = take();
            }
        };
        let renewing = thread::Builder::new().name("lease".to_owned()).spawn_scoped(scope, renew);
        let done = renewing.map_err(|_| Fault::Interrupted).and_then(|_| work());
        drop(working);
        done
    });
    // Whatever came of it, the next one need not wait.
    requests.store.write("release_lease", |transaction| transaction.release_lease(name, holder))?;
    done.map(Some)
}
