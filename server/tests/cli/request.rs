//! `request`: one file a verb, or a few of a kind.

mod create;
mod find;
mod handle;
mod package;

use std::sync::Arc;

use domain::store::Store;
use domain::store::sqlite::Sqlite;
use serde_json::json;

use super::World;

/// Makes a request of the one customer there is.
const ON_FILE: &str = "request create --type access --shop inTRONICS --customer C-1";

fn with_customer() -> World {
    let world = World::with_shop_and_user();
    let line = json!({
        "shopCustomerNumber": "C-1", "customerType": "b2c", "email": "erika@example.org",
        "orders": [{"shopOrderNumber": "O-1"}],
    });
    world.run_with("customer import --shop inTRONICS -", line.to_string().as_bytes()).done();
    world
}

/// The id of a new pending request, whose mail waits.
fn pending(world: &World, more: &str) -> String {
    let made = world.run(&format!("{ON_FILE} --json {more}")).json();
    made["requestId"].as_str().unwrap().to_owned()
}

/// The database itself, for what no command brings about.
pub(super) fn store(world: &World) -> Arc<dyn Store> {
    Arc::new(Sqlite::open(&world.path("gdpr.db")).unwrap())
}

/// A request that somebody confirmed.
fn confirmed(world: &World) -> String {
    let id = pending(world, "");
    confirm(world, &id);
    id
}

/// As if the link in the mail had been opened.
fn confirm(world: &World, id: &str) {
    let id = id.parse().unwrap();
    store(world)
        .write("confirm", |transaction| {
            let mut request = transaction.request(&id)?.unwrap();
            let at = request.deadline.received_at;
            request.state = domain::request::State::Confirmed { at };
            assert!(transaction.update_request(&request)?);
            Ok::<_, domain::store::StoreError>(())
        })
        .unwrap();
}
