//! `housekeeping`.

use chrono::{DateTime, TimeDelta};
use domain::clock::Clock;
use domain::request::Link;
use domain::store::StoreError;
use gdpr_server::system::SystemClock;
use serde_json::json;

use super::World;
use super::request::store;

fn with_pending_request() -> (World, String) {
    let world = World::with_shop_and_user();
    let line = json!({"shopCustomerNumber": "C-1", "customerType": "b2c"}).to_string();
    world.run_with("customer import --shop inTRONICS -", line.as_bytes()).done();
    let create = "request create --type access --shop inTRONICS --customer C-1 --print-link --json";
    let id = world.run(create).json()["requestId"].as_str().unwrap().to_owned();
    (world, id)
}

/// Lets all links of a request end long ago.
fn end_links(world: &World, id: &str) {
    let id = id.parse().unwrap();
    store(world)
        .write("end_links", |transaction| {
            for link in transaction.request(&id)?.unwrap().links {
                transaction.put_link(&id, &Link { expires_at: DateTime::UNIX_EPOCH, ..link })?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

#[test]
fn what_is_due_is_done_once_and_told() {
    let (world, id) = with_pending_request();
    assert_eq!(
        world.run("housekeeping --now --json").json(),
        json!({"expired": 0, "reminded": 0, "purged": 0, "keys": 0})
    );
    end_links(&world, &id);
    assert_eq!(world.run("housekeeping --now").done(), "expired   1\nreminded  0\npurged    0\nkeys      0\n");
    let shown = world.run(&format!("request show {id} --json")).json();
    assert_eq!((&shown["state"], &shown["outcome"]), (&json!("closed"), &json!("expired")));
    assert_eq!(world.run("housekeeping --now --json").json()["expired"], 0);
    let purging = world.with("GDPR_REQUESTS_PURGE_AFTER", "0");
    assert_eq!(purging.run("housekeeping --now --json").json()["purged"], 1);
    let shown = purging.run(&format!("request show {id} --json")).json();
    assert!(shown.get("customerNumber").is_none() && shown["pseudonym"].is_string(), "{shown}");
}

#[test]
fn one_process_at_a_time_does_it() {
    let (world, id) = with_pending_request();
    end_links(&world, &id);
    let now = SystemClock.now();
    let take = |transaction: &dyn domain::store::Transaction| {
        transaction.take_lease("housekeeping", "another", now, now + TimeDelta::minutes(1))
    };
    assert!(store(&world).write("take_lease", take).unwrap());
    world.run("housekeeping --now").refused(1, &["another process is at it; nothing was done here"]);
    store(&world).write("release_lease", |transaction| transaction.release_lease("housekeeping", "another")).unwrap();
    assert_eq!(world.run("housekeeping --now --json").json()["expired"], 1);
}

#[test]
fn it_has_to_be_said_that_it_is_to_be_done_now() {
    let world = World::new();
    world.run("housekeeping").refused(2, &["--now"]);
    world.run("housekeeping --now").refused(1, &["there is no database gdpr.db"]);
    assert!(!world.path("gdpr.db").exists());
}
