//! That somebody was shown a customer's data is remembered before they see it.

use crate::audit::{Action, Actor, Event, Journal, Personal};
use crate::clock::Timestamp;
use crate::names::{CustomerNumber, ShopName};
use crate::refusal::Fault;
use crate::request::Subject;
use crate::store::Store;

/// Writes into the audit log that `actor` is shown this customer: on disk when this returns. In a transaction of its own,
/// so that those who are shown nothing wait for no writer.
///
/// # Errors
/// [`Fault`]: nothing may be shown then.
pub fn record(
    store: &dyn Store,
    journal: &Journal,
    now: Timestamp,
    actor: Actor,
    shop: &ShopName,
    number: &CustomerNumber,
) -> Result<(), Fault> {
    let event =
        Event::new(now, actor, Action::CustomerRead).about(shop, Personal::of(Subject::customer_reference(number)));
    store.write("record_customer_read", |transaction| journal.record(transaction, &event))
}
