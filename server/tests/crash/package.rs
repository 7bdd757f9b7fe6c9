//! A request for access, from the wish to the package in somebody's hands, and what has to be true at its end.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::time::{Duration, Instant};

use domain::audit::Actor;
use gdpr_server::assemble::open;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::mortal::config;
use crate::support::client::Ask;
use crate::walk::{CUSTOMER, PASSWORD, PATIENCE, SHOP, Server, USER, Walk, Walked, find_hash, run};

/// Goes all the way, and looks whether everything is as it has to be.
pub(crate) async fn go(walk: Walk) -> Walked {
    let mut server = walk.serve(walk.step, "0").await;
    let mut was_killed = false;
    let step = walk.step;

    let body = json!({"type": "access", "shop": SHOP, "subject": {"customerNumber": CUSTOMER}}).to_string();
    let create = |address| {
        let ask = Ask::new(address, "POST", "/rest/data-requests/requests").basic(USER, PASSWORD);
        ask.header("idempotency-key", "the one").json(body.clone())
    };
    let created = walk.call(&mut server, &mut was_killed, create).await;
    let id = created.json()["id"].as_str().unwrap().to_owned();
    let link = walk.mail(&mut server, &mut was_killed, find_hash).await;
    let confirm = |address| {
        let site = gdpr_server::contract::default_site();
        let path = format!("/INTERSHOP/rest/WFS/{site}/rest/gdpr-requests/{id}/confirmations");
        Ask::new(address, "PUT", &path).json(json!({"hash": link}).to_string())
    };
    let confirmed = walk.call(&mut server, &mut was_killed, confirm).await;
    assert_eq!(confirmed.status, 200, "step {step}: {confirmed:?}");

    // By hand, in a process that nobody kills.
    let config = config(walk.database());
    let fulfilment = open(&config).unwrap().fulfilment(&config);
    fulfilment.approve(&Actor::CommandLine("the test".to_owned()), &id.parse().unwrap(), None).unwrap();
    drop(fulfilment);

    ready(&walk, &mut server, &mut was_killed, &id).await;
    walk.settled(&mut server, &mut was_killed, &id).await;
    server.child.kill().await.unwrap();
    let file = walk.database().with_extension("zip");
    run(&walk.database(), &["request", "package", &id, "-o", file.to_str().unwrap()], "").await;
    judge(&walk, &id, was_killed).await;
    Walked { was_killed }
}

/// Waits until the package is ready.
async fn ready(walk: &Walk, server: &mut Server, was_killed: &mut bool, id: &str) {
    let end = Instant::now() + PATIENCE;
    loop {
        let store = open(&config(walk.database())).unwrap().store;
        let package = store.read("package", |view| view.package(&id.parse().unwrap())).unwrap();
        if package.is_some_and(|package| package.made_at.is_some()) {
            return;
        }
        drop(store);
        assert!(Instant::now() < end, "step {}: there is no package", walk.step);
        walk.revive(server, was_killed).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn judge(walk: &Walk, id: &str, was_killed: bool) {
    let step = walk.step;
    let shown = run(&walk.database(), &["request", "show", id, "--json"], "").await;
    let shown: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&shown["state"], &shown["outcome"]), (&json!("closed"), &json!("completed")), "step {step}");
    let history = run(&walk.database(), &["request", "history", id, "--json"], "").await;
    let mut actions: BTreeMap<String, u32> = BTreeMap::new();
    for line in history.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        *actions.entry(event["action"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let dropped = actions.remove("mail-dropped").unwrap_or_default();
    assert!(dropped <= u32::from(was_killed), "step {step}: {actions:?}");
    let once = ["created", "confirmed", "approved", "started", "package-made", "package-delivered"];
    let expected = once.map(|action| (action, 1)).into_iter().chain([("mail-sent", 2 - dropped)]);
    let expected: BTreeMap<_, _> = expected.map(|(action, count)| (action.to_owned(), count)).collect();
    assert_eq!(actions, expected, "step {step}");

    let mut package = ZipArchive::new(File::open(walk.database().with_extension("zip")).unwrap()).unwrap();
    let document: Value = serde_json::from_reader(package.by_name("data.json").unwrap()).unwrap();
    assert_eq!(document["shopCustomerNumber"], CUSTOMER, "step {step}");

    // What the killed process may have left goes with the next tidying.
    let config = config(walk.database());
    open(&config).unwrap().fulfilment(&config).sweep_packages().unwrap();
    let left = fs::read_dir(walk.database().with_extension("db.packages")).unwrap().count();
    assert_eq!(left, 0, "step {step}: a package stays behind");
    run(&walk.database(), &["audit", "verify"], "").await;
    run(&walk.database(), &["check"], "").await;
}
