//! The decision that a request is carried out.

use chrono::TimeDelta;
use domain::letter::LetterKind;
use serde_json::{Value, json};

use crate::data_requests::desk::{
    NOW, REQUESTS, approve, approve_as_planned, ask, assert_problem, carla, confirmed_of, get, path, pending,
    plan_hash, post, put_customer, with_rules,
};
use crate::support::service::Service;
use crate::support::world::SHOP;

/// What tells of the approval, and of how far it is.
fn progress(request: &Value) -> Value {
    let names = [
        "state",
        "outcome",
        "approvedAt",
        "approvedBy",
        "runsAt",
        "processingSince",
        "failures",
        "nextTryAt",
        "confirmedAt",
    ];
    let members = request.as_object().unwrap().iter().filter(|(name, _)| names.contains(&name.as_str()));
    Value::Object(members.map(|(name, value)| (name.clone(), value.clone())).collect())
}

async fn shown(service: &Service, id: &str) -> Value {
    progress(&get(service, "officer", &path(id, "")).await.expect(200).json())
}

async fn revoke(service: &Service, id: &str) -> crate::support::client::Answer {
    ask(service, "officer", "DELETE", &path(id, "/approval")).send().await
}

#[tokio::test]
async fn an_erasure_is_approved_by_its_plan_and_waits_for_second_thoughts() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    let approved = approve_as_planned(&service, &id).await.expect(200).json();
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), approved);
    let wanted = json!({
        "state": "approved", "confirmedAt": NOW, "approvedAt": NOW, "approvedBy": "staff:officer",
        "runsAt": "2027-01-18T08:00:00Z",
    });
    assert_eq!(progress(&approved), wanted);
    let listed = get(&service, "officer", &format!("{REQUESTS}?state=approved")).await.expect(200).json();
    assert_eq!(listed, json!({"items": [approved]}));
    let letters = service.letters();
    assert_eq!(letters.iter().map(|letter| letter.kind).collect::<Vec<_>>(), [LetterKind::ErasureApproved]);
    assert!(letters[0].link.is_some(), "the mail has a link that takes it back");

    service.clock.pass(TimeDelta::days(3) - TimeDelta::seconds(1));
    assert!(service.fulfilment.run().unwrap().is_nothing());
    service.clock.pass(TimeDelta::seconds(1));
    assert_eq!(service.fulfilment.run().unwrap().fulfilled, 1);
    let done = json!({"state": "closed", "outcome": "partly-completed", "confirmedAt": NOW});
    assert_eq!(shown(&service, &id).await, done);
    let customer = service.ask("GET", &format!("/rest/gdpr/shops/{SHOP}/customers/CARLA-1"));
    customer.basic("officer", crate::support::world::PASSWORD).send().await.expect(404);
}

#[tokio::test]
async fn a_plan_that_does_not_hold_any_more_is_not_approved() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    let hash = plan_hash(&service, "officer", &id).await;
    let mut changed = carla();
    changed["orders"][0]["shopTotalGross"] = json!(12.9);
    put_customer(&service, &changed);
    let detail = "The data, the rules or the holds changed since this plan was made; look at the plan again.";
    for plan in [&hash, &"0".repeat(64)] {
        let answer = approve(&service, "officer", &id, &json!({"plan": plan})).await;
        assert_problem(&answer, 409, "Conflict", "data_request.plan_changed.error", detail);
    }
    assert_eq!(shown(&service, &id).await, json!({"state": "confirmed", "confirmedAt": NOW}));
    approve_as_planned(&service, &id).await.expect(200);
}

#[tokio::test]
async fn what_changes_after_the_approval_is_decided_anew_and_nothing_is_erased() {
    let service = with_rules(|config| config.erasure.cooling_off = TimeDelta::zero()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    approve_as_planned(&service, &id).await.expect(200);
    let mut changed = carla();
    changed["lastName"] = json!("Kolumna");
    put_customer(&service, &changed);
    assert_eq!(service.fulfilment.run().unwrap().outdated, 1);
    assert_eq!(shown(&service, &id).await, json!({"state": "confirmed", "confirmedAt": NOW}));
    let events = get(&service, "officer", &path(&id, "/history")).await.json()["events"].clone();
    let actions: Vec<_> = events.as_array().unwrap().iter().map(|event| event["action"].as_str().unwrap()).collect();
    let ours: Vec<_> = actions.into_iter().filter(|action| !action.starts_with("mail-")).collect();
    assert_eq!(ours, ["created", "confirmed", "planned", "approved", "started", "plan-outdated"]);
    let customer = service.ask("GET", &format!("/rest/gdpr/shops/{SHOP}/customers/CARLA-1"));
    customer.basic("officer", crate::support::world::PASSWORD).send().await.expect(200);
}

#[tokio::test]
async fn whoever_made_a_request_does_not_approve_it_where_two_have_to_decide() {
    let service = with_rules(|config| config.erasure.four_eyes = true).await;
    let detail = "You made this request, stated its address, handed its link over, settled doubts about the identity or \
                  extended the time; another user has to approve it.";
    for kind in ["erasure", "access"] {
        let id = confirmed_of(&service, kind, "CARLA-1").await;
        let body = match kind {
            "erasure" => json!({"plan": plan_hash(&service, "officer", &id).await}),
            _ => json!({}),
        };
        let answer = approve(&service, "officer", &id, &body).await;
        assert_problem(&answer, 409, "Conflict", "data_request.four_eyes.error", detail);
        let approved = approve(&service, "chief", &id, &body).await.expect(200).json();
        assert_eq!(approved["approvedBy"], "staff:chief");
    }
}

#[tokio::test]
async fn to_extend_a_request_is_a_hand_in_it() {
    let service = with_rules(|config| config.erasure.four_eyes = true).await;
    let id = confirmed_of(&service, "access", "CARLA-1").await;
    post(&service, "chief", &path(&id, "/extension"), &json!({"months": 1, "reason": "Many orders."}))
        .await
        .expect(200);
    for user in ["officer", "chief"] {
        let answer = approve(&service, user, &id, &json!({})).await.expect(409);
        assert_eq!(answer.json()["code"], "data_request.four_eyes.error", "{user}");
    }
}

#[tokio::test]
async fn who_may_only_manage_approves_nothing() {
    let service = with_rules(|_| ()).await;
    for kind in ["access", "portability", "objection"] {
        let id = confirmed_of(&service, kind, "CARLA-1").await;
        let answer = approve(&service, "manager", &id, &json!({})).await.expect(403);
        assert_eq!(answer.json()["code"], "data_request.view_forbidden.error", "{kind}");
        let found = get(&service, "officer", &path(&id, "")).await.expect(200).json();
        assert_eq!(found["state"], "confirmed", "{kind}");
    }
}

#[tokio::test]
async fn who_asked_for_a_copy_gets_it_before_everything_is_erased() {
    let service = with_rules(|_| ()).await;
    let access = confirmed_of(&service, "access", "CARLA-1").await;
    let erasure = confirmed_of(&service, "erasure", "CARLA-1").await;
    let answer = approve_as_planned(&service, &erasure).await;
    let detail =
        "A request for access or portability of the same person is open; hand its package over or end it first.";
    assert_problem(&answer, 409, "Conflict", "data_request.access_first.error", detail);
    post(&service, "officer", &path(&access, "/closure"), &json!({})).await.expect(200);
    approve_as_planned(&service, &erasure).await.expect(200);
}

#[tokio::test]
async fn as_long_as_it_is_in_doubt_who_asks_nothing_is_approved() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    post(&service, "officer", &path(&id, "/identity-doubt"), &json!({"reason": "Another name."})).await.expect(200);
    let answer = approve_as_planned(&service, &id).await;
    let detail = "There are doubts about the identity; settle them first.";
    assert_problem(&answer, 409, "Conflict", "data_request.identity_doubted.error", detail);
    ask(&service, "officer", "DELETE", &path(&id, "/identity-doubt")).send().await.expect(200);
    approve_as_planned(&service, &id).await.expect(200);
}

#[tokio::test]
async fn only_erasures_are_approved_by_a_plan_and_by_nothing_else() {
    let service = with_rules(|_| ()).await;
    let plan = json!({"plan": "0".repeat(64)});
    for kind in ["access", "portability"] {
        let id = confirmed_of(&service, kind, "CARLA-1").await;
        let answer = approve(&service, "officer", &id, &plan).await;
        let detail = "Only an erasure has a plan; approve other requests without one.";
        assert_problem(&answer, 409, "Conflict", "data_request.no_plan.error", detail);
        // There is nothing to take back.
        let approved = approve(&service, "officer", &id, &json!({})).await.expect(200).json();
        assert_eq!((&approved["state"], &approved["runsAt"]), (&json!("approved"), &json!(NOW)), "{kind}");
    }
    for kind in ["rectification", "restriction", "objection"] {
        let id = confirmed_of(&service, kind, "CARLA-1").await;
        let answer = approve(&service, "officer", &id, &json!({})).await;
        let detail = "A request of this type is carried out by people: do what it asks for, then close it.";
        assert_problem(&answer, 409, "Conflict", "data_request.by_hand.error", detail);
    }
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    let detail = "An erasure is approved by the hash of its plan; look at the plan first.";
    let without_body = ask(&service, "officer", "PUT", &path(&id, "/approval")).send().await;
    for answer in [without_body, approve(&service, "officer", &id, &json!({"plan": null})).await] {
        assert_problem(&answer, 409, "Conflict", "data_request.plan_missing.error", detail);
    }
}

#[tokio::test]
async fn what_is_no_hash_is_400_and_not_repeated() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    for plan in ["", "PRIVATE", &"0".repeat(63), &"A".repeat(64)] {
        let answer = approve(&service, "officer", &id, &json!({"plan": plan})).await;
        let detail = "plan is not 64 lower-case hexadecimal digits.";
        assert_problem(&answer, 400, "Bad Request", "request.malformed.error", detail);
    }
    approve(&service, "officer", &id, &json!({"plan": 7})).await.expect(400);
}

#[tokio::test]
async fn a_request_is_approved_once_and_not_before_it_is_confirmed() {
    let service = with_rules(|_| ()).await;
    let id = pending(&service).await;
    let answer = approve(&service, "officer", &id, &json!({})).await;
    let detail = "The request was not confirmed yet.";
    assert_problem(&answer, 409, "Conflict", "data_request.not_confirmed.error", detail);
    let id = confirmed_of(&service, "access", "CARLA-1").await;
    approve(&service, "officer", &id, &json!({})).await.expect(200);
    let answer = approve(&service, "officer", &id, &json!({})).await;
    assert_problem(&answer, 409, "Conflict", "data_request.approved.error", "The request is approved already.");
}

#[tokio::test]
async fn an_approval_is_taken_back_and_given_again() {
    let service = with_rules(|_| ()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    approve_as_planned(&service, &id).await.expect(200);
    let confirmed = json!({"state": "confirmed", "confirmedAt": NOW});
    assert_eq!(progress(&revoke(&service, &id).await.expect(200).json()), confirmed);
    assert_eq!(shown(&service, &id).await, confirmed);
    assert!(service.letters().is_empty(), "a link that leads nowhere any more is not mailed");
    let detail = "The request is not approved.";
    assert_problem(&revoke(&service, &id).await, 409, "Conflict", "data_request.not_approved.error", detail);
    service.clock.pass(TimeDelta::days(4));
    assert!(service.fulfilment.run().unwrap().is_nothing());
    approve_as_planned(&service, &id).await.expect(200);
}

#[tokio::test]
async fn an_erasure_that_has_begun_goes_on_and_says_how_often_it_failed() {
    let service = with_rules(|config| config.erasure.cooling_off = TimeDelta::zero()).await;
    let id = confirmed_of(&service, "erasure", "CARLA-1").await;
    approve_as_planned(&service, &id).await.expect(200);
    // Where the ledger should be there is something else: no erasure begins to destroy anything.
    let ledger = service.database().with_file_name("gdpr.db.erasures");
    std::fs::create_dir(&ledger).unwrap();
    assert_eq!(service.fulfilment.run().unwrap().faults.len(), 1);
    let processing = json!({
        "state": "processing", "confirmedAt": NOW, "approvedAt": NOW, "approvedBy": "staff:officer", "runsAt": NOW,
        "processingSince": NOW, "failures": 1, "nextTryAt": "2027-01-15T08:00:30Z",
    });
    assert_eq!(shown(&service, &id).await, processing);
    let reason = json!({"reason": "Changed their mind."});
    let detail = "The request is being carried out.";
    for answer in [
        revoke(&service, &id).await,
        post(&service, "officer", &path(&id, "/withdrawal"), &reason).await,
        post(&service, "officer", &path(&id, "/rejection"), &reason).await,
        approve_as_planned(&service, &id).await,
    ] {
        assert_problem(&answer, 409, "Conflict", "data_request.processing.error", detail);
    }
    std::fs::remove_dir(&ledger).unwrap();
    service.clock.pass(TimeDelta::seconds(30));
    assert_eq!(service.fulfilment.run().unwrap().fulfilled, 1);
    assert_eq!(shown(&service, &id).await["state"], "closed");
}
