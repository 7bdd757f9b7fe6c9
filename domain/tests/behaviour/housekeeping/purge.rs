//! Closed requests stop naming anybody; what remains is a pseudonym, and a history that nobody can read names in.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::letter::LetterKind;
use domain::policy::Policy;
use domain::request::{Outcome, Request, State, Subject};
use domain::requests::{Refused, Requests, Wish};

use super::keep;
use crate::life::{
    Life, add_customer, confirm, confirmed, create, entries, guest, handed, kinds, operator, refused, said, send,
    stands_in, stated, story, wish,
};
use crate::scene::{Scene, master, moment, name};

const MONTH: TimeDelta = TimeDelta::days(30);

/// The wish of somebody of whom nothing is on file.
fn stranger() -> Wish {
    stated(guest("Eve@nowhere.example", "O-77"), "eve.new@nowhere.example", "She wrote from prison.")
}

fn withdrawn(requests: &Requests, wish: &Wish) -> Request {
    let request = create(requests, wish);
    requests.withdraw(&operator(), &request.id, Some("She called about it.")).unwrap()
}

fn pseudonym(reference: &str) -> String {
    master().pseudonym(&name("shop"), reference).to_string()
}

fn has_key(scene: &Scene, reference: &str) -> bool {
    scene.read(|view| view.subject_key(&master().pseudonym(&name("shop"), reference))).is_some()
}

#[test]
fn a_closed_request_names_nobody_any_more_when_the_shops_time_is_over() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = withdrawn(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(MONTH - TimeDelta::milliseconds(1));
    assert_eq!(keep(&requests).purged, 0);
    scene.pass(TimeDelta::milliseconds(1));
    assert_eq!(keep(&requests).purged, 1);
    assert_eq!(keep(&requests).purged, 0, "once");

    let purged = scene.request(request.id.as_str());
    assert_eq!(purged.subject, Subject::Pseudonym(pseudonym("customer:BB002")));
    assert_eq!((purged.address, purged.links.len()), (None, 0));
    assert_eq!(purged.purged_at, Some(moment(30 * 86_400_000)));
    // What is about nobody stays: what was asked, when, and how it ended.
    assert_eq!((purged.kind, purged.deadline, purged.state), (request.kind, request.deadline, request.state));
    let entry = entries(&scene, &request.id).pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.actor.as_str()), ("purged", "service"));
    assert_eq!((entry.pseudonym, entry.sealed), (None, None));
}

#[test]
fn each_shop_decides_for_how_long() {
    let scene = Life::new();
    let policy = Policy { purge_after: TimeDelta::hours(1), ..Policy::default() };
    let requests = Requests { policies: Arc::new(policy), ..scene.requests() };
    withdrawn(&requests, &wish("BB002"));
    scene.pass(TimeDelta::minutes(59));
    assert_eq!(keep(&requests).purged, 0);
    scene.pass(TimeDelta::minutes(1));
    assert_eq!(keep(&requests).purged, 1);
}

#[test]
fn requests_that_are_still_open_keep_naming_whom_they_are_about() {
    let scene = Life::new();
    let requests = scene.requests();
    let open = confirmed(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::days(400));
    assert_eq!(keep(&requests).purged, 0);
    assert_eq!(scene.request(open.id.as_str()).subject, Subject::Customer(name("BB002")));
}

#[test]
fn one_that_was_never_confirmed_is_purged_as_long_after_its_expiry() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, _) = handed(&requests, &wish("BB004"));
    scene.pass(TimeDelta::days(2));
    assert_eq!(keep(&requests).expired, 1);
    scene.pass(MONTH);
    assert_eq!(keep(&requests).purged, 1);
    assert!(matches!(scene.request(request.id.as_str()).state, State::Closed { outcome: Outcome::Expired, .. }));
}

#[test]
fn the_same_person_has_the_same_pseudonym_however_they_showed_who_they_are() {
    let scene = Life::new();
    let requests = scene.requests();
    let made = [
        withdrawn(&requests, &wish("BB002")),
        withdrawn(&requests, &guest("BOB@example.org", "O-1")),
        withdrawn(&requests, &wish("BB003")),
        withdrawn(&requests, &stranger()),
    ];
    scene.pass(MONTH);
    assert_eq!(keep(&requests).purged, 4);
    let references = made.map(|request| scene.request(request.id.as_str()).subject.reference());
    assert_eq!(references[0], references[1]);
    assert_ne!(references[0], references[2]);
    let expected = [pseudonym("customer:BB003"), pseudonym("guest:eve@nowhere.example")];
    assert_eq!(references[2..], expected.map(|pseudonym| format!("pseudonym:{pseudonym}")));
}

#[test]
fn nothing_in_the_file_names_a_stranger_after_the_purge() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = withdrawn(&requests, &stranger());
    send(&requests);
    scene.pass(MONTH);
    assert_eq!(keep(&requests).purged, 1);
    drop(requests);
    let files = scene.into_files();
    assert!(stands_in(&files, request.id.as_str()), "what is stored can be found this way");
    for hidden in ["nowhere.example", "eve.new", "Eve@", "eve@", "O-77", "prison", "She called"] {
        assert!(!stands_in(&files, hidden), "{hidden} stands in the database");
    }
}

#[test]
fn what_was_said_of_a_stranger_can_be_read_until_nothing_names_them_any_more() {
    let scene = Life::new();
    let requests = scene.requests();
    let reference = "guest:eve@nowhere.example";
    let first = withdrawn(&requests, &stranger());
    scene.pass(TimeDelta::days(10));
    let second = withdrawn(&requests, &stranger());
    let words =
        ["mail to eve.new@nowhere.example: She wrote from prison.".to_owned(), "She called about it.".to_owned()];
    assert_eq!(said(&requests, &first.id), words);
    scene.pass(TimeDelta::days(20));
    assert_eq!(keep(&requests).purged, 1);
    assert!(has_key(&scene, reference), "the second request still names her");
    assert_eq!(said(&requests, &first.id), words);
    scene.pass(TimeDelta::days(10));
    assert_eq!(keep(&requests).purged, 1);
    assert!(!has_key(&scene, reference));
    for request in [&first, &second] {
        assert!(said(&requests, &request.id).is_empty(), "nobody can read it any more");
        assert_eq!(story(&scene, &request.id).last().map(String::as_str), Some("purged"), "but that it happened");
    }
    let destroyed = |request: &Request| entries(&scene, &request.id).pop().unwrap().details.contains_key("subject_key");
    assert_eq!((destroyed(&first), destroyed(&second)), (false, true), "and when the key went");
}

#[test]
fn the_key_of_somebody_who_is_on_file_or_asks_again_is_kept() {
    let scene = Life::new();
    let requests = scene.requests();
    withdrawn(&requests, &wish("BB002"));
    withdrawn(&requests, &stranger());
    let (pending, link) = handed(&requests, &Wish { destination: stranger().destination, ..wish("BB003") });
    drop((pending, link));
    scene.pass(MONTH);
    let asks_again = create(&requests, &stranger());
    assert!(keep(&requests).purged >= 2);
    assert!(has_key(&scene, "customer:BB002") && has_key(&scene, "guest:eve@nowhere.example"));
    assert_eq!(said(&requests, &asks_again.id).len(), 1);
}

#[test]
fn whoever_comes_back_after_being_forgotten_is_known_by_the_pseudonym_alone() {
    let scene = Life::new();
    let requests = scene.requests();
    let before = withdrawn(&requests, &stranger());
    scene.pass(MONTH);
    keep(&requests);
    let after = create(&requests, &stranger());
    let of = |request: &Request| entries(&scene, &request.id)[0].pseudonym.clone();
    assert_eq!(of(&before), of(&after));
    assert!(said(&requests, &before.id).is_empty());
    assert_eq!(said(&requests, &after.id).len(), 1);
}

#[test]
fn a_letter_that_waits_is_still_sent_after_the_purge() {
    let scene = Life::new();
    let policy = Policy { purge_after: TimeDelta::zero(), ..Policy::default() };
    let requests = Requests { policies: Arc::new(policy), ..scene.requests() };
    let request = confirmed(&requests, &stranger_by_hand(&scene));
    send(&requests);
    requests.reject(&operator(), &request.id, "Nothing is stored about you.").unwrap();
    assert_eq!(keep(&requests).purged, 1);
    let letters = send(&requests);
    assert_eq!(kinds(&letters), [LetterKind::Rejected]);
    assert_eq!(
        (letters[0].to.as_str(), letters[0].reason.as_deref()),
        ("kim@example.org", Some("Nothing is stored about you."))
    );
    let sent = entries(&scene, &request.id).pop().unwrap();
    assert_eq!((sent.action.as_str(), sent.pseudonym), ("mail-sent", None), "the history names nobody anew");
}

/// Somebody on file whose link can be handed over.
fn stranger_by_hand(scene: &Scene) -> Wish {
    add_customer(scene, "BB009", Some("kim@example.org"), &[]);
    wish("BB009")
}

#[test]
fn a_purged_request_can_be_shown_and_opens_to_nobody() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, link) = handed(&requests, &wish("BB002"));
    confirm(&requests, &request.id, link.hash.reveal()).unwrap();
    requests.close(&operator(), &request.id, None).unwrap();
    scene.pass(MONTH);
    keep(&requests);
    let shown = requests.show(&operator(), &request.id).unwrap().request;
    assert_eq!(shown.state.code(), "closed");
    assert_eq!(confirm(&requests, &request.id, link.hash.reveal()), Err(domain::refusal::Refusal::NotFound(None)));
    assert!(matches!(refused(requests.close(&operator(), &request.id, None)), Refused::NotMoved(_)));
}
