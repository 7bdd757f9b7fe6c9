//! The answer table: what a confirmation comes to in every state of a request.

use chrono::TimeDelta;
use domain::request::rules::Ending;
use serde_json::json;

use crate::support::client::{Answer, CONTAINER};
use crate::support::service::Service;
use crate::support::world::{OTHER_SITE, SITE};

const DAY: TimeDelta = TimeDelta::hours(24);

fn is_first(answer: &Answer) -> bool {
    let json = answer.json();
    json["infos"][0]["code"] == "gdpr_request.confirmation.info"
        && json["infos"][0]["causes"][0]["code"] == "gdpr_request.confirmed.info"
}

fn is_repeat(answer: &Answer) -> bool {
    let json = answer.json();
    let code = "gdpr_request.already_confirmed.info";
    json["infos"][0]["code"] == code && json["infos"][0]["causes"][0]["code"] == code
}

fn causes(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let causes = json["errors"][0]["causes"].as_array().cloned().unwrap_or_default();
    causes.iter().map(|cause| cause["code"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_first_confirmation_says_so_and_every_later_one_that_it_was_done_before() {
    let service = Service::start().await;
    let request = service.request();
    let first = service.confirm(&request.id, &request.hash).await.expect(200);
    assert!(is_first(&first), "{first:?}");
    assert_eq!(first.header("content-type"), CONTAINER);
    let json = first.json();
    assert_eq!(json["data"], json!({"hash": request.hash}));
    let resource = format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/{}/confirmations", request.id);
    assert_eq!(json["links"], json!({"self": resource}));
    assert!(json.get("errors").is_none() && json["infos"][0].get("status").is_none(), "{json}");
    for _ in 0..2 {
        let repeat = service.confirm(&request.id, &request.hash).await.expect(200);
        assert!(is_repeat(&repeat), "{repeat:?}");
        assert_eq!(repeat.json()["data"], json!({"hash": request.hash}));
    }
}

#[tokio::test]
async fn a_wrong_or_missing_hash_on_a_live_link_is_422_and_changes_nothing() {
    let service = Service::start().await;
    let request = service.request();
    for confirmed in [false, true] {
        for (body, code) in [
            (r#"{"hash":"wrong"}"#, "gdpr_request.hash_invalid.error"),
            (r#"{"hash":"nul \u0000 byte"}"#, "gdpr_request.hash_invalid.error"),
            ("{}", "gdpr_request.hash_missing.error"),
            (r#"{"hash":""}"#, "gdpr_request.hash_missing.error"),
            (r#"{"hash":null}"#, "gdpr_request.hash_missing.error"),
            (r#"{"Hash":"other case"}"#, "gdpr_request.hash_missing.error"),
        ] {
            let refused = service.put(&request.id).json(body).send().await.expect(422);
            assert_eq!(refused.error(), code, "{body}");
            assert_eq!(refused.header("content-type"), CONTAINER);
            assert_eq!(refused.json()["errors"][0]["paths"], json!(["$.hash"]));
            assert!(refused.json().get("data").is_none(), "a wrong hash is not echoed");
        }
        let right = service.confirm(&request.id, &request.hash).await.expect(200);
        assert_eq!(is_repeat(&right), confirmed);
    }
}

#[tokio::test]
async fn an_unknown_id_is_404_whatever_the_hash() {
    let service = Service::start().await;
    let mut bodies = Vec::new();
    for id in ["undefined", "0123456789abcdef0123456789abcdef", "%41bc", "a%20b", "x".repeat(300).as_str()] {
        for body in [r#"{"hash":"any"}"#, "{}"] {
            let answer = service.put(id).json(body).send().await.expect(404);
            assert_eq!(answer.error(), "gdpr_request.not_found.error");
            assert_eq!(answer.header("content-type"), CONTAINER);
            assert!(causes(&answer).is_empty());
            let mut json = answer.json();
            assert!(json["links"]["self"].as_str().unwrap().ends_with("/confirmations"));
            // What the caller sent is all that differs.
            json["links"] = json!(null);
            bodies.push(json);
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "all look the same");
}

#[tokio::test]
async fn a_request_of_another_site_is_not_found_even_by_the_holder_of_the_hash() {
    let service = Service::start().await;
    let request = service.request();
    for site in [OTHER_SITE, "inspired-intronics-site", "nowhere"] {
        let path = format!("/INTERSHOP/rest/WFS/{site}/-/gdpr-requests/{}/confirmations", request.id);
        let body = json!({"hash": request.hash}).to_string();
        let answer = service.ask("PUT", &path).json(body).send().await.expect(404);
        assert!(causes(&answer).is_empty());
    }
    assert!(is_first(&service.confirm(&request.id, &request.hash).await));
}

#[tokio::test]
async fn an_expired_link_confirms_nothing_and_only_the_holder_of_the_hash_learns_why() {
    let service = Service::start().await;
    let request = service.request();
    service.clock.pass(DAY);
    let holder = service.confirm(&request.id, &request.hash).await.expect(404);
    assert_eq!(causes(&holder), ["gdpr_request.link_expired.error"]);
    let stranger = service.confirm(&request.id, "wrong").await.expect(404);
    let nobody = service.confirm("undefined", "wrong").await.expect(404);
    assert_eq!(stranger.json()["errors"], nobody.json()["errors"]);
    let without_hash = service.put(&request.id).json("{}").send().await.expect(404);
    assert_eq!(without_hash.json()["errors"], nobody.json()["errors"]);
}

#[tokio::test]
async fn a_link_works_until_the_last_millisecond() {
    let service = Service::start().await;
    let request = service.request();
    service.clock.pass(DAY - TimeDelta::milliseconds(1));
    assert!(is_first(&service.confirm(&request.id, &request.hash).await.expect(200)));
}

#[tokio::test]
async fn a_confirmed_request_keeps_saying_so_after_its_link_expired() {
    let service = Service::start().await;
    let request = service.request();
    service.confirm(&request.id, &request.hash).await.expect(200);
    service.clock.pass(DAY);
    assert!(is_repeat(&service.confirm(&request.id, &request.hash).await.expect(200)));
    let stranger = service.confirm(&request.id, "wrong").await.expect(404);
    assert!(causes(&stranger).is_empty());
    service.put(&request.id).json("{}").send().await.expect(404);
}

#[tokio::test]
async fn a_closed_request_is_404_however_it_ended_and_only_the_holder_learns_why() {
    let service = Service::start().await;
    for ending in [Ending::Completed, Ending::Rejected, Ending::Withdrawn] {
        // What nobody confirmed cannot be completed.
        for confirmed in [true, false].into_iter().filter(|confirmed| *confirmed || ending != Ending::Completed) {
            let request = service.request();
            if confirmed {
                service.confirm(&request.id, &request.hash).await.expect(200);
            }
            service.close(&request.id, ending);
            let holder = service.confirm(&request.id, &request.hash).await.expect(404);
            assert_eq!(causes(&holder), ["gdpr_request.closed.error"]);
            let stranger = service.confirm(&request.id, "wrong").await.expect(404);
            assert!(causes(&stranger).is_empty());
        }
    }
}

#[tokio::test]
async fn within_the_grace_the_same_click_gets_the_first_answer_again() {
    let service = Service::start_with(|config| config.confirmation.repeat_grace = TimeDelta::seconds(60)).await;
    let request = service.request();
    assert!(is_first(&service.confirm(&request.id, &request.hash).await.expect(200)));
    service.clock.pass(TimeDelta::milliseconds(59_999));
    assert!(is_first(&service.confirm(&request.id, &request.hash).await.expect(200)));
    service.confirm(&request.id, "wrong").await.expect(422);
    service.clock.pass(TimeDelta::milliseconds(1));
    assert!(is_repeat(&service.confirm(&request.id, &request.hash).await.expect(200)));
}

#[tokio::test]
async fn a_body_left_out_is_a_missing_hash() {
    let service = Service::start().await;
    let request = service.request();
    let answer = service.put(&request.id).send().await.expect(422);
    assert_eq!(answer.error(), "gdpr_request.hash_missing.error");
    service.put("undefined").send().await.expect(404);
}

#[tokio::test]
async fn unknown_members_are_ignored_whatever_they_are_called() {
    let service = Service::start().await;
    let request = service.request();
    let mut body = json!({"hash": request.hash, "größe\n": 1, "nested": {"hash": [1, {"x": null}]}});
    for number in 0..2_000 {
        body[format!("unknown{number}")] = json!(number);
    }
    let answer = service.put(&request.id).json(body.to_string()).send().await.expect(200);
    assert_eq!(answer.json()["data"], json!({"hash": request.hash}));
}

#[tokio::test]
async fn messages_are_in_the_language_of_the_path_then_of_the_header_then_of_the_configuration() {
    let german = domain::message::Language::find("de").unwrap();
    let service = Service::start_with(|config| config.language = german).await;
    let path = |loc: &str| format!("/INTERSHOP/rest/WFS/{SITE}/rest{loc}/gdpr-requests/undefined/confirmations");
    for (loc, header, language) in [
        (";loc=en_US;cur=USD", "de", "en"),
        (";loc=de_DE;cur=EUR", "en", "de"),
        (";cur=EUR", "en-GB, de;q=0.5", "en"),
        (";loc=xx_XX", "fr;q=0.9, en;q=0.1", "en"),
        ("", "fr", "de"),
    ] {
        let ask = service.ask("PUT", &path(loc)).header("accept-language", header).json("{}");
        let answer = ask.send().await.expect(404);
        let message = answer.json()["errors"][0]["message"].as_str().unwrap().to_owned();
        assert_eq!(message.starts_with("Diese Datenanfrage"), language == "de", "{loc} {header}: {message}");
        assert_eq!(answer.header("content-language"), language);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_simultaneous_confirmations_exactly_one_is_the_first() {
    let service = std::sync::Arc::new(Service::start().await);
    let request = service.request();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (service, request) = (std::sync::Arc::clone(&service), request.clone());
        calls.spawn(async move { service.confirm(&request.id, &request.hash).await.expect(200) });
    }
    let answers = calls.join_all().await;
    assert_eq!(answers.iter().filter(|answer| is_first(answer)).count(), 1);
    assert_eq!(answers.iter().filter(|answer| is_repeat(answer)).count(), 99);
}
