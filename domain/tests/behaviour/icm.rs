//! The confirmation contract, through its generated trait: the answer table as it is told to callers.

mod meanwhile;
mod trouble;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::call::{Call, Report};
use domain::clock::Clock;
use domain::icm::Confirmations;
use domain::message::{Code, Language};
use domain::request::{Deadline, Link, Outcome, Request, RequestType, State, Subject};
use domain::requests::Requests;
use domain::store::WriteQueue;
use icm_gdpr_api::models::{GdprContainerRoV1, GdprRequestConfirmationRo};
use icm_gdpr_api::{Api, ConfirmGdprRequestResponse};
use serde_json::json;

use crate::scene::{Scene, key, moment, name, reported};

const RESOURCE: &str = "/INTERSHOP/rest/WFS/site/rest/gdpr-requests/id/confirmations";
const RIGHT: &str = "df25a3b0-6744-4cab-a70e-dedafc47ae42";
const WRONG: &str = "df25a3b0-6744-4cab-a70e-dedafc47ae43";

/// When the links of these tests die.
const EXPIRY: i64 = 86_400_000;

fn confirmations(scene: &Scene) -> Confirmations {
    confirming(scene.requests())
}

fn confirming(requests: Requests) -> Confirmations {
    let queue = Arc::new(WriteQueue::new(Arc::clone(&requests.store)));
    Confirmations { requests: Arc::new(requests), queue }
}

/// A request of somebody of its own, that the hash [`RIGHT`] opens.
fn request(id: &str, state: State) -> Request {
    Request {
        id: name(id),
        kind: RequestType::Access,
        shop: name("shop"),
        site: name("site"),
        language: Language::english(),
        subject: Subject::Customer(name(&format!("customer-{id}"))),
        address: None,
        deadline: Deadline::of(moment(0)),
        links: vec![Link { digest: key().digest(id, RIGHT), expires_at: moment(EXPIRY) }],
        address_is_stated: false,
        reminded_at: None,
        purged_at: None,
        state,
        revision: 0,
    }
}

fn add(scene: &Scene, id: &str, state: State) {
    let request = request(id, state);
    assert!(scene.write(|transaction| transaction.insert_request(&request)));
}

/// What a caller gets, and what the log line says.
#[derive(Clone, Debug, PartialEq)]
struct Answer {
    status: u16,
    body: GdprContainerRoV1,
    reported: String,
}

impl Answer {
    /// The code and the codes of the causes, from wherever they are.
    fn codes(&self) -> (&str, Vec<&str>) {
        let feedback = match (&self.body.infos, &self.body.errors) {
            (Some(infos), None) => infos,
            (None, Some(errors)) => errors,
            _ => panic!("either infos or errors: {:?}", self.body),
        };
        assert_eq!(feedback.len(), 1);
        let causes = feedback[0].causes.iter().flatten().map(|cause| cause.code.as_str()).collect();
        (&feedback[0].code, causes)
    }
}

fn call(site: Option<&str>, language: &str) -> Call {
    let language = Language::find(language).unwrap();
    Call::new("span".to_owned(), RESOURCE.to_owned(), language).at_site(site.map(name))
}

async fn put(service: &Confirmations, id: &str, hash: Option<&str>, call: Call) -> Answer {
    let report = call.report_slot();
    let body = GdprRequestConfirmationRo { hash: hash.map(str::to_owned) };
    let (status, body) = match service.confirm_gdpr_request(id.to_owned(), body, &call).await.unwrap() {
        ConfirmGdprRequestResponse::Status200(body) => (200, body),
        ConfirmGdprRequestResponse::Status404(body) => (404, body),
        ConfirmGdprRequestResponse::Status422(body) => (422, body),
    };
    Answer { status, body, reported: reported(&report) }
}

async fn ask(service: &Confirmations, id: &str, hash: Option<&str>) -> Answer {
    put(service, id, hash, call(Some("site"), "en")).await
}

#[tokio::test]
async fn the_answer_table() {
    const FIRST: (u16, &str, &[&str]) = (200, "gdpr_request.confirmation.info", &["gdpr_request.confirmed.info"]);
    const REPEAT: (u16, &str, &[&str]) =
        (200, "gdpr_request.already_confirmed.info", &["gdpr_request.already_confirmed.info"]);
    const NOT_FOUND: (u16, &str, &[&str]) = (404, "gdpr_request.not_found.error", &[]);
    const EXPIRED: (u16, &str, &[&str]) = (404, "gdpr_request.not_found.error", &["gdpr_request.link_expired.error"]);
    const CLOSED: (u16, &str, &[&str]) = (404, "gdpr_request.not_found.error", &["gdpr_request.closed.error"]);
    const DUPLICATE: (u16, &str, &[&str]) = (404, "gdpr_request.not_found.error", &["gdpr_request.duplicate.error"]);
    const INVALID: (u16, &str, &[&str]) = (422, "gdpr_request.hash_invalid.error", &[]);
    const MISSING: (u16, &str, &[&str]) = (422, "gdpr_request.hash_missing.error", &[]);

    let confirmed = State::Confirmed { at: moment(-1_000) };
    // state, link live, right hash, wrong hash, missing or empty hash
    let mut table = vec![
        (State::Pending, true, FIRST, INVALID, MISSING),
        (State::Pending, false, EXPIRED, NOT_FOUND, NOT_FOUND),
        (confirmed.clone(), true, REPEAT, INVALID, MISSING),
        (confirmed, false, REPEAT, NOT_FOUND, NOT_FOUND),
    ];
    for (outcome, right) in [
        (Outcome::Completed, CLOSED),
        (Outcome::Rejected, CLOSED),
        (Outcome::Withdrawn, CLOSED),
        (Outcome::Duplicate(name("another")), DUPLICATE),
        (Outcome::Expired, EXPIRED),
    ] {
        for confirmed_at in [None, Some(moment(-1_000))] {
            let closed = State::Closed { at: moment(-500), outcome: outcome.clone(), confirmed_at };
            table.push((closed.clone(), true, right, NOT_FOUND, NOT_FOUND));
            table.push((closed, false, right, NOT_FOUND, NOT_FOUND));
        }
    }

    let scene = Scene::new();
    let service = confirmations(&scene);
    let mut not_found = Vec::new();
    // The live ones first: this clock does not go back.
    table.sort_by_key(|(_, live, ..)| !live);
    for (number, (state, live, right, wrong, missing)) in table.into_iter().enumerate() {
        if !live && scene.clock.now() < moment(EXPIRY) {
            scene.clock.pass(TimeDelta::milliseconds(EXPIRY));
        }
        let hashes = [("wrong", Some(WRONG), wrong), ("missing", None, missing), ("empty", Some(""), missing)];
        for (what, hash, expected) in hashes.into_iter().chain([("right", Some(RIGHT), right)]) {
            let id = format!("request{number}-{what}");
            add(&scene, &id, state.clone());
            let answer = ask(&service, &id, hash).await;
            let (code, causes) = answer.codes();
            assert_eq!((answer.status, code, &*causes), expected, "{state:?}, link live: {live}, {what} hash");
            assert_eq!(answer.reported, code, "the log line says the same as the answer");
            let then = scene.request(&id).state;
            let moved = State::Confirmed { at: scene.clock.now() };
            assert_eq!(
                then,
                if expected == FIRST { moved } else { state.clone() },
                "only a first confirmation changes it"
            );
            if expected == NOT_FOUND {
                not_found.push(answer);
            }
        }
    }
    for (id, site) in [
        ("unknown", Some("site")),
        ("undefined", Some("site")),
        ("request0-wrong", Some("another")),
        ("request0-wrong", None),
        ("no such id can be", Some("site")),
        ("", Some("site")),
        ("request0-wrong/", Some("site")),
        (&"1".repeat(10_000), Some("site")),
    ] {
        for hash in [Some(RIGHT), Some(WRONG), Some(""), None] {
            not_found.push(put(&service, id, hash, call(site, "en")).await);
        }
    }
    for answer in &not_found {
        assert_eq!(answer, &not_found[0], "to whoever does not hold the hash, nothing looks different from nothing");
    }
}

#[tokio::test]
async fn a_hash_that_opens_nothing_is_noted_as_a_guess_and_nothing_else_is() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    add(&scene, "live", State::Pending);
    add(&scene, "closed", State::Closed { at: moment(0), outcome: Outcome::Completed, confirmed_at: None });
    for (id, hash, guessed) in [
        ("live", Some(WRONG), true),
        ("closed", Some(WRONG), true),
        ("unknown", Some(WRONG), true),
        ("no such id can be", Some(WRONG), true),
        ("closed", Some(RIGHT), false),
        ("live", Some(RIGHT), false),
        ("live", Some(""), false),
        ("live", None, false),
        ("unknown", None, false),
    ] {
        let call = call(Some("site"), "en");
        let report = call.report_slot();
        let body = GdprRequestConfirmationRo { hash: hash.map(str::to_owned) };
        let _ = service.confirm_gdpr_request(id.to_owned(), body, &call).await.unwrap();
        assert_eq!(matches!(report.get(), Some(Report::Guessed(_))), guessed, "{id} {hash:?}");
    }
}

#[tokio::test]
async fn a_first_confirmation_is_told_in_full() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    add(&scene, "id", State::Pending);
    let answer = ask(&service, "id", Some(RIGHT)).await;
    let english = Language::english();
    assert_eq!(
        serde_json::to_value(&answer.body).unwrap(),
        json!({
            "data": {"hash": RIGHT},
            "infos": [{
                "code": "gdpr_request.confirmation.info",
                "message": Code::Confirmation.sentence(&english),
                "causes": [{
                    "code": "gdpr_request.confirmed.info",
                    "message": Code::Confirmed.sentence(&english),
                }],
            }],
            "links": {"self": RESOURCE},
        })
    );
}

#[tokio::test]
async fn a_repeat_is_told_in_full_and_keeps_the_moment_of_the_first() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    add(&scene, "id", State::Pending);
    ask(&service, "id", Some(RIGHT)).await;
    scene.clock.pass(TimeDelta::days(400));
    for _ in 0..3 {
        let answer = ask(&service, "id", Some(RIGHT)).await;
        let sentence = Code::AlreadyConfirmed.sentence(&Language::english());
        assert_eq!(
            serde_json::to_value(&answer.body).unwrap(),
            json!({
                "data": {"hash": RIGHT},
                "infos": [{
                    "code": "gdpr_request.already_confirmed.info",
                    "message": sentence,
                    "causes": [{"code": "gdpr_request.already_confirmed.info", "message": sentence}],
                }],
                "links": {"self": RESOURCE},
            })
        );
    }
    assert_eq!(scene.request("id").state, State::Confirmed { at: moment(0) });
}

#[tokio::test]
async fn an_error_says_its_status_and_echoes_no_hash() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    add(&scene, "id", State::Pending);
    for (id, hash, status) in [("id", Some(WRONG), "422"), ("id", None, "422"), ("unknown", Some(RIGHT), "404")] {
        let answer = ask(&service, id, hash).await;
        assert_eq!(answer.status.to_string(), status);
        assert_eq!(answer.body.errors.as_ref().unwrap()[0].status.as_deref(), Some(status));
        assert_eq!((&answer.body.data, &answer.body.infos), (&None, &None));
        let text = serde_json::to_string(&answer.body).unwrap();
        assert!(!text.contains(WRONG) && !text.contains(RIGHT), "{text}");
        assert!(!text.contains("null"), "what is absent is left out: {text}");
    }
    let answer = ask(&service, "id", Some(WRONG)).await;
    assert_eq!(answer.body.errors.unwrap()[0].paths.as_deref(), Some(&["$.hash".to_owned()][..]));
    assert_eq!(answer.body.links.unwrap().get("self").map(String::as_str), Some(RESOURCE));
}

#[tokio::test]
async fn no_try_with_a_wrong_hash_takes_the_request_from_its_owner() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    add(&scene, "id", State::Pending);
    for _ in 0..50 {
        assert_eq!(ask(&service, "id", Some(WRONG)).await.status, 422);
    }
    assert_eq!(ask(&service, "id", Some(RIGHT)).await.codes().0, "gdpr_request.confirmation.info");
}

#[tokio::test]
async fn a_hash_is_compared_to_the_letter_and_opens_its_own_request_alone() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    add(&scene, "id", State::Pending);
    // A row that was swapped in the database: the digest belongs to another id.
    let swapped = Request { id: name("swapped"), ..request("id", State::Pending) };
    assert!(scene.write(|transaction| transaction.insert_request(&swapped)));
    assert_eq!(ask(&service, "swapped", Some(RIGHT)).await.status, 422);
    let (upper, spaced, longer) = (RIGHT.to_uppercase(), format!("{RIGHT} "), RIGHT.repeat(2));
    for almost in [&upper, &spaced, &longer, &RIGHT[1..], "\u{0}", "' OR 1=1 --"] {
        assert_eq!(ask(&service, "id", Some(almost)).await.codes().0, "gdpr_request.hash_invalid.error", "{almost}");
    }
    let other_key = domain::link::LinkKey::new(&[1; 32]).unwrap();
    let elsewhere = confirming(Requests { link_key: other_key, ..scene.requests() });
    assert_eq!(ask(&elsewhere, "id", Some(RIGHT)).await.status, 422, "the key counts as well");
    assert_eq!(ask(&service, "id", Some(RIGHT)).await.status, 200);
}

#[tokio::test]
async fn an_id_is_compared_to_the_letter() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    add(&scene, "Some_Id-1", State::Pending);
    for other in ["some_id-1", "SOME_ID-1", "Some%Id-1", "Some_Id-1 ", "Some_Id-"] {
        assert_eq!(ask(&service, other, Some(RIGHT)).await.status, 404, "{other}");
    }
    assert_eq!(ask(&service, "Some_Id-1", Some(RIGHT)).await.status, 200);
}

#[tokio::test]
async fn within_the_grace_one_click_that_sends_two_calls_is_thanked_twice() {
    let scene = Scene::new();
    let service = confirming(Requests { repeat_grace: TimeDelta::seconds(5), ..scene.requests() });
    add(&scene, "id", State::Pending);
    let first = ask(&service, "id", Some(RIGHT)).await;
    scene.clock.pass(TimeDelta::milliseconds(4_999));
    assert_eq!(ask(&service, "id", Some(RIGHT)).await, first);
    assert_eq!(ask(&service, "id", Some(WRONG)).await.status, 422, "grace is for the holder");
    scene.clock.pass(TimeDelta::milliseconds(1));
    let repeat = ask(&service, "id", Some(RIGHT)).await;
    assert_eq!(repeat.codes(), ("gdpr_request.already_confirmed.info", vec!["gdpr_request.already_confirmed.info"]));
    assert_eq!(scene.request("id").state, State::Confirmed { at: moment(0) }, "an echo does not prolong the grace");
}

#[tokio::test]
async fn the_link_dies_at_its_expiry_to_the_millisecond() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    for id in ["in_time", "late"] {
        add(&scene, id, State::Pending);
    }
    scene.clock.pass(TimeDelta::milliseconds(EXPIRY - 1));
    assert_eq!(ask(&service, "in_time", Some(RIGHT)).await.codes().0, "gdpr_request.confirmation.info");
    scene.clock.pass(TimeDelta::milliseconds(1));
    assert_eq!(ask(&service, "late", Some(RIGHT)).await.codes().1, ["gdpr_request.link_expired.error"]);
    assert_eq!(ask(&service, "late", Some(WRONG)).await.codes().1, [""; 0]);
    assert_eq!(scene.request("late").state, State::Pending);
}

#[tokio::test]
async fn messages_are_in_the_language_of_the_call_and_codes_are_not() {
    let scene = Scene::new();
    let service = confirmations(&scene);
    let confirmed = State::Confirmed { at: moment(-1) };
    let closed = State::Closed { at: moment(-1), outcome: Outcome::Completed, confirmed_at: None };
    let other = Outcome::Duplicate(name("confirmed"));
    let duplicate = State::Closed { at: moment(-1), outcome: other, confirmed_at: Some(moment(-1)) };
    let mut messages = BTreeMap::new();
    for (language, greeting) in [("en_US", "request has been confirmed"), ("de_DE", "Ihre Anfrage ist bestätigt")] {
        let first = format!("first-{language}");
        add(&scene, &first, State::Pending);
        for (id, state) in [("confirmed", &confirmed), ("closed", &closed), ("duplicate", &duplicate)] {
            scene.write(|transaction| transaction.insert_request(&request(id, state.clone())));
        }
        for (id, hash) in [
            (&*first, Some(RIGHT)),
            ("confirmed", Some(RIGHT)),
            ("confirmed", Some(WRONG)),
            ("confirmed", None),
            ("closed", Some(RIGHT)),
            ("duplicate", Some(RIGHT)),
            ("unknown", None),
        ] {
            let answer = put(&service, id, hash, call(Some("site"), language)).await;
            let feedback = answer.body.infos.as_ref().or(answer.body.errors.as_ref()).unwrap()[0].clone();
            if id == first {
                assert!(feedback.message.contains(greeting), "{}", feedback.message);
            }
            let causes = feedback.causes.iter().flatten().map(|cause| (cause.code.clone(), cause.message.clone()));
            for (code, message) in std::iter::once((feedback.code, feedback.message)).chain(causes) {
                let said: &mut BTreeMap<_, _> = messages.entry(code).or_default();
                said.insert(language, message);
            }
        }
    }
    assert_eq!(messages.len(), 8, "every code of this contract was met: {messages:?}");
    for (code, said) in messages {
        assert_ne!(said["en_US"], said["de_DE"], "{code}");
    }
}
