//! The page on which the data subject fetches a package.

mod download;
mod http;
mod log;
mod states;

use std::time::Duration;

use domain::customer::import::read_line;
use domain::letter::LetterKind;
use domain::policy::Handover;
use domain::request::RequestType;
use domain::request::rules::Collection;
use domain::requests::{Destination, Who, Wish};
use gdpr_server::config::{Config, Delivery};
use serde_json::{Value, json};

use super::heading;
use crate::support::client::{Answer, Ask};
use crate::support::service::{Made, Service, tester};
use crate::support::world::{self, SHOP};

const PAGE: &str = "/gdpr-requests/package";
const ASK: &str = "Your data is ready";
const WRONG: &str = "This number is not right";
const FETCHED: &str = "Your data was handed over already";
const NO_LINK: &str = "This link does not work";
const URLENCODED: &str = "application/x-www-form-urlencoded";
const ORDER: &str = "A-4711";

fn by_link(config: &mut Config) {
    config.packages.delivery = Delivery(Handover::Link);
}

async fn start() -> Service {
    Service::start_with(by_link).await
}

/// Somebody with one order.
fn somebody() -> Value {
    json!({
        "shopCustomerNumber": "C-FETCH", "customerType": "b2c", "lastName": "Mustermann", "email": "erika@example.org",
        "orders": [{"shopOrderNumber": ORDER}],
    })
}

/// A request for access of this customer whose package is ready, with the link from the mail that says so.
fn ready_of(service: &Service, customer: &Value) -> Made {
    world::add_customers(&*service.store, &SHOP.parse().unwrap(), &[read_line(&customer.to_string()).unwrap()]);
    let wish = Wish {
        kind: RequestType::Access,
        shop: SHOP.parse().unwrap(),
        subject: Who::Customer(customer["shopCustomerNumber"].as_str().unwrap().parse().unwrap()),
        destination: Destination::OnFile,
        language: None,
        received_at: None,
    };
    let id = service.requests.create(&tester(), &wish, None).unwrap().request.id;
    let letters = service.letters();
    let confirmation = letters.iter().find(|letter| letter.request == id).and_then(|letter| letter.link.as_ref());
    let ask = service.requests.ask(id.as_str(), Some(confirmation.unwrap().hash.reveal()), None);
    service.requests.confirm(&ask).unwrap();
    service.fulfilment.approve(&tester(), &id, None).unwrap();
    assert_eq!(service.fulfilment.run().unwrap().fulfilled, 1);
    let letters = service.letters();
    let letter = letters.iter().find(|letter| letter.kind == LetterKind::PackageReady).unwrap();
    Made { id: id.to_string(), hash: letter.link.as_ref().unwrap().hash.reveal().to_owned() }
}

fn ready(service: &Service) -> Made {
    ready_of(service, &somebody())
}

/// What the mail links to.
fn link(id: &str, hash: &str) -> String {
    format!("{PAGE}?Hash={hash}&PersonalDataRequestID={id}")
}

async fn open(service: &Service, request: &Made) -> Answer {
    service.ask("GET", &link(&request.id, &request.hash)).send().await
}

/// The form on the page, as a browser sends it.
fn form(service: &Service, request: &Made, proof: &str) -> Ask {
    let body = format!("Hash={}&PersonalDataRequestID={}&Proof={proof}", request.hash, request.id);
    service.ask("POST", PAGE).raw(body).header("content-type", URLENCODED)
}

async fn show(service: &Service, request: &Made, proof: &str) -> Answer {
    form(service, request, proof).send().await
}

fn stands(service: &Service, request: &Made) -> Collection {
    service.fulfilment.look_at_package(&request.id, &request.hash).unwrap().stands
}

/// Waits until the package stands so: it is closed after its last byte has gone out.
async fn comes_to(service: &Service, request: &Made, expected: Collection) {
    let end = tokio::time::Instant::now() + Duration::from_secs(20);
    while stands(service, request) != expected {
        assert!(tokio::time::Instant::now() < end, "it stands {:?}", stands(service, request));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The actions of the request's history, in order.
fn history(service: &Service, request: &Made) -> Vec<String> {
    let id = request.id.parse().unwrap();
    let entries = service.store.read::<_, domain::store::StoreError>("test", |view| view.request_entries(&id));
    entries.unwrap().into_iter().map(|entry| entry.action).collect()
}
