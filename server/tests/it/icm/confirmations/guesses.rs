//! Guessing hashes: slowed down for the guesser, never for the owner.

use chrono::TimeDelta;
use domain::request::rules::Ending;

use crate::support::client::{Answer, CONTAINER};
use crate::support::process::Site;
use crate::support::service::Service;

const LIMIT: u32 = 5;

async fn service() -> Service {
    Service::start_with(|config| config.throttle.wrong_hashes_per_minute = LIMIT).await
}

async fn guess(service: &Service, from: u8, id: &str) -> Answer {
    service.put(id).from(from).json(r#"{"hash":"wrong"}"#).send().await
}

#[track_caller]
fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(answer.header("content-type"), CONTAINER);
    assert_eq!(answer.error(), "gdpr_request.rate_limited.error");
    assert!((1..=60).contains(&answer.header("retry-after").parse().unwrap()), "{answer:?}");
}

#[tokio::test]
async fn the_right_hash_is_answered_in_the_middle_of_an_attack_from_the_same_address() {
    let service = service().await;
    let (request, expired, closed) = (service.request(), service.request(), service.request());
    service.close(&closed.id, Ending::Rejected);
    for _ in 0..LIMIT {
        guess(&service, 1, &request.id).await.expect(422);
    }
    for _ in 0..3 {
        assert_refused(&guess(&service, 1, &request.id).await);
    }
    service.confirm(&request.id, &request.hash).await.expect(200);
    service.confirm(&request.id, &request.hash).await.expect(200);
    // Who holds the hash is told the reason as well.
    service.confirm(&closed.id, &closed.hash).await.expect(404);
    service.clock.pass(TimeDelta::hours(24));
    for _ in 0..LIMIT {
        guess(&service, 1, "undefined").await.expect(404);
    }
    assert_refused(&guess(&service, 1, "undefined").await);
    service.confirm(&expired.id, &expired.hash).await.expect(404);
}

#[tokio::test]
async fn the_wait_that_is_told_is_long_enough_and_not_longer() {
    let service = service().await;
    for _ in 0..LIMIT {
        guess(&service, 1, "undefined").await.expect(404);
    }
    let refused = guess(&service, 1, "undefined").await.expect(429);
    assert_eq!(refused.header("retry-after"), (60 / LIMIT).to_string());
    service.clock.pass(TimeDelta::milliseconds(11_999));
    assert_eq!(guess(&service, 1, "undefined").await.expect(429).header("retry-after"), "1");
    service.clock.pass(TimeDelta::milliseconds(1));
    guess(&service, 1, "undefined").await.expect(404);
    guess(&service, 1, "undefined").await.expect(429);
}

#[tokio::test]
async fn ids_that_exist_and_ids_that_do_not_are_counted_in_the_same_way() {
    let service = service().await;
    let request = service.request();
    let mut bodies = Vec::new();
    for (id, first) in [(request.id.as_str(), 422), ("undefined", 404)] {
        // One guess from each of many addresses: the target is what is counted.
        for client in 0..10 {
            let answer = guess(&service, 100 + client, id).await;
            if u32::from(client) < LIMIT {
                answer.expect(first);
            } else {
                assert_refused(&answer);
                bodies.push((answer.header("retry-after").to_owned(), answer.json()["errors"].clone()));
            }
        }
        service.clock.pass(TimeDelta::minutes(2));
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    // The same, spelled in other ways.
    for _ in 0..LIMIT {
        guess(&service, 1, "undefined").await.expect(404);
        service.clock.pass(TimeDelta::seconds(1));
    }
    assert_refused(&guess(&service, 2, "%75ndefined;x=y").await);
}

#[tokio::test]
async fn a_guesser_does_not_hold_up_other_clients_with_other_requests() {
    let service = service().await;
    let (attacked, other) = (service.request(), service.request());
    for _ in 0..LIMIT {
        guess(&service, 1, &attacked.id).await.expect(422);
    }
    // Refused by client: these count for no request.
    for _ in 0..2 * LIMIT {
        assert_refused(&guess(&service, 1, &other.id).await);
    }
    guess(&service, 2, &other.id).await.expect(422);
    service.put(&other.id).from(2).json(format!(r#"{{"hash":"{}"}}"#, other.hash)).send().await.expect(200);
}

#[tokio::test]
async fn a_missing_hash_is_no_guess() {
    let service = service().await;
    let request = service.request();
    for _ in 0..3 * LIMIT {
        service.put("undefined").json("{}").send().await.expect(404);
        service.put(&request.id).json(r#"{"hash":""}"#).send().await.expect(422);
    }
    guess(&service, 1, &request.id).await.expect(422);
}

#[tokio::test]
async fn a_limit_of_zero_is_none() {
    let service = Service::start_with(|config| config.throttle.wrong_hashes_per_minute = 0).await;
    for _ in 0..40 {
        guess(&service, 1, "undefined").await.expect(404);
    }
}

#[tokio::test]
async fn one_event_tells_of_a_guesser_and_not_who_they_are() {
    let site = Site::with_world().await;
    let server = site.serve().await;
    let request = site.request().await;
    let mut refused = 0;
    for number in 0..60 {
        let hash = format!("guess{number}");
        refused += u32::from(server.confirm(&request.id, &hash).await.status == 429);
    }
    assert!(refused > 20, "{refused}");
    let log = server.stop().await;
    let events: Vec<_> = log.lines().filter(|line| line.contains("throttle.wrong_hash")).collect();
    let [event] = events[..] else { panic!("{log}") };
    assert!(event.contains("audit") && event.contains("WARN") && event.contains("per_minute=30"), "{event}");
    for hidden in [&*request.id, &*request.hash, "127.0.0.1", "guess30"] {
        assert!(!event.contains(hidden), "{event}");
    }
}
