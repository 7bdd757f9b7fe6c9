//! Logs, to standard error.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::EnvFilter;

use crate::config::{Log, LogFormat};

/// Starts the log of the server.
pub(super) fn start(log: &Log) {
    // The filter was parsed when the configuration was read.
    let filter = EnvFilter::try_new(&log.level).unwrap_or_default();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    // A log that was started before, by a test, goes on.
    let _ = match log.format {
        LogFormat::Text => builder.with_ansi(stderr().is_terminal()).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}

/// For a command that runs for a moment: warnings only.
pub(super) fn quiet() {
    start(&Log { level: "warn".to_owned(), format: LogFormat::Text });
}
