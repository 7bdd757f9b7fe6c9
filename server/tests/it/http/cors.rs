//! Browsers on configured origins.

use crate::support::service::Service;
use crate::support::world::SITE;

const ORIGIN: &str = "https://shop.example.org";

fn confirmations() -> String {
    format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations")
}

async fn with_origin() -> Service {
    Service::start_with(|config| config.cors.origins = vec![ORIGIN.to_owned()]).await
}

#[tokio::test]
async fn no_origin_is_allowed_unless_configured() {
    let service = Service::start().await;
    let answer = service.put("x").json("{}").header("origin", ORIGIN).send().await.expect(403);
    assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), ("", ""));
}

#[tokio::test]
async fn a_configured_origin_may_read_answers_errors_included() {
    let service = with_origin().await;
    for answer in [
        service.put("x").json("{}").header("origin", ORIGIN).send().await.expect(404),
        service.put("x").json("{").header("origin", ORIGIN).send().await.expect(400),
        service.ask("GET", "/nowhere").header("origin", ORIGIN).send().await.expect(404),
    ] {
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
        assert_eq!(answer.header("vary"), "Origin");
    }
    for other in
        ["https://shop.example.org:8443", "http://shop.example.org", "https://shop.example.org.evil.example", "null"]
    {
        let answer = service.put("x").json("{}").header("origin", other).send().await.expect(403);
        assert_eq!((answer.header("access-control-allow-origin"), answer.header("vary")), ("", "Origin"), "{other}");
    }
}

#[tokio::test]
async fn a_preflight_is_told_what_the_storefront_may_send() {
    let service = with_origin().await;
    let preflight = |origin: &str| {
        service
            .ask("OPTIONS", &confirmations())
            .header("origin", origin)
            .header("access-control-request-method", "PUT")
            .header("access-control-request-headers", "content-type, authorization, authentication-token")
    };
    let answer = preflight(ORIGIN).send().await.expect(204);
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    assert!(answer.header("access-control-allow-methods").contains("PUT"));
    for header in ["content-type", "authorization", "authentication-token", "idempotency-key"] {
        assert!(answer.header("access-control-allow-headers").contains(header));
    }
    let answer = preflight("https://evil.example").send().await.expect(204);
    assert_eq!(answer.header("access-control-allow-methods"), "");
    let customer = service.ask("OPTIONS", "/rest/gdpr/shops/a/customers/b").header("origin", ORIGIN);
    let answer = customer.header("access-control-request-method", "DELETE").send().await.expect(204);
    assert_eq!(answer.header("access-control-allow-methods"), "DELETE, GET, HEAD, OPTIONS");
}
