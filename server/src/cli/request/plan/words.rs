//! The plan of an erasure, for a person who has to decide.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use domain::data_map::DataMap;
use domain::erasure::{Ground, Group, Outcome, Postponed};
use domain::fulfilment::Proposal;
use domain::legal_hold::{LegalHold, Scope};
use domain::message::Language;
use domain::policy::Policy;
use domain::request::State;

use super::super::super::output::time;
use super::super::super::table::{one_line, table};

/// How many names of records a line has.
const NAMES: usize = 8;

/// Of records that are kept without an end.
const UNDATED: &str = "a record without a date, or with a term beyond the calendar, stays until somebody decides";

/// How a plan is put into words.
pub(super) struct Words {
    /// Of the shop.
    pub(super) policy: Policy,
    /// Of titles and of the law.
    pub(super) language: Language,
}

impl Words {
    /// The plan, and what there is to do now.
    pub(super) fn tell(&self, proposal: &Proposal, program: &str) -> String {
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

    /// A part of the plan, unless it is empty: the records, then why they stay, and what of them.
    fn part<'a, 'b: 'a>(&self, text: &mut String, title: &str, groups: impl Iterator<Item = &'a Group<'b>>) {
        let mut rows = Vec::new();
        let mut reasons = BTreeSet::new();
        let mut properties: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for group in groups {
            let until = match group.outcome {
                Outcome::Erased => String::new(),
                Outcome::Kept { until, grounds, fields } => {
                    reasons.extend(grounds.iter().map(|ground| self.ground(ground)));
                    if until.is_none() {
                        reasons.insert(UNDATED.to_owned());
                    }
                    for (what, paths) in
                        [("stays", &fields.kept), ("pseudonymised", &fields.pseudonymised), ("goes", &fields.removed)]
                    {
                        let all = properties.entry((group.place, what)).or_default();
                        all.extend(paths.iter().map(String::as_str));
                    }
                    until.map_or_else(|| "decided".to_owned(), |until| until.to_string())
                }
                Outcome::Held { holds } => {
                    reasons.extend(holds.iter().map(because));
                    "released".to_owned()
                }
            };
            let title = format!("  {}", self.title(group.place));
            rows.push([title, group.count.to_string(), until, names(&group.names)]);
        }
        if rows.is_empty() {
            return;
        }
        let _ = writeln!(text, "{title}\n{}", table(["  RECORDS", "HOW MANY", "UNTIL", "WHICH"], &rows));
        for reason in reasons {
            let _ = writeln!(text, "  {reason}");
        }
        for ((place, what), paths) in properties.into_iter().filter(|(_, paths)| !paths.is_empty()) {
            let paths: Vec<_> = paths.into_iter().collect();
            let _ = writeln!(text, "  {what} in {place}: {}", paths.join(", "));
        }
        text.push('\n');
    }

    /// What records at a place are called.
    fn title<'a>(&'a self, place: &'a str) -> &'a str {
        let map = self.policy.data_map.as_deref().or_else(|| DataMap::shipped().ok());
        map.and_then(|map| map.record(place)).map_or(place, |record| record.title.in_language(&self.language))
    }

    fn ground(&self, ground: &Ground) -> String {
        let law = one_line(ground.ground.in_language(&self.language));
        format!("{} ({}): {law}", ground.rule, ground.country)
    }
}

fn names(names: &[&str]) -> String {
    let shown: Vec<_> = names.iter().take(NAMES).map(|name| one_line(name)).collect();
    let more = names.len().saturating_sub(NAMES);
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// Which records a hold is on.
pub(in super::super::super) fn scope(scope: &Scope) -> String {
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
