//! Methods: those of the contract, HEAD with GET, OPTIONS everywhere.

use crate::support::client::{CONTAINER, PROBLEM, exchange};
use crate::support::service::Service;
use crate::support::world::SITE;

fn confirmations() -> String {
    format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations")
}

#[tokio::test]
async fn a_method_the_path_does_not_have_is_405_with_those_it_has() {
    let service = Service::start().await;
    for method in ["GET", "HEAD", "POST", "DELETE", "PATCH", "TRACE", "PROPFIND", "put"] {
        let answer = service.ask(method, &confirmations()).send().await.expect(405);
        assert_eq!(answer.header("allow"), "PUT, OPTIONS", "{method}");
        assert_eq!(answer.header("content-type"), CONTAINER);
    }
    for method in ["PUT", "POST", "PATCH", "delete"] {
        let answer = service.ask(method, "/rest/gdpr/shops/a/customers/b").send().await.expect(405);
        assert_eq!(answer.header("allow"), "DELETE, GET, HEAD, OPTIONS");
        assert_eq!(answer.header("content-type"), PROBLEM);
        assert_eq!(answer.error(), "request.method_not_allowed.error");
    }
    for path in ["/livez", "/readyz", "/openapi/icm-gdpr.yaml"] {
        assert_eq!(service.ask("POST", path).send().await.expect(405).header("allow"), "GET, HEAD, OPTIONS");
    }
}

#[tokio::test]
async fn options_says_what_there_is_without_credentials_or_a_body() {
    let service = Service::start().await;
    for (path, allow) in [
        (confirmations().as_str(), "PUT, OPTIONS"),
        ("/rest/gdpr/shops/a/customers/b", "DELETE, GET, HEAD, OPTIONS"),
        ("/livez", "GET, HEAD, OPTIONS"),
    ] {
        let answer = service.ask("OPTIONS", path).send().await.expect(204);
        assert_eq!(answer.header("allow"), allow);
        assert!(answer.body.is_empty());
    }
    service.ask("OPTIONS", "/nowhere").send().await.expect(404);
    let whole = exchange(service.address, b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(whole.starts_with("HTTP/1.1 204 ") && whole.contains("allow: "), "{whole}");
    let not_whole = exchange(service.address, b"PUT * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(not_whole.starts_with("HTTP/1.1 400 "), "{not_whole}");
}
