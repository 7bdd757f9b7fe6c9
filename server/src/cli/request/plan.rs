//! `request plan`: what an erasure would do.

use std::fmt::Write as _;

use clap::Args;
use domain::data_map::DataMap;
use domain::erasure::{Ground, Group, Outcome, Postponed};
use domain::fulfilment::Proposal;
use domain::legal_hold::{LegalHold, Scope};
use domain::management::plan_document;
use domain::message::Language;
use domain::policy::{Policies, Policy};
use domain::request::State;
use serde_json::json;

use super::super::context::Context;
use super::super::failed::Failed;
use super::super::output::time;
use super::super::table::{one_line, table};
use super::create::language;
use super::{Desk, One};

/// How many names of records a line has.
const NAMES: usize = 8;

/// Show what an erasure would do: what goes, what stays until when, and why
///
/// Changes nothing; that somebody looked stands in the history. Names orders and invoices, which are personal data, and no
/// other value. The hash at the end is what `request approve` takes: it is another one as soon as the data, the retention
/// rules or the legal holds change, or a term ends.
#[derive(Args)]
#[command(after_help = "Examples:\n\
    \x20 gdpr-server request plan 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988\n\
    \x20 gdpr-server request plan 6f1c0c8e5d0f4a2b9a7e3d4c5b6a7988 --language de")]
pub(in super::super) struct Plan {
    #[command(flatten)]
    one: One,
    /// The language of what records are called and of the law [default: that of the request]
    #[arg(long, value_name = "TAG", value_parser = language)]
    language: Option<Language>,
}

impl Plan {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let desk = Desk::open(context)?;
        let proposal = desk.fulfilment.plan(&desk.actor, &self.one.id)?;
        let mut document = serde_json::to_value(plan_document(&proposal.plan)).map_err(Failed::work)?;
        document["requestId"] = json!(self.one.id.as_str());
        let words = Words {
            policy: desk.parts.shops.of(&proposal.request.shop),
            language: self.language.unwrap_or_else(|| proposal.request.language.clone()),
        };
        self.one.output.result(&words.tell(&proposal, &context.program()), &document)
    }
}

/// How a plan is put into words.
struct Words {
    policy: Policy,
    language: Language,
}

impl Words {
    fn tell(&self, proposal: &Proposal, program: &str) -> String {
        let plan = &proposal.plan;
        let mut text = String::new();
        let groups = plan.groups();
        if groups.is_empty() {
            text.push_str("Nothing is stored of the data subject.\n\n");
        }
        let of = |wanted: fn(&Outcome) -> bool| groups.iter().filter(move |group| wanted(group.outcome));
        self.part(&mut text, "Goes", of(|it| matches!(it, Outcome::Erased)));
        self.part(&mut text, "Stays in part, until its time is over", of(|it| matches!(it, Outcome::Kept { .. })));
        self.part(&mut text, "Stays as it is, under a legal hold", of(|it| matches!(it, Outcome::Held { .. })));
        if !plan.unmatched_holds().is_empty() {
            text.push_str("Legal holds that no record is under (is a number misspelt?)\n");
            for hold in plan.unmatched_holds() {
                let _ = writeln!(text, "  {}: {}", scope(&hold.scope), because(hold));
            }
            text.push('\n');
        }
        if !plan.postponed().is_empty() {
            text.push_str("Has to wait, because the contract with the data subject is still being performed\n");
            for postponed in plan.postponed() {
                let _ = writeln!(text, "  {}", waits(postponed));
            }
            text.push('\n');
        }
        let _ = write!(text, "plan  {}\n\n{}", plan.hash(), next(proposal, program));
        text
    }

    /// A part of the plan, unless it is empty.
    fn part<'a, 'b: 'a>(&self, text: &mut String, title: &str, groups: impl Iterator<Item = &'a Group<'b>>) {
        let mut rows = Vec::new();
        let mut grounds: Vec<String> = Vec::new();
        for group in groups {
            let (until, why) = match group.outcome {
                Outcome::Erased => (String::new(), Vec::new()),
                Outcome::Kept { until, grounds, .. } => (
                    until.map_or_else(|| "decided".to_owned(), |until| until.to_string()),
                    grounds.iter().map(|ground| self.ground(ground)).collect(),
                ),
                Outcome::Held { holds } => ("released".to_owned(), holds.iter().map(because).collect()),
            };
            rows.push([format!("  {}", self.title(group.place)), group.count.to_string(), until, names(&group.names)]);
            for why in why {
                if !grounds.contains(&why) {
                    grounds.push(why);
                }
            }
            if let Outcome::Kept { fields, .. } = group.outcome {
                let lists =
                    [("stays", &fields.kept), ("is pseudonymised", &fields.pseudonymised), ("goes", &fields.removed)];
                for (what, paths) in lists.into_iter().filter(|(_, paths)| !paths.is_empty()) {
                    let paths: Vec<_> = paths.iter().map(String::as_str).collect();
                    let line = format!("{} of {}: {}", what, group.place, paths.join(", "));
                    if !grounds.contains(&line) {
                        grounds.push(line);
                    }
                }
            }
        }
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(text, "{title}\n{}", table(["  RECORDS", "HOW MANY", "UNTIL", "WHICH"], &rows));
        for ground in grounds {
            let _ = writeln!(text, "    {ground}");
        }
        text.push('\n');
    }

    /// What records at a place are called.
    fn title<'a>(&'a self, place: &'a str) -> &'a str {
        let map = self.policy.data_map.as_deref().or_else(|| DataMap::shipped().ok());
        map.and_then(|map| map.record(place)).map_or(place, |record| record.title.in_language(&self.language))
    }

    fn ground(&self, ground: &Ground) -> String {
        let until = match ground.until {
            Some(until) => format!("until {until}"),
            None if ground.undated => "until somebody decides, since a date is missing".to_owned(),
            None => "without an end".to_owned(),
        };
        format!(
            "{} ({}), {until}: {}",
            ground.rule,
            ground.country,
            one_line(ground.ground.in_language(&self.language))
        )
    }
}

fn names(names: &[&str]) -> String {
    let shown: Vec<_> = names.iter().take(NAMES).map(|name| one_line(name)).collect();
    let more = names.len().saturating_sub(NAMES);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// Which records a hold is on.
pub(in super::super) fn scope(scope: &Scope) -> String {
    match scope {
        Scope::Everything => "everything".to_owned(),
        Scope::Place(place) => one_line(place),
        Scope::Record { place, name } => one_line(&format!("{place} {name}")),
    }
}

fn because(hold: &LegalHold) -> String {
    format!("held since {} by {}: {}", hold.since.format("%Y-%m-%d"), hold.author, one_line(&hold.reason))
}

fn waits(postponed: &Postponed) -> String {
    let order = |order: &Option<String>| {
        order
            .as_ref()
            .map_or_else(|| "an order without a number".to_owned(), |order| format!("order {}", one_line(order)))
    };
    let what = match postponed {
        Postponed::RecentOrder { order: number, .. } => format!("{} was placed a short time ago", order(number)),
        Postponed::OpenOrder { order: number, .. } => {
            format!("{} is neither cancelled nor invoiced as a whole", order(number))
        }
        Postponed::OpenBalance { currency } => {
            format!(
                "there is an open balance{}",
                currency.as_ref().map(|it| format!(" in {}", one_line(it))).unwrap_or_default()
            )
        }
    };
    match postponed.until() {
        Some(until) => format!("{what}: until {} at the latest", time(until)),
        None => format!("{what}: until that is settled"),
    }
}

/// What there is to do now, with the command that does it.
fn next(proposal: &Proposal, program: &str) -> String {
    let (request, plan) = (&proposal.request, &proposal.plan);
    let id = &request.id;
    match &request.state {
        State::Pending => "The data subject has not confirmed the request yet; it can be approved then.".to_owned(),
        State::Confirmed { .. } if !plan.postponed().is_empty() => {
            "It cannot be approved as long as it has to wait. Tell the data subject, and look at the plan again then."
                .to_owned()
        }
        State::Confirmed { .. } if request.deadline.doubt_since.is_some() => {
            format!("There are doubts about the identity. When they are settled:\n  {program} request settle {id}")
        }
        State::Confirmed { .. } => {
            format!("To approve exactly this:\n  {program} request approve {id} --plan {}", plan.hash())
        }
        State::Approved(approval) if approval.plan == Some(plan.hash()) => {
            format!("This plan is approved, and is carried out from {} on.", time(approval.runs_at))
        }
        State::Processing { approval, .. } if approval.plan == Some(plan.hash()) => {
            "This plan is approved, and is being carried out.".to_owned()
        }
        State::Approved(_) | State::Processing { .. } => format!(
            "Another plan was approved, which does not hold any more: nothing will be done. To decide anew:\n  \
             {program} request revoke-approval {id}"
        ),
        State::Closed { .. } => "The request is closed.".to_owned(),
    }
}
