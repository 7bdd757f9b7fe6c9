//! What HTTP asks of every path of the contract, and what the log says of calls.

use serde_json::json;

use crate::data_requests::desk::{LEGAL_HOLDS, PUBLIC_REQUESTS, REQUESTS, ask, get, path, pending, wish};
use crate::support::client::PROBLEM;
use crate::support::process::{PASSWORD, Site};
use crate::support::service::Service;
use crate::support::world::SHOP;

/// Every path, with the methods that it has.
fn paths() -> Vec<(String, &'static str)> {
    let below = ["/confirmation-mails", "/withdrawal", "/rejection", "/rejection-preview", "/closure", "/extension"];
    let mut paths = vec![
        (REQUESTS.to_owned(), "POST, GET, HEAD, OPTIONS"),
        (path("x", ""), "GET, HEAD, OPTIONS"),
        (path("x", "/history"), "GET, HEAD, OPTIONS"),
        (path("x", "/identity-doubt"), "POST, DELETE, OPTIONS"),
        (path("x", "/plan"), "GET, HEAD, OPTIONS"),
        (path("x", "/approval"), "PUT, DELETE, OPTIONS"),
        (LEGAL_HOLDS.to_owned(), "POST, GET, HEAD, OPTIONS"),
        (format!("{LEGAL_HOLDS}/x/release"), "POST, OPTIONS"),
        (PUBLIC_REQUESTS.to_owned(), "POST, OPTIONS"),
    ];
    paths.extend(below.map(|rest| (path("x", rest), "POST, OPTIONS")));
    paths
}

fn sorted(methods: &str) -> Vec<&str> {
    let mut methods: Vec<_> = methods.split(", ").collect();
    methods.sort_unstable();
    methods
}

#[tokio::test]
async fn other_methods_are_405_with_those_there_are() {
    let service = Service::start().await;
    for (path, allow) in paths() {
        let options = service.ask("OPTIONS", &path).send().await.expect(204);
        assert_eq!(sorted(options.header("allow")), sorted(allow), "{path}");
        for method in ["GET", "POST", "DELETE", "PUT", "PATCH", "TRACE"] {
            if allow.split(", ").any(|allowed| allowed == method) {
                continue;
            }
            let answer = service.ask(method, &path).send().await.expect(405);
            assert_eq!(sorted(answer.header("allow")), sorted(allow), "{method} {path}");
            assert_eq!(answer.error(), "request.method_not_allowed.error");
        }
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let service = Service::start().await;
    let id = pending(&service).await;
    for path in [REQUESTS.to_owned(), path(&id, ""), path(&id, "/history"), path("unknown", "")] {
        let (head, get) = (ask(&service, "officer", "HEAD", &path).send().await, get(&service, "officer", &path).await);
        assert_eq!((head.status, head.header("content-type")), (get.status, get.header("content-type")));
        assert_eq!(head.header("content-length"), get.body.len().to_string());
        assert!(head.body.is_empty());
    }
}

#[tokio::test]
async fn json_is_what_there_is_and_what_is_taken() {
    let service = Service::start().await;
    for (accept, status) in [("application/json", 200), ("*/*", 200), ("text/html", 406), (PROBLEM, 406)] {
        ask(&service, "officer", "GET", REQUESTS).header("accept", accept).send().await.expect(status);
    }
    for (media_type, status) in [("application/json; charset=utf-8", 201), ("text/plain", 415), ("", 415)] {
        let call =
            ask(&service, "officer", "POST", REQUESTS).json(wish().to_string()).header("content-type", media_type);
        call.send().await.expect(status);
    }
}

#[tokio::test]
async fn what_is_no_path_of_the_contract_is_404() {
    let service = Service::start().await;
    for path in [
        "/rest/data-requests",
        "/rest/data-requests/",
        "/rest/data-requests/requests/",
        "/rest/data-requests/Requests",
        "/rest/data-requests/requests/x/",
        "/rest/data-requests/requests/x/audit",
        "/rest/data-requests/requests/x/history/1",
        "/rest/data-requests/requests/../requests",
        "/rest/data-requests/public-requests/x",
        "/rest/data-requests/legal-holds/x",
        "/rest/data-requests/requests/x/plan/1",
    ] {
        let answer = get(&service, "officer", path).await.expect(404);
        assert_eq!(answer.error(), "request.unknown_path.error", "{path}");
    }
    get(&service, "officer", "/rest/data-requests;x=1/requests;y=2").await.expect(200);
}

#[tokio::test]
async fn the_contract_is_there_to_be_read() {
    let service = Service::start().await;
    let answer = service.ask("GET", "/openapi/data-requests.yaml").send().await.expect(200);
    assert_eq!(answer.header("content-type"), "application/yaml");
    let file = include_bytes!("../../../../specs/data-requests-1.0.0.yaml");
    assert!(answer.body == file[..]);
}

#[tokio::test]
async fn below_a_prefix_the_location_has_it_and_can_be_followed() {
    let service = Service::start_with(|config| config.proxy.path_prefix = "/privacy".parse().unwrap()).await;
    let made = ask(&service, "officer", "POST", "/privacy/rest/data-requests/requests").json(wish().to_string());
    let made = made.send().await.expect(201);
    assert!(made.header("location").starts_with("/privacy/rest/data-requests/requests/"), "{made:?}");
    assert_eq!(get(&service, "officer", made.header("location")).await.expect(200).json(), made.json());
    get(&service, "officer", REQUESTS).await.expect(404);
}

#[tokio::test]
async fn a_call_is_one_line_of_the_log_and_names_nobody() {
    let site = Site::with_world().await;
    site.run(&["user", "grant", "viewer", "--role", "privacy-officer", "--organization", SHOP]).await;
    std::fs::write(site.path("gdpr.toml"), "[requests]\npublic_form = true\n").unwrap();
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    let ask = |method: &str, path: &str| server.ask(method, path).basic("viewer", PASSWORD);
    let mut body = wish();
    body["statedAddress"] = json!({"email": "elsewhere@example.org", "reason": "SECRET-REASON"});
    let call = ask("POST", REQUESTS).header("idempotency-key", "SECRET-KEY").header("x-span-id", "span-of-create");
    let made = call.json(body.to_string()).send().await.expect(201).json();
    let id = made["id"].as_str().unwrap();
    ask("GET", &format!("{REQUESTS}?customerNumber=BB002&guestEmail=")).send().await.expect(400);
    ask("GET", &format!("{REQUESTS}?customerNumber=BB002")).send().await.expect(200);
    let reason = json!({"reason": "SECRET-REASON"}).to_string();
    ask("POST", &path(id, "/rejection-preview")).json(reason.clone()).send().await.expect(200);
    ask("POST", &path(id, "/rejection")).json(reason).send().await.expect(200);
    let (record, reason) = ("SECRET-ORDER", "SECRET-REASON");
    let hold = json!({
        "shop": SHOP, "customerNumber": "BB002", "place": "orders[]", "record": record, "reason": reason,
    });
    ask("POST", LEGAL_HOLDS).json(hold.to_string()).send().await.expect(201);
    ask("GET", &format!("{LEGAL_HOLDS}?shop={SHOP}&customerNumber=BB002")).send().await.expect(200);
    let form = json!({"type": "access", "shop": SHOP, "email": "b.buyer@example.org", "customerNumber": "BB002"});
    server.ask("POST", PUBLIC_REQUESTS).json(form.to_string()).send().await.expect(202);
    let log = server.stop().await;
    for secret in ["BB002", "example.org", "SECRET", id, PASSWORD] {
        assert!(!log.contains(secret), "{secret} stands in the log:\n{log}");
    }
    let lines: Vec<_> = log.lines().filter(|line| line.contains("span-of-create")).collect();
    let [line] = lines[..] else { panic!("{log}") };
    for part in ["POST", "\"/requests\"", "201", "data_request.created.info", "duration_ms"] {
        assert!(line.contains(part), "{part} is not in {line}");
    }
}
