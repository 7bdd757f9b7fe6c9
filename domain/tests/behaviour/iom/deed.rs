//! What a deletion does behind its answer: it goes the way of an erasure.

use std::sync::Arc;

use domain::audit::Actor;
use domain::customer::CustomerType;
use domain::fulfilment::{NewHold, Words};
use domain::ledger::{Entry, Event};
use domain::legal_hold::Scope;
use domain::store::{CustomerRecord, Remains};
use serde_json::{Value, json};

use super::deletion::{failure, on_file, status, with_erasers};
use super::{customers, get};
use crate::audit::journal::{entries, journal};
use crate::scene::{Scene, master, moment, name};

/// Bob, who ordered something yesterday, to an address that he has on file, and may still send it back.
fn bob() -> Value {
    json!({
        "shopCustomerNumber": "BB002", "customerType": "b2c", "firstName": "Bob", "lastName": "Buyer",
        "email": "b.buyer@example.org",
        "bankAccounts": [{"accountHolder": "Bob Buyer", "accountNumber": "0123456789"}],
        "addresses": [
            {"addressType": "Invoice address", "street": "Musterstraße", "city": "Berlin"},
            {"addressType": "Postal address", "street": "Nebenstraße", "city": "Berlin"},
        ],
        "orders": [{
            "shopOrderNumber": "O-1", "shopOrderCreationDate": "2026-02-28T12:00:00Z",
            "orderPositions": [{"quantityOrdered": 1, "shippingAddress": {"street": "Musterstraße"}}],
        }],
        "invoiceAndCreditNotes": [{"invoiceNumber": "I-1", "type": "invoice"}],
    })
}

fn with_bob() -> Scene {
    let scene = with_erasers();
    put(&scene, &bob());
    scene
}

fn put(scene: &Scene, document: &Value) {
    let record = CustomerRecord { number: name("BB002"), kind: CustomerType::B2c, document: document.to_string() };
    scene.write(|transaction| transaction.upsert_customer(&name("german shop"), &record));
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
async fn what_orders_and_invoices_are_and_refer_to_is_not_touched_and_all_else_is_gone() {
    let scene = with_bob();
    deleted(&scene).await;
    let kept = remains(&scene).unwrap();
    assert_eq!(kept["orders"], bob()["orders"], "also the address that the order goes to");
    assert_eq!(kept["invoiceAndCreditNotes"], bob()["invoiceAndCreditNotes"]);
    assert_eq!(kept["addresses"], json!([bob()["addresses"][0]]), "the invoice address alone");
    for gone in ["firstName", "lastName", "email", "bankAccounts", "shopCustomerNumber"] {
        assert_eq!(kept.get(gone), None, "{gone}");
    }
}

#[tokio::test]
async fn of_a_customer_without_orders_and_invoices_nothing_is_kept() {
    let scene = with_bob();
    let mut document = bob();
    for list in ["orders", "invoiceAndCreditNotes"] {
        document[list] = json!([]);
    }
    put(&scene, &document);
    deleted(&scene).await;
    assert_eq!(remains(&scene), None);
}

#[tokio::test]
async fn what_is_under_a_legal_hold_is_kept_as_it_is_where_no_lookup_finds_it() {
    let scene = with_bob();
    let held = NewHold {
        shop: name("german shop"),
        customer: name("BB002"),
        scope: Scope::Place("bankAccounts[]".to_owned()),
        reason: Words("A lawsuit about a payment.".to_owned()),
    };
    let fulfilment = scene.fulfilment_in(Arc::clone(&scene.store));
    fulfilment.place_hold(&Actor::CommandLine("uid 0".to_owned()), &held).unwrap();
    deleted(&scene).await;
    assert_eq!(remains(&scene).unwrap()["bankAccounts"], bob()["bankAccounts"]);
    assert_eq!(status(&customers(&scene), "eraser at Germany", "german shop", "BB002").await, 404);
    assert_eq!(remains(&scene).unwrap()["bankAccounts"], bob()["bankAccounts"], "a second one changes nothing");
}

#[tokio::test]
async fn a_deletion_stands_in_the_ledger_and_in_the_audit_log_and_names_nobody_there() {
    let scene = with_bob();
    deleted(&scene).await;
    let lines = scene.ledger.written();
    let [line] = &lines[..] else { panic!("{} lines", lines.len()) };
    let entry = Entry::read(line, &master()).unwrap();
    assert_eq!((entry.event, entry.at, entry.shop.as_str()), (Event::Deletion, moment(0), "german shop"));
    assert_eq!((entry.pseudonym, entry.request), (journal().pseudonym(&entry.shop, "customer:BB002"), None));

    let seen = entries(&scene);
    let told: Vec<_> = seen.iter().map(|entry| (entry.actor.as_str(), entry.action.as_str())).collect();
    assert_eq!(told, [("staff:eraser at Germany", "erased")]);
    for personal in ["BB002", "Bob", "Buyer", "example.org"] {
        assert!(!format!("{seen:?} {line}").contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn nobody_is_deleted_when_that_cannot_be_written_into_the_ledger_and_it_can_be_said_again() {
    let scene = with_bob();
    scene.ledger.set_full(true);
    assert_eq!(failure(&customers(&scene)).await, "erasure.ledger");
    assert_eq!(on_file(&scene), ["BB002", "COMPANY"]);
    assert_eq!(get(&customers(&scene), Some("Germany"), "german shop", "BB002").await.0, 200);
    assert_eq!(remains(&scene), None);
    scene.ledger.set_full(false);
    deleted(&scene).await;
    assert_eq!(scene.ledger.written().len(), 1);
}
