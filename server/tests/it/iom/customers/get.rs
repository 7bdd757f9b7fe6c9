//! Who gets which customer, and what is in it.

use domain::customer::import::read_line;
use domain::store::StoreError;
use serde_json::{Value, json};

use crate::support::client::{CUSTOMER, PROBLEM};
use crate::support::service::Service;
use crate::support::world::{PASSWORD, SHOP, bob};

const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";

#[tokio::test]
async fn a_caller_with_the_permission_gets_the_whole_document() {
    let service = Service::start().await;
    let answer = service.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(200);
    assert_eq!(answer.header("content-type"), CUSTOMER);
    let mut wanted = bob();
    // Deprecated properties say the same as their successors.
    wanted["shopCustomerNo"] = json!("BB002");
    wanted["orders"][0]["shopOrderNo"] = json!("20180303123");
    wanted["orders"][0]["orderPositions"][0]["orderPosNo"] = json!(1);
    wanted["orders"][0]["orderPositions"][0]["shopArticleNo"] = json!("100-0001");
    wanted["invoiceAndCreditNotes"][0]["invoiceNo"] = json!("2018-000002");
    wanted["invoiceAndCreditNotes"][0]["relatedShopOrderNos"] = json!(["20180303_123", "20180303_124"]);
    wanted["invoiceAndCreditNotes"][0]["invoicePositions"][0]["shopOrderNo"] = json!("20180303123");
    assert_eq!(answer.json(), wanted, "absent values are left out, not null");
}

#[tokio::test]
async fn the_permission_counts_at_the_shops_organization_and_above_it() {
    let service = Service::start().await;
    for (user, status) in [("viewer", 200), ("germany", 200), ("root", 200), ("france", 403), ("nobody", 403)] {
        let answer = service.ask("GET", BOB).basic(user, PASSWORD).send().await.expect(status);
        if status == 403 {
            assert_eq!(answer.header("content-type"), PROBLEM);
            assert_eq!(answer.error(), "caller.forbidden.error");
        }
    }
}

#[tokio::test]
async fn an_unknown_shop_looks_like_a_forbidden_one_except_to_those_who_may_look_everywhere() {
    let service = Service::start().await;
    let mut bodies = Vec::new();
    for shop in ["Nowhere", "Autre", "intronics", "%20x", "a%2Fb"] {
        let path = format!("/rest/gdpr/shops/{shop}/customers/BB002");
        let mut answer = service.ask("GET", &path).basic("viewer", PASSWORD).send().await.expect(403).json();
        answer["spanId"] = Value::Null;
        bodies.push(answer);
        service.ask("GET", &path).basic("root", PASSWORD).send().await.expect(404);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn companies_and_unknown_numbers_are_the_same_404() {
    let service = Service::start().await;
    let mut bodies = Vec::new();
    for number in ["COMPANY", "nobody", "bb002", "BB002%20", "a%2Fb", &"9".repeat(300)] {
        let path = format!("/rest/gdpr/shops/inTRONICS/customers/{number}");
        let answer = service.ask("GET", &path).basic("viewer", PASSWORD).send().await.expect(404);
        assert_eq!(answer.error(), "customer.not_found.error");
        let mut answer = answer.json();
        answer["spanId"] = Value::Null;
        bodies.push(answer);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn a_number_with_any_legal_character_finds_its_customer() {
    let service = Service::start().await;
    let path = "/rest/gdpr/shops/inTRONICS/customers/Kunde%201%3Bx%3D%252F%26%C3%BC%3F%23";
    let answer = service.ask("GET", path).basic("viewer", PASSWORD).send().await.expect(200);
    assert_eq!(answer.json()["shopCustomerNumber"], "Kunde 1;x=%2F&ü?#");
}

#[tokio::test]
async fn every_character_that_can_stand_in_a_number_finds_its_way_there_and_back() {
    let service = Service::start().await;
    let token = service.token("viewer", chrono::TimeDelta::hours(1));
    let printable = (' '..='~').filter(|c| !"/\\".contains(*c)).map(|c| format!("a{c}b"));
    let others =
        ["...", "%", "%25", "%2F", "%zz", "+", "é", "e\u{301}", "ß", "名前", "🛒", "\u{202e}x", "\u{fffd}", "'\"--"];
    let numbers: Vec<_> = printable.chain(others.map(str::to_owned)).chain(["🛒".repeat(255)]).collect();
    let line = |number: &String| json!({"shopCustomerNumber": number, "customerType": "b2c"}).to_string();
    let records: Vec<_> = numbers.iter().map(|number| read_line(&line(number)).unwrap()).collect();
    crate::support::world::add_customers(&*service.store, &SHOP.parse().unwrap(), &records);
    for number in numbers {
        let encoded = number.bytes().fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"));
        let path = format!("/rest/gdpr/shops/inTRONICS/customers/{encoded}");
        let answer = service.ask("GET", &path).bearer(&token).send().await.expect(200);
        assert_eq!(answer.json()["shopCustomerNumber"], number);
    }
}

#[tokio::test]
async fn matrix_parameters_are_no_part_of_a_name() {
    let service = Service::start().await;
    let path = "/rest/gdpr/shops/inTRONICS;v=1/customers/BB002;x=y";
    service.ask("GET", path).basic("viewer", PASSWORD).send().await.expect(200);
}

#[tokio::test]
async fn head_gives_the_headers_of_get_and_no_body() {
    let service = Service::start().await;
    let get = service.ask("GET", BOB).basic("viewer", PASSWORD).send().await.expect(200);
    let head = service.ask("HEAD", BOB).basic("viewer", PASSWORD).send().await.expect(200);
    assert!(head.body.is_empty());
    assert_eq!(head.header("content-type"), get.header("content-type"));
    // Member order may differ from call to call, the length does not.
    assert_eq!(head.header("content-length"), get.body.len().to_string());
}

#[tokio::test]
async fn who_was_shown_whom_stands_in_the_audit_log_before_the_answer_leaves() {
    let service = Service::start().await;
    for method in ["GET", "HEAD"] {
        service.ask(method, BOB).basic("viewer", PASSWORD).send().await.expect(200);
    }
    service.ask("GET", BOB).basic("france", PASSWORD).send().await.expect(403);
    service.ask("GET", BOB).send().await.expect(401);
    let seen = service.store.read::<_, StoreError>("test", |view| view.audit_entries(0, 99)).unwrap();
    let told: Vec<_> = seen.iter().map(|entry| (entry.actor.as_str(), entry.action.as_str())).collect();
    assert_eq!(told, [("staff:viewer", "customer-read"); 2]);
    assert!(!format!("{seen:?}").contains("BB002"), "the entry names the customer in the clear");
}
