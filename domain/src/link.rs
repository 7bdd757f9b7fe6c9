//! The secret in a confirmation link: who knows the hash has read the mail.
//!
//! The hash leaves this service once, in the link. What stays is an HMAC-SHA-256 (RFC 2104) of it under a key that is
//! not in the database, bound to the request's id, so that neither a copied database nor a swapped row opens anything.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::entropy::{Entropy, NoEntropy};
use crate::names::RequestId;

/// The fewest bytes a [`LinkKey`] may have: as many as the digest has (RFC 2104 section 3).
pub const MIN_KEY_BYTES: usize = 32;

/// The key that turns a hash into its digest. Lives outside the database.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LinkKey(Vec<u8>);

/// The key is too short to protect anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the confirmation key has {0} bytes; it needs at least {MIN_KEY_BYTES}")]
pub struct WeakKey(usize);

impl LinkKey {
    /// A key of these bytes.
    ///
    /// # Errors
    /// [`WeakKey`] when there are fewer than [`MIN_KEY_BYTES`].
    pub fn new(bytes: &[u8]) -> Result<Self, WeakKey> {
        if bytes.len() < MIN_KEY_BYTES { Err(WeakKey(bytes.len())) } else { Ok(Self(bytes.to_vec())) }
    }

    /// The digest of `hash` as given for the request `id`. Any text is a valid hash; only one is the right one.
    #[must_use]
    pub fn digest(&self, id: &str, hash: &str) -> LinkDigest {
        // HMAC takes a key of any length, so the error cannot occur; an empty digest would match nothing stored.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return LinkDigest::decoy() };
        mac.update(&(id.len() as u64).to_be_bytes());
        mac.update(id.as_bytes());
        mac.update(hash.as_bytes());
        LinkDigest(mac.finalize().into_bytes().into())
    }
}

impl LinkKey {
    /// The key itself, for what tells whether it is the same one.
    pub(crate) fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for LinkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKey(hidden)")
    }
}

/// What is stored of a hash.
#[derive(Clone, Copy)]
pub struct LinkDigest([u8; 32]);

impl LinkDigest {
    /// The digest as it was stored.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A digest no hash has, to compare with when there is no request: the same work, whether or not an id exists.
    #[must_use]
    pub fn decoy() -> Self {
        Self([0; 32])
    }

    /// Whether both are the same, in a time that does not tell where they differ.
    #[must_use]
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for LinkDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkDigest(hidden)")
    }
}

/// The hash itself, on its only way out: into the link.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LinkHash(String);

impl LinkHash {
    /// A new hash of 256 random bits, 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn random(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes)?;
        let text = bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
            use fmt::Write as _;
            let _ = write!(text, "{byte:02x}");
            text
        });
        bytes.zeroize();
        Ok(Self(text))
    }

    /// A hash that was made before, and sealed in the meantime.
    pub(crate) fn known(hash: String) -> Self {
        Self(hash)
    }

    /// The hash as it stands in the link. Whoever calls this hands out the key to the request.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for LinkHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkHash(hidden)")
    }
}

/// A new request id of 128 random bits, 32 lower-case hexadecimal digits.
///
/// # Errors
/// [`NoEntropy`].
pub fn random_id(entropy: &dyn Entropy) -> Result<RequestId, NoEntropy> {
    let mut bytes = [0; 16];
    entropy.fill(&mut bytes)?;
    // All 128 bits are random: the UUID type serves for its text form, no version bits are set.
    uuid::Uuid::from_bytes(bytes).simple().to_string().parse().map_err(|_| NoEntropy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> LinkKey {
        LinkKey::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn a_digest_matches_only_the_same_key_id_and_hash() {
        let right = key(1).digest("id", "hash");
        assert!(right.matches(&key(1).digest("id", "hash")));
        assert!(!right.matches(&key(2).digest("id", "hash")));
        assert!(!right.matches(&key(1).digest("id2", "hash")));
        assert!(!right.matches(&key(1).digest("id", "Hash")));
        assert!(!right.matches(&LinkDigest::decoy()));
    }

    #[test]
    fn the_border_between_id_and_hash_counts() {
        assert!(!key(1).digest("ab", "c").matches(&key(1).digest("a", "bc")));
    }

    #[test]
    fn a_short_key_is_refused() {
        assert_eq!(LinkKey::new(&[7; 31]).unwrap_err(), WeakKey(31));
    }

    #[test]
    fn nothing_secret_reaches_a_debug_print() {
        assert_eq!(format!("{:?} {:?}", key(65), LinkHash("abc".into())), "LinkKey(hidden) LinkHash(hidden)");
    }
}
