//! Keys that verify tokens, each pinned to one algorithm: what a token says about itself never chooses it.

use std::path::{Path, PathBuf};

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize as _;
use serde_json::Value;

use crate::config;
use crate::secret::Secret;

/// Most keys of a key set that are looked at.
const MAX_KEYS: usize = 64;

/// RSA keys with fewer bits are refused (RFC 7518 section 3.3).
const MIN_RSA_BYTES: usize = 2048 / 8;

/// A key and the one algorithm it verifies.
pub(super) struct Key {
    pub(super) algorithm: Algorithm,
    pub(super) verifier: DecodingKey,
    /// The `kid` of a key from a set.
    pub(super) id: Option<String>,
}

/// Why a configured key cannot be used. Never quotes the file.
#[derive(Debug, thiserror::Error)]
#[error("{key}: {path} {problem}", path = .path.display())]
pub struct KeysError {
    /// The key that names the file.
    pub key: &'static str,
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: String,
}

/// The key of HS256 tokens.
pub(super) fn shared(secret: &Secret) -> Key {
    Key { algorithm: Algorithm::HS256, verifier: DecodingKey::from_secret(secret.reveal().as_bytes()), id: None }
}

/// The public keys that are configured, if any.
pub(super) fn public(config: &config::Tokens) -> Result<Vec<Key>, KeysError> {
    let read = |key, path: &Path, parse: fn(&str) -> Result<Vec<Key>, String>| {
        let error = |problem| KeysError { key, path: path.to_owned(), problem };
        let text = std::fs::read_to_string(path).map_err(|why| error(format!("cannot be read: {why}")))?;
        parse(&text).map_err(error)
    };
    if let Some(path) = &config.public_key_file {
        read("tokens.public_key_file", path, |text| pem(text).map(|key| vec![key]))
    } else if let Some(path) = &config.jwks_file {
        read("tokens.jwks_file", path, key_set)
    } else {
        Ok(Vec::new())
    }
}

/// A public key in PEM format. Its kind decides about the algorithm.
fn pem(text: &str) -> Result<Key, String> {
    let label = text.lines().find_map(|line| line.trim().strip_prefix("-----BEGIN ")).unwrap_or_default();
    let label = label.trim_end_matches('-');
    if label.contains("PRIVATE KEY") {
        return Err("holds a private key, which only the issuer of tokens may have; give the public one".to_owned());
    }
    let bytes = text.as_bytes();
    let parsed = match label {
        "PUBLIC KEY" => DecodingKey::from_ec_pem(bytes)
            .map(|key| (Algorithm::ES256, key))
            .or_else(|_| DecodingKey::from_ed_pem(bytes).map(|key| (Algorithm::EdDSA, key)))
            .or_else(|_| DecodingKey::from_rsa_pem(bytes).map(|key| (Algorithm::RS256, key))),
        "RSA PUBLIC KEY" => DecodingKey::from_rsa_pem(bytes).map(|key| (Algorithm::RS256, key)),
        _ => return Err("is not a public key in PEM format (-----BEGIN PUBLIC KEY-----)".to_owned()),
    };
    let (algorithm, key) = parsed.map_err(|_| "is not an RSA, P-256 or Ed25519 public key in PEM format".to_owned())?;
    let length = key.try_get_as_bytes().map_or(0, <[u8]>::len);
    match algorithm {
        // A point of P-256, whole or compressed; those of other curves are longer.
        Algorithm::ES256 if length != 65 && length != 33 => {
            Err("is a key of another elliptic curve than P-256".to_owned())
        }
        // The encoded key is a little longer than its modulus.
        Algorithm::RS256 if length <= MIN_RSA_BYTES => Err("is an RSA key of fewer than 2048 bits".to_owned()),
        _ => Ok(Key { algorithm, verifier: key, id: None }),
    }
}

/// The keys of a JSON Web Key Set that can verify signatures of tokens. Others, such as those for encryption, are left
/// out: issuers publish all they have in one set.
fn key_set(text: &str) -> Result<Vec<Key>, String> {
    let set: Value = serde_json::from_str(text).map_err(|_| "is not JSON".to_owned())?;
    let keys = set["keys"].as_array().ok_or("is not a JSON Web Key Set: it has no list \"keys\"")?;
    if keys.len() > MAX_KEYS {
        return Err(format!("holds more than {MAX_KEYS} keys"));
    }
    if keys.iter().any(|key| key["kty"] == "oct" || !key["d"].is_null()) {
        return Err("holds a private or shared key; a key set of public keys is needed (a shared secret belongs in \
                    tokens.secret)"
            .to_owned());
    }
    let usable: Vec<Key> = keys.iter().filter_map(from_set).collect();
    if usable.is_empty() {
        return Err("holds no key for RS256 (2048 bits or more), ES256 or EdDSA (Ed25519)".to_owned());
    }
    Ok(usable)
}

fn from_set(key: &Value) -> Option<Key> {
    let jwk = Jwk::deserialize(key).ok()?;
    if jwk.common.public_key_use.as_ref().is_some_and(|purpose| *purpose != PublicKeyUse::Signature) {
        return None;
    }
    let (algorithm, named) = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => (Algorithm::RS256, KeyAlgorithm::RS256),
        AlgorithmParameters::EllipticCurve(it) if it.curve == EllipticCurve::P256 => {
            (Algorithm::ES256, KeyAlgorithm::ES256)
        }
        AlgorithmParameters::OctetKeyPair(it) if it.curve == EllipticCurve::Ed25519 => {
            (Algorithm::EdDSA, KeyAlgorithm::EdDSA)
        }
        _ => return None,
    };
    if jwk.common.key_algorithm.is_some_and(|declared| declared != named) {
        return None;
    }
    let decoded = DecodingKey::from_jwk(&jwk).ok()?;
    if let jsonwebtoken::DecodingKeyKind::RsaModulusExponent { n, .. } = decoded.kind()
        && n.iter().skip_while(|byte| **byte == 0).count() < MIN_RSA_BYTES
    {
        return None;
    }
    Some(Key { algorithm, verifier: decoded, id: jwk.common.key_id })
}
