//! One reminder before a link ends.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::letter::{Letter, LetterKind};
use domain::policy::Policy;
use domain::requests::{Requests, Told};

use super::keep;
use crate::life::{Life, confirm, create, handed, kinds, mails, operator, outbox, send, story, wish};
use crate::scene::moment;

fn only(letters: &[Letter]) -> &Letter {
    let [letter] = letters else { panic!("there is one letter, and not {}", letters.len()) };
    letter
}

#[test]
fn a_receiver_is_reminded_once_six_hours_before_the_link_ends() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let sent = send(&requests);
    scene.pass(TimeDelta::hours(18) - TimeDelta::milliseconds(1));
    assert_eq!(keep(&requests).reminded, 0);
    scene.pass(TimeDelta::milliseconds(1));
    assert_eq!(keep(&requests).reminded, 1);
    assert_eq!(keep(&requests).reminded, 0, "once");
    let letters = send(&requests);
    let letter = only(&letters);
    assert_eq!((letter.kind, letter.to.as_str()), (LetterKind::Reminder, "bob@example.org"));
    let link = letter.link.as_ref().unwrap();
    assert_eq!(link.expires_at, moment(86_400_000), "it ends when the first one does");
    assert_eq!(keep(&requests).reminded, 0);
    assert_eq!(scene.request(request.id.as_str()).reminded_at, Some(moment(18 * 3_600_000)));
    assert_eq!(story(&scene, &request.id), ["created >pending", "mail-sent", "reminder-queued", "mail-sent"]);
    // Both links work.
    assert_eq!(confirm(&requests, &request.id, link.hash.reveal()), Ok(Told::First));
    let first = only(&sent).link.as_ref().unwrap();
    assert_eq!(confirm(&requests, &request.id, first.hash.reveal()), Ok(Told::Repeat));
}

#[test]
fn nobody_is_reminded_of_a_mail_that_they_do_not_have_yet() {
    let scene = Life::new();
    let requests = scene.requests();
    create(&requests, &wish("BB002"));
    scene.pass(TimeDelta::hours(20));
    assert_eq!(keep(&requests).reminded, 0);
    let letters = send(&requests);
    assert_eq!(only(&letters).link.as_ref().unwrap().expires_at, moment(44 * 3_600_000));
    scene.pass(TimeDelta::hours(18));
    assert_eq!(keep(&requests).reminded, 1);
}

#[test]
fn another_mail_deserves_a_reminder_of_its_own() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::hours(20));
    assert_eq!(keep(&requests).reminded, 1);
    requests.resend(&operator(), &request.id, None).unwrap();
    send(&requests);
    assert_eq!(keep(&requests).reminded, 0);
    scene.pass(TimeDelta::hours(18));
    assert_eq!(keep(&requests).reminded, 1);
    assert_eq!(kinds(&send(&requests)), [LetterKind::Reminder]);
}

#[test]
fn a_reminder_of_a_request_that_moved_on_is_not_sent() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::hours(20));
    assert_eq!(keep(&requests).reminded, 1);
    requests.withdraw(&operator(), &request.id, None).unwrap();
    assert!(send(&requests).is_empty());
    assert!(story(&scene, &request.id).contains(&"mail-dropped".to_owned()));
}

#[test]
fn a_reminder_that_comes_too_late_is_not_sent_and_holds_up_no_expiry() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::hours(20));
    assert_eq!(keep(&requests).reminded, 1);
    scene.pass(TimeDelta::hours(4));
    assert!(outbox(&requests).claim().unwrap().is_none());
    let status: Vec<_> = mails(&scene, &request.id).iter().map(|mail| mail.status.code()).collect();
    assert_eq!(status, ["sent", "dropped"]);
    assert_eq!(keep(&requests).expired, 1);
}

#[test]
fn who_has_no_address_or_a_shop_that_wants_none_gets_no_reminder() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, _) = handed(&requests, &wish("BB004"));
    let never = Policy { remind_before: TimeDelta::zero(), ..Policy::default() };
    let silent = Requests { policies: Arc::new(never), ..scene.requests() };
    create(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::hours(20));
    assert_eq!(keep(&silent).reminded, 0);
    assert_eq!(keep(&requests).reminded, 1);
    assert_eq!(story(&scene, &request.id), ["created >pending", "link-handed-over"]);
    assert_eq!(scene.request(request.id.as_str()).reminded_at, None);
}

#[test]
fn many_without_an_address_hold_up_no_reminder_of_others() {
    let scene = Life::new();
    let requests = scene.requests();
    let (one, _) = handed(&requests, &wish("BB004"));
    scene.write(|transaction| {
        for number in 0..150 {
            let id = crate::scene::name(&format!("more{number}"));
            assert!(transaction.insert_request(&domain::request::Request { id, ..one.clone() })?);
        }
        Ok(())
    });
    scene.pass(TimeDelta::seconds(1));
    create(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::hours(20));
    assert_eq!(keep(&requests).reminded, 1);
}

#[test]
fn who_was_handed_the_link_gets_none_by_mail() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, _) = handed(&requests, &wish("BB002"));
    assert!(scene.request(request.id.as_str()).address.is_some(), "there would be an address");
    scene.pass(TimeDelta::hours(20));
    assert_eq!(keep(&requests).reminded, 0);
    assert!(mails(&scene, &request.id).is_empty());
}
