//! Recipients are told: queued with the erasure, claimed by one, tried like mails, and in the history when it is over.

mod history;
mod secrets;
mod tries;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::access::ROOT;
use domain::audit::Journal;
use domain::names::{EndpointName, RequestId, ShopName};
use domain::refusal::Fault;
use domain::store::{Shop, Store};
use domain::webhook::{Answer, Claimed, Delivery, Endpoints, Notice, Webhooks};

use crate::life::Life;
use crate::scene::{Scene, master, name};

/// Who is told of each shop.
pub(crate) struct Told(BTreeMap<ShopName, Vec<EndpointName>>);

impl Endpoints for Told {
    fn of(&self, shop: &ShopName) -> Vec<EndpointName> {
        self.0.get(shop).cloned().unwrap_or_default()
    }

    fn all(&self) -> Vec<EndpointName> {
        self.0.values().flatten().cloned().collect()
    }
}

/// The webhooks of a scene, where these endpoints hear of the shop `shop`, and `elsewhere` of the shop `other`.
pub(crate) fn webhooks(scene: &Scene, endpoints: &[&str]) -> Webhooks {
    webhooks_in(scene, Arc::clone(&scene.store), endpoints)
}

/// The same in another process.
pub(crate) fn webhooks_in(scene: &Scene, store: Arc<dyn Store>, endpoints: &[&str]) -> Webhooks {
    let of_shop = endpoints.iter().map(|endpoint| name(endpoint)).collect();
    Webhooks {
        store,
        clock: Arc::new(scene.clock.clone()),
        entropy: scene.entropy.clone(),
        journal: Journal::new(master(), scene.entropy.clone()),
        endpoints: Arc::new(Told(BTreeMap::from([(name("shop"), of_shop), (name("other"), vec![name("elsewhere")])]))),
    }
}

/// The customer BB002 of the shop `shop` was erased, but for these categories.
pub(crate) fn notice(scene: &Scene, kept: &[&str]) -> Notice {
    Notice {
        shop: name("shop"),
        customer: name("BB002"),
        erasure: "erasure1".to_owned(),
        at: scene.now(),
        kept: kept.iter().map(|&category| category.to_owned()).collect(),
    }
}

/// Queues a notice in a transaction of its own.
pub(crate) fn queue(webhooks: &Webhooks, notice: &Notice, request: Option<&RequestId>) -> usize {
    let now = webhooks.clock.now();
    let queued = webhooks.store.write("test", |transaction| webhooks.queue(transaction, notice, request, now));
    queued.unwrap()
}

/// Claims the next notice to any endpoint.
pub(crate) fn claim(webhooks: &Webhooks) -> Option<Claimed> {
    webhooks.waiting_endpoints().unwrap().iter().find_map(|endpoint| webhooks.claim(endpoint).unwrap())
}

pub(crate) fn taken() -> Answer {
    Answer::Taken("http.204".to_owned())
}

pub(crate) fn later() -> Answer {
    Answer::Later("http.503".to_owned())
}

/// Those about `erasure1`, as they are stored.
pub(crate) fn deliveries(scene: &Scene) -> Vec<Delivery> {
    scene.read(|view| view.webhooks_of_erasure("erasure1"))
}

#[test]
fn each_endpoint_of_the_shop_is_told_and_nobody_else() {
    let scene = Life::new();
    let other = Shop { name: name("other"), organization: name(ROOT), site: name("other-site") };
    scene.write(|transaction| transaction.insert_shop(&other));
    let webhooks = webhooks(&scene, &["newsletter", "warehouse"]);
    assert_eq!(queue(&webhooks, &notice(&scene, &[]), None), 2);
    let elsewhere = Notice { shop: name("other"), erasure: "erasure2".to_owned(), ..notice(&scene, &["invoices"]) };
    assert_eq!(queue(&webhooks, &elsewhere, None), 1);
    let nowhere = Notice { shop: name("a shop that tells nobody"), ..notice(&scene, &[]) };
    assert_eq!(queue(&webhooks, &nowhere, None), 0);

    let (mut told, mut ids) = (BTreeSet::new(), BTreeSet::new());
    while let Some(Claimed { delivery, body }) = claim(&webhooks) {
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        told.insert(format!("{} {} {}", delivery.endpoint, body["type"], body["data"]["erasureId"]));
        ids.insert(delivery.id);
    }
    let expected = [
        r#"elsewhere "customer.partly-erased" "erasure2""#,
        r#"newsletter "customer.erased" "erasure1""#,
        r#"warehouse "customer.erased" "erasure1""#,
    ];
    assert_eq!(told, BTreeSet::from(expected.map(str::to_owned)));
    assert_eq!(ids.len(), 3, "each has an id of its own");
}

#[test]
fn a_notice_is_queued_with_the_erasure_or_not_at_all() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter"]);
    let (told, now) = (notice(&scene, &[]), scene.now());
    let stopped: Result<(), Fault> = scene.store.write("test", |transaction| {
        webhooks.queue(transaction, &told, None, now)?;
        Err(Fault::Raced)
    });
    assert!(stopped.is_err() && claim(&webhooks).is_none() && deliveries(&scene).is_empty());
}
