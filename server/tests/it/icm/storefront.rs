//! The calls that the Intershop PWA makes, as its source makes them: the first contract's real client.

use chrono::TimeDelta;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use crate::support::client::{Answer, Ask, CONTAINER};
use crate::support::service::{Made, Service};
use crate::support::world::SITE;

const ORIGIN: &str = "https://shop.example.org";
/// What `encodeURIComponent` leaves as it is.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// `ApiService`: base URL, server, server group, channel, application `-` with locale and currency, resource.
fn path(id: &str, locale: &str) -> String {
    format!("/INTERSHOP/rest/WFS/{SITE}/-;loc={locale};cur=EUR/gdpr-requests/{id}/confirmations")
}

/// What Angular's `HttpClient` sends for it from the server that renders the page.
fn call(service: &Service, path: &str, hash: Option<&str>) -> Ask {
    let body = hash.map_or_else(|| json!({}), |hash| json!({"hash": hash}));
    service
        .ask("PUT", path)
        .json(body.to_string())
        .header("accept", CONTAINER)
        .header("accept-encoding", "gzip, compress, deflate, br")
        .header("user-agent", "axios/1.7.2")
}

/// The same from the browser.
fn from_browser(service: &Service, path: &str, hash: Option<&str>) -> Ask {
    call(service, path, hash)
        .header("origin", ORIGIN)
        .header("referer", "https://shop.example.org/")
        .header("authentication-token", "encryption0@PBEWithMD5AndTripleDES:abc|def==")
        .header("authorization", "BASIC c29tZWJvZHk6c29tZXRoaW5n")
        .header("sec-fetch-mode", "cors")
}

async fn start(grace: i64) -> (Service, Made) {
    let service = Service::start_with(|config| {
        config.cors.origins = vec![ORIGIN.to_owned()];
        config.confirmation.repeat_grace = TimeDelta::seconds(grace);
    })
    .await;
    let request = service.request();
    (service, request)
}

/// What the page decides by: `infos[0].causes[0].code`, which has to be there.
fn shown(answer: &Answer) -> String {
    answer.json()["infos"][0]["causes"][0]["code"].as_str().expect("the page would break").to_owned()
}

#[tokio::test]
async fn rendered_on_the_server_and_again_in_the_browser_one_click_is_thanked_for_within_the_grace() {
    for (grace, second) in [(60, "gdpr_request.confirmed.info"), (0, "gdpr_request.already_confirmed.info")] {
        let (service, request) = start(grace).await;
        let path = path(&request.id, "en_US");
        let answer = call(&service, &path, Some(&request.hash)).send().await.expect(200);
        assert_eq!(shown(&answer), "gdpr_request.confirmed.info");
        assert_eq!(answer.json()["data"]["hash"], request.hash);
        service.clock.pass(TimeDelta::seconds(2));
        let answer = from_browser(&service, &path, Some(&request.hash)).send().await.expect(200);
        assert_eq!(shown(&answer), second, "{grace}");
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
        assert_eq!(answer.header("vary"), "Origin");
        // Somebody opens the link again the next hour.
        service.clock.pass(TimeDelta::hours(1));
        let answer = from_browser(&service, &path, Some(&request.hash)).send().await.expect(200);
        assert_eq!(shown(&answer), "gdpr_request.already_confirmed.info");
    }
}

#[tokio::test]
async fn an_id_is_the_same_encoded_once_and_twice() {
    let (service, request) = start(0).await;
    let once = encoded(&request.id);
    let twice = encoded(&once);
    for id in [&once, &twice] {
        call(&service, &path(id, "en_US"), Some(&request.hash)).send().await.expect(200);
    }
}

#[tokio::test]
async fn matrix_parameters_stand_on_the_application_and_on_the_resource() {
    for path in [
        "/INTERSHOP/rest/WFS/SITE/-;loc=de_DE;cur=EUR/gdpr-requests/ID/confirmations;pgid=4RhSDHSF8KxVvVZqg7lvU000Wq",
        "/INTERSHOP/rest/WFS/SITE/-;loc=de_DE;cur=EUR/gdpr-requests;pgid=a%3Db/ID/confirmations",
        "/INTERSHOP/rest/WFS/SITE/-;loc=de_DE;cur=EUR;device=mobile/gdpr-requests/ID/confirmations",
        "/INTERSHOP/rest/WFS/SITE/rest;loc=de_DE/gdpr-requests/ID/confirmations",
    ] {
        let (service, request) = start(0).await;
        let path = path.replace("SITE", SITE).replace("ID", &request.id);
        let answer = from_browser(&service, &path, Some(&request.hash)).send().await.expect(200);
        assert_eq!(shown(&answer), "gdpr_request.confirmed.info", "{path}");
        assert_eq!(answer.header("content-language"), "de", "{path}");
    }
}

#[tokio::test]
async fn a_browser_asks_first_and_is_told_yes_for_every_header_that_it_sends() {
    let (service, request) = start(0).await;
    for path in [path(&request.id, "en_US"), path("undefined", "en_US")] {
        let asked = "accept,authentication-token,authorization,content-type";
        let answer = service
            .ask("OPTIONS", &path)
            .header("origin", ORIGIN)
            .header("access-control-request-method", "PUT")
            .header("access-control-request-headers", asked)
            .send()
            .await
            .expect(204);
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
        let allowed = |name: &str| answer.header(name).split(',').map(|it| it.trim().to_owned()).collect::<Vec<_>>();
        assert!(allowed("access-control-allow-methods").contains(&"PUT".to_owned()));
        for header in asked.split(',') {
            assert!(allowed("access-control-allow-headers").contains(&header.to_owned()), "{header}");
        }
        // It sends no credentials, and must not be invited to.
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
}

#[tokio::test]
async fn the_page_without_parameters_gets_a_clean_404() {
    let (service, _) = start(0).await;
    for hash in [None, Some("undefined")] {
        let answer = from_browser(&service, &path("undefined", "en_US"), hash).send().await.expect(404);
        assert_eq!(answer.error(), "gdpr_request.not_found.error");
        assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    }
}

/// It shows "the link has expired" for 404, "could not be processed" for 422, and "no connection" for any other 4xx.
#[tokio::test]
async fn statuses_are_those_that_the_page_has_words_for() {
    let (service, request) = start(0).await;
    let path = path(&request.id, "en_US");
    for hash in [Some("wrong"), Some(""), None] {
        from_browser(&service, &path, hash).send().await.expect(422);
    }
    service.clock.pass(TimeDelta::hours(25));
    for hash in [Some(request.hash.as_str()), Some("wrong"), None] {
        from_browser(&service, &path, hash).send().await.expect(404);
    }
}

#[tokio::test]
async fn locales_that_have_no_messages_get_the_default_ones() {
    let (service, request) = start(0).await;
    for (locale, language) in [("fr_FR", "en"), ("de_AT", "de"), ("en_GB", "en"), ("", "en")] {
        let answer = call(&service, &path(&request.id, locale), Some(&request.hash)).send().await.expect(200);
        assert_eq!(answer.header("content-language"), language, "{locale}");
    }
}
