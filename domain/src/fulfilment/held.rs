//! What is stored of a customer, and what an erasure of it is planned from.

use serde_json::Value;

use super::Fulfilment;
use super::holds::opened;
use crate::clock::Timestamp;
use crate::data_map::DataMap;
use crate::erasure::{self, Dossier, Plan, ShopPseudonyms};
use crate::legal_hold::LegalHold;
use crate::names::{CustomerNumber, ShopName};
use crate::policy::Policy;
use crate::refusal::Fault;
use crate::seal::Pseudonym;
use crate::store::{CustomerRecord, HoldRecord, Remains, View};

/// What is stored of a customer. Two of them are equal as long as nothing changed.
#[derive(Clone, PartialEq)]
pub(super) struct Held {
    pub(super) shop: ShopName,
    /// `None`: a guest of whom there is no record.
    pub(super) pseudonym: Option<Pseudonym>,
    pub(super) record: Option<CustomerRecord>,
    pub(super) remains: Option<Remains>,
    pub(super) holds: Vec<HoldRecord>,
}

/// A plan, and what comes of it.
pub(super) struct Prepared {
    pub(super) held: Held,
    pub(super) plan: Plan,
    /// What is left when it is done.
    pub(super) left: Left,
}

/// What is left of a customer when a plan is carried out.
#[derive(Clone)]
pub(super) enum Left {
    /// The plan has to wait: nothing is done.
    Everything,
    /// What has to be kept.
    Remains(Remains),
    /// Nothing.
    Nothing,
}

/// What an erasure may do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// As a request: orders in flight postpone it.
    Waiting,
    /// It was decided before, or leaves orders alone: nothing postpones it.
    AtOnce,
}

impl Held {
    /// What is stored of the customer with this number.
    pub(super) fn of_customer(
        view: &dyn View,
        this: &Fulfilment,
        shop: &ShopName,
        number: &CustomerNumber,
    ) -> Result<Self, Fault> {
        let reference = crate::request::Subject::customer_reference(number);
        let pseudonym = this.journal().pseudonym(shop, &reference);
        let record = view.customer(shop, number)?;
        Ok(Self { record, ..Self::of_pseudonym(view, shop, &pseudonym)? })
    }

    /// What is kept of somebody who is not on file any more.
    pub(super) fn of_pseudonym(view: &dyn View, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Self, Fault> {
        Ok(Self {
            shop: shop.clone(),
            pseudonym: Some(*pseudonym),
            record: None,
            remains: view.remains(shop, pseudonym)?,
            holds: view.legal_holds(shop, pseudonym)?,
        })
    }

    /// Nothing is stored.
    pub(super) fn nothing(shop: &ShopName) -> Self {
        Self { shop: shop.clone(), pseudonym: None, record: None, remains: None, holds: Vec::new() }
    }

    /// As an erasure sees it: the record if there is one, else what an earlier erasure left.
    pub(super) fn dossier(&self, mode: Mode) -> Result<Dossier, Fault> {
        let read = |text: &str| serde_json::from_str(text).map_err(|_| Fault::Document("not JSON"));
        match (&self.record, &self.remains) {
            (Some(record), _) => {
                let document = read(&record.document)?;
                Ok(match mode {
                    Mode::Waiting => Dossier::whole(document),
                    Mode::AtOnce => Dossier::remains(document, std::collections::BTreeSet::new()),
                })
            }
            (None, Some(remains)) => Ok(Dossier::remains(read(&remains.document)?, remains.pseudonyms.clone())),
            (None, None) => Ok(Dossier::whole(Value::Object(serde_json::Map::new()))),
        }
    }
}

impl Fulfilment {
    /// What an erasure does at `now` with what is held, and what comes of it. Slow for customers with very many orders, and
    /// so not to be called in a transaction.
    pub(super) fn prepare(
        &self,
        held: Held,
        further: &[LegalHold],
        mode: Mode,
        now: Timestamp,
    ) -> Result<Prepared, Fault> {
        let policy = self.requests.policies.of(&held.shop);
        let mut holds = held.holds.iter().map(|hold| opened(self.journal(), hold)).collect::<Result<Vec<_>, _>>()?;
        holds.extend_from_slice(further);
        let dossier = held.dossier(mode)?;
        let plan = erasure::plan(&dossier, map(&policy)?, &policy.retention, &holds, now)?;
        let left = if plan.postponed().is_empty() {
            let pseudonyms = ShopPseudonyms::new(self.journal().master(), &held.shop);
            let applied = erasure::apply(&dossier, &plan, &pseudonyms).map_err(|_| Fault::Raced)?;
            remaining(&held, applied, &plan, &policy, now)?.map_or(Left::Nothing, Left::Remains)
        } else {
            Left::Everything
        };
        Ok(Prepared { held, plan, left })
    }
}

/// What is to be kept: what remains now, and what remained before of a record that came back.
fn remaining(
    held: &Held,
    applied: Option<Dossier>,
    plan: &Plan,
    policy: &Policy,
    now: Timestamp,
) -> Result<Option<Remains>, Fault> {
    let before = held.remains.as_ref().filter(|_| held.record.is_some());
    let Some(dossier) = applied else { return Ok(before.cloned()) };
    let mut due_at = plan.next_due();
    let mut dossier = dossier;
    if let Some(before) = before {
        let document = serde_json::from_str(&before.document).map_err(|_| Fault::Document("not JSON"))?;
        dossier = Dossier::remains(document, before.pseudonyms.clone()).and(dossier);
        due_at = due_at.into_iter().chain(before.due_at).min();
    }
    let document = dossier.document().to_string();
    Ok(Some(Remains {
        document,
        pseudonyms: dossier.pseudonyms().clone(),
        erased_at: held.remains.as_ref().map_or(now, |remains| remains.erased_at),
        due_at,
        rules: policy.retention.digest()?.to_string(),
    }))
}

/// The data map of a shop.
pub(crate) fn map(policy: &Policy) -> Result<&DataMap, Fault> {
    match &policy.data_map {
        Some(map) => Ok(map),
        None => DataMap::shipped().map_err(|_| Fault::Document("the data map of this program cannot be read")),
    }
}
