//! Host: exactly one on HTTP/1.1.

use crate::support::client::exchange;
use crate::support::service::Service;

#[tokio::test]
async fn no_host_two_hosts_and_a_host_that_is_none_are_400() {
    let service = Service::start().await;
    let no_host = service.ask("GET", "/livez").without("host").send().await.expect(400);
    assert_eq!(no_host.error(), "request.malformed.error");
    service.ask("GET", "/livez").another("host", "example.org").send().await.expect(400);
    service.ask("GET", "/livez").header("host", "a b").send().await.expect(400);
    service.put("x").json("{}").without("host").send().await.expect(400);
}

#[tokio::test]
async fn http_1_0_needs_no_host() {
    let service = Service::start().await;
    let answer = exchange(service.address, b"GET /livez HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.0 200 ") && answer.ends_with("alive\n"), "{answer}");
}
