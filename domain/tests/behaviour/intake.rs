//! A wish becomes a pending request, and comes to its end.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::customer::CustomerType;
use domain::intake::{Intake, NotClosed, NotCreated, Wish};
use domain::link::LinkDigest;
use domain::request::{Outcome, RequestType, State};
use domain::store::CustomerRecord;

use crate::scene::{Away, Dry, Scene, Sequence, key, moment, name};

fn intake(scene: &Scene) -> Intake {
    let customer = CustomerRecord { number: name("BB002"), kind: CustomerType::B2c, document: "{}".to_owned() };
    scene.write(|transaction| transaction.upsert_customer(&name("shop"), &customer));
    Intake {
        store: Arc::clone(&scene.store),
        clock: Arc::new(scene.clock.clone()),
        entropy: Arc::new(Sequence::default()),
        key: key(),
        link_lifetime: TimeDelta::hours(24),
    }
}

fn wish() -> Wish {
    Wish {
        kind: RequestType::Erasure,
        shop: name("shop"),
        subject: name("BB002"),
        email: Some(name("bob@example.org")),
    }
}

#[test]
fn a_wish_becomes_a_pending_request_bound_to_the_site_of_the_shop() {
    let scene = Scene::new();
    let created = intake(&scene).create(&wish()).unwrap();
    let stored = scene.request(created.id.as_str());
    assert_eq!((stored.kind, stored.state), (RequestType::Erasure, State::Pending));
    assert_eq!((stored.shop, stored.site), (name("shop"), name("site")));
    assert_eq!((stored.subject, stored.email), (name("BB002"), Some(name("bob@example.org"))));
    assert_eq!(stored.received_at, moment(0));
    assert_eq!((stored.link.expires_at, created.expires_at), (moment(86_400_000), moment(86_400_000)));
    assert!(stored.link.digest.matches(&key().digest(created.id.as_str(), created.hash.reveal())));
}

#[test]
fn ids_and_hashes_are_long_url_safe_and_never_the_same() {
    let scene = Scene::new();
    let intake = intake(&scene);
    let made: Vec<_> = (0..3).map(|_| intake.create(&wish()).unwrap()).collect();
    let mut seen = std::collections::BTreeSet::new();
    for created in &made {
        let (id, hash) = (created.id.as_str(), created.hash.reveal());
        assert_eq!((id.len() * 4, hash.len() * 4), (128, 256), "bits");
        assert!(id.chars().chain(hash.chars()).all(|c| matches!(c, '0'..='9' | 'a'..='f')), "{id}");
        assert!(seen.insert(id.to_owned()) && seen.insert(hash.to_owned()));
        let printed = format!("{created:?}");
        assert!(printed.contains(id) && !printed.contains(hash), "{printed}");
    }
    // The same hash for another request would be another digest.
    let digest = |created: &domain::intake::Created| *scene.request(created.id.as_str()).link.digest.as_bytes();
    assert!(
        !LinkDigest::from_bytes(digest(&made[0])).matches(&key().digest(made[1].id.as_str(), made[0].hash.reveal()))
    );
}

#[test]
fn a_wish_that_cannot_be_makes_nothing() {
    let scene = Scene::new();
    let intake = intake(&scene);
    let refused = |wish: &Wish| intake.create(wish).unwrap_err();
    let unknown_shop = refused(&Wish { shop: name("elsewhere"), ..wish() });
    assert!(matches!(&unknown_shop, NotCreated::UnknownShop(shop) if shop.as_str() == "elsewhere"), "{unknown_shop}");
    let unknown_customer = refused(&Wish { subject: name("4711"), ..wish() });
    assert!(matches!(&unknown_customer, NotCreated::UnknownCustomer(_)), "{unknown_customer}");
    assert!(!unknown_customer.to_string().contains("4711"), "personal data");
}

#[test]
fn without_randomness_or_storage_nothing_is_made() {
    let scene = Scene::new();
    let dry = Intake { entropy: Arc::new(Dry), ..intake(&scene) };
    let refused = dry.create(&wish()).unwrap_err();
    assert!(matches!(&refused, NotCreated::Fault(fault) if fault.code() == "entropy.unavailable"), "{refused}");
    let away = Intake { store: Arc::new(Away), ..intake(&scene) };
    let refused = away.create(&wish()).unwrap_err();
    assert!(matches!(&refused, NotCreated::Fault(fault) if fault.code() == "store.unavailable"), "{refused}");
}

#[test]
fn a_request_is_closed_once() {
    let scene = Scene::new();
    let intake = intake(&scene);
    let created = intake.create(&wish()).unwrap();
    scene.clock.pass(TimeDelta::milliseconds(1_234));
    let closed = State::Closed { at: moment(1_234), outcome: Outcome::Withdrawn, confirmed_at: None };
    assert_eq!(intake.close(&created.id, Outcome::Withdrawn).unwrap(), closed);
    scene.clock.pass(TimeDelta::milliseconds(1));
    let again = intake.close(&created.id, Outcome::Completed).unwrap_err();
    assert!(matches!(again, NotClosed::AlreadyClosed), "{again}");
    assert_eq!(scene.request(created.id.as_str()).state, closed);
    let unknown = intake.close(&name("unknown"), Outcome::Completed).unwrap_err();
    assert!(matches!(unknown, NotClosed::Unknown), "{unknown}");
}
