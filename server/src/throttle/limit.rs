//! So many tries a minute for each key, in bounded memory.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::{Clock, Timestamp};
use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use governor::{Quota, RateLimiter};
use quick_cache::sync::Cache;

/// What tries are counted under: part of a keyed digest.
pub(super) type Key = u64;

/// Keys that are told apart at once. Each costs about 40 bytes.
const MAX_KEYS: usize = 65_536;
/// What all others share, when there are more.
const SHARED_KEYS: u64 = 1_024;
/// How often keys that are as good as new are dropped.
const PRUNE_EVERY: Duration = Duration::from_secs(60);
/// How often at most, when there are too many.
const PRUNE_FULL_EVERY: Duration = Duration::from_secs(1);
/// How long a limit that is hit over and over is told once.
const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// Limits hit of which it is known when that was told.
const MAX_TOLD: usize = 8_192;

/// So many tries a minute for each key, at once or spread.
pub(super) struct Limit {
    per_minute: NonZeroU32,
    limiter: RateLimiter<Look, Tally, Elapsed, NoOpMiddleware<Duration>>,
    pruned: Mutex<Duration>,
    told: Cache<Key, Told>,
    clock: Arc<dyn Clock>,
}

/// The limit is hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// From then on there is one more try.
    pub(super) wait: Duration,
    /// Set when nobody was told within the last minute: how many tries the limit cost since somebody last was.
    pub(super) untold: Option<u32>,
}

#[derive(Clone, Copy)]
struct Told {
    at: Timestamp,
    since: u32,
}

impl Limit {
    /// `None` for a limit of zero, which is none.
    pub(super) fn new(per_minute: u32, clock: &Arc<dyn Clock>) -> Option<Self> {
        let per_minute = NonZeroU32::new(per_minute)?;
        let limiter = RateLimiter::new(Quota::per_minute(per_minute), Tally::default(), Elapsed::new(clock));
        let told = Cache::new(MAX_TOLD);
        Some(Self { per_minute, limiter, pruned: Mutex::default(), told, clock: Arc::clone(clock) })
    }

    pub(super) fn per_minute(&self) -> u32 {
        self.per_minute.get()
    }

    /// Whether there is a try left under `key`. Takes none.
    pub(super) fn look(&self, key: Key) -> Result<(), Over> {
        self.check(key, false)
    }

    /// Takes a try from those under `key`.
    pub(super) fn take(&self, key: Key) -> Result<(), Over> {
        self.prune();
        self.check(key, true)
    }

    fn check(&self, key: Key, takes: bool) -> Result<(), Over> {
        let shared = self.limiter.len() >= MAX_KEYS;
        let counted = if shared { key % SHARED_KEYS } else { key };
        self.limiter
            .check_key(&Look { key: counted, takes })
            .map_err(|until| Over { wait: until.wait_time_from(self.limiter.clock().now()), untold: self.hit(counted) })
    }

    fn hit(&self, key: Key) -> Option<u32> {
        let now = self.clock.now();
        let last = self.told.get(&key);
        let is_recent = |told: &Told| (TimeDelta::zero()..WINDOW).contains(&now.signed_duration_since(told.at));
        if let Some(told) = last.filter(is_recent) {
            self.told.insert(key, Told { since: told.since.saturating_add(1), ..told });
            None
        } else {
            self.told.insert(key, Told { at: now, since: 0 });
            Some(last.map_or(0, |told| told.since))
        }
    }

    fn prune(&self) {
        let now = self.limiter.clock().now();
        let every = if self.limiter.len() >= MAX_KEYS { PRUNE_FULL_EVERY } else { PRUNE_EVERY };
        let mut pruned = lock(&self.pruned);
        if now.saturating_sub(*pruned) >= every {
            *pruned = now;
            self.limiter.retain_recent();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is locked here is whole at any time, also when a thread panicked.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A key, and whether a try is taken or only looked for: governor itself has no way to look.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Look {
    key: Key,
    takes: bool,
}

/// What governor remembers of each key: one number.
#[derive(Default)]
struct Tally(Mutex<HashMap<Key, Nanos>>);

impl StateStore for Tally {
    type Key = Look;

    fn measure_and_replace<T, F, E>(&self, look: &Look, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut counts = lock(&self.0);
        let (outcome, next) = decide(counts.get(&look.key).copied())?;
        if look.takes {
            counts.insert(look.key, next);
        }
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<Look> for Tally {
    fn retain_recent(&self, drop_below: Nanos) {
        let mut counts = lock(&self.0);
        counts.retain(|_, arrival| *arrival > drop_below);
        counts.shrink_to(MAX_KEYS / 64);
    }

    fn len(&self) -> usize {
        lock(&self.0).len()
    }

    fn is_empty(&self) -> bool {
        lock(&self.0).is_empty()
    }
}

/// The time that passes on a clock, for governor. A clock set back makes nobody wait: time goes on from there.
struct Elapsed {
    clock: Arc<dyn Clock>,
    seen: Mutex<(Timestamp, Duration)>,
}

impl Elapsed {
    /// Longer than anything is remembered.
    const LONGEST_STEP: Duration = Duration::from_secs(86_400);

    fn new(clock: &Arc<dyn Clock>) -> Self {
        Self { clock: Arc::clone(clock), seen: Mutex::new((clock.now(), Duration::ZERO)) }
    }
}

impl GovernorClock for Elapsed {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut seen = lock(&self.seen);
        let now = self.clock.now();
        let (then, elapsed) = *seen;
        let step = now.signed_duration_since(then).to_std().unwrap_or_default().min(Self::LONGEST_STEP);
        *seen = (now, elapsed + step);
        seen.1
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use chrono::DateTime;
    use domain::clock::ManualClock;

    use super::*;

    fn limit(per_minute: u32) -> (Limit, ManualClock) {
        let clock = ManualClock::at(DateTime::UNIX_EPOCH);
        let shared: Arc<dyn Clock> = Arc::new(clock.clone());
        (Limit::new(per_minute, &shared).unwrap(), clock)
    }

    #[test]
    fn looking_takes_nothing_and_taking_ends_at_the_limit_until_time_passes() {
        let (limit, clock) = limit(3);
        for _ in 0..3 {
            assert!(limit.look(1).is_ok() && limit.look(1).is_ok());
            assert!(limit.take(1).is_ok());
        }
        let over = limit.look(1).unwrap_err();
        assert_eq!((over.wait, over.untold), (Duration::from_secs(20), Some(0)));
        assert!(limit.take(1).is_err());
        assert!(limit.take(2).is_ok());
        clock.pass(TimeDelta::seconds(20));
        assert!(limit.take(1).is_ok() && limit.take(1).is_err());
    }

    #[test]
    fn a_limit_that_is_hit_is_told_once_a_minute_with_how_often_it_was_hit_since() {
        let (limit, clock) = limit(1);
        limit.take(1).unwrap();
        assert_eq!(limit.look(1).unwrap_err().untold, Some(0));
        for _ in 0..5 {
            assert_eq!(limit.take(1).unwrap_err().untold, None);
        }
        clock.pass(TimeDelta::seconds(60));
        limit.take(1).unwrap();
        assert_eq!(limit.take(1).unwrap_err().untold, Some(5));
    }

    #[test]
    fn keys_are_bounded_and_dropped_when_they_are_as_good_as_new() {
        let (limit, clock) = limit(2);
        for key in 0..200_000_u64 {
            let _ = limit.take(key.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        }
        assert!(limit.limiter.len() <= MAX_KEYS + usize::try_from(SHARED_KEYS).unwrap());
        clock.pass(TimeDelta::minutes(2));
        limit.take(7).unwrap();
        assert!(limit.limiter.len() <= 2, "{}", limit.limiter.len());
    }

    #[test]
    fn a_clock_set_back_makes_nobody_wait_longer_and_one_set_forward_breaks_nothing() {
        struct Hands(AtomicI64);
        impl Clock for Hands {
            fn now(&self) -> Timestamp {
                DateTime::from_timestamp(self.0.load(Ordering::SeqCst), 0).unwrap()
            }
        }
        let hands = Arc::new(Hands(AtomicI64::new(1_000_000)));
        let clock: Arc<dyn Clock> = hands.clone();
        let limit = Limit::new(1, &clock).unwrap();
        limit.take(1).unwrap();
        hands.0.store(0, Ordering::SeqCst);
        assert_eq!(limit.look(1).unwrap_err().wait, Duration::from_secs(60));
        hands.0.store(60, Ordering::SeqCst);
        limit.take(1).unwrap();
        hands.0.store(200_000_000_000, Ordering::SeqCst);
        limit.take(1).unwrap();
    }
}
