//! Of several requests for the same, the first that is confirmed is worked on.

use std::sync::{Arc, Barrier};

use chrono::TimeDelta;
use domain::letter::LetterKind;
use domain::message::Language;
use domain::policy::Policy;
use domain::refusal::{Reason, Refusal};
use domain::request::rules::Step;
use domain::request::{Outcome, RequestType, State};
use domain::requests::{Requests, Told, Wish};
use domain::store::{Shop, Store};

use crate::life::{Life, add_customer, confirm, confirmed, entries, handed, kinds, mails, operator, send, story, wish};
use crate::scene::{moment, name};

#[test]
fn an_unconfirmed_request_stands_in_nobodys_way() {
    let scene = Life::new();
    let requests = scene.requests();
    let (older, _) = handed(&requests, &wish("BB002"));
    let newer = confirmed(&requests, &wish("BB002"));
    assert_eq!(newer.state, State::Confirmed { at: moment(0) });
    assert_eq!(scene.request(older.id.as_str()).state, State::Pending);
}

#[test]
fn a_later_confirmed_one_closes_as_a_duplicate_and_points_to_the_one_that_goes_on() {
    let scene = Life::new();
    let requests = scene.requests();
    let (later, link) = handed(&requests, &wish("BB002"));
    let first = confirmed(&requests, &wish("BB002"));
    scene.pass(TimeDelta::milliseconds(5));
    // The data subject did confirm, and is thanked; afterwards they are told how it stands.
    assert_eq!(confirm(&requests, &later.id, link.hash.reveal()), Ok(Told::First));
    let outcome = Outcome::Duplicate(first.id.clone());
    let expected = State::Closed { at: moment(5), outcome, confirmed_at: Some(moment(5)) };
    assert_eq!(scene.request(later.id.as_str()).state, expected);
    let duplicate = Err(Refusal::NotFound(Some(Reason::Duplicate)));
    assert_eq!(confirm(&requests, &later.id, link.hash.reveal()), duplicate);
    assert_eq!(scene.request(first.id.as_str()).state, State::Confirmed { at: moment(0) });

    assert_eq!(story(&scene, &later.id), ["created >pending", "link-handed-over", "confirmed pending>closed"]);
    let entry = &entries(&scene, &later.id)[2];
    assert_eq!(entry.details.get("duplicate_of").map(String::as_str), Some(first.id.as_str()));
    assert_eq!(entry.actor, "subject");
}

#[test]
fn a_duplicate_that_is_clicked_once_and_sent_twice_is_thanked_twice_within_the_grace() {
    let scene = Life::new();
    let requests = Requests { repeat_grace: TimeDelta::seconds(5), ..scene.requests() };
    confirmed(&requests, &wish("BB002"));
    let (later, link) = handed(&requests, &wish("BB002"));
    for _ in 0..2 {
        assert_eq!(confirm(&requests, &later.id, link.hash.reveal()), Ok(Told::First));
    }
    scene.pass(TimeDelta::seconds(5));
    let duplicate = Err(Refusal::NotFound(Some(Reason::Duplicate)));
    assert_eq!(confirm(&requests, &later.id, link.hash.reveal()), duplicate);
}

#[test]
fn when_the_first_is_closed_the_next_one_can_go_on() {
    let scene = Life::new();
    let requests = scene.requests();
    let first = confirmed(&requests, &wish("BB002"));
    requests.close(&operator(), &first.id, None).unwrap();
    assert_eq!(confirmed(&requests, &wish("BB002")).state.code(), "confirmed");
}

#[test]
fn another_type_another_person_and_another_shop_are_no_duplicates() {
    let scene = Life::new();
    let shop = Shop { name: name("other"), ..scene.read(|view| view.shop(&name("shop"))).unwrap() };
    let record = scene.read(|view| view.customer(&name("shop"), &name("BB002"))).unwrap();
    scene.write(|transaction| {
        assert!(transaction.insert_shop(&shop)?);
        transaction.upsert_customer(&shop.name, &record)
    });
    let requests = scene.requests();
    for kind in RequestType::ALL {
        assert_eq!(confirmed(&requests, &Wish { kind, ..wish("BB002") }).state.code(), "confirmed", "{kind:?}");
    }
    assert_eq!(confirmed(&requests, &wish("BB003")).state.code(), "confirmed");
    assert_eq!(confirmed(&requests, &Wish { shop: name("other"), ..wish("BB002") }).state.code(), "confirmed");
}

#[test]
fn of_two_requests_confirmed_at_once_in_two_processes_exactly_one_goes_on() {
    let scene = Life::new();
    let stores: [Arc<dyn Store>; 2] = [Arc::clone(&scene.store), scene.another_process()];
    let processes = stores.map(|store| scene.requests_in(store));
    // Each type is a round of its own.
    for kind in RequestType::ALL {
        let made = [0, 1].map(|_| handed(&processes[0], &Wish { kind, ..wish("BB002") }));
        let start = Barrier::new(2);
        std::thread::scope(|scope| {
            for ((request, link), requests) in made.iter().zip(&processes) {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    assert_eq!(confirm(requests, &request.id, link.hash.reveal()), Ok(Told::First));
                });
            }
        });
        let [one, other] = made.map(|(request, _)| scene.request(request.id.as_str()));
        let (open, over) = if one.state.is_closed() { (other, one) } else { (one, other) };
        assert_eq!(open.state, State::Confirmed { at: moment(0) }, "{kind:?}");
        assert_eq!(over.state.outcome(), Some(&Outcome::Duplicate(open.id)), "{kind:?}");
    }
}

#[test]
fn a_confirmed_request_is_acknowledged_to_its_subject_and_a_duplicate_is_not_again() {
    let scene = Life::new();
    let requests = scene.requests();
    let first = confirmed(&requests, &wish("BB002"));
    let [letter] = &send(&requests)[..] else { panic!("there is one letter") };
    assert_eq!(
        (letter.kind, &letter.request, letter.to.as_str()),
        (LetterKind::Received, &first.id, "bob@example.org")
    );
    assert_eq!((letter.received_at, letter.due_at), (moment(0), first.deadline.due_at()));
    assert!(letter.link.is_none() && letter.reason.is_none());
    let later = confirmed(&requests, &wish("BB002"));
    assert!(send(&requests).is_empty() && mails(&scene, &later.id).is_empty());
}

#[test]
fn staff_is_told_where_the_shop_says_so_in_the_language_of_the_shop() {
    let scene = Life::new();
    let policy = Policy { staff: Some(name("privacy@shop.example")), ..Policy::default() };
    let requests = Requests { policies: Arc::new(policy), ..scene.requests() };
    let german = Language::find("de").unwrap();
    confirmed(&requests, &Wish { language: Some(german.clone()), ..wish("BB002") });
    let letters = send(&requests);
    assert_eq!(kinds(&letters), [LetterKind::Received, LetterKind::StaffNotice]);
    for letter in letters {
        let (to, language) = match letter.kind {
            LetterKind::StaffNotice => ("privacy@shop.example", Language::english()),
            _ => ("bob@example.org", german.clone()),
        };
        assert_eq!((letter.to.as_str(), letter.language), (to, language));
    }
}

#[test]
fn staff_is_told_also_of_somebody_without_an_address() {
    let scene = Life::new();
    let policy = Policy { staff: Some(name("privacy@shop.example")), ..Policy::default() };
    let requests = Requests { policies: Arc::new(policy), ..scene.requests() };
    confirmed(&requests, &wish("BB004"));
    assert_eq!(kinds(&send(&requests)), [LetterKind::StaffNotice]);
}

#[test]
fn whoever_looks_at_a_link_is_told_what_a_confirmation_would_say_and_changes_nothing() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, link) = handed(&requests, &wish("BB002"));
    let look = |hash: &str| requests.look(&requests.ask(request.id.as_str(), Some(hash), Some(name("site"))));
    for _ in 0..3 {
        let seen = look(link.hash.reveal()).unwrap();
        assert_eq!((seen.request.id, seen.request.state), (request.id.clone(), State::Pending));
        assert_eq!(seen.would_be, Ok(Step::Confirm { at: moment(0) }));
        assert!(look("wrong").is_err());
    }
    assert_eq!(scene.request(request.id.as_str()).revision, 0);
    confirm(&requests, &request.id, link.hash.reveal()).unwrap();
    let seen = look(link.hash.reveal()).unwrap();
    assert_eq!((seen.request.state.code(), seen.would_be), ("confirmed", Ok(Step::Repeat)));
}

#[test]
fn a_confirmation_changes_nothing_of_the_deadline() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, link) = handed(&requests, &wish("BB002"));
    scene.pass(TimeDelta::hours(20));
    add_customer(&scene, "BB002", Some("moved@example.org"), &[]);
    confirm(&requests, &request.id, link.hash.reveal()).unwrap();
    let stored = scene.request(request.id.as_str());
    assert_eq!(stored.deadline, request.deadline);
    assert_eq!(stored.address, request.address);
}
