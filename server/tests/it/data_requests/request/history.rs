//! Everything that happened to a request.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::data_requests::desk::{NOW, ask, get, hash, path, pending, post};
use crate::support::service::Service;

/// The events of a history, without their sequence numbers, which have to grow.
async fn events(service: &Service, user: &str, id: &str) -> Vec<Value> {
    let answer = get(service, user, &path(id, "/history")).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let Value::Object(mut members) = answer.json() else { panic!("{answer:?}") };
    let Some(Value::Array(mut events)) = members.remove("events") else { panic!("{answer:?}") };
    assert!(members.is_empty(), "{answer:?}");
    let mut last = 0;
    for event in &mut events {
        let sequence = event.as_object_mut().unwrap().remove("sequence").unwrap().as_u64().unwrap();
        assert!(sequence > last, "{sequence} after {last}");
        last = sequence;
    }
    events
}

#[tokio::test]
async fn a_history_says_who_did_what_when_and_why() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let stated = json!({"statedAddress": {"email": "new@example.org", "reason": "Moved."}});
    post(&service, "officer", &path(&id, "/confirmation-mails"), &stated).await.expect(202);
    let letters = service.letters();
    let [letter] = <[_; 1]>::try_from(letters.iter().filter(|it| it.link.is_some()).collect::<Vec<_>>())
        .unwrap_or_else(|letters| panic!("the mail to the old address is not sent: {letters:?}"));
    service.clock.pass(TimeDelta::minutes(1));
    service.confirm(&id, hash(letter)).await.expect(200);
    let doubt = json!({"reason": "Signed with another name."});
    post(&service, "manager", &path(&id, "/identity-doubt"), &doubt).await.expect(200);
    service.clock.pass(TimeDelta::days(1));
    ask(&service, "chief", "DELETE", &path(&id, "/identity-doubt")).send().await.expect(200);
    let extension = json!({"months": 2, "reason": "Many orders."});
    post(&service, "officer", &path(&id, "/extension"), &extension).await.expect(200);
    post(&service, "officer", &path(&id, "/closure"), &json!({"note": "Sent by letter."})).await.expect(200);

    let (second, third) = ("2027-01-15T08:01:00Z", "2027-01-16T08:01:00Z");
    let mut found = events(&service, "officer", &id).await;
    // Each mail has an id of its own.
    for event in &mut found {
        if let Some(Value::String(message)) = event.get_mut("details").and_then(|it| it.get_mut("message")) {
            assert!(message.len() == 32 && message.chars().all(|c| c.is_ascii_hexdigit()), "{message}");
            *message = "id".to_owned();
        }
    }
    let mail = |kind: &str| json!({"mail": kind, "message": "id"});
    let wanted = [
        json!({"at": NOW, "actor": "staff:officer", "action": "created", "to": "pending", "details": {"type": "access"}}),
        json!({
            "at": NOW, "actor": "staff:officer", "action": "resent", "details": {"address": "stated", "older_links": "revoked"},
            "text": "mail to new@example.org: Moved.",
        }),
        json!({"at": NOW, "actor": "service", "action": "mail-dropped", "details": mail("confirmation")}),
        json!({"at": NOW, "actor": "service", "action": "mail-sent", "details": mail("address-changed")}),
        json!({"at": NOW, "actor": "service", "action": "mail-sent", "details": mail("confirmation")}),
        json!({"at": second, "actor": "subject", "action": "confirmed", "from": "pending", "to": "confirmed"}),
        json!({
            "at": second, "actor": "staff:manager", "action": "identity-doubted", "text": "Signed with another name.",
        }),
        json!({
            "at": third, "actor": "staff:chief", "action": "identity-settled",
            "details": {"due_at": "2027-02-16T08:00:00Z"},
        }),
        json!({
            "at": third, "actor": "staff:officer", "action": "extended", "text": "Many orders.",
            "details": {"due_at": "2027-04-16T08:00:00Z", "months": "2"},
        }),
        json!({
            "at": third, "actor": "staff:officer", "action": "closed", "from": "confirmed", "to": "closed",
            "text": "Sent by letter.",
        }),
    ];
    // What is sent at the same time is sent in the order of those ids.
    found[2..5].sort_by_key(|event| (event["action"].to_string(), event["details"]["mail"].to_string()));
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn what_people_wrote_is_for_those_who_may_view_personal_data() {
    let service = Service::start().await;
    let id = pending(&service).await;
    post(&service, "officer", &path(&id, "/withdrawal"), &json!({"reason": "Called on Friday."})).await.expect(200);
    let (whole, less) = (events(&service, "officer", &id).await, events(&service, "manager", &id).await);
    assert_eq!(whole[1]["text"], "Called on Friday.");
    let without_text = |events: Vec<Value>| -> Vec<Value> {
        events
            .into_iter()
            .map(|mut event| {
                event.as_object_mut().unwrap().remove("text");
                event
            })
            .collect()
    };
    assert!(less.iter().all(|event| event.get("text").is_none()), "{less:?}");
    assert_eq!(without_text(whole), less);
}

#[tokio::test]
async fn the_history_of_a_request_is_about_no_other_one() {
    let service = Service::start().await;
    let (one, other) = (pending(&service).await, pending(&service).await);
    post(&service, "officer", &path(&other, "/withdrawal"), &json!({})).await.expect(200);
    assert_eq!(events(&service, "officer", &one).await.len(), 1);
    assert_eq!(events(&service, "officer", &other).await.len(), 2);
}
