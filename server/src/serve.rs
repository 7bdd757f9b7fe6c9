//! The socket: connections in, calls to the layers, and an orderly end.

pub(crate) mod framing;
mod listen;
mod patience;
mod places;
#[cfg(unix)]
mod unix;

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::sync::watch;

use self::framing::Unambiguous;
pub use self::listen::{Listeners, NotListening, reachable};
use self::patience::{Patience, Pulse, attend};
use self::places::Places;
use crate::assemble::App;
use crate::config::Limits;
use crate::layers;

/// How the service ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Every call that had begun was answered.
    All,
    /// Some were still open when the time was up.
    GaveUp,
}

/// The fewest bytes hyper wants for a head.
const MIN_HEADER_BYTES: usize = 8192;
/// How long to wait before the next try when a connection cannot be taken: files may have run out.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Calls at once on one HTTP/2 connection.
const MAX_STREAMS: u32 = 64;

/// What one HTTP/2 stream, and one connection, may send before it is read.
const STREAM_WINDOW: u32 = 65_535;
const CONNECTION_WINDOW: u32 = 4 * STREAM_WINDOW;

/// Serves `app` on `listeners` until `shutdown` is done, then finishes what has begun.
pub async fn serve(listeners: impl Into<Listeners>, app: App, shutdown: impl Future<Output = ()>) -> Drained {
    let mut listeners = listeners.into();
    let app = Arc::new(app);
    let builder = builder(&app.limits);
    let (drain, draining) = watch::channel(());
    let places = Places::new(&app.limits, &app.trusted, &app.metrics);
    let mut shutdown = pin!(shutdown);
    let mut failing = false;
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listeners.accept() => match accepted {
                Ok(accepted) => {
                    failing = false;
                    accepted
                }
                Err(error) => {
                    if !failing {
                        tracing::warn!(%error, "connections cannot be taken; trying again and again");
                    }
                    failing = true;
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let (pulse, patience) = (Pulse::new(), Patience::from(&app.limits));
        // One waits here for a place, all others in the listener's queue, where they cost nothing.
        let place = tokio::select! {
            place = places.place(peer, &pulse) => place,
            () = &mut shutdown => break,
        };
        let Some(place) = place else { continue };
        let end = place.end();
        let open = app.metrics.connection();
        let (app, calls) = (Arc::clone(&app), Arc::clone(&pulse));
        let service = service_fn(move |request| {
            let (app, call) = (Arc::clone(&app), calls.call());
            async move {
                // Apart from the connection, which has room for the largest state of a call as long as it is open.
                let answer = Box::pin(layers::answer(app, peer, request)).await;
                drop(call);
                Ok::<_, Infallible>(answer)
            }
        });
        let stream = TokioIo::new(Unambiguous::new(stream, Arc::clone(&pulse)));
        let connection = builder.serve_connection(stream, service).into_owned();
        let held = (place, open);
        tokio::spawn(attend(connection, pulse, patience, draining.clone(), end, held));
    }
    drop(listeners);
    app.drain();
    drop(draining);
    let _ = drain.send(());
    match tokio::time::timeout(app.limits.shutdown_grace, drain.closed()).await {
        Ok(()) => Drained::All,
        Err(_) => Drained::GaveUp,
    }
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    let header_bytes = limits.header_bytes.max(MIN_HEADER_BYTES);
    builder
        .http1()
        .timer(TokioTimer::new())
        // `patience` has the time limits of all protocols.
        .header_read_timeout(None)
        .max_buf_size(header_bytes)
        // Who says that nothing more will come still wants the answer.
        .half_close(true)
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(header_bytes).unwrap_or(u32::MAX))
        .max_concurrent_streams(MAX_STREAMS)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW);
    builder
}
