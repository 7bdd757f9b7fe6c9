//! Tokens signed elsewhere, verified by public keys.

use super::*;

// Made for these tests with openssl; they open nothing.
const RSA_PRIVATE: &str = include_str!("../testdata/rsa.pem");
const RSA: &str = include_str!("../testdata/rsa.pub.pem");
const RSA_1024: &str = include_str!("../testdata/rsa1024.pub.pem");
const EC_PRIVATE: &str = include_str!("../testdata/p256.pem");
const EC: &str = include_str!("../testdata/p256.pub.pem");
const EC_384: &str = include_str!("../testdata/p384.pub.pem");
const ED_PRIVATE: &str = include_str!("../testdata/ed25519.pem");
const ED: &str = include_str!("../testdata/ed25519.pub.pem");

fn signed(algorithm: Algorithm, id: Option<&str>) -> String {
    let key = match algorithm {
        Algorithm::ES256 => EncodingKey::from_ec_pem(EC_PRIVATE.as_bytes()),
        Algorithm::EdDSA => EncodingKey::from_ed_pem(ED_PRIVATE.as_bytes()),
        _ => EncodingKey::from_rsa_pem(RSA_PRIVATE.as_bytes()),
    };
    let header = Header { kid: id.map(str::to_owned), ..Header::new(algorithm) };
    encode(&header, &claims(json!({})), &key.unwrap()).unwrap()
}

/// The public keys as a set: `rsa`, `ec` and `ed`.
fn key_set() -> Value {
    let jwk = |algorithm, private: Result<EncodingKey, _>, id: &str| {
        let mut key =
            serde_json::to_value(jsonwebtoken::jwk::Jwk::from_encoding_key(&private.unwrap(), algorithm).unwrap())
                .unwrap();
        key["kid"] = json!(id);
        key
    };
    json!({"keys": [
        jwk(Algorithm::RS256, EncodingKey::from_rsa_pem(RSA_PRIVATE.as_bytes()), "rsa"),
        jwk(Algorithm::ES256, EncodingKey::from_ec_pem(EC_PRIVATE.as_bytes()), "ec"),
        jwk(Algorithm::EdDSA, EncodingKey::from_ed_pem(ED_PRIVATE.as_bytes()), "ed"),
    ]})
}

#[tokio::test]
async fn each_kind_of_key_verifies_its_one_algorithm() {
    let world = World::new();
    for (pem, right) in [(RSA, Algorithm::RS256), (EC, Algorithm::ES256), (ED, Algorithm::EdDSA)] {
        let credentials = world.with_pem(pem).unwrap();
        for algorithm in
            [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA]
        {
            let proved = bearer(&credentials, &signed(algorithm, None)).is_some();
            assert_eq!(proved, algorithm == right, "{algorithm:?} by the key for {right:?}");
        }
    }
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    let world = World::new();
    for pem in [RSA, EC, ED] {
        let credentials = world.with_pem(pem).unwrap();
        for secret in [pem.as_bytes(), pem.trim().as_bytes()] {
            let key = EncodingKey::from_secret(secret);
            let token = encode(&Header::new(Algorithm::HS256), &claims(json!({})), &key).unwrap();
            assert_eq!(bearer(&credentials, &token), None);
        }
    }
}

#[tokio::test]
async fn the_key_id_only_chooses_among_the_keys_of_the_set() {
    let world = World::new();
    let credentials = world.with_key_set(&key_set()).unwrap();
    for (algorithm, id) in [(Algorithm::RS256, "rsa"), (Algorithm::ES256, "ec"), (Algorithm::EdDSA, "ed")] {
        assert!(bearer(&credentials, &signed(algorithm, Some(id))).is_some(), "{id}");
        assert!(bearer(&credentials, &signed(algorithm, None)).is_some(), "{id}, not said");
        assert!(bearer(&credentials, &signed(algorithm, Some("other"))).is_none(), "{id}, said other");
    }
    assert!(bearer(&credentials, &signed(Algorithm::RS256, Some("ec"))).is_none());
    assert!(bearer(&credentials, &signed(Algorithm::RS512, Some("rsa"))).is_none());
    assert!(bearer(&credentials, &hs256(&claims(json!({})))).is_none());
}

#[test]
fn keys_of_a_set_that_are_not_for_signatures_are_left_out() {
    let world = World::new();
    for (index, change, usable) in [
        (0, json!({"use": "enc"}), false),
        (0, json!({"alg": "RSA-OAEP"}), false),
        (0, json!({"alg": "RS512"}), false),
        (1, json!({"alg": "RS256"}), false),
        (1, json!({"crv": "P-384"}), false),
        (0, json!({"n": "AQAB"}), false),
        (0, json!({"use": "sig", "alg": "RS256"}), true),
        (1, json!({"use": "sig", "alg": "ES256"}), true),
        (2, json!({"use": "sig", "alg": "EdDSA"}), true),
    ] {
        let mut key = key_set()["keys"][index].clone();
        key.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(world.with_key_set(&json!({"keys": [key]})).is_ok(), usable, "{change}");
    }
}

#[test]
fn a_key_file_that_cannot_be_used_says_why_without_quoting_it() {
    let world = World::new();
    let refused = |pem: &str| world.with_pem(pem).unwrap_err().to_string();
    assert!(refused(RSA_PRIVATE).contains("private key"));
    assert!(refused(EC_PRIVATE).contains("private key"));
    assert!(refused(RSA_1024).contains("fewer than 2048 bits"));
    assert!(refused(EC_384).contains("another elliptic curve"));
    assert!(refused("sesame").contains("is not a public key in PEM format"));
    assert!(refused("-----BEGIN PUBLIC KEY-----\nc2VzYW1l\n-----END PUBLIC KEY-----").contains("is not an RSA"));

    let refused = |set: Value| world.with_key_set(&set).unwrap_err().to_string();
    assert!(refused(json!({"keys": []})).contains("holds no key"));
    assert!(refused(json!({"key": []})).contains("is not a JSON Web Key Set"));
    assert!(refused(json!({"keys": [{"kty": "oct", "k": "c2VzYW1l"}]})).contains("private or shared"));
    assert!(refused(json!({"keys": [{"kty": "RSA", "d": "c2VzYW1l"}]})).contains("private or shared"));
    assert!(refused(json!({"keys": vec![json!({}); 65]})).contains("more than 64"));

    let missing = world.credentials(|config, folder| config.jwks_file = Some(folder.join("missing.json")));
    assert!(missing.unwrap_err().to_string().starts_with("tokens.jwks_file: "));
}

#[tokio::test]
async fn public_keys_and_a_secret_stand_beside_each_other_and_only_the_secret_signs() {
    let world = World::new();
    let alice = "alice".parse().unwrap();
    let public = world.with_pem(RSA).unwrap();
    assert!(matches!(public.issue(&alice, TimeDelta::hours(1), &OsEntropy), Err(NotIssued::NoSecret)));

    let both = world.credentials(|config, folder| {
        let path = folder.join("both.pem");
        std::fs::write(&path, RSA).unwrap();
        config.public_key_file = Some(path);
        config.secret = Some(Secret::new(SECRET.to_owned()));
    });
    let both = both.unwrap();
    let issued = both.issue(&alice, TimeDelta::hours(1), &OsEntropy).unwrap();
    assert!(bearer(&both, issued.token.reveal()).is_some());
    assert!(bearer(&both, &signed(Algorithm::RS256, None)).is_some());
    assert!(bearer(&public, issued.token.reveal()).is_none());
}
