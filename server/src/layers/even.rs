//! The time of an answer must not tell what its text hides: whether nothing is there, or something that is not for this
//! caller. Looking at what is there takes some microseconds more; docs/timing.md has the figures.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Longer than any look-up takes that is not held up by something else.
const LEAST: Duration = Duration::from_millis(10);

/// Waits until an answer that says no can go out, for work that was begun then: at the same time, whatever the reason.
pub(crate) async fn wait(begun: Instant) {
    sleep_until(begun + LEAST).await;
}
