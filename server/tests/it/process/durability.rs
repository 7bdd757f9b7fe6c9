//! What was answered 200 is on disk: a kill loses nothing and leaves nothing half done.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::support::process::{PASSWORD, Server, Site, mode};
use crate::support::world;

fn code(answer: &crate::support::client::Answer) -> String {
    answer.json()["infos"][0]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_was_answered_200_survives_a_kill() {
    let site = Site::with_world().await;
    for _ in 0..5 {
        let request = site.request().await;
        let server = site.serve().await;
        let answer = server.confirm(&request.id, &request.hash).await.expect(200);
        assert_eq!(code(&answer), "gdpr_request.confirmation.info");
        server.kill().await;
        assert_eq!(site.state(&request.id).await, "confirmed");
        let server = site.serve().await;
        let answer = server.confirm(&request.id, &request.hash).await.expect(200);
        assert_eq!(code(&answer), "gdpr_request.already_confirmed.info");
        server.kill().await;
    }
}

/// The state of each request.
async fn states(site: &Site) -> BTreeMap<String, String> {
    let listed = site.run(&["request", "list", "--json"]).await;
    let text = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap().to_owned();
    let lines = listed.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.map(|line: serde_json::Value| (text(&line, "requestId"), text(&line, "state"))).collect()
}

/// As many at once as the server lets work at once, so that those who write share commits; and killed each time after some other
/// number of answers, when the next commit is on its way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_middle_of_many_confirmations_loses_none_that_was_answered() {
    let site = Site::with_world().await;
    let mut requests = Vec::new();
    for _ in 0..64 {
        requests.push(site.request().await);
    }
    let mut confirmed = BTreeSet::new();
    for answers in [1, 3, 9] {
        let server = site.serve().await;
        let (answered, mut heard) = tokio::sync::mpsc::unbounded_channel();
        for request in requests.iter().filter(|request| !confirmed.contains(&request.id)).cloned() {
            let (answered, ask) = (answered.clone(), server.put(&request.id));
            tokio::spawn(async move {
                let body = json!({"hash": request.hash}).to_string();
                // Calls that the kill cuts off end in an error, as they should.
                let answer = tokio::spawn(ask.json(body).send()).await;
                if answer.is_ok_and(|answer| answer.status == 200) {
                    let _ = answered.send(request.id);
                }
            });
        }
        drop(answered);
        for _ in 0..answers {
            confirmed.extend(heard.recv().await);
        }
        server.kill().await;
        while let Some(id) = heard.recv().await {
            confirmed.insert(id);
        }
        assert!(!confirmed.is_empty(), "at least one is answered");
        let states = states(&site).await;
        for request in &requests {
            let state = &*states[&request.id];
            assert!(state == "confirmed" || state == "pending" && !confirmed.contains(&request.id), "{state}");
        }
    }
    let states = states(&site).await;
    let server = site.serve().await;
    for request in &requests {
        let answer = server.confirm(&request.id, &request.hash).await.expect(200);
        assert_eq!(code(&answer) == "gdpr_request.confirmation.info", states[&request.id] == "pending");
    }
    server.stop().await;
    site.run(&["audit", "verify"]).await;
    site.run(&["check"]).await;
}

#[tokio::test]
async fn everything_kept_is_for_its_owner_only_and_holds_no_hash() {
    let site = Site::with_world().await;
    let server = site.serve().await;
    let request = site.request().await;
    server.confirm(&request.id, &request.hash).await.expect(200);
    let mut files = 0;
    for entry in std::fs::read_dir(site.path("")).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(request.hash.len()).any(|window| window == request.hash.as_bytes()), "{path:?}");
        files += 1;
    }
    assert!(files >= 3, "database, write-ahead log and secrets");
}

/// How many have been shown to somebody, as the audit log has it.
async fn shown(site: &Site) -> usize {
    let file = site.path("log.jsonl");
    site.run(&["audit", "export", "--since", "2020-01-01", "-o", "log.jsonl"]).await;
    let exported = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(file).unwrap();
    exported.lines().filter(|line| line.contains("\"customer-read\"")).count()
}

async fn look_up(server: &Server) {
    let path = format!("/rest/gdpr/shops/{}/customers/BB002", world::SHOP);
    server.ask("GET", &path).basic("viewer", PASSWORD).send().await.expect(200);
}

#[tokio::test]
async fn who_was_shown_whom_is_on_disk_at_an_orderly_end() {
    let site = Site::with_world().await;
    let server = site.serve().await;
    for _ in 0..3 {
        look_up(&server).await;
    }
    server.stop().await;
    assert_eq!(shown(&site).await, 3);
}

/// It is written behind, but not far.
#[tokio::test]
async fn who_was_shown_whom_a_while_ago_survives_a_kill() {
    let site = Site::with_world().await;
    let server = site.serve().await;
    look_up(&server).await;
    // Read from another process, until it is there: a second is promised, and a busy machine may take longer.
    while shown(&site).await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    server.kill().await;
    assert_eq!(shown(&site).await, 1);
    site.run(&["audit", "verify"]).await;
}
