//! Tokens of our own, for users who are known here.

use chrono::{SubsecRound, TimeDelta};
use domain::clock::Timestamp;
use domain::entropy::{Entropy, NoEntropy};
use domain::names::UserName;
use domain::store::StoreError;
use jsonwebtoken::{Algorithm, Header, encode};
use serde_json::json;

use super::Credentials;
use super::tokens::Claims;
use crate::secret::Secret;

/// The longest a token can hold. It cannot be called back, so a day has to do.
pub const MAX_TTL: TimeDelta = TimeDelta::hours(24);

/// A new token.
#[derive(Debug)]
pub struct Issued {
    /// The token. Whoever has it is the user, until it expires.
    pub token: Secret,
    /// From this moment on it no longer holds.
    pub expires_at: Timestamp,
}

/// Why no token was issued.
#[derive(Debug, thiserror::Error)]
pub enum NotIssued {
    /// Tokens are signed elsewhere.
    #[error(
        "this server only has public keys, which verify tokens but cannot sign them: let their issuer make the token, \
         or configure tokens.secret as well"
    )]
    NoSecret,
    /// Nobody could use it.
    #[error("there is no user \"{0}\"; add them first")]
    UnknownUser(UserName),
    /// Shorter than a second or longer than [`MAX_TTL`].
    #[error("a token holds from one second to 24 hours")]
    Ttl,
    /// Storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
    /// The library refused to sign.
    #[error("the token cannot be signed")]
    Signing,
}

impl Credentials {
    /// A token for `user` that holds for `ttl` from now on. Blocks.
    ///
    /// # Errors
    /// [`NotIssued`].
    pub fn issue(&self, user: &UserName, ttl: TimeDelta, entropy: &dyn Entropy) -> Result<Issued, NotIssued> {
        let key = self.tokens.signing.as_ref().ok_or(NotIssued::NoSecret)?;
        if ttl < TimeDelta::seconds(1) || ttl > MAX_TTL {
            return Err(NotIssued::Ttl);
        }
        if self.store.read("user", |view| view.user(user))?.is_none() {
            return Err(NotIssued::UnknownUser(user.clone()));
        }
        let mut id = [0; 16];
        entropy.fill(&mut id)?;
        let now = self.clock.now().trunc_subsecs(0);
        let expires_at = now + ttl;
        let config = &self.tokens.config;
        let mut claims = Claims::new();
        for (claim, value) in [("iss", &config.issuer), ("aud", &config.audience)] {
            if let Some(value) = value {
                claims.insert(claim.to_owned(), json!(value));
            }
        }
        claims.insert("iat".to_owned(), json!(now.timestamp()));
        claims.insert("exp".to_owned(), json!(expires_at.timestamp()));
        claims.insert("jti".to_owned(), json!(uuid::Builder::from_random_bytes(id).into_uuid().to_string()));
        claims.insert(config.user_claim.clone(), json!(user.as_str()));
        let token = encode(&Header::new(Algorithm::HS256), &claims, key).map_err(|_| NotIssued::Signing)?;
        Ok(Issued { token: Secret::new(token), expires_at })
    }
}
