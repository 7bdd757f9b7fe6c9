//! The page on which the data subject takes an approved request back.

mod http;
mod states;

use domain::customer::import::read_line;
use domain::letter::LetterKind;
use domain::request::RequestType;
use domain::requests::{Destination, Who, Wish};
use serde_json::json;

use super::heading;
use crate::support::client::{Answer, Ask};
use crate::support::service::{Made, Service, tester};
use crate::support::world::{self, SHOP};

const PAGE: &str = "/gdpr-requests/cancel";
const ASK: &str = "Do you want to take your request back?";
const TAKEN_BACK: &str = "Your request has been taken back";
const ALREADY: &str = "Your request was taken back already";
const NO_LINK: &str = "This link does not work";

/// An erasure of a customer called `number` that was approved, with the link from the mail that says so.
fn approved_at(service: &Service, shop: &str, number: &str) -> Made {
    let line = json!({"shopCustomerNumber": number, "customerType": "b2c", "email": "erika@example.org"}).to_string();
    world::add_customers(&*service.store, &shop.parse().unwrap(), &[read_line(&line).unwrap()]);
    let wish = Wish {
        kind: RequestType::Erasure,
        shop: shop.parse().unwrap(),
        subject: Who::Customer(number.parse().unwrap()),
        destination: Destination::OnFile,
        language: None,
        received_at: None,
    };
    let id = service.requests.create(&tester(), &wish, None).unwrap().request.id;
    let letters = service.letters();
    let confirmation = letters.iter().find(|letter| letter.request == id).and_then(|letter| letter.link.as_ref());
    let ask = service.requests.ask(id.as_str(), Some(confirmation.unwrap().hash.reveal()), None);
    service.requests.confirm(&ask).unwrap();
    let plan = service.fulfilment.plan(&tester(), &id).unwrap().plan.hash();
    service.fulfilment.approve(&tester(), &id, Some(plan)).unwrap();
    let letters = service.letters();
    let approval = letters.iter().find(|letter| letter.kind == LetterKind::ErasureApproved).unwrap();
    Made { id: id.to_string(), hash: approval.link.as_ref().unwrap().hash.reveal().to_owned() }
}

fn approved(service: &Service) -> Made {
    approved_at(service, SHOP, "C-CANCEL")
}

/// What the mail links to.
fn link(id: &str, hash: &str) -> String {
    format!("{PAGE}?Hash={hash}&PersonalDataRequestID={id}")
}

async fn open(service: &Service, request: &Made) -> Answer {
    service.ask("GET", &link(&request.id, &request.hash)).send().await
}

/// The form on the page, as a browser sends it.
fn form(service: &Service, id: &str, hash: &str) -> Ask {
    let body = format!("Hash={hash}&PersonalDataRequestID={id}");
    service.ask("POST", PAGE).raw(body).header("content-type", "application/x-www-form-urlencoded")
}

async fn press(service: &Service, request: &Made) -> Answer {
    form(service, &request.id, &request.hash).send().await
}

/// Where the request stands: its state, and how often it was changed.
fn stands(service: &Service, request: &Made) -> (&'static str, u64) {
    let id = request.id.parse().unwrap();
    let look = |view: &dyn domain::store::View| view.request(&id);
    let found = service.store.read::<_, domain::store::StoreError>("look", look).unwrap().unwrap();
    (found.state.code(), found.revision)
}
