//! What can be done with data requests, through the doors that callers use, on a real database file.

mod intake;

use domain::audit::Actor;
use domain::customer::CustomerType;
use domain::letter::LetterLink;
use domain::refusal::Stopped;
use domain::request::{Request, RequestType};
use domain::requests::{Destination, Refused, Requests, Who, Wish};
use domain::store::CustomerRecord;

use crate::scene::{Scene, name};

/// Somebody on the machine itself, who may do everything.
pub(crate) fn operator() -> Actor {
    Actor::CommandLine("uid 0".to_owned())
}

/// Adds a customer of the shop `shop`, with these orders.
pub(crate) fn add_customer(scene: &Scene, number: &str, address: Option<&str>, orders: &[&str]) {
    let orders: Vec<_> = orders.iter().map(|order| serde_json::json!({"shopOrderNumber": order})).collect();
    let mut document = serde_json::json!({"customerType": "b2c", "shopCustomerNumber": number, "orders": orders});
    if let Some(address) = address {
        document["email"] = address.into();
    }
    let record = CustomerRecord { number: name(number), kind: CustomerType::B2c, document: document.to_string() };
    scene.write(|transaction| transaction.upsert_customer(&name("shop"), &record));
}

/// A customer's wish to see their data; the link goes to the address on file.
pub(crate) fn wish(number: &str) -> Wish {
    Wish {
        kind: RequestType::Access,
        shop: name("shop"),
        subject: Who::Customer(name(number)),
        destination: Destination::OnFile,
        language: None,
        received_at: None,
    }
}

/// Makes a request whose link is handed over.
pub(crate) fn handed(requests: &Requests, wish: &Wish) -> (Request, LetterLink) {
    let wish = Wish { destination: Destination::Handed, ..wish.clone() };
    let created = requests.create(&operator(), &wish, None).unwrap();
    (created.request, created.link.unwrap())
}

/// Why something was refused.
pub(crate) fn refused<T: std::fmt::Debug>(result: Result<T, Stopped<Refused>>) -> Refused {
    match result.unwrap_err() {
        Stopped::Refused(refused) => refused,
        Stopped::Fault(fault) => panic!("a fault instead of a refusal: {fault}"),
    }
}

/// The code of a fault.
pub(crate) fn fault<T: std::fmt::Debug>(result: Result<T, Stopped<Refused>>) -> &'static str {
    match result.unwrap_err() {
        Stopped::Refused(refused) => panic!("a refusal instead of a fault: {refused}"),
        Stopped::Fault(fault) => fault.code(),
    }
}
