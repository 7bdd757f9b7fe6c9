//! Calls that are not as the contract says.

use serde_json::{Value, json};

use crate::data_requests::desk::{LEGAL_HOLDS, REQUESTS, ask, assert_problem, get, path, pending, post, shown, wish};
use crate::support::service::Service;
use crate::support::world::SHOP;

const BRACKETS: &str = "The call cannot be read. Please check its path, its headers and its body.";

/// The wish, with one member as given.
fn with(member: &str, value: Value) -> Value {
    let mut body = wish();
    body[member] = value;
    body
}

async fn count(service: &Service) -> usize {
    get(service, "chief", REQUESTS).await.expect(200).json()["items"].as_array().unwrap().len()
}

#[tokio::test]
async fn what_cannot_be_a_request_is_400_and_says_where() {
    let service = Service::start().await;
    let long = "x".repeat(256);
    let guest = |email: &str, order: &str| json!({"guest": {"email": email, "orderNumber": order}});
    let both = json!({"customerNumber": "BB002", "guest": {"email": "a@example.org", "orderNumber": "1"}});
    for (body, detail) in [
        (with("shop", json!("")), "shop is empty."),
        (with("shop", json!(long)), "shop is longer than 255 characters."),
        (with("shop", json!("a/b")), "shop contains a control character, '/' or '\\'."),
        (with("subject", both), "subject needs either customerNumber or guest."),
        (with("subject", json!({})), "subject needs either customerNumber or guest."),
        (with("subject", json!({"customerNumber": " 1"})), "subject.customerNumber begins or ends with white space."),
        (
            with("subject", json!({"customerNumber": "1\u{0}"})),
            "subject.customerNumber contains a control character, '/' or '\\'.",
        ),
        (with("subject", guest("nobody", "1")), "subject.guest.email is not an e-mail address."),
        (with("subject", guest("a@b.example, c@d.example", "1")), "subject.guest.email is not an e-mail address."),
        (with("subject", guest("a@b.example", "")), "subject.guest.orderNumber is empty."),
        (with("language", json!("fr")), "language is none that there are mails in."),
        (with("language", json!("x")), "language has to have 2 to 35 characters."),
        (with("language", json!(format!("en-{}", "x".repeat(33)))), "language has to have 2 to 35 characters."),
        (with("receivedAt", json!("+12026-01-01T00:00:00Z")), "receivedAt has a year outside 1900 to 9999."),
        (with("receivedAt", json!("1899-12-31T23:59:59Z")), "receivedAt has a year outside 1900 to 9999."),
        (
            with("statedAddress", json!({"email": "a@b@c", "reason": "x"})),
            "statedAddress.email is not an e-mail address.",
        ),
    ] {
        let answer = post(&service, "officer", REQUESTS, &body).await;
        assert_problem(&answer, 400, "Bad Request", "request.malformed.error", detail);
    }
    assert_eq!(count(&service).await, 0);
}

#[tokio::test]
async fn a_body_that_does_not_follow_the_contract_is_400() {
    let service = Service::start().await;
    let contract = format!("{BRACKETS} (the JSON does not follow the contract)");
    let without = |member: &str| {
        let mut body = wish();
        body.as_object_mut().unwrap().remove(member);
        body
    };
    for body in [
        json!({}),
        without("type"),
        without("shop"),
        without("subject"),
        with("type", json!("deletion")),
        with("type", json!("Access")),
        with("type", json!(["access"])),
        with("type", json!(null)),
        with("shop", json!(7)),
        with("subject", json!("BB002")),
        with("subject", json!(["BB002"])),
        with("subject", json!({"guest": {"email": "a@example.org"}})),
        with("subject", json!({"customerNumber": 2})),
        with("receivedAt", json!("yesterday")),
        with("receivedAt", json!("2026-02-30T00:00:00Z")),
        with("receivedAt", json!("2026-01-01T00:00:00")),
        with("receivedAt", json!("12026-01-01T00:00:00Z")),
        with("receivedAt", json!(1_700_000_000)),
        with("statedAddress", json!({"email": "a@example.org"})),
        with("statedAddress", json!({"reason": "x"})),
        with("statedAddress", json!([])),
    ] {
        let answer = post(&service, "officer", REQUESTS, &body).await;
        assert_problem(&answer, 400, "Bad Request", "request.malformed.error", &contract);
    }
    for (body, flaw) in [
        ("", "the body is not valid JSON in UTF-8"),
        ("{", "the body is not valid JSON in UTF-8"),
        ("[]", "the body is not a JSON object"),
        ("null", "the body is not a JSON object"),
        ("{}{}", "there is something after the JSON value"),
        (r#"{"type":"access","type":"access"}"#, "the JSON does not follow the contract"),
    ] {
        let answer = ask(&service, "officer", "POST", REQUESTS).json(body).send().await;
        let detail = format!("{BRACKETS} ({flaw})");
        assert_problem(&answer, 400, "Bad Request", "request.malformed.error", &detail);
    }
    assert_eq!(count(&service).await, 0);
}

#[tokio::test]
async fn members_that_the_contract_does_not_have_are_ignored() {
    let service = Service::start().await;
    let mut body = wish();
    body["requestId"] = json!("mine");
    body["state"] = json!("confirmed");
    body["subject"]["name"] = json!({"first": ["Bob"]});
    let made = post(&service, "officer", REQUESTS, &body).await.expect(201).json();
    assert_eq!(made, shown(made["id"].as_str().unwrap(), &json!({})));
}

#[tokio::test]
async fn a_reason_has_1_to_4000_characters_that_say_something() {
    let service = Service::start().await;
    let stated = |reason: &str| json!({"statedAddress": {"email": "a@example.org", "reason": reason}});
    let detail = "A reason is needed, of at most 4000 characters.";
    let id = pending(&service).await;
    for reason in ["", " \n\t", &"x".repeat(4_001), &"🛒".repeat(4_001)] {
        let reasons = json!({"reason": reason, "months": 1});
        for (rest, body) in [
            ("/confirmation-mails", stated(reason)),
            ("/rejection", reasons.clone()),
            ("/rejection-preview", reasons.clone()),
            ("/extension", reasons.clone()),
            ("/identity-doubt", reasons),
        ] {
            let answer = post(&service, "officer", &path(&id, rest), &body).await;
            assert_problem(&answer, 400, "Bad Request", "data_request.reason.error", detail);
        }
        let body = with("statedAddress", stated(reason)["statedAddress"].clone());
        let answer = post(&service, "officer", REQUESTS, &body).await;
        assert_problem(&answer, 400, "Bad Request", "data_request.reason.error", detail);
    }
    for reason in ["", " \n\t", &"x".repeat(4_001)] {
        let hold = json!({"shop": SHOP, "customerNumber": "BB002", "reason": reason});
        for (path, body) in [(LEGAL_HOLDS, hold), (&format!("{LEGAL_HOLDS}/x/release"), json!({"reason": reason}))] {
            let answer = post(&service, "officer", path, &body).await;
            assert_problem(&answer, 400, "Bad Request", "data_request.reason.error", detail);
        }
    }
    // What may be left out may be blank, but neither empty nor too long.
    for (rest, body) in [("/withdrawal", "reason"), ("/closure", "note")] {
        let answer = post(&service, "officer", &path(&id, rest), &json!({body: ""})).await;
        assert_problem(&answer, 400, "Bad Request", "request.malformed.error", &format!("{body} is empty."));
        let answer = post(&service, "officer", &path(&id, rest), &json!({body: "x".repeat(4_001)})).await;
        assert_problem(&answer, 400, "Bad Request", "data_request.reason.error", detail);
    }
    let longest = json!({"reason": format!(" {}\n", "🛒".repeat(4_000))});
    post(&service, "officer", &path(&id, "/identity-doubt"), &longest).await.expect(200);
    post(&service, "officer", &path(&id, "/withdrawal"), &json!({"reason": " "})).await.expect(200);
}

#[tokio::test]
async fn a_reason_that_is_missing_or_no_text_is_400() {
    let service = Service::start().await;
    let id = pending(&service).await;
    for rest in ["/rejection", "/rejection-preview", "/extension", "/identity-doubt"] {
        for body in [json!({"months": 1}), json!({"months": 1, "reason": null}), json!({"months": 1, "reason": 1})] {
            let answer = post(&service, "officer", &path(&id, rest), &body).await.expect(400);
            assert_eq!(answer.error(), "request.malformed.error", "{rest} {body}");
        }
        // A body that the contract requires.
        ask(&service, "officer", "POST", &path(&id, rest)).send().await.expect(400);
    }
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), shown(&id, &json!({})));
}

#[tokio::test]
async fn parameters_that_do_not_follow_the_contract_are_400() {
    let service = Service::start().await;
    let parameter = format!("{BRACKETS} (a parameter in the query or in a header does not follow the contract)");
    let twice = format!("{BRACKETS} (a parameter stands in the query more than once)");
    let encoding = format!("{BRACKETS} (the query is not percent-encoded UTF-8 without control characters)");
    let long = "x".repeat(256);
    for (query, detail) in [
        ("limit=0", "limit has to be 1 to 200."),
        ("limit=201", "limit has to be 1 to 200."),
        ("limit=256", &*parameter),
        ("limit=-1", &parameter),
        ("limit=abc", &parameter),
        ("limit=1.0", &parameter),
        ("limit=", &parameter),
        ("limit=1&limit=1", &twice),
        ("shop=a&state=closed&%73hop=b", &twice),
        ("state=open", &parameter),
        ("state=Closed", &parameter),
        ("type=deletion", &parameter),
        ("type=access,erasure", &parameter),
        ("dueBefore=tomorrow", &parameter),
        ("dueBefore=2027-01-01", &parameter),
        ("dueBefore=2027-01-01T00:00:00+01:00", &parameter),
        ("dueBefore=%2B12026-01-01T00:00:00Z", "dueBefore has a year outside 1900 to 9999."),
        ("cursor=", "cursor is none that this service gave out."),
        ("cursor=next", "cursor is none that this service gave out."),
        ("cursor=303a", "cursor is none that this service gave out."),
        ("shop=", "shop is empty."),
        (&format!("shop={long}"), "shop is longer than 255 characters."),
        ("customerNumber=%20", "customerNumber begins or ends with white space."),
        ("guestEmail=nobody", "guestEmail is not an e-mail address."),
        ("shop=%ff", &encoding),
        ("shop=%zz", &encoding),
        ("shop=a%00", &encoding),
    ] {
        let answer = get(&service, "officer", &format!("{REQUESTS}?{query}")).await;
        assert_eq!((query, answer.status), (query, 400), "{answer:?}");
        assert_problem(&answer, 400, "Bad Request", "request.malformed.error", detail);
    }
}

#[tokio::test]
async fn what_was_wrong_is_said_without_repeating_it() {
    let service = Service::start().await;
    let secret = "PRIVATE";
    for body in [
        with("subject", json!({"customerNumber": format!("{secret}\n")})),
        with("subject", json!({"customerNumber": secret})),
        with("subject", json!({"guest": {"email": format!("{secret}@"), "orderNumber": secret}})),
        with("statedAddress", json!({"email": secret, "reason": secret})),
        with("receivedAt", json!(secret)),
        with("type", json!(secret)),
    ] {
        let answer = post(&service, "officer", REQUESTS, &body).await;
        assert!((400..500).contains(&answer.status), "{answer:?}");
        assert!(!String::from_utf8_lossy(&answer.body).contains(secret), "{answer:?}");
    }
}
