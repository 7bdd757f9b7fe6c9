mod public_keys;

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

async fn basic(credentials: &Credentials, user: &str, password: &str) -> Result<UserName, NotProved> {
    credentials.basic(user, password, &Guesser::trusted()).await
}

/// Who a token is taken for.
fn bearer(credentials: &Credentials, token: &str) -> Option<String> {
    match credentials.bearer(token) {
        Ok(name) => Some(name.to_string()),
        Err(NotProved::Rejected | NotProved::Outdated) => None,
        Err(other) => panic!("{other:?}"),
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
    assert_eq!(basic(&credentials, "alice", PASSWORD).await.unwrap().as_str(), "alice");
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
        assert!(matches!(basic(&credentials, user, password).await, Err(NotProved::Rejected)), "{user} {password}");
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_a_fault_and_not_a_wrong_password() {
    let world = World::new();
    let credentials = world.with_secret();
    for name in ["gdpr.db", "gdpr.db-wal", "gdpr.db-shm"] {
        std::fs::remove_file(world.folder.path().join(name)).ok();
    }
    assert!(matches!(basic(&credentials, "alice", PASSWORD).await, Err(NotProved::Fault(_))));
    assert!(matches!(credentials.bearer(&hs256(&claims(json!({})))), Err(NotProved::Fault(_))));
}

#[tokio::test]
async fn a_token_signed_with_the_secret_names_its_user_until_it_expires() {
    let world = World::new();
    let credentials = world.with_secret();
    let token = hs256(&claims(json!({})));
    assert_eq!(bearer(&credentials, &token).as_deref(), Some("alice"));
    world.clock.pass(TimeDelta::milliseconds(59_999));
    assert_eq!(bearer(&credentials, &token).as_deref(), Some("alice"));
    world.clock.pass(TimeDelta::milliseconds(1));
    assert_eq!(bearer(&credentials, &token), None);
}

#[tokio::test]
async fn claims_decide() {
    let world = World::new();
    let credentials = world.with_secret();
    for (change, good) in [
        (json!({"exp": 1_800_000_000.5}), true),
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
        assert_eq!(bearer(&credentials, &hs256(&claims(change.clone()))).is_some(), good, "{change}");
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
        assert_eq!(bearer(&credentials, &hs256(&claims(change.clone()))).is_some(), good, "{change}");
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
        assert_eq!(bearer(&credentials, &hs256(&claims(change.clone()))).is_some(), good, "{change}");
    }
    let issued = credentials.issue(&"alice".parse().unwrap(), TimeDelta::hours(1), &OsEntropy).unwrap();
    assert_eq!(bearer(&credentials, issued.token.reveal()).as_deref(), Some("alice"));
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
        assert_eq!(bearer(&credentials, token), None, "{token}");
    }
}

#[tokio::test]
async fn an_issued_token_says_who_and_until_when_and_nothing_else() {
    let world = World::new();
    let credentials = world.with_secret();
    let alice = "alice".parse().unwrap();
    let issued = credentials.issue(&alice, TimeDelta::minutes(5), &OsEntropy).unwrap();
    assert_eq!(issued.expires_at.timestamp(), NOW + 300);
    assert_eq!(bearer(&credentials, issued.token.reveal()).as_deref(), Some("alice"));
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
