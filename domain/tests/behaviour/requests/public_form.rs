//! Wishes of people who are not signed in anywhere: kept the same way, whoever they are about.

use std::sync::Arc;

use domain::audit::Journal;
use domain::letter::LetterKind;
use domain::message::Language;
use domain::names::RequestId;
use domain::request::{Deadline, Request, RequestType, State};
use domain::requests::{PublicForm, Requests, Shown, Wanted};
use domain::seal::MasterKey;
use domain::store::CustomerRecord;

use crate::life::{Life, create, operator, send, stands_in, story, wish};
use crate::scene::{Scene, Sequence, moment, name};

fn form(email: &str, shown: Shown) -> PublicForm {
    let language = Language::find("de").unwrap();
    PublicForm { kind: RequestType::Erasure, shop: name("shop"), email: name(email), shown, language }
}

fn with_number(email: &str, number: &str) -> PublicForm {
    form(email, Shown::Customer(name(number)))
}

fn with_order(email: &str, order: &str) -> PublicForm {
    form(email, Shown::Order(name(order)))
}

fn all(scene: &Scene) -> Vec<Request> {
    let page = scene.requests().list(&operator(), &Wanted { limit: 1_000, ..Wanted::default() }).unwrap();
    page.items.into_iter().map(|found| found.request).collect()
}

fn hand_in(requests: &Requests, form: &PublicForm) {
    requests.submit(form).unwrap();
    assert_eq!(requests.take_submissions().unwrap(), 1);
}

fn waiting(scene: &Scene) -> usize {
    scene.read(|view| view.submissions(1_000)).len()
}

/// What the log says of forms that led to nothing, each with its shop.
fn unmatched(scene: &Scene) -> Vec<Option<String>> {
    let entries = scene.read(|view| view.audit_entries(0, usize::MAX));
    entries.into_iter().filter(|entry| entry.action == "form-unmatched").map(|entry| entry.shop).collect()
}

#[test]
fn who_is_on_file_gets_the_confirmation_mail_at_the_address_on_file() {
    for form in [
        with_number("zoe@example.org", "BB003"),
        with_number("ZOE@EXAMPLE.org", "BB003"),
        with_order("zoe@example.org", "O-3"),
        with_order("ZOE@example.ORG", "O-3"),
    ] {
        let scene = Life::new();
        let requests = scene.requests();
        hand_in(&requests, &form);
        let [request] = &all(&scene)[..] else { panic!("there is one request") };
        assert_eq!((request.kind, &request.state), (RequestType::Erasure, &State::Pending));
        assert_eq!((request.language.tag(), request.subject.reference().as_str()), ("de", "customer:BB003"));
        let [letter] = &send(&requests)[..] else { panic!("there is one letter") };
        assert_eq!((letter.kind, letter.to.as_str()), (LetterKind::Confirmation, "Zoe@Example.ORG"));
        assert_eq!(story(&scene, &request.id)[0], "created >pending");
        let entry = scene.read(|view| view.request_entries(&request.id)).remove(0);
        assert_eq!(entry.actor, "public-form");
        assert_eq!(waiting(&scene), 0);
    }
}

#[test]
fn who_is_not_on_file_so_hears_nothing_and_makes_nothing() {
    let forms = [
        with_number("bob@example.org", "BB003"),
        with_number("bob@example.org", "4711"),
        with_number("eve@example.org", "BB002"),
        with_number("eve@example.org", "BB004"),
        with_order("bob@example.org", "O-3"),
        with_order("eve@example.org", "O-1"),
        with_order("eve@example.org", "O-4"),
        PublicForm { shop: name("no shop"), ..with_number("bob@example.org", "BB002") },
    ];
    let scene = Life::new();
    let requests = scene.requests();
    for form in &forms {
        hand_in(&requests, form);
    }
    assert!(all(&scene).is_empty() && send(&requests).is_empty());
    assert_eq!(waiting(&scene), 0);
    let shop = Some("shop".to_owned());
    assert_eq!(unmatched(&scene), [vec![shop; 7], vec![None]].concat());
}

#[test]
fn known_and_unknown_people_leave_the_same_behind_when_they_hand_in() {
    let scene = Life::new();
    let requests = scene.requests();
    let mut kept = Vec::new();
    for form in [
        with_number("bob@example.org", "BB002"),
        with_number("eve@example.org", "BB002"),
        with_number("eve@example.com", "BB999"),
        PublicForm { shop: name("nope"), ..with_number("bob@example.org", "BB002") },
    ] {
        requests.submit(&form).unwrap();
        // Nobody looks at it now: no request, no mail, no word in the log.
        assert!(all(&scene).is_empty() && unmatched(&scene).is_empty());
        kept = scene.read(|view| view.submissions(100));
    }
    assert_eq!(kept.len(), 4);
    assert!(kept.iter().all(|submission| submission.received_at == moment(0)));
    let lengths: Vec<_> = kept.iter().map(|submission| submission.sealed.len()).collect();
    assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
}

#[test]
fn a_form_that_led_to_nothing_leaves_nothing_personal_in_the_file() {
    let scene = Life::new();
    let requests = scene.requests();
    requests.submit(&with_order("eve@nowhere.example", "O-4711-EVE")).unwrap();
    requests.submit(&with_number("eve@nowhere.example", "C-4711-EVE")).unwrap();
    assert_eq!(requests.take_submissions().unwrap(), 2);
    drop(requests);
    let files = scene.into_files();
    for hidden in ["eve@nowhere", "4711-EVE"] {
        assert!(!stands_in(&files, hidden), "{hidden} stands in the database");
    }
    assert!(stands_in(&files, "form-unmatched"), "what is stored can be found this way");
}

#[test]
fn a_form_that_waits_is_sealed() {
    let scene = Life::new();
    let requests = scene.requests();
    // A kind that no table or column is named after.
    let form = PublicForm { kind: RequestType::Portability, ..with_order("eve@nowhere.example", "O-4711-EVE") };
    requests.submit(&form).unwrap();
    drop(requests);
    let files = scene.into_files();
    for hidden in ["eve@nowhere", "4711-EVE", "portability"] {
        assert!(!stands_in(&files, hidden), "{hidden} stands in the database");
    }
}

#[test]
fn nobodys_mailbox_is_filled_by_somebody_else() {
    let scene = Life::new();
    let requests = scene.requests();
    for number in 1..=5 {
        let form = if number % 2 == 0 {
            with_number("bob@example.org", "BB002")
        } else {
            with_order("bob@example.org", "O-1")
        };
        hand_in(&requests, &form);
        assert_eq!((all(&scene).len(), send(&requests).len()), (number.min(3), usize::from(number <= 3)));
    }
    // Another right is another matter.
    let other = PublicForm { kind: RequestType::Portability, ..with_number("bob@example.org", "BB002") };
    hand_in(&requests, &other);
    requests.withdraw(&operator(), &all(&scene).pop().unwrap().id, None).unwrap();
    // Somebody else is not held up, and staff is not either.
    hand_in(&requests, &with_number("zoe@example.org", "BB003"));
    create(&requests, &wish("BB002"));
    assert_eq!(all(&scene).len(), 6);
    // When one of them is over, the next form is heard again.
    let oldest: RequestId = all(&scene).remove(0).id;
    for id in [oldest, all(&scene).remove(1).id] {
        requests.withdraw(&operator(), &id, None).unwrap();
    }
    hand_in(&requests, &with_number("bob@example.org", "BB002"));
    assert_eq!(all(&scene).len(), 7);
}

#[test]
fn the_time_to_answer_runs_from_the_moment_the_form_was_handed_in() {
    let scene = Life::new();
    let requests = scene.requests();
    requests.submit(&with_number("bob@example.org", "BB002")).unwrap();
    scene.pass(chrono::TimeDelta::days(2));
    requests.take_submissions().unwrap();
    let [request] = &all(&scene)[..] else { panic!("there is one request") };
    assert_eq!(request.deadline, Deadline::of(moment(0)));
    assert_eq!(request.links[0].expires_at, moment(3 * 86_400_000), "and the link works from now on");
}

#[test]
fn a_process_that_dies_between_keeping_and_looking_loses_no_form_and_doubles_none() {
    let scene = Life::new();
    {
        let dying = scene.requests();
        dying.submit(&with_number("bob@example.org", "BB002")).unwrap();
    }
    let next = scene.requests_in(scene.another_process());
    assert_eq!(next.take_submissions().unwrap(), 1);
    assert_eq!(next.take_submissions().unwrap(), 0);
    assert_eq!((all(&scene).len(), waiting(&scene)), (1, 0));
}

#[test]
fn two_processes_that_look_at_once_take_each_form_once() {
    let scene = Life::new();
    let processes = [scene.requests(), scene.requests_in(scene.another_process())];
    for kind in [RequestType::Access, RequestType::Erasure] {
        processes[0].submit(&PublicForm { kind, ..with_number("bob@example.org", "BB002") }).unwrap();
        processes[0].submit(&PublicForm { kind, ..with_number("eve@example.org", "BB002") }).unwrap();
    }
    std::thread::scope(|scope| {
        for requests in &processes {
            scope.spawn(|| requests.take_submissions().unwrap());
        }
    });
    assert_eq!((all(&scene).len(), unmatched(&scene).len(), waiting(&scene)), (2, 2, 0));
}

#[test]
fn more_forms_than_are_looked_at_in_one_go_are_looked_at_in_order() {
    let scene = Life::new();
    let requests = scene.requests();
    for _ in 0..40 {
        requests.submit(&with_number("eve@example.org", "BB002")).unwrap();
    }
    let mut taken = Vec::new();
    while taken.last() != Some(&0) {
        taken.push(requests.take_submissions().unwrap());
    }
    assert_eq!(taken.iter().sum::<usize>(), 40);
    assert_eq!(unmatched(&scene).len(), 40);
}

#[test]
fn a_form_that_cannot_be_looked_at_waits_on_and_holds_up_no_other() {
    let scene = Life::new();
    let requests = scene.requests();
    let broken = CustomerRecord {
        document: r#"{"customerType":"b2c","email":"kim@example.org","orders":4711}"#.to_owned(),
        ..scene.read(|view| view.customer(&name("shop"), &name("BB004"))).unwrap()
    };
    scene.write(|transaction| transaction.upsert_customer(&name("shop"), &broken));
    requests.submit(&with_order("kim@example.org", "O-9")).unwrap();
    scene.pass(chrono::TimeDelta::seconds(1));
    requests.submit(&with_number("bob@example.org", "BB002")).unwrap();
    assert_eq!(requests.take_submissions().unwrap_err().code(), "customer.document");
    assert_eq!((all(&scene).len(), waiting(&scene)), (1, 1));
    // When the record is right again, so is the form.
    crate::life::add_customer(&scene, "BB004", Some("kim@example.org"), &["O-9"]);
    assert_eq!(requests.take_submissions().unwrap(), 1);
    assert_eq!((all(&scene).len(), waiting(&scene)), (2, 0));
}

#[test]
fn a_form_that_was_sealed_under_another_key_waits_until_that_is_back() {
    let scene = Life::new();
    let requests = scene.requests();
    requests.submit(&with_number("bob@example.org", "BB002")).unwrap();
    let other = MasterKey::new(b"another key of the tests, 32 bytes long").unwrap();
    let wrong = Requests { journal: Journal::new(other, Arc::new(Sequence::default())), ..scene.requests() };
    assert_eq!(wrong.take_submissions().unwrap_err().code(), "record.sealed");
    assert_eq!((all(&scene).len(), waiting(&scene)), (0, 1));
    assert_eq!(requests.take_submissions().unwrap(), 1);
    assert_eq!((all(&scene).len(), waiting(&scene)), (1, 0));
}
