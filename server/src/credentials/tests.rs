use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta};
use domain::clock::ManualClock;
use domain::store::User;
use domain::store::sqlite::Sqlite;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::*;
use crate::config;
use crate::secret::Secret;
use crate::system::OsEntropy;

const NOW: i64 = 1_800_000_000;
const SECRET: &str = "a secret of at least 32 characters";
const PASSWORD: &str = "correct horse battery";

/// A database with the user alice, a clock that stands at [`NOW`], and credentials checked against both.
struct World {
    folder: tempfile::TempDir,
    store: Arc<dyn Store>,
    clock: ManualClock,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(Sqlite::open(&folder.path().join("gdpr.db")).unwrap());
        let password_hash = passwords::hash(PASSWORD, &OsEntropy).unwrap();
        domain::directory::add_user(&*store, &User { name: "alice".parse().unwrap(), password_hash }).unwrap();
        Self { folder, store, clock: ManualClock::at(DateTime::from_timestamp(NOW, 0).unwrap()) }
    }

    fn credentials(&self, change: impl FnOnce(&mut config::Tokens, &Path)) -> Result<Credentials, KeysError> {
        let mut config = config::Tokens::default();
        change(&mut config, self.folder.path());
        let secret = config.secret.clone();
        let tokens = Tokens::new(&config, secret.as_ref())?;
        let passwords = Passwords::new(2, &OsEntropy).unwrap();
        Ok(Credentials::new(Arc::clone(&self.store), Arc::new(self.clock.clone()), passwords, tokens))
    }

    fn with_secret(&self) -> Credentials {
        self.credentials(|config, _| config.secret = Some(Secret::new(SECRET.to_owned()))).unwrap()
    }

    fn with_pem(&self, pem: &str) -> Result<Credentials, KeysError> {
        self.credentials(|config, folder| {
            let path = folder.join("key.pem");
            std::fs::write(&path, pem).unwrap();
            config.public_key_file = Some(path);
        })
    }

    fn with_key_set(&self, set: &Value) -> Result<Credentials, KeysError> {
        self.credentials(|config, folder| {
            let path = folder.join("keys.json");
            std::fs::write(&path, set.to_string()).unwrap();
            config.jwks_file = Some(path);
        })
    }
}

/// Who a token is taken for.
async fn bearer(credentials: &Credentials, token: &str) -> Option<String> {
    match credentials.bearer(token).await {
        Ok(name) => Some(name.to_string()),
        Err(NotProved::Rejected) => None,
        Err(NotProved::Fault(fault)) => panic!("{fault}"),
    }
}

fn claims(change: Value) -> Value {
    let mut claims: BTreeMap<String, Value> = serde_json::from_value(json!({"sub": "alice", "exp": NOW + 60})).unwrap();
    let change: BTreeMap<String, Value> = serde_json::from_value(change).unwrap();
    claims.extend(change);
    claims.retain(|_, value| !value.is_null());
    json!(claims)
}

fn hs256(claims: &Value) -> String {
    encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
}

fn by_hand(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

#[tokio::test]
async fn the_right_password_proves_the_user_and_nothing_else_does() {
    let world = World::new();
    let credentials = world.with_secret();
    assert_eq!(credentials.basic("alice", PASSWORD).await.unwrap().as_str(), "alice");
    for (user, password) in [
        ("alice", "wrong horse battery"),
        ("alice", ""),
        ("", PASSWORD),
        ("", ""),
        ("bob", PASSWORD),
        ("Alice", PASSWORD),
        ("alice ", PASSWORD),
        ("a/b", PASSWORD),
        ("alice", &"x".repeat(2000)),
    ] {
        assert!(matches!(credentials.basic(user, password).await, Err(NotProved::Rejected)), "{user} {password}");
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_a_fault_and_not_a_wrong_password() {
    let world = World::new();
    let credentials = world.with_secret();
    for name in ["gdpr.db", "gdpr.db-wal", "gdpr.db-shm"] {
        std::fs::remove_file(world.folder.path().join(name)).ok();
    }
    assert!(matches!(credentials.basic("alice", PASSWORD).await, Err(NotProved::Fault(_))));
    assert!(matches!(credentials.bearer(&hs256(&claims(json!({})))).await, Err(NotProved::Fault(_))));
}

#[tokio::test]
async fn a_token_signed_with_the_secret_names_its_user_until_it_expires() {
    let world = World::new();
    let credentials = world.with_secret();
    let token = hs256(&claims(json!({})));
    assert_eq!(bearer(&credentials, &token).await.as_deref(), Some("alice"));
    world.clock.pass(TimeDelta::milliseconds(59_999));
    assert_eq!(bearer(&credentials, &token).await.as_deref(), Some("alice"));
    world.clock.pass(TimeDelta::milliseconds(1));
    assert_eq!(bearer(&credentials, &token).await, None);
}

#[tokio::test]
async fn claims_decide() {
    let world = World::new();
    let credentials = world.with_secret();
    for (change, good) in [
        (json!({"exp": NOW as f64 + 0.5}), true),
        (json!({"exp": null}), false),
        (json!({"exp": NOW}), false),
        (json!({"exp": "2099-01-01"}), false),
        (json!({"exp": (NOW + 60).to_string()}), false),
        (json!({"nbf": NOW}), true),
        (json!({"nbf": NOW + 1}), false),
        (json!({"nbf": "soon"}), false),
        (json!({"sub": null}), false),
        (json!({"sub": 7}), false),
        (json!({"sub": ""}), false),
        (json!({"sub": "bob"}), false),
        (json!({"sub": "a:b"}), false),
        (json!({"iss": "anybody", "aud": "anyone"}), true),
    ] {
        assert_eq!(bearer(&credentials, &hs256(&claims(change.clone()))).await.is_some(), good, "{change}");
    }
}

#[tokio::test]
async fn leeway_stretches_both_ends() {
    let world = World::new();
    let credentials = world.credentials(|config, _| {
        config.secret = Some(Secret::new(SECRET.to_owned()));
        config.leeway = TimeDelta::seconds(30);
    });
    let credentials = credentials.unwrap();
    for (change, good) in [
        (json!({"exp": NOW - 29}), true),
        (json!({"exp": NOW - 30}), false),
        (json!({"nbf": NOW + 30}), true),
        (json!({"nbf": NOW + 31}), false),
    ] {
        assert_eq!(bearer(&credentials, &hs256(&claims(change.clone()))).await.is_some(), good, "{change}");
    }
}

#[tokio::test]
async fn issuer_audience_and_the_users_claim_are_looked_at_when_configured() {
    let world = World::new();
    let credentials = world.credentials(|config, _| {
        config.secret = Some(Secret::new(SECRET.to_owned()));
        config.issuer = Some("login".to_owned());
        config.audience = Some("gdpr".to_owned());
        config.user_claim = "user".to_owned();
    });
    let credentials = credentials.unwrap();
    let right = json!({"sub": "x", "user": "alice", "iss": "login", "aud": "gdpr"});
    for (key, value, good) in [
        ("aud", json!("gdpr"), true),
        ("aud", json!(["other", "gdpr"]), true),
        ("aud", json!(["other"]), false),
        ("aud", json!([]), false),
        ("aud", json!("other"), false),
        ("aud", json!(null), false),
        ("iss", json!("other"), false),
        ("iss", json!(["login"]), false),
        ("iss", json!(null), false),
        ("user", json!(null), false),
        ("user", json!("bob"), false),
    ] {
        let mut change = right.clone();
        change[key] = value;
        assert_eq!(bearer(&credentials, &hs256(&claims(change.clone()))).await.is_some(), good, "{change}");
    }
    let issued = credentials.issue(&"alice".parse().unwrap(), TimeDelta::hours(1), &OsEntropy).unwrap();
    assert_eq!(bearer(&credentials, issued.token.reveal()).await.as_deref(), Some("alice"));
}

#[tokio::test]
async fn what_is_not_a_signed_token_is_rejected() {
    let world = World::new();
    let credentials = world.with_secret();
    let good = hs256(&claims(json!({})));
    let (message, signature) = good.rsplit_once('.').unwrap();
    let none = json!({"alg": "none", "typ": "JWT"});
    let crit = Header { crit: Some(vec!["exp".to_owned()]), ..Header::new(Algorithm::HS256) };
    let crit = encode(&crit, &claims(json!({})), &EncodingKey::from_secret(SECRET.as_bytes())).unwrap();
    let longer = hs256(&claims(json!({"padding": "x".repeat(8 * 1024)})));
    let other_hash =
        encode(&Header::new(Algorithm::HS512), &claims(json!({})), &EncodingKey::from_secret(SECRET.as_bytes()));
    for token in [
        "",
        ".",
        "..",
        "x.y.z",
        message,
        &format!("{message}."),
        &format!("{good}."),
        &format!("{message}.{}", signature.to_uppercase()),
        &by_hand(&none, &claims(json!({})), ""),
        &by_hand(&none, &claims(json!({})), signature),
        &by_hand(&json!({"alg": "NONE"}), &claims(json!({})), ""),
        &by_hand(&json!({}), &claims(json!({})), signature),
        &hs256(&json!([])),
        &crit,
        &longer,
        &other_hash.unwrap(),
    ] {
        assert_eq!(bearer(&credentials, token).await, None, "{token}");
    }
}

#[tokio::test]
async fn an_issued_token_says_who_and_until_when_and_nothing_else() {
    let world = World::new();
    let credentials = world.with_secret();
    let alice = "alice".parse().unwrap();
    let issued = credentials.issue(&alice, TimeDelta::minutes(5), &OsEntropy).unwrap();
    assert_eq!(issued.expires_at.timestamp(), NOW + 300);
    assert_eq!(bearer(&credentials, issued.token.reveal()).await.as_deref(), Some("alice"));
    let payload = issued.token.reveal().split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let names: Vec<_> = claims.as_object().unwrap().keys().collect();
    assert_eq!(names, ["exp", "iat", "jti", "sub"]);
    assert_eq!(claims["jti"].as_str().unwrap().parse::<uuid::Uuid>().unwrap().get_version_num(), 4);

    assert!(matches!(
        credentials.issue(&"bob".parse().unwrap(), TimeDelta::hours(1), &OsEntropy),
        Err(NotIssued::UnknownUser(_))
    ));
    for ttl in [TimeDelta::zero(), TimeDelta::seconds(-1), TimeDelta::hours(24) + TimeDelta::seconds(1)] {
        assert!(matches!(credentials.issue(&alice, ttl, &OsEntropy), Err(NotIssued::Ttl)));
    }
}

mod public_keys {
    use super::*;

    // Made for these tests with openssl; they open nothing.
    const RSA_PRIVATE: &str = include_str!("testdata/rsa.pem");
    const RSA: &str = include_str!("testdata/rsa.pub.pem");
    const RSA_1024: &str = include_str!("testdata/rsa1024.pub.pem");
    const EC_PRIVATE: &str = include_str!("testdata/p256.pem");
    const EC: &str = include_str!("testdata/p256.pub.pem");
    const EC_384: &str = include_str!("testdata/p384.pub.pem");
    const ED_PRIVATE: &str = include_str!("testdata/ed25519.pem");
    const ED: &str = include_str!("testdata/ed25519.pub.pem");

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
            for algorithm in [
                Algorithm::RS256,
                Algorithm::RS384,
                Algorithm::RS512,
                Algorithm::PS256,
                Algorithm::ES256,
                Algorithm::EdDSA,
            ] {
                let proved = bearer(&credentials, &signed(algorithm, None)).await.is_some();
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
                assert_eq!(bearer(&credentials, &token).await, None);
            }
        }
    }

    #[tokio::test]
    async fn the_key_id_only_chooses_among_the_keys_of_the_set() {
        let world = World::new();
        let credentials = world.with_key_set(&key_set()).unwrap();
        for (algorithm, id) in [(Algorithm::RS256, "rsa"), (Algorithm::ES256, "ec"), (Algorithm::EdDSA, "ed")] {
            assert!(bearer(&credentials, &signed(algorithm, Some(id))).await.is_some(), "{id}");
            assert!(bearer(&credentials, &signed(algorithm, None)).await.is_some(), "{id}, not said");
            assert!(bearer(&credentials, &signed(algorithm, Some("other"))).await.is_none(), "{id}, said other");
        }
        assert!(bearer(&credentials, &signed(Algorithm::RS256, Some("ec"))).await.is_none());
        assert!(bearer(&credentials, &signed(Algorithm::RS512, Some("rsa"))).await.is_none());
        assert!(bearer(&credentials, &hs256(&claims(json!({})))).await.is_none());
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
        assert!(bearer(&both, issued.token.reveal()).await.is_some());
        assert!(bearer(&both, &signed(Algorithm::RS256, None)).await.is_some());
        assert!(bearer(&public, issued.token.reveal()).await.is_none());
    }
}
