//! Tokens that prove nothing: forged, confused, out of date, meant for somebody else, or read in two ways.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::support::client::Answer;
use crate::support::process::Site;
use crate::support::service::Service;

const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";
/// When the clock of these services stands.
const NOW: i64 = 1_800_000_000;
/// Made for tests; it opens nothing.
const PUBLIC_KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/credentials/testdata/rsa.pub.pem");

async fn service() -> Service {
    Service::start_with(|config| config.throttle.wrong_passwords_per_minute = 0).await
}

async fn call(service: &Service, token: &str) -> Answer {
    service.ask("GET", BOB).bearer(token).send().await
}

/// 401, and the challenge says that it was the token (RFC 6750 section 3.1).
#[track_caller]
fn assert_invalid(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 401, "{what}: {answer:?}");
    let mut challenges = answer.headers.get_all("www-authenticate").iter();
    assert!(challenges.any(|it| it == r#"Bearer realm="gdpr", error="invalid_token""#), "{what}: {answer:?}");
}

fn part(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn claims() -> Value {
    json!({"sub": "viewer", "exp": NOW + 60})
}

/// A token with these claims as they are written, signed with the secret of the service.
fn signed(service: &Service, claims: &str) -> String {
    let message = format!("{}.{}", part(r#"{"alg":"HS256"}"#), part(claims));
    let key = EncodingKey::from_secret(service.secret.reveal().as_bytes());
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{message}.{signature}")
}

fn hs256(header: Header, secret: &[u8]) -> String {
    encode(&Header { alg: Algorithm::HS256, ..header }, &claims(), &EncodingKey::from_secret(secret)).unwrap()
}

#[tokio::test]
async fn a_token_that_says_it_needs_no_signature_is_refused() {
    let service = service().await;
    for algorithm in ["none", "None", "NONE", "nOnE", ""] {
        let message = format!("{}.{}", part(json!({"alg": algorithm}).to_string()), part(claims().to_string()));
        for signature in ["", "AA", &part(claims().to_string())] {
            assert_invalid(&call(&service, &format!("{message}.{signature}")).await, algorithm);
        }
        call(&service, &message).await.expect(401);
    }
}

#[tokio::test]
async fn a_public_key_taken_for_a_shared_secret_signs_nothing() {
    let service = Service::start_with(|config| {
        config.tokens.public_key_file = Some(PUBLIC_KEY.into());
        config.throttle.wrong_passwords_per_minute = 0;
    })
    .await;
    let pem = std::fs::read_to_string(PUBLIC_KEY).unwrap();
    let lines: Vec<_> = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let der = base64::engine::general_purpose::STANDARD.decode(lines.concat()).unwrap();
    for secret in [pem.as_bytes(), pem.trim().as_bytes(), lines.concat().as_bytes(), &der, b""] {
        assert_invalid(&call(&service, &hs256(Header::default(), secret)).await, "HS256 by a public key");
    }
    // The secret beside it still signs.
    call(&service, &service.token("viewer", TimeDelta::hours(1))).await.expect(200);
}

#[tokio::test]
async fn a_header_chooses_no_file_and_brings_no_key_along() {
    let service = service().await;
    let ids = ["../../../../../../dev/null", "/dev/null", "' OR 1=1 --", "http://127.0.0.1:1/", "\u{0}", ""];
    for id in ids {
        let header = Header { kid: Some(id.to_owned()), ..Header::default() };
        // What is in that file, if somebody reads it.
        assert_invalid(&call(&service, &hs256(header, b"")).await, id);
    }
    let own = "a secret of the attacker's own, long enough";
    let jwk = json!({"kty": "oct", "k": part(own)});
    for header in [
        json!({"alg": "HS256", "jwk": jwk}),
        json!({"alg": "HS256", "jku": "http://127.0.0.1:1/keys.json"}),
        json!({"alg": "HS256", "x5u": "http://127.0.0.1:1/key.pem"}),
    ] {
        let message = format!("{}.{}", part(header.to_string()), part(claims().to_string()));
        let key = EncodingKey::from_secret(own.as_bytes());
        let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap();
        assert_invalid(&call(&service, &format!("{message}.{signature}")).await, &header.to_string());
    }
}

#[tokio::test]
async fn claims_out_of_date_or_meant_for_somebody_else_are_refused() {
    let service = Service::start_with(|config| {
        config.tokens.audience = Some("gdpr".to_owned());
        config.tokens.issuer = Some("login".to_owned());
    })
    .await;
    let right = json!({"sub": "viewer", "exp": NOW + 60, "nbf": NOW, "aud": "gdpr", "iss": "login"});
    call(&service, &signed(&service, &right.to_string())).await.expect(200);
    for (claim, wrong) in [
        ("exp", json!(NOW)),
        ("exp", json!(NOW - 86_400)),
        ("exp", json!("tomorrow")),
        ("exp", json!(null)),
        ("nbf", json!(NOW + 1)),
        ("aud", json!("shop")),
        ("aud", json!(["shop"])),
        ("aud", json!(null)),
        ("iss", json!("elsewhere")),
        ("iss", json!(null)),
        ("sub", json!("stranger")),
        ("sub", json!(["viewer"])),
        ("sub", json!(null)),
    ] {
        let mut claims = right.clone();
        claims[claim] = wrong;
        let token = signed(&service, &claims.to_string());
        assert_invalid(&call(&service, &token).await, &claims.to_string());
    }
}

#[tokio::test]
async fn a_claim_that_stands_there_twice_is_refused_whichever_would_count() {
    let service = service().await;
    let exp = NOW + 60;
    call(&service, &signed(&service, &format!(r#"{{"sub":"viewer","exp":{exp}}}"#))).await.expect(200);
    for claims in [
        format!(r#"{{"sub":"nobody","sub":"viewer","exp":{exp}}}"#),
        format!(r#"{{"sub":"viewer","sub":"nobody","exp":{exp}}}"#),
        format!(r#"{{"sub":"viewer","sub":"viewer","exp":{exp}}}"#),
        format!(r#"{{"sub":"viewer","exp":{NOW},"exp":{exp}}}"#),
        format!(r#"{{"sub":"viewer","s\u0075b":"nobody","exp":{exp}}}"#),
    ] {
        assert_invalid(&call(&service, &signed(&service, &claims)).await, &claims);
    }
    let twice = format!("{}.{}", part(r#"{"alg":"none","alg":"HS256"}"#), part(claims().to_string()));
    let key = EncodingKey::from_secret(service.secret.reveal().as_bytes());
    let signature = jsonwebtoken::crypto::sign(twice.as_bytes(), &key, Algorithm::HS256).unwrap();
    assert_invalid(&call(&service, &format!("{twice}.{signature}")).await, "alg twice");
}

#[tokio::test]
async fn credentials_beyond_measure_are_refused_before_they_are_read() {
    let service = service().await;
    let padding = "x".repeat(9_000);
    let large = signed(&service, &json!({"sub": "viewer", "exp": NOW + 60, "padding": padding}).to_string());
    assert_invalid(&call(&service, &large).await, "a token of 12 kB");
    let begun = "GET /rest/gdpr/shops/inTRONICS/customers/BB002 HTTP/1.1\r\nHost: x\r\nAuthorization:";
    for credentials in [format!("Bearer {}", "x".repeat(1 << 20)), format!("Basic {}", "A".repeat(1 << 20))] {
        let head = format!("{begun} {credentials}\r\n\r\n");
        let answer = crate::support::client::exchange(service.address, head.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    let longest = "p".repeat(1_025);
    service.ask("GET", BOB).basic("viewer", &longest).send().await.expect(401);
}

#[tokio::test]
async fn a_server_with_a_weak_secret_does_not_start() {
    let site = Site::with_world().await;
    for secret in ["x", "changeme", "0123456789012345678901234567890"] {
        let mut command = site.command(&["serve", "--listen", "127.0.0.1:0"]);
        let output = command.env("GDPR_TOKENS_SECRET", secret).output().await.unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains("tokens.secret") && errors.contains("32"), "{errors}");
        assert!(output.stdout.is_empty() && (secret.len() < 2 || !errors.contains(secret)), "{errors}");
    }
    let file = site.path("secret");
    std::fs::write(&file, "too short\n").unwrap();
    let mut command = site.command(&["serve", "--listen", "127.0.0.1:0"]);
    let output = command.env("GDPR_TOKENS_SECRET_FILE", &file).output().await.unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}
