//! What postpones an erasure as a whole: orders in flight and open balances.
//!
//! Data that the contract with the subject still needs is not without purpose yet (Art. 17(1)(a) GDPR).

use std::collections::BTreeMap;
use std::fmt;

use chrono::TimeDelta;
use iom_gdpr_api::models::{Customer, CustomerInvoiceAndCreditNote, CustomerOrder};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Unplannable;
use crate::clock::Timestamp;
use crate::retention::Postponement;

/// Why an erasure has to wait. Numbers are personal data: `Debug` hides them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Postponed {
    /// An order was placed a short time ago, and may be delivered or sent back.
    RecentOrder {
        /// Its number, if it has one.
        order: Option<String>,
        /// When it is not recent any more.
        until: Timestamp,
    },
    /// A quantity of an order is neither cancelled nor invoiced.
    OpenOrder {
        /// Its number, if it has one.
        order: Option<String>,
        /// When it counts as done whatever is open. `None`: nobody knows when it was placed; cancelled or invoiced
        /// quantities, or a date, settle it.
        until: Option<Timestamp>,
    },
    /// Somebody owes something.
    OpenBalance {
        /// In this currency.
        currency: Option<String>,
    },
}

impl Postponed {
    /// When it is over by itself, if it is.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        match self {
            Self::RecentOrder { until, .. } => Some(*until),
            Self::OpenOrder { until, .. } => *until,
            Self::OpenBalance { .. } => None,
        }
    }
}

impl fmt::Debug for Postponed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RecentOrder { until, .. } => write!(f, "RecentOrder(hidden, {until})"),
            Self::OpenOrder { until, .. } => write!(f, "OpenOrder(hidden, {until:?})"),
            Self::OpenBalance { currency } => write!(f, "OpenBalance({currency:?})"),
        }
    }
}

/// Why the erasure has to wait, in an order that does not depend on that of the document's lists.
///
/// # Errors
/// [`Unplannable::NotOfTheContract`].
pub(super) fn reasons(
    document: &Value,
    postponement: Postponement,
    now: Timestamp,
) -> Result<Vec<Postponed>, Unplannable> {
    let customer = Customer::deserialize(document).map_err(|_| Unplannable::NotOfTheContract)?;
    let invoiced = invoiced(customer.invoice_and_credit_notes.iter().flatten());
    let in_flight = |order| in_flight(order, &invoiced, postponement, now);
    let mut reasons: Vec<_> = customer.orders.iter().flatten().filter_map(in_flight).collect();
    if postponement.open_balances {
        let balances = customer.customer_balances.iter().flatten();
        let open = balances.filter(|balance| balance.open_invoice_amount.is_some_and(|amount| amount != 0.0));
        reasons.extend(open.map(|balance| Postponed::OpenBalance { currency: balance.currency.clone() }));
    }
    reasons.sort();
    reasons.dedup();
    Ok(reasons)
}

fn in_flight(
    order: &CustomerOrder,
    invoiced: &Quantities<'_>,
    postponement: Postponement,
    now: Timestamp,
) -> Option<Postponed> {
    // `None` beyond the end of the calendar, which is as good as no date.
    let placed = order.shop_order_creation_date;
    let after = |days: u32| placed?.checked_add_signed(TimeDelta::days(days.into()));
    let number = order.shop_order_number.clone();
    let is_recent = |until: &Timestamp| postponement.recent_order_days > 0 && now < *until;
    let recent_until = after(postponement.recent_order_days).filter(is_recent);
    let open_until = after(postponement.open_order_days);
    if postponement.open_order_days > 0 && open_until.is_none_or(|until| now < until) && is_open(order, invoiced) {
        // The later one: what is recent waits longer than what is open, if somebody decided so.
        let until = open_until.map(|open| recent_until.map_or(open, |recent| recent.max(open)));
        return Some(Postponed::OpenOrder { order: number, until });
    }
    recent_until.map(|until| Postponed::RecentOrder { order: number, until })
}

/// How many of an article of an order, by their numbers.
type Quantities<'a> = BTreeMap<(Option<&'a str>, Option<&'a str>), i64>;

/// Whether more was ordered than cancelled and invoiced, of any article.
fn is_open(order: &CustomerOrder, invoiced: &Quantities<'_>) -> bool {
    let mut due = Quantities::new();
    for position in order.order_positions.iter().flatten() {
        let article = (order.shop_order_number.as_deref(), position.shop_article_number.as_deref());
        let cancelled = position.quantity_canceled.unwrap_or(0);
        *due.entry(article).or_default() += i64::from(position.quantity_ordered.unwrap_or(0)) - i64::from(cancelled);
    }
    due.iter().any(|(article, quantity)| *quantity > invoiced.get(article).copied().unwrap_or(0))
}

/// What was invoiced. Credit notes do not count: what they take back had been invoiced.
fn invoiced<'a>(invoices: impl Iterator<Item = &'a CustomerInvoiceAndCreditNote>) -> Quantities<'a> {
    let mut quantities = Quantities::new();
    for invoice in invoices {
        if invoice.r#type.as_ref().is_some_and(|kind| kind.eq_ignore_ascii_case("creditnote")) {
            continue;
        }
        let related = match invoice.related_shop_order_numbers.as_deref() {
            Some([only]) => Some(only.as_str()),
            _ => None,
        };
        for position in invoice.invoice_positions.iter().flatten() {
            let order = position.shop_order_number.as_deref().or(related);
            let article = (order, position.shop_article_number.as_deref());
            *quantities.entry(article).or_default() += i64::from(position.quantity.unwrap_or(0));
        }
    }
    quantities
}
