//! A panic ends one call, not the connection and not the service.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

/// What `work` gives, or `None` when it panicked.
pub(crate) async fn guard<T>(work: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(work).catch_unwind().await.ok()
}

/// From now on a panic is logged once, with its place and without its message: that may quote what a caller sent.
pub fn log_panics_without_their_message() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(code = "panic", place, "a defect of this program ended a call");
    }));
}
