//! Customers come in as lines: one document of the contract each, under current or deprecated property names.
//!
//! A line is taken or refused as a whole; a refused line keeps nobody else out. What was read is stored by
//! [`Fulfilment::import`](crate::fulfilment::Fulfilment::import), which knows who was erased. Reasons name places and rules, never
//! values: what stands in a line is personal data.

use std::collections::BTreeMap;

use iom_gdpr_api::models::Customer;
use serde_json::Value;
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::{CustomerType, document, number};
use crate::store::CustomerRecord;

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
    /// Customers who had been erased, and were erased again.
    pub erased: u64,
    /// Lines that were refused.
    pub refused: u64,
}

/// Reads one line.
///
/// # Errors
/// [`LineRefused`] with what is wrong and where.
pub fn read_line(line: &str) -> Result<CustomerRecord, LineRefused> {
    let refused = |reason: &str| LineRefused(reason.to_owned());
    if line.trim_start().starts_with('[') {
        return Err(refused("the document: expected an object, not a list"));
    }
    let mut unknown = None;
    let mut json = serde_json::Deserializer::from_str(line);
    let mut track = serde_path_to_error::Track::new();
    let customer: Customer =
        serde_ignored::deserialize(serde_path_to_error::Deserializer::new(&mut json, &mut track), |path| {
            unknown = unknown.take().or_else(|| Some(written(&path)));
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
    let read = serde_json::to_value(&customer).map_err(|_| refused("cannot be stored as JSON"))?;
    if let Some(place) = list_for_object(raw, &read, String::new()) {
        return Err(LineRefused(format!("{place}: expected an object, not a list")));
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
            // The name is one of the contract's: others are ignored until the whole line was read.
            let twice = text.strip_prefix("duplicate field `").and_then(|rest| rest.split('`').next());
            let reason = match (expected.and_then(in_words), twice) {
                (Some(expected), _) => format!("expected {expected}"),
                (None, Some(name)) => format!("the property {name} stands there twice"),
                (None, None) => "is not of the contract's type or format".to_owned(),
            };
            LineRefused(format!("{}: {reason} (column {column})", printable(&place)))
        }
        // Well-formed, and still nothing that the parser can take.
        Category::Syntax if error.to_string().starts_with("number out of range") => {
            LineRefused(format!("{}: is a number out of range (column {column})", printable(&path.to_string())))
        }
        Category::Syntax | Category::Eof | Category::Io => LineRefused(format!("is not valid JSON (column {column})")),
    }
}

/// What the parser expected, without the names of Rust types.
fn in_words(expected: &str) -> Option<&'static str> {
    Some(match expected {
        "a string" | "string" => "a string",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "an object",
        "i32" | "i64" | "u32" | "u64" => "a whole number in the contract's range",
        "f32" | "f64" => "a number",
        "an RFC 3339 formatted date and time string" => "a date and time, such as 2026-01-31T12:00:00Z",
        "a formatted date string" => "a date, such as 2026-01-31",
        _ if expected.starts_with("struct ") => "an object",
        _ => return None,
    })
}

/// The place of an unknown property, written like all other places.
fn written(path: &serde_ignored::Path<'_>) -> String {
    use serde_ignored::Path;
    match path {
        Path::Root => String::new(),
        Path::Seq { parent, index } => format!("{}[{index}]", written(parent)),
        Path::Map { parent, key } => match written(parent) {
            parent if parent.is_empty() => key.clone(),
            parent => format!("{parent}.{key}"),
        },
        Path::Some { parent } | Path::NewtypeStruct { parent } | Path::NewtypeVariant { parent } => written(parent),
    }
}

/// The place where `raw` has a list and the document that was `read` from it an object.
///
/// Generated types can be read from their values alone, in an order that is no part of the contract.
fn list_for_object(raw: &RawValue, read: &Value, place: String) -> Option<String> {
    let text = raw.get();
    match (read, text.starts_with('[')) {
        (Value::Object(_), true) => Some(place),
        (Value::Object(read), false) => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            members.into_iter().find_map(|(name, member)| {
                let read = read.get(&name)?;
                list_for_object(member, read, if place.is_empty() { name } else { format!("{place}.{name}") })
            })
        }
        (Value::Array(read), true) => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            let mut items = items.into_iter().zip(read).enumerate();
            items.find_map(|(index, (item, read))| list_for_object(item, read, format!("{place}[{index}]")))
        }
        _ => None,
    }
}

/// A place as text that cannot forge a second line, and is short enough to read.
fn printable(place: &str) -> String {
    place.chars().take(120).flat_map(char::escape_default).collect()
}

impl std::ops::AddAssign for Imported {
    fn add_assign(&mut self, other: Self) {
        self.created += other.created;
        self.updated += other.updated;
        self.unchanged += other.unchanged;
        self.erased += other.erased;
        self.refused += other.refused;
    }
}
