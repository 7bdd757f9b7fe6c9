//! A package on its way to the data subject, part by part.
//!
//! The next part is opened while the one before is sent, and no further ones: memory is bounded, and somebody who reads
//! slowly holds no thread. Only when all of it has gone out and the connection still stands is the package delivered.
//! HTTP does not tell more: what a proxy or the network lost behind that was delivered as well.
//!
//! Whether an HTTP/1 connection stands is told by writing alone, since nothing is read while an answer is under way. So the
//! last part is held back for a while, and its last byte a little longer: whoever went away meanwhile has not got the
//! package, and these two writes find that out (the first one makes the peer say so, the second one hears it).

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use domain::fulfilment::Fetching;
use domain::refusal::{Fault, Stopped};
use hyper::body::{Body, Frame};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, Sleep, sleep};

use crate::api::BrokenOff;

/// How long the last part of a package is held back: a connection that was broken off meanwhile is noticed, also when all of
/// a small package would have gone into the buffers on the way at once.
const SETTLES: Duration = Duration::from_millis(500);

/// How long the last byte waits behind the last part, and the end behind the last byte: time for the peer to say that it is
/// gone.
const HEARS: Duration = Duration::from_millis(100);

/// The body of an answer that has a package in it.
pub(crate) struct Download {
    stage: Stage,
    /// For the log.
    span: String,
}

enum Stage {
    /// The next part is being opened, and the one before it is held back, for it may be the last.
    Opening { opening: JoinHandle<Opened>, held: Option<Bytes> },
    /// The last pieces go out, a pause before each of them.
    Settling { pause: Pin<Box<Sleep>>, pieces: VecDeque<Bytes>, fetching: Mutex<Option<Box<Fetching>>> },
    /// Nothing more comes.
    Over,
}

type Opened = (Box<Fetching>, Result<Option<Vec<u8>>, Fault>);

impl Download {
    /// Begins to open the package, in the call with this span id.
    pub(crate) fn begin(fetching: Box<Fetching>, span: &str) -> Self {
        Self { stage: Stage::open(fetching, None), span: span.to_owned() }
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
    fn open(mut fetching: Box<Fetching>, held: Option<Bytes>) -> Self {
        let opening = spawn_blocking(move || {
            let part = fetching.part();
            (fetching, part)
        });
        Self::Opening { opening, held }
    }

    fn settle(fetching: Box<Fetching>, last: Option<Bytes>) -> Self {
        let mut part = last.unwrap_or_default();
        let byte = part.split_off(part.len().saturating_sub(1));
        let pieces = [part, byte].into_iter().filter(|piece| !piece.is_empty()).collect();
        Self::Settling { pause: Box::pin(sleep(SETTLES)), pieces, fetching: Mutex::new(Some(fetching)) }
    }
}

impl Body for Download {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let this = self.get_mut();
        loop {
            match &mut this.stage {
                Stage::Opening { opening, held } => match ready!(Pin::new(opening).poll(context)) {
                    Ok((fetching, Ok(Some(part)))) => {
                        let before = held.replace(part.into());
                        this.stage = Stage::open(fetching, held.take());
                        if let Some(before) = before {
                            return Poll::Ready(Some(Ok(Frame::data(before))));
                        }
                    }
                    Ok((fetching, Ok(None))) => this.stage = Stage::settle(fetching, held.take()),
                    Ok((_, Err(fault))) => return this.failed(&fault),
                    Err(_) => return this.failed(&Fault::Interrupted),
                },
                Stage::Settling { pause, pieces, fetching } => {
                    ready!(pause.as_mut().poll(context));
                    if let Some(piece) = pieces.pop_front() {
                        pause.as_mut().reset(Instant::now() + HEARS);
                        return Poll::Ready(Some(Ok(Frame::data(piece))));
                    }
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
