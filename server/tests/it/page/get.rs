//! What the page shows to whom. Looking changes nothing.

use chrono::TimeDelta;
use domain::request::rules::Ending;

use super::{ASK, PAGE, REPEAT, heading, link, open};
use crate::support::service::{Made, Service};
use crate::support::world::{OTHER_SITE, SHOP, SITE};

/// Everything that is stored about a request.
fn stored(service: &Service, request: &Made) -> String {
    let id = request.id.parse().unwrap();
    service.store.read("look", |view| Ok::<_, domain::store::StoreError>(format!("{:?}", view.request(&id)?))).unwrap()
}

#[tokio::test]
async fn a_link_that_is_opened_a_hundred_times_changes_nothing() {
    let service = Service::start().await;
    let request = service.request();
    let before = stored(&service, &request);
    for _ in 0..50 {
        assert_eq!(heading(&open(&service, &request).await.expect(200)), ASK);
        let head = service.ask("HEAD", &link(&request.id, &request.hash)).send().await.expect(200);
        assert!(head.body.is_empty() && head.header("content-length").parse::<usize>().unwrap() > 1_000);
    }
    assert_eq!(stored(&service, &request), before);
    let answer = service.confirm(&request.id, &request.hash).await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], "gdpr_request.confirmation.info");
}

#[tokio::test]
async fn the_holder_of_a_link_sees_what_was_asked_of_which_shop_until_when() {
    let service = Service::start().await;
    let request = service.request();
    let page = open(&service, &request).await.expect(200);
    for part in [
        SHOP,
        "Information about your data",
        "Art.\u{a0}15\u{a0}GDPR",
        "15 January 2027, 08:00 UTC",
        "16 January 2027, 08:00 UTC",
        "Confirm request",
        "Not your request?",
        &request.id,
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    // What it takes to confirm, for scripts and for forms.
    assert!(page.text().contains(&request.hash));
    let path = format!("/INTERSHOP/rest/WFS/{SITE}/rest/gdpr-requests/{}/confirmations", request.id);
    assert!(page.text().replace("&#x2f;", "/").contains(&path), "{}", page.text());
}

#[tokio::test]
async fn a_link_of_another_shop_leads_to_its_own_site() {
    let service = Service::start().await;
    let request = service.request_at("Autre", "AUTRE-1");
    let page = open(&service, &request).await.expect(200);
    assert!(page.text().contains(OTHER_SITE) && !page.text().contains(SITE));
}

#[tokio::test]
async fn who_does_not_hold_the_link_sees_nothing_of_the_request() {
    let service = Service::start().await;
    let (pending, confirmed, closed) = (service.request(), service.request(), service.request());
    service.confirm(&confirmed.id, &confirmed.hash).await.expect(200);
    service.close(&closed.id, Ending::Withdrawn);
    let mut bodies = Vec::new();
    for (id, status) in [(&*pending.id, 422), (&confirmed.id, 422), (&closed.id, 404), ("undefined", 404)] {
        let page = service.ask("GET", &link(id, "0000")).send().await.expect(status);
        for part in [SHOP, id, "Confirm request", "<form", "Information about your data"] {
            assert!(!page.text().contains(part), "{part} for {id}: {}", page.text());
        }
        bodies.push((status, page.body));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 2, "nothing but the status of the contract tells two of them apart");
}

#[tokio::test]
async fn what_cannot_be_confirmed_any_more_says_why_to_who_holds_the_link() {
    let service = Service::start().await;
    let (confirmed, closed, expired) = (service.request(), service.request(), service.request());
    service.confirm(&confirmed.id, &confirmed.hash).await.expect(200);
    service.close(&closed.id, Ending::Rejected);
    assert_eq!(heading(&open(&service, &closed).await.expect(404)), "This request is closed");
    service.clock.pass(TimeDelta::hours(24));
    let page = open(&service, &confirmed).await.expect(200);
    assert_eq!(heading(&page), REPEAT);
    assert!(page.text().contains("answer you by 15 February 2027"), "{}", page.text());
    let page = open(&service, &expired).await.expect(404);
    assert_eq!(heading(&page), "This link has expired");
    assert!(page.text().contains("It worked until 16 January 2027, 08:00 UTC."), "{}", page.text());
    for request in [confirmed, closed, expired] {
        let page = open(&service, &request).await;
        assert!(page.text().contains(SHOP) && !page.text().contains("<form"), "{}", page.text());
    }
}

#[tokio::test]
async fn the_second_of_two_equal_requests_points_to_the_first() {
    let service = Service::start().await;
    let (one, other) = (service.request_at(SHOP, "BB002"), service.request_at(SHOP, "BB002"));
    for request in [&one, &other] {
        service.confirm(&request.id, &request.hash).await.expect(200);
    }
    assert_eq!(heading(&open(&service, &one).await.expect(200)), REPEAT);
    assert_eq!(heading(&open(&service, &other).await.expect(404)), "You had asked for this before");
}

#[tokio::test]
async fn a_link_that_arrived_broken_says_so() {
    let service = Service::start().await;
    let Made { id, hash } = service.request();
    let incomplete = "This link is not complete";
    let wrong = "This link does not work";
    for (query, status, title) in [
        (String::new(), 404, incomplete),
        ("?".to_owned(), 404, incomplete),
        (format!("?Hash={hash}"), 404, incomplete),
        (format!("?PersonalDataRequestID={id}"), 422, incomplete),
        (format!("?PersonalDataRequestID={id}&Hash="), 422, incomplete),
        ("?PersonalDataRequestID=undefined".to_owned(), 404, incomplete),
        (format!("?hash={hash}&personaldatarequestid={id}"), 404, incomplete),
        // Which one is meant?
        (format!("?Hash={hash}&Hash=0&PersonalDataRequestID={id}"), 422, incomplete),
        (format!("?Hash={hash}&PersonalDataRequestID={id}&PersonalDataRequestID=x"), 404, incomplete),
        (format!("?Hash={}&PersonalDataRequestID={id}", &hash[1..]), 422, wrong),
        (format!("?Hash={hash}+&PersonalDataRequestID={id}"), 422, wrong),
        (format!("?Hash=%zz%ff%00&PersonalDataRequestID={id}"), 422, wrong),
        (format!("?Hash={hash}&PersonalDataRequestID={id}%20"), 404, wrong),
        (format!("?Hash={hash}&PersonalDataRequestID=%2e%2e%2f%00%ff"), 404, wrong),
        (format!("?Hash={}&PersonalDataRequestID={id}", "0".repeat(7_000)), 422, wrong),
        (format!("?Hash={hash}&PersonalDataRequestID={}", "0".repeat(7_000)), 404, wrong),
        (format!("?Hash={}", "0".repeat(8_200)), 414, "That did not arrive as it should"),
    ] {
        let page = service.ask("GET", &format!("{PAGE}{query}")).send().await;
        assert_eq!((page.status, heading(&page).as_str()), (status, title), "{query}");
    }
}

#[tokio::test]
async fn a_link_with_more_in_it_is_opened_all_the_same() {
    let service = Service::start().await;
    let Made { id, hash } = service.request();
    for query in [
        format!("?utm_source=mail&Hash={hash}&x&PersonalDataRequestID={id}&fbclid=1"),
        format!("?Hash={hash}&Hash={hash}&PersonalDataRequestID={id}"),
        format!("?%48ash={hash}&PersonalDataRequestID={id}&"),
    ] {
        assert_eq!(heading(&service.ask("GET", &format!("{PAGE}{query}")).send().await.expect(200)), ASK, "{query}");
    }
}
