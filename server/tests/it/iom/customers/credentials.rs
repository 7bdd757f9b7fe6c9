//! Who is calling: Basic or Bearer, and a challenge for each when it is neither.

use chrono::TimeDelta;

use crate::support::client::{Answer, PROBLEM};
use crate::support::service::Service;
use crate::support::world::PASSWORD;

const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";

#[track_caller]
fn assert_challenged(answer: &Answer, token_error: bool) {
    assert_eq!(answer.status, 401, "{answer:?}");
    assert_eq!(answer.header("content-type"), PROBLEM);
    assert_eq!(answer.error(), "caller.unauthenticated.error");
    let challenges: Vec<_> = answer.headers.get_all("www-authenticate").iter().map(|it| it.to_str().unwrap()).collect();
    let [basic, bearer] = challenges[..] else { panic!("{challenges:?}") };
    assert_eq!(basic, r#"Basic realm="gdpr", charset="UTF-8""#);
    assert!(bearer.starts_with(r#"Bearer realm="gdpr""#), "{bearer}");
    assert_eq!(bearer.ends_with(r#", error="invalid_token""#), token_error, "{bearer}");
}

#[tokio::test]
async fn without_credentials_there_is_one_challenge_for_each_scheme() {
    let service = Service::start().await;
    assert_challenged(&service.ask("GET", BOB).send().await, false);
    let head = service.ask("HEAD", BOB).send().await.expect(401);
    assert_eq!(head.headers.get_all("www-authenticate").iter().count(), 2);
}

#[tokio::test]
async fn wrong_names_and_passwords_look_the_same() {
    let service = Service::start().await;
    let mut bodies = Vec::new();
    for (user, password) in
        [("viewer", "wrong"), ("viewer", ""), ("stranger", PASSWORD), ("", PASSWORD), ("", ""), ("Viewer", PASSWORD)]
    {
        let answer = service.ask("GET", BOB).basic(user, password).send().await;
        assert_challenged(&answer, false);
        let mut json = answer.json();
        json["spanId"] = serde_json::Value::Null;
        bodies.push(json);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn malformed_credentials_are_no_credentials() {
    let service = Service::start().await;
    for value in
        ["Basic", "Basic ", "Basic dmlld2Vy", "Basic /zp4", "Basic ###", "Digest x=y", "Bearer", "Bearer x y", "x"]
    {
        assert_challenged(&service.ask("GET", BOB).header("authorization", value).send().await, false);
    }
    assert_challenged(&service.ask("GET", BOB).header("authorization", b"Basic \xff").send().await, false);
    let huge = format!("Basic {}", "A".repeat(10_000));
    assert_challenged(&service.ask("GET", BOB).header("authorization", huge).send().await, false);
    let token = service.token("viewer", TimeDelta::hours(1));
    let two = service.ask("GET", BOB).bearer(&token).another("authorization", &format!("Bearer {token}"));
    assert_challenged(&two.send().await, false);
}

#[tokio::test]
async fn a_token_of_a_known_user_is_as_good_as_a_password_and_names_no_permissions() {
    let service = Service::start().await;
    for (user, status) in [("viewer", 200), ("nobody", 403)] {
        let token = service.token(user, TimeDelta::hours(1));
        service.ask("GET", BOB).bearer(&token).send().await.expect(status);
        let lower_case = format!("bearer {token}");
        service.ask("GET", BOB).header("authorization", lower_case).send().await.expect(status);
    }
}

#[tokio::test]
async fn a_token_works_until_it_expires() {
    let service = Service::start().await;
    let token = service.token("viewer", TimeDelta::seconds(60));
    service.clock.pass(TimeDelta::seconds(59));
    service.ask("GET", BOB).bearer(&token).send().await.expect(200);
    service.clock.pass(TimeDelta::seconds(1));
    assert_challenged(&service.ask("GET", BOB).bearer(&token).send().await, true);
}

#[tokio::test]
async fn a_token_that_was_tampered_with_or_made_by_somebody_else_is_refused() {
    let service = Service::start().await;
    let token = service.token("viewer", TimeDelta::hours(1));
    let [head, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
    let none = "eyJhbGciOiJub25lIn0";
    let other = Service::start().await.token("viewer", TimeDelta::hours(1));
    let forged = [
        format!("{head}.{claims}."),
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{head}.{claims}x.{signature}"),
        other,
        "x.y.z".to_owned(),
        "a".repeat(9_000),
    ];
    for token in forged {
        assert_challenged(&service.ask("GET", BOB).bearer(&token).send().await, true);
    }
}

#[tokio::test]
async fn the_confirmation_contract_asks_for_no_credentials_and_ignores_what_it_gets() {
    let service = Service::start().await;
    let request = service.request();
    let body = serde_json::json!({"hash": request.hash}).to_string();
    let ask = service.put(&request.id).json(body).header("authorization", "Bearer nonsense");
    ask.header("authentication-token", "storefront").send().await.expect(200);
}
