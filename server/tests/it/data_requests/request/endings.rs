//! Withdrawal and closure.

use serde_json::json;

use crate::data_requests::desk::{
    NOW, ask, assert_closed, assert_problem, confirmed, get, path, pending, post, shown, shown_confirmed,
};
use crate::support::service::Service;

#[tokio::test]
async fn a_pending_request_can_be_withdrawn_and_its_link_ends() {
    let service = Service::start().await;
    let request = service.request_at("inTRONICS", "BB002");
    let reason = json!({"reason": "Called on Friday."});
    let answer = post(&service, "officer", &path(&request.id, "/withdrawal"), &reason).await.expect(200);
    let closed = json!({"state": "closed", "outcome": "withdrawn", "closedAt": NOW, "linkExpiresAt": null});
    assert_eq!(answer.json(), shown(&request.id, &closed));
    assert_eq!(get(&service, "officer", &path(&request.id, "")).await.json(), answer.json());
    service.confirm(&request.id, &request.hash).await.expect(404);
    assert!(service.letters().is_empty());
}

#[tokio::test]
async fn a_confirmed_request_can_be_withdrawn_without_a_word() {
    let service = Service::start().await;
    for body in [None, Some("{}"), Some(r#"{"reason":null}"#), Some(r#"{"unknown":{"reason":1}}"#)] {
        let id = confirmed(&service).await;
        let ask = ask(&service, "officer", "POST", &path(&id, "/withdrawal"));
        let ask = if let Some(body) = body { ask.json(body) } else { ask };
        let closed = json!({"state": "closed", "outcome": "withdrawn", "closedAt": NOW});
        assert_eq!(ask.send().await.expect(200).json(), shown_confirmed(&id, &closed), "{body:?}");
    }
}

#[tokio::test]
async fn a_confirmed_request_is_closed_as_completed() {
    let service = Service::start().await;
    let id = confirmed(&service).await;
    let note = json!({"note": "Sent by registered letter."});
    let answer = post(&service, "officer", &path(&id, "/closure"), &note).await.expect(200);
    let closed = json!({"state": "closed", "outcome": "completed", "closedAt": NOW});
    assert_eq!(answer.json(), shown_confirmed(&id, &closed));
}

#[tokio::test]
async fn what_nobody_confirmed_cannot_be_completed() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let answer = post(&service, "officer", &path(&id, "/closure"), &json!({})).await;
    let detail = "The request was not confirmed yet.";
    assert_problem(&answer, 409, "Conflict", "data_request.not_confirmed.error", detail);
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), shown(&id, &json!({})));
}

#[tokio::test]
async fn what_has_ended_stays_as_it_ended() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let ended = post(&service, "officer", &path(&id, "/withdrawal"), &json!({})).await.expect(200).json();
    let reason = json!({"reason": "x", "months": 1});
    for (rest, body) in [
        ("/withdrawal", json!({})),
        ("/closure", json!({})),
        ("/rejection", reason.clone()),
        ("/rejection-preview", reason.clone()),
        ("/extension", reason.clone()),
        ("/identity-doubt", reason),
        ("/confirmation-mails", json!({})),
    ] {
        assert_closed(&post(&service, "officer", &path(&id, rest), &body).await);
    }
    assert_closed(&ask(&service, "officer", "DELETE", &path(&id, "/identity-doubt")).send().await);
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), ended);
}

#[tokio::test]
async fn what_ended_by_itself_says_so() {
    let service = Service::start().await;
    let id = pending(&service).await;
    service.letters();
    service.clock.pass(chrono::TimeDelta::hours(24));
    let keeper = domain::housekeeping::Housekeeping::new(std::sync::Arc::new(service.requests.clone())).unwrap();
    assert_eq!(keeper.run().unwrap().unwrap().expired, 1);
    let expired = json!({
        "state": "closed", "outcome": "expired", "closedAt": "2027-01-16T08:00:00Z", "linkExpiresAt": null,
    });
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), shown(&id, &expired));
    service.clock.pass(chrono::TimeDelta::days(30));
    assert_eq!(keeper.run().unwrap().unwrap().purged, 1);
    let mut purged = expired;
    for (name, value) in
        [("subject", json!(null)), ("address", json!(null)), ("purgedAt", json!("2027-02-15T08:00:00Z"))]
    {
        purged[name] = value;
    }
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), shown(&id, &purged));
}
