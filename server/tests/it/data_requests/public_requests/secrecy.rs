//! What is done before a form is answered does not depend on what it says: docs/timing.md.

use std::sync::{Arc, Mutex};

use domain::store::{Store, StoreError, Transaction, Verdict, View};
use serde_json::json;

use crate::data_requests::desk::PUBLIC_REQUESTS;
use crate::support::service::Service;
use crate::support::world::SHOP;

/// A store that takes down what is asked of it.
struct Noted {
    inner: Arc<dyn Store>,
    names: Arc<Mutex<Vec<&'static str>>>,
}

impl Store for Noted {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.names.lock().unwrap().push(name);
        self.inner.read_with(name, work)
    }

    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        self.names.lock().unwrap().push(name);
        self.inner.write_with(name, work)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.inner.check()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.inner.wipe()
    }
}

#[tokio::test]
async fn before_the_answer_a_form_is_kept_and_nobody_is_looked_up() {
    let names = Arc::new(Mutex::new(Vec::new()));
    let shared = Arc::clone(&names);
    let wrap = move |inner| -> Arc<dyn Store> { Arc::new(Noted { inner, names: shared }) };
    let service = Service::start_as(|config| config.requests.public_form = true, wrap).await;
    for (shop, email, number) in [
        (SHOP, "b.buyer@example.org", "BB002"),
        (SHOP, "b.buyer@example.org", "BB003"),
        (SHOP, "c.buyer@example.org", "BB002"),
        ("Moon", "b.buyer@example.org", "BB002"),
    ] {
        names.lock().unwrap().clear();
        let form = json!({"type": "access", "shop": shop, "email": email, "customerNumber": number});
        service.ask("POST", PUBLIC_REQUESTS).json(form.to_string()).send().await.expect(202);
        assert_eq!(*names.lock().unwrap(), ["submit_public_form"], "{form}");
    }
}

#[tokio::test]
async fn a_form_that_waits_is_sealed() {
    let service = Service::start_with(|config| config.requests.public_form = true).await;
    let form = json!({
        "type": "access", "shop": SHOP, "email": "nobody.known@example.org", "customerNumber": "SECRET-4711",
    });
    service.ask("POST", PUBLIC_REQUESTS).json(form.to_string()).send().await.expect(202);
    for file in ["gdpr.db", "gdpr.db-wal"] {
        let bytes = std::fs::read(service.database().with_file_name(file)).unwrap();
        for secret in ["nobody.known", "SECRET-4711"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in {file}");
        }
    }
}
