//! What HTTP and browsers are told.

use super::{ASK, FIRST, PAGE, form, heading, link, open};
use crate::support::client::PROBLEM;
use crate::support::service::Service;

#[tokio::test]
async fn every_page_lets_a_browser_show_it_and_nothing_else() {
    let service = Service::start().await;
    let request = service.request();
    for page in [
        open(&service, &request).await.expect(200),
        service.ask("GET", &link(&request.id, "wrong")).send().await.expect(422),
        service.ask("GET", &format!("{PAGE}/nothing")).send().await.expect(404),
        service.ask("DELETE", PAGE).send().await.expect(405),
        service.ask("GET", &format!("{PAGE}?{}", "x".repeat(9_000))).send().await.expect(414),
    ] {
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let policy = page.header("content-security-policy");
        assert_eq!(
            policy,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action \
             'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("x-robots-tag"), "noindex");
        assert_eq!(page.header("vary"), "accept-language");
        assert_eq!(page.header("content-language"), "en");
        assert!(page.text().starts_with("<!doctype html>\n<html lang=\"en\">"), "{}", page.text());
        assert!(page.text().ends_with("</html>"), "{}", page.text());
    }
}

#[tokio::test]
async fn a_method_that_the_page_does_not_have_is_405_with_those_it_has() {
    let service = Service::start().await;
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "CONNECTED"] {
        assert_eq!(service.ask(method, PAGE).send().await.expect(405).header("allow"), "GET, HEAD, POST, OPTIONS");
    }
    let options = service.ask("OPTIONS", PAGE).send().await.expect(204);
    assert_eq!(options.header("allow"), "GET, HEAD, POST, OPTIONS");
}

#[tokio::test]
async fn anything_else_below_the_page_is_a_page_that_says_there_is_nothing() {
    let service = Service::start().await;
    for path in
        ["/", "/x", "/assets", "/assets/", "/assets/../page.css", "/assets/page.css", "/assets/page.0.css", "/%2e"]
    {
        let page = service.ask("GET", &format!("{PAGE}{path}")).send().await.expect(404);
        assert_eq!(heading(&page), "There is no such page", "{path}");
    }
    // Near to it, but not below it.
    for path in ["/gdpr-request", "/gdpr-requestsx", "/GDPR-requests", "//gdpr-requests", "/gdpr%2Drequests"] {
        assert_eq!(service.ask("GET", path).send().await.expect(404).header("content-type"), PROBLEM, "{path}");
    }
}

#[tokio::test]
async fn the_language_is_the_best_of_those_that_are_accepted() {
    let service = Service::start().await;
    let request = service.request();
    for (accepted, language, title) in [
        ("de-AT,de;q=0.9,en;q=0.5", "de", "Bitte bestätigen Sie Ihre Anfrage"),
        ("fr, en;q=0.2, de;q=0.1", "en", ASK),
        ("fr", "en", ASK),
    ] {
        let ask = service.ask("GET", &link(&request.id, &request.hash)).header("accept-language", accepted);
        let page = ask.send().await.expect(200);
        assert_eq!((page.header("content-language"), heading(&page).as_str()), (language, title));
        assert!(page.text().contains(&format!("<html lang=\"{language}\">")));
    }
    let german = Service::start_with(|config| config.language = domain::message::Language::find("de").unwrap()).await;
    let page = german.ask("GET", PAGE).send().await.expect(404);
    assert_eq!(heading(&page), "Dieser Link ist unvollständig");
}

#[tokio::test]
async fn below_a_path_prefix_the_page_and_all_it_refers_to_are_found_there_alone() {
    let service = Service::start_with(|config| config.proxy.path_prefix = "/privacy".parse().unwrap()).await;
    let request = service.request();
    let page = service.ask("GET", &format!("/privacy{}", link(&request.id, &request.hash))).send().await.expect(200);
    let text = page.text().replace("&#x2f;", "/");
    let references: Vec<_> = ["href=\"", "src=\"", "action=\"", "data-put=\""]
        .iter()
        .flat_map(|attribute| text.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()))
        .collect();
    assert_eq!(references.len(), 5, "{references:?}");
    for reference in references {
        assert!(reference.starts_with("/privacy/"), "{reference}");
        service.ask("OPTIONS", reference).send().await.expect(204);
    }
    assert_eq!(service.ask("GET", PAGE).send().await.expect(404).header("content-type"), PROBLEM);
    let pressed = service
        .ask("POST", "/privacy/gdpr-requests")
        .raw(format!("Hash={}&PersonalDataRequestID={}", request.hash, request.id))
        .header("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
    assert_eq!(heading(&pressed.send().await.expect(200)), FIRST);
}

#[tokio::test]
async fn a_server_without_the_page_has_nothing_there() {
    let service = Service::start_with(|config| config.page.enabled = false).await;
    let request = service.request();
    let answer = open(&service, &request).await.expect(404);
    assert_eq!((answer.header("content-type"), answer.error().as_str()), (PROBLEM, "request.unknown_path.error"));
    form(&service, &request.id, &request.hash).send().await.expect(404);
    service.ask("GET", "/gdpr-requests/assets/x").send().await.expect(404);
}

#[tokio::test]
async fn the_page_is_served_over_http_2_as_well() {
    let service = Service::start().await;
    let request = service.request();
    let page = service.ask("GET", &link(&request.id, &request.hash)).http2().send().await.expect(200);
    assert_eq!(heading(&page), ASK);
    assert_eq!(heading(&form(&service, &request.id, &request.hash).http2().send().await.expect(200)), FIRST);
}
