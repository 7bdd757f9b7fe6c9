//! Requests are carried out, against a real database file.

mod approving;
mod cancelling;
mod deletion;
mod erasing;
pub(crate) mod failing;
mod fetching;
mod following_up;
mod forgetting;
mod holding;
mod laws;
mod packaging;
mod reconciling;
mod reimporting;
mod replaying;
mod telling;
mod traces;

use std::sync::Arc;

use chrono::TimeDelta;
use domain::customer::import::read_line;
use domain::data_map::DataMap;
use domain::erasure::Digest;
use domain::fulfilment::Fulfilment;
use domain::legal_hold::Scope;
use domain::names::RequestId;
use domain::policy::Policy;
use domain::refusal::Stopped;
use domain::request::{Request, RequestType, Subject};
use domain::requests::Refused;
use domain::retention::Rules;
use domain::seal::Pseudonym;
use domain::store::{CustomerRecord, Remains};
use serde_json::{Value, json};

use crate::life::{Life, confirmed, operator, wish};
use crate::scene::{Scene, master, name};

/// Rules as a trader has them: invoices for eight years from the end of theirs, orders for two from their day.
pub(crate) const RULES: &str = r#"
    country = "DE"
    time_zone = "Europe/Berlin"

    [[rules]]
    name = "tax"
    categories = ["invoices"]
    ground.en = "Tax law keeps invoices."
    ground.de = "Rechnungen hält das Steuerrecht."
    term = { years = 8 }
    start = "end-of-calendar-year"
    dates = ["invoicingDate"]

    [[rules]]
    name = "letters"
    categories = ["orders"]
    ground.en = "Commercial law keeps letters."
    ground.de = "Briefe hält das Handelsrecht."
    term = { years = 2 }
    start = "record-date"
    dates = ["shopOrderCreationDate"]
"#;

pub(crate) const ERIKA: &str = "C-1001";

/// What tells who somebody is, and must be nowhere after an erasure.
pub(crate) const TELLING: [&str; 8] = [
    "Mustermann",
    "erika.mustermann@example.org",
    "+49 30 23125 001",
    "Heidestraße",
    "DE02120300000000202051",
    "1984-08-12",
    "C-1001",
    "Empfängerin",
];

/// A customer with an order that was invoiced, and sent to somebody else.
pub(crate) fn erika() -> Value {
    json!({
        "creationDate": "2021-03-14T09:26:53Z",
        "customerType": "b2c",
        "dayOfBirth": "1984-08-12",
        "firstName": "Erika",
        "lastName": "Mustermann",
        "shopCustomerNumber": ERIKA,
        "email": "erika.mustermann@example.org",
        "phone1": "+49 30 23125 001",
        "bankAccounts": [{"accountHolder": "Erika Mustermann", "accountNumber": "DE02120300000000202051"}],
        "addresses": [
            {"firstName": "Erika", "lastName": "Mustermann", "street": "Heidestraße", "houseNumber": "17",
             "addressType": "Invoice address", "postCode": "10557", "city": "Berlin", "country": "Germany"},
            {"firstName": "Erika", "lastName": "Mustermann", "street": "Am Strand", "houseNumber": "1",
             "addressType": "Holiday address", "postCode": "18055", "city": "Rostock", "country": "Germany"},
        ],
        "orders": [{
            "shopOrderNumber": "A-1", "shopOrderCreationDate": "2025-01-07T18:03:11.250Z", "currency": "EUR",
            "orderPositions": [{"shopArticleNumber": "ART-1", "quantityOrdered": 1, "quantityCanceled": 0,
                "shippingAddress": {"lastName": "Empfängerin", "street": "Heidestraße", "city": "Berlin"}}],
        }],
        "invoiceAndCreditNotes": [{
            "invoiceNumber": "R-1", "type": "invoice", "invoicingDate": "2025-01-09T08:00:00Z",
            "relatedShopOrderNumbers": ["A-1"],
            "invoicePositions": [{"shopArticleNumber": "ART-1", "quantity": 1, "salesItemGross": 79.9}],
        }],
    })
}

pub(crate) fn record(document: &Value) -> CustomerRecord {
    read_line(&document.to_string()).unwrap()
}

pub(crate) fn put(scene: &Scene, document: &Value) {
    let record = record(document);
    scene.write(|transaction| transaction.upsert_customer(&name("shop"), &record).map(drop));
}

/// A scene with Erika in it.
pub(crate) fn life() -> Life {
    let life = Life::new();
    put(&life, &erika());
    life
}

/// No rules, and no time to wait.
pub(crate) fn at_once() -> Policy {
    Policy { cooling_off: TimeDelta::zero(), ..Policy::default() }
}

/// The rules above, and no time to wait.
pub(crate) fn with_rules() -> Policy {
    let rules = Rules::parse(RULES, DataMap::shipped().unwrap()).unwrap();
    Policy { retention: Arc::new(rules), ..at_once() }
}

/// A confirmed request of Erika for erasure.
pub(crate) fn wants_erasure(fulfilment: &Fulfilment) -> Request {
    let wish = domain::requests::Wish { kind: RequestType::Erasure, ..wish(ERIKA) };
    confirmed(&fulfilment.requests, &wish)
}

pub(crate) fn plan_hash(fulfilment: &Fulfilment, id: &RequestId) -> Digest {
    fulfilment.plan(&operator(), id).unwrap().plan.hash()
}

/// Approves what would be done now.
pub(crate) fn approve(fulfilment: &Fulfilment, id: &RequestId) -> Result<Request, Stopped<Refused>> {
    let hash = plan_hash(fulfilment, id);
    fulfilment.approve(&operator(), id, Some(hash))
}

/// Erases Erika, from the wish to the end.
pub(crate) fn erased(fulfilment: &Fulfilment) -> Request {
    let request = wants_erasure(fulfilment);
    approve(fulfilment, &request.id).unwrap();
    run(fulfilment);
    fulfilment.requests.show(&operator(), &request.id).unwrap().request
}

/// Carries out what is due, which must work.
pub(crate) fn run(fulfilment: &Fulfilment) -> domain::fulfilment::Ran {
    let ran = fulfilment.run().unwrap();
    assert!(ran.faults.is_empty(), "{:?}", ran.faults);
    ran
}

pub(crate) fn tidy(fulfilment: &Fulfilment) -> domain::fulfilment::Ran {
    let ran = fulfilment.tidy().unwrap();
    assert!(ran.faults.is_empty(), "{:?}", ran.faults);
    ran
}

pub(crate) fn pseudonym(number: &str) -> Pseudonym {
    master().pseudonym(&name("shop"), &Subject::customer_reference(&name(number)))
}

pub(crate) fn is_on_file(scene: &Scene, number: &str) -> bool {
    scene.read(|view| view.customer(&name("shop"), &name(number))).is_some()
}

pub(crate) fn remains(scene: &Scene, number: &str) -> Option<Remains> {
    scene.read(|view| view.remains(&name("shop"), &pseudonym(number)))
}

/// What is kept, as JSON.
pub(crate) fn kept(scene: &Scene, number: &str) -> Value {
    remains(scene, number).map_or(Value::Null, |remains| serde_json::from_str(&remains.document).unwrap())
}

pub(crate) fn hold(fulfilment: &Fulfilment, scope: Scope) -> String {
    let new = domain::fulfilment::NewHold {
        shop: name("shop"),
        customer: name(ERIKA),
        scope,
        reason: domain::fulfilment::Words("an invented lawsuit".to_owned()),
    };
    fulfilment.place_hold(&operator(), &new).unwrap().id
}
