//! The command line: what people and scripts do with the service. One file a noun.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 wrong usage or configuration. Results go to standard output, everything else
//! to standard error. Nothing printed holds a password, and personal data only where somebody asked for it.

#![allow(clippy::doc_markdown, reason = "these doc comments are help texts, which clap prints as they stand")]

mod audit;
mod check;
mod check_config;
mod context;
mod customer;
mod date;
mod erasure;
mod failed;
mod healthcheck;
mod hold;
mod housekeeping;
mod integrity;
mod keys;
mod ledger;
mod lines;
mod logging;
mod mail;
mod migrate;
mod organization;
mod output;
mod readiness;
mod request;
mod role;
mod serve;
mod shop;
mod table;
mod text;
mod token;
mod user;
mod webhook;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand};

use self::context::Context;
use self::failed::Failed;

/// Data requests under the GDPR: people confirm them, staff decides, and what was decided is carried out
///
/// Everything is kept in one SQLite database, which is made when it is first needed. All commands can be used while the
/// server runs.
#[derive(Parser)]
#[command(name = "gdpr-server", version, propagate_version = true, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    /// Configuration file (TOML); also GDPR_CONFIG. `check-config` shows every key
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    config: Option<PathBuf>,
    /// Database file; also GDPR_DATABASE. The default is gdpr.db
    #[arg(long, global = true, value_name = "PATH", help_heading = "Everywhere")]
    database: Option<String>,
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
To try it out, with invented data and calls to paste:
  gdpr-server --database demo.db serve --demo

To set it up:
  gdpr-server shop add inTRONICS
  gdpr-server customer import --shop inTRONICS customers.ndjson
  pass show gdpr/alice | gdpr-server user add alice --password-stdin
  gdpr-server user grant alice --role privacy-officer --organization inTRONICS
  gdpr-server serve

When somebody asks for their data:
  gdpr-server request create --type access --shop inTRONICS --customer C-1001
  gdpr-server request list --state confirmed

When somebody wants to be erased, and has confirmed it:
  gdpr-server request plan 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988

Every setting can come from a file, from the environment (GDPR_LISTEN, GDPR_LOG_LEVEL, ...)
or, for some, from a flag; the later wins.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage or configuration.";

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    #[command(subcommand)]
    Organization(organization::Organization),
    #[command(subcommand)]
    Shop(shop::Shop),
    #[command(subcommand)]
    Role(role::Role),
    #[command(subcommand)]
    User(user::User),
    #[command(subcommand)]
    Token(token::Token),
    #[command(subcommand)]
    Customer(customer::Customer),
    #[command(subcommand)]
    Request(request::Request),
    #[command(subcommand)]
    Hold(hold::Hold),
    #[command(subcommand)]
    Erasure(erasure::Erasure),
    #[command(subcommand)]
    Mail(mail::Mail),
    #[command(subcommand)]
    Webhook(webhook::Webhook),
    Housekeeping(housekeeping::Housekeeping),
    #[command(subcommand)]
    Audit(audit::Audit),
    #[command(subcommand)]
    Keys(keys::Keys),
    Migrate(migrate::Migrate),
    Check(check::Check),
    CheckConfig(check_config::CheckConfig),
    Healthcheck(healthcheck::Healthcheck),
}

/// Does what the arguments of this process say.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(error),
    };
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            failed.report();
            failed.code()
        }
    }
}

fn run(cli: Cli) -> Result<(), Failed> {
    let context = Context { config: cli.config, database: cli.database };
    match cli.command {
        Command::Serve(it) => it.run(&context),
        Command::Organization(it) => it.run(&context),
        Command::Shop(it) => it.run(&context),
        Command::Role(it) => it.run(&context),
        Command::User(it) => it.run(&context),
        Command::Token(it) => it.run(&context),
        Command::Customer(it) => it.run(&context),
        Command::Request(it) => it.run(&context),
        Command::Hold(it) => it.run(&context),
        Command::Erasure(it) => it.run(&context),
        Command::Mail(it) => it.run(&context),
        Command::Webhook(it) => it.run(&context),
        Command::Housekeeping(it) => it.run(&context),
        Command::Audit(it) => it.run(&context),
        Command::Keys(it) => it.run(&context),
        Command::Migrate(it) => it.run(&context),
        Command::Check(it) => it.run(&context),
        Command::CheckConfig(it) => it.run(&context),
        Command::Healthcheck(it) => it.run(&context),
    }
}

/// Help goes to standard output with 0, wrong usage to standard error with 2.
fn usage(mut error: clap::Error) -> ExitCode {
    // Somebody may have written a password or a customer's number where none belongs: it is not repeated.
    let hidden = || ContextValue::String("(not repeated)".to_owned());
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let value = error.get(ContextKind::InvalidArg);
            if matches!(value, Some(ContextValue::String(text)) if !text.starts_with("--")) {
                error.insert(ContextKind::InvalidArg, hidden());
                error.remove(ContextKind::Suggested);
            }
        }
        ErrorKind::TooManyValues => {
            error.insert(ContextKind::InvalidValue, hidden());
        }
        _ => {}
    }
    let _ = error.print();
    if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
}
