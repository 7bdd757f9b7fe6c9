//! Who may delete which customer, and what is answered afterwards.

use std::sync::atomic::Ordering;

use domain::store::StoreError;
use serde_json::Value;

use crate::support::client::{Answer, Ask, PROBLEM};
use crate::support::flaky::{AWAY, WELL, flaky};
use crate::support::process::{self, Site};
use crate::support::service::Service;
use crate::support::world::{PASSWORD, SHOP};

const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";

fn delete(service: &Service, path: &str, user: &str) -> Ask {
    service.ask("DELETE", path).basic(user, PASSWORD)
}

/// Whether Bob is on file.
fn is_there(service: &Service) -> bool {
    let number = "BB002".parse().unwrap();
    service
        .store
        .read::<_, StoreError>("test", |view| view.customer(&SHOP.parse().unwrap(), &number))
        .unwrap()
        .is_some()
}

/// A problem document, without the id that differs each time.
fn problem(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), PROBLEM);
    let mut problem = answer.json();
    problem["spanId"] = Value::Null;
    problem
}

#[tokio::test]
async fn a_customer_is_deleted_once_and_found_by_nobody_afterwards() {
    let service = Service::start().await;
    service.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(200);
    let answer = delete(&service, BOB, "eraser").send().await.expect(204);
    assert!(answer.body.is_empty());
    assert_eq!((answer.header("content-type"), answer.header("content-length")), ("", ""));
    let gone = service.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(404);
    assert_eq!(gone.error(), "customer.not_found.error");
    service.ask("HEAD", BOB).basic("viewer", PASSWORD).send().await.expect(404);
    let again = delete(&service, BOB, "eraser").send().await.expect(404);
    let never = delete(&service, "/rest/gdpr/shops/inTRONICS/customers/4711", "eraser").send().await.expect(404);
    assert_eq!(problem(&again), problem(&never), "who was deleted is like somebody who never was there");
}

#[tokio::test]
async fn to_delete_takes_a_permission_of_its_own_at_the_shops_organization_or_above() {
    for (user, status) in
        [("eraser", 204), ("eraser-everywhere", 204), ("eraser-abroad", 403), ("viewer", 403), ("root", 403)]
            .into_iter()
            .chain([("officer", 403), ("chief", 403), ("nobody", 403)])
    {
        let service = Service::start().await;
        let answer = delete(&service, BOB, user).send().await.expect(status);
        assert_eq!(is_there(&service), status == 403, "{user}");
        if status == 403 {
            assert_eq!((answer.header("content-type"), &*answer.error()), (PROBLEM, "caller.deletion_forbidden.error"));
        }
    }
}

#[tokio::test]
async fn who_may_delete_may_not_see_for_that() {
    let service = Service::start().await;
    let answer = service.ask("GET", BOB).basic("eraser-everywhere", PASSWORD).send().await.expect(403);
    assert_eq!(answer.error(), "caller.forbidden.error");
}

#[tokio::test]
async fn to_who_deletes_an_unknown_shop_looks_like_a_forbidden_one_unless_they_may_everywhere() {
    let service = Service::start().await;
    let mut bodies = Vec::new();
    for shop in ["Nowhere", "Autre", "intronics", "%20x", "a%2Fb"] {
        let path = format!("/rest/gdpr/shops/{shop}/customers/BB002");
        bodies.push(problem(&delete(&service, &path, "eraser").send().await.expect(403)));
        delete(&service, &path, "eraser-everywhere").send().await.expect(404);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn companies_and_unknown_numbers_are_not_deleted_and_look_the_same() {
    let service = Service::start().await;
    let mut bodies = Vec::new();
    for number in ["COMPANY", "nobody", "bb002", "BB002%20", "a%2Fb", "AUTRE-1", &"9".repeat(300)] {
        let path = format!("/rest/gdpr/shops/inTRONICS/customers/{number}");
        bodies.push(problem(&delete(&service, &path, "eraser").send().await.expect(404)));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
    let company = "COMPANY".parse().unwrap();
    let found = service.store.read::<_, StoreError>("test", |view| view.customer(&SHOP.parse().unwrap(), &company));
    assert!(found.unwrap().is_some());
    assert!(is_there(&service));
}

#[tokio::test]
async fn nobody_is_deleted_without_credentials_that_hold() {
    let service = Service::start().await;
    let forged = format!("{}AAAA", &service.token("eraser", chrono::TimeDelta::hours(1)));
    for ask in [
        service.ask("DELETE", BOB),
        delete(&service, BOB, "stranger"),
        service.ask("DELETE", BOB).basic("eraser", "wrong"),
        service.ask("DELETE", BOB).bearer(&forged),
    ] {
        let answer = ask.send().await.expect(401);
        assert_eq!(answer.error(), "caller.unauthenticated.error");
        assert_eq!(answer.headers.get_all("www-authenticate").iter().count(), 2);
    }
    assert!(is_there(&service));
    let token = service.token("eraser", chrono::TimeDelta::hours(1));
    service.ask("DELETE", BOB).bearer(&token).send().await.expect(204);
}

#[tokio::test]
async fn an_answer_without_content_suits_every_accept_and_no_body_is_looked_at() {
    let service = Service::start().await;
    let ask = delete(&service, BOB, "eraser").header("accept", "text/html").json(r#"{"shopCustomerNumber":"4711"}"#);
    ask.send().await.expect(204);
    assert!(!is_there(&service), "the path says who is deleted");
}

#[tokio::test]
async fn a_number_with_any_legal_character_is_deleted_and_no_other() {
    let service = Service::start().await;
    let odd = "/rest/gdpr/shops/inTRONICS/customers/Kunde%201%3Bx%3D%252F%26%C3%BC%3F%23";
    delete(&service, odd, "eraser").send().await.expect(204);
    service.ask("GET", odd).basic("viewer", PASSWORD).send().await.expect(404);
    service.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(200);
}

#[tokio::test]
async fn wrong_passwords_of_who_wants_to_delete_are_counted_with_all_others() {
    let service = Service::start_with(|config| config.throttle.wrong_passwords_per_minute = 2).await;
    for (method, status) in [("GET", 401), ("DELETE", 401), ("DELETE", 429), ("GET", 429)] {
        service.ask(method, BOB).basic("eraser", "wrong").send().await.expect(status);
    }
    assert!(is_there(&service));
}

#[tokio::test]
async fn while_the_store_is_away_a_deletion_is_503_and_can_be_said_again() {
    let (service, mood) = flaky().await;
    mood.store(AWAY, Ordering::SeqCst);
    let answer = delete(&service, BOB, "eraser").send().await.expect(503);
    assert_eq!((answer.header("content-type"), answer.header("retry-after")), (PROBLEM, "5"));
    mood.store(WELL, Ordering::SeqCst);
    delete(&service, BOB, "eraser").send().await.expect(204);
}

#[tokio::test]
async fn a_deletion_is_one_line_of_the_log_and_names_nobody() {
    let site = Site::with_world().await;
    site.run(&["role", "add", "eraser", "--permission", "delete-customer"]).await;
    site.run(&["user", "grant", "viewer", "--role", "eraser", "--organization", SHOP]).await;
    let server = site.serve().await;
    for status in [204, 404] {
        let ask = server.ask("DELETE", BOB).basic("viewer", process::PASSWORD).header("x-span-id", "my-span");
        ask.send().await.expect(status);
    }
    let log = server.stop().await;
    let lines: Vec<_> = log.lines().filter(|line| line.contains("my-span")).collect();
    let [deleted, again] = lines[..] else { panic!("{log}") };
    for (line, code) in [(deleted, "customer.deleted"), (again, "customer.not_found.error")] {
        for part in ["DELETE", "/shops/{shopName}/customers/{shopCustomerNumber}", code] {
            assert!(line.contains(part), "{line}");
        }
    }
    for personal in ["BB002", "Bob", "viewer", process::PASSWORD] {
        assert!(!log.contains(personal), "{personal} stands in the log:\n{log}");
    }
}
