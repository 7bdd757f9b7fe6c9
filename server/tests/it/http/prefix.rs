//! Below the path prefix of a reverse proxy.

use serde_json::json;

use crate::support::client::{CONTAINER, PROBLEM, exchange};
use crate::support::service::Service;
use crate::support::world::{PASSWORD, SITE};

async fn below_privacy() -> Service {
    Service::start_with(|config| config.proxy.path_prefix = "/privacy".parse().unwrap()).await
}

#[tokio::test]
async fn both_contracts_are_served_below_it_and_link_to_where_the_world_sees_them() {
    let service = below_privacy().await;
    let request = service.request();
    let path = format!("/INTERSHOP/rest/WFS/{SITE}/-;loc=de_DE/gdpr-requests/{}/confirmations", request.id);
    let body = json!({"hash": request.hash}).to_string();
    let answer = service.ask("PUT", &format!("/privacy{path}")).json(body).send().await.expect(200);
    assert_eq!(answer.json()["links"]["self"], format!("/privacy{}", path.replace(";loc=de_DE", "")));
    assert_eq!(answer.header("content-language"), "de");
    let customer = "/privacy/rest/gdpr/shops/inTRONICS/customers/BB002";
    service.ask("GET", customer).basic("viewer", PASSWORD).send().await.expect(200);
    assert_eq!(service.ask("GET", customer).http2().send().await.expect(401).header("content-type"), PROBLEM);
    service.ask("GET", "/privacy/openapi/icm-gdpr.yaml").send().await.expect(200);
    service.ask("OPTIONS", customer).send().await.expect(204);
}

#[tokio::test]
async fn anything_outside_is_404() {
    let service = below_privacy().await;
    let request = service.request();
    let confirmations = format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/{}/confirmations", request.id);
    for path in ["", "/", "/privacy2", "/Privacy", "//privacy", "/privacy/privacy", "/privacy%2F", "/x/privacy"] {
        let body = json!({"hash": request.hash}).to_string();
        service.ask("PUT", &format!("{path}{confirmations}")).json(body).send().await.expect(404);
    }
    for path in ["/", "/docs", "/docs/icm-gdpr", "/openapi/icm-gdpr.yaml", "/rest/gdpr/shops/inTRONICS/customers/BB002"]
    {
        service.ask("GET", path).send().await.expect(404);
    }
}

#[tokio::test]
async fn health_is_told_with_and_without_it() {
    let service = below_privacy().await;
    for path in ["/livez", "/readyz", "/privacy/livez", "/privacy/readyz"] {
        service.ask("GET", path).send().await.expect(200);
    }
    let whole = exchange(service.address, b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(whole.starts_with("HTTP/1.1 204 "), "{whole}");
}

#[tokio::test]
async fn errors_below_it_have_the_shape_of_their_contract() {
    let service = below_privacy().await;
    let path = format!("/privacy/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations");
    for (method, status) in [("PUT", 415), ("GET", 405)] {
        let answer = service.ask(method, &path).raw("x").send().await.expect(status);
        assert_eq!(answer.header("content-type"), CONTAINER);
    }
    let long = format!("/privacy/{}", "a".repeat(8_192));
    service.ask("GET", &long).send().await.expect(414);
}
