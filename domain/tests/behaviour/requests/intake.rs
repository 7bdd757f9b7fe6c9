//! A wish becomes a pending request with a secret link.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::link::LinkDigest;
use domain::message::Language;
use domain::request::rules::NotMoved;
use domain::request::{Outcome, RequestType, State, Subject};
use domain::requests::{Destination, Refused, Requests, Wish};

use super::{add_customer, fault, handed, operator, refused, wish};
use crate::scene::{Away, Dry, Scene, key, moment, name};

fn scene() -> Scene {
    let scene = Scene::new();
    add_customer(&scene, "BB002", Some("bob@example.org"), &[]);
    scene
}

#[test]
fn a_wish_becomes_a_pending_request_bound_to_the_site_of_the_shop() {
    let scene = scene();
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
    let scene = scene();
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
    let scene = scene();
    let requests = scene.requests();
    let create = |wish: &Wish| refused(requests.create(&operator(), wish, None));
    assert_eq!(create(&Wish { shop: name("elsewhere"), ..wish("BB002") }), Refused::UnknownShop(name("elsewhere")));
    for destination in [Destination::OnFile, Destination::Handed] {
        let unknown = create(&Wish { destination, ..wish("4711") });
        assert_eq!(unknown, Refused::UnknownSubject(name("shop")));
        assert!(!unknown.to_string().contains("4711"), "personal data");
    }
    let nothing = requests.list(&operator(), &domain::requests::Wanted { limit: 10, ..Default::default() }).unwrap();
    assert!(nothing.items.is_empty());
}

#[test]
fn without_randomness_or_storage_nothing_is_made() {
    let scene = scene();
    let dry = Requests { entropy: Arc::new(Dry), ..scene.requests() };
    assert_eq!(fault(dry.create(&operator(), &wish("BB002"), None)), "entropy.unavailable");
    let away = Requests { store: Arc::new(Away), ..scene.requests() };
    assert_eq!(fault(away.create(&operator(), &wish("BB002"), None)), "store.unavailable");
}

#[test]
fn a_request_is_closed_once() {
    let scene = scene();
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
