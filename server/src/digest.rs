//! Digests that only this process can make: what is kept under one tells nothing about what it was made from.

use domain::entropy::{Entropy, NoEntropy};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A random key that lives as long as the process.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct DigestKey([u8; 32]);

impl DigestKey {
    /// A new key.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub(crate) fn random(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        let mut key = Self([0; 32]);
        entropy.fill(&mut key.0)?;
        Ok(key)
    }

    /// The HMAC-SHA-256 (RFC 2104) of `parts`, in which the borders between them count.
    pub(crate) fn of(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes a key of any length, so the error cannot occur.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; 32] };
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::OsEntropy;

    #[test]
    fn a_digest_depends_on_the_key_on_every_part_and_on_their_borders() {
        let (one, other) = (DigestKey::random(&OsEntropy).unwrap(), DigestKey::random(&OsEntropy).unwrap());
        let digest = one.of(&[b"ab", b"c"]);
        assert_eq!(digest, one.of(&[b"ab", b"c"]));
        for different in [other.of(&[b"ab", b"c"]), one.of(&[b"a", b"bc"]), one.of(&[b"abc"]), one.of(&[b"ab", b"d"])] {
            assert_ne!(digest, different);
        }
    }
}
