//! What HTTP and browsers are told, and that guesses are counted.

use std::sync::atomic::Ordering;

use domain::request::rules::Collection;

use super::{ASK, NO_LINK, ORDER, PAGE, URLENCODED, by_link, form, heading, link, open, ready, show, stands, start};
use crate::support::flaky::{AWAY, BROKEN, WELL, flaky_with};
use crate::support::service::{Made, Service};

#[tokio::test]
async fn the_page_that_hands_over_has_the_headers_and_methods_of_the_others() {
    let service = start().await;
    let request = ready(&service);
    let confirm = super::super::open(&service, &service.request()).await.expect(200);
    for page in [
        open(&service, &request).await.expect(200),
        service.ask("GET", &link(&request.id, "wrong")).send().await.expect(404),
        show(&service, &request, "wrong").await.expect(422),
    ] {
        for name in ["content-type", "content-security-policy", "referrer-policy", "cache-control", "vary"] {
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
async fn a_form_that_is_none_fetches_nothing() {
    let service = start().await;
    let request = ready(&service);
    let Made { id, hash } = &request;
    let values = format!("Hash={hash}&PersonalDataRequestID={id}&Proof={ORDER}");
    for (media_type, body, status) in [
        ("application/json", "{}", 415),
        ("text/plain", values.as_str(), 415),
        (URLENCODED, "", 404),
        (URLENCODED, &format!("{values}&Hash=other"), 404),
        (URLENCODED, &format!("{values}&x={}", "x".repeat(4_096)), 413),
    ] {
        service.ask("POST", PAGE).raw(body.to_owned()).header("content-type", media_type).send().await.expect(status);
    }
    // What is in the address counts in no form, and a proof in the address opens nothing.
    let address = format!("{}&Proof={ORDER}", link(id, hash));
    service.ask("POST", &address).header("content-type", URLENCODED).send().await.expect(404);
    assert_eq!(heading(&service.ask("GET", &address).send().await.expect(200)), ASK);
    assert_eq!(stands(&service, &request), Collection::Open);
}

#[tokio::test]
async fn a_package_link_that_arrived_broken_says_so() {
    let service = start().await;
    let Made { id, hash } = ready(&service);
    let incomplete = "This link is not complete";
    for (query, title) in [
        (String::new(), incomplete),
        (format!("?Hash={hash}"), incomplete),
        (format!("?PersonalDataRequestID={id}"), incomplete),
        (format!("?Hash={}&PersonalDataRequestID={id}", &hash[1..]), NO_LINK),
        (format!("?Hash={hash}&PersonalDataRequestID=%2e%2e%2f%00%ff"), NO_LINK),
    ] {
        let page = service.ask("GET", &format!("{PAGE}{query}")).send().await.expect(404);
        assert_eq!(heading(&page), title, "{query}");
    }
}

#[tokio::test]
async fn wrong_proofs_are_counted_with_wrong_hashes_for_each_client_and_each_request() {
    const LIMIT: u32 = 4;
    let service = Service::start_with(|config| {
        by_link(config);
        config.throttle.wrong_hashes_per_minute = LIMIT;
    })
    .await;
    let request = ready(&service);
    for from in [1, 2] {
        form(&service, &request, "wrong").from(from).send().await.expect(422);
        service.ask("GET", &link(&request.id, "wrong")).from(from).send().await.expect(404);
    }
    let refused = form(&service, &request, "wrong").from(3).send().await.expect(429);
    assert_eq!(heading(&refused), "Too many attempts");
    assert!((1..=60).contains(&refused.header("retry-after").parse().unwrap()), "{refused:?}");
    // The right link with the right proof is always answered.
    assert_eq!(heading(&open(&service, &request).await.expect(200)), ASK);
    show(&service, &request, ORDER).await.expect(200);
}

#[tokio::test]
async fn below_a_path_prefix_the_form_for_a_package_leads_below_it() {
    let service = Service::start_with(|config| {
        by_link(config);
        config.proxy.path_prefix = "/privacy".parse().unwrap();
    })
    .await;
    let request = ready(&service);
    let page = service.ask("GET", &format!("/privacy{}", link(&request.id, &request.hash))).send().await.expect(200);
    assert!(page.text().replace("&#x2f;", "/").contains("action=\"/privacy/gdpr-requests/package\""));
    let body = format!("Hash={}&PersonalDataRequestID={}&Proof={ORDER}", request.hash, request.id);
    let fetch = service.ask("POST", &format!("/privacy{PAGE}")).raw(body).header("content-type", URLENCODED);
    assert_eq!(fetch.send().await.expect(200).header("content-type"), "application/zip");
}

#[tokio::test]
async fn without_the_page_nothing_is_handed_over_there() {
    let service = Service::start_with(|config| {
        by_link(config);
        config.page.enabled = false;
    })
    .await;
    let request = ready(&service);
    open(&service, &request).await.expect(404);
    show(&service, &request, ORDER).await.expect(404);
    assert_eq!(stands(&service, &request), Collection::Open);
}

#[tokio::test]
async fn what_was_not_fetched_because_of_a_fault_can_be_fetched_afterwards() {
    let (service, mood) = flaky_with(by_link).await;
    let request = ready(&service);
    for (bad, status, title) in [(AWAY, 503, "Please try again in a moment"), (BROKEN, 500, "Something went wrong")] {
        mood.store(bad, Ordering::SeqCst);
        for page in
            [open(&service, &request).await.expect(status), show(&service, &request, ORDER).await.expect(status)]
        {
            assert_eq!(heading(&page), title);
            assert!(!page.text().contains("secret") && !page.text().contains(&request.hash));
        }
    }
    mood.store(WELL, Ordering::SeqCst);
    show(&service, &request, ORDER).await.expect(200);
}
