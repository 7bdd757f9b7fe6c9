//! Who may delete whom through the customer contract, and what is left to read afterwards.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::access::{Permission, ROOT};
use domain::call::Call;
use domain::iom::Customers;
use domain::message::Language;
use domain::store::User;
use iom_gdpr_api::{Api, DeleteCustomerResponse};

use super::{ReadOnly, customers, customers_in, europe, get};
use crate::audit::journal::entries;
use crate::scene::{Away, Panicking, Scene, name, reported};

/// What a caller gets, and what the log line says.
async fn delete(service: &Customers, caller: Option<&str>, shop: &str, number: &str) -> (u16, String) {
    let call = Call::new("span".to_owned(), "/rest/gdpr/...".to_owned(), Language::english());
    let call = caller.map_or(call.clone(), |caller| call.by(name(caller)));
    let report = call.report_slot();
    let status = match service.delete_customer(shop.to_owned(), number.to_owned(), &call).await.unwrap() {
        DeleteCustomerResponse::Status204 => 204,
        DeleteCustomerResponse::Status401 => 401,
        DeleteCustomerResponse::Status403 => 403,
        DeleteCustomerResponse::Status404 => 404,
    };
    (status, reported(&report))
}

pub(super) async fn status(service: &Customers, caller: &str, shop: &str, number: &str) -> u16 {
    delete(service, Some(caller), shop, number).await.0
}

/// The fault that comes of deleting the consumer, with nothing about them in its report.
pub(super) async fn failure(service: &Customers) -> String {
    let call = Call::new("span".to_owned(), "/".to_owned(), Language::english()).by(name("eraser at Germany"));
    let report = call.report_slot();
    let answer = service.delete_customer("german shop".to_owned(), "BB002".to_owned(), &call).await;
    let code = answer.unwrap_err().0;
    assert_eq!(reported(&report), format!("fault {code}"));
    assert!(!format!("{:?}", report.get()).contains("BB002"), "personal data in a report");
    code
}

/// Europe, and for each of its places one user more, `eraser at PLACE`, who may delete there and do nothing else.
pub(super) fn with_erasers() -> Scene {
    let scene = europe();
    scene.write(|transaction| {
        assert!(transaction.insert_role(&name("eraser"), &BTreeSet::from([Permission::DeleteCustomer]))?);
        for place in [ROOT, "Europe", "Germany", "Berlin", "France"] {
            let user = User { name: name(&format!("eraser at {place}")), password_hash: "$invented".to_owned() };
            assert!(transaction.insert_user(&user)?);
            assert!(transaction.insert_grant(&user.name, &name("eraser"), &name(place))?);
        }
        Ok(())
    });
    scene
}

/// Who is on file in the German shop, by number.
pub(super) fn on_file(scene: &Scene) -> Vec<String> {
    let shop = name("german shop");
    scene.read(|view| {
        let mut found = Vec::new();
        for number in ["BB002", "COMPANY"] {
            found.extend(view.customer(&shop, &name(number))?.map(|_| number.to_owned()));
        }
        Ok(found)
    })
}

#[tokio::test]
async fn who_may_delete_whom() {
    // caller, then: an unknown number, the company, a shop that does not exist, the consumer
    for (caller, unknown, company, no_shop, consumer) in [
        ("eraser at OmsSystem", 404, 404, 404, 204),
        ("eraser at Europe", 404, 404, 403, 204),
        ("eraser at Germany", 404, 404, 403, 204),
        ("eraser at Berlin", 403, 403, 403, 403),
        ("eraser at France", 403, 403, 403, 403),
        ("without", 403, 403, 403, 403),
        ("nobody", 403, 403, 403, 403),
    ] {
        let scene = with_erasers();
        let service = customers(&scene);
        assert_eq!(status(&service, caller, "german shop", "4711").await, unknown, "{caller}: an unknown number");
        assert_eq!(status(&service, caller, "german shop", "COMPANY").await, company, "{caller}: the company");
        assert_eq!(status(&service, caller, "no shop", "BB002").await, no_shop, "{caller}: no such shop");
        assert_eq!(status(&service, caller, "no/shop\u{0}", "BB002").await, no_shop, "{caller}: not a name");
        assert_eq!(on_file(&scene), ["BB002", "COMPANY"], "{caller}: nobody was deleted so far");
        assert_eq!(status(&service, caller, "german shop", "BB002").await, consumer, "{caller}: the consumer");
        assert_eq!(on_file(&scene).contains(&"BB002".to_owned()), consumer != 204, "{caller}: the consumer");
    }
}

#[tokio::test]
async fn to_see_a_customer_and_to_delete_one_are_permissions_of_their_own() {
    let scene = with_erasers();
    scene.write(|transaction| {
        assert!(transaction.insert_grant(&name("without"), &name("privacy-officer"), &name(ROOT))?);
        Ok(())
    });
    let service = customers(&scene);
    for caller in [ROOT, "Germany", "without"] {
        assert_eq!(get(&service, Some(caller), "german shop", "BB002").await.0, 200, "{caller}");
        assert_eq!(status(&service, caller, "german shop", "BB002").await, 403, "{caller}");
        assert_eq!(status(&service, caller, "no shop", "BB002").await, 403, "{caller}: no such shop");
    }
    assert_eq!(get(&service, Some("eraser at Germany"), "german shop", "BB002").await.0, 403);
    assert_eq!(get(&service, Some("eraser at OmsSystem"), "no shop", "BB002").await.0, 403);
    assert_eq!(on_file(&scene), ["BB002", "COMPANY"]);
}

#[tokio::test]
async fn without_a_caller_nobody_is_deleted_and_nothing_is_told() {
    let scene = with_erasers();
    let service = customers(&scene);
    for shop in ["german shop", "no shop", ""] {
        for number in ["BB002", "COMPANY", "4711", ""] {
            let answer = delete(&service, None, shop, number).await;
            assert_eq!(answer, (401, "caller.unauthenticated.error".to_owned()), "{shop} {number}");
        }
    }
    assert_eq!(on_file(&scene), ["BB002", "COMPANY"]);
}

#[tokio::test]
async fn only_the_very_number_is_deleted() {
    let scene = with_erasers();
    let service = customers(&scene);
    for number in ["bb002", "BB002 ", " BB002", "BB00%", "BB00_", "BB002\u{0}", "..", "", "B/2", "%"] {
        assert_eq!(status(&service, "eraser at OmsSystem", "german shop", number).await, 404, "{number:?}");
    }
    assert_eq!(status(&service, "eraser at OmsSystem", "shop", "BB002").await, 404, "of another shop");
    assert_eq!(on_file(&scene), ["BB002", "COMPANY"]);
}

#[tokio::test]
async fn a_deletion_that_is_refused_is_no_event() {
    let scene = with_erasers();
    let service = customers(&scene);
    for (caller, shop, number) in [
        ("Germany", "german shop", "BB002"),
        ("eraser at France", "german shop", "BB002"),
        ("eraser at Germany", "german shop", "4711"),
        ("eraser at Germany", "german shop", "COMPANY"),
        ("eraser at OmsSystem", "no shop", "BB002"),
    ] {
        assert_ne!(status(&service, caller, shop, number).await, 204, "{caller} {shop} {number}");
    }
    assert_eq!(entries(&scene), []);
}

#[tokio::test]
async fn the_log_line_tells_the_answers_to_a_deletion_apart() {
    let scene = with_erasers();
    let service = customers(&scene);
    for (caller, number, code) in [
        ("eraser at Germany", "4711", "customer.not_found.error"),
        ("eraser at Germany", "COMPANY", "customer.not_found.error"),
        ("eraser at France", "BB002", "caller.deletion_forbidden.error"),
        ("Germany", "BB002", "caller.deletion_forbidden.error"),
        ("eraser at Germany", "BB002", "customer.deleted"),
        ("eraser at Germany", "BB002", "customer.not_found.error"),
    ] {
        assert_eq!(delete(&service, Some(caller), "german shop", number).await.1, code, "{caller} {number}");
    }
}

#[tokio::test]
async fn who_was_deleted_is_found_by_nobody_and_cannot_be_deleted_again() {
    let scene = with_erasers();
    let service = customers(&scene);
    assert_eq!(get(&service, Some(ROOT), "german shop", "BB002").await.0, 200);
    assert_eq!(status(&service, "eraser at Germany", "german shop", "BB002").await, 204);
    let another = customers_in(&scene, scene.another_process());
    for service in [&service, &another] {
        assert_eq!(get(service, Some(ROOT), "german shop", "BB002").await.0, 404);
        assert_eq!(status(service, "eraser at Germany", "german shop", "BB002").await, 404);
        assert_eq!(status(service, "eraser at France", "german shop", "BB002").await, 403, "told nothing as before");
    }
}

#[tokio::test]
async fn of_many_who_delete_the_same_customer_at_once_exactly_one_is_told_so() {
    let scene = with_erasers();
    let calls = (0..8).map(|number| {
        let store = if number % 2 == 0 { Arc::clone(&scene.store) } else { scene.another_process() };
        let service = customers_in(&scene, store);
        tokio::spawn(async move { status(&service, "eraser at Germany", "german shop", "BB002").await })
    });
    let mut answers = Vec::new();
    for call in calls.collect::<Vec<_>>() {
        answers.push(call.await.unwrap());
    }
    answers.sort_unstable();
    assert_eq!(answers, [204, 404, 404, 404, 404, 404, 404, 404]);
}

#[tokio::test]
async fn a_deletion_that_fails_is_reported_and_shows_nothing() {
    let scene = with_erasers();
    assert_eq!(failure(&customers_in(&scene, Arc::new(Away))).await, "store.unavailable");
    assert_eq!(failure(&customers_in(&scene, Arc::new(Panicking))).await, "work.interrupted");
    assert_eq!(failure(&customers_in(&scene, Arc::new(ReadOnly(Arc::clone(&scene.store))))).await, "store.unavailable");
    assert_eq!(on_file(&scene), ["BB002", "COMPANY"]);
}
