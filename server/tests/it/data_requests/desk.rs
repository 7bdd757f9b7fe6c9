//! Staff at work: calls of the management contract, and what they are answered.

use std::path::Path;

use domain::customer::import::read_line;
use domain::letter::Letter;
use gdpr_server::config::Config;
use serde_json::{Value, json};

use crate::support::client::{Answer, Ask, PROBLEM};
use crate::support::service::Service;
use crate::support::world::{self, PASSWORD, SHOP, SITE};

/// Where requests are made and listed.
pub(super) const REQUESTS: &str = "/rest/data-requests/requests";
/// Where records are put under a hold.
pub(super) const LEGAL_HOLDS: &str = "/rest/data-requests/legal-holds";
/// Where people hand in the public form.
pub(super) const PUBLIC_REQUESTS: &str = "/rest/data-requests/public-requests";

/// When the tests begin, as the contract writes it: 1,800,000,000 seconds after 1970.
pub(super) const NOW: &str = "2027-01-15T08:00:00Z";
/// One calendar month later.
pub(super) const DUE: &str = "2027-02-15T08:00:00Z";

/// The path of a request, or of something below it.
pub(super) fn path(id: &str, rest: &str) -> String {
    format!("{REQUESTS}/{id}{rest}")
}

/// A call of `user`.
pub(super) fn ask(service: &Service, user: &str, method: &str, path: &str) -> Ask {
    service.ask(method, path).basic(user, PASSWORD)
}

/// GET, by `user`.
pub(super) async fn get(service: &Service, user: &str, path: &str) -> Answer {
    ask(service, user, "GET", path).send().await
}

/// POST of this body, by `user`.
pub(super) async fn post(service: &Service, user: &str, path: &str, body: &Value) -> Answer {
    ask(service, user, "POST", path).json(body.to_string()).send().await
}

/// What Bob wants: his data.
pub(super) fn wish() -> Value {
    json!({"type": "access", "shop": SHOP, "subject": {"customerNumber": "BB002"}})
}

/// A new pending request of Bob's; gives back its id.
pub(super) async fn pending(service: &Service) -> String {
    let made = post(service, "officer", REQUESTS, &wish()).await.expect(201).json();
    made["id"].as_str().unwrap().to_owned()
}

/// The same, confirmed by the link in its mail.
pub(super) async fn confirmed(service: &Service) -> String {
    let id = pending(service).await;
    service.confirm(&id, hash(link_to(&id, &service.letters()))).await.expect(200);
    service.letters();
    id
}

/// Carla, who ordered once, and whose order was invoiced.
pub(super) fn carla() -> Value {
    json!({
        "shopCustomerNumber": "CARLA-1", "customerType": "b2c", "firstName": "Carla", "lastName": "Columna",
        "email": "carla@example.org",
        "addresses": [{"addressType": "Invoice address", "street": "Allee", "city": "Bonn"}],
        "orders": [
            {"shopOrderNumber": "O-1", "shopOrderCreationDate": "2025-06-01T10:00:00Z", "shopTotalGross": 11.9},
            {"shopOrderNumber": "O-2", "shopOrderCreationDate": "2025-07-01T10:00:00Z", "shopTotalGross": 11.9},
        ],
        "invoiceAndCreditNotes": [
            {"invoiceNumber": "R-1", "invoicingDate": "2025-06-02T10:00:00Z", "relatedShopOrderNumbers": ["O-1"]},
        ],
    })
}

/// A service that keeps what German law asks for, after the example in `docs/`.
pub(super) async fn with_rules(configure: impl FnOnce(&mut Config)) -> Service {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/retention/germany.toml");
    let service = Service::start_with(|config| {
        config.erasure.retention = vec![rules];
        configure(config);
    });
    let service = service.await;
    put_customer(&service, &carla());
    service
}

/// Puts a customer on file, or another state of them.
pub(super) fn put_customer(service: &Service, document: &Value) {
    let record = read_line(&document.to_string()).unwrap();
    world::add_customers(&*service.store, &SHOP.parse().unwrap(), &[record]);
}

/// A confirmed request of this type of the customer with this number, made by `officer`.
pub(super) async fn confirmed_of(service: &Service, kind: &str, number: &str) -> String {
    let body = json!({"type": kind, "shop": SHOP, "subject": {"customerNumber": number}});
    let made = post(service, "officer", REQUESTS, &body).await.expect(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    service.confirm(&id, hash(link_to(&id, &service.letters()))).await.expect(200);
    service.letters();
    id
}

/// The hash of the plan of an erasure, as `user` sees it.
pub(super) async fn plan_hash(service: &Service, user: &str, id: &str) -> String {
    let plan = get(service, user, &path(id, "/plan")).await.expect(200).json();
    plan["hash"].as_str().unwrap().to_owned()
}

/// PUT of an approval, by `user`.
pub(super) async fn approve(service: &Service, user: &str, id: &str, body: &Value) -> Answer {
    ask(service, user, "PUT", &path(id, "/approval")).json(body.to_string()).send().await
}

/// Approves an erasure as it is planned now.
pub(super) async fn approve_as_planned(service: &Service, id: &str) -> Answer {
    let hash = plan_hash(service, "officer", id).await;
    approve(service, "officer", id, &json!({"plan": hash})).await
}

/// The letter with a link to this request.
pub(super) fn link_to<'a>(id: &str, letters: &'a [Letter]) -> &'a Letter {
    letters.iter().find(|letter| letter.link.is_some() && letter.request.as_str() == id).unwrap()
}

/// What opens the link in a letter.
pub(super) fn hash(letter: &Letter) -> &str {
    letter.link.as_ref().unwrap().hash.reveal()
}

/// Bob's request as it is shown to those who may see all of it, with `changes`: a member that is `null` there is left out.
pub(super) fn shown(id: &str, changes: &Value) -> Value {
    let mut request = json!({
        "id": id, "type": "access", "shop": SHOP, "site": SITE, "state": "pending", "language": "en",
        "subject": {"customerNumber": "BB002"}, "address": "b.buyer@example.org",
        "receivedAt": NOW, "dueAt": DUE, "linkExpiresAt": "2027-01-16T08:00:00Z",
    });
    let members = request.as_object_mut().unwrap();
    members.extend(changes.as_object().unwrap().clone());
    members.retain(|_, value| !value.is_null());
    request
}

/// Bob's request after it was confirmed.
pub(super) fn shown_confirmed(id: &str, changes: &Value) -> Value {
    let mut all = json!({"state": "confirmed", "confirmedAt": NOW, "linkExpiresAt": null});
    all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    shown(id, &all)
}

/// Checks that an answer is this problem document, whole.
#[track_caller]
pub(super) fn assert_problem(answer: &Answer, status: u16, title: &str, code: &str, detail: &str) {
    assert_eq!(answer.header("content-type"), PROBLEM, "{answer:?}");
    assert_eq!(answer.header("content-language"), "en");
    let span = answer.header("x-span-id");
    let wanted = json!({
        "type": "about:blank", "title": title, "status": status, "detail": detail, "code": code, "spanId": span,
    });
    assert_eq!((answer.status, answer.json()), (status, wanted));
}

/// Checks that an answer says that the request has ended.
#[track_caller]
pub(super) fn assert_closed(answer: &Answer) {
    assert_problem(answer, 409, "Conflict", "data_request.closed.error", "The request is closed already.");
}
