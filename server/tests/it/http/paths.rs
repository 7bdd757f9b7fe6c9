//! Paths that lead nowhere, or are no paths.

use crate::support::client::{PROBLEM, exchange};
use crate::support::service::Service;

#[tokio::test]
async fn an_unknown_path_is_404() {
    let service = Service::start().await;
    for path in [
        "//",
        "/;x=y",
        "/rest",
        "/rest/gdpr",
        "/rest/gdpr/shops/a/customers",
        "/rest/gdpr/shops//customers/b",
        "/rest/gdpr/shops/a/customers/",
        "/REST/gdpr/shops/a/customers/b",
        "//rest/gdpr/shops/a/customers/b",
        "/rest/gdpr/shops/a/../a/customers/b",
        "/rest/gdpr/shops/a/%2e%2e/a/customers/b",
        "/rest/gdpr/shops/a/.%2E/customers/b",
        "/rest/gdpr/shops;x=/..;/customers/b",
        "/rest/gdpr;/..;/rest/gdpr/shops/a/customers/b",
        "/rest/gdpr/shops%2Fa/customers/b",
        "/rest%2fgdpr/shops/a/customers/b",
        "/rest\\gdpr\\shops\\a\\customers\\b",
        "/rest/gdpr/SHOPS/a/customers/b",
        "/rest/gdpr/shops/a/;x/customers/b",
        // To a proxy that decodes first, each of these is another path.
        "/rest/gdpr/shops/a/customers/b;%2F..%2F..%2Fx",
        "/rest/gdpr/shops/a/customers/b;x=y;%2f%2E%2e",
        "/rest/gdpr/shops/a/customers/b;x%5C..%5Cy",
        "/rest/gdpr;%2F./shops/a/customers/b",
        "/rest/gdpr;..;x/shops/a/customers/b",
        "/livez;x=y",
        "/%6civez",
        "/rest/gdpr/shops/a/customers/..",
        "/openapi/",
        "/openapi/other.yaml",
        "/openapi/../livez",
        "/livez/",
        "/metrics",
        "/favicon.ico",
    ] {
        let answer = service.ask("GET", path).send().await.expect(404);
        assert_eq!(answer.header("content-type"), PROBLEM, "{path}");
        assert_eq!(answer.error(), "request.unknown_path.error");
    }
}

#[tokio::test]
async fn matrix_parameters_with_slashes_and_dots_in_them_are_no_part_of_a_name() {
    let service = Service::start().await;
    for parameters in ["pgid=a%2Fb", "x=..", "x=a%2F...%2Fb", "v=1.2;w=.3"] {
        service
            .ask("GET", &format!("/rest/gdpr;{parameters}/shops/a/customers/b;{parameters}"))
            .send()
            .await
            .expect(401);
    }
}

#[tokio::test]
async fn a_path_that_is_not_percent_encoded_utf8_is_400() {
    let service = Service::start().await;
    for path in [
        "/%zz",
        "/%",
        "/rest/gdpr/shops/%ff/customers/b",
        "/rest/gdpr/shops/a/customers/%00",
        "/rest/gdpr/shops/a/customers/b;x=%zz",
        "/rest/gdpr/shops/a/customers/%0d%0aX:y",
        // Longer than it need be, or half a pair (RFC 3629 section 3).
        "/rest/gdpr/shops/a/customers/%c0%af",
        "/%e0%80%af",
        "/%f0%80%80%af",
        "/%ed%a0%80",
        "/%f4%90%80%80",
    ] {
        let answer = service.ask("GET", path).send().await.expect(400);
        assert_eq!(answer.error(), "request.malformed.error", "{path}");
    }
    let raw = "GET /rest/gdpr/shops/a/customers/ü HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answer = exchange(service.address, raw.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
}

#[tokio::test]
async fn a_path_longer_than_the_limit_is_414() {
    let service = Service::start().await;
    let answer = service.ask("GET", &format!("/{}", "a".repeat(8_192))).send().await.expect(414);
    assert_eq!(answer.error(), "request.uri_too_long.error");
    service.ask("GET", &format!("/livez?{}", "a".repeat(8_192))).send().await.expect(414);
    service.ask("GET", &format!("/{}", "a".repeat(8_191))).send().await.expect(404);
}

#[tokio::test]
async fn a_path_of_any_length_is_refused_before_it_is_kept() {
    let service = Service::start().await;
    let long = "a".repeat(100_000);
    for path in [
        format!("/rest/gdpr/shops/a/customers/{long}"),
        format!("/INTERSHOP/rest/WFS/s/-/gdpr-requests/{long}/confirmations"),
    ] {
        let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = exchange(service.address, head.as_bytes()).await;
        // Longer than a head may be, so that it is the head that is refused (RFC 6585 section 5).
        assert!(answer.starts_with("HTTP/1.1 414 ") || answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    service.ask("GET", "/livez").send().await.expect(200);
}
