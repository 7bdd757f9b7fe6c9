//! How long a connection may be of no use. hyper has no time limit before the first byte, on HTTP/2, and while writing;
//! here they are all in one place, the same for every protocol:
//!
//! - A connection has `header_timeout` for its first complete head, whatever it sends meanwhile and however slowly.
//! - Between calls it may be silent for `idle_timeout`. Over HTTP/1, a head that has begun has `header_timeout`.
//! - Who reads an answer more slowly than [`SLOWEST`] is silent.
//! - When all places are taken, who is of no use for longest is ended sooner (`places`).
//!
//! A call in progress has time limits of its own, and counts as use.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper_util::server::graceful::GracefulConnection;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::config::Limits;

/// The fewest bytes a second at which a peer counts as reading.
const SLOWEST: u64 = 1024;

/// How long after the last call, or the last byte of its answer, more of the answer may be on its way.
const ANSWERING: Duration = Duration::from_secs(1);

/// What a connection is doing; shared by its socket, its calls and who attends to it.
pub(super) struct Pulse(Mutex<State>);

struct State {
    calls: usize,
    /// There has been a call.
    used: bool,
    /// Of no use since then; while there are calls, of no meaning.
    since: Instant,
    /// The first byte behind the last call, over HTTP/1.
    heard: Option<Instant>,
    written: u64,
    /// When the last of them went.
    wrote: Option<Instant>,
    /// Of these, how many by `since`.
    written_before: u64,
}

/// The time limits of a connection.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    head: Duration,
    idle: Duration,
}

impl From<&Limits> for Patience {
    fn from(limits: &Limits) -> Self {
        Self { head: limits.header_timeout, idle: limits.idle_timeout }
    }
}

/// A call in progress, until dropped.
pub(super) struct InCall(Arc<Pulse>);

/// Why a connection is to be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Overdue {
    /// The head did not come.
    Head,
    /// Nothing is asked for, or the answer is not read.
    Idle,
}

impl Pulse {
    pub(super) fn new() -> Arc<Self> {
        let since = Instant::now();
        let state = State { calls: 0, used: false, since, heard: None, written: 0, wrote: None, written_before: 0 };
        Arc::new(Self(Mutex::new(state)))
    }

    /// Nothing panics while it is held; if it did, the numbers would still be numbers.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes of an HTTP/1 connection have come.
    pub(super) fn heard(&self) {
        let mut state = self.state();
        if state.calls == 0 && state.heard.is_none() {
            state.heard = Some(Instant::now());
        }
    }

    /// So many bytes have gone.
    pub(super) fn wrote(&self, count: usize) {
        let mut state = self.state();
        state.written += count as u64;
        state.wrote = Some(Instant::now());
    }

    /// A head was complete: a call begins.
    pub(super) fn call(self: &Arc<Self>) -> InCall {
        let mut state = self.state();
        state.calls += 1;
        state.used = true;
        state.heard = None;
        InCall(Arc::clone(self))
    }

    /// When the connection is overdue unless something happens, and why; `None` during calls.
    fn deadline(&self, Patience { head, idle }: Patience) -> Option<(Instant, Overdue)> {
        let state = self.state();
        match state.heard {
            _ if state.calls > 0 => None,
            _ if !state.used => Some((state.since + head, Overdue::Head)),
            Some(begun) => Some((begun + head, Overdue::Head)),
            None => Some((state.since + idle, Overdue::Idle)),
        }
    }

    /// Since when the connection has been of no use; `None` during calls, and as long as an answer may be on its way.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        let state = self.state();
        let since = state.wrote.map_or(state.since, |wrote| wrote.max(state.since));
        let is_answering = state.used && since.elapsed() < ANSWERING;
        (state.calls == 0 && !is_answering).then_some(since)
    }

    /// Whether so much was read in that time that it goes on.
    fn is_being_read(&self, idle: Duration) -> bool {
        let mut state = self.state();
        let enough = state.written - state.written_before >= SLOWEST.saturating_mul(idle.as_secs().max(1));
        if enough {
            state.since = Instant::now();
            state.written_before = state.written;
        }
        enough
    }
}

impl Drop for InCall {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.calls -= 1;
        state.since = Instant::now();
        state.written_before = state.written;
    }
}

/// Drives a connection to its end, which comes when it is overdue or soon after `drain` has changed. Gives back its
/// `place` then. When `end` is notified it gives up its place, unless there is a call again by then: after that.
pub(super) async fn attend<C>(
    connection: C,
    pulse: Arc<Pulse>,
    patience: Patience,
    mut drain: watch::Receiver<()>,
    end: Arc<Notify>,
    place: impl Sized,
) where
    C: GracefulConnection,
{
    let mut connection = std::pin::pin!(connection);
    let mut alarm = Alarm { pulse: Arc::clone(&pulse), patience, sleep: Box::pin(sleep_until(Instant::now())) };
    let mut draining = false;
    let overdue = loop {
        tokio::select! {
            biased;
            // One that ends early is the client's business: its calls have their own log lines.
            _ = connection.as_mut() => return drop(place),
            overdue = poll_fn(|cx| alarm.poll(cx)) => break overdue,
            () = end.notified() => {
                connection.as_mut().graceful_shutdown();
                if pulse.idle_since().is_some() {
                    // Over HTTP/2 the peer is told, if it takes no time.
                    let _ = tokio::time::timeout(Duration::ZERO, connection).await;
                    return drop(place);
                }
                draining = true;
            }
            _ = drain.changed(), if !draining => {
                draining = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    };
    if overdue == Overdue::Idle {
        // Over HTTP/2 the peer is told (RFC 9113 section 6.8). Calls that are still unread get no more time than a head.
        connection.as_mut().graceful_shutdown();
        let _ = tokio::time::timeout(patience.head, connection).await;
    }
}

/// Rings when a connection is overdue.
struct Alarm {
    pulse: Arc<Pulse>,
    patience: Patience,
    sleep: Pin<Box<Sleep>>,
}

impl Alarm {
    /// Polled whenever the connection is, so that it knows of each change.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Overdue> {
        let idle = self.patience.idle;
        loop {
            // A call may end without a sound: then this looks again.
            let (deadline, overdue) = match self.pulse.deadline(self.patience) {
                Some((deadline, overdue)) => (deadline, Some(overdue)),
                None => (Instant::now() + idle, None),
            };
            if self.sleep.deadline() != deadline && (overdue.is_some() || self.sleep.is_elapsed()) {
                self.sleep.as_mut().reset(deadline);
            }
            ready!(self.sleep.as_mut().poll(cx));
            match overdue {
                Some(Overdue::Idle) if self.pulse.is_being_read(idle) => {}
                Some(overdue) => return Poll::Ready(overdue),
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
