//! Those who wait to write, and the batches that they become.
//!
//! A call that writes needs a thread that may wait for the disk, and a commit. When many call at once, one of each serves
//! them all: who wants to write leaves the work here, and whatever is there when the last batch is done becomes the
//! next one. So the more calls there are, the larger the batches, and nobody waits for company: a batch begins as soon as all
//! calls that can go on have gone on until they write, too, or wait for something else.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use tokio::task::{spawn_blocking, yield_now};

use super::{Job, Store, StoreError, Transaction, Verdict};
use crate::refusal::Fault;

/// The most that become one batch. More would gain little, and the first of them waits for the last.
const BATCH: usize = 64;

/// Transactions that wait for their turn.
pub struct WriteQueue {
    store: Arc<dyn Store>,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    members: Vec<Box<dyn Member>>,
    /// Somebody takes them, again and again until there are none.
    served: bool,
}

impl WriteQueue {
    /// A queue of transactions on `store`.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, waiting: Mutex::default() }
    }

    /// Runs `work` in the transaction `name`, as [`write`](trait.Store.html#method.write) does, in a batch with others and to its
    /// end even when the caller goes away.
    ///
    /// # Errors
    /// Those of `work`; [`StoreError`] as that error; [`Fault::Interrupted`] when it panicked or the process is ending.
    ///
    /// # Panics
    /// When called outside a Tokio runtime.
    pub async fn write<T, E>(
        self: &Arc<Self>,
        name: &'static str,
        work: impl FnMut(&dyn Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + From<Fault> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        if self.add(Box::new(Waits { name, work, done: None, tell })) {
            tokio::spawn(Arc::clone(self).serve());
        }
        told.await.unwrap_or_else(|_| Err(Fault::Interrupted.into()))
    }

    /// Gives back whether somebody has to begin to serve.
    fn add(&self, member: Box<dyn Member>) -> bool {
        let mut waiting = self.lock();
        waiting.members.push(member);
        !std::mem::replace(&mut waiting.served, true)
    }

    async fn serve(self: Arc<Self>) {
        loop {
            self.gather().await;
            let Some(mut batch) = self.take() else { return };
            let store = Arc::clone(&self.store);
            let run = move || {
                let mut jobs: Vec<_> = batch.iter_mut().map(|member| member.job()).collect();
                let results = store.write_all_with(&mut jobs);
                drop(jobs);
                (batch, results)
            };
            // Members that are lost with the thread tell so themselves.
            if let Ok((batch, results)) = spawn_blocking(run).await {
                batch.into_iter().zip(results).for_each(|(member, result)| member.end(result));
            }
        }
    }

    /// Lets others come until none come any more.
    async fn gather(&self) {
        let mut before = 0;
        loop {
            let there = self.lock().members.len();
            if there <= before || there >= BATCH {
                return;
            }
            before = there;
            yield_now().await;
        }
    }

    fn take(&self) -> Option<Vec<Box<dyn Member>>> {
        let mut waiting = self.lock();
        if waiting.members.is_empty() {
            waiting.served = false;
            return None;
        }
        let most = waiting.members.len().min(BATCH);
        Some(waiting.members.drain(..most).collect())
    }

    /// Nothing panics while it is locked.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transaction, and somebody who waits for its end.
trait Member: Send {
    fn job(&mut self) -> Job<'_>;
    fn end(self: Box<Self>, result: Result<(), StoreError>);
}

struct Waits<W, T, E> {
    name: &'static str,
    work: W,
    done: Option<Result<T, E>>,
    tell: oneshot::Sender<Result<T, E>>,
}

impl<W, T, E> Member for Waits<W, T, E>
where
    W: FnMut(&dyn Transaction) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + From<Fault> + Send,
{
    fn job(&mut self) -> Job<'_> {
        let Self { name, work, done, .. } = self;
        Job::new(name, move |transaction| {
            // A panic is none of the others' business; what it left is taken back, and not looked at.
            *done = catch_unwind(AssertUnwindSafe(|| work(transaction))).ok();
            if matches!(done, Some(Ok(_))) { Verdict::Commit } else { Verdict::RollBack }
        })
    }

    fn end(self: Box<Self>, result: Result<(), StoreError>) {
        let Self { done, tell, .. } = *self;
        let interrupted = || Err(Fault::Interrupted.into());
        // Whoever went away does not need to know.
        let _ = tell.send(result.map_err(E::from).and_then(|()| done.unwrap_or_else(interrupted)));
    }
}
