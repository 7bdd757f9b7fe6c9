//! The socket: connections in, calls to the layers, and an orderly end.

pub(crate) mod framing;

use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

use self::framing::Unambiguous;
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

/// Serves `app` on `listener` until `shutdown` is done, then finishes what has begun.
pub async fn serve(listener: TcpListener, app: App, shutdown: impl Future<Output = ()>) -> Drained {
    let app = Arc::new(app);
    let limits = app.limits.clone();
    let builder = builder(&limits);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut shutdown = pin!(shutdown);
    loop {
        // A place first: who does not get one waits in the listener's queue and costs nothing here.
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut shutdown => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            () = &mut shutdown => break,
        };
        let app = Arc::clone(&app);
        let service = service_fn(move |request| {
            let app = Arc::clone(&app);
            async move { Ok::<_, Infallible>(layers::answer(app, request).await) }
        });
        let connection = builder.serve_connection(TokioIo::new(bounded(stream, &limits)), service).into_owned();
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A connection that ends early is the client's business: its calls have their own log lines.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    app.drain();
    match tokio::time::timeout(limits.shutdown_grace, graceful.shutdown()).await {
        Ok(()) => Drained::All,
        Err(_) => Drained::GaveUp,
    }
}

/// Closes a connection on which nothing arrives, or nothing can be sent, for too long: hyper has no time limit of its
/// own before the first byte, on HTTP/2, and while writing.
fn bounded(stream: TcpStream, limits: &Limits) -> Unambiguous<Pin<Box<TimeoutStream<TcpStream>>>> {
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_read_timeout(Some(limits.idle_timeout));
    stream.set_write_timeout(Some(limits.idle_timeout));
    Unambiguous::new(Box::pin(stream))
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    let header_bytes = limits.header_bytes.max(MIN_HEADER_BYTES);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_buf_size(header_bytes)
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(header_bytes).unwrap_or(u32::MAX))
        .max_concurrent_streams(MAX_STREAMS)
        .keep_alive_interval(limits.idle_timeout / 2)
        .keep_alive_timeout(limits.header_timeout);
    builder
}
