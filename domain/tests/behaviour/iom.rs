//! The customer contract, through its generated trait: who may see whom.

mod deed;
mod deletion;

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::access::ROOT;
use domain::audit::Personal;
use domain::call::Call;
use domain::customer::CustomerType;
use domain::customer::disclosure::Disclosures;
use domain::customer::memory::DocumentBudget;
use domain::fulfilment::Fulfilment;
use domain::iom::Customers;
use domain::message::Language;
use domain::store::{CustomerRecord, Shop, Store, StoreError, Transaction, User, Verdict, View};
use iom_gdpr_api::models::Customer;
use iom_gdpr_api::{Api, GetCustomerResponse};

use crate::audit::journal::{entries, journal};
use crate::scene::{Away, Panicking, Scene, moment, name, reported};

pub(crate) fn customers(scene: &Scene) -> Customers {
    customers_in(scene, Arc::clone(&scene.store))
}

fn customers_in(scene: &Scene, store: Arc<dyn Store>) -> Customers {
    let requests = Arc::new(scene.requests_in(store));
    customers_by(Fulfilment { requests, ..scene.fulfilment() })
}

/// Customers whose disclosures are written before they are shown.
pub(crate) fn customers_by(fulfilment: Fulfilment) -> Customers {
    let disclosures = Disclosures::new(Arc::clone(&fulfilment.requests));
    Customers { fulfilment: Arc::new(fulfilment), disclosures, documents: DocumentBudget::new(1 << 20) }
}

/// What a caller gets, and what the log line says.
pub(crate) async fn get(
    service: &Customers,
    caller: Option<&str>,
    shop: &str,
    number: &str,
) -> (u16, Option<Customer>, String) {
    let call = Call::new("span".to_owned(), "/rest/gdpr/...".to_owned(), Language::english());
    let call = caller.map_or(call.clone(), |caller| call.by(name(caller)));
    let report = call.report_slot();
    let (status, customer) = match service.get_customer(shop.to_owned(), number.to_owned(), &call).await.unwrap() {
        GetCustomerResponse::Status200(customer) => (200, Some(customer)),
        GetCustomerResponse::Status401 => (401, None),
        GetCustomerResponse::Status403 => (403, None),
        GetCustomerResponse::Status404 => (404, None),
    };
    (status, customer, reported(&report))
}

async fn status(service: &Customers, caller: &str, shop: &str, number: &str) -> u16 {
    get(service, Some(caller), shop, number).await.0
}

/// The root > Europe > Germany > Berlin, Europe > France; a shop in Germany with one consumer and one company; and for
/// each place one user of its name who holds the built-in role there and nowhere else.
pub(crate) fn europe() -> Scene {
    let scene = Scene::new();
    scene.write(|transaction| {
        for (child, parent) in [("Europe", ROOT), ("Germany", "Europe"), ("Berlin", "Germany"), ("France", "Europe")] {
            assert!(transaction.insert_organization(&name(child), &name(parent))?);
        }
        let shop = Shop { name: name("german shop"), organization: name("Germany"), site: name("site") };
        assert!(transaction.insert_shop(&shop)?);
        for (number, kind) in [("BB002", CustomerType::B2c), ("COMPANY", CustomerType::B2b)] {
            let document = format!(r#"{{"customerType":"{}","shopCustomerNumber":"{number}"}}"#, kind.code());
            transaction.upsert_customer(&shop.name, &CustomerRecord { number: name(number), kind, document })?;
        }
        for place in [ROOT, "Europe", "Germany", "Berlin", "France"] {
            let user = User { name: name(place), password_hash: "$invented".to_owned() };
            assert!(transaction.insert_user(&user)?);
            assert!(transaction.insert_grant(&user.name, &name("privacy-viewer"), &name(place))?);
        }
        transaction.insert_user(&User { name: name("without"), password_hash: "$invented".to_owned() })
    });
    scene
}

#[tokio::test]
async fn who_may_see_whom() {
    let scene = europe();
    let service = customers(&scene);
    // caller, then: the consumer, an unknown number, the company, a shop that does not exist
    for (caller, consumer, unknown, company, no_shop) in [
        (ROOT, 200, 404, 404, 404),
        ("Europe", 200, 404, 404, 403),
        ("Germany", 200, 404, 404, 403),
        ("Berlin", 403, 403, 403, 403),
        ("France", 403, 403, 403, 403),
        ("without", 403, 403, 403, 403),
        ("nobody", 403, 403, 403, 403),
    ] {
        assert_eq!(status(&service, caller, "german shop", "BB002").await, consumer, "{caller}: the consumer");
        assert_eq!(status(&service, caller, "german shop", "4711").await, unknown, "{caller}: an unknown number");
        assert_eq!(status(&service, caller, "german shop", "COMPANY").await, company, "{caller}: the company");
        assert_eq!(status(&service, caller, "no shop", "BB002").await, no_shop, "{caller}: no such shop");
        assert_eq!(status(&service, caller, "no/shop\u{0}", "BB002").await, no_shop, "{caller}: not a name");
    }
}

#[tokio::test]
async fn without_a_caller_nothing_is_told_whatever_is_asked() {
    let scene = europe();
    let service = customers(&scene);
    for shop in ["german shop", "no shop", ""] {
        for number in ["BB002", "COMPANY", "4711", ""] {
            let answer = get(&service, None, shop, number).await;
            assert_eq!(answer, (401, None, "caller.unauthenticated.error".to_owned()), "{shop} {number}");
        }
    }
}

#[tokio::test]
async fn numbers_and_shops_are_compared_to_the_letter() {
    let scene = europe();
    let service = customers(&scene);
    for number in ["bb002", "BB002 ", " BB002", "BB00%", "BB00_", "BB002\u{0}", "..", "", "B/2"] {
        assert_eq!(status(&service, ROOT, "german shop", number).await, 404, "{number:?}");
    }
    for shop in ["German shop", "german shop ", "german_shop", "german%", "GERMAN SHOP"] {
        assert_eq!(status(&service, ROOT, shop, "BB002").await, 404, "{shop:?}");
        assert_eq!(status(&service, "Germany", shop, "BB002").await, 403, "{shop:?}");
    }
}

#[tokio::test]
async fn a_customer_of_one_shop_is_not_found_in_another() {
    let scene = europe();
    let service = customers(&scene);
    assert_eq!(status(&service, ROOT, "shop", "BB002").await, 404);
}

#[tokio::test]
async fn a_role_without_the_permission_opens_nothing() {
    let scene = europe();
    scene.write(|transaction| {
        assert!(transaction.insert_role(&name("honorary"), &BTreeSet::new())?);
        assert!(transaction.insert_grant(&name("without"), &name("honorary"), &name(ROOT))?);
        Ok(())
    });
    assert_eq!(status(&customers(&scene), "without", "german shop", "BB002").await, 403);
    assert_eq!(status(&customers(&scene), "without", "no shop", "BB002").await, 403);
}

#[tokio::test]
async fn a_permission_counts_from_the_moment_it_is_given() {
    let scene = europe();
    let service = customers_in(&scene, scene.another_process());
    assert_eq!(status(&service, "without", "german shop", "BB002").await, 403);
    scene.write(|transaction| transaction.insert_grant(&name("without"), &name("privacy-viewer"), &name("Europe")));
    assert_eq!(status(&service, "without", "german shop", "BB002").await, 200);
}

#[tokio::test]
async fn a_consumer_who_became_a_company_is_no_longer_found() {
    let scene = europe();
    let service = customers(&scene);
    let document = r#"{"customerType":"b2b","shopCustomerNumber":"BB002"}"#.to_owned();
    let company = CustomerRecord { number: name("BB002"), kind: CustomerType::B2b, document };
    scene.write(|transaction| transaction.upsert_customer(&name("german shop"), &company));
    assert_eq!(status(&service, ROOT, "german shop", "BB002").await, 404);
}

#[tokio::test]
async fn who_was_shown_whom_is_remembered_and_names_the_customer_to_nobody_without_the_key() {
    let scene = europe();
    let service = customers(&scene);
    assert_eq!(status(&service, "Germany", "german shop", "BB002").await, 200);
    scene.clock.pass(chrono::TimeDelta::seconds(1));
    assert_eq!(status(&service, ROOT, "german shop", "BB002").await, 200);

    let seen = entries(&scene);
    let told: Vec<_> = seen.iter().map(|entry| (entry.at, entry.actor.as_str(), entry.action.as_str())).collect();
    assert_eq!(
        told,
        [(moment(0), "staff:Germany", "customer-read"), (moment(1_000), "staff:OmsSystem", "customer-read")]
    );
    assert!(seen.iter().all(|entry| entry.shop.as_deref() == Some("german shop") && entry.request.is_none()));
    assert!(!format!("{seen:?}").contains("BB002"));
    let whom = scene.store.read("test", |view| journal().open(view, &seen[0])).unwrap();
    assert!(whom == Some(Personal::of("customer:BB002")), "somebody else was named");
}

#[tokio::test]
async fn a_call_that_is_refused_is_no_event() {
    let scene = europe();
    let service = customers(&scene);
    for (caller, shop, number) in [
        ("France", "german shop", "BB002"),
        ("Germany", "german shop", "4711"),
        ("Germany", "german shop", "COMPANY"),
        (ROOT, "no shop", "BB002"),
    ] {
        assert_ne!(status(&service, caller, shop, number).await, 200, "{caller} {shop} {number}");
    }
    assert_eq!(get(&service, None, "german shop", "BB002").await.0, 401);
    assert_eq!(entries(&scene), []);
}

/// Storage that can be read and not written.
struct ReadOnly(Arc<dyn Store>);

impl Store for ReadOnly {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.0.read_with(name, work)
    }

    fn write_with(&self, _: &'static str, _: &mut dyn FnMut(&dyn Transaction) -> Verdict) -> Result<(), StoreError> {
        Err(StoreError::Unavailable("the disk of the tests is full".to_owned()))
    }

    fn check(&self) -> Result<(), StoreError> {
        self.0.check()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.0.wipe()
    }
}

#[tokio::test]
async fn nobody_is_shown_when_that_cannot_be_remembered() {
    let scene = europe();
    let service = customers_in(&scene, Arc::new(ReadOnly(Arc::clone(&scene.store))));
    let call = Call::new("span".to_owned(), "/".to_owned(), Language::english()).by(name("Germany"));
    let report = call.report_slot();
    let answer = service.get_customer("german shop".to_owned(), "BB002".to_owned(), &call).await;
    assert_eq!(answer.unwrap_err().0, "store.unavailable");
    assert_eq!(reported(&report), "fault store.unavailable");
    // Those who are refused need nothing written.
    assert_eq!(status(&service, "France", "german shop", "BB002").await, 403);
    assert_eq!(status(&service, "Germany", "german shop", "4711").await, 404);
}

#[tokio::test]
async fn the_log_line_tells_the_answers_apart() {
    let scene = europe();
    let service = customers(&scene);
    for (caller, number, code) in [
        ("Germany", "BB002", "customer.found"),
        ("Germany", "4711", "customer.not_found.error"),
        ("Germany", "COMPANY", "customer.not_found.error"),
        ("France", "BB002", "caller.forbidden.error"),
    ] {
        assert_eq!(get(&service, Some(caller), "german shop", number).await.2, code);
    }
}

#[tokio::test]
async fn a_fault_of_ours_is_reported_and_shows_nothing() {
    let scene = europe();
    let damaged = CustomerRecord {
        number: name("DAMAGED"),
        kind: CustomerType::B2c,
        document: r#"{"firstName":4711}"#.to_owned(),
    };
    scene.write(|transaction| transaction.upsert_customer(&name("german shop"), &damaged));
    for (service, code) in [
        (customers_in(&scene, Arc::new(Away)), "store.unavailable"),
        (customers_in(&scene, Arc::new(Panicking)), "work.interrupted"),
        (customers(&scene), "customer.document"),
    ] {
        let call = Call::new("span".to_owned(), "/".to_owned(), Language::english()).by(name(ROOT));
        let report = call.report_slot();
        let answer = service.get_customer("german shop".to_owned(), "DAMAGED".to_owned(), &call).await;
        assert_eq!(answer.unwrap_err().0, code);
        assert_eq!(reported(&report), format!("fault {code}"));
        let details = format!("{:?}", report.get());
        assert!(!details.contains("4711") && !details.contains("DAMAGED"), "personal data: {details}");
    }
}

/// Also where the entry about it is written later.
#[tokio::test]
async fn whose_name_could_not_be_in_the_log_is_not_shown() {
    let scene = europe();
    let pseudonym = journal().pseudonym(&name("german shop"), "customer:BB002");
    scene.write(|transaction| transaction.insert_subject_key(&pseudonym, b"damaged"));
    let service = customers(&scene);
    let _attending = service.disclosures.attend();
    let call = Call::new("span".to_owned(), "/".to_owned(), Language::english()).by(name("Germany"));
    let answer = service.get_customer("german shop".to_owned(), "BB002".to_owned(), &call).await;
    assert_eq!(answer.unwrap_err().0, "record.sealed");
    assert!(entries(&scene).is_empty());
}
