//! A request, for people and for programs.

use domain::clock::Timestamp;
use domain::outbox::{Mail, MailStatus};
use domain::request::{Outcome, Request, State, Subject};
use domain::webhook::Delivery;
use serde_json::{Map, Value, json};

use super::super::failed::Failed;
use super::super::output::{Output, time};

/// Prints a request with its mails, and with those who are told of its erasures.
pub(super) fn print(request: &Request, mails: &[Mail], webhooks: &[Delivery], output: &Output) -> Result<(), Failed> {
    let lines = describe(request);
    let mut text: Vec<_> = lines.iter().map(|(title, _, value)| format!("{title:<14}{value}")).collect();
    text.extend(mails.iter().map(|mail| format!("{:<14}{}", "mail", said(mail))));
    text.extend(webhooks.iter().map(|webhook| format!("{:<14}{}", "webhook", told(webhook))));
    let mut members: Map<_, _> =
        lines.into_iter().map(|(_, name, value)| (name.to_owned(), Value::String(value))).collect();
    members.insert("mails".to_owned(), mails.iter().map(json_of).collect());
    members.insert("webhooks".to_owned(), webhooks.iter().map(json_of_webhook).collect());
    output.result(&text.join("\n"), &Value::Object(members))
}

/// A request as a JSON object, without its mails.
pub(super) fn json(request: &Request) -> Value {
    describe(request).into_iter().map(|(_, name, value)| (name.to_owned(), Value::String(value))).collect()
}

/// What staff may see of a request: title, name for programs, value. Never a hash, which is stored nowhere, and no address:
/// the history has that, for those who ask for it.
fn describe(request: &Request) -> Vec<(&'static str, &'static str, String)> {
    let deadline = &request.deadline;
    let mut lines = vec![
        ("request", "requestId", request.id.to_string()),
        ("type", "type", request.kind.code().to_owned()),
        ("shop", "shop", request.shop.to_string()),
        ("site", "site", request.site.to_string()),
        ("language", "language", request.language.tag().to_owned()),
    ];
    lines.extend(request.subject.customer().map(|number| ("customer", "customerNumber", number.to_string())));
    match &request.subject {
        Subject::Guest { order, .. } => lines.push(("guest's order", "orderNumber", order.to_string())),
        Subject::Pseudonym(pseudonym) => lines.push(("pseudonym", "pseudonym", pseudonym.clone())),
        Subject::Customer(_) => {}
    }
    if request.address_is_stated {
        lines.push(("address stated", "addressStated", "true".to_owned()));
    }
    lines.push(("state", "state", request.state.code().to_owned()));
    lines.push(("received", "receivedAt", time(deadline.received_at)));
    lines.push(("due", "dueAt", time(deadline.due_at())));
    if let Some(extension) = deadline.extension {
        lines.push(("extended", "extendedAt", time(extension.at)));
        lines.push(("by months", "extendedMonths", extension.months.to_string()));
    }
    lines.extend(deadline.doubt_since.map(|since| ("doubted since", "identityDoubtSince", time(since))));
    if request.state == State::Pending {
        lines.extend(request.links_end_at().map(|end| ("link expires", "linkExpiresAt", time(end))));
    }
    lines.extend(request.state.confirmed_at().map(|at| ("confirmed", "confirmedAt", time(at))));
    if let Some(approval) = request.state.approval() {
        lines.push(("approved", "approvedAt", time(approval.at)));
        lines.push(("by", "approvedBy", approval.by.to_string()));
        lines.push(("runs from", "runsAt", time(approval.runs_at)));
    }
    if let State::Processing { since, failures, next_try_at, .. } = &request.state {
        lines.push(("begun", "processingSince", time(*since)));
        if *failures > 0 {
            lines.push(("failures", "failures", failures.to_string()));
            lines.push(("next try", "nextTryAt", time(*next_try_at)));
        }
    }
    if let State::Closed { at, outcome, .. } = &request.state {
        lines.push(("closed", "closedAt", time(*at)));
        lines.push(("outcome", "outcome", outcome.code().to_owned()));
        if let Outcome::Duplicate(other) = outcome {
            lines.push(("duplicate of", "duplicateOf", other.to_string()));
        }
    }
    lines.extend(request.purged_at.map(|at| ("purged", "purgedAt", time(at))));
    lines
}

fn said(mail: &Mail) -> String {
    let Mail { kind, queued_at, next_try_at, tries, last_error, status, .. } = mail;
    format!("{}: {}", kind.code(), progress(*status, *queued_at, *next_try_at, *tries, last_error.as_deref()))
}

fn told(webhook: &Delivery) -> String {
    let Delivery { kind, endpoint, queued_at, next_try_at, tries, answer, status, .. } = webhook;
    let progress = progress(*status, *queued_at, *next_try_at, *tries, answer.as_deref());
    format!("{} to {endpoint}: {progress}", kind.code())
}

/// How far something that leaves the house is.
fn progress(status: MailStatus, queued_at: Timestamp, next_try_at: Timestamp, tries: u32, why: Option<&str>) -> String {
    let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
    match status {
        MailStatus::Waiting if tries == 0 => format!("waiting since {}", time(queued_at)),
        MailStatus::Waiting => format!("tried {tries} times{why}, next {}", time(next_try_at)),
        MailStatus::Sent { at } => format!("sent {}", time(at)),
        MailStatus::GivenUp { at } => format!("given up {}{why}", time(at)),
        MailStatus::Dropped { at } => format!("not needed any more {}", time(at)),
    }
}

fn json_of(mail: &Mail) -> Value {
    let mut members = json!({
        "kind": mail.kind.code(), "id": mail.id, "status": mail.status.code(), "tries": mail.tries,
        "queuedAt": time(mail.queued_at),
    });
    if let Some(why) = &mail.last_error {
        members["lastError"] = json!(why);
    }
    put_time(&mut members, mail.status, mail.next_try_at);
    members
}

fn json_of_webhook(webhook: &Delivery) -> Value {
    let mut members = json!({
        "kind": webhook.kind.code(), "id": webhook.id, "endpoint": webhook.endpoint.as_str(), "erasure": webhook.erasure,
        "status": webhook.status.code(), "tries": webhook.tries, "queuedAt": time(webhook.queued_at),
    });
    if let Some(answer) = &webhook.answer {
        members["answer"] = json!(answer);
    }
    put_time(&mut members, webhook.status, webhook.next_try_at);
    members
}

fn put_time(members: &mut Value, status: MailStatus, next_try_at: Timestamp) {
    match status.at() {
        Some(at) => members["settledAt"] = json!(time(at)),
        None => members["nextTryAt"] = json!(time(next_try_at)),
    }
}
