//! What the server does without being asked: looks at forms that were handed in, sends mails, tells recipients of erasures,
//! does what time does, and keeps the log of the storage short.
//!
//! Each of them looks for work again and again; several processes on one database share it, and none of them does what
//! another one is at.

use std::future::Future;
use std::iter::repeat_n;
use std::sync::Arc;
use std::time::Duration;

use domain::customer::disclosure::Disclosures;
use domain::fulfilment::Ran;
use domain::housekeeping::Housekeeping;
use domain::refusal::Fault;
use domain::store::{Store, off_thread};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::assemble::App;
use crate::metrics::Metrics;
use crate::post::Post;
use crate::webhook::Dispatch;

/// How often mails are looked for.
const MAILS: Duration = Duration::from_secs(1);
/// How many mails are sent at once: one slow receiver does not hold up all others.
const SENDERS: usize = 4;
/// How often webhooks are looked for.
const WEBHOOKS: Duration = Duration::from_secs(1);
/// How many of them are sent to one endpoint at once.
const DISPATCHERS: usize = 2;
/// How often it is written who was shown which customer: ten times as often as has to be, so that a slow disk does not show.
const DISCLOSURES: Duration = Duration::from_millis(100);
/// How often forms are looked for.
const FORMS: Duration = Duration::from_secs(1);
/// How often approved requests are looked for.
const FULFILMENT: Duration = Duration::from_secs(2);
/// How often the log of the storage is looked at.
const LOG: Duration = Duration::from_millis(50);
/// The same under load, when thirty thousand pages come together in a second: moving takes the time that their number does, and
/// calls wait for a core meanwhile.
const LOG_IN_USE: Duration = Duration::from_millis(20);
/// How often housekeeping is due.
const HOUSEKEEPING: Duration = Duration::from_secs(60);

/// The work of a server beside its calls.
pub struct Background {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    disclosures: Arc<Disclosures>,
}

impl Background {
    /// Starts all of it.
    ///
    /// # Errors
    /// [`Fault::Entropy`].
    ///
    /// # Panics
    /// When called outside a Tokio runtime.
    pub fn start(app: &App) -> Result<Self, Fault> {
        let (requests, metrics) = (&app.requests, &app.metrics);
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let attending = Arc::new(app.disclosures.attend());
        tasks.spawn(again(DISCLOSURES, "audit log", stopped.clone(), Arc::clone(metrics), move || {
            let attending = Arc::clone(&attending);
            off_thread(move || attending.write().map(drop))
        }));
        let forms = Arc::clone(requests);
        tasks.spawn(again(FORMS, "public form", stopped.clone(), Arc::clone(metrics), move || {
            let requests = Arc::clone(&forms);
            off_thread(move || while_some(|| requests.take_submissions()))
        }));
        let store = Arc::clone(&app.store);
        let stopping = stopped.clone();
        tasks.spawn(again(LOG, "log of the storage", stopped.clone(), Arc::clone(metrics), move || {
            let (store, stopping) = (Arc::clone(&store), stopping.clone());
            async move {
                while !*stopping.borrow() && checkpoint(&store).await? {
                    sleep(LOG_IN_USE).await;
                }
                Ok(())
            }
        }));
        let keeper = Housekeeping::new(Arc::clone(requests))?;
        tasks.spawn(again(HOUSEKEEPING, "housekeeping", stopped.clone(), Arc::clone(metrics), move || {
            let keeper = keeper.clone();
            off_thread(move || {
                if let Some(done) = keeper.run()?.filter(|done| *done != domain::housekeeping::Done::default()) {
                    let (expired, reminded, purged, keys) = (done.expired, done.reminded, done.purged, done.keys);
                    tracing::info!(expired, reminded, purged, keys, "housekeeping");
                }
                Ok(())
            })
        }));
        for (pause, name, tidies) in [(FULFILMENT, "fulfilment", false), (HOUSEKEEPING, "follow-up", true)] {
            let fulfilment = Arc::clone(&app.fulfilment);
            tasks.spawn(again(pause, name, stopped.clone(), Arc::clone(metrics), move || {
                let fulfilment = Arc::clone(&fulfilment);
                off_thread(move || told(if tidies { fulfilment.tidy()? } else { fulfilment.run()? }))
            }));
        }
        let post = Post::of(app);
        for _ in 0..SENDERS {
            let (post, stopping) = (post.clone(), stopped.clone());
            tasks.spawn(again(MAILS, "mail", stopped.clone(), Arc::clone(metrics), move || {
                let (post, stopping) = (post.clone(), stopping.clone());
                async move {
                    let mut sent = false;
                    while !*stopping.borrow() && post.send_next().await? {
                        sent = true;
                    }
                    if sent {
                        post.rest().await;
                    }
                    Ok(())
                }
            }));
        }
        let dispatch = Dispatch::of(app);
        for endpoint in dispatch.endpoints().into_iter().flat_map(|endpoint| repeat_n(endpoint, DISPATCHERS)) {
            let (dispatch, stopping) = (dispatch.clone(), stopped.clone());
            tasks.spawn(again(WEBHOOKS, "webhook", stopped.clone(), Arc::clone(metrics), move || {
                let (dispatch, endpoint, stopping) = (dispatch.clone(), endpoint.clone(), stopping.clone());
                async move {
                    while !*stopping.borrow() && dispatch.send_next(&endpoint).await? {}
                    Ok(())
                }
            }));
        }
        let stopping = stopped.clone();
        tasks.spawn(again(WEBHOOKS, "webhook", stopped.clone(), Arc::clone(metrics), move || {
            let (dispatch, stopping) = (dispatch.clone(), stopping.clone());
            async move {
                for endpoint in dispatch.unconfigured().await? {
                    while !*stopping.borrow() && dispatch.send_next(&endpoint).await? {}
                }
                Ok(())
            }
        }));
        Ok(Self { stop, tasks, disclosures: Arc::clone(&app.disclosures) })
    }

    /// Lets nothing else begin, and what has begun come to its end within `grace`. A mail or webhook that takes longer is sent again
    /// by whoever claims it next.
    pub async fn stop(mut self, grace: Duration) {
        let _ = self.stop.send(true);
        let _ = tokio::time::timeout(grace, async { while self.tasks.join_next().await.is_some() {} }).await;
        let disclosures = self.disclosures;
        if let Err(fault) = off_thread(move || disclosures.write_rest()).await {
            tracing::error!(code = fault.code(), error = %fault, "the audit log does not say of everybody who was shown in the last second whom it was");
        }
    }
}

/// Says what was carried out. Of what did not work, one fault goes on to be counted.
fn told(ran: Ran) -> Result<(), Fault> {
    if !ran.is_nothing() {
        let Ran { fulfilled, outdated, followed_up, wiped, elsewhere: _, faults } = &ran;
        tracing::info!(fulfilled, outdated, followed_up, wiped, failed = faults.len(), "fulfilment");
    }
    for (request, fault) in &ran.faults {
        if let Some(request) = request {
            tracing::error!(%request, code = fault.code(), error = %fault, "a request could not be carried out; tried again later");
        }
    }
    ran.faults.into_iter().next().map_or(Ok(()), |(_, fault)| Err(fault))
}

/// Repeats `work` until it finds nothing to do.
fn while_some(work: impl Fn() -> Result<usize, Fault>) -> Result<(), Fault> {
    while work()? > 0 {}
    Ok(())
}

async fn checkpoint(store: &Arc<dyn Store>) -> Result<bool, Fault> {
    let store = Arc::clone(store);
    off_thread(move || Ok(store.checkpoint()?)).await
}

/// Does `work` every `pause` until it is told to stop. A fault is logged once for as long as it lasts.
async fn again<F: Future<Output = Result<(), Fault>>>(
    pause: Duration,
    name: &'static str,
    mut stopped: watch::Receiver<bool>,
    metrics: Arc<Metrics>,
    work: impl Fn() -> F,
) {
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = None;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
        match work().await {
            Ok(()) => failing = None,
            Err(fault) => {
                metrics.fault(fault.code());
                if failing.replace(fault.code()) != Some(fault.code()) {
                    tracing::error!(work = name, code = fault.code(), error = %fault, "work failed; tried again and again");
                }
            }
        }
    }
}
