//! A request for access, from the wish to the package in its subject's hands, fetched by a link, and what has to be true at its end.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::time::{Duration, Instant};

use domain::audit::Actor;
use gdpr_server::assemble::open;
use serde_json::{Value, json};
use zip::ZipArchive;

use crate::mortal::config;
use crate::support::client::Ask;
use crate::walk::{CUSTOMER, ORDER, PASSWORD, PATIENCE, SHOP, Server, USER, Walk, Walked, find_hash, run};

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

    let hash = walk.mail(&mut server, &mut was_killed, package_hash).await;
    let fetch = |address| {
        let form = format!("Hash={hash}&PersonalDataRequestID={id}&Proof={ORDER}");
        let ask = Ask::new(address, "POST", "/gdpr-requests/package").raw(form);
        ask.header("content-type", "application/x-www-form-urlencoded")
    };
    loop {
        // Also whoever was cut off in the middle gets all of it in the end.
        let fetched = walk.call(&mut server, &mut was_killed, fetch).await;
        assert_eq!(fetched.status, 200, "step {step}: {}", fetched.text());
        fs::write(walk.database().with_extension("zip"), fetched.body).unwrap();
        if closed(&walk, &mut server, &mut was_killed, &id).await {
            break;
        }
    }
    walk.settled(&mut server, &mut was_killed, &id).await;
    server.child.kill().await.unwrap();
    judge(&walk, &id, was_killed).await;
    Walked { was_killed }
}

/// The hash in the mail that says that the package is ready.
fn package_hash(mail: &str) -> Option<String> {
    find_hash(mail.split_once("/gdpr-requests/package?")?.1)
}

/// Waits until the request is closed. `false`: the process was killed after it had sent everything and before it knew.
async fn closed(walk: &Walk, server: &mut Server, was_killed: &mut bool, id: &str) -> bool {
    let end = Instant::now() + PATIENCE;
    let is_closed = || {
        let store = open(&config(walk.database())).unwrap().store;
        let request = store.read("request", |view| view.request(&id.parse().unwrap())).unwrap();
        request.is_some_and(|request| request.state.is_closed())
    };
    loop {
        if is_closed() {
            return true;
        }
        assert!(Instant::now() < end, "step {}: it is not closed", walk.step);
        if walk.revive(server, was_killed).await {
            return is_closed();
        }
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
    let begun = actions.remove("package-fetch").unwrap_or_default();
    assert!((1..=1 + u32::from(was_killed)).contains(&begun), "step {step}: {actions:?}");
    let once = ["created", "confirmed", "approved", "started", "package-made", "package-delivered"];
    let expected = once.map(|action| (action, 1)).into_iter().chain([("mail-sent", 3 - dropped)]);
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
