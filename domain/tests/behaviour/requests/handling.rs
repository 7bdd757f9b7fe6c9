//! What staff does with a request, in every state that it can be in.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::housekeeping::Housekeeping;
use domain::letter::{Letter, LetterKind};
use domain::names::RequestId;
use domain::request::rules::NotMoved;
use domain::request::{Outcome, Request, State};
use domain::requests::{MAX_REASON, NotDone, Refused, Requests};

use crate::life::{
    Life, add_customer, confirmed, create, entries, handed, kinds, mails, operator, refused, said, send, story, wish,
};
use crate::scene::{moment, name};

const WHY: &str = "Nothing is stored about you.";

type Verb = (&'static str, fn(&Requests, &RequestId) -> Result<Request, NotDone>);

/// Everything that staff can do, each in its shortest form.
const VERBS: [Verb; 7] = [
    ("reject", |requests, id| requests.reject(&operator(), id, WHY)),
    ("withdraw", |requests, id| requests.withdraw(&operator(), id, None)),
    ("close", |requests, id| requests.close(&operator(), id, None)),
    ("extend", |requests, id| requests.extend(&operator(), id, 1, WHY)),
    ("doubt", |requests, id| requests.doubt_identity(&operator(), id, WHY)),
    ("settle", |requests, id| requests.settle_identity(&operator(), id)),
    ("resend", |requests, id| requests.resend(&operator(), id, None)),
];

/// A request of this customer in the state of this name.
fn in_state(scene: &Life, requests: &Requests, customer: &str, state: &str) -> RequestId {
    let wish = wish(customer);
    match state {
        "pending" => create(requests, &wish).id,
        "confirmed" => confirmed(requests, &wish).id,
        "doubted" => {
            let id = confirmed(requests, &wish).id;
            requests.doubt_identity(&operator(), &id, WHY).unwrap().id
        }
        "completed" => requests.close(&operator(), &confirmed(requests, &wish).id, None).unwrap().id,
        "rejected" => requests.reject(&operator(), &create(requests, &wish).id, WHY).unwrap().id,
        "withdrawn" => requests.withdraw(&operator(), &create(requests, &wish).id, None).unwrap().id,
        "duplicate" => {
            confirmed(requests, &wish);
            confirmed(requests, &wish).id
        }
        _ => {
            let id = handed(requests, &wish).0.id;
            scene.pass(TimeDelta::days(2));
            let keeper = Housekeeping::new(Arc::new(requests.clone())).unwrap();
            assert_eq!(keeper.run().unwrap().unwrap().expired, 1);
            id
        }
    }
}

#[test]
fn what_can_be_done_in_which_state() {
    let closed = Some(Refused::NotMoved(NotMoved::Closed));
    let not_yet = Some(Refused::NotMoved(NotMoved::Pending));
    let already = Some(Refused::NotMoved(NotMoved::Confirmed));
    let (no_doubt, doubted) = (Some(Refused::NotDoubted), Some(Refused::DoubtedAlready));
    // state, then why not: reject, withdraw, close, extend, doubt, settle, resend
    let mut table = vec![
        ("pending", [None, None, not_yet, None, None, no_doubt.clone(), None]),
        ("confirmed", [None, None, None, None, None, no_doubt, already.clone()]),
        ("doubted", [None, None, None, None, doubted, None, already]),
    ];
    for state in ["completed", "rejected", "withdrawn", "duplicate", "expired"] {
        table.push((state, std::array::from_fn(|_| closed.clone())));
    }
    let scene = Life::new();
    let requests = scene.requests();
    for (state, row) in table {
        for ((verb, work), expected) in VERBS.iter().zip(row) {
            let customer = format!("{state}-{verb}");
            add_customer(&scene, &customer, Some("bob@example.org"), &[]);
            let id = in_state(&scene, &requests, &customer, state);
            let (before, history) = (scene.request(id.as_str()), story(&scene, &id));
            let done = work(&requests, &id);
            let after = scene.request(id.as_str());
            if let Some(expected) = expected {
                assert_eq!(refused(done), expected, "{verb} {state}");
                assert_eq!((after.revision, story(&scene, &id)), (before.revision, history), "{verb} {state}");
            } else {
                let done = done.unwrap();
                assert_eq!((done.revision, &done.state), (after.revision, &after.state), "{verb} {state}");
                assert_eq!((after.revision, story(&scene, &id).len()), (before.revision + 1, history.len() + 1));
            }
        }
    }
}

#[test]
fn an_unknown_request_can_be_handled_by_nobody() {
    let scene = Life::new();
    let requests = scene.requests();
    for (verb, work) in VERBS {
        assert_eq!(refused(work(&requests, &name("unknown"))), Refused::UnknownRequest, "{verb}");
    }
    assert_eq!(refused(requests.preview_rejection(&operator(), &name("unknown"), WHY)), Refused::UnknownRequest);
}

#[test]
fn how_it_ended_is_kept_with_when_it_was_confirmed() {
    for (state, confirmed_at) in [("pending", None), ("confirmed", Some(moment(0)))] {
        for (verb, outcome) in [(0, Outcome::Rejected), (1, Outcome::Withdrawn)] {
            let scene = Life::new();
            let requests = scene.requests();
            let id = in_state(&scene, &requests, "BB002", state);
            scene.pass(TimeDelta::milliseconds(7));
            VERBS[verb].1(&requests, &id).unwrap();
            let expected = State::Closed { at: moment(7), outcome, confirmed_at };
            assert_eq!(scene.request(id.as_str()).state, expected);
        }
    }
}

#[test]
fn a_reason_says_something_and_is_not_a_book() {
    let scene = Life::new();
    let requests = scene.requests();
    let id = confirmed(&requests, &wish("BB002")).id;
    let who = operator();
    let longest = "ü".repeat(MAX_REASON);
    for reason in ["", " ", "\n\t\u{a0}", &format!("{longest}x")] {
        assert_eq!(refused(requests.reject(&who, &id, reason)), Refused::Reason);
        assert_eq!(refused(requests.preview_rejection(&who, &id, reason)), Refused::Reason);
        assert_eq!(refused(requests.extend(&who, &id, 1, reason)), Refused::Reason);
        assert_eq!(refused(requests.doubt_identity(&who, &id, reason)), Refused::Reason);
    }
    assert_eq!(MAX_REASON, 4_000);
    let too_long = format!("{longest}x");
    assert_eq!(refused(requests.withdraw(&who, &id, Some(&too_long))), Refused::Reason);
    assert_eq!(refused(requests.close(&who, &id, Some(&too_long))), Refused::Reason);
    requests.doubt_identity(&who, &id, &longest).unwrap();
    requests.extend(&who, &id, 1, &longest).unwrap();
    // White space around it is none of its words.
    requests.reject(&who, &id, &format!("  {longest}\n")).unwrap();
    assert_eq!(said(&requests, &id), [longest.clone(), longest.clone(), longest]);
}

#[test]
fn a_remark_may_be_left_out() {
    for remark in [None, Some(""), Some(" \n"), Some(" He called. ")] {
        let scene = Life::new();
        let requests = scene.requests();
        let (one, other) = (confirmed(&requests, &wish("BB002")).id, confirmed(&requests, &wish("BB003")).id);
        requests.withdraw(&operator(), &one, remark).unwrap();
        requests.close(&operator(), &other, remark).unwrap();
        let expected: &[&str] = if remark == Some(" He called. ") { &["He called."] } else { &[] };
        assert_eq!((said(&requests, &one), said(&requests, &other)), (texts(expected), texts(expected)));
    }
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What a letter says, without what differs from mail to mail.
fn facts(letter: &Letter) -> String {
    format!(
        "{:?} {} {} {} {} {} {:?} {} {} {:?} {:?}",
        letter.kind,
        letter.to,
        letter.language.tag(),
        letter.shop,
        letter.site,
        letter.request,
        letter.asked,
        letter.received_at,
        letter.due_at,
        letter.link,
        letter.reason
    )
}

#[test]
fn a_preview_is_the_letter_that_will_be_sent_and_changes_nothing() {
    for state in ["pending", "confirmed", "doubted"] {
        let scene = Life::new();
        let requests = scene.requests();
        let id = in_state(&scene, &requests, "BB002", state);
        send(&requests);
        let (before, history) = (scene.request(id.as_str()), story(&scene, &id));
        let preview = requests.preview_rejection(&operator(), &id, &format!(" {WHY} ")).unwrap();
        assert_eq!((scene.request(id.as_str()).revision, story(&scene, &id)), (before.revision, history));
        assert!(send(&requests).is_empty());
        requests.reject(&operator(), &id, &format!(" {WHY} ")).unwrap();
        scene.pass(TimeDelta::minutes(3));
        let [sent] = &send(&requests)[..] else { panic!("there is one letter") };
        assert_eq!(facts(sent), facts(&preview), "{state}");
        assert_eq!((sent.kind, sent.reason.as_deref()), (LetterKind::Rejected, Some(WHY)));
    }
}

#[test]
fn there_is_no_preview_of_what_cannot_be() {
    let scene = Life::new();
    let requests = scene.requests();
    let closed = in_state(&scene, &requests, "BB002", "completed");
    let preview = |id: &RequestId| refused(requests.preview_rejection(&operator(), id, WHY));
    assert_eq!(preview(&closed), Refused::NotMoved(NotMoved::Closed));
    let (nowhere, _) = handed(&requests, &wish("BB004"));
    assert_eq!(preview(&nowhere.id), Refused::NoAddress);
    requests.reject(&operator(), &nowhere.id, WHY).unwrap();
    assert!(mails(&scene, &nowhere.id).is_empty(), "it can be rejected all the same, and told in another way");
}

#[test]
fn more_time_is_mailed_with_its_reason_and_the_new_date() {
    let scene = Life::new();
    let requests = scene.requests();
    let id = confirmed(&requests, &wish("BB002")).id;
    send(&requests);
    let extended = requests.extend(&operator(), &id, 2, WHY).unwrap();
    let [letter] = &send(&requests)[..] else { panic!("there is one letter") };
    assert_eq!((letter.kind, letter.reason.as_deref()), (LetterKind::Extended, Some(WHY)));
    assert_eq!((letter.received_at, letter.due_at), (moment(0), extended.deadline.due_at()));
    let entry = &entries(&scene, &id).into_iter().find(|entry| entry.action == "extended").unwrap();
    assert_eq!(entry.details.get("months").map(String::as_str), Some("2"));
    assert_eq!(entry.details.get("due_at").map(String::as_str), Some("2026-06-01T12:00:00Z"));
    assert_eq!(refused(requests.extend(&operator(), &id, 1, WHY)), Refused::ExtendedAlready);
}

#[test]
fn more_time_is_refused_with_its_reason() {
    let scene = Life::new();
    let requests = scene.requests();
    let id = confirmed(&requests, &wish("BB002")).id;
    for months in [0, 3] {
        assert_eq!(refused(requests.extend(&operator(), &id, months, WHY)), Refused::ExtendedMonths);
    }
    scene.pass(TimeDelta::days(31));
    assert_eq!(refused(requests.extend(&operator(), &id, 1, WHY)), Refused::ExtendedTooLate);
}

#[test]
fn doubts_stop_the_time_and_are_told_to_nobody() {
    let scene = Life::new();
    let requests = scene.requests();
    let id = confirmed(&requests, &wish("BB002")).id;
    send(&requests);
    let due = scene.request(id.as_str()).deadline.due_at();
    requests.doubt_identity(&operator(), &id, "The signature is another one.").unwrap();
    scene.pass(TimeDelta::days(10));
    let settled = requests.settle_identity(&operator(), &id).unwrap();
    assert_eq!(settled.deadline.due_at(), due + TimeDelta::days(10));
    assert!(kinds(&send(&requests)).is_empty());
    assert_eq!(said(&requests, &id), ["The signature is another one."]);
    let entry = entries(&scene, &id).pop().unwrap();
    assert_eq!(entry.details.get("due_at").map(String::as_str), Some("2026-04-11T12:00:00Z"));
}
