//! The one connection that writes, and the groups of transactions that share a commit of it.
//!
//! A commit waits for the disk, which takes longer than the work of most transactions. So those who write at the same time
//! become members of one group: one after the other each does its work in the same transaction of `SQLite`, and all wait for
//! its one commit. The first begins it, and each further member has a savepoint in it, so that one who fails takes
//! back what is its own. Everybody runs their work on their own thread.
//!
//! Nobody waits for a group that nobody ends. Whoever holds the mutex decides: a group stays open only when it is unlocked
//! while somebody is counted as waiting for the mutex. Who is counted does nothing else before it has the mutex, and then joins
//! the group and decides in turn, or ends it.
//!
//! Those who know of each other come together ([`write_all`](Writer::write_all)): one thread does the work of all.
//!
//! Each member waits for the end of its group, whatever its verdict: it may answer by what a member before it wrote, and
//! that has to be on disk by then.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::{StoreError, Verdict, lock};

#[cfg(test)]
mod tests;

/// How far a group goes: after that, who waits begins the next one.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    /// How many members it has at most.
    pub(super) members: usize,
    /// How long members join it. A few times what the disk takes, so that the disk is not what everybody waits for, and
    /// little for a caller.
    pub(super) time: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { members: 64, time: Duration::from_millis(20) }
    }
}

/// What was written by this process, for measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Writes {
    /// Transactions that were run, however they ended.
    pub transactions: u64,
    /// Commits that they shared.
    pub commits: u64,
    /// How many wait for their turn now.
    pub waiting: usize,
}

/// Whether a commit may take place.
type Permit<'a> = &'a dyn Fn() -> Result<(), StoreError>;

/// What `SQLite` does by itself when a statement finds no room on the disk, or cannot read or write.
const ROLLED_BACK: &str =
    "a statement failed in a way that rolled back the transaction, and with it all that shared its commit";

pub(super) struct Writer {
    bounds: Bounds,
    held: Mutex<Held>,
    /// Those who are about to take the mutex, or sleep until they get it.
    waiting: AtomicUsize,
    transactions: AtomicU64,
    commits: AtomicU64,
}

/// What one at a time has.
pub(super) struct Held {
    pub(super) connection: Connection,
    /// There is one exactly while `connection` is in a transaction that a member began and that is to be committed.
    open: Option<Open>,
}

struct Open {
    group: Arc<Group>,
    members: usize,
    since: Instant,
}

/// Members of one commit, and how it went.
#[derive(Default)]
struct Group(OnceLock<Result<(), StoreError>>);

impl Writer {
    pub(super) fn new(connection: Connection, bounds: Bounds) -> Self {
        Self {
            bounds,
            held: Mutex::new(Held { connection, open: None }),
            waiting: AtomicUsize::default(),
            transactions: AtomicU64::default(),
            commits: AtomicU64::default(),
        }
    }

    /// Runs `work` as a member of a group, and waits for the group's end. A panic of `work` goes on to the caller.
    pub(super) fn write(
        &self,
        permit: Permit<'_>,
        work: &mut dyn FnMut(&Connection) -> Verdict,
    ) -> Result<(), StoreError> {
        self.write_all(permit, 1, &mut |_, connection| work(connection)).pop().unwrap_or(Ok(()))
    }

    /// Runs `work` for each number below `count`, each as a member of a group, and waits for the end of all their groups. Gives
    /// back how each went. A panic of one goes on to the caller when all were run.
    pub(super) fn write_all(
        &self,
        permit: Permit<'_>,
        count: usize,
        work: &mut dyn FnMut(usize, &Connection) -> Verdict,
    ) -> Vec<Result<(), StoreError>> {
        let mut ran = Vec::with_capacity(count);
        let mut held = self.take();
        for number in 0..count {
            if held.open.as_ref().is_some_and(|open| !self.has_room(open)) {
                self.end(&mut held, permit);
            }
            match held.run(&mut |connection| work(number, connection)) {
                // Who waited for another process in vain did so for all who came along.
                Err(error) => {
                    ran.extend((number..count).map(|_| Err(error.clone())));
                    break;
                }
                run => ran.push(run),
            }
        }
        let count = ran.iter().filter(|ran| ran.is_ok()).count();
        self.transactions.fetch_add(count as u64, Ordering::Relaxed);
        if !self.goes_on(&held) {
            self.end(&mut held, permit);
        }
        drop(held);
        let (mut results, mut panicked) = (Vec::with_capacity(ran.len()), None);
        for ran in ran {
            results.push(ran.and_then(|(group, done)| {
                panicked = panicked.take().or(done.err());
                group.0.wait().clone()
            }));
        }
        match panicked {
            None => results,
            Some(panic) => resume_unwind(panic),
        }
    }

    /// The connection for something else than a member's work. A group that was open is committed, and its members go.
    pub(super) fn alone(&self, permit: Permit<'_>) -> MutexGuard<'_, Held> {
        let mut held = self.take();
        self.end(&mut held, permit);
        held
    }

    pub(super) fn writes(&self) -> Writes {
        Writes {
            transactions: self.transactions.load(Ordering::Relaxed),
            commits: self.commits.load(Ordering::Relaxed),
            waiting: self.waiting.load(Ordering::SeqCst),
        }
    }

    /// Takes the mutex; the only way to it for those who come. Whoever is counted by somebody who holds it has yet to take it.
    fn take(&self) -> MutexGuard<'_, Held> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let held = lock(&self.held);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        held
    }

    /// Whether the open group is left to somebody else, who is on the way to it.
    fn goes_on(&self, held: &Held) -> bool {
        let is_awaited = self.waiting.load(Ordering::SeqCst) > 0;
        is_awaited && held.open.as_ref().is_some_and(|open| self.has_room(open))
    }

    fn has_room(&self, open: &Open) -> bool {
        open.members < self.bounds.members && open.since.elapsed() < self.bounds.time
    }

    /// Commits the open group, if there is one.
    fn end(&self, held: &mut Held, permit: Permit<'_>) {
        if held.open.is_some() {
            let result = permit().and_then(|()| held.execute("COMMIT"));
            self.commits.fetch_add(u64::from(result.is_ok()), Ordering::Relaxed);
            held.close(result);
        }
    }
}

impl Held {
    /// Runs `work` in the open group or in a new one, and takes back what it changed unless it is to be kept. Gives back the
    /// group, which has ended by then if it could not go on.
    fn run(
        &mut self,
        work: &mut dyn FnMut(&Connection) -> Verdict,
    ) -> Result<(Arc<Group>, thread::Result<()>), StoreError> {
        let is_first = self.open.is_none();
        let group = if let Some(open) = &mut self.open {
            open.members += 1;
            Arc::clone(&open.group)
        } else {
            self.begin()?
        };
        if !is_first && let Err(error) = self.execute("SAVEPOINT member") {
            self.close(Err(error.clone()));
            return Err(error);
        }
        // Nothing of a panic is looked at: what it left in the transaction is taken back.
        let done = catch_unwind(AssertUnwindSafe(|| work(&self.connection)));
        let keeps = matches!(done, Ok(Verdict::Commit));
        let left = if self.connection.is_autocommit() {
            Err(StoreError::Unavailable(ROLLED_BACK.to_owned()))
        } else {
            match (is_first, keeps) {
                // The transaction itself is to the first what a savepoint is to the others. That spares a lone writer the
                // copies of all pages that it changes.
                (true, true) => Ok(()),
                (true, false) => self.execute("ROLLBACK"),
                (false, true) => self.execute("RELEASE member"),
                (false, false) => self.execute("ROLLBACK TO member").and_then(|()| self.execute("RELEASE member")),
            }
        };
        match left {
            // Nobody knows what is in the transaction now.
            Err(error) => self.close(Err(error)),
            Ok(()) if is_first && !keeps => self.close(Ok(())),
            Ok(()) => {}
        }
        Ok((group, done.map(drop)))
    }

    fn begin(&mut self) -> Result<Arc<Group>, StoreError> {
        self.clear()?;
        // Immediate: the lock is taken before anything is read, so there is nothing to conflict with later.
        self.execute("BEGIN IMMEDIATE")?;
        let group = Arc::<Group>::default();
        self.open = Some(Open { group: Arc::clone(&group), members: 1, since: Instant::now() });
        Ok(group)
    }

    /// Tells the members of the open group how it ended. After an error nothing of it is left.
    fn close(&mut self, result: Result<(), StoreError>) {
        if result.is_err() {
            // If even this fails, it is tried again before the next group begins.
            let _ = self.clear();
        }
        if let Some(open) = self.open.take() {
            let _ = open.group.0.set(result);
        }
    }

    /// Rolls back whatever a failure has left.
    fn clear(&self) -> Result<(), StoreError> {
        if self.connection.is_autocommit() { Ok(()) } else { self.execute("ROLLBACK") }
    }

    /// Prepared once, like all other statements.
    fn execute(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute(())?;
        Ok(())
    }
}
