//! `customer import`: line by line, batch by batch, in bounded memory.

use std::fs::File;
use std::io::{BufReader, Read, stdin};

use domain::customer::import::{BATCH, Imported, read_line};
use domain::fulfilment::Fulfilment;
use domain::names::ShopName;
use domain::store::{CustomerRecord, StoreError};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::super::context::Context;
use super::super::failed::{Failed, complain};
use super::super::lines::{Line, Lines, MAX_BYTES};
use super::super::output::Output;
use super::format::other_format;
use super::unknown_shop;

/// Most refused lines that `--json` lists; all are counted, and all are told on standard error.
const MAX_LISTED: usize = 1_000;

/// Most bytes of documents that wait to be committed together, so that a batch of long ones stays small in memory.
const MAX_BATCH_BYTES: usize = 32 * 1024 * 1024;

pub(super) fn run(context: &Context, shop: &ShopName, file: &str, output: &Output) -> Result<(), Failed> {
    let (config, parts) = context.existing_parts()?;
    if parts.store.read::<_, StoreError>("shop", |view| view.shop(shop))?.is_none() {
        return Err(unknown_shop(shop));
    }
    let (source, size) = open(file)?;
    let mut import = Import {
        fulfilment: parts.fulfilment(&config),
        shop,
        batch: Vec::with_capacity(BATCH),
        lines: Vec::with_capacity(BATCH),
        batch_bytes: 0,
        done: Imported::default(),
        refused: Vec::new(),
        progress: progress(size),
        begun: false,
    };
    let mut lines = Lines::new(BufReader::with_capacity(64 * 1024, source));
    let read = import.all(&mut lines);
    import.progress.finish_and_clear();
    read?;
    import.report(output)
}

fn open(file: &str) -> Result<(Box<dyn Read>, Option<u64>), Failed> {
    if file == "-" {
        return Ok((Box::new(stdin()), None));
    }
    let failed = |error| Failed::Work(format!("{file} cannot be read: {error}"));
    let opened = File::open(file).map_err(failed)?;
    let metadata = opened.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(Failed::Work(format!("{file} is a directory; name a file")));
    }
    Ok((Box::new(opened), metadata.is_file().then_some(metadata.len())))
}

/// Shown on a terminal only; elsewhere it draws nothing.
fn progress(size: Option<u64>) -> ProgressBar {
    let (bar, template) = match size {
        Some(size) => (ProgressBar::new(size), "{bar:40} {percent}% of {total_bytes}, {eta} to go, {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes} in {elapsed}, {msg}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

struct Import<'a> {
    fulfilment: Fulfilment,
    shop: &'a ShopName,
    batch: Vec<CustomerRecord>,
    /// Where each of them stands.
    lines: Vec<u64>,
    batch_bytes: usize,
    done: Imported,
    refused: Vec<(u64, String)>,
    progress: ProgressBar,
    /// Whether there was a line with something in it.
    begun: bool,
}

impl Import<'_> {
    fn all(&mut self, lines: &mut Lines<impl std::io::BufRead>) -> Result<(), Failed> {
        loop {
            let number = lines.number + 1;
            let reason = match lines.next() {
                Ok(None) => break,
                Ok(Some(Line::Blank)) => None,
                Ok(Some(Line::NotText)) => Some("is not UTF-8 text".to_owned()),
                Ok(Some(Line::TooLong)) => Some(format!("is longer than {} MiB", MAX_BYTES / 1024 / 1024)),
                Ok(Some(Line::Text(text))) => {
                    let is_first = !std::mem::replace(&mut self.begun, true);
                    match (read_line(text), other_format(text).filter(|_| is_first)) {
                        (Ok(customer), _) => {
                            self.take(customer, number)?;
                            None
                        }
                        (Err(_), Some(instead)) => {
                            return Err(Failed::Work(format!("line {number}: {instead}; nothing was imported")));
                        }
                        (Err(why), None) => Some(why.to_string()),
                    }
                }
                Err(error) => {
                    self.commit(number)?;
                    return Err(Failed::Work(format!(
                        "stopped at line {number}, which cannot be read: {error}; {KEPT}"
                    )));
                }
            };
            if let Some(reason) = reason {
                self.refuse(number, reason);
            }
            self.progress.set_position(lines.bytes);
        }
        self.commit(lines.number)
    }

    fn take(&mut self, customer: CustomerRecord, line: u64) -> Result<(), Failed> {
        self.batch_bytes += customer.document.len();
        self.batch.push(customer);
        self.lines.push(line);
        if self.batch.len() >= BATCH || self.batch_bytes >= MAX_BATCH_BYTES { self.commit(line) } else { Ok(()) }
    }

    fn commit(&mut self, line: u64) -> Result<(), Failed> {
        if self.batch.is_empty() {
            return Ok(());
        }
        let stored = self
            .fulfilment
            .import(self.shop, &self.batch)
            .map_err(|error| Failed::Work(format!("stopped at line {line}: {error}; {KEPT}")))?;
        self.done += stored.imported;
        for place in stored.refused {
            if let Some(line) = self.lines.get(place) {
                self.note(*line, ERASED.to_owned());
            }
        }
        self.batch.clear();
        self.lines.clear();
        self.batch_bytes = 0;
        self.progress.set_message(self.counts());
        Ok(())
    }

    fn refuse(&mut self, line: u64, reason: String) {
        self.done.refused += 1;
        self.note(line, reason);
    }

    fn note(&mut self, line: u64, reason: String) {
        self.progress.suspend(|| complain(&format!("line {line}"), &reason));
        if self.refused.len() < MAX_LISTED {
            self.refused.push((line, reason));
        }
    }

    fn counts(&self) -> String {
        let Imported { created, updated, unchanged, erased, refused } = self.done;
        let again = if erased == 0 { String::new() } else { format!(", {erased} erased again") };
        format!("{created} created, {updated} updated, {unchanged} unchanged{again}, {refused} refused")
    }

    fn report(&self, output: &Output) -> Result<(), Failed> {
        let refused: Vec<Value> =
            self.refused.iter().map(|(line, reason)| json!({"line": line, "reason": reason})).collect();
        output.result(
            &self.counts(),
            &json!({
                "created": self.done.created,
                "updated": self.done.updated,
                "unchanged": self.done.unchanged,
                "erasedAgain": self.done.erased,
                "refused": refused,
                "refusedCount": self.done.refused,
            }),
        )?;
        if self.done.refused == 0 { Ok(()) } else { Err(Failed::Told) }
    }
}

const ERASED: &str = "this customer was erased, or is being erased; erasure.reimport in the configuration decides what becomes \
                      of customers who come back";
const KEPT: &str = "what was imported before is kept, and importing the same file again goes on from there";
