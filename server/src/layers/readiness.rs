//! Whether the storage takes writes now. Only a write can tell, and anybody may ask: so there is one check at a time, whose
//! result all get who ask meanwhile, and a good one counts for a moment.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::refusal::Fault;
use domain::store::{Store, off_thread};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use crate::metrics::Metrics;

/// How long a write that succeeded is proof.
const PROOF: Duration = Duration::from_secs(1);
/// How long a check may take: shorter than `healthcheck` waits. A disk that does not answer is one that cannot be written.
const PATIENCE: Duration = Duration::from_secs(3);

/// Checks the storage, and remembers how that went.
#[derive(Default)]
pub(crate) struct Readiness(Mutex<Option<Check>>);

/// When it ended, and whether the storage took the write; `None` as long as it goes on.
type Check = watch::Receiver<Option<(Instant, bool)>>;

impl Readiness {
    /// Whether `store` takes writes.
    pub(crate) async fn check(&self, store: &Arc<dyn Store>, metrics: &Arc<Metrics>) -> bool {
        let mut check = self.current(store, metrics);
        let ended = timeout(PATIENCE, check.wait_for(Option::is_some)).await;
        if ended.is_err() {
            tracing::error!(
                code = "store.slow",
                seconds = PATIENCE.as_secs(),
                "not ready: the storage does not answer"
            );
        }
        // Without a result the check panicked.
        matches!(ended, Ok(Ok(result)) if matches!(*result, Some((_, true))))
    }

    /// The check that goes on or has just succeeded, else a new one. It ends whether or not the callers wait for it.
    fn current(&self, store: &Arc<dyn Store>, metrics: &Arc<Metrics>) -> Check {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = |check: &&Check| match *check.borrow() {
            Some((at, is_good)) => is_good && at.elapsed() < PROOF,
            None => check.has_changed().is_ok(),
        };
        if let Some(check) = last.as_ref().filter(counts) {
            return check.clone();
        }
        let (tell, check) = watch::channel(None);
        *last = Some(check.clone());
        let (store, metrics) = (Arc::clone(store), Arc::clone(metrics));
        tokio::spawn(async move {
            let done = off_thread(move || store.check().map_err(Fault::from)).await;
            if let Err(fault) = &done {
                metrics.fault(fault.code());
                tracing::error!(code = fault.code(), error = %fault, "not ready");
            }
            let _ = tell.send(Some((Instant::now(), done.is_ok())));
        });
        check
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use domain::store::{StoreError, Transaction, Verdict, View};

    use super::*;

    /// Counts checks, and takes from `next` how each goes.
    struct Counting {
        checks: AtomicUsize,
        next: Mutex<mpsc::Receiver<bool>>,
    }

    impl Store for Counting {
        fn read_with(&self, _: &'static str, _: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
            Ok(())
        }

        fn write_with(
            &self,
            _: &'static str,
            _: &mut dyn FnMut(&dyn Transaction) -> Verdict,
        ) -> Result<(), StoreError> {
            Ok(())
        }

        fn check(&self) -> Result<(), StoreError> {
            self.checks.fetch_add(1, Ordering::SeqCst);
            match self.next.lock().unwrap().recv() {
                Ok(true) => Ok(()),
                _ => Err(StoreError::Unavailable("invented".to_owned())),
            }
        }

        fn wipe(&self) -> Result<(), StoreError> {
            Ok(())
        }
    }

    fn counting() -> (Arc<Counting>, Arc<dyn Store>, mpsc::Sender<bool>) {
        let (tell, next) = mpsc::channel();
        let counting = Arc::new(Counting { checks: AtomicUsize::new(0), next: Mutex::new(next) });
        (Arc::clone(&counting), counting, tell)
    }

    #[tokio::test]
    async fn many_who_ask_cost_one_write_and_a_failure_is_tried_again_at_once() {
        let (counting, store, tell) = counting();
        let (readiness, metrics) = (Readiness::default(), Arc::new(Metrics::new()));
        let ask = || readiness.check(&store, &metrics);
        tell.send(true).unwrap();
        assert!(futures_util::future::join_all((0..100).map(|_| ask())).await.into_iter().all(|ready| ready));
        assert!(ask().await);
        assert_eq!(counting.checks.load(Ordering::SeqCst), 1);
        tokio::time::sleep(PROOF).await;
        tell.send(false).unwrap();
        assert!(!ask().await);
        tell.send(true).unwrap();
        assert!(ask().await);
        assert_eq!(counting.checks.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn storage_that_does_not_answer_is_not_ready_and_holds_up_one_thread() {
        let (counting, store, tell) = counting();
        let (readiness, metrics) = (Readiness::default(), Arc::new(Metrics::new()));
        let ready = futures_util::future::join_all((0..100).map(|_| readiness.check(&store, &metrics))).await;
        assert!(ready.into_iter().all(|ready| !ready));
        assert_eq!(counting.checks.load(Ordering::SeqCst), 1);
        tell.send(true).unwrap();
        assert!(readiness.check(&store, &metrics).await);
        assert_eq!(counting.checks.load(Ordering::SeqCst), 1);
    }
}
