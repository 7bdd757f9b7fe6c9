//! Schemas and media types without what is only documentation.
//!
//! Documentation is known by its position: `title` beside `type` is a caption, `title` inside `properties` is a
//! property of that name.

use serde_json::{Map, Value};

use super::object;

/// Members that say nothing about structure, wherever an object of the specification stands. (A schema's `title`
/// would name generated types; without it they are named by their position.)
const DOCUMENTATION: [&str; 6] = ["description", "example", "examples", "externalDocs", "summary", "title"];

/// The members of an object of the specification, without documentation and extensions.
pub(super) fn without_documentation(node: &Value) -> Map<String, Value> {
    object(Some(node))
        .filter(|(key, _)| !DOCUMENTATION.contains(&key.as_str()) && !key.starts_with("x-"))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// A map from names to schemas.
pub(super) fn schemas(named: Option<&Value>) -> Map<String, Value> {
    object(named).map(|(name, node)| (name.clone(), schema(node))).collect()
}

/// Rewrites what has a `schema` or a `content` inside: parameters and headers.
pub(super) fn inside(node: &mut Map<String, Value>) {
    if let Some(inner) = node.get_mut("schema") {
        *inner = schema(inner);
    }
    if let Some(inner) = node.get_mut("content") {
        *inner = content(Some(inner)).into();
    }
}

/// A map from media types to their schemas, with `X+json` written as a kind of `application/json`.
pub(super) fn content(declared: Option<&Value>) -> Map<String, Value> {
    object(declared)
        .map(|(media_type, node)| {
            let mut node = without_documentation(node);
            inside(&mut node);
            (typed(media_type), node.into())
        })
        .collect()
}

/// The generator writes typed bodies for `application/json` only; parameters of the media type do not disturb it.
fn typed(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default().trim_end();
    if essence.to_ascii_lowercase().ends_with("+json") {
        format!("application/json;as={media_type}")
    } else {
        media_type.to_owned()
    }
}

/// A schema, and the schemas in it.
fn schema(node: &Value) -> Value {
    if let Some(reference) = node.get("$ref") {
        // Siblings of a $ref have no meaning in OpenAPI 3.0.
        return Value::Object(Map::from_iter([("$ref".to_owned(), reference.clone())]));
    }
    if !node.is_object() {
        return node.clone();
    }
    let mut structure = without_documentation(node);
    for (key, value) in &mut structure {
        match key.as_str() {
            "properties" => *value = schemas(Some(value)).into(),
            "items" | "additionalProperties" | "not" => *value = schema(value),
            "allOf" | "anyOf" | "oneOf" => {
                if let Value::Array(parts) = value {
                    for part in parts {
                        *part = schema(part);
                    }
                }
            }
            // A set.
            "required" => {
                if let Value::Array(names) = value {
                    names.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                }
            }
            _ => {}
        }
    }
    structure.into()
}

/// The same document with the members of every object in alphabetical order, whichever map `serde_json` was built with.
pub(super) fn canonical(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.into_iter().collect();
            members.sort_by(|a, b| a.0.cmp(&b.0));
            members.into_iter().map(|(key, value)| (key, canonical(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(canonical).collect(),
        other => other,
    }
}
