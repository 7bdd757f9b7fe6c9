//! What an erasure would do.

use serde_json::{Value, json};

use crate::data_requests::desk::{
    LEGAL_HOLDS, NOW, ask, assert_closed, assert_problem, confirmed_of, get, path, pending, plan_hash, post, with_rules,
};
use crate::support::service::Service;
use crate::support::world::SHOP;

/// The plan, without its hash, which has to look like one.
async fn plan(service: &Service, id: &str) -> Value {
    let answer = get(service, "officer", &path(id, "/plan")).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let mut plan = answer.json();
    let hash = plan.as_object_mut().unwrap().remove("hash").unwrap();
    let hash = hash.as_str().unwrap();
    assert!(hash.len() == 64 && hash.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f')), "{hash}");
    plan
}

fn kept(place: &str, category: &str, names: &[&str], until: &str, rule: &str, properties: &[&str]) -> Value {
    json!({
        "place": place, "category": category, "outcome": "kept", "until": until, "count": names.len(), "names": names,
        "grounds": [{"rule": rule, "country": "DE", "until": until, "undated": false}],
        "properties": {"kept": properties, "pseudonymised": [], "removed": []},
    })
}

#[tokio::test]
async fn a_plan_says_of_every_record_what_becomes_of_it_and_why() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    let mut found = plan(&service, &id).await;
    for records in found["records"].as_array_mut().unwrap() {
        for ground in records.get_mut("grounds").and_then(Value::as_array_mut).into_iter().flatten() {
            let sentences = ground.as_object_mut().unwrap().remove("sentences").unwrap();
            assert!(sentences["de"].as_str().unwrap().contains("§ 147"), "{sentences}");
            assert!(sentences["en"].as_str().unwrap().contains("§ 147"), "{sentences}");
        }
    }
    let order = ["shopOrderCreationDate", "shopOrderNumber", "shopTotalGross"];
    let invoice = ["invoiceNumber", "invoicingDate", "relatedShopOrderNumbers"];
    let wanted = json!({
        "postponed": [],
        "records": [
            {"place": ".", "category": "identity", "outcome": "erased", "count": 1, "names": []},
            {"place": "addresses[]", "category": "addresses", "outcome": "erased", "count": 1, "names": ["Invoice address"]},
            kept("invoiceAndCreditNotes[]", "invoices", &["R-1"], "2033-12-31", "invoices", &invoice),
            kept("orders[]", "orders", &["O-1", "O-2"], "2031-12-31", "business-letters", &order),
        ],
        "unmatchedHolds": [],
    });
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn looking_at_a_plan_changes_nothing_but_the_history() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    let before = get(&service, "officer", &path(&id, "")).await.expect(200).json();
    let hash = plan_hash(&service, "officer", &id).await;
    assert_eq!(plan_hash(&service, "chief", &id).await, hash);
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), before);
    let history = get(&service, "officer", &path(&id, "/history")).await.expect(200).json();
    let planned: Vec<_> =
        history["events"].as_array().unwrap().iter().filter(|event| event["action"] == "planned").collect();
    let [first, second] = planned[..] else { panic!("{history}") };
    assert_eq!((&first["actor"], &second["actor"]), (&json!("staff:officer"), &json!("staff:chief")));
    assert_eq!(first["text"], format!("plan {hash}"));
    let history = get(&service, "manager", &path(&id, "/history")).await.expect(200);
    assert!(!String::from_utf8_lossy(&history.body).contains(&hash), "the hash is personal data");
}

#[tokio::test]
async fn a_plan_is_shown_to_nobody_who_may_not_view_personal_data() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    let hash = plan_hash(&service, "officer", &id).await;
    let detail = "This needs the permission 'View GDPR relevant data' at the organization of the shop as well; leave it to a \
                  user who has it.";
    let answer = get(&service, "manager", &path(&id, "/plan")).await;
    assert_problem(&answer, 403, "Forbidden", "data_request.view_forbidden.error", detail);
    // Whoever did not see it cannot have decided about it.
    let approval = ask(&service, "manager", "PUT", &path(&id, "/approval")).json(json!({"plan": hash}).to_string());
    assert_problem(&approval.send().await, 403, "Forbidden", "data_request.view_forbidden.error", detail);
}

#[tokio::test]
async fn a_plan_names_what_it_has_to_wait_for() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "BB002").await;
    let found = plan(&service, &id).await;
    assert_eq!(
        found["postponed"],
        json!([{"reason": "open-order", "orderNumber": "20180303123"},
        {"reason": "open-balance", "currency": "EUR"}])
    );
    assert!(found.get("postponedUntil").is_none(), "nobody knows when a balance is settled");
    assert_eq!(found["records"][0]["place"], ".");
    let hash = plan_hash(&service, "officer", &id).await;
    let approval = ask(&service, "officer", "PUT", &path(&id, "/approval")).json(json!({"plan": hash}).to_string());
    let detail = "The erasure has to wait, because the contract with the data subject is still being performed; the plan \
                  says why.";
    assert_problem(&approval.send().await, 409, "Conflict", "data_request.postponed.error", detail);
}

#[tokio::test]
async fn a_hold_is_in_the_plan_also_one_that_no_record_is_under() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    let before = plan_hash(&service, "officer", &id).await;
    for order in ["O-1", "O-l"] {
        let hold = json!({
            "shop": SHOP, "customerNumber": "CARLA-1", "place": "orders[]", "record": order, "reason": "Lawsuit 17/26.",
        });
        post(&service, "officer", LEGAL_HOLDS, &hold).await.expect(201);
    }
    let shown = |order: &str| {
        let (reason, author) = ("Lawsuit 17/26.", "staff:officer");
        json!({"place": "orders[]", "record": order, "reason": reason, "author": author, "since": NOW})
    };
    let found = plan(&service, &id).await;
    let wanted = json!({
        "place": "orders[]", "category": "orders", "outcome": "held", "count": 1, "names": ["O-1"], "holds": [shown("O-1")],
    });
    assert!(found["records"].as_array().unwrap().contains(&wanted), "{found}");
    assert_eq!(found["unmatchedHolds"], json!([shown("O-l")]));
    assert_ne!(plan_hash(&service, "officer", &id).await, before);
}

#[tokio::test]
async fn what_is_no_erasure_or_has_ended_has_no_plan() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let detail = "Only an erasure has a plan; approve other requests without one.";
    let answer = get(&service, "officer", &path(&id, "/plan")).await;
    assert_problem(&answer, 409, "Conflict", "data_request.no_plan.error", detail);
    let id = confirmed_of(&service, "erasure", "BB002").await;
    post(&service, "officer", &path(&id, "/withdrawal"), &json!({})).await.expect(200);
    assert_closed(&get(&service, "officer", &path(&id, "/plan")).await);
}
