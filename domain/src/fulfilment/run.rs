//! What is due, in one process at a time: approved requests, what was kept for long enough, copies of what was deleted.

use chrono::TimeDelta;

use super::Fulfilment;
use super::erase::Went;
use crate::audit::{Action, Actor};
use crate::clock::Timestamp;
use crate::link::random_id;
use crate::names::RequestId;
use crate::refusal::Fault;
use crate::request::{RequestType, State, rules};
use crate::requests::Change;
use crate::store::Transaction;

/// How long a process that was killed keeps others from it.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// The name of the lease.
const NAME: &str = "fulfilment";
/// How many requests are looked up in one go.
const BATCH: usize = 100;
/// After how long a deletion that was begun and not ended counts as left behind by a process that is gone.
const LEFT_BEHIND: TimeDelta = TimeDelta::minutes(10);

/// What was done.
#[derive(Debug, Default)]
pub struct Ran {
    /// Requests that were carried out.
    pub fulfilled: usize,
    /// Requests that staff has to decide anew.
    pub outdated: usize,
    /// People of whom something was erased that had been kept.
    pub followed_up: usize,
    /// Whether copies of what was deleted were removed from the storage.
    pub wiped: bool,
    /// What did not work, with the request if it was one. It is tried again.
    pub faults: Vec<(Option<RequestId>, Fault)>,
}

impl Ran {
    /// Whether nothing was due.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self { fulfilled: 0, outdated: 0, followed_up: 0, wiped: false, faults } if faults.is_empty())
    }
}

impl Fulfilment {
    /// Carries out the approved requests whose time has come. `None`: another process is at it.
    ///
    /// # Errors
    /// [`Fault`] when nothing could be found out; what did not work for single requests is in [`Ran::faults`].
    pub fn run(&self) -> Result<Option<Ran>, Fault> {
        let now = self.now();
        // Looked up first: as long as there is nothing to do, nothing is written.
        if self.requests.store.read("list_due_requests", |view| view.due_requests(now, 1))?.is_empty() {
            return Ok(Some(Ran::default()));
        }
        self.alone(|holder, ran| self.due_requests(holder, ran))
    }

    /// Does what follows later: erases what was kept for long enough, ends deletions that a process left behind, and removes
    /// copies of what was deleted. `None`: another process is at it.
    ///
    /// # Errors
    /// [`Fault`], as of [`run`](Self::run).
    pub fn tidy(&self) -> Result<Option<Ran>, Fault> {
        self.alone(|holder, ran| self.afterwards(holder, ran))
    }

    /// Does `work` while no other process does.
    fn alone(&self, work: impl Fn(&str, &mut Ran) -> Result<(), Fault>) -> Result<Option<Ran>, Fault> {
        let holder = random_id(&*self.requests.entropy)?.to_string();
        if !self.lease(&holder, self.now() + LEASE)? {
            return Ok(None);
        }
        let mut ran = Ran::default();
        let worked = work(&holder, &mut ran);
        // Whatever came of it, the next one need not wait.
        self.lease(&holder, Timestamp::UNIX_EPOCH)?;
        worked.map(|()| Some(ran))
    }

    fn lease(&self, holder: &str, until: Timestamp) -> Result<bool, Fault> {
        let now = self.now();
        let take = |transaction: &dyn Transaction| transaction.take_lease(NAME, holder, now, until);
        Ok(self.requests.store.write("take_lease", take)?)
    }

    fn afterwards(&self, holder: &str, ran: &mut Ran) -> Result<(), Fault> {
        let until = self.now() - LEFT_BEHIND;
        for begun in self.requests.store.read("list_deletions", |view| view.unfinished_deletions(until, BATCH))? {
            if let Err(fault) = self.resume_deletion(&begun) {
                ran.faults.push((None, fault));
            }
        }
        for shop in self.requests.store.read("list_shops", |view| view.shops())? {
            if let Err(fault) = self.follow_up(&shop.name, ran) {
                ran.faults.push((None, fault));
            }
            self.lease(holder, self.now() + LEASE)?;
        }
        if let Err(fault) = self.sweep_packages() {
            ran.faults.push((None, fault));
        }
        match self.wipe(self.wipe_within) {
            Ok(wiped) => ran.wiped = wiped,
            Err(fault) => ran.faults.push((None, fault)),
        }
        Ok(())
    }

    fn due_requests(&self, holder: &str, ran: &mut Ran) -> Result<(), Fault> {
        loop {
            let now = self.now();
            let due = self.requests.store.read("list_due_requests", |view| view.due_requests(now, BATCH))?;
            let before = (ran.fulfilled, ran.outdated, ran.faults.len());
            for request in due {
                match self.carry_out(&request.id, request.kind) {
                    Ok(Went::Done) => ran.fulfilled += 1,
                    Ok(Went::Outdated) => ran.outdated += 1,
                    Ok(Went::Nothing) => {}
                    Err(fault) => {
                        // When that cannot be written either, it is found again as it is.
                        let noted = self.note_failure(&request.id, &fault);
                        ran.faults.push((Some(request.id.clone()), fault));
                        noted?;
                    }
                }
                // Still at it: nobody else has to step in.
                self.lease(holder, self.now() + LEASE)?;
            }
            if before == (ran.fulfilled, ran.outdated, ran.faults.len()) {
                return Ok(());
            }
        }
    }

    fn carry_out(&self, id: &RequestId, kind: RequestType) -> Result<Went, Fault> {
        match kind {
            RequestType::Erasure => {
                self.start(id)?;
                self.erase(id)
            }
            RequestType::Access | RequestType::Portability => {
                self.start(id)?;
                self.package(id)
            }
            RequestType::Rectification | RequestType::Restriction | RequestType::Objection => Ok(Went::Nothing),
        }
    }

    /// From approved to being processed.
    pub(super) fn start(&self, id: &RequestId) -> Result<(), Fault> {
        let now = self.now();
        self.requests.store.write("start_request", |transaction| {
            let Some(mut request) = transaction.request(id)? else { return Ok(()) };
            let Some(state) = rules::begun(&request.state, now) else { return Ok(()) };
            let before = std::mem::replace(&mut request.state, state);
            let change = Change::new(Action::Started);
            self.requests.save(transaction, &Actor::Service, &before, &mut request, &change, now)
        })
    }

    /// It did not work, and is tried again later.
    fn note_failure(&self, id: &RequestId, fault: &Fault) -> Result<(), Fault> {
        let now = self.now();
        self.requests.store.write("note_failure", |transaction| {
            let Some(mut request) = transaction.request(id)? else { return Ok(()) };
            let Some(state) = rules::failed(&request.state, now) else { return Ok(()) };
            let before = std::mem::replace(&mut request.state, state);
            let mut change = Change::new(Action::Failed).detail("error", fault.code());
            if let State::Processing { next_try_at, .. } = &request.state {
                let at = next_try_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
                change = change.detail("next_try_at", at);
            }
            self.requests.save(transaction, &Actor::Service, &before, &mut request, &change, now)
        })
    }

    /// Removes copies of what was deleted from parts of the storage that are not used, if there are any that are older than
    /// `within`. Gives back whether.
    ///
    /// # Errors
    /// [`Fault`]: it is to be tried again.
    pub fn wipe(&self, within: TimeDelta) -> Result<bool, Fault> {
        let since = self.requests.store.read("traces", |view| view.traces_since())?;
        let due = since.is_some_and(|since| self.now().signed_duration_since(since) >= within);
        if due {
            self.requests.store.wipe()?;
        }
        Ok(due)
    }
}
