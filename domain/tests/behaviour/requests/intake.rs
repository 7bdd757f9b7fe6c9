//! A wish becomes a pending request with a secret link.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::link::LinkDigest;
use domain::message::Language;
use domain::policy::Policy;
use domain::request::rules::NotMoved;
use domain::request::{Outcome, RequestType, State, Subject};
use domain::requests::{Destination, Refused, Requests, Wanted, Wish};

use crate::life::{Life, create, fault, handed, operator, refused, send, story, wish};
use crate::scene::{Away, Dry, key, moment, name};

#[test]
fn a_wish_becomes_a_pending_request_bound_to_the_site_of_the_shop() {
    let scene = Life::new();
    let wish = Wish { kind: RequestType::Erasure, ..wish("BB002") };
    let (created, link) = handed(&scene.requests(), &wish);
    let stored = scene.request(created.id.as_str());
    assert_eq!((stored.kind, stored.state), (RequestType::Erasure, State::Pending));
    assert_eq!((stored.shop, stored.site), (name("shop"), name("site")));
    assert_eq!(stored.subject, Subject::Customer(name("BB002")));
    assert_eq!((stored.address, stored.language), (Some(name("bob@example.org")), Language::english()));
    assert_eq!(stored.deadline.received_at, moment(0));
    assert_eq!((stored.reminded_at, stored.purged_at, stored.revision), (None, None, 0));
    let [only] = &stored.links[..] else { panic!("there is one link") };
    assert_eq!((only.expires_at, link.expires_at), (moment(86_400_000), moment(86_400_000)));
    assert!(only.digest.matches(&key().digest(created.id.as_str(), link.hash.reveal())));
}

#[test]
fn ids_and_hashes_are_long_url_safe_and_never_the_same() {
    let scene = Life::new();
    let requests = scene.requests();
    let made: Vec<_> = (0..3).map(|_| handed(&requests, &wish("BB002"))).collect();
    let mut seen = std::collections::BTreeSet::new();
    for created in &made {
        let (id, hash) = (created.0.id.as_str(), created.1.hash.reveal());
        assert_eq!((id.len() * 4, hash.len() * 4), (128, 256), "bits");
        assert!(id.chars().chain(hash.chars()).all(|c| matches!(c, '0'..='9' | 'a'..='f')), "{id}");
        assert!(seen.insert(id.to_owned()) && seen.insert(hash.to_owned()));
        let printed = format!("{created:?}");
        assert!(printed.contains(id) && !printed.contains(hash), "{printed}");
    }
    // The same hash for another request would be another digest.
    let digest = LinkDigest::from_bytes(*scene.request(made[0].0.id.as_str()).links[0].digest.as_bytes());
    assert!(!digest.matches(&key().digest(made[1].0.id.as_str(), made[0].1.hash.reveal())));
}

#[test]
fn a_wish_that_cannot_be_makes_nothing() {
    let scene = Life::new();
    let requests = scene.requests();
    let create = |wish: &Wish| refused(requests.create(&operator(), wish, None));
    assert_eq!(create(&Wish { shop: name("elsewhere"), ..wish("BB002") }), Refused::UnknownShop(name("elsewhere")));
    for destination in [Destination::OnFile, Destination::Handed] {
        let unknown = create(&Wish { destination, ..wish("4711") });
        assert_eq!(unknown, Refused::UnknownSubject(name("shop")));
        assert!(!unknown.to_string().contains("4711"), "personal data");
    }
    let nothing = requests.list(&operator(), &Wanted { limit: 10, ..Default::default() }).unwrap();
    assert!(nothing.items.is_empty());
}

#[test]
fn without_randomness_or_storage_nothing_is_made() {
    let scene = Life::new();
    let dry = Requests { entropy: Arc::new(Dry), ..scene.requests() };
    assert_eq!(fault(dry.create(&operator(), &wish("BB002"), None)), "entropy.unavailable");
    let away = Requests { store: Arc::new(Away), ..scene.requests() };
    assert_eq!(fault(away.create(&operator(), &wish("BB002"), None)), "store.unavailable");
}

#[test]
fn a_request_is_closed_once() {
    let scene = Life::new();
    let requests = scene.requests();
    let (created, _) = handed(&requests, &wish("BB002"));
    scene.clock.pass(TimeDelta::milliseconds(1_234));
    let closed = State::Closed { at: moment(1_234), outcome: Outcome::Withdrawn, confirmed_at: None };
    assert_eq!(requests.withdraw(&operator(), &created.id, None).unwrap().state, closed);
    scene.clock.pass(TimeDelta::milliseconds(1));
    let again = refused(requests.close(&operator(), &created.id, None));
    assert_eq!(again, Refused::NotMoved(NotMoved::Closed));
    assert_eq!(scene.request(created.id.as_str()).state, closed);
    assert_eq!(refused(requests.withdraw(&operator(), &name("unknown"), None)), Refused::UnknownRequest);
}

#[test]
fn each_of_the_six_rights_can_be_asked_for() {
    let scene = Life::new();
    let requests = scene.requests();
    for kind in RequestType::ALL {
        let created = create(&requests, &Wish { kind, ..wish("BB002") });
        assert_eq!(scene.request(created.id.as_str()).kind, kind);
        let [letter] = &send(&requests)[..] else { panic!("there is one letter") };
        assert_eq!((letter.asked, &letter.request), (kind, &created.id));
        let history = scene.read(|view| view.request_entries(&created.id));
        assert_eq!(history[0].details.get("type").map(String::as_str), Some(kind.code()));
    }
}

#[test]
fn the_history_begins_with_who_made_it_and_what_is_pending() {
    let scene = Life::new();
    let requests = scene.requests();
    let mailed = create(&requests, &wish("BB002"));
    let (by_hand, _) = handed(&requests, &wish("BB003"));
    assert_eq!(story(&scene, &mailed.id), ["created >pending"]);
    assert_eq!(story(&scene, &by_hand.id), ["created >pending", "link-handed-over"]);
    let history = requests.history(&operator(), &mailed.id).unwrap();
    assert_eq!((history[0].entry.actor.as_str(), history[0].entry.at), ("command-line:uid 0", moment(0)));
    let personal = history[0].personal.as_ref().unwrap();
    assert_eq!((personal.subject.as_str(), &personal.text), ("customer:BB002", &None));
}

#[test]
fn the_language_is_the_one_that_was_asked_for_or_that_of_the_shop() {
    let scene = Life::new();
    let german = Language::find("de").unwrap();
    let policy = Policy { language: german.clone(), ..Policy::default() };
    let requests = Requests { policies: Arc::new(policy), ..scene.requests() };
    assert_eq!(create(&requests, &wish("BB002")).language, german);
    let english = Wish { language: Some(Language::english()), ..wish("BB002") };
    assert_eq!(create(&requests, &english).language, Language::english());
    assert_eq!(create(&scene.requests(), &wish("BB002")).language, Language::english());
}

#[test]
fn a_link_works_as_long_as_the_shop_decided() {
    let scene = Life::new();
    let policy = Policy { link_lifetime: TimeDelta::minutes(7), ..Policy::default() };
    let requests = Requests { policies: Arc::new(policy), ..scene.requests() };
    assert_eq!(handed(&requests, &wish("BB002")).1.expires_at, moment(7 * 60_000));
}

#[test]
fn a_wish_that_came_by_letter_counts_from_the_day_it_came() {
    let scene = Life::new();
    let requests = scene.requests();
    for millis in [-400 * 86_400_000, -1, 0] {
        let came = Wish { received_at: Some(moment(millis)), ..wish("BB002") };
        let created = create(&requests, &came);
        let stored = scene.request(created.id.as_str());
        assert_eq!(stored.deadline.received_at, moment(millis));
        assert_eq!(stored.links[0].expires_at, moment(86_400_000), "the link works from now on");
    }
}

#[test]
fn no_wish_came_in_the_future_but_clocks_may_be_five_minutes_apart() {
    const APART: i64 = 5 * 60_000;
    let scene = Life::new();
    let requests = scene.requests();
    let came = |millis| Wish { received_at: Some(moment(millis)), ..wish("BB002") };
    assert_eq!(create(&requests, &came(APART)).deadline.received_at, moment(APART));
    for millis in [APART + 1, 86_400_000] {
        assert_eq!(refused(requests.create(&operator(), &came(millis), None)), Refused::ReceivedInFuture);
    }
}

#[test]
fn who_has_no_address_on_file_can_only_be_given_the_link_by_hand() {
    let scene = Life::new();
    let requests = scene.requests();
    assert_eq!(refused(requests.create(&operator(), &wish("BB004"), None)), Refused::NoAddress);
    let (request, link) = handed(&requests, &wish("BB004"));
    assert_eq!(request.address, None);
    assert!(send(&requests).is_empty());
    assert_eq!(crate::life::confirm(&requests, &request.id, link.hash.reveal()), Ok(domain::requests::Told::First));
}
