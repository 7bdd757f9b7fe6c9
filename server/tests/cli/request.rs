//! `request`: one file a verb, or a few of a kind.

mod approve;
mod create;
mod find;
mod handle;
mod package;
mod plan;

use std::sync::Arc;

use domain::store::Store;
use domain::store::sqlite::Sqlite;
use serde_json::{Value, json};

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

/// What is kept for so long that these tests will not see its end.
const RULES: &str = r#"
country = "DE"
time_zone = "Europe/Berlin"

[[rules]]
name = "invoices"
categories = ["invoices"]
ground.en = "Tax law keeps invoices."
ground.de = "Rechnungen hält das Steuerrecht."
term = { years = 100 }
start = "end-of-calendar-year"
dates = ["invoicingDate"]
"#;

/// A world in which invoices are kept, erasures do not wait, and C-1 bought something long ago.
pub(super) fn with_invoices() -> World {
    let world =
        World::with_shop_and_user().with("GDPR_ERASURE_RETENTION", "rules.toml").with("GDPR_ERASURE_COOLING_OFF", "0s");
    world.write("rules.toml", RULES);
    import(&world, &buyer("C-1"));
    world
}

/// Somebody who bought something long ago.
pub(super) fn buyer(number: &str) -> Value {
    json!({
        "shopCustomerNumber": number, "customerType": "b2c", "firstName": "Erika", "lastName": "Mustermann",
        "email": "erika@example.org", "addresses": [{"addressType": "Invoice address", "city": "Bonn"}],
        "orders": [
            {"shopOrderNumber": "O-1", "shopOrderCreationDate": "2005-03-03T10:00:00Z"},
            {"shopOrderNumber": "O-2", "shopOrderCreationDate": "2005-05-03T10:00:00Z"},
        ],
        "invoiceAndCreditNotes": [{"invoiceNumber": "R-1", "invoicingDate": "2005-03-04T10:00:00Z"}],
    })
}

pub(super) fn import(world: &World, document: &Value) {
    world.run_with("customer import --shop inTRONICS -", document.to_string().as_bytes()).done();
}

/// A confirmed request for erasure of the customer with this number.
pub(super) fn wants_erasure(world: &World, number: &str) -> String {
    let create = format!("request create --type erasure --shop inTRONICS --customer {number} --json");
    let id = world.run(&create).json()["requestId"].as_str().unwrap().to_owned();
    confirm(world, &id);
    id
}

/// The hash of the plan of an erasure, as it is now.
pub(super) fn plan_hash(world: &World, id: &str) -> String {
    world.run(&format!("request plan {id} --json")).json()["hash"].as_str().unwrap().to_owned()
}

/// Approves an erasure as it is planned now.
pub(super) fn approve(world: &World, id: &str) -> Value {
    world.run(&format!("request approve {id} --plan {} --json", plan_hash(world, id))).json()
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
pub(super) fn confirm(world: &World, id: &str) {
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
