//! The real clock and the real randomness, which the ports of the domain are in production; and room for open files.

use chrono::Utc;
use domain::clock::{Clock, Timestamp};
use domain::entropy::{Entropy, NoEntropy};

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[allow(clippy::disallowed_methods, reason = "this is the one place where the machine is asked for the time")]
        Utc::now()
    }
}

/// The operating system's source of randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(bytes).map_err(|_| NoEntropy)
    }
}

/// The operating system's user that runs this process, as it is written into the history.
#[cfg(unix)]
#[must_use]
pub fn user() -> String {
    format!("uid {}", rustix::process::getuid().as_raw())
}

/// The operating system's user that runs this process, as it is written into the history.
#[cfg(not(unix))]
#[must_use]
pub fn user() -> String {
    "unknown".to_owned()
}

/// Allows this process as many open files as the system lets it have, and gives back how many; `None`: any number. Systems
/// begin with a low number (1024 on Linux) for the sake of old programs that use `select`, which this one does not.
#[cfg(unix)]
#[must_use]
pub fn open_files() -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    if raised.is_ok() { limit.maximum } else { limit.current }
}

/// There is no such limit.
#[cfg(not(unix))]
#[must_use]
pub fn open_files() -> Option<u64> {
    None
}
