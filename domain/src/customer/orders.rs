//! The orders in a customer's document.

use iom_gdpr_api::models::Customer;

use crate::names::OrderNumber;
use crate::refusal::Fault;
use crate::store::CustomerRecord;

/// Whether the customer has an order with this number in the shop.
///
/// # Errors
/// [`Fault::Document`].
pub fn has(record: &CustomerRecord, order: &OrderNumber) -> Result<bool, Fault> {
    let customer: Customer =
        serde_json::from_str(&record.document).map_err(|_| Fault::Document("not of the contract"))?;
    let mut orders = customer.orders.iter().flatten();
    Ok(orders.any(|found| found.shop_order_number.as_deref() == Some(order.as_str())))
}
