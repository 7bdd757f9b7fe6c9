//! Disks and files that fail under a running server: an answer in shape, nothing half done, and back when they are.

use crate::support::client::{CONTAINER, PROBLEM};
use crate::support::process::{PASSWORD, Site};

const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";
const FIRST: &str = "gdpr_request.confirmation.info";

#[tokio::test]
async fn a_full_disk_is_503_and_what_was_not_answered_can_be_said_again() {
    let site = Site::with_world().await;
    let request = site.request().await;
    let server = site.serve_on_a_small_disk().await;
    server.ask("GET", "/readyz").send().await.expect(200);
    server.limit_files("0");
    for _ in 0..3 {
        let answer = server.confirm(&request.id, &request.hash).await.expect(503);
        assert_eq!((answer.header("content-type"), answer.header("retry-after")), (CONTAINER, "5"));
    }
    // A write that succeeded is proof for a second.
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let address = server.address.to_string();
    let healthcheck = || site.command(&["healthcheck", &format!("http://{address}")]).output();
    for _ in 0..2 {
        server.ask("GET", "/readyz").send().await.expect(503);
        assert_eq!(healthcheck().await.unwrap().status.code(), Some(1));
    }
    server.ask("GET", "/livez").send().await.expect(200);
    server.limit_files("unlimited");
    server.ask("GET", "/readyz").send().await.expect(200);
    assert_eq!(healthcheck().await.unwrap().status.code(), Some(0));
    let answer = server.confirm(&request.id, &request.hash).await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], FIRST, "the failed tries left nothing behind");
    let log = server.stop().await;
    let failed = log.lines().filter(|line| line.contains("call failed") && line.contains("store.unavailable"));
    assert_eq!(failed.count(), 3, "logged once each: {log}");
    assert_eq!(site.state(&request.id).await, "confirmed");
}

#[tokio::test]
async fn a_database_that_was_taken_away_is_503_until_it_is_back() {
    let site = Site::with_world().await;
    let (before, after) = (site.request().await, site.request().await);
    let server = site.serve().await;
    server.confirm(&before.id, &before.hash).await.expect(200);
    std::fs::rename(site.path("gdpr.db"), site.path("away")).unwrap();
    server.confirm(&after.id, &after.hash).await.expect(503);
    let answer = server.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(503);
    assert_eq!(answer.header("content-type"), PROBLEM);
    server.ask("GET", "/readyz").send().await.expect(503);
    server.ask("GET", "/livez").send().await.expect(200);

    // Another file under the same name is not the database either.
    std::fs::copy(site.path("away"), site.path("gdpr.db")).unwrap();
    server.confirm(&after.id, &after.hash).await.expect(503);

    std::fs::rename(site.path("away"), site.path("gdpr.db")).unwrap();
    server.ask("GET", "/readyz").send().await.expect(200);
    let answer = server.confirm(&after.id, &after.hash).await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], FIRST);
    server.stop().await;
    assert_eq!(site.state(&before.id).await, "confirmed");
}

/// A database in which every page that says something of these is noise: what it takes to open it is not among them.
fn damaged(sound: &[u8], words: &[&str]) -> Vec<u8> {
    let says = |page: &[u8], word: &str| page.windows(word.len()).any(|window| window == word.as_bytes());
    let mut bytes = sound.to_vec();
    let pages = bytes.chunks_mut(4096).filter(|page| words.iter().any(|word| says(page, word)));
    let count = pages.map(|page| page.fill(0x5a)).count();
    assert!(count >= words.len(), "{count} pages");
    bytes
}

#[tokio::test]
async fn damage_is_500_in_shape_not_ready_and_found_by_check() {
    let site = Site::with_world().await;
    let request = site.request().await;
    assert!(site.run(&["check"]).await.contains("is sound"));
    let sound = std::fs::read(site.path("gdpr.db")).unwrap();
    std::fs::write(site.path("gdpr.db"), damaged(&sound, &[&request.id, "BB002"])).unwrap();

    let server = site.serve().await;
    let answer = server.confirm(&request.id, &request.hash).await.expect(500);
    assert_eq!((answer.header("content-type"), answer.error().as_str()), (CONTAINER, "service.internal.error"));
    server.ask("GET", "/readyz").send().await.expect(503);
    let answer = server.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(500);
    assert_eq!(answer.header("content-type"), PROBLEM);
    let log = server.stop().await;
    assert!(log.contains("store.corrupt"), "{log}");

    let check = site.command(&["check"]).output().await.unwrap();
    assert_eq!(check.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&check.stderr).contains("restore a backup"), "{check:?}");
    std::fs::write(site.path("gdpr.db"), sound).unwrap();
    for rest in ["gdpr.db-wal", "gdpr.db-shm"] {
        let _ = std::fs::remove_file(site.path(rest));
    }
    assert!(site.run(&["check"]).await.contains("is sound"));
    let server = site.serve().await;
    server.confirm(&request.id, &request.hash).await.expect(200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_stopped_under_load_answers_all_who_waited_when_it_goes_on() {
    let site = Site::with_world().await;
    // Few places: most of those who call meanwhile wait in the queue of the listener.
    std::fs::write(site.path("gdpr.toml"), "[limits]\nconnections = 8\n").unwrap();
    let request = site.request().await;
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    server.signal("-STOP");
    let body = format!(r#"{{"hash":"{}"}}"#, request.hash);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..200 {
        calls.spawn(server.put(&request.id).json(body.clone()).send());
    }
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert!(calls.try_join_next().is_none(), "a stopped server answers nobody");
    server.signal("-CONT");
    let answers = calls.join_all().await;
    let first = answers.into_iter().filter(|answer| {
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["infos"][0]["code"] == FIRST
    });
    assert_eq!(first.count(), 1);
    server.stop().await;
}
