//! `audit verify`: is the log what was written?

use std::fs::File;
use std::io::{BufRead, BufReader, stdin};

use clap::Args;
use domain::audit::export::{BadExport, ExportFlaw, PublicKey, verify_export};
use domain::audit::{Broken, Journal, compare, verify};
use domain::store::StoreError;
use serde_json::json;

use super::super::context::Context;
use super::super::failed::Failed;
use super::super::integrity::{NOT_VERIFIABLE, not_verifiable};
use super::super::output::{Output, time};
use crate::assemble;

/// Prove that the log is what was written, or name the first entry that is not
///
/// Reads the whole log, and looks whether what is stored agrees with it: the keys of data subjects, legal holds, requests,
/// and the triggers that protect the log. Says as well what it cannot verify. The server may be running. With --export it proves a file instead, and needs neither the database nor
/// its secrets. Ends with 1 when something is not right: docs/audit.md says what to do then.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server audit verify\n\
    \x20 gdpr-server audit verify --export 2026-11.jsonl --public-key \"$(cat audit.pub)\"")]
pub(in super::super) struct Verify {
    /// Take the log up to this entry as known, and prove what is behind it
    #[arg(long, value_name = "SEQUENCE", default_value_t = 0)]
    after: u64,
    /// A file that `audit export` wrote; - for standard input
    #[arg(long, value_name = "FILE", requires = "public_key", conflicts_with = "after")]
    export: Option<String>,
    /// What `audit public-key` had printed
    #[arg(long, value_name = "KEY", requires = "export")]
    public_key: Option<PublicKey>,
    #[command(flatten)]
    output: Output,
}

impl Verify {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        match (&self.export, &self.public_key) {
            (Some(file), Some(key)) => self.file(file, key),
            _ => self.log(context),
        }
    }

    fn log(&self, context: &Context) -> Result<(), Failed> {
        let (config, parts) = context.existing_parts()?;
        let last =
            parts.store.read::<_, StoreError>("audit_head", |view| view.audit_head())?.map_or(0, |head| head.sequence);
        if self.after > last {
            return Err(Failed::Usage(format!("--after SEQUENCE: the audit log ends with entry {last}")));
        }
        let progress = super::progress();
        let found = verify(&*parts.store, &parts.master_key, self.after, &|done| progress.set_position(done));
        let journal = Journal::new(parts.master_key.clone(), parts.entropy.clone());
        let compared = compare(&*parts.store, &journal, self.after, &|done| progress.set_position(done));
        progress.finish_and_clear();
        let schema = assemble::database(&config)?.verify_schema()?;
        let inconsistencies = compared.map_err(Failed::work)?;
        match found.map_err(Failed::work)? {
            Ok(_) if !(schema.is_empty() && inconsistencies.is_empty()) => {
                let of_schema = schema.iter().map(|finding| ("schema-changed", finding.clone()));
                let of_log = inconsistencies.iter().map(|finding| (finding.code(), finding.to_string()));
                self.inconsistent(&of_schema.chain(of_log).collect::<Vec<_>>())
            }
            Ok(proven) => self.output.result(
                &format!(
                    "the audit log is what was written: {} up to {}\nkeys of data subjects, legal holds, requests and the \
                     triggers of the log agree with it\n{}",
                    entries(proven.entries),
                    proven.last,
                    not_verifiable()
                ),
                &json!({
                    "proven": true,
                    "entries": proven.entries,
                    "last": proven.last,
                    "notVerifiable": NOT_VERIFIABLE,
                }),
            ),
            Err(broken) => {
                self.broken(None, Some(&broken), &format!("the audit log is not what was written: {broken}"))
            }
        }
    }

    /// The entries are proven, and what is stored does not agree with them.
    fn inconsistent(&self, findings: &[(&str, String)]) -> Result<(), Failed> {
        let documents: Vec<_> = findings.iter().map(|(code, text)| json!({"code": code, "text": text})).collect();
        if self.output.json {
            let (sequence, flaw) = (None::<u64>, findings.first().map(|(code, _)| *code));
            let broken = json!({
                "proven": false, "line": null, "sequence": sequence, "flaw": flaw, "findings": documents,
            });
            self.output.result("", &broken)?;
        }
        let texts: Vec<_> = findings.iter().map(|(_, text)| text.as_str()).collect();
        Err(Failed::Work(format!("what is stored does not agree with the audit log: {}", texts.join("; "))))
    }

    fn file(&self, name: &str, key: &PublicKey) -> Result<(), Failed> {
        let file: Box<dyn BufRead> = if name == "-" {
            Box::new(stdin().lock())
        } else {
            let failed = |error| Failed::Work(format!("{name} cannot be read: {error}"));
            Box::new(BufReader::with_capacity(64 * 1024, File::open(name).map_err(failed)?))
        };
        match verify_export(file, key) {
            Ok(proven) => self.output.result(
                &format!(
                    "the export is what was written at {}: {} up to {}",
                    time(proven.exported_at),
                    entries(proven.entries),
                    proven.last
                ),
                &json!({
                    "proven": true,
                    "entries": proven.entries,
                    "first": proven.first,
                    "last": proven.last,
                    "exportedAt": time(proven.exported_at),
                }),
            ),
            Err(bad) => {
                let BadExport { line, flaw } = &bad;
                let broken = if let ExportFlaw::Entry(broken) = flaw { Some(broken) } else { None };
                self.broken(Some(*line), broken, &format!("{name} is not an export as it was written: {bad}"))
            }
        }
    }

    fn broken(&self, line: Option<u64>, broken: Option<&Broken>, text: &str) -> Result<(), Failed> {
        if self.output.json {
            let (sequence, flaw) = (broken.map(|broken| broken.sequence), broken.map(|broken| broken.flaw.code()));
            self.output.result("", &json!({"proven": false, "line": line, "sequence": sequence, "flaw": flaw}))?;
        }
        Err(Failed::Work(text.to_owned()))
    }
}

fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}
