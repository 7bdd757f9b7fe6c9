//! A package on its way to the data subject, part by part.
//!
//! The next part is opened while the one before is sent, and no further ones: memory is bounded, and somebody who reads
//! slowly holds no thread. Only when all of it has gone out and the connection still stands is the package delivered.
//! HTTP does not tell more: what a proxy or the network lost behind that was delivered as well.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use domain::fulfilment::Fetching;
use domain::refusal::{Fault, Stopped};
use hyper::body::{Body, Frame};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Sleep, sleep};

use crate::api::BrokenOff;

/// How long the end of a package waits behind its last part: a connection that was broken off meanwhile is noticed, also
/// when all of a small package had gone into the buffers on the way at once.
const SETTLES: Duration = Duration::from_millis(500);

/// The body of an answer that has a package in it.
pub(crate) struct Download {
    stage: Stage,
    /// For the log.
    span: String,
}

enum Stage {
    /// The next part is being opened.
    Opening(JoinHandle<Opened>),
    /// All parts are out.
    Settling(Pin<Box<Sleep>>, Mutex<Option<Box<Fetching>>>),
    /// Nothing more comes.
    Over,
}

type Opened = (Box<Fetching>, Result<Option<Vec<u8>>, Fault>);

impl Download {
    /// Begins to open the package, in the call with this span id.
    pub(crate) fn begin(fetching: Box<Fetching>, span: &str) -> Self {
        Self { stage: Stage::open(fetching), span: span.to_owned() }
    }

    fn failed(&mut self, fault: &Fault) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        self.stage = Stage::Over;
        tracing::error!(span = self.span, code = fault.code(), error = %fault, "a package could not be sent");
        Poll::Ready(Some(Err(BrokenOff)))
    }

    /// All of it has gone out.
    fn end(&self, fetching: Box<Fetching>) {
        let span = self.span.clone();
        spawn_blocking(move || match fetching.finish() {
            Ok(_) => tracing::info!(span, code = "package.delivered", "a package was fetched"),
            // Somebody else was faster, or staff ended the request: this copy is out all the same, and the history has it.
            Err(Stopped::Refused(why)) => tracing::info!(span, code = why.code(), "a package was fetched once more"),
            Err(Stopped::Fault(fault)) => {
                tracing::error!(span, code = fault.code(), error = %fault, "a package that was fetched is not closed");
            }
        });
    }
}

impl Stage {
    fn open(mut fetching: Box<Fetching>) -> Self {
        Self::Opening(spawn_blocking(move || {
            let part = fetching.part();
            (fetching, part)
        }))
    }
}

impl Body for Download {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let this = self.get_mut();
        loop {
            match &mut this.stage {
                Stage::Opening(opening) => match ready!(Pin::new(opening).poll(context)) {
                    Ok((fetching, Ok(Some(part)))) => {
                        this.stage = Stage::open(fetching);
                        return Poll::Ready(Some(Ok(Frame::data(part.into()))));
                    }
                    Ok((fetching, Ok(None))) => {
                        this.stage = Stage::Settling(Box::pin(sleep(SETTLES)), Mutex::new(Some(fetching)));
                    }
                    Ok((_, Err(fault))) => return this.failed(&fault),
                    Err(_) => return this.failed(&Fault::Interrupted),
                },
                Stage::Settling(pause, fetching) => {
                    ready!(pause.as_mut().poll(context));
                    let fetching = fetching.get_mut().unwrap_or_else(PoisonError::into_inner).take();
                    this.stage = Stage::Over;
                    if let Some(fetching) = fetching {
                        this.end(fetching);
                    }
                }
                Stage::Over => return Poll::Ready(None),
            }
        }
    }
}
