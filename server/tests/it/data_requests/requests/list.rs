//! Which requests stand in a list.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::data_requests::desk::{REQUESTS, assert_problem, confirmed, get, pending, post, shown, wish};
use crate::support::client::Answer;
use crate::support::service::Service;

/// The ids in a list, each by its name below.
async fn listed(service: &Service, user: &str, query: &str, names: &[(&str, String)]) -> Vec<String> {
    let answer = get(service, user, &format!("{REQUESTS}?{query}")).await.expect(200).json();
    assert!(answer.get("next").is_none(), "{answer}");
    let name = |item: &Value| {
        let found = names.iter().find(|(_, id)| item["id"] == **id);
        found.map_or_else(|| panic!("{item} is none of these"), |(name, _)| (*name).to_owned())
    };
    answer["items"].as_array().unwrap().iter().map(name).collect()
}

fn id(answer: Answer) -> String {
    answer.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// A request of each kind, an hour between them; the order in time is that of the list here.
async fn world(service: &Service) -> Vec<(&'static str, String)> {
    let mut made = vec![("confirmed", confirmed(service).await)];
    let mut body = wish();
    body["type"] = json!("objection");
    service.clock.pass(TimeDelta::hours(1));
    made.push(("objection", id(post(service, "officer", REQUESTS, &body).await)));
    service.clock.pass(TimeDelta::hours(1));
    let guest = json!({"email": "B.Buyer@example.org", "orderNumber": "20180303123"});
    let body = json!({"type": "access", "shop": "inTRONICS", "subject": {"guest": guest}});
    made.push(("guest", id(post(service, "officer", REQUESTS, &body).await)));
    service.clock.pass(TimeDelta::hours(1));
    let closed = pending(service).await;
    post(service, "officer", &format!("{REQUESTS}/{closed}/withdrawal"), &json!({})).await.expect(200);
    made.push(("closed", closed));
    let body = json!({
        "type": "erasure", "shop": "inTRONICS", "receivedAt": "2026-12-24T12:00:00Z",
        "subject": {"guest": {"email": "unknown@example.org", "orderNumber": "1"}},
        "statedAddress": {"email": "unknown@example.org", "reason": "Wrote from there."},
    });
    made.insert(0, ("stranger", id(post(service, "officer", REQUESTS, &body).await)));
    service.clock.pass(TimeDelta::hours(1));
    let body = json!({
        "type": "access", "shop": "Autre", "subject": {"customerNumber": "AUTRE-1"},
        "statedAddress": {"email": "a@example.org", "reason": "Said so."},
    });
    made.push(("autre", id(post(service, "chief", REQUESTS, &body).await)));
    made
}

#[tokio::test]
async fn a_list_shows_requests_whole_in_the_order_of_their_receipt() {
    let service = Service::start().await;
    let first = pending(&service).await;
    service.clock.pass(TimeDelta::milliseconds(1));
    let second = pending(&service).await;
    let answer = get(&service, "officer", REQUESTS).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/json");
    let later = json!({
        "receivedAt": "2027-01-15T08:00:00.001Z", "dueAt": "2027-02-15T08:00:00.001Z",
        "linkExpiresAt": "2027-01-16T08:00:00.001Z",
    });
    assert_eq!(answer.json(), json!({"items": [shown(&first, &json!({})), shown(&second, &later)]}));
}

#[tokio::test]
async fn a_list_of_nothing_is_empty() {
    let service = Service::start().await;
    for query in ["", "?shop=inTRONICS", "?limit=1&state=closed", "?customerNumber=C-4711"] {
        let answer = get(&service, "officer", &format!("{REQUESTS}{query}")).await.expect(200);
        assert_eq!(answer.json(), json!({"items": []}), "{query}");
    }
}

#[tokio::test]
async fn every_filter_has_to_fit() {
    let service = Service::start().await;
    let names = world(&service).await;
    for (query, wanted) in [
        ("", &["stranger", "confirmed", "objection", "guest", "closed"][..]),
        ("shop=inTRONICS", &["stranger", "confirmed", "objection", "guest", "closed"]),
        ("type=objection", &["objection"]),
        ("state=pending", &["stranger", "objection", "guest"]),
        ("state=confirmed", &["confirmed"]),
        ("state=closed", &["closed"]),
        // However they showed who they are: these are one person.
        ("customerNumber=BB002", &["confirmed", "objection", "guest", "closed"]),
        ("guestEmail=b.buyer%40EXAMPLE.org", &["guest"]),
        ("guestEmail=unknown%40example.org", &["stranger"]),
        ("guestEmail=unknown%40example.com", &[]),
        ("guestEmail=b.buyer%40example.org&customerNumber=BB002", &["guest"]),
        ("guestEmail=unknown%40example.org&customerNumber=BB002", &[]),
        // Before, and not at.
        ("dueBefore=2027-02-15T08:00:00Z", &["stranger"]),
        ("dueBefore=2027-02-15T08:00:00.001Z", &["stranger", "confirmed"]),
        ("dueBefore=2027-02-15T10:30:00%2B01:00", &["stranger", "confirmed", "objection"]),
        ("type=access&state=pending&customerNumber=BB002&shop=inTRONICS&dueBefore=2028-01-01T00:00:00Z", &["guest"]),
        ("type=restriction&state=pending", &[]),
        // Parameters that the contract does not have, however often.
        ("x=1&x=2&Shop=Autre&state=closed", &["closed"]),
    ] {
        assert_eq!(listed(&service, "officer", query, &names).await, wanted, "{query}");
    }
}

#[tokio::test]
async fn a_list_has_the_requests_of_the_callers_shops_alone() {
    let service = Service::start().await;
    let names = world(&service).await;
    let (berlin, all) = (
        ["stranger", "confirmed", "objection", "guest", "closed"],
        ["stranger", "confirmed", "objection", "guest", "closed", "autre"],
    );
    assert_eq!(listed(&service, "officer", "", &names).await, berlin);
    assert_eq!(listed(&service, "manager", "", &names).await, berlin);
    assert_eq!(listed(&service, "abroad", "", &names).await, ["autre"]);
    assert_eq!(listed(&service, "chief", "", &names).await, all);
    assert_eq!(listed(&service, "chief", "shop=Autre", &names).await, ["autre"]);
    let forbidden = "This needs the permission 'Manage data requests' at the organization of the shop.";
    for (user, query) in [("abroad", "?shop=inTRONICS"), ("officer", "?shop=Moon"), ("viewer", ""), ("nobody", "")] {
        let answer = get(&service, user, &format!("{REQUESTS}{query}")).await;
        assert_problem(&answer, 403, "Forbidden", "data_request.forbidden.error", forbidden);
    }
    let answer = get(&service, "chief", &format!("{REQUESTS}?shop=Moon")).await;
    let unknown = "There is no shop \"Moon\"; add it first.";
    assert_problem(&answer, 403, "Forbidden", "data_request.unknown_shop.error", unknown);
}

#[tokio::test]
async fn who_may_not_view_personal_data_cannot_ask_for_anybodys_requests() {
    let service = Service::start().await;
    let names = world(&service).await;
    for query in ["customerNumber=BB002", "guestEmail=unknown%40example.org", "guestEmail=b.buyer%40example.org"] {
        assert!(!listed(&service, "officer", query, &names).await.is_empty(), "{query}");
        assert!(listed(&service, "manager", query, &names).await.is_empty(), "{query}");
    }
    let list = get(&service, "manager", REQUESTS).await.expect(200).json();
    for item in list["items"].as_array().unwrap() {
        assert!(item.get("subject").is_none() && item.get("address").is_none(), "{item}");
    }
}
