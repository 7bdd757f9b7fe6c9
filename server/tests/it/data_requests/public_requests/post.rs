//! The public form: always the same answer.

use domain::letter::LetterKind;
use serde_json::{Value, json};

use crate::data_requests::desk::{PUBLIC_REQUESTS, REQUESTS, assert_problem, get, hash, path, shown};
use crate::support::client::{Answer, Ask};
use crate::support::service::Service;
use crate::support::world::SHOP;

const MESSAGE: &str = "Thank you. If we know you under what you entered, you will get a mail within a few minutes; please \
                       confirm your request with the link in it.";

async fn open() -> Service {
    Service::start_with(|config| config.requests.public_form = true).await
}

/// What Bob enters.
fn form() -> Value {
    json!({"type": "access", "shop": SHOP, "email": "b.buyer@example.org", "customerNumber": "BB002"})
}

fn with(member: &str, value: Value) -> Value {
    let mut form = form();
    form[member] = value;
    form
}

fn as_guest(email: &str, order: &str) -> Value {
    json!({"type": "access", "shop": SHOP, "email": email, "orderNumber": order})
}

fn ask(service: &Service, form: &Value) -> Ask {
    service.ask("POST", PUBLIC_REQUESTS).json(form.to_string())
}

async fn submit(service: &Service, form: &Value) -> Answer {
    ask(service, form).send().await
}

/// What staff sees afterwards.
async fn listed(service: &Service) -> Vec<Value> {
    while service.requests.take_submissions().unwrap() > 0 {}
    get(service, "chief", REQUESTS).await.expect(200).json()["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_form_that_is_switched_off_is_not_there() {
    let service = Service::start().await;
    for body in [form(), json!({"type": "access", "shop": SHOP, "email": "nobody"})] {
        let answer = submit(&service, &body).await;
        let detail = "There is nothing under this path. Please check it against the contract.";
        assert_problem(&answer, 404, "Not Found", "request.unknown_path.error", detail);
    }
    assert!(listed(&service).await.is_empty());
}

#[tokio::test]
async fn everybody_gets_the_same_answer() {
    let service = open().await;
    for body in [
        form(),
        with("customerNumber", json!("C-4711")),
        with("email", json!("somebody.else@example.org")),
        with("shop", json!("Moon")),
        with("language", json!("fr")),
        with("unknown", json!(true)),
        as_guest("b.buyer@example.org", "20180303123"),
        as_guest("b.buyer@example.org", "4711"),
        as_guest("somebody.else@example.org", "20180303123"),
    ] {
        let answer = submit(&service, &body).await.expect(202);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.json(), json!({"message": MESSAGE}), "{body}");
        let lengths: Vec<_> = answer.headers.get_all("content-length").iter().collect();
        assert_eq!(lengths, [answer.body.len().to_string().as_str()]);
    }
}

#[tokio::test]
async fn the_answer_is_in_the_callers_language() {
    let service = open().await;
    for path in [PUBLIC_REQUESTS, "/rest/data-requests;loc=de_DE/public-requests"] {
        let german = service.ask("POST", path).json(form().to_string()).header("accept-language", "de-AT, en;q=0.5");
        let answer = german.send().await.expect(202);
        assert!(answer.json()["message"].as_str().unwrap().starts_with("Vielen Dank."), "{answer:?}");
        assert_eq!(answer.header("content-language"), "de");
    }
    assert_eq!(submit(&service, &form()).await.header("content-language"), "en");
}

#[tokio::test]
async fn whoever_is_on_file_gets_the_mail_and_nobody_else_does() {
    let service = open().await;
    submit(&service, &form()).await.expect(202);
    for body in [
        with("customerNumber", json!("C-4711")),
        with("email", json!("somebody.else@example.org")),
        with("shop", json!("Moon")),
        with("shop", json!("Autre")),
        as_guest("b.buyer@example.org", "4711"),
        as_guest("somebody.else@example.org", "20180303123"),
    ] {
        submit(&service, &body).await.expect(202);
    }
    assert!(get(&service, "chief", REQUESTS).await.json()["items"].as_array().unwrap().is_empty(), "not yet");
    let items = listed(&service).await;
    let [item] = &items[..] else { panic!("{items:?}") };
    let id = item["id"].as_str().unwrap();
    assert_eq!(*item, shown(id, &json!({})));
    let letters = service.letters();
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((letter.kind, letter.to.as_str()), (LetterKind::Confirmation, "b.buyer@example.org"));
    service.confirm(id, hash(letter)).await.expect(200);
    let history = get(&service, "officer", &path(id, "/history")).await.expect(200).json();
    assert_eq!(history["events"][0]["actor"], "public-form");
}

#[tokio::test]
async fn a_guest_shows_an_order_and_gets_the_mail_in_the_language_of_the_form() {
    let service = open().await;
    let mut body = as_guest("B.BUYER@example.org", "20180303123");
    body["language"] = json!("de");
    submit(&service, &body).await.expect(202);
    let items = listed(&service).await;
    let guest = json!({"email": "B.BUYER@example.org", "orderNumber": "20180303123"});
    let changes = json!({"language": "de", "subject": {"guest": guest, "customerNumber": "BB002"}});
    assert_eq!(items, [shown(items[0]["id"].as_str().unwrap(), &changes)]);
    assert_eq!(service.letters()[0].to.as_str(), "b.buyer@example.org");
}

#[tokio::test]
async fn a_mailbox_is_not_filled_by_somebody_else() {
    let service = open().await;
    for _ in 0..10 {
        submit(&service, &form()).await.expect(202);
    }
    assert_eq!((listed(&service).await.len(), service.letters().len()), (3, 3));
}

#[tokio::test]
async fn a_form_that_does_not_follow_the_contract_is_400_whoever_it_is_about() {
    let service = open().await;
    for (body, detail) in [
        (with("email", json!("nobody")), "email is not an e-mail address."),
        (with("orderNumber", json!("1")), "customerNumber or orderNumber is needed, and not both."),
        (with("customerNumber", json!(null)), "customerNumber or orderNumber is needed, and not both."),
        (with("shop", json!("")), "shop is empty."),
        (with("language", json!("d")), "language has to have 2 to 35 characters."),
        (with("customerNumber", json!("1\n")), "customerNumber begins or ends with white space."),
    ] {
        let answer = submit(&service, &body).await;
        assert_problem(&answer, 400, "Bad Request", "request.malformed.error", detail);
    }
    for body in [json!({}), with("type", json!("x")), with("shop", json!(1)), with("email", json!(null))] {
        let answer = submit(&service, &body).await.expect(400);
        assert_eq!(answer.error(), "request.malformed.error", "{body}");
    }
    assert!(listed(&service).await.is_empty());
}

#[tokio::test]
async fn too_many_forms_of_one_client_have_to_wait_whatever_they_say() {
    let service = Service::start_with(|config| {
        config.requests.public_form = true;
        config.throttle.public_forms_per_minute = 3;
    })
    .await;
    for body in [form(), with("customerNumber", json!("C-4711")), json!({})] {
        let answer = submit(&service, &body).await;
        assert!(matches!(answer.status, 202 | 400), "{answer:?}");
    }
    let answer = submit(&service, &form()).await.expect(429);
    assert_eq!((answer.error().as_str(), answer.header("retry-after")), ("gdpr_request.rate_limited.error", "20"));
    ask(&service, &form()).from(2).send().await.expect(202);
    service.clock.pass(chrono::TimeDelta::seconds(20));
    submit(&service, &form()).await.expect(202);
    submit(&service, &form()).await.expect(429);
}

#[tokio::test]
async fn a_page_of_the_shop_may_hand_it_in() {
    const ORIGIN: &str = "https://shop.example.org";
    let service = Service::start_with(|config| {
        config.requests.public_form = true;
        config.cors.origins = vec![ORIGIN.to_owned()];
    })
    .await;
    let preflight = service
        .ask("OPTIONS", PUBLIC_REQUESTS)
        .header("origin", ORIGIN)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type");
    let told = preflight.send().await.expect(204);
    assert_eq!(told.header("access-control-allow-origin"), ORIGIN);
    assert!(told.header("access-control-allow-methods").split(", ").any(|method| method == "POST"));
    assert!(told.header("access-control-allow-headers").split(", ").any(|header| header == "content-type"));
    let answer = ask(&service, &form()).header("origin", ORIGIN).send().await.expect(202);
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    let other = ask(&service, &form()).header("origin", "https://evil.example").send().await.expect(403);
    assert_eq!(other.header("access-control-allow-origin"), "");
}
