//! An erasure, from the wish to the last mail, and what has to be true at its end.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::audit::Actor;
use domain::ledger::{Entry, erased};
use gdpr_server::assemble::open;
use serde_json::{Value, json};

use crate::mortal::config;
use crate::support::client::Ask;
use crate::walk::{CUSTOMER, PASSWORD, PATIENCE, SHOP, Server, USER, Walk, Walked, find_hash, run};

/// What told who she was.
const TELLING: [&str; 3] = ["Mustermann", "erika@example.org", CUSTOMER];

/// Goes all the way, and looks whether everything is as it has to be.
pub(crate) async fn go(walk: Walk) -> Walked {
    let mut server = walk.serve(walk.step, "0").await;
    let mut was_killed = false;
    let step = walk.step;

    let body = json!({"type": "erasure", "shop": SHOP, "subject": {"customerNumber": CUSTOMER}}).to_string();
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
    let (actor, request) = (Actor::CommandLine("the test".to_owned()), id.parse().unwrap());
    let hash = fulfilment.plan(&actor, &request).unwrap().plan.hash();
    fulfilment.approve(&actor, &request, Some(hash)).unwrap();
    drop(fulfilment);

    let state = done(&walk, &mut server, &mut was_killed, &id).await;
    assert_eq!(state["outcome"], "completed", "step {step}: {state}");
    walk.settled(&mut server, &mut was_killed, &id).await;
    wiped(&walk, &mut server, &mut was_killed).await;
    let read = |address: SocketAddr| {
        let path = format!("/rest/gdpr/shops/{SHOP}/customers/{CUSTOMER}");
        Ask::new(address, "GET", &path).basic(USER, PASSWORD)
    };
    assert_eq!(walk.call(&mut server, &mut was_killed, read).await.status, 404, "step {step}");
    server.child.kill().await.unwrap();
    judge(&walk, &id, was_killed).await;
    Walked { was_killed }
}

/// Waits until the request is closed.
async fn done(walk: &Walk, server: &mut Server, was_killed: &mut bool, id: &str) -> Value {
    let end = Instant::now() + PATIENCE;
    loop {
        let shown = run(&walk.database(), &["request", "show", id, "--json"], "").await;
        let shown: Value = serde_json::from_str(&shown).unwrap();
        if shown["state"] == "closed" {
            return shown;
        }
        assert!(Instant::now() < end, "step {}: it is not carried out: {shown}", walk.step);
        walk.revive(server, was_killed).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits until no copy is left, also not in the log of the database.
async fn wiped(walk: &Walk, server: &mut Server, was_killed: &mut bool) {
    let end = Instant::now() + PATIENCE;
    loop {
        let config = config(walk.database());
        let store = open(&config).unwrap().store;
        if store.read("traces", |view| view.traces()).unwrap().is_none() {
            return;
        }
        drop(store);
        assert!(Instant::now() < end, "step {}: copies stay", walk.step);
        walk.revive(server, was_killed).await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn judge(walk: &Walk, id: &str, was_killed: bool) {
    let step = walk.step;
    let history = run(&walk.database(), &["request", "history", id, "--json"], "").await;
    let mut actions: BTreeMap<String, u32> = BTreeMap::new();
    for line in history.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        *actions.entry(event["action"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let dropped = actions.remove("mail-dropped").unwrap_or_default();
    assert!(dropped <= u32::from(was_killed), "step {step}: {actions:?}");
    let once = ["created", "confirmed", "planned", "approved", "started", "erased"].map(|action| (action, 1));
    let expected = once.into_iter().chain([("mail-sent", 3 - dropped)]);
    let expected: BTreeMap<_, _> = expected.map(|(action, count)| (action.to_owned(), count)).collect();
    assert_eq!(actions, expected, "step {step}");

    let config = config(walk.database());
    let key = open(&config).unwrap().master_key;
    let ledger = std::fs::read_to_string(walk.database().with_extension("db.erasures")).unwrap();
    let entries: Vec<_> = ledger.lines().map(|line| Entry::read(line, &key).unwrap()).collect();
    assert!((1..=1 + usize::from(was_killed)).contains(&entries.len()), "step {step}: {entries:?}");
    assert_eq!(erased(&entries, chrono::DateTime::UNIX_EPOCH).len(), 1, "step {step}: {entries:?}");

    run(&walk.database(), &["audit", "verify"], "").await;
    run(&walk.database(), &["check"], "").await;
    let folder = walk.database().parent().unwrap().to_owned();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        let bytes = std::fs::read(entry.path()).unwrap();
        for telling in TELLING {
            let stands = bytes.windows(telling.len()).any(|window| window == telling.as_bytes());
            assert!(!stands, "step {step}: {telling} still stands in {}", entry.path().display());
        }
    }
}
