//! `request list`, `show` and `history`.

use std::num::NonZeroUsize;

use clap::Args;
use domain::clock::Timestamp;
use domain::names::{CustomerNumber, ShopName};
use domain::request::{RequestType, State, Subject};
use domain::requests::{Found, Happened, Wanted};
use serde_json::{Value, json};

use super::super::context::Context;
use super::super::date::date;
use super::super::failed::Failed;
use super::super::output::{Output, print, print_json, time};
use super::super::table::{one_line, table};
use super::super::text::Text;
use super::create::kind;
use super::{Desk, One, show};

/// How many requests are looked up in one go.
const PAGE: usize = 200;

/// List data requests, in the order in which they were received
///
/// Prints a table; with --json one object a line.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server request list --state confirmed --due-before 2026-12-24T00:00:00Z\n\
    \x20 gdpr-server request list --shop inTRONICS --customer C-1001 --json")]
pub(in super::super) struct List {
    /// Of this shop
    #[arg(long, value_name = "NAME")]
    shop: Option<ShopName>,
    /// Of this type
    #[arg(long = "type", value_name = "TYPE", value_parser = kind)]
    kind: Option<RequestType>,
    /// In this state: pending, confirmed, approved, processing or closed
    #[arg(long, value_name = "STATE", value_parser = state)]
    state: Option<&'static str>,
    /// Of the customer with this number; @FILE or - as with create
    #[arg(long, value_name = "NUMBER")]
    customer: Option<Text>,
    /// Of the guest who showed this address; @FILE or - as with create
    #[arg(long, value_name = "ADDRESS")]
    guest_email: Option<Text>,
    /// To be answered before: a date (its beginning in UTC) or an RFC 3339 time
    #[arg(long, value_name = "DATE", value_parser = date)]
    due_before: Option<Timestamp>,
    /// At most so many
    #[arg(long, value_name = "NUMBER")]
    limit: Option<NonZeroUsize>,
    #[command(flatten)]
    output: Output,
}

fn state(text: &str) -> Result<&'static str, String> {
    let found = State::CODES.into_iter().find(|code| *code == text);
    found.ok_or_else(|| format!("is none of {}", State::CODES.join(", ")))
}

impl List {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let number =
            self.customer.as_ref().map(|number| number.parse::<CustomerNumber>("--customer NUMBER")).transpose()?;
        let guest = self.guest_email.as_ref().map(|email| email.parse("--guest-email ADDRESS")).transpose()?;
        let desk = Desk::open(context)?;
        let mut left = self.limit.map_or(usize::MAX, NonZeroUsize::get);
        let mut wanted = Wanted {
            shop: self.shop,
            kind: self.kind,
            state: self.state,
            reference: number.as_ref().map(Subject::customer_reference),
            guest,
            due_before: self.due_before,
            after: None,
            limit: 0,
        };
        let mut rows = Vec::new();
        while left > 0 {
            wanted.limit = left.min(PAGE);
            let page = desk.requests.list(&desk.actor, &wanted)?;
            left -= page.items.len();
            for found in &page.items {
                if self.output.json {
                    print_json(&show::json(&found.request).to_string())?;
                } else {
                    rows.push(row(found));
                }
            }
            wanted.after = page.next;
            if wanted.after.is_none() {
                break;
            }
        }
        if self.output.json {
            return Ok(());
        }
        if rows.is_empty() {
            return print("no request fits");
        }
        print(&table(["REQUEST", "TYPE", "SHOP", "STATE", "RECEIVED", "DUE"], &rows))
    }
}

fn row(found: &Found) -> [String; 6] {
    let request = &found.request;
    let day = |at: Timestamp| at.format("%Y-%m-%d").to_string();
    [
        request.id.to_string(),
        request.kind.code().to_owned(),
        request.shop.to_string(),
        request.state.outcome().map_or(request.state.code(), |outcome| outcome.code()).to_owned(),
        day(request.deadline.received_at),
        day(request.deadline.due_at()),
    ]
}

/// Show where a data request stands, its mails, and who is told of its erasures
///
/// Never shows the hash, which is stored nowhere.
#[derive(Args)]
#[command(after_help = "Example:\n\
    \x20 gdpr-server request show 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988")]
pub(in super::super) struct Show {
    #[command(flatten)]
    one: One,
}

impl Show {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let desk = Desk::open(context)?;
        let found = desk.requests.show(&desk.actor, &self.one.id)?;
        let mails = desk.requests.mails(&desk.actor, &self.one.id)?;
        let webhooks = desk.requests.webhooks(&desk.actor, &self.one.id)?;
        show::print(&found.request, &mails, &webhooks, &self.one.output)
    }
}

/// Show everything that happened to a data request: when, who, what, and why
///
/// Reasons and addresses in it are personal data. Those of people who were forgotten cannot be read any more.
#[derive(Args)]
#[command(after_help = "Example:\n\
    \x20 gdpr-server request history 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988")]
pub(in super::super) struct History {
    #[command(flatten)]
    one: One,
}

impl History {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let desk = Desk::open(context)?;
        let history = desk.requests.history(&desk.actor, &self.one.id)?;
        if self.one.output.json {
            return history.iter().try_for_each(|happened| print_json(&json_of(happened).to_string()));
        }
        let rows: Vec<_> = history.iter().map(line).collect();
        print(&table(["AT", "WHO", "WHAT", "STATE", "MORE"], &rows))
    }
}

fn line(happened: &Happened) -> [String; 5] {
    let entry = &happened.entry;
    let state = match (&entry.from, &entry.to) {
        (Some(from), Some(to)) => format!("{from} -> {to}"),
        (None, Some(to)) => to.clone(),
        (_, None) => String::new(),
    };
    let details = entry.details.iter().map(|(name, value)| format!("{name}={value}"));
    let text = happened.personal.as_ref().and_then(|personal| personal.text.clone());
    let more: Vec<_> = details.chain(text).collect();
    [time(entry.at), entry.actor.clone(), entry.action.clone(), state, one_line(&more.join(" "))]
}

fn json_of(happened: &Happened) -> Value {
    let entry = &happened.entry;
    let mut members = json!({
        "sequence": entry.sequence, "at": time(entry.at), "actor": entry.actor, "action": entry.action,
    });
    let text = happened.personal.as_ref().and_then(|personal| personal.text.clone());
    for (name, value) in [("from", &entry.from), ("to", &entry.to), ("text", &text)] {
        if let Some(value) = value {
            members[name] = json!(value);
        }
    }
    if !entry.details.is_empty() {
        members["details"] = json!(entry.details);
    }
    members
}
