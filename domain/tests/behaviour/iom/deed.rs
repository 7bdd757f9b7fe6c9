//! What a deletion does behind its answer: it goes the way of an erasure.

use std::sync::Arc;

use domain::audit::Actor;
use domain::customer::CustomerType;
use domain::fulfilment::{Fulfilment, NewHold, Words};
use domain::legal_hold::Scope;
use domain::store::{CustomerRecord, Remains};
use serde_json::{Value, json};

use super::deletion::{failure, on_file, status, with_erasers};
use super::{customers, customers_by, get};
use crate::audit::journal::{entries, journal};
use crate::fulfilment::failing::Full;
use crate::scene::{Scene, name};

/// Somebody who never ordered anything.
fn bob() -> Value {
    json!({
        "shopCustomerNumber": "BB002", "customerType": "b2c", "firstName": "Bob", "lastName": "Buyer",
        "email": "b.buyer@example.org",
        "bankAccounts": [{"accountHolder": "Bob Buyer", "accountNumber": "0123456789"}],
        "addresses": [{"addressType": "Invoice address", "street": "Musterstraße", "city": "Berlin"}],
    })
}

fn with_bob() -> Scene {
    let scene = with_erasers();
    let record = CustomerRecord { number: name("BB002"), kind: CustomerType::B2c, document: bob().to_string() };
    scene.write(|transaction| transaction.upsert_customer(&name("german shop"), &record));
    scene
}

/// What is kept of Bob.
fn remains(scene: &Scene) -> Option<Value> {
    let pseudonym = journal().pseudonym(&name("german shop"), "customer:BB002");
    let found: Option<Remains> = scene.read(|view| view.remains(&name("german shop"), &pseudonym));
    found.map(|remains| serde_json::from_str(&remains.document).unwrap())
}

async fn deleted(scene: &Scene) {
    assert_eq!(status(&customers(scene), "eraser at Germany", "german shop", "BB002").await, 204);
    assert_eq!(get(&customers(scene), Some("Germany"), "german shop", "BB002").await.0, 404);
}

#[tokio::test]
async fn of_a_customer_without_orders_and_invoices_nothing_is_kept() {
    let scene = with_bob();
    deleted(&scene).await;
    assert_eq!(remains(&scene), None);
}

#[tokio::test]
async fn what_is_under_a_legal_hold_is_kept_as_it_is_where_no_lookup_finds_it() {
    let scene = with_bob();
    let held = NewHold {
        shop: name("german shop"),
        customer: name("BB002"),
        scope: Scope::Everything,
        reason: Words("A lawsuit about a payment.".to_owned()),
    };
    scene.fulfilment().place_hold(&Actor::CommandLine("uid 0".to_owned()), &held).unwrap();
    deleted(&scene).await;
    let kept = remains(&scene).unwrap();
    for property in ["firstName", "lastName", "email", "bankAccounts", "addresses"] {
        assert_eq!(kept[property], bob()[property], "{property}");
    }
    assert_eq!(status(&customers(&scene), "eraser at Germany", "german shop", "BB002").await, 404);
    assert_eq!(remains(&scene), Some(kept), "a second one changes nothing");
}

#[tokio::test]
async fn a_deletion_is_one_event_in_the_name_of_the_caller_that_tells_nobody_who_it_was() {
    let scene = with_bob();
    deleted(&scene).await;
    assert_eq!(scene.ledger.entries().len(), 1);
    let seen = entries(&scene);
    let told: Vec<_> = seen.iter().map(|entry| (entry.actor.as_str(), entry.action.as_str())).collect();
    assert_eq!(told, [("staff:eraser at Germany", "erased")]);
    for personal in ["BB002", "Bob", "Buyer", "example.org"] {
        assert!(!format!("{seen:?}").contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn nobody_is_deleted_when_that_cannot_be_written_into_the_ledger_and_it_can_be_said_again() {
    let scene = with_bob();
    let full = Fulfilment { ledger: Arc::new(Full), ..scene.fulfilment() };
    assert_eq!(failure(&customers_by(full)).await, "erasure.ledger");
    assert_eq!(on_file(&scene), ["BB002", "COMPANY"]);
    assert_eq!(get(&customers(&scene), Some("Germany"), "german shop", "BB002").await.0, 200);
    assert_eq!(remains(&scene), None);
    deleted(&scene).await;
    assert_eq!(scene.ledger.entries().len(), 1);
}
