//! The time port: rules take `now` as an argument, and only services ask a [`Clock`] for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// A moment, in UTC, with millisecond precision where it is stored.
pub type Timestamp = DateTime<Utc>;

/// Tells the time. The one real implementation lives where the program is wired together.
pub trait Clock: Send + Sync {
    /// The current moment.
    fn now(&self) -> Timestamp;
}

/// A clock that only moves when told to. All clones show the same hour.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that stands at `start`.
    #[must_use]
    pub fn at(start: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(start.timestamp_millis())))
    }

    /// Lets time pass. A negative span is ignored: this clock does not go backwards.
    pub fn pass(&self, span: TimeDelta) {
        self.0.fetch_add(span.num_milliseconds().max(0), Ordering::SeqCst);
    }

    /// Puts it right, or wrong.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.timestamp_millis(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_clones_of_a_manual_clock_show_the_same_hour_and_it_never_goes_back() {
        let clock = ManualClock::at(DateTime::UNIX_EPOCH);
        let clone = clock.clone();
        clone.pass(TimeDelta::milliseconds(1_500));
        assert_eq!(clock.now().timestamp_millis(), 1_500);
        clone.pass(TimeDelta::milliseconds(-1));
        assert_eq!(clock.now(), clone.now());
        assert_eq!(clock.now().timestamp_millis(), 1_500);
    }
}
