//! Guessing is slowed down at the page as at the contract, and counted together with it.

use super::{ASK, FIRST, PAGE, form, heading, link};
use crate::support::client::Answer;
use crate::support::service::Service;

const LIMIT: u32 = 4;

async fn service() -> Service {
    Service::start_with(|config| config.throttle.wrong_hashes_per_minute = LIMIT).await
}

async fn guess(service: &Service, from: u8, id: &str) -> Answer {
    service.ask("GET", &link(id, "wrong")).from(from).send().await
}

#[track_caller]
fn assert_refused(page: &Answer) {
    assert_eq!((page.status, heading(page).as_str()), (429, "Too many attempts"));
    assert!((1..=60).contains(&page.header("retry-after").parse().unwrap()), "{page:?}");
}

#[tokio::test]
async fn who_guesses_at_the_page_is_slowed_down_and_the_right_link_works_all_the_same() {
    let service = service().await;
    let request = service.request();
    for _ in 0..LIMIT {
        guess(&service, 1, &request.id).await.expect(422);
    }
    assert_refused(&guess(&service, 1, &request.id).await);
    assert_refused(&guess(&service, 1, "undefined").await);
    assert_refused(&form(&service, &request.id, "wrong").send().await);
    service.ask("HEAD", &link(&request.id, "wrong")).send().await.expect(429);
    let page = service.ask("GET", &link(&request.id, &request.hash)).send().await.expect(200);
    assert_eq!(heading(&page), ASK);
    assert_eq!(heading(&form(&service, &request.id, &request.hash).send().await.expect(200)), FIRST);
}

#[tokio::test]
async fn guesses_at_page_and_contract_are_counted_together() {
    let service = service().await;
    let request = service.request();
    // By whom: one client.
    for number in 0..LIMIT / 2 {
        guess(&service, 1, &format!("a{number}")).await.expect(404);
        service.put(&format!("b{number}")).json(r#"{"hash":"wrong"}"#).send().await.expect(404);
    }
    assert_refused(&guess(&service, 1, "c").await);
    service.put("c").json(r#"{"hash":"wrong"}"#).send().await.expect(429);
    // And at what: one request.
    for client in 0..2 {
        guess(&service, 10 + client, &request.id).await.expect(422);
        service.put(&request.id).from(20 + client).json(r#"{"hash":"wrong"}"#).send().await.expect(422);
    }
    assert_refused(&guess(&service, 30, &request.id).await);
    service.put(&request.id).from(31).json(r#"{"hash":"wrong"}"#).send().await.expect(429);
}

#[tokio::test]
async fn a_link_that_is_not_complete_is_no_guess() {
    let service = service().await;
    let request = service.request();
    for _ in 0..3 * LIMIT {
        service.ask("GET", PAGE).send().await.expect(404);
        service.ask("GET", &link(&request.id, "")).send().await.expect(422);
    }
    guess(&service, 1, &request.id).await.expect(422);
}
