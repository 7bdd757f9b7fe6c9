//! The data map, retention rules, and erasures as they are planned and carried out: pure rules, without storage.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../behaviour/contract.rs"]
#[allow(dead_code, reason = "the tests of documents need more of it")]
mod contract;
mod data_map;
mod deed;
mod drawn;
mod laws;
mod planning;
mod postponing;
mod reading;
mod retention;

use std::fmt::Write as _;

use domain::audit::Actor;
use domain::clock::Timestamp;
use domain::erasure::{Dossier, Outcome, Plan, Planned, ShopPseudonyms, apply, plan};
use domain::legal_hold::{LegalHold, Scope};
use domain::names::ShopName;
use domain::retention::Rules;
use domain::seal::MasterKey;
use serde_json::{Value, json};

use crate::data_map::map;

/// The shop of all tests.
pub(crate) fn shop() -> ShopName {
    "shop".parse().unwrap()
}

/// A moment, as RFC 3339 has it.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A customer with an order that was invoiced, sent to somebody else and paid, in 2025.
fn erika() -> Value {
    json!({
        "creationDate": "2021-03-14T09:26:53Z",
        "customerType": "b2c",
        "dayOfBirth": "1984-08-12",
        "firstName": "Erika",
        "lastName": "Mustermann",
        "gender": "female",
        "hasNewsletter": true,
        "shopCustomerNumber": "C-1001",
        "email": "erika.mustermann@example.org",
        "phone1": "+49 30 23125 001",
        "bankAccounts": [{"accountHolder": "Erika Mustermann", "accountNumber": "DE02120300000000202051"}],
        "addresses": [
            {"firstName": "Erika", "lastName": "Mustermann", "street": "Heidestraße", "houseNumber": "17",
             "addressType": "Invoice address", "postCode": "10557", "city": "Berlin", "country": "Germany"},
        ],
        "orders": [{
            "id": 10000, "shopOrderNumber": "A-1", "paymentProviderOrderNumber": "PP-77120",
            "shopOrderCreationDate": "2025-01-07T18:03:11.250Z", "paymentMethod": "invoice", "currency": "EUR",
            "shopTotalGross": 119.0,
            "orderPositions": [{
                "shopArticleNumber": "100-0001", "shopArticleName": "Camera strap", "quantityOrdered": 2,
                "quantityCanceled": 0, "shopPosGross": 119.0, "shopPosTax": 19.0,
                "shippingAddress": {"firstName": "Max", "lastName": "Beispiel", "street": "Am Beispielweg",
                                    "phone1": "+49 3641 50", "email": "max@example.net", "country": "Austria"},
            }],
        }],
        "invoiceAndCreditNotes": [{
            "type": "invoice", "relatedShopOrderNumbers": ["A-1"], "invoiceNumber": "R-1",
            "invoicingDate": "2025-01-08T06:00:00Z", "currency": "EUR",
            "invoicePositions": [{"shopOrderNumber": "A-1", "shopArticleNumber": "100-0001", "quantity": 2,
                                  "salesItemNet": 50.0, "salesItemGross": 59.5}],
        }],
        "customerBalances": [{"currency": "EUR", "openInvoiceAmount": 0.0}],
    })
}

/// A rule: its name, categories, term, start (with further lines behind it) and dates.
pub(crate) type Line<'a> = (&'a str, &'a [&'a str], &'a str, &'a str, &'a [&'a str]);

/// Rules under which nothing is postponed.
pub(crate) fn rules(lines: &[Line<'_>]) -> Rules {
    let mut text = "country = 'DE'\ntime_zone = 'Europe/Berlin'\n\
                    postponement = { recent_order_days = 0, open_order_days = 0, open_balances = false }\n"
        .to_owned();
    if lines.is_empty() {
        text.push_str("rules = []\n");
    }
    for (name, categories, term, start, dates) in lines {
        let ground = "ground = { en = 'A law.', de = 'Ein Gesetz.' }";
        let categories = if categories.is_empty() { String::new() } else { format!("categories = {categories:?}\n") };
        write!(text, "[[rules]]\nname = {name:?}\n{categories}{ground}\nterm = {term}\n{start}\ndates = {dates:?}\n")
            .unwrap();
    }
    Rules::parse(&text, map()).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

const END_OF_YEAR: &str = "start = 'end-of-calendar-year'";

/// Invoices for 8 years from the end of the year, and nothing else.
fn invoices_alone() -> Rules {
    rules(&[("invoices", &[], "{ years = 8 }", END_OF_YEAR, &["invoicingDate"])])
}

pub(crate) fn hold(scope: Scope) -> LegalHold {
    LegalHold {
        scope,
        reason: "The customer sues.".to_owned(),
        author: "staff:ann".parse::<Actor>().unwrap(),
        since: at("2025-06-01T00:00:00Z"),
    }
}

pub(crate) fn on(place: &str, name: &str) -> Scope {
    Scope::Record { place: place.to_owned(), name: name.to_owned() }
}

pub(crate) fn planned(dossier: &Dossier, rules: &Rules, holds: &[LegalHold], now: Timestamp) -> Plan {
    plan(dossier, map(), rules, holds, now).unwrap_or_else(|why| panic!("{why}"))
}

/// The one record of the plan at this place.
fn the<'a>(plan: &'a Plan, place: &str) -> &'a Planned {
    let mut found = plan.records().iter().filter(|record| record.place == place);
    match (found.next(), found.next()) {
        (Some(only), None) => only,
        _ => panic!("there is not exactly one record at {place}"),
    }
}

fn outcomes(plan: &Plan) -> Vec<(&str, &str)> {
    let word = |outcome: &Outcome| match outcome {
        Outcome::Erased => "erased",
        Outcome::Kept { .. } => "kept",
        Outcome::Held { .. } => "held",
    };
    plan.records().iter().map(|record| (record.place.as_str(), word(&record.outcome))).collect()
}

/// Carries a plan out under a key of the tests.
pub(crate) fn done(dossier: &Dossier, plan: &Plan) -> Option<Dossier> {
    let (key, shop) = (MasterKey::new(&[7; 32]).unwrap(), shop());
    apply(dossier, plan, &ShopPseudonyms::new(&key, &shop)).unwrap_or_else(|why| panic!("{why}"))
}
