//! What is due: approved requests, what was kept for long enough, copies of what was removed. Each piece of it is done by one
//! process at a time, and several processes share the pieces.

use chrono::TimeDelta;

use super::Fulfilment;
use super::erase::Went;
use crate::audit::{Action, Actor};
use crate::lease::{LEASE, alone};
use crate::link::random_id;
use crate::names::RequestId;
use crate::refusal::Fault;
use crate::request::{RequestType, State, rules};
use crate::requests::Change;
use crate::store::{Traces, View};

/// The name of the lease of what follows later.
const FOLLOW_UP: &str = "follow-up";
/// The name of the lease of a wipe.
const WIPE: &str = "wipe";
/// How long that lasts. Nothing can be written during most of a wipe, so it cannot be renewed.
const WIPE_LEASE: TimeDelta = TimeDelta::minutes(10);
/// After how long a deletion that was begun and not ended counts as left behind by a process that is gone.
const LEFT_BEHIND: TimeDelta = TimeDelta::minutes(10);
/// How many requests are looked up in one go.
const BATCH: usize = 100;

/// What was done.
#[derive(Debug, Default)]
pub struct Ran {
    /// Requests that were carried out.
    pub fulfilled: usize,
    /// Requests that staff has to decide anew.
    pub outdated: usize,
    /// People of whom something was erased that had been kept.
    pub followed_up: usize,
    /// Whether copies of what was removed were wiped from the storage.
    pub wiped: bool,
    /// Pieces of work that another process is at.
    pub elsewhere: usize,
    /// What did not work, with the request if it was one. It is tried again.
    pub faults: Vec<(Option<RequestId>, Fault)>,
}

impl Ran {
    /// Whether nothing was done, and nothing failed.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self { fulfilled: 0, outdated: 0, followed_up: 0, wiped: false, elsewhere: _, faults } if faults.is_empty())
    }
}

/// What a wipe came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wiped {
    /// There was nothing to remove, or nothing yet.
    NotDue,
    /// Copies were removed.
    Done,
    /// Another process is at it.
    Elsewhere,
}

impl Fulfilment {
    /// Carries out the approved requests whose time has come, but those that another process is at.
    ///
    /// # Errors
    /// [`Fault`] when nothing could be found out; what did not work for single requests is in [`Ran::faults`].
    pub fn run(&self) -> Result<Ran, Fault> {
        let mut ran = self.due()?;
        if let Err(fault) = self.write_queued() {
            ran.faults.push((None, fault));
        }
        Ok(ran)
    }

    fn due(&self) -> Result<Ran, Fault> {
        let mut ran = Ran::default();
        loop {
            let now = self.now();
            // Looked up first: as long as there is nothing to do, nothing is written.
            let due = self.requests.store.read("list_due_requests", |view| view.due_requests(now, BATCH))?;
            let before = (ran.fulfilled, ran.outdated, ran.faults.len());
            ran.elsewhere = 0;
            for request in due {
                match self.alone(&format!("request/{}", request.id), LEASE, || self.attempt(&request.id, request.kind))
                {
                    Ok(Some(Ok(Went::Done))) => ran.fulfilled += 1,
                    Ok(Some(Ok(Went::Outdated))) => ran.outdated += 1,
                    Ok(Some(Ok(Went::Nothing))) => {}
                    Ok(Some(Err(fault))) => ran.faults.push((Some(request.id), fault)),
                    Ok(None) => ran.elsewhere += 1,
                    Err(fault) => {
                        ran.faults.push((Some(request.id), fault));
                        return Ok(ran);
                    }
                }
            }
            if before == (ran.fulfilled, ran.outdated, ran.faults.len()) {
                return Ok(ran);
            }
        }
    }

    /// Does what follows later: erases what was kept for long enough, ends deletions that a process left behind, and removes
    /// copies of what was removed; but what another process is at.
    ///
    /// # Errors
    /// [`Fault`], as of [`run`](Self::run).
    pub fn tidy(&self) -> Result<Ran, Fault> {
        let mut ran = Ran::default();
        if self.alone(FOLLOW_UP, LEASE, || self.afterwards(&mut ran))?.is_none() {
            ran.elsewhere += 1;
        }
        match self.wipe(self.wipe_within) {
            Ok(wiped) => {
                ran.wiped = wiped == Wiped::Done;
                ran.elsewhere += usize::from(wiped == Wiped::Elsewhere);
            }
            Err(fault) => ran.faults.push((None, fault)),
        }
        Ok(ran)
    }

    /// Does `work` while no other process does; see [`alone`].
    fn alone<T>(
        &self,
        name: &str,
        lasts: TimeDelta,
        work: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        let holder = random_id(&*self.requests.entropy)?.to_string();
        alone(&self.requests, &holder, name, lasts, work)
    }

    fn afterwards(&self, ran: &mut Ran) -> Result<(), Fault> {
        let now = self.now();
        let left_behind = |view: &dyn View| view.unfinished_deletions(now - LEFT_BEHIND, now, BATCH);
        for begun in self.requests.store.read("list_deletions", left_behind)? {
            if let Err(fault) = self.resume_deletion(&begun) {
                ran.faults.push((None, fault));
            }
        }
        for shop in self.requests.store.read("list_shops", |view| view.shops())? {
            if let Err(fault) = self.follow_up(&shop.name, ran) {
                ran.faults.push((None, fault));
            }
        }
        if let Err(fault) = self.sweep_packages() {
            ran.faults.push((None, fault));
        }
        Ok(())
    }

    /// Tries to carry a request out. A failure is noted, so that it is tried again later. The outer error: that could not be
    /// noted either; it is found again as it is.
    fn attempt(&self, id: &RequestId, kind: RequestType) -> Result<Result<Went, Fault>, Fault> {
        let went = self.carry_out(id, kind);
        if let Err(fault) = &went {
            self.note_failure(id, fault)?;
        }
        Ok(went)
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

    /// Removes copies of what was removed from parts of the storage that are not used, if there are any that are older than
    /// `within`, as far as anybody has looked for them: a running server does so every minute.
    ///
    /// # Errors
    /// [`Fault`]: it is to be tried again.
    pub fn wipe(&self, within: TimeDelta) -> Result<Wiped, Fault> {
        let store = &self.requests.store;
        let Some(Traces { since }) = store.read("traces", |view| view.traces())? else { return Ok(Wiped::NotDue) };
        let now = self.now();
        if within > TimeDelta::zero() {
            // What is said to come from the future was noted by a clock that was ahead.
            match since.filter(|since| *since <= now) {
                Some(since) if now.signed_duration_since(since) >= within => {}
                Some(_) => return Ok(Wiped::NotDue),
                None => {
                    store.write("date_traces", |transaction| transaction.date_traces(now))?;
                    return Ok(Wiped::NotDue);
                }
            }
        }
        let wiped = self.alone(WIPE, WIPE_LEASE, || {
            // Another process may just have done it.
            let any = store.read("traces", |view| view.traces())?.is_some();
            if any {
                store.wipe()?;
            }
            Ok(if any { Wiped::Done } else { Wiped::NotDue })
        })?;
        Ok(wiped.unwrap_or(Wiped::Elsewhere))
    }
}
