//! Pages of other sites change nothing, although the browser attaches the credentials that it remembers.

use domain::request::State;
use gdpr_server::contract::CONTRACTS;
use hyper::Method;

use crate::page::{FIRST, PAGE, form, heading, press};
use crate::support::client::{Ask, CONTAINER, PROBLEM};
use crate::support::service::Service;
use crate::support::world::PASSWORD;

const FOREIGN: &str = "https://evil.example";
const SHOP: &str = "https://shop.example.org";
const FORM: &str = "application/x-www-form-urlencoded";

/// What browsers say of the form of a foreign page: those that send fetch metadata, and those that do not.
fn foreign(ask: impl Fn() -> Ask) -> [Ask; 5] {
    [
        ask().header("origin", FOREIGN).header("sec-fetch-site", "cross-site"),
        ask().header("sec-fetch-site", "cross-site"),
        ask().header("sec-fetch-site", "same-site").header("origin", "https://other.shop.example.org"),
        ask().header("origin", FOREIGN),
        ask().header("origin", "null").header("sec-fetch-site", "cross-site"),
    ]
}

fn state(service: &Service, id: &str) -> State {
    let id = id.parse().unwrap();
    let stored: Result<_, domain::store::StoreError> = service.store.read("request", |view| view.request(&id));
    stored.unwrap().unwrap().state
}

#[tokio::test]
async fn no_operation_that_changes_something_takes_calls_of_foreign_pages() {
    let service = Service::start().await;
    let mut tried = 0;
    for contract in CONTRACTS {
        for operation in contract.operations {
            if operation.method.parse::<Method>().unwrap().is_safe() {
                continue;
            }
            let variables = contract.servers[0].variables.iter();
            let server = variables.fold(contract.servers[0].path.to_owned(), |path, it| {
                path.replace(&format!("{{{}}}", it.name), it.default)
            });
            let path = format!("{server}{}", operation.path);
            let path: Vec<_> = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
            let path = path.join("/");
            let ask = || service.ask(operation.method, &path).basic("root", PASSWORD).header("content-type", FORM);
            for ask in foreign(ask) {
                let answer = ask.send().await.expect(403);
                assert_eq!(answer.error(), "request.cross_site.error", "{} {path}", operation.method);
                let shape = if contract.name == "icm-gdpr" { CONTAINER } else { PROBLEM };
                assert_eq!(answer.header("content-type"), shape, "{path}");
            }
            tried += 1;
        }
    }
    assert!(tried > 10, "{tried}");
}

#[tokio::test]
async fn a_form_without_a_body_of_a_foreign_page_does_not_end_a_request() {
    let service = Service::start().await;
    let request = service.request();
    let below = |what: &str| format!("/rest/data-requests/requests/{}/{what}", request.id);
    for what in ["withdrawal", "closure", "confirmation-mails"] {
        let ask = || service.ask("POST", &below(what)).basic("chief", PASSWORD).header("content-type", FORM);
        for ask in foreign(ask) {
            ask.send().await.expect(403);
        }
    }
    assert_eq!(state(&service, &request.id), State::Pending);
    // A program sends neither header, and a page of this server says where it is from.
    let withdraw = || {
        let path = format!("/rest/data-requests/requests/{}/withdrawal", service.request().id);
        service.ask("POST", &path).basic("chief", PASSWORD)
    };
    withdraw().send().await.expect(200);
    withdraw().header("origin", format!("http://{}", service.address)).send().await.expect(200);
    withdraw().header("origin", "https://x.example").header("sec-fetch-site", "same-origin").send().await.expect(200);
}

#[tokio::test]
async fn what_only_reads_is_answered_to_all() {
    let service = Service::start().await;
    for ask in foreign(|| service.ask("GET", "/rest/gdpr/shops/inTRONICS/customers/BB002").basic("viewer", PASSWORD)) {
        ask.send().await.expect(200);
    }
    for ask in foreign(|| service.ask("OPTIONS", "/rest/data-requests/requests")) {
        ask.send().await.expect(204);
    }
}

#[tokio::test]
async fn a_form_of_a_foreign_page_confirms_nothing_and_our_own_does_in_every_browser() {
    let service = Service::start().await;
    let request = service.request();
    for ask in foreign(|| form(&service, &request.id, &request.hash)) {
        let page = ask.send().await.expect(403);
        assert_eq!(heading(&page), "That did not arrive as it should");
    }
    assert_eq!(state(&service, &request.id), State::Pending);
    // Over plain HTTP browsers send no fetch metadata, and our policy has them send no origin.
    let page = form(&service, &request.id, &request.hash).header("origin", "null").send().await.expect(200);
    assert_eq!(heading(&page), FIRST);
    let other = service.request();
    let own = form(&service, &other.id, &other.hash).header("origin", "null").header("sec-fetch-site", "same-origin");
    assert_eq!(heading(&own.send().await.expect(200)), FIRST);
    press(&service, &other).await.expect(200);
    // What is not there is not there, from wherever it is asked for.
    service.ask("POST", &format!("{PAGE}/x")).header("origin", FOREIGN).send().await.expect(404);
}

#[tokio::test]
async fn origins_that_are_configured_and_the_public_address_may_change_things() {
    let service = Service::start_with(|config| {
        config.cors.origins = vec![SHOP.to_owned()];
        config.requests.public_url = "https://privacy.example.org/gdpr".parse().unwrap();
    })
    .await;
    let request = service.request();
    let put = || service.put(&request.id).json(serde_json::json!({"hash": request.hash}).to_string());
    for origin in [SHOP, "https://privacy.example.org"] {
        put().header("origin", origin).send().await.expect(200);
    }
    put().header("origin", SHOP).header("sec-fetch-site", "cross-site").send().await.expect(200);
    put()
        .header("origin", "https://privacy.example.org")
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .expect(403);
    put().header("origin", FOREIGN).send().await.expect(403);
    put().header("origin", format!("http://{}", service.address)).http2().send().await.expect(200);
    put().header("origin", FOREIGN).http2().send().await.expect(403);
}
