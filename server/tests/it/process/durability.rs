//! What was answered 200 is on disk: a kill loses nothing and leaves nothing half done.

use serde_json::json;

use crate::support::process::{Site, mode};

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_the_middle_of_many_confirmations_loses_none_that_was_answered() {
    let site = Site::with_world().await;
    let mut requests = Vec::new();
    for _ in 0..40 {
        requests.push(site.request().await);
    }
    let server = site.serve().await;
    let (answered, mut heard) = tokio::sync::mpsc::unbounded_channel();
    for request in requests.clone() {
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
    let mut confirmed = vec![heard.recv().await.expect("at least one is answered")];
    server.kill().await;
    while let Some(id) = heard.recv().await {
        confirmed.push(id);
    }
    for id in &confirmed {
        assert_eq!(site.state(id).await, "confirmed");
    }
    for request in &requests {
        let state = site.state(&request.id).await;
        assert!(state == "confirmed" || state == "pending", "{state}");
    }
    let server = site.serve().await;
    for request in &requests {
        let first = !confirmed.contains(&request.id) && site.state(&request.id).await == "pending";
        let answer = server.confirm(&request.id, &request.hash).await.expect(200);
        assert_eq!(code(&answer) == "gdpr_request.confirmation.info", first);
    }
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
