//! Several processes on one database.

use serde_json::json;

use crate::support::process::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_200_simultaneous_confirmations_through_two_processes_exactly_one_is_the_first() {
    let site = Site::with_world().await;
    let servers = [site.serve().await, site.serve().await];
    let request = site.request().await;
    let body = json!({"hash": request.hash}).to_string();
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..200 {
        calls.spawn(servers[number % 2].put(&request.id).json(body.clone()).send());
    }
    let mut codes = Vec::new();
    for answer in calls.join_all().await {
        codes.push(answer.expect(200).json()["infos"][0]["code"].as_str().unwrap().to_owned());
    }
    let count = |code: &str| codes.iter().filter(|found| *found == code).count();
    assert_eq!(count("gdpr_request.confirmation.info"), 1);
    assert_eq!(count("gdpr_request.already_confirmed.info"), 199);
}

#[tokio::test]
async fn commands_work_on_the_database_of_a_running_server() {
    let site = Site::new();
    let server = site.serve().await;
    let path = "/rest/gdpr/shops/New/customers/BB002";
    site.run(&["shop", "add", "New"]).await;
    site.feed(&["customer", "import", "--shop", "New", "-"], &crate::support::world::bob().to_string()).await;
    site.feed(&["user", "add", "late", "--password-stdin"], "a long enough password").await;
    server.ask("GET", path).basic("late", "a long enough password").send().await.expect(403);
    site.run(&["user", "grant", "late", "--role", "privacy-viewer", "--organization", "New"]).await;
    server.ask("GET", path).basic("late", "a long enough password").send().await.expect(200);
    let token = site.run(&["token", "issue", "--user", "late", "--ttl", "1m"]).await;
    server.ask("GET", path).bearer(token.trim()).send().await.expect(200);
}

#[tokio::test]
async fn several_processes_can_start_on_a_new_database_at_once() {
    let site = Site::new();
    let servers = tokio::join!(site.serve(), site.serve(), site.serve());
    site.run(&["shop", "add", "Shop"]).await;
    site.feed(&["customer", "import", "--shop", "Shop", "-"], &crate::support::world::bob().to_string()).await;
    let made = site.request_of("Shop", "BB002").await;
    for server in [&servers.0, &servers.1, &servers.2] {
        server.confirm(&made.id, &made.hash).await.expect(200);
    }
}
