//! Logs, to standard error.
//!
//! A line for each call is a system call for each call. So the lines of a server wait for each other for a moment ([`SOON`]);
//! those that warn wait for nothing.

use std::io::{self, IsTerminal, Write, stderr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{Log, LogFormat};

/// How long a line waits for others. Whoever kills the process loses what was logged since.
const SOON: Duration = Duration::from_millis(50);
/// So many bytes wait for no more.
const ENOUGH: usize = 64 * 1024;

/// A log that is being written; lines that wait go out when this is dropped.
#[must_use]
pub(super) struct Logging(Arc<Lines>);

/// Starts the log of the server.
pub(super) fn start(log: &Log) -> Logging {
    let lines = Arc::<Lines>::default();
    begin(log, Gathered(Arc::clone(&lines)));
    let waiting = Arc::downgrade(&lines);
    // Where there is no thread for it, each line goes out at once.
    let spawned = thread::Builder::new().name("log".to_owned()).spawn(move || write_soon(&waiting));
    lines.state().gathers = spawned.is_ok();
    Logging(lines)
}

/// For a command that runs for a moment: warnings only.
pub(super) fn quiet() {
    begin(&Log { level: "warn".to_owned(), format: LogFormat::Text }, stderr);
}

fn begin(log: &Log, writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static) {
    // The filter was parsed when the configuration was read.
    let filter = EnvFilter::try_new(&log.level).unwrap_or_default();
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    // A log that was started before, by a test, goes on.
    let _ = match log.format {
        LogFormat::Text => builder.with_ansi(stderr().is_terminal()).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
}

/// Writes what waits, again and again, as long as somebody logs.
fn write_soon(lines: &Weak<Lines>) {
    loop {
        thread::sleep(SOON);
        let Some(lines) = lines.upgrade() else { return };
        lines.state().write();
    }
}

impl Drop for Logging {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.write();
        state.gathers = false;
    }
}

/// Lines that wait.
#[derive(Default)]
struct Lines(Mutex<State>);

#[derive(Default)]
struct State {
    waiting: Vec<u8>,
    /// Somebody writes them soon.
    gathers: bool,
}

impl Lines {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A log that nobody can read (any more) is no reason to stop: there is nowhere to say so.
    fn write(&mut self) {
        if !self.waiting.is_empty() {
            let _ = stderr().write_all(&self.waiting);
            self.waiting.clear();
        }
    }
}

/// Makes what writes one line.
struct Gathered(Arc<Lines>);

/// Writes one line.
struct Line<'a> {
    lines: &'a Lines,
    at_once: bool,
}

impl<'a> MakeWriter<'a> for Gathered {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line { lines: &self.0, at_once: true }
    }

    fn make_writer_for(&'a self, metadata: &Metadata<'_>) -> Line<'a> {
        Line { lines: &self.0, at_once: *metadata.level() <= Level::WARN }
    }
}

impl Write for Line<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut state = self.lines.state();
        state.waiting.extend_from_slice(line);
        if self.at_once || !state.gathers || state.waiting.len() >= ENOUGH {
            state.write();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.lines.state().write();
        Ok(())
    }
}
