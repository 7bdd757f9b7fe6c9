//! Faults of ours, and many who confirm at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::clock::{Clock, Timestamp};
use domain::request::State;
use domain::requests::Requests;
use icm_gdpr_api::Api;
use icm_gdpr_api::models::GdprRequestConfirmationRo;

use super::{RIGHT, add, ask, call, confirming, put};
use crate::scene::{Away, Panicking, Scene, moment, reported};

#[tokio::test]
async fn a_fault_of_ours_is_reported_and_shows_nothing() {
    let scene = Scene::new();
    let away = confirming(Requests { store: Arc::new(Away), ..scene.requests() });
    let panicking = confirming(Requests { store: Arc::new(Panicking), ..scene.requests() });
    for (service, code) in [(away, "store.unavailable"), (panicking, "work.interrupted")] {
        let call = call(Some("site"), "en");
        let report = call.report_slot();
        let body = GdprRequestConfirmationRo { hash: Some(RIGHT.to_owned()) };
        let error = service.confirm_gdpr_request("id".to_owned(), body, &call).await.unwrap_err();
        assert_eq!(error.0, code);
        assert_eq!(reported(&report), format!("fault {code}"));
    }
}

#[tokio::test]
async fn what_cannot_be_a_request_does_not_reach_the_storage() {
    let scene = Scene::new();
    let service = confirming(Requests { store: Arc::new(Away), ..scene.requests() });
    assert_eq!(ask(&service, "a b", Some(RIGHT)).await.status, 404);
    assert_eq!(put(&service, "id", Some(RIGHT), call(None, "en")).await.status, 404);
}

/// A clock that is read by many at once: now ahead, now behind.
struct Unsteady(AtomicI64);

impl Clock for Unsteady {
    fn now(&self) -> Timestamp {
        moment(self.0.fetch_add(7_919, Ordering::SeqCst) % 1_000)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_200_simultaneous_confirmations_in_two_processes_one_is_the_first() {
    let scene = Scene::new();
    let clock = Arc::new(Unsteady(0.into()));
    let services = [Arc::clone(&scene.store), scene.another_process()]
        .map(|store| confirming(Requests { clock: clock.clone(), ..scene.requests_in(store) }));
    for id in ["one", "two", "three"] {
        add(&scene, id, State::Pending);
        let start = Arc::new(tokio::sync::Barrier::new(200));
        let callers: Vec<_> = (0..200)
            .map(|number| {
                let (service, start) = (services[number % 2].clone(), Arc::clone(&start));
                tokio::spawn(async move {
                    start.wait().await;
                    ask(&service, id, Some(RIGHT)).await
                })
            })
            .collect();
        let mut told: BTreeMap<String, u32> = BTreeMap::new();
        for caller in callers {
            let answer = caller.await.unwrap();
            assert_eq!(answer.status, 200);
            *told.entry(answer.codes().0.to_owned()).or_default() += 1;
        }
        let expected = [("gdpr_request.already_confirmed.info", 199), ("gdpr_request.confirmation.info", 1)];
        assert_eq!(told, BTreeMap::from(expected.map(|(code, count)| (code.to_owned(), count))));
        assert_eq!(scene.request(id).state.code(), "confirmed");
    }
}
