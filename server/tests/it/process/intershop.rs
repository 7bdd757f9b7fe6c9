//! With the vendor's storefront and order management: the settings of `docs/intershop.md`, behind the rule for nginx that it
//! recommends.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, Uri};
use hyper::Method;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use super::nginx::Nginx;
use crate::support::client::CUSTOMER;
use crate::support::process::{Server, Site};
use crate::support::service::Made;
use crate::support::world::{SHOP, SITE};

const PAGE: &str = include_str!("../../../../docs/intershop.md");
const RULE: &str = include_str!("../../../../docs/reverse-proxy/intershop.conf");
/// As short as it may be, and base64 of something shorter.
const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// What stands in for ICM: answers everything, and remembers what it was asked.
async fn icm() -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let remember = Arc::clone(&asked);
    let app = Router::new().fallback(move |method: Method, uri: Uri| async move {
        remember.lock().await.push(format!("{method} {uri}"));
        StatusCode::IM_A_TEAPOT
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, asked)
}

/// A server with the settings of the page, but for where the secret is; and a request that was made before it had them.
async fn server() -> (Site, Server, Made) {
    let (_, rest) = PAGE.split_once("```toml\n").unwrap();
    let (settings, _) = rest.split_once("```").unwrap();
    let file = "/run/secrets/iom-token-secret";
    assert!(settings.contains(file));
    let site = Site::with_world().await;
    let request = site.request().await;
    std::fs::write(site.path("token-secret"), SECRET).unwrap();
    let here = site.path("token-secret").display().to_string();
    std::fs::write(site.path("gdpr.toml"), settings.replace(file, &here)).unwrap();
    site.run(&["keys", "accept", "token-secret", "--config", "gdpr.toml"]).await;
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    (site, server, request)
}

async fn in_front(server: &Server, icm: SocketAddr) -> Nginx {
    let own = "    server 127.0.0.1:8443;";
    assert!(RULE.contains(own));
    Nginx::with(&RULE.replace(own, &format!("    server {icm};")), &server.address.to_string()).await
}

fn confirmations(id: &str) -> String {
    format!("/INTERSHOP/rest/WFS/{SITE}/-;loc=de_DE;cur=EUR/gdpr-requests/{id}/confirmations")
}

#[tokio::test]
async fn one_click_in_the_storefront_is_two_calls_and_both_say_thank_you() {
    let (site, server, request) = server().await;
    let (icm, asked) = icm().await;
    let nginx = in_front(&server, icm).await;
    let origin = "https://shop.example.org";
    let path = confirmations(&request.id);
    let preflight = nginx.ask("OPTIONS", &path).header("origin", origin).header("access-control-request-method", "PUT");
    let preflight = preflight.send_unchecked().await.expect(204);
    assert_eq!(preflight.header("access-control-allow-origin"), origin);
    let allowed = preflight.header("access-control-allow-headers");
    assert!(allowed.contains("content-type") && allowed.contains("authentication-token"), "{allowed}");
    for _ in ["on its server", "in the browser"] {
        let body = json!({"hash": request.hash}).to_string();
        let answer = nginx.ask("PUT", &path).header("origin", origin).json(body).send_unchecked().await.expect(200);
        assert_eq!(answer.json()["infos"][0]["causes"][0]["code"], "gdpr_request.confirmed.info");
        assert_eq!(answer.header("access-control-allow-origin"), origin);
        assert_eq!(answer.header("content-language"), "de");
    }
    let shown = site.run(&["request", "show", &request.id, "--json", "--config", "gdpr.toml"]).await;
    assert!(shown.contains(r#""state":"confirmed""#), "{shown}");
    assert_eq!(*asked.lock().await, Vec::<String>::new());
    nginx.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn confirmations_alone_come_here_and_all_else_goes_to_icm() {
    let (_site, server, _) = server().await;
    let (icm, asked) = icm().await;
    let nginx = in_front(&server, icm).await;
    for path in [
        confirmations("x"),
        format!("/INTERSHOP/rest/BOS/{SITE}/rest/gdpr-requests/x/confirmations"),
        format!("/INTERSHOP/rest/WFS/{SITE}/rest/gdpr-requests;a=b/x;c=d/confirmations;e=f?g=h"),
    ] {
        let answer = nginx.ask("PUT", &path).json(r#"{"hash":"x"}"#).send_unchecked().await.expect(404);
        assert_eq!(answer.json()["errors"][0]["code"], "gdpr_request.not_found.error", "{path}");
        nginx.ask("GET", &path).send_unchecked().await.expect(405);
    }
    // Another place when it is decoded: neither of them gets it.
    for path in [
        format!("/INTERSHOP/rest/WFS/{SITE}/x/../-/gdpr-requests/x/confirmations"),
        format!("/INTERSHOP/rest/WFS/{SITE}/-/products/..%2Fgdpr-requests/x/confirmations"),
        format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests//x/confirmations"),
        format!("/INTERSHOP%2Frest/WFS/{SITE}/-/gdpr-requests/x/confirmations"),
    ] {
        let answer = nginx.ask("PUT", &path).json("{}").send_unchecked().await.expect(404);
        assert_eq!(answer.header("content-type"), "text/html", "{path}: not from this server");
    }
    assert_eq!(*asked.lock().await, Vec::<String>::new());
    let others = [
        "/".to_owned(),
        format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests"),
        format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x"),
        format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations/y"),
        format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/confirmations"),
        format!(
            "/INTERSHOP/rest/WFS/{SITE}/-;loc=de_DE;cur=EUR/products/confirmations?q=/gdpr-requests/x/confirmations"
        ),
        "/INTERSHOP/rest/gdpr-requests/x/confirmations".to_owned(),
        "/rest/gdpr/shops/inTRONICS/customers/BB002".to_owned(),
        "/rest/data-requests/requests".to_owned(),
        "/docs".to_owned(),
        "/livez".to_owned(),
    ];
    for path in &others {
        nginx.ask("PUT", path).json("{}").send_unchecked().await.expect(418);
    }
    assert_eq!(*asked.lock().await, others.map(|path| format!("PUT {path}")));
    nginx.stop().await;
    server.stop().await;
}

#[tokio::test]
async fn a_token_of_the_order_management_names_its_user_in_its_own_claim() {
    let (site, server, _) = server().await;
    let issued = site.run(&["token", "issue", "--config", "gdpr.toml", "--user", "viewer", "--ttl", "1h"]).await;
    let claims = jsonwebtoken::dangerous::insecure_decode::<serde_json::Value>(issued.trim()).unwrap().claims;
    assert_eq!(claims["user"], "viewer");
    // Not the server's own: signed by somebody who has nothing but the secret, and with what else such a token says.
    let sign = |claims: serde_json::Value| {
        let key = jsonwebtoken::EncodingKey::from_secret(SECRET.as_bytes());
        jsonwebtoken::encode(&jsonwebtoken::Header::default(), &claims, &key).unwrap()
    };
    let customer = format!("/rest/gdpr/shops/{SHOP}/customers/BB002");
    let exp = claims["exp"].clone();
    let right = sign(json!({"user": "viewer", "exp": exp, "roles": ["none"], "organization": "OmsSystem"}));
    let answer = server.ask("GET", &customer).bearer(&right).send().await.expect(200);
    assert_eq!(answer.header("content-type"), CUSTOMER);
    let elsewhere = sign(json!({"sub": "viewer", "exp": exp}));
    server.ask("GET", &customer).bearer(&elsewhere).send().await.expect(401);
    server.stop().await;
}
