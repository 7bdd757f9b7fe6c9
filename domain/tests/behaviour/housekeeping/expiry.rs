//! Requests that nobody confirms in time, and callers' keys that nobody needs any more.

use chrono::TimeDelta;
use domain::housekeeping::Done;
use domain::outbox::Delivery;
use domain::refusal::{Reason, Refusal};
use domain::request::{Outcome, State};
use domain::requests::{Key, Requests, Wanted};

use super::keep;
use crate::life::{Life, add_customer, confirm, confirmed, create, handed, operator, outbox, send, story, wish};
use crate::scene::{moment, name};

const DAY: TimeDelta = TimeDelta::days(1);

#[test]
fn a_request_expires_when_its_last_link_has_ended() {
    let scene = Life::new();
    let requests = scene.requests();
    let (request, link) = handed(&requests, &wish("BB004"));
    scene.pass(DAY - TimeDelta::milliseconds(1));
    assert_eq!(keep(&requests), Done::default());
    scene.pass(TimeDelta::milliseconds(1));
    assert_eq!(keep(&requests), Done { expired: 1, ..Done::default() });
    assert_eq!(keep(&requests), Done::default(), "once");
    let expected = State::Closed { at: moment(86_400_000), outcome: Outcome::Expired, confirmed_at: None };
    assert_eq!(scene.request(request.id.as_str()).state, expected);
    assert_eq!(story(&scene, &request.id), ["created >pending", "link-handed-over", "expired pending>closed"]);
    // Whoever still has the link is told why it opens nothing.
    let told = confirm(&requests, &request.id, link.hash.reveal());
    assert_eq!(told, Err(Refusal::NotFound(Some(Reason::LinkExpired))));
}

#[test]
fn a_confirmed_request_never_expires() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = confirmed(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::days(400));
    assert_eq!(keep(&requests), Done::default());
    assert_eq!(scene.request(request.id.as_str()).state.code(), "confirmed");
}

#[test]
fn another_mail_puts_the_end_off() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    send(&requests);
    scene.pass(TimeDelta::hours(20));
    requests.resend(&operator(), &request.id, None).unwrap();
    send(&requests);
    scene.pass(TimeDelta::hours(20));
    assert_eq!(keep(&requests).expired, 0);
    scene.pass(TimeDelta::hours(4));
    send(&requests);
    assert_eq!(keep(&requests).expired, 1);
}

#[test]
fn a_request_whose_confirmation_mail_still_waits_does_not_expire() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    for _ in 0..3 {
        scene.pass(DAY);
        assert_eq!(keep(&requests), Done::default());
        let claimed = outbox(&requests).claim().unwrap().unwrap();
        assert_eq!(keep(&requests), Done::default(), "also while it is on its way");
        outbox(&requests).settle(&claimed, &Delivery::Later("away".to_owned())).unwrap();
    }
    scene.pass(DAY);
    // Given up at last: then the request ends with its link.
    let claimed = outbox(&requests).claim().unwrap().unwrap();
    outbox(&requests).settle(&claimed, &Delivery::Later("away".to_owned())).unwrap();
    assert_eq!(keep(&requests).expired, 0);
    scene.pass(DAY);
    assert_eq!(keep(&requests).expired, 1);
    assert!(story(&scene, &request.id).contains(&"mail-given-up".to_owned()));
}

#[test]
fn every_shop_has_its_turn_and_more_than_one_batch() {
    const MANY: usize = 120;
    let scene = Life::new();
    let shop = domain::store::Shop { name: name("other"), ..scene.read(|view| view.shop(&name("shop"))).unwrap() };
    assert!(scene.write(|transaction| transaction.insert_shop(&shop)));
    let requests = scene.requests();
    let (one, link) = handed(&requests, &wish("BB004"));
    let digest = scene.request(one.id.as_str()).links[0].digest;
    drop(link);
    scene.write(|transaction| {
        for number in 0..MANY {
            let shop = if number % 3 == 0 { "other" } else { "shop" };
            let more = domain::request::Request {
                id: name(&format!("more{number}")),
                shop: name(shop),
                links: vec![domain::request::Link { digest, expires_at: moment(1) }],
                ..one.clone()
            };
            assert!(transaction.insert_request(&more)?);
        }
        Ok(())
    });
    scene.pass(DAY);
    assert_eq!(keep(&requests).expired, MANY + 1);
    let closed = Wanted { state: Some("closed"), limit: 1_000, ..Wanted::default() };
    assert_eq!(requests.list(&operator(), &closed).unwrap().items.len(), MANY + 1);
}

#[test]
fn keys_of_callers_are_forgotten_after_a_week() {
    let scene = Life::new();
    let requests = scene.requests();
    add_customer(&scene, "BB009", Some("kim@example.org"), &[]);
    let key = Key { caller: name("ann"), key: "k".to_owned(), fingerprint: [1; 32] };
    let make = |requests: &Requests| requests.create(&operator(), &wish("BB009"), Some(&key)).unwrap().request.id;
    let first = make(&requests);
    scene.pass(TimeDelta::days(7) - TimeDelta::milliseconds(1));
    assert_eq!((keep(&requests).keys, make(&requests)), (0, first.clone()));
    scene.pass(TimeDelta::milliseconds(1));
    assert_eq!(keep(&requests).keys, 1);
    assert_ne!(make(&requests), first);
    assert_eq!(keep(&requests).keys, 0);
}
