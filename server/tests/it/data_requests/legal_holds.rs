//! `/legal-holds`: records that stay as they are.

use serde_json::{Value, json};

use crate::data_requests::desk::{LEGAL_HOLDS, NOW, assert_problem, get, post, with_rules};
use crate::support::service::Service;
use crate::support::world::SHOP;

const REASON: &str = "Claim about this order, our file 17/26.";

fn hold() -> Value {
    json!({"shop": SHOP, "customerNumber": "CARLA-1", "reason": REASON})
}

fn with(changes: &Value) -> Value {
    let mut hold = hold();
    hold.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    hold
}

async fn list(service: &Service, user: &str) -> Value {
    let path = format!("{LEGAL_HOLDS}?shop={SHOP}&customerNumber=CARLA-1");
    get(service, user, &path).await.expect(200).json()
}

fn release(hold: &Value) -> String {
    format!("{LEGAL_HOLDS}/{}/release", hold["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_hold_is_listed_as_it_was_placed_until_it_is_released() {
    let service = with_rules(|_| ()).await;
    assert_eq!(list(&service, "officer").await, json!({"items": []}));
    let mut placed = Vec::new();
    for scope in [json!({}), json!({"place": "orders[]"}), json!({"place": "orders[]", "record": "O-1"})] {
        let answer = post(&service, "officer", LEGAL_HOLDS, &with(&scope)).await.expect(201);
        let hold = answer.json();
        let mut wanted = json!({"id": hold["id"], "reason": REASON, "author": "staff:officer", "since": NOW});
        wanted.as_object_mut().unwrap().extend(scope.as_object().unwrap().clone());
        assert_eq!(hold, wanted);
        placed.push(hold);
    }
    let found = list(&service, "chief").await;
    assert_eq!(found["items"].as_array().unwrap().len(), 3);
    assert!(placed.iter().all(|hold| found["items"].as_array().unwrap().contains(hold)), "{found}");
    for hold in &placed[..2] {
        let answer = post(&service, "manager", &release(hold), &json!({"reason": "Settled."})).await.expect(204);
        assert!(answer.body.is_empty());
    }
    assert_eq!(list(&service, "officer").await, json!({"items": [placed[2]]}));
    let answer = post(&service, "officer", &release(&placed[0]), &json!({"reason": "Settled."})).await;
    let detail = "There is no legal hold with this id.";
    assert_problem(&answer, 404, "Not Found", "data_request.unknown_hold.error", detail);
}

#[tokio::test]
async fn what_cannot_be_held_is_refused_and_says_where() {
    let service = with_rules(|_| ()).await;
    let long = "x".repeat(256);
    let unknown = "There are no such records: name a place of the data map, such as orders[], and a record only where it \
                   has one.";
    for (changes, code, detail) in [
        (json!({"place": "order"}), "data_request.unknown_place.error", unknown),
        (json!({"place": ".", "record": "x"}), "data_request.unknown_place.error", unknown),
        (json!({"record": "O-1"}), "request.malformed.error", "record needs a place."),
        (json!({"place": ""}), "request.malformed.error", "place has to have 1 to 255 characters."),
        (
            json!({"place": "orders[]", "record": ""}),
            "request.malformed.error",
            "record has to have 1 to 255 characters.",
        ),
        (
            json!({"place": "orders[]", "record": long}),
            "request.malformed.error",
            "record has to have 1 to 255 characters.",
        ),
        (json!({"shop": ""}), "request.malformed.error", "shop is empty."),
        (json!({"customerNumber": " x"}), "request.malformed.error", "customerNumber begins or ends with white space."),
    ] {
        let answer = post(&service, "officer", LEGAL_HOLDS, &with(&changes)).await;
        assert_problem(&answer, 400, "Bad Request", code, detail);
    }
    let answer = post(&service, "officer", LEGAL_HOLDS, &with(&json!({"customerNumber": "C-4711"}))).await;
    let detail = format!(
        "Shop \"{SHOP}\" has nobody on file with this number, or with this address and order; check them, or import the \
         customer first."
    );
    assert_problem(&answer, 404, "Not Found", "data_request.unknown_subject.error", &detail);
    assert_eq!(list(&service, "officer").await, json!({"items": []}));
}

#[tokio::test]
async fn whose_holds_has_to_be_said_and_each_once() {
    let service = with_rules(|_| ()).await;
    for query in [
        "",
        "?",
        "?shop=inTRONICS",
        "?customerNumber=CARLA-1",
        "?shop=&customerNumber=x",
        "?shop=a&shop=a&customerNumber=x",
    ] {
        let answer = get(&service, "officer", &format!("{LEGAL_HOLDS}{query}")).await.expect(400);
        assert_eq!(answer.error(), "request.malformed.error", "{query}");
    }
    let nobody = get(&service, "officer", &format!("{LEGAL_HOLDS}?shop={SHOP}&customerNumber=C-4711")).await;
    assert_eq!(nobody.expect(200).json(), json!({"items": []}));
}

#[tokio::test]
async fn holds_are_shown_to_those_who_may_view_personal_data_and_placed_by_those_who_manage_requests() {
    let service = with_rules(|_| ()).await;
    let placed = post(&service, "manager", LEGAL_HOLDS, &hold()).await.expect(201).json();
    let path = format!("{LEGAL_HOLDS}?shop={SHOP}&customerNumber=CARLA-1");
    let detail = "This needs the permission 'View GDPR relevant data' at the organization of the shop as well; leave it to a \
                  user who has it.";
    let answer = get(&service, "manager", &path).await;
    assert_problem(&answer, 403, "Forbidden", "data_request.view_forbidden.error", detail);
    // Somebody who works for another shop learns nothing, and changes nothing.
    let detail = "This needs the permission 'Manage data requests' at the organization of the shop.";
    for answer in [get(&service, "abroad", &path).await, post(&service, "abroad", LEGAL_HOLDS, &hold()).await] {
        assert_problem(&answer, 403, "Forbidden", "data_request.forbidden.error", detail);
    }
    let reason = json!({"reason": "Settled."});
    let (hidden, unknown) = (release(&placed), format!("{LEGAL_HOLDS}/0123/release"));
    for path in [hidden, unknown] {
        let answer = post(&service, "abroad", &path, &reason).await;
        let detail = "There is no legal hold with this id.";
        assert_problem(&answer, 404, "Not Found", "data_request.unknown_hold.error", detail);
    }
    assert_eq!(list(&service, "officer").await, json!({"items": [placed]}));
    let moon = get(&service, "chief", &format!("{LEGAL_HOLDS}?shop=Moon&customerNumber=x")).await;
    assert_problem(
        &moon,
        404,
        "Not Found",
        "data_request.unknown_shop.error",
        "There is no shop \"Moon\"; add it first.",
    );
}
