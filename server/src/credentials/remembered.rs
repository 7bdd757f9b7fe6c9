//! Passwords that were right a moment ago, so that honest callers do not pay for argon2 on every call.
//!
//! What is kept is a digest under a key of this process, over the user's name, the stored hash and the password: another
//! password has another digest, and so has the same one after it was set anew. Nothing is compared, only looked up.

use chrono::TimeDelta;
use domain::clock::Timestamp;
use domain::entropy::{Entropy, NoEntropy};
use quick_cache::sync::Cache;

use crate::digest::DigestKey;

/// How long credentials that were right are no guess, although they are checked again: the same digest means the same
/// password, for the same stored hash.
const NO_GUESS_FOR: TimeDelta = TimeDelta::hours(24);

/// Credentials that are remembered at once. Each costs about 80 bytes.
const MAX_REMEMBERED: usize = 10_000;

/// Credentials that were verified a short time ago.
pub(super) struct Remembered {
    span: TimeDelta,
    key: DigestKey,
    verified: Cache<Proof, Timestamp>,
}

/// Stands for a user, their stored hash and a password.
pub(super) type Proof = [u8; 32];

impl Remembered {
    /// Remembers for `span`.
    pub(super) fn new(span: TimeDelta, entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        Ok(Self { span, key: DigestKey::random(entropy)?, verified: Cache::new(MAX_REMEMBERED) })
    }

    pub(super) fn proof(&self, user: &str, stored: &str, password: &str) -> Proof {
        self.key.of(&[user.as_bytes(), stored.as_bytes(), password.as_bytes()])
    }

    /// Whether the password was right, not long before `now`.
    pub(super) fn holds(&self, proof: &Proof, now: Timestamp) -> bool {
        self.was_right_within(self.span, proof, now)
    }

    /// Whether the password was right within the last day: then it is not tried in the hope that it might be.
    pub(super) fn is_no_guess(&self, proof: &Proof, now: Timestamp) -> bool {
        self.was_right_within(NO_GUESS_FOR, proof, now)
    }

    fn was_right_within(&self, span: TimeDelta, proof: &Proof, now: Timestamp) -> bool {
        let since = self.verified.get(proof).map(|at| now.signed_duration_since(at));
        since.is_some_and(|since| (TimeDelta::zero()..span).contains(&since))
    }

    /// The password was right at `now`.
    pub(super) fn keep(&self, proof: Proof, now: Timestamp) {
        self.verified.insert(proof, now);
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::system::OsEntropy;

    const NOW: Timestamp = DateTime::UNIX_EPOCH;

    #[test]
    fn only_the_same_user_stored_hash_and_password_are_remembered_and_only_for_the_span() {
        let remembered = Remembered::new(TimeDelta::seconds(60), &OsEntropy).unwrap();
        let proof = remembered.proof("viewer", "stored", "right");
        assert!(!remembered.holds(&proof, NOW));
        remembered.keep(proof, NOW);
        assert!(remembered.holds(&proof, NOW) && remembered.holds(&proof, NOW + TimeDelta::milliseconds(59_999)));
        for later in [TimeDelta::seconds(60), TimeDelta::seconds(-1)] {
            assert!(!remembered.holds(&proof, NOW + later), "{later}");
        }
        assert!(remembered.is_no_guess(&proof, NOW + TimeDelta::hours(23)));
        assert!(!remembered.is_no_guess(&proof, NOW + TimeDelta::hours(24)));
        for (user, stored, password) in
            [("viewer", "stored", "wrong"), ("viewer", "changed", "right"), ("root", "stored", "right")]
        {
            let other = remembered.proof(user, stored, password);
            assert!(!remembered.holds(&other, NOW) && !remembered.is_no_guess(&other, NOW));
        }
    }

    #[test]
    fn a_span_of_zero_remembers_nothing() {
        let remembered = Remembered::new(TimeDelta::zero(), &OsEntropy).unwrap();
        let proof = remembered.proof("viewer", "stored", "right");
        remembered.keep(proof, NOW);
        assert!(!remembered.holds(&proof, NOW));
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let remembered = Remembered::new(TimeDelta::seconds(60), &OsEntropy).unwrap();
        for number in 0..50_000 {
            remembered.keep(remembered.proof("viewer", "stored", &number.to_string()), NOW);
        }
        assert!(remembered.verified.len() <= MAX_REMEMBERED + 1_000, "{}", remembered.verified.len());
    }
}
