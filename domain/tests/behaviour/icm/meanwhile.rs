//! A confirmation that finds its request changed between looking at it and writing: it does what the request allows now.

use std::sync::{Arc, Mutex};

use domain::request::{Outcome, State};
use domain::requests::Requests;
use domain::store::{Store, StoreError, Transaction, Verdict, View};

use super::{Answer, RIGHT, add, ask, confirming};
use crate::life::operator;
use crate::scene::{Scene, moment, name};

type Change = Box<dyn FnOnce() + Send>;

/// Storage in which something else happens right after the first look at a request.
struct Meanwhile {
    store: Arc<dyn Store>,
    change: Mutex<Option<Change>>,
}

impl Store for Meanwhile {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.store.read_with(name, work)?;
        if let Some(change) = self.change.lock().unwrap().take() {
            change();
        }
        Ok(())
    }

    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        self.store.write_with(name, work)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.store.check()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.store.wipe()
    }
}

/// What somebody is told who confirms while `change` happens.
async fn confirmed(scene: &Scene, change: impl FnOnce(&Requests) + Send + 'static) -> Answer {
    let others = scene.requests_in(scene.another_process());
    let change: Change = Box::new(move || change(&others));
    let store = Arc::new(Meanwhile { store: Arc::clone(&scene.store), change: Mutex::new(Some(change)) });
    ask(&confirming(scene.requests_in(store)), "id", Some(RIGHT)).await
}

#[tokio::test]
async fn a_request_that_is_withdrawn_meanwhile_is_not_confirmed() {
    let scene = Scene::new();
    add(&scene, "id", State::Pending);
    let answer = confirmed(&scene, |others| {
        others.withdraw(&operator(), &name("id"), None).unwrap();
    })
    .await;
    assert_eq!((answer.status, answer.codes().1), (404, vec!["gdpr_request.closed.error"]));
    assert!(matches!(scene.request("id").state, State::Closed { outcome: Outcome::Withdrawn, .. }));
}

#[tokio::test]
async fn a_link_that_is_revoked_meanwhile_confirms_nothing() {
    let scene = Scene::new();
    add(&scene, "id", State::Pending);
    let answer = confirmed(&scene, |others| {
        let elsewhere = (name("erika@example.org"), "they moved".to_owned());
        others.resend(&operator(), &name("id"), Some(&elsewhere)).unwrap();
    })
    .await;
    assert_eq!((answer.status, answer.codes().0), (422, "gdpr_request.hash_invalid.error"));
    assert_eq!(scene.request("id").state, State::Pending);
}

#[tokio::test]
async fn a_request_that_somebody_else_confirms_meanwhile_is_confirmed_once() {
    let scene = Scene::new();
    add(&scene, "id", State::Pending);
    let answer = confirmed(&scene, |others| {
        others.confirm(&others.ask("id", Some(RIGHT), None)).unwrap();
    })
    .await;
    assert_eq!((answer.status, answer.codes().0), (200, "gdpr_request.already_confirmed.info"));
    assert_eq!(scene.request("id").state, State::Confirmed { at: moment(0) });
    assert_eq!(scene.read(|view| view.request_entries(&name("id"))).len(), 1);
}
