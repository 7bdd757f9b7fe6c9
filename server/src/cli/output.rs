//! Results, on standard output.

use std::io::{ErrorKind, Write, stdout};

use chrono::SecondsFormat;
use clap::Args;
use domain::clock::Timestamp;
use domain::display;
use serde_json::Value;

use super::failed::Failed;

/// How a result is printed.
#[derive(Args)]
pub(super) struct Output {
    /// Print the result as one line of JSON, for programs
    #[arg(long)]
    pub(super) json: bool,
}

impl Output {
    /// Prints a result in the form that was asked for.
    pub(super) fn result(&self, text: &str, json: &Value) -> Result<(), Failed> {
        if self.json { print_json(&json.to_string()) } else { print(text) }
    }
}

/// Prints lines for people: nothing in them moves the cursor or changes the terminal.
pub(super) fn print(text: &str) -> Result<(), Failed> {
    write(&display::multi_line(text))
}

/// Prints JSON for programs. What could harm a terminal is escaped, and reads as it was.
pub(super) fn print_json(json: &str) -> Result<(), Failed> {
    write(&display::escaped_json(json))
}

/// A reader that has gone away (`| head`) has seen enough: that is no error.
fn write(text: &str) -> Result<(), Failed> {
    let mut out = stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failed::Work(format!("the result cannot be written to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// RFC 3339.
pub(super) fn time(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}
