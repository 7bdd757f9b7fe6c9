//! The one connection that writes, and the groups of transactions that share a commit of it.
//!
//! A commit waits for the disk, which takes longer than the work of most transactions. So those who write at the same time
//! become members of one group: one after the other each does its work in the same transaction of `SQLite`, and all wait for
//! its one commit. The first begins it, and each further member has a savepoint in it, so that one who fails takes
//! back what is its own. Everybody runs their work on their own thread.
//!
//! Nobody waits for a group that nobody ends. Whoever holds the mutex decides: a group stays open only when it is unlocked
//! while somebody is counted as waiting for the mutex, or has promised to end it. Who is counted does nothing else before it
//! has the mutex, and then joins the group and decides in turn, or ends it. Who has promised to end it sleeps for a moment at a
//! time, and no longer than a group may last: a group does not depend on any thread but one that is on its way.
//!
//! That promise is for a machine whose cores are busy: there, those who want to write next are still reading their calls
//! while the disk is long done, and each would get a commit of its own. So as long as groups have several members, one waits
//! for more to come, as long as they come one soon after the other. Whoever writes alone, or with few others, waits for nobody.
//!
//! Each member waits for the end of its group, whatever its verdict: it may answer by what a member before it wrote, and
//! that has to be on disk by then.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
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
    /// The longest that a group which nobody is on the way to is held open for the next one.
    pub(super) pause: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { members: 64, time: Duration::from_millis(20), pause: Duration::from_millis(2) }
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
    /// The open group has as many members as were hoped for.
    gathered: Condvar,
    transactions: AtomicU64,
    commits: AtomicU64,
}

/// What one at a time has.
pub(super) struct Held {
    pub(super) connection: Connection,
    /// There is one exactly while `connection` is in a transaction that a member began and that is to be committed.
    open: Option<Open>,
    last: Last,
}

struct Open {
    group: Arc<Group>,
    members: usize,
    since: Instant,
    /// Somebody has promised to end it.
    promised: bool,
}

/// The group before, from which the next one is guessed.
#[derive(Clone, Copy, Default)]
struct Last {
    members: usize,
    /// How long its commit took.
    time: Duration,
    /// How many groups there were.
    groups: u64,
}

impl Last {
    /// Fewer members gain less from each other than they lose by waiting.
    const SEVERAL: usize = 4;

    /// Every how many groups more are hoped for than there were: to wait in vain costs everybody a pause.
    const OFTEN: u64 = 2;

    /// How many members are worth waiting for: as many as there were, or every other time more.
    fn hoped_for(self) -> usize {
        match self.members {
            members if members < Self::SEVERAL => 1,
            members if self.groups.is_multiple_of(Self::OFTEN) => members.saturating_mul(2),
            members => members,
        }
    }

    /// How long the next one may take to come: twice what a commit would.
    fn pause(self) -> Duration {
        self.time.saturating_mul(2)
    }
}

/// Members of one commit, and how it went.
#[derive(Default)]
struct Group(OnceLock<Result<(), StoreError>>);

impl Writer {
    pub(super) fn new(connection: Connection, bounds: Bounds) -> Self {
        Self {
            bounds,
            held: Mutex::new(Held { connection, open: None, last: Last::default() }),
            waiting: AtomicUsize::default(),
            gathered: Condvar::new(),
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
        let mut held = self.take();
        let (group, done) = held.run(work)?;
        self.transactions.fetch_add(1, Ordering::Relaxed);
        held = self.gather(held, &group);
        if !self.goes_on(&held) {
            self.end(&mut held, permit);
        }
        drop(held);
        let result = group.0.wait().clone();
        match done {
            Ok(()) => result,
            Err(panic) => resume_unwind(panic),
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

    /// Whether the open group is left to somebody else, who is on the way to it or has promised to end it.
    fn goes_on(&self, held: &Held) -> bool {
        held.open.as_ref().is_some_and(|open| self.has_room(open) && (open.promised || self.is_awaited()))
    }

    fn has_room(&self, open: &Open) -> bool {
        open.members < self.bounds.members && open.since.elapsed() < self.bounds.time
    }

    /// Whether somebody is on the way to the mutex.
    fn is_awaited(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }

    /// Promises to end `group` and waits a moment for others to join it, unless somebody else does, somebody is on the way
    /// anyway, or nobody is to be hoped for.
    fn gather<'a>(&self, mut held: MutexGuard<'a, Held>, group: &Arc<Group>) -> MutexGuard<'a, Held> {
        let Held { open: Some(open), last, .. } = &mut *held else { return held };
        let hoped_for = last.hoped_for().min(self.bounds.members);
        if open.promised {
            if open.members >= hoped_for {
                self.gathered.notify_one();
            }
            return held;
        }
        if open.members >= hoped_for || !self.has_room(open) || self.is_awaited() {
            return held;
        }
        open.promised = true;
        let pause = last.pause().min(self.bounds.pause);
        let mut members = 0;
        // As long as somebody has come meanwhile.
        while let Some(open) = held.open.as_ref().filter(|open| Arc::ptr_eq(&open.group, group))
            && (members..hoped_for).contains(&open.members)
            && self.has_room(open)
        {
            members = open.members + 1;
            held = self.gathered.wait_timeout(held, pause).unwrap_or_else(PoisonError::into_inner).0;
        }
        if let Some(open) = held.open.as_mut().filter(|open| Arc::ptr_eq(&open.group, group)) {
            // From here on, who is on the way decides, or else this one ends it.
            open.promised = false;
        }
        held
    }

    /// Commits the open group, if there is one.
    fn end(&self, held: &mut Held, permit: Permit<'_>) {
        if let Some(open) = &held.open {
            let (members, begun) = (open.members, Instant::now());
            let result = permit().and_then(|()| held.execute("COMMIT"));
            self.commits.fetch_add(u64::from(result.is_ok()), Ordering::Relaxed);
            held.last = Last { members, time: begun.elapsed(), groups: held.last.groups.wrapping_add(1) };
            held.close(result);
            self.gathered.notify_one();
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
        self.open = Some(Open { group: Arc::clone(&group), members: 1, since: Instant::now(), promised: false });
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
