//! What HTTP, browsers and the log are told, and that guesses are counted.

use std::sync::atomic::Ordering;

use super::super::link as confirmation;
use super::{ASK, NO_LINK, PAGE, TAKEN_BACK, approved, form, heading, link, open, press, stands};
use crate::support::flaky::{AWAY, BROKEN, WELL, flaky};
use crate::support::service::{Made, Service};
use crate::support::world::SHOP;

const URLENCODED: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn the_page_that_takes_back_has_the_headers_and_methods_of_the_other() {
    let service = Service::start().await;
    let request = approved(&service);
    let confirm = super::super::open(&service, &service.request()).await.expect(200);
    for page in [
        open(&service, &request).await.expect(200),
        service.ask("GET", &link(&request.id, "wrong")).send().await.expect(404),
        press(&service, &request).await.expect(200),
    ] {
        for name in [
            "content-type",
            "content-security-policy",
            "referrer-policy",
            "cache-control",
            "permissions-policy",
            "cross-origin-opener-policy",
            "x-robots-tag",
            "vary",
            "content-language",
        ] {
            assert_eq!(page.header(name), confirm.header(name), "{name}");
        }
        assert_eq!(page.header("cache-control"), "no-store");
    }
    for method in ["PUT", "DELETE", "PATCH"] {
        assert_eq!(service.ask(method, PAGE).send().await.expect(405).header("allow"), "GET, HEAD, POST, OPTIONS");
    }
    assert_eq!(service.ask("OPTIONS", PAGE).send().await.expect(204).header("allow"), "GET, HEAD, POST, OPTIONS");
    for path in ["/", "/x"] {
        let page = service.ask("GET", &format!("{PAGE}{path}")).send().await.expect(404);
        assert_eq!(heading(&page), "There is no such page", "{path}");
    }
}

#[tokio::test]
async fn no_other_site_reads_the_page_or_takes_anything_back() {
    let service = Service::start_with(|config| config.cors.origins = vec!["https://shop.example".to_owned()]).await;
    let request = approved(&service);
    let ask = service.ask("GET", &link(&request.id, &request.hash)).header("origin", "https://evil.example");
    let page = ask.send().await.expect(200);
    assert!(page.headers.get("access-control-allow-origin").is_none(), "{page:?}");
    let foreign = form(&service, &request.id, "guess").header("origin", "https://evil.example").header("cookie", "a=b");
    foreign.send().await.expect(403);
    assert_eq!(stands(&service, &request).0, "approved");
}

#[tokio::test]
async fn a_form_that_is_none_takes_nothing_back() {
    let service = Service::start().await;
    let request = approved(&service);
    let Made { id, hash } = &request;
    let values = format!("Hash={hash}&PersonalDataRequestID={id}");
    let json = format!(r#"{{"Hash":"{hash}","PersonalDataRequestID":"{id}"}}"#);
    for (media_type, body, status) in [
        ("application/json", json.as_str(), 415),
        ("text/plain", &values, 415),
        (URLENCODED, "", 404),
        (URLENCODED, &format!("{values}&Hash=other"), 404),
        (URLENCODED, &format!("{values}&x={}", "x".repeat(4_096)), 413),
    ] {
        service.ask("POST", PAGE).raw(body.to_owned()).header("content-type", media_type).send().await.expect(status);
    }
    service.ask("POST", &link(id, hash)).header("content-type", URLENCODED).send().await.expect(404);
    assert_eq!(stands(&service, &request).0, "approved");
}

#[tokio::test]
async fn a_cancel_link_that_arrived_broken_says_so() {
    let service = Service::start().await;
    let Made { id, hash } = approved(&service);
    let incomplete = "This link is not complete";
    for (query, title) in [
        (String::new(), incomplete),
        (format!("?Hash={hash}"), incomplete),
        (format!("?PersonalDataRequestID={id}"), incomplete),
        (format!("?Hash={hash}&Hash=0&PersonalDataRequestID={id}"), incomplete),
        (format!("?Hash={}&PersonalDataRequestID={id}", &hash[1..]), NO_LINK),
        (format!("?Hash={hash}&PersonalDataRequestID=%2e%2e%2f%00%ff"), NO_LINK),
        (format!("?Hash={}&PersonalDataRequestID={id}", "0".repeat(7_000)), NO_LINK),
    ] {
        let page = service.ask("GET", &format!("{PAGE}{query}")).send().await.expect(404);
        assert_eq!(heading(&page), title, "{query}");
    }
    let page = service.ask("GET", &format!("{PAGE}?utm=1&Hash={hash}&PersonalDataRequestID={id}&x")).send().await;
    assert_eq!(heading(&page.expect(200)), ASK);
}

#[tokio::test]
async fn guesses_at_both_pages_and_the_contract_are_counted_together() {
    const LIMIT: u32 = 4;
    let service = Service::start_with(|config| config.throttle.wrong_hashes_per_minute = LIMIT).await;
    let request = approved(&service);
    // By whom: one client. And at what: one request.
    for from in [1, 2] {
        service.ask("GET", &link(&request.id, "wrong")).from(from).send().await.expect(404);
        service.ask("GET", &confirmation(&request.id, "wrong")).from(from).send().await.expect(422);
    }
    let refused = service.ask("GET", &link(&request.id, "wrong")).from(3).send().await.expect(429);
    assert_eq!(heading(&refused), "Too many attempts");
    assert!((1..=60).contains(&refused.header("retry-after").parse().unwrap()), "{refused:?}");
    form(&service, &request.id, "wrong").send().await.expect(429);
    service.put(&request.id).from(4).json(r#"{"hash":"wrong"}"#).send().await.expect(429);
    // The right link is always answered, and one that is not complete is no guess.
    service.ask("GET", &link(&request.id, "")).send().await.expect(404);
    assert_eq!(heading(&open(&service, &request).await.expect(200)), ASK);
    assert_eq!(heading(&press(&service, &request).await.expect(200)), TAKEN_BACK);
}

#[tokio::test]
async fn below_a_path_prefix_the_cancel_form_leads_below_it() {
    let service = Service::start_with(|config| config.proxy.path_prefix = "/privacy".parse().unwrap()).await;
    let request = approved(&service);
    let page = service.ask("GET", &format!("/privacy{}", link(&request.id, &request.hash))).send().await.expect(200);
    let text = page.text().replace("&#x2f;", "/");
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for reference in text.split(attribute).skip(1) {
            assert!(reference.starts_with("/privacy/gdpr-requests/"), "{reference}");
        }
    }
    let body = format!("Hash={}&PersonalDataRequestID={}", request.hash, request.id);
    let pressed = service.ask("POST", &format!("/privacy{PAGE}")).raw(body).header("content-type", URLENCODED);
    assert_eq!(heading(&pressed.send().await.expect(200)), TAKEN_BACK);
}

#[tokio::test]
async fn without_the_page_nothing_is_taken_back_there() {
    let service = Service::start_with(|config| config.page.enabled = false).await;
    let request = approved(&service);
    open(&service, &request).await.expect(404);
    press(&service, &request).await.expect(404);
    assert_eq!(stands(&service, &request).0, "approved");
}

#[tokio::test]
async fn the_page_that_takes_back_is_there_in_german() {
    let service = Service::start().await;
    let request = approved(&service);
    let ask = service.ask("GET", &link(&request.id, &request.hash)).header("accept-language", "de-AT");
    let page = ask.send().await.expect(200);
    assert_eq!(heading(&page), "Möchten Sie Ihre Anfrage zurücknehmen?");
    assert!(page.text().contains("Löschung beginnt nach") && page.text().contains(SHOP), "{}", page.text());
}

#[tokio::test]
async fn what_was_not_taken_back_because_of_a_fault_can_be_taken_back_afterwards() {
    let (service, mood) = flaky().await;
    let request = approved(&service);
    for (bad, status, title) in [(AWAY, 503, "Please try again in a moment"), (BROKEN, 500, "Something went wrong")] {
        mood.store(bad, Ordering::SeqCst);
        for page in [open(&service, &request).await.expect(status), press(&service, &request).await.expect(status)] {
            assert_eq!(heading(&page), title);
            assert!(!page.text().contains("secret") && !page.text().contains(&request.hash));
        }
    }
    mood.store(WELL, Ordering::SeqCst);
    assert_eq!(heading(&press(&service, &request).await.expect(200)), TAKEN_BACK);
}
