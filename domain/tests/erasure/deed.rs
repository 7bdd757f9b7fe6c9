//! What a plan that is carried out leaves.

use domain::data_map::DataMap;
use domain::erasure::{Dossier, NotApplied, Pseudonyms, ShopPseudonyms, apply, plan};
use domain::names::ShopName;
use domain::request::Subject;
use domain::retention::Rules;
use domain::seal::MasterKey;
use serde_json::{Value, json};

use crate::retention::example;
use crate::{END_OF_YEAR, at, done, erika, hold, invoices_alone, on, planned, rules};

const NOW: &str = "2026-11-22T12:00:00Z";

fn key() -> MasterKey {
    MasterKey::new(&[7; 32]).unwrap()
}

fn remains(document: Value, rules: &Rules, now: &str) -> Option<Dossier> {
    let dossier = Dossier::whole(document);
    done(&dossier, &planned(&dossier, rules, &[], at(now)))
}

#[test]
fn of_invoice_and_order_what_the_law_needs_remains_and_nothing_that_tells_who_it_was() {
    let left = remains(erika(), &example("germany.toml"), NOW).unwrap();
    let pseudonym = left.document()["orders"][0]["paymentProviderOrderNumber"].as_str().unwrap().to_owned();
    assert_eq!(pseudonym.len(), 32);
    assert_eq!(left.pseudonyms().iter().collect::<Vec<_>>(), [&pseudonym]);
    assert_eq!(
        left.document(),
        &json!({
            "orders": [{
                "id": 10000, "shopOrderNumber": "A-1", "paymentProviderOrderNumber": pseudonym,
                "shopOrderCreationDate": "2025-01-07T18:03:11.250Z", "paymentMethod": "invoice", "currency": "EUR",
                "shopTotalGross": 119.0,
                "orderPositions": [{
                    "shopArticleNumber": "100-0001", "shopArticleName": "Camera strap", "quantityOrdered": 2,
                    "quantityCanceled": 0, "shopPosGross": 119.0, "shopPosTax": 19.0,
                    "shippingAddress": {"country": "Austria"},
                }],
            }],
            "invoiceAndCreditNotes": erika()["invoiceAndCreditNotes"],
        })
    );
}

#[test]
fn without_rules_nothing_remains() {
    assert_eq!(remains(erika(), &Rules::none(), NOW), None);
    assert_eq!(remains(json!({}), &Rules::none(), NOW), None);
}

#[test]
fn what_is_held_remains_to_the_last_property() {
    let dossier = Dossier::whole(erika());
    let holds = [hold(on("orders[]", "A-1"))];
    let left = done(&dossier, &planned(&dossier, &invoices_alone(), &holds, at(NOW))).unwrap();
    assert_eq!(left.document()["orders"], erika()["orders"]);
    assert_eq!(left.document()["invoiceAndCreditNotes"], erika()["invoiceAndCreditNotes"]);
    assert_eq!(left.document().as_object().unwrap().len(), 2);
}

#[test]
fn when_a_hold_is_released_the_rules_decide_about_what_was_held() {
    let dossier = Dossier::whole(erika());
    let holds = [hold(on("orders[]", "A-1"))];
    let german = example("germany.toml");
    let held = done(&dossier, &planned(&dossier, &german, &holds, at(NOW))).unwrap();
    let released = done(&held, &planned(&held, &german, &[], at(NOW)));
    assert_eq!(released, remains(erika(), &german, NOW));
}

#[test]
fn what_was_kept_goes_when_its_term_ends_one_record_after_the_other() {
    let german = example("germany.toml");
    let mut dossier = remains(erika(), &german, NOW).unwrap();
    let next = planned(&dossier, &german, &[], at(NOW)).next_due().unwrap();
    assert_eq!(next, at("2031-12-31T23:00:00Z"));
    dossier = done(&dossier, &planned(&dossier, &german, &[], next)).unwrap();
    assert_eq!(dossier.document(), &json!({"invoiceAndCreditNotes": erika()["invoiceAndCreditNotes"]}));
    assert!(dossier.pseudonyms().is_empty());
    let last = planned(&dossier, &german, &[], next).next_due().unwrap();
    assert_eq!(last, at("2033-12-31T23:00:00Z"));
    assert_eq!(done(&dossier, &planned(&dossier, &german, &[], last)), None);
}

#[test]
fn a_pseudonym_is_the_same_for_the_same_value_and_bound_to_shop_and_key() {
    let claims = rules(&[("claims", &["identity"], "{ years = 9 }", END_OF_YEAR, &["creationDate"])]);
    let left = remains(erika(), &claims, NOW).unwrap();
    let (key, shop) = (key(), crate::shop());
    let customer = key.pseudonym(&shop, &Subject::customer_reference(&"C-1001".parse().unwrap())).to_string();
    assert_eq!(
        left.document(),
        &json!({"creationDate": "2021-03-14T09:26:53Z", "customerType": "b2c", "shopCustomerNumber": customer}),
        "the pseudonym under which the audit log has the customer"
    );
    let pseudonyms = ShopPseudonyms::new(&key, &shop);
    let payment = "orders[].paymentProviderOrderNumber";
    assert_eq!(pseudonyms.pseudonym(payment, "C-1001"), pseudonyms.pseudonym(payment, "C-1001"));
    assert_ne!(pseudonyms.pseudonym(payment, "C-1001"), customer, "one for each property");
    assert_ne!(pseudonyms.pseudonym(payment, "C-1001"), pseudonyms.pseudonym(payment, "C-1002"));
    let (other_shop, other_key) = ("other".parse::<ShopName>().unwrap(), MasterKey::new(&[8; 32]).unwrap());
    for other in [ShopPseudonyms::new(&key, &other_shop), ShopPseudonyms::new(&other_key, &shop)] {
        assert_ne!(other.pseudonym("shopCustomerNumber", "C-1001"), customer);
    }
}

#[test]
fn no_pseudonym_is_made_of_a_pseudonym() {
    let german = example("germany.toml");
    let once = remains(erika(), &german, NOW).unwrap();
    let twice = done(&once, &planned(&once, &german, &[], at(NOW))).unwrap();
    assert_eq!(once, twice);
    let stored = Dossier::remains(once.document().clone(), once.pseudonyms().clone());
    assert_eq!(stored, once, "what was stored is what remained");
}

#[test]
fn a_plan_is_carried_out_for_the_very_data_it_was_made_for() {
    let dossier = Dossier::whole(erika());
    let plan = planned(&dossier, &invoices_alone(), &[], at(NOW));
    let mut document = erika();
    document["phone2"] = json!("+49 30 23125 002");
    let (key, shop) = (key(), crate::shop());
    let pseudonyms = ShopPseudonyms::new(&key, &shop);
    let apply_to = |dossier: &Dossier| apply(dossier, &plan, &pseudonyms);
    assert_eq!(apply_to(&Dossier::whole(document)), Err(NotApplied::Changed));
    assert_eq!(apply_to(&Dossier::remains(erika(), [].into())), Err(NotApplied::Changed));
    assert!(apply_to(&dossier).is_ok());
}

#[test]
fn of_two_orders_of_one_number_each_has_its_own_fate() {
    let mut document = erika();
    let mut old = document["orders"][0].clone();
    old["shopOrderCreationDate"] = json!("2015-01-07T18:03:11Z");
    document["orders"].as_array_mut().unwrap().push(old);
    let left = remains(document, &example("germany.toml"), NOW).unwrap();
    let orders = left.document()["orders"].as_array().unwrap();
    assert_eq!(orders.len(), 1);
    assert_eq!(orders[0]["shopOrderCreationDate"], "2025-01-07T18:03:11.250Z");
}

#[test]
fn records_keep_their_order() {
    let mut document = erika();
    let numbers = ["R-9", "R-1", "R-5"];
    let invoice = document["invoiceAndCreditNotes"][0].clone();
    let with_number = |number: &&str| {
        let mut invoice = invoice.clone();
        invoice["invoiceNumber"] = json!(number);
        invoice
    };
    document["invoiceAndCreditNotes"] = numbers.iter().map(with_number).collect();
    let left = remains(document.clone(), &invoices_alone(), NOW).unwrap();
    assert_eq!(left.document()["invoiceAndCreditNotes"], document["invoiceAndCreditNotes"]);
}

#[test]
fn where_one_property_has_several_values_each_becomes_a_pseudonym_once() {
    let own = "properties.\"orders[].orderPositions[]\".shopArticleName.kept = \"pseudonymise\"";
    let map = DataMap::with(own).unwrap_or_else(|problems| panic!("{problems}"));
    let (key, shop) = (key(), crate::shop());
    let carried_out = |dossier: &Dossier| {
        let plan = plan(dossier, &map, &example("germany.toml"), &[], at(NOW)).unwrap();
        apply(dossier, &plan, &ShopPseudonyms::new(&key, &shop)).unwrap().unwrap()
    };
    let once = carried_out(&Dossier::whole(erika()));
    let known = once.document()["orders"][0]["orderPositions"][0]["shopArticleName"].clone();
    let mut document = once.document().clone();
    document["orders"][0]["orderPositions"].as_array_mut().unwrap().push(json!({"shopArticleName": "Tripod"}));
    let twice = carried_out(&Dossier::remains(document, once.pseudonyms().clone()));
    let positions = &twice.document()["orders"][0]["orderPositions"];
    assert_eq!(positions[0]["shopArticleName"], known, "no pseudonym of a pseudonym");
    let new = positions[1]["shopArticleName"].as_str().unwrap();
    assert!(new != "Tripod" && twice.pseudonyms().contains(new));
    assert_eq!(twice.pseudonyms().len(), once.pseudonyms().len() + 1);
}
