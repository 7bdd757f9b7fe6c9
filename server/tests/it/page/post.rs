//! The button, without a script.

use chrono::TimeDelta;
use domain::request::rules::Ending;

use super::{FIRST, PAGE, REPEAT, form, heading, link, open, press};
use crate::support::service::{Made, Service};
use crate::support::world::SHOP;

#[tokio::test]
async fn the_form_confirms_once_and_says_so_again() {
    let service = Service::start().await;
    let request = service.request();
    let page = press(&service, &request).await.expect(200);
    assert_eq!(heading(&page), FIRST);
    assert!(page.text().contains(SHOP) && page.text().contains("answer you by 15 February 2027"), "{}", page.text());
    assert!(!page.text().contains("<form"));
    for _ in 0..3 {
        assert_eq!(heading(&press(&service, &request).await.expect(200)), REPEAT);
    }
    let answer = service.confirm(&request.id, &request.hash).await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], "gdpr_request.already_confirmed.info");
}

#[tokio::test]
async fn of_many_who_press_at_once_through_page_and_contract_one_is_the_first() {
    let service = Service::start().await;
    let request = service.request();
    let pages = futures_util::future::join_all((0..10).map(|_| press(&service, &request)));
    let calls = futures_util::future::join_all((0..10).map(|_| service.confirm(&request.id, &request.hash)));
    let (pages, calls) = tokio::join!(pages, calls);
    let pages = pages.into_iter().filter(|page| heading(page) == FIRST).count();
    let firsts = |code: &serde_json::Value| code == "gdpr_request.confirmation.info";
    let calls = calls.into_iter().filter(|answer| firsts(&answer.json()["infos"][0]["code"])).count();
    assert_eq!(pages + calls, 1);
}

#[tokio::test]
async fn what_cannot_be_confirmed_is_told_to_the_form_as_to_the_link() {
    let service = Service::start().await;
    let (closed, expired, pending) = (service.request(), service.request(), service.request());
    service.close(&closed.id, Ending::Withdrawn);
    service.clock.pass(TimeDelta::hours(24));
    for request in [closed, expired, Made { hash: "wrong".to_owned(), ..pending }] {
        let (opened, pressed) = (open(&service, &request).await, press(&service, &request).await);
        assert_eq!((opened.status, opened.body), (pressed.status, pressed.body));
    }
}

#[tokio::test]
async fn a_form_that_is_none_confirms_nothing() {
    let service = Service::start().await;
    let Made { id, hash } = service.request();
    let values = format!("Hash={hash}&PersonalDataRequestID={id}");
    let json = format!(r#"{{"Hash":"{hash}","PersonalDataRequestID":"{id}"}}"#);
    let multipart = format!(
        "--x\r\nContent-Disposition: form-data; name=\"Hash\"\r\n\r\n{hash}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"PersonalDataRequestID\"\r\n\r\n{id}\r\n--x--\r\n"
    );
    let urlencoded = "application/x-www-form-urlencoded";
    for (media_type, body, status) in [
        ("application/json", json.as_str(), 415),
        ("multipart/form-data; boundary=x", &multipart, 415),
        ("text/plain", &values, 415),
        ("", &values, 415),
        (urlencoded, "", 404),
        (urlencoded, "Hash=", 404),
        (urlencoded, &format!("{values}&Hash=other"), 422),
        (urlencoded, &values.replace('=', "%3d"), 404),
        (urlencoded, &json, 404),
        (urlencoded, &format!("{values}&x={}", "x".repeat(4_096)), 413),
    ] {
        let ask = service.ask("POST", PAGE).raw(body.to_owned());
        let ask = if media_type.is_empty() { ask } else { ask.header("content-type", media_type) };
        let page = ask.send().await.expect(status);
        assert!(page.header("content-type").starts_with("text/html"), "{page:?}");
    }
    form(&service, &id, &hash).header("content-encoding", "gzip").send().await.expect(415);
    // Nor do the values in the address of a form without any.
    service.ask("POST", &link(&id, &hash)).header("content-type", urlencoded).send().await.expect(404);
    let answer = service.confirm(&id, &hash).await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], "gdpr_request.confirmation.info");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_and_our_own_needs_no_origin() {
    let service = Service::start().await;
    let Made { id, hash } = service.request();
    // What a browser sends with a form of another site, which does not know the hash either.
    let foreign = || form(&service, &id, "guess").header("origin", "https://evil.example").header("cookie", "a=b");
    foreign().send().await.expect(403);
    // What it sends with our own: the page tells nobody where it is.
    let own = form(&service, &id, &hash).header("origin", "null").header("sec-fetch-site", "same-origin");
    assert_eq!(heading(&own.send().await.expect(200)), FIRST);
}
