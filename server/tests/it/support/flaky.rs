//! A service with a store that can be told to fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use domain::store::{Store, StoreError, Transaction, Verdict, View};
use gdpr_server::config::Config;

use super::service::Service;

/// A store that works, is away, misbehaves or panics, as told.
struct Flaky {
    inner: Arc<dyn Store>,
    mood: Arc<AtomicU8>,
}

pub(crate) const WELL: u8 = 0;
pub(crate) const AWAY: u8 = 1;
pub(crate) const BROKEN: u8 = 2;
pub(crate) const PANICKING: u8 = 3;

impl Flaky {
    fn try_it(&self) -> Result<(), StoreError> {
        match self.mood.load(Ordering::SeqCst) {
            AWAY => Err(StoreError::Unavailable("secret detail".to_owned())),
            BROKEN => Err(StoreError::Corrupt("secret detail".to_owned())),
            PANICKING => panic!("secret detail"),
            _ => Ok(()),
        }
    }
}

impl Store for Flaky {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.try_it()?;
        self.inner.read_with(name, work)
    }

    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        self.try_it()?;
        self.inner.write_with(name, work)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.try_it()?;
        self.inner.check()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.try_it()?;
        self.inner.wipe()
    }
}

/// A service whose store has the mood that is set.
pub(crate) async fn flaky() -> (Service, Arc<AtomicU8>) {
    flaky_with(|_| ()).await
}

/// The same, with other settings.
pub(crate) async fn flaky_with(configure: impl FnOnce(&mut Config)) -> (Service, Arc<AtomicU8>) {
    let mood = Arc::new(AtomicU8::new(WELL));
    let shared = Arc::clone(&mood);
    let service = Service::start_as(configure, move |inner| Arc::new(Flaky { inner, mood: shared })).await;
    (service, mood)
}
