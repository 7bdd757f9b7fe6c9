//! What a request body may have where, so that the server can refuse other kinds of values and drop other members.

use serde_json::Value;

use crate::prepare::{Unsupported, object};
use crate::references::resolve;

/// Deeper than any body of a contract; a schema that refers to itself ends here.
const MAX_DEPTH: usize = 16;

/// What a JSON value may have inside, as far as names go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Anything: a map, or not declared.
    Any,
    /// A value with nothing inside: a string, a number, a truth value.
    Plain,
    /// An object with these members.
    Object(Vec<(String, Shape)>),
    /// An array of these.
    Array(Box<Shape>),
}

impl Shape {
    /// The shape of values that `schema` describes.
    pub(super) fn of(document: &Value, schema: &Value, depth: usize) -> Result<Self, Unsupported> {
        let schema = resolve(document, schema)?;
        if depth == MAX_DEPTH {
            return Ok(Self::Any);
        }
        if let Some(items) = schema.get("items") {
            return Ok(Self::Array(Box::new(Self::of(document, items, depth + 1)?)));
        }
        if let Some("string" | "number" | "integer" | "boolean") = schema["type"].as_str() {
            return Ok(Self::Plain);
        }
        // A map has members of any name; one that only forbids others has none but the declared.
        let is_map = schema.get("additionalProperties").is_some_and(|additional| *additional != false);
        if is_map || schema.get("properties").is_none() {
            return Ok(Self::Any);
        }
        let members = object(schema.get("properties"));
        let mut members = members
            .map(|(name, schema)| Ok((name.clone(), Self::of(document, schema, depth + 1)?)))
            .collect::<Result<Vec<_>, _>>()?;
        members.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Self::Object(members))
    }

    /// As Rust source.
    pub(super) fn render(&self) -> String {
        match self {
            Self::Any => "Shape::Any".to_owned(),
            Self::Plain => "Shape::Plain".to_owned(),
            Self::Array(items) => format!("Shape::Array(&{})", items.render()),
            Self::Object(members) => {
                format!(
                    "Shape::Object({})",
                    super::list(members, |(name, shape)| format!("({name:?}, {})", shape.render()))
                )
            }
        }
    }
}
