//! Figures for machines: only when asked for, and about nobody.

use chrono::TimeDelta;

use crate::support::service::Service;
use crate::support::world::PASSWORD;

const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";

async fn figures(service: &Service) -> String {
    let answer = service.ask("GET", "/metrics").send().await.expect(200);
    assert_eq!(answer.header("content-type"), "application/openmetrics-text; version=1.0.0; charset=utf-8");
    String::from_utf8(answer.body.to_vec()).unwrap()
}

#[tokio::test]
async fn without_being_switched_on_there_is_nothing() {
    let service = Service::start().await;
    for method in ["GET", "HEAD", "OPTIONS", "POST"] {
        service.ask(method, "/metrics").send().await.expect(404);
    }
}

#[tokio::test]
async fn calls_guesses_failures_and_connections_are_counted_by_what_is_known_beforehand() {
    let service = Service::start_with(|config| {
        config.metrics.enabled = true;
        config.throttle.wrong_hashes_per_minute = 1;
        config.throttle.wrong_passwords_per_minute = 1;
    })
    .await;
    let request = service.request();
    let expired = service.token("viewer", TimeDelta::seconds(1));
    service.clock.pass(TimeDelta::seconds(1));
    service.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(200);
    service.ask("GET", BOB).send().await.expect(401);
    service.ask("GET", BOB).bearer(&expired).send().await.expect(401);
    for status in [401, 429] {
        service.ask("GET", BOB).basic("viewer", "wrong").send().await.expect(status);
        service.ask("GET", BOB).bearer("x.y.z").send().await.expect(status);
    }
    service.ask("DELETE", BOB).basic("viewer", PASSWORD).send().await.expect(403);
    for status in [422, 429] {
        service.confirm(&request.id, "wrong").await.expect(status);
    }
    service.ask("BREW", "/coffee").send().await.expect(404);
    service.ask("POST", "/metrics").send().await.expect(405);
    assert!(service.ask("HEAD", "/metrics").send().await.expect(200).body.is_empty());
    let figures = figures(&service).await;
    let customers = r#"route="/shops/{shopName}/customers/{shopCustomerNumber}",method="GET""#;
    let deletions = r#"route="/shops/{shopName}/customers/{shopCustomerNumber}",method="DELETE""#;
    let confirmations = r#"route="/gdpr-requests/{request-id}/confirmations",method="PUT""#;
    for line in [
        &format!(r#"gdpr_calls_total{{{customers},status="200"}} 1"#),
        &format!(r#"gdpr_calls_total{{{customers},status="401"}} 4"#),
        &format!(r#"gdpr_calls_total{{{deletions},status="403"}} 1"#),
        &format!(r#"gdpr_calls_total{{{confirmations},status="429"}} 1"#),
        r#"gdpr_calls_total{route="-",method="other",status="404"} 1"#,
        r#"gdpr_throttled_total{kind="wrong_hash"} 1"#,
        r#"gdpr_throttled_total{kind="wrong_password"} 1"#,
        r#"gdpr_throttled_total{kind="wrong_token"} 1"#,
        r#"gdpr_authentication_failures_total{kind="no_credentials"} 1"#,
        r#"gdpr_authentication_failures_total{kind="outdated_token"} 1"#,
        r#"gdpr_authentication_failures_total{kind="wrong_password"} 1"#,
        r#"gdpr_authentication_failures_total{kind="wrong_token"} 1"#,
        r#"gdpr_call_duration_seconds_count{route="/gdpr-requests/{request-id}/confirmations"} 2"#,
        "# EOF",
    ] {
        assert!(figures.lines().any(|found| found == line), "{line}\nin {figures}");
    }
    let open = figures.lines().find_map(|line| line.strip_prefix("gdpr_connections_open ")).unwrap();
    assert!(open.parse::<u32>().unwrap() >= 1, "{open}");
    for personal in ["BB002", "inTRONICS", "viewer", "BREW", "coffee", "127.0.0.1", request.id.as_str()] {
        assert!(!figures.contains(personal), "{personal} in {figures}");
    }
}
