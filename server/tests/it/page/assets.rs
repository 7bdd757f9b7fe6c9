//! What the page is made of.

use super::{PAGE, open};
use crate::support::service::Service;

/// The paths of all files that a page refers to.
pub(super) fn files(page: &str) -> Vec<String> {
    let text = page.replace("&#x2f;", "/");
    let parts = text.split("/gdpr-requests/assets/").skip(1);
    parts.map(|rest| format!("{PAGE}/assets/{}", rest.split('"').next().unwrap())).collect()
}

#[tokio::test]
async fn all_files_of_a_page_are_there_for_good_and_small_together() {
    let service = Service::start().await;
    let page = open(&service, &service.request()).await.expect(200);
    let mut size = page.body.len();
    let mut kinds = Vec::new();
    for file in files(page.text()) {
        let answer = service.ask("GET", &file).send().await.expect(200);
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        kinds.push(answer.header("content-type").to_owned());
        size += answer.body.len();
        let head = service.ask("HEAD", &file).send().await.expect(200);
        assert_eq!(head.header("content-length"), answer.body.len().to_string());
        // The digest is that of the content: another one is not served under it.
        let other = file.replace(|digit: char| digit.is_ascii_digit(), "f");
        service.ask("GET", &other).send().await.expect(404);
    }
    assert_eq!(kinds, ["image/svg+xml", "text/css; charset=utf-8", "text/javascript; charset=utf-8"]);
    assert!(size < 12_000, "{size} bytes");
}

#[tokio::test]
async fn files_can_be_read_and_nothing_else() {
    let service = Service::start().await;
    let page = open(&service, &service.request()).await.expect(200);
    for file in files(page.text()) {
        for method in ["POST", "PUT", "DELETE"] {
            assert_eq!(service.ask(method, &file).send().await.expect(405).header("allow"), "GET, HEAD, OPTIONS");
        }
        assert_eq!(service.ask("OPTIONS", &file).send().await.expect(204).header("allow"), "GET, HEAD, OPTIONS");
    }
}

#[tokio::test]
async fn a_page_that_knows_of_no_request_needs_no_script() {
    let service = Service::start().await;
    let page = service.ask("GET", PAGE).send().await.expect(404);
    assert_eq!(files(page.text()).len(), 2);
    assert!(!page.text().contains("<script"));
}
