//! Who may do what, to each operation.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::data_requests::desk::{
    LEGAL_HOLDS, REQUESTS, ask, assert_problem, confirmed, get, path, pending, post, shown, shown_confirmed, wish,
};
use crate::support::client::Ask;
use crate::support::service::Service;
use crate::support::world::SHOP;

/// Every operation on a request: method, path below the request's, body.
fn on_a_request() -> Vec<(&'static str, &'static str, Option<Value>)> {
    let reason = json!({"reason": "Said so."});
    vec![
        ("GET", "", None),
        ("GET", "/history", None),
        ("POST", "/confirmation-mails", Some(json!({}))),
        ("POST", "/withdrawal", Some(json!({}))),
        ("POST", "/rejection", Some(reason.clone())),
        ("POST", "/rejection-preview", Some(reason.clone())),
        ("POST", "/closure", Some(json!({}))),
        ("POST", "/extension", Some(json!({"months": 1, "reason": "Said so."}))),
        ("POST", "/identity-doubt", Some(reason)),
        ("DELETE", "/identity-doubt", None),
        ("GET", "/plan", None),
        ("PUT", "/approval", Some(json!({}))),
        ("DELETE", "/approval", None),
    ]
}

/// Every operation for staff, on the request with this id.
fn operations(service: &Service, id: &str) -> Vec<(String, Ask)> {
    let mut calls = vec![("POST", REQUESTS.to_owned(), Some(wish())), ("GET", REQUESTS.to_owned(), None)];
    let hold = json!({"shop": SHOP, "customerNumber": "BB002", "reason": "Said so."});
    calls.push(("GET", format!("{LEGAL_HOLDS}?shop={SHOP}&customerNumber=BB002"), None));
    calls.push(("POST", LEGAL_HOLDS.to_owned(), Some(hold)));
    calls.push(("POST", format!("{LEGAL_HOLDS}/0123/release"), Some(json!({"reason": "Said so."}))));
    calls.extend(on_a_request().into_iter().map(|(method, rest, body)| (method, path(id, rest), body)));
    let call = |(method, path, body): (&str, String, Option<Value>)| {
        let ask = service.ask(method, &path);
        let ask = body.into_iter().fold(ask, |ask, body| ask.json(body.to_string()));
        (format!("{method} {path}"), ask)
    };
    calls.into_iter().map(call).collect()
}

#[tokio::test]
async fn nobody_does_anything_without_proof_of_who_they_are() {
    // Every token that is no good counts as a guess.
    let service = Service::start_with(|config| config.throttle.wrong_passwords_per_minute = 0).await;
    let id = pending(&service).await;
    let outdated = service.token("officer", TimeDelta::seconds(1));
    service.clock.pass(TimeDelta::seconds(1));
    for proof in [None, Some("Bearer x.y.z".to_owned()), Some(format!("Bearer {outdated}"))] {
        for (what, ask) in operations(&service, &id) {
            let ask = proof.iter().fold(ask, |ask, proof| ask.header("authorization", proof));
            let answer = ask.send().await.expect(401);
            assert_eq!(answer.error(), "caller.unauthenticated.error", "{what}");
            let challenges: Vec<_> = answer.headers.get_all("www-authenticate").iter().collect();
            let bearer = if proof.is_some() {
                r#"Bearer realm="gdpr", error="invalid_token""#
            } else {
                r#"Bearer realm="gdpr""#
            };
            assert_eq!(challenges, [r#"Basic realm="gdpr", charset="UTF-8""#, bearer], "{what}");
        }
    }
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json()["state"], "pending");
}

#[tokio::test]
async fn who_may_not_manage_requests_anywhere_is_told_so() {
    let service = Service::start().await;
    let id = pending(&service).await;
    for user in ["viewer", "root", "nobody"] {
        let token = service.token(user, TimeDelta::hours(1));
        for (what, ask) in operations(&service, &id).into_iter().chain(operations(&service, "unknown")) {
            let answer = ask.bearer(&token).send().await;
            let detail = "This needs the permission 'Manage data requests' at the organization of the shop.";
            assert_problem(&answer, 403, "Forbidden", "data_request.forbidden.error", detail);
            assert!(!what.is_empty());
        }
    }
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), shown(&id, &json!({})));
}

#[tokio::test]
async fn a_request_of_a_shop_where_somebody_may_not_manage_any_looks_like_none() {
    let service = Service::start().await;
    let id = pending(&service).await;
    for (method, rest, body) in on_a_request() {
        let call = |id: &str| {
            let ask = ask(&service, "abroad", method, &path(id, rest)).header("x-span-id", "same");
            body.iter().fold(ask, |ask, body| ask.json(body.to_string())).send()
        };
        let (hidden, unknown) = (call(&id).await, call("0123").await);
        let detail = "There is no request with this id.";
        assert_problem(&hidden, 404, "Not Found", "data_request.not_found.error", detail);
        assert_eq!(hidden.body, unknown.body, "{method} {rest}");
    }
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), shown(&id, &json!({})));
}

#[tokio::test]
async fn a_shop_that_does_not_exist_looks_like_a_forbidden_one_except_to_those_who_may_work_everywhere() {
    let service = Service::start().await;
    let create = async |user: &str, shop: &str| {
        let mut body = wish();
        body["shop"] = json!(shop);
        let ask = ask(&service, user, "POST", REQUESTS).header("x-span-id", "same");
        ask.json(body.to_string()).send().await
    };
    let (forbidden, unknown) = (create("officer", "Autre").await, create("officer", "Moon").await);
    let detail = "This needs the permission 'Manage data requests' at the organization of the shop.";
    assert_problem(&forbidden, 403, "Forbidden", "data_request.forbidden.error", detail);
    assert_eq!(forbidden.body, unknown.body);
    let detail = "There is no shop \"Moon\"; add it first.";
    assert_problem(&create("chief", "Moon").await, 404, "Not Found", "data_request.unknown_shop.error", detail);
}

#[tokio::test]
async fn the_permission_to_manage_is_enough_for_everything_and_shows_nobody() {
    let service = Service::start().await;
    let nobody = json!({"subject": null, "address": null});
    let with = |changes: Value| {
        let mut all = nobody.clone();
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        all
    };
    let made = post(&service, "manager", REQUESTS, &wish()).await.expect(201).json();
    let id = made["id"].as_str().unwrap().to_owned();
    assert_eq!(made, shown(&id, &nobody));
    let reason = json!({"reason": "Said so.", "months": 1});
    let mail = post(&service, "manager", &path(&id, "/confirmation-mails"), &json!({})).await.expect(202).json();
    assert_eq!(mail, shown(&id, &nobody));
    let doubted = post(&service, "manager", &path(&id, "/identity-doubt"), &reason).await.expect(200).json();
    assert_eq!(doubted, shown(&id, &with(json!({"identityDoubtSince": "2027-01-15T08:00:00Z"}))));
    let settled = ask(&service, "manager", "DELETE", &path(&id, "/identity-doubt")).send().await.expect(200).json();
    assert_eq!(settled, shown(&id, &nobody));
    let extended = post(&service, "manager", &path(&id, "/extension"), &reason).await.expect(200).json();
    let extension = json!({"dueAt": "2027-03-15T08:00:00Z", "extension": {"at": "2027-01-15T08:00:00Z", "months": 1}});
    assert_eq!(extended, shown(&id, &with(extension.clone())));
    let mut rejected = with(extension);
    rejected.as_object_mut().unwrap().extend(
        json!({"state": "closed", "outcome": "rejected", "closedAt": "2027-01-15T08:00:00Z", "linkExpiresAt": null})
            .as_object()
            .unwrap()
            .clone(),
    );
    assert_eq!(
        post(&service, "manager", &path(&id, "/rejection"), &reason).await.expect(200).json(),
        shown(&id, &rejected)
    );
    let id = confirmed(&service).await;
    assert_eq!(get(&service, "manager", &path(&id, "")).await.expect(200).json(), shown_confirmed(&id, &nobody));
    let closed = with(json!({"state": "closed", "outcome": "completed", "closedAt": "2027-01-15T08:00:00Z"}));
    let answer = post(&service, "manager", &path(&id, "/closure"), &json!({})).await.expect(200).json();
    assert_eq!(answer, shown_confirmed(&id, &closed));
}

#[tokio::test]
async fn a_permission_counts_at_the_shops_organization_and_above_with_a_password_and_with_a_token() {
    let service = Service::start().await;
    let id = pending(&service).await;
    for user in ["officer", "chief"] {
        let token = service.token(user, TimeDelta::hours(1));
        let with_token = service.ask("GET", &path(&id, "")).bearer(&token).send().await.expect(200).json();
        assert_eq!(with_token, shown(&id, &json!({})));
        assert_eq!(get(&service, user, &path(&id, "")).await.expect(200).json(), with_token);
    }
}

#[tokio::test]
async fn permissions_at_two_places_are_not_mixed() {
    let service = Service::start().await;
    // May manage at the one shop, and view at the other.
    let user = "manager".parse().unwrap();
    let role = "privacy-viewer".parse().unwrap();
    domain::directory::grant(&*service.store, &user, &role, &"France".parse().unwrap()).unwrap();
    let id = pending(&service).await;
    let nobody = json!({"subject": null, "address": null});
    assert_eq!(get(&service, "manager", &path(&id, "")).await.expect(200).json(), shown(&id, &nobody));
    let list = get(&service, "manager", &format!("{REQUESTS}?customerNumber=BB002")).await.expect(200).json();
    assert_eq!(list, json!({"items": []}));
    let answer = get(&service, "manager", &format!("{REQUESTS}?shop=Autre")).await;
    assert_eq!((answer.status, answer.error().as_str()), (403, "data_request.forbidden.error"));
}
