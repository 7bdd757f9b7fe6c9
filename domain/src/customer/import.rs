//! Customers come in as lines: one document of the contract each, under current or deprecated property names.
//!
//! A line is taken or refused as a whole; a refused line keeps nobody else out. Reasons name places and rules, never
//! values: what stands in a line is personal data.

use iom_gdpr_api::models::Customer;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{CustomerType, document, number};
use crate::names::ShopName;
use crate::store::{CustomerRecord, Store, StoreError, Upserted};

/// How many lines are committed together: a compromise between speed and what a kill can cost to do again.
pub const BATCH: usize = 500;

/// Why a line was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct LineRefused(String);

/// What an import came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Customers that were not known before.
    pub created: u64,
    /// Customers whose document was replaced.
    pub updated: u64,
    /// Customers of whom the same was stored already.
    pub unchanged: u64,
    /// Lines that were refused.
    pub refused: u64,
}

/// Reads one line.
///
/// # Errors
/// [`LineRefused`] with what is wrong and where.
pub fn read_line(line: &str) -> Result<CustomerRecord, LineRefused> {
    let refused = |reason: &str| LineRefused(reason.to_owned());
    let mut unknown = None;
    let mut json = serde_json::Deserializer::from_str(line);
    let mut track = serde_path_to_error::Track::new();
    let customer: Customer =
        serde_ignored::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track), |path| {
            unknown = unknown.take().or_else(|| Some(path.to_string()))
        })
        .map_err(|error| describe(&error, &track.path()))?;
    json.end().map_err(|_| refused("there is something after the document; write one document a line"))?;
    if let Some(unknown) = unknown {
        return Err(LineRefused(format!("{}: the contract has no such property", printable(&unknown))));
    }
    let raw: &RawValue = serde_json::from_str(line).map_err(|_| refused("is not valid JSON"))?;
    if let Some(place) = number::first_inexact(raw) {
        return Err(LineRefused(format!("{place}: has more digits than a double can hold")));
    }
    let customer = document::canonical(customer).map_err(|objection| LineRefused(objection.to_string()))?;
    record(&customer)
}

fn record(customer: &Customer) -> Result<CustomerRecord, LineRefused> {
    let refused = |reason: &str| LineRefused(reason.to_owned());
    let number = customer.shop_customer_number.as_deref().ok_or_else(|| refused("shopCustomerNumber: is missing"))?;
    let number = number.parse().map_err(|why| LineRefused(format!("shopCustomerNumber: {why}")))?;
    let kind = customer.customer_type.as_deref().ok_or_else(|| refused("customerType: is missing (b2c or b2b)"))?;
    let kind = CustomerType::from_code(kind).ok_or_else(|| refused("customerType: is neither b2c nor b2b"))?;
    let document = serde_json::to_string(customer).map_err(|_| refused("cannot be stored as JSON"))?;
    Ok(CustomerRecord { number, kind, document })
}

/// The message of the parser without the value it quotes.
fn describe(error: &serde_json::Error, path: &serde_path_to_error::Path) -> LineRefused {
    let column = error.column();
    match error.classify() {
        Category::Data => {
            let text = error.to_string();
            let place = if path.iter().next().is_none() { "the document".to_owned() } else { path.to_string() };
            let expected =
                text.rsplit_once(", expected ").map(|(_, rest)| rest.split(" at line ").next().unwrap_or(rest));
            let reason = match expected {
                Some(expected) => format!("expected {expected}"),
                None if text.starts_with("duplicate field") => "stands there twice".to_owned(),
                None if text.starts_with("number out of range") => "is a number out of range".to_owned(),
                None => "is not of the contract's type or format".to_owned(),
            };
            LineRefused(format!("{}: {reason} (column {column})", printable(&place)))
        }
        Category::Syntax | Category::Eof | Category::Io => LineRefused(format!("is not valid JSON (column {column})")),
    }
}

/// A place as text that cannot forge a second line, and is short enough to read.
fn printable(place: &str) -> String {
    place.chars().take(120).flat_map(char::escape_default).collect()
}

/// Stores a batch of customers of one shop, all or none.
///
/// # Errors
/// [`StoreError`]; the batch can be given again, since storing it twice is the same as once.
pub fn store_batch(store: &dyn Store, shop: &ShopName, batch: &[CustomerRecord]) -> Result<Imported, StoreError> {
    store.write("import_customers", |transaction| {
        let mut imported = Imported::default();
        for customer in batch {
            match transaction.upsert_customer(shop, customer)? {
                Upserted::Created => imported.created += 1,
                Upserted::Updated => imported.updated += 1,
                Upserted::Unchanged => imported.unchanged += 1,
            }
        }
        Ok(imported)
    })
}

impl std::ops::AddAssign for Imported {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
    }
}
