//! `Idempotency-Key`: a call whose answer was lost can be repeated.

use chrono::TimeDelta;
use domain::housekeeping::Housekeeping;
use serde_json::{Value, json};

use crate::data_requests::desk::{REQUESTS, ask, assert_problem, get, wish};
use crate::support::client::{Answer, Ask};
use crate::support::process::{PASSWORD, Site};
use crate::support::service::Service;
use crate::support::world::SHOP;

async fn create(service: &Service, user: &str, key: &str, body: &Value) -> Answer {
    ask(service, user, "POST", REQUESTS).header("idempotency-key", key).json(body.to_string()).send().await
}

async fn count(service: &Service) -> usize {
    get(service, "chief", REQUESTS).await.expect(200).json()["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn the_same_call_again_is_answered_with_the_same_request_and_makes_no_other() {
    let service = Service::start().await;
    let first = create(&service, "officer", "key 1", &wish()).await.expect(201);
    service.clock.pass(TimeDelta::hours(1));
    for same in [
        wish().to_string(),
        // Order, white space and unknown members say nothing.
        format!(r#" {{"subject":{{"customerNumber":"BB002","x":1}},"shop":"{SHOP}","type":"access","y":[]}} "#),
        // Nor does what is left out as null.
        format!(r#"{{"type":"access","shop":"{SHOP}","subject":{{"customerNumber":"BB002"}},"language":null}}"#),
    ] {
        let again = ask(&service, "officer", "POST", REQUESTS).header("idempotency-key", "key 1").json(same);
        let again = again.send().await.expect(201);
        assert_eq!((again.json(), again.header("location")), (first.json(), first.header("location")));
    }
    assert_eq!((count(&service).await, service.letters().len()), (1, 1));
}

#[tokio::test]
async fn the_answer_shows_the_request_as_it_is_now() {
    let service = Service::start().await;
    let first = create(&service, "officer", "k", &wish()).await.expect(201).json();
    let id = first["id"].as_str().unwrap();
    ask(&service, "officer", "POST", &format!("{REQUESTS}/{id}/withdrawal")).json("{}").send().await.expect(200);
    let again = create(&service, "officer", "k", &wish()).await.expect(201).json();
    assert_eq!((&again["id"], &again["outcome"]), (&first["id"], &json!("withdrawn")));
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused_and_makes_nothing() {
    let service = Service::start().await;
    create(&service, "officer", "k", &wish()).await.expect(201);
    let mut other = wish();
    other["type"] = json!("erasure");
    assert_problem(
        &create(&service, "officer", "k", &other).await,
        422,
        "Unprocessable Entity",
        "data_request.idempotency_key_reused.error",
        "This idempotency key was used for another request before.",
    );
    assert_eq!(count(&service).await, 1);
}

#[tokio::test]
async fn a_key_belongs_to_its_caller_and_is_compared_letter_by_letter() {
    let service = Service::start().await;
    let key = "8e03978e-40d5-43dd-bc93-6894a57f9324";
    let mut ids = Vec::new();
    for (user, key) in [("officer", key), ("chief", key), ("officer", &key.to_uppercase()), ("officer", "\"quoted\"")] {
        ids.push(create(&service, user, key, &wish()).await.expect(201).json()["id"].clone());
    }
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn a_refused_call_uses_up_no_key() {
    let service = Service::start().await;
    let mut unknown = wish();
    unknown["subject"] = json!({"customerNumber": "C-4711"});
    create(&service, "officer", "k", &unknown).await.expect(404);
    create(&service, "officer", "k", &wish()).await.expect(201);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_week() {
    let service = Service::start().await;
    let keeper = Housekeeping::new(std::sync::Arc::new(service.requests.clone())).unwrap();
    let first = create(&service, "officer", "k", &wish()).await.expect(201).json()["id"].clone();
    service.clock.pass(TimeDelta::days(7) - TimeDelta::seconds(1));
    keeper.run().unwrap().unwrap();
    assert_eq!(create(&service, "officer", "k", &wish()).await.expect(201).json()["id"], first);
    service.clock.pass(TimeDelta::seconds(1));
    assert_eq!(keeper.run().unwrap().unwrap().keys, 1);
    assert_ne!(create(&service, "officer", "k", &wish()).await.expect(201).json()["id"], first);
}

#[tokio::test]
async fn a_key_has_1_to_255_visible_characters_and_stands_there_once() {
    let service = Service::start().await;
    create(&service, "officer", &"k".repeat(255), &wish()).await.expect(201);
    let call = || ask(&service, "officer", "POST", REQUESTS).json(wish().to_string());
    for call in [
        call().header("idempotency-key", "k".repeat(256)),
        call().header("idempotency-key", ""),
        call().header("idempotency-key", "ü"),
        call().header("idempotency-key", "a\tb"),
        call().header("idempotency-key", "a").another("idempotency-key", "a"),
    ] {
        let answer = call.send().await.expect(400);
        assert_eq!(answer.error(), "request.malformed.error");
    }
    assert_eq!(count(&service).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_such_calls_at_once_through_two_processes_one_makes_the_request() {
    let site = Site::with_world().await;
    site.run(&["user", "grant", "viewer", "--role", "privacy-officer", "--organization", SHOP]).await;
    let servers = [site.serve().await, site.serve().await];
    let call = |number: usize| -> Ask {
        let ask = servers[number % 2].ask("POST", REQUESTS).basic("viewer", PASSWORD);
        ask.header("idempotency-key", "once").json(wish().to_string())
    };
    let calls: tokio::task::JoinSet<_> = (0..20).map(|number| call(number).send()).collect();
    let mut ids: Vec<_> =
        calls.join_all().await.into_iter().map(|answer| answer.expect(201).json()["id"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let listed = servers[0].ask("GET", REQUESTS).basic("viewer", PASSWORD).send().await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}
