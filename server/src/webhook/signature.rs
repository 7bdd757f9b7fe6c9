//! What proves to a receiver who sent a webhook, and when: the scheme of [Standard Webhooks], with the name of the key beside
//! it.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The fewest bytes a key may have: as many as the hash has (RFC 2104 section 3).
pub const MIN_KEY_BYTES: usize = 32;
/// The most, by Standard Webhooks.
pub const MAX_KEY_BYTES: usize = 64;
/// What a key may begin with, by Standard Webhooks.
const PREFIX: &str = "whsec_";

/// The key of an endpoint. Wiped from memory when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SigningKey(Vec<u8>);

/// The text is no key. Never repeats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be {MIN_KEY_BYTES} to {MAX_KEY_BYTES} random bytes in base64, with or without \"whsec_\" in front (try `openssl rand \
     -base64 32`)"
)]
pub struct WrongKey;

impl SigningKey {
    /// The key that this text stands for: base64 (RFC 4648 section 4), with or without `whsec_` in front.
    ///
    /// # Errors
    /// [`WrongKey`].
    pub fn read(text: &str) -> Result<Self, WrongKey> {
        let encoded = text.strip_prefix(PREFIX).unwrap_or(text);
        let bytes = STANDARD.decode(encoded).map(Zeroizing::new).map_err(|_| WrongKey)?;
        if (MIN_KEY_BYTES..=MAX_KEY_BYTES).contains(&bytes.len()) { Ok(Self(bytes.to_vec())) } else { Err(WrongKey) }
    }

    /// What stands in `webhook-signature`: `v1,` and HMAC-SHA-256 over id, `.`, timestamp in seconds, `.`, body, in base64.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        // HMAC takes a key of any length, so the error cannot occur; an empty signature is none to any receiver.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(format!("{id}.{timestamp}.").as_bytes());
        mac.update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_standard_webhooks() {
        // The example that its libraries are tested with. Its key is shorter than ours may be.
        let key = SigningKey(STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap());
        assert_eq!(
            key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn id_time_and_body_are_signed_and_so_is_where_one_ends() {
        let key = SigningKey(vec![7; 32]);
        let signed = key.sign("id", 17, b"body");
        assert_eq!(key.sign("id", 17, b"body"), signed);
        for other in [key.sign("ie", 17, b"body"), key.sign("id", 18, b"body"), key.sign("id", 17, b"bodz")] {
            assert_ne!(other, signed);
        }
        assert_ne!(SigningKey(vec![8; 32]).sign("id", 17, b"body"), signed);
    }

    #[test]
    fn a_key_is_base64_of_enough_bytes_and_of_no_more_than_receivers_take() {
        for bytes in [MIN_KEY_BYTES, 48, MAX_KEY_BYTES] {
            let text = STANDARD.encode(vec![7; bytes]);
            for text in [text.clone(), format!("whsec_{text}")] {
                assert_eq!(SigningKey::read(&text).unwrap().0, vec![7; bytes]);
            }
        }
        for wrong in [
            String::new(),
            "whsec_".to_owned(),
            STANDARD.encode([7; MIN_KEY_BYTES - 1]),
            STANDARD.encode([7; MAX_KEY_BYTES + 1]),
            "a text that is long enough, and no base64".to_owned(),
        ] {
            assert_eq!(SigningKey::read(&wrong).unwrap_err(), WrongKey, "{wrong}");
        }
    }

    #[test]
    fn no_key_reaches_a_debug_print() {
        assert_eq!(format!("{:?}", SigningKey(vec![7; 32])), "SigningKey(hidden)");
    }
}
