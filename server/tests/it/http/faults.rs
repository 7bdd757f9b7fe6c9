//! Faults of ours: in shape, without detail, logged once, and the connection lives.

use std::sync::atomic::Ordering;

use domain::store::sqlite::Sqlite;
use domain::store::{Store, StoreError};

use crate::support::client::{CONTAINER, PROBLEM};
use crate::support::flaky::{AWAY, BROKEN, PANICKING, WELL, flaky};
use crate::support::service::Service;
use crate::support::world::PASSWORD;

#[tokio::test]
async fn a_store_that_is_away_is_503_with_retry_after_until_it_is_back() {
    let (service, mood) = flaky().await;
    let request = service.request();
    mood.store(AWAY, Ordering::SeqCst);
    let answer = service.confirm(&request.id, &request.hash).await.expect(503);
    assert_eq!((answer.header("content-type"), answer.error().as_str()), (CONTAINER, "service.unavailable.error"));
    assert_eq!(answer.header("retry-after"), "5");
    assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    let answer = service.ask("GET", "/rest/gdpr/shops/a/customers/b").basic("viewer", PASSWORD).send().await;
    assert_eq!((answer.status, answer.header("content-type")), (503, PROBLEM));
    service.ask("GET", "/readyz").send().await.expect(503);
    service.ask("GET", "/livez").send().await.expect(200);
    mood.store(WELL, Ordering::SeqCst);
    service.ask("GET", "/readyz").send().await.expect(200);
    let answer = service.confirm(&request.id, &request.hash).await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], "gdpr_request.confirmation.info");
}

#[tokio::test]
async fn a_fault_is_500_in_shape_and_shows_nothing() {
    let (service, mood) = flaky().await;
    let request = service.request();
    for mood_now in [BROKEN, PANICKING] {
        mood.store(mood_now, Ordering::SeqCst);
        let answer = service.confirm(&request.id, &request.hash).await;
        // A panic is a defect of ours too, but the same call may succeed later.
        assert!(matches!(answer.status, 500 | 503), "{answer:?}");
        assert_eq!(answer.header("content-type"), CONTAINER);
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
    }
    mood.store(WELL, Ordering::SeqCst);
    service.confirm(&request.id, &request.hash).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_somebody_else_has_locked_is_503_until_it_is_free() {
    let service = Service::start().await;
    let request = service.request();
    let (locked, is_locked) = std::sync::mpsc::channel();
    let (free, is_free) = std::sync::mpsc::channel::<()>();
    let other = Sqlite::open(&service.database()).unwrap();
    let holder = std::thread::spawn(move || {
        let other: &dyn Store = &other;
        other.write("hold", |_| {
            locked.send(()).unwrap();
            let _ = is_free.recv();
            Ok::<_, StoreError>(())
        })
    });
    is_locked.recv().unwrap();
    let answer = service.confirm(&request.id, &request.hash).await.expect(503);
    assert_eq!(answer.error(), "service.unavailable.error");
    // Who only reads does not wait for who writes.
    let customer = |number: &str| {
        service.ask("GET", &format!("/rest/gdpr/shops/inTRONICS/customers/{number}")).basic("viewer", PASSWORD).send()
    };
    customer("nobody").await.expect(404);
    service.confirm(&request.id, "wrong").await.expect(422);
    // Nobody is shown to anybody without its being remembered.
    customer("BB002").await.expect(503);
    drop(free);
    holder.join().unwrap().unwrap();
    let answer = service.confirm(&request.id, &request.hash).await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], "gdpr_request.confirmation.info");
}
