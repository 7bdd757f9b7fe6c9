//! Bearer tokens: JSON Web Tokens (RFC 7519), signed by a key known here.

use std::fmt;

use domain::clock::Timestamp;
use domain::names::UserName;
use jsonwebtoken::{DecodingKey, EncodingKey, Validation, decode, decode_header};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::keys::{self, Key, KeysError};
use crate::config;
use crate::secret::Secret;

/// The longest token that is looked at, in bytes.
const MAX_BYTES: usize = 8 * 1024;

/// The claims of a token.
pub(super) type Claims = Map<String, Value>;

/// Verifies tokens, and signs them if there is a shared secret.
pub struct Tokens {
    keys: Vec<Key>,
    pub(super) signing: Option<EncodingKey>,
    pub(super) config: config::Tokens,
}

/// Why a token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoGood {
    /// No key of ours signed it.
    Forged,
    /// A key of ours did, but its claims do not hold: it expired, or was made for something else.
    Outdated,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(hidden)")
    }
}

impl Tokens {
    /// Trusts the shared secret, if there is one, and the public keys the configuration names.
    ///
    /// # Errors
    /// [`KeysError`] when a file with public keys cannot be used.
    pub fn new(config: &config::Tokens, secret: Option<&Secret>) -> Result<Self, KeysError> {
        let mut keys = keys::public(config)?;
        keys.extend(secret.map(keys::shared));
        let signing = secret.map(|secret| EncodingKey::from_secret(secret.reveal().as_bytes()));
        Ok(Self { keys, signing, config: config.clone() })
    }

    /// The user this token names, if it holds at `now`. Whether there is such a user is another question.
    ///
    /// # Errors
    /// [`NoGood`].
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<UserName, NoGood> {
        if token.len() > MAX_BYTES {
            return Err(NoGood::Forged);
        }
        let claims = self.signed(token).ok_or(NoGood::Forged)?;
        self.hold(&claims, now).ok_or(NoGood::Outdated)
    }

    /// The claims, if a key of ours signed them.
    fn signed(&self, token: &str) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        // RFC 7515 section 4.1.11: extensions that must be understood, of which none is.
        if header.crit.is_some() {
            return None;
        }
        let chosen = |key: &&Key| match (&key.id, &header.kid) {
            (Some(id), Some(wanted)) => id == wanted,
            _ => true,
        };
        self.keys.iter().filter(chosen).find_map(|key| signed_by(&key.verifier, key.algorithm, token))
    }

    /// The user, if all claims hold.
    fn hold(&self, claims: &Claims, now: Timestamp) -> Option<UserName> {
        let leeway = self.config.leeway;
        let expired = numeric_date(claims.get("exp")?)? <= seconds(now - leeway);
        let premature = match claims.get("nbf") {
            Some(nbf) => numeric_date(nbf)? > seconds(now + leeway),
            None => false,
        };
        let issued_for_us = self.config.issuer.as_ref().is_none_or(|issuer| claims.get("iss") == Some(&json(issuer)));
        let meant_for_us = self.config.audience.as_ref().is_none_or(|audience| match claims.get("aud") {
            Some(Value::Array(all)) => all.contains(&json(audience)),
            one => one == Some(&json(audience)),
        });
        if expired || premature || !issued_for_us || !meant_for_us {
            return None;
        }
        claims.get(&self.config.user_claim)?.as_str()?.parse().ok()
    }
}

fn json(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// The claims, if `key` signed them with `algorithm`, which is the key's and the only one allowed.
fn signed_by(key: &DecodingKey, algorithm: jsonwebtoken::Algorithm, token: &str) -> Option<Claims> {
    let mut validation = Validation::new(algorithm);
    // What claims say is looked at here, by the injected clock; the library would ask the machine for the time.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    decode::<Unique>(token, key, &validation).ok().map(|data| data.claims.0)
}

/// Claims of which each stands there once (RFC 7519 section 4): of two, another server might take the other one.
struct Unique(Claims);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Unique;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unique, A::Error> {
                let mut claims = Claims::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    if claims.insert(name, value).is_some() {
                        return Err(A::Error::custom("a claim stands there twice"));
                    }
                }
                Ok(Unique(claims))
            }
        }
        deserializer.deserialize_map(Names)
    }
}

/// RFC 7519 section 2: seconds, which may have a fraction.
fn numeric_date(value: &Value) -> Option<f64> {
    value.as_f64().filter(|seconds| seconds.is_finite())
}

#[allow(clippy::cast_precision_loss, reason = "exact for the next hundred million years")]
fn seconds(at: Timestamp) -> f64 {
    at.timestamp() as f64 + f64::from(at.timestamp_subsec_millis()) / 1000.0
}
