//! Calls that wait to write: one thread writes for all of them, and each has its own result.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::names::UserName;
use domain::refusal::Fault;
use domain::store::sqlite::Sqlite;
use domain::store::{Store, StoreError, Transaction, Verdict, View, WriteQueue};
use tokio::task::JoinSet;

use crate::records::{name, user};
use crate::sqlite_file::Scratch;

fn queue(store: &Arc<Sqlite>) -> Arc<WriteQueue> {
    Arc::new(WriteQueue::new(Arc::clone(store) as Arc<dyn Store>))
}

fn add(number: usize) -> impl FnMut(&dyn Transaction) -> Result<usize, Fault> + Send + 'static {
    move |transaction| {
        assert!(transaction.insert_user(&user(&format!("user{number}")))?);
        Ok(number)
    }
}

/// The numbers of those that somebody else sees.
fn there(scratch: &Scratch, count: usize) -> Vec<usize> {
    let store: Arc<dyn Store> = Arc::new(scratch.sqlite().unwrap());
    let is_there = |number: &usize| {
        let wanted: UserName = name(&format!("user{number}"));
        store.read::<_, StoreError>("test", |view| view.user(&wanted)).unwrap().is_some()
    };
    (0..count).filter(is_there).collect()
}

#[tokio::test]
async fn those_who_write_at_once_share_commits_and_are_answered_when_it_is_on_disk() {
    let scratch = Scratch::new();
    let store = Arc::new(scratch.sqlite().unwrap());
    let (queue, before) = (queue(&store), store.writes());
    let mut calls = JoinSet::new();
    for number in 0..100 {
        let queue = Arc::clone(&queue);
        calls.spawn(async move { queue.write("test", add(number)).await });
    }
    while let Some(done) = calls.join_next().await {
        let number = done.unwrap().unwrap();
        assert!(there(&scratch, number + 1).contains(&number), "answered before others can see it");
    }
    let after = store.writes();
    assert_eq!(after.transactions - before.transactions, 100);
    assert_eq!(after.commits - before.commits, 2, "64 and 36: all of them could write before the first did");
}

#[tokio::test]
async fn who_fails_or_panics_is_told_so_and_nobody_else() {
    let scratch = Scratch::new();
    let queue = queue(&Arc::new(scratch.sqlite().unwrap()));
    let mut calls = JoinSet::new();
    for number in 0..20 {
        let queue = Arc::clone(&queue);
        calls.spawn(async move {
            let mut add = add(number);
            let work = move |transaction: &dyn Transaction| {
                let added = add(transaction)?;
                match number % 4 {
                    1 => Err(Fault::Raced),
                    2 => panic!("invented"),
                    _ => Ok(added),
                }
            };
            let told = queue.write("test", work).await;
            match number % 4 {
                1 => assert!(matches!(told, Err(Fault::Raced))),
                2 => assert!(matches!(told, Err(Fault::Interrupted))),
                _ => assert!(matches!(told, Ok(told) if told == number)),
            }
        });
    }
    calls.join_all().await;
    assert_eq!(there(&scratch, 20), (0..20).filter(|number| matches!(number % 4, 0 | 3)).collect::<Vec<_>>());
}

#[tokio::test]
async fn what_was_begun_is_done_although_the_caller_goes_away() {
    let scratch = Scratch::new();
    let queue = queue(&Arc::new(scratch.sqlite().unwrap()));
    let (call, other) = (Arc::clone(&queue), Arc::clone(&queue));
    let gone = tokio::spawn(async move { call.write("test", add(0)).await });
    tokio::task::yield_now().await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    other.write("test", add(1)).await.unwrap();
    assert_eq!(there(&scratch, 2), [0, 1]);
}

#[tokio::test]
async fn a_failure_of_the_storage_is_told_to_each_and_the_next_can_write() {
    let scratch = Scratch::new();
    let queue = queue(&Arc::new(Sqlite::open_with(&scratch.file(), Duration::ZERO).unwrap()));
    let other = rusqlite::Connection::open(scratch.file()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = Arc::new(AtomicUsize::new(0));
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        let (queue, ran) = (Arc::clone(&queue), Arc::clone(&ran));
        calls.spawn(async move {
            let work = move |_: &dyn Transaction| Ok(ran.fetch_add(1, Ordering::SeqCst));
            queue.write::<_, Fault>("test", work).await
        });
    }
    for told in calls.join_all().await {
        assert_eq!(told.unwrap_err().code(), "store.unavailable");
    }
    assert_eq!(ran.load(Ordering::SeqCst), 0);
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(queue.write("test", add(1)).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_on_many_threads_are_all_served() {
    let scratch = Scratch::new();
    let queue = queue(&Arc::new(scratch.sqlite().unwrap()));
    let mut calls = JoinSet::new();
    for number in 0..16 {
        let queue = Arc::clone(&queue);
        calls.spawn(async move {
            for round in 0..10 {
                let number = number * 10 + round;
                assert_eq!(queue.write("test", add(number)).await.unwrap(), number);
            }
        });
    }
    calls.join_all().await;
    assert_eq!(there(&scratch, 160).len(), 160);
}

/// Storage whose first transaction finds a defect that ends its thread.
struct Defective {
    store: Sqlite,
    ran: AtomicUsize,
}

impl Store for Defective {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.store.read_with(name, work)
    }

    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        assert!(self.ran.fetch_add(1, Ordering::SeqCst) > 0, "invented");
        self.store.write_with(name, work)
    }

    fn check(&self) -> Result<(), StoreError> {
        self.store.check()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.store.wipe()
    }
}

#[tokio::test]
async fn a_thread_that_ends_in_a_panic_is_told_to_those_in_its_batch_and_the_next_can_write() {
    let scratch = Scratch::new();
    let store = Defective { store: scratch.sqlite().unwrap(), ran: AtomicUsize::default() };
    let queue = Arc::new(WriteQueue::new(Arc::new(store)));
    assert!(matches!(queue.write("test", add(0)).await, Err(Fault::Interrupted)));
    assert_eq!(queue.write("test", add(1)).await.unwrap(), 1);
    assert_eq!(there(&scratch, 2), [1]);
}
