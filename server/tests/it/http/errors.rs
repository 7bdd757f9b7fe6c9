//! Every error says what was wrong and what to do, in the caller's language, under a code that `docs/errors.md` knows.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use domain::message::{Code, Flaw, Language};
use domain::request::rules::Ending;
use domain::requests::Refused;
use serde_json::{Value, json};

use crate::support::client::{Answer, Ask, CONTAINER, PROBLEM, exchange};
use crate::support::service::Service;
use crate::support::world::{PASSWORD, SITE};

const SPAN: &str = "order-42";
const BOB: &str = "/rest/gdpr/shops/inTRONICS/customers/BB002";

fn page() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md")).unwrap()
}

#[test]
fn the_page_knows_every_code_and_no_other() {
    let page = page();
    let rows = page.lines().filter(|line| line.starts_with("| ")).flat_map(|line| line.split('`').skip(1).step_by(2));
    let told: Vec<&str> = rows.filter(|word| matches!(word.rsplit_once('.'), Some((_, "error" | "info")))).collect();
    let known: BTreeSet<&str> =
        Code::ALL.iter().map(|code| code.as_str()).chain(Refused::CODES.iter().copied()).collect();
    assert_eq!(told.iter().copied().collect::<BTreeSet<_>>(), known);
    assert_eq!(told.len(), known.len(), "each has one row");
    for flaw in Flaw::ALL {
        let row = format!("| {} |", flaw.sentence(&Language::english()));
        assert!(page.contains(&row), "{row}");
    }
}

/// The JSON on the page, in its order.
fn examples() -> Vec<Value> {
    let page = page();
    let blocks = page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|block| serde_json::from_str(block).unwrap()).collect()
}

#[tokio::test]
async fn the_examples_on_the_page_are_what_is_answered() {
    let service = Service::start().await;
    let malformed = service.put("x").json("[]").header("x-span-id", SPAN).send().await.expect(400);
    let hosts = service.ask("GET", BOB).another("host", "b").header("x-span-id", SPAN).send().await.expect(400);
    let request = service.request();
    service.close(&request.id, Ending::Withdrawn);
    let mut closed = service.confirm(&request.id, &request.hash).await.expect(404).json();
    closed["links"]["self"] = json!(closed["links"]["self"].as_str().unwrap().replace(&request.id, "4f2a"));
    assert_eq!(examples(), [malformed.json(), hosts.json(), closed]);
}

/// The contract's path, for a caller who reads German.
fn german(service: &Service, method: &str, id: &str) -> Ask {
    let path = format!("/INTERSHOP/rest/WFS/{SITE}/-;loc=de_DE/gdpr-requests/{id}/confirmations");
    service.ask(method, &path).header("x-span-id", SPAN)
}

#[track_caller]
fn assert_says(answer: &Answer, status: u16, code: Code, in_brackets: &str, language: &Language) {
    assert_eq!(answer.header("x-span-id"), SPAN);
    assert_eq!((answer.status, answer.error().as_str()), (status, code.as_str()), "{answer:?}");
    let json = answer.json();
    let said = match answer.header("content-type") {
        CONTAINER => json["errors"][0]["message"].as_str().unwrap(),
        PROBLEM => {
            assert_eq!(json["spanId"], SPAN);
            json["detail"].as_str().unwrap()
        }
        other => panic!("{other}"),
    };
    let brackets = if in_brackets.is_empty() { String::new() } else { format!(" ({in_brackets})") };
    assert_eq!(said, format!("{}{brackets}", code.sentence(language)));
    assert_eq!(answer.header("content-language"), language.tag());
}

#[tokio::test]
async fn every_error_of_the_first_contract_is_said_in_the_callers_language() {
    let service = Service::start().await;
    let (language, request) = (Language::find("de").unwrap(), service.request());
    let put = |id: &str| german(&service, "PUT", id);
    let flaw = |flaw: Flaw| flaw.sentence(&language).into_owned();
    let long = "x".repeat(9_000);
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(70_000));
    for (ask, status, code, in_brackets) in [
        (put("x").json("{}"), 404, Code::NotFound, String::new()),
        (put(&request.id).json("{}"), 422, Code::HashMissing, String::new()),
        (put(&request.id).json(r#"{"hash":"x"}"#), 422, Code::HashInvalid, String::new()),
        (put("%zz").json("{}"), 400, Code::Malformed, flaw(Flaw::PathEncoding)),
        (put("x").json("{}").another("host", "b"), 400, Code::Malformed, flaw(Flaw::SeveralHosts)),
        (put("x").json("{}").header("host", "a b"), 400, Code::Malformed, flaw(Flaw::HostSyntax)),
        (put("x").json("{}").without("host"), 400, Code::Malformed, flaw(Flaw::NoHost)),
        (put("x").json("{"), 400, Code::Malformed, flaw(Flaw::JsonSyntax)),
        (put("x").json("{}{}"), 400, Code::Malformed, flaw(Flaw::JsonTrailing)),
        (put("x").json("null"), 400, Code::Malformed, flaw(Flaw::NotAnObject)),
        (put("x").json(r#"{"hash":1}"#), 400, Code::Malformed, flaw(Flaw::JsonContract)),
        (put("x/y").json("{}"), 404, Code::UnknownPath, String::new()),
        (german(&service, "POST", "x"), 405, Code::MethodNotAllowed, String::new()),
        (put("x").json("{}").header("accept", "text/html"), 406, Code::NotAcceptable, CONTAINER.to_owned()),
        (put("x").json(large), 413, Code::TooLarge, "65536 bytes".to_owned()),
        (put(&long).json("{}"), 414, Code::UriTooLong, String::new()),
        (put("x").raw("{}"), 415, Code::UnsupportedMediaType, "application/json".to_owned()),
    ] {
        assert_says(&ask.send().await, status, code, &in_brackets, &language);
    }
}

#[tokio::test]
async fn every_error_of_the_second_contract_and_beside_them_is_a_problem_in_english() {
    let service = Service::start().await;
    let english = Language::english();
    let get = |path: &str| service.ask("GET", path).header("x-span-id", SPAN).header("accept-language", "de");
    let delete = |path: &str| service.ask("DELETE", path).header("x-span-id", SPAN).header("accept-language", "de");
    let nobody = "/rest/gdpr/shops/inTRONICS/customers/nobody";
    let flaw = |flaw: Flaw| flaw.sentence(&english).into_owned();
    for (ask, status, code, in_brackets) in [
        (get(BOB), 401, Code::Unauthenticated, String::new()),
        (get(BOB).basic("france", PASSWORD), 403, Code::Forbidden, String::new()),
        (delete(BOB).basic("viewer", PASSWORD), 403, Code::DeletionForbidden, String::new()),
        (get(nobody).basic("viewer", PASSWORD), 404, Code::CustomerNotFound, String::new()),
        (delete(nobody).basic("eraser", PASSWORD), 404, Code::CustomerNotFound, String::new()),
        (get("/nowhere"), 404, Code::UnknownPath, String::new()),
        (get("/%ff"), 400, Code::Malformed, flaw(Flaw::PathEncoding)),
        (get("/livez").another("host", "b"), 400, Code::Malformed, flaw(Flaw::SeveralHosts)),
        (
            get(BOB).basic("viewer", PASSWORD).header("accept", "text/html"),
            406,
            Code::NotAcceptable,
            crate::support::client::CUSTOMER.to_owned(),
        ),
        (get(&"/x".repeat(5_000)), 414, Code::UriTooLong, String::new()),
        (service.ask("PUT", BOB).header("x-span-id", SPAN), 405, Code::MethodNotAllowed, String::new()),
        (service.ask("DELETE", "/livez").header("x-span-id", SPAN), 405, Code::MethodNotAllowed, String::new()),
    ] {
        assert_says(&ask.send().await, status, code, &in_brackets, &english);
    }
}

#[tokio::test]
async fn a_body_that_comes_too_slowly_or_in_pieces_is_refused_in_the_callers_language_too() {
    let service = Service::start_with(|config| config.limits.body_timeout = Duration::from_millis(100)).await;
    let language = Language::find("de").unwrap();
    let head = format!(
        "PUT /INTERSHOP/rest/WFS/{SITE}/-;loc=de_DE/gdpr-requests/x/confirmations HTTP/1.1\r\nHost: x\r\n\
         Content-Type: application/json\r\nX-Span-ID: {SPAN}\r\n"
    );
    for (rest, status, said) in [
        ("Content-Length: 9\r\n\r\n{", "408", Code::TooSlow.sentence(&language)),
        ("Transfer-Encoding: chunked\r\n\r\nx\r\n", "400", Flaw::BodyFraming.sentence(&language)),
    ] {
        let answer = exchange(service.address, format!("{head}{rest}").as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(answer.contains(&*said) && answer.to_lowercase().contains(&format!("x-span-id: {SPAN}")), "{answer}");
    }
}

#[tokio::test]
async fn a_guess_too_many_is_refused_in_the_callers_language_too() {
    let service = Service::start_with(|config| {
        config.throttle.wrong_hashes_per_minute = 1;
        config.throttle.wrong_passwords_per_minute = 1;
    })
    .await;
    let request = service.request();
    let hash = || german(&service, "PUT", &request.id).json(r#"{"hash":"x"}"#).send();
    let (_, second) = (hash().await, hash().await);
    assert_says(&second, 429, Code::RateLimited, "", &Language::find("de").unwrap());
    let password = || service.ask("GET", BOB).header("x-span-id", SPAN).basic("viewer", "wrong").send();
    let (_, second) = (password().await, password().await);
    assert_says(&second, 429, Code::TooManyCredentials, "", &Language::english());
}
