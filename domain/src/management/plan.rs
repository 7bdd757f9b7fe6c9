//! Plans and legal holds as the contract shows them; the command line prints the same documents.

use std::collections::BTreeSet;

use data_requests_api::models::{
    ErasurePlan, LegalHold as ShownHold, PlannedOutcome, PlannedProperties, PlannedRecords, Postponement,
    PostponementReason, RetentionGround,
};

use crate::erasure::{Fields, Ground, Group, Outcome, Plan, Postponed};
use crate::fulfilment::Hold;
use crate::legal_hold::{LegalHold, Scope};

/// What an erasure would do.
#[must_use]
pub fn plan(plan: &Plan) -> ErasurePlan {
    ErasurePlan {
        hash: plan.hash().to_string(),
        postponed: plan.postponed().iter().map(postponement).collect(),
        postponed_until: plan.postponed_until(),
        records: plan.groups().iter().map(records).collect(),
        unmatched_holds: plan.unmatched_holds().iter().map(planned_hold).collect(),
    }
}

/// A hold that was placed.
#[must_use]
pub fn hold(hold: &Hold) -> ShownHold {
    ShownHold { id: Some(hold.id.clone()), ..planned_hold(&hold.hold) }
}

fn planned_hold(hold: &LegalHold) -> ShownHold {
    let (place, record) = match &hold.scope {
        Scope::Everything => (None, None),
        Scope::Place(place) => (Some(place.clone()), None),
        Scope::Record { place, name } => (Some(place.clone()), Some(name.clone())),
    };
    ShownHold {
        author: hold.author.to_string(),
        id: None,
        place,
        reason: hold.reason.clone(),
        record,
        since: hold.since,
    }
}

fn postponement(postponed: &Postponed) -> Postponement {
    let (reason, order_number, currency) = match postponed {
        Postponed::RecentOrder { order, .. } => (PostponementReason::RecentOrder, order.clone(), None),
        Postponed::OpenOrder { order, .. } => (PostponementReason::OpenOrder, order.clone(), None),
        Postponed::OpenBalance { currency } => (PostponementReason::OpenBalance, None, currency.clone()),
    };
    Postponement { currency, order_number, reason, until: postponed.until() }
}

fn records(group: &Group<'_>) -> PlannedRecords {
    let shown = |outcome| PlannedRecords {
        category: group.category.to_owned(),
        count: i64::try_from(group.count).unwrap_or(i64::MAX),
        grounds: None,
        holds: None,
        names: group.names.iter().map(|name| (*name).to_owned()).collect(),
        outcome,
        place: group.place.to_owned(),
        properties: None,
        until: None,
    };
    match group.outcome {
        Outcome::Erased => shown(PlannedOutcome::Erased),
        Outcome::Kept { until, grounds, fields } => PlannedRecords {
            until: *until,
            grounds: Some(grounds.iter().map(ground).collect()),
            properties: Some(properties(fields)),
            ..shown(PlannedOutcome::Kept)
        },
        Outcome::Held { holds } => {
            PlannedRecords { holds: Some(holds.iter().map(planned_hold).collect()), ..shown(PlannedOutcome::Held) }
        }
    }
}

fn ground(ground: &Ground) -> RetentionGround {
    RetentionGround {
        country: ground.country.clone(),
        rule: ground.rule.clone(),
        sentences: ground.ground.languages().map(|(tag, text)| (tag.to_owned(), text.to_owned())).collect(),
        undated: ground.undated,
        until: ground.until,
    }
}

fn properties(fields: &Fields) -> PlannedProperties {
    let list = |paths: &BTreeSet<String>| paths.iter().cloned().collect();
    PlannedProperties {
        kept: list(&fields.kept),
        pseudonymised: list(&fields.pseudonymised),
        removed: list(&fields.removed),
    }
}
