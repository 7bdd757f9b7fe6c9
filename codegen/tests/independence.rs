//! What the fingerprint of a contract depends on, and what it does not.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_push_string)]

use std::path::Path;

use codegen::prepare::prepare;
use codegen::spec::{SpecFile, parse};
use codegen::stamp;
use serde_json::{Value, json};

fn ours(name: &str) -> Value {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    SpecFile::find(&specs, name).unwrap().read().unwrap()
}

#[test]
fn other_wording_other_order_and_integer_keys_have_the_same_fingerprint() {
    for name in ["data-requests", "icm-gdpr", "iom-gdpr"] {
        let document = ours(name);
        let yaml = rewritten(&document, Position::Other, 0);
        assert!(yaml.contains(" 200: \n") && !yaml.contains("\"200\""));
        let other = parse(&yaml).unwrap_or_else(|reason| panic!("{reason}\n{yaml}"));
        assert_ne!(other, document);
        let fingerprint = |document| stamp::of_inputs(&prepare(document).unwrap());
        assert_eq!(fingerprint(&other), fingerprint(&document), "{name}");
    }
}

#[test]
fn another_structure_has_another_fingerprint() {
    let document = ours("iom-gdpr");
    let before = stamp::of_inputs(&prepare(&document).unwrap());
    let changes: [(&str, Value); 5] = [
        ("/info/version", json!("0.0.0.1")),
        ("/servers/0/url", json!("/rest/privacy")),
        ("/components/schemas/Address/properties/title/type", json!("integer")),
        ("/components/schemas/Customer/properties/propertyOfThisTest", json!({ "type": "string" })),
        (
            "/paths/~1shops~1{shopName}~1customers~1{shopCustomerNumber}/get/responses/410",
            json!({ "description": "Gone" }),
        ),
    ];
    for (pointer, value) in changes {
        let mut other = document.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        other.pointer_mut(parent).unwrap()[key] = value;
        assert_ne!(stamp::of_inputs(&prepare(&other).unwrap()), before, "{pointer}");
    }
}

/// Where in a contract a value stands, as far as wording is concerned.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    /// The members are named by the contract's author.
    Names,
    Other,
}

/// A contract as YAML in the style of somebody else: members in reverse order, statuses as integers, folded and other
/// descriptions, other examples, parameters the other way round.
fn rewritten(value: &Value, position: Position, depth: usize) -> String {
    let margin = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => {
            let mut text = String::from("\n");
            for (key, value) in members.iter().rev() {
                let documentation = position == Position::Other;
                if documentation && ["example", "examples"].contains(&key.as_str()) {
                    continue;
                }
                let names = documentation
                    && ["properties", "schemas", "parameters", "responses", "variables", "paths"]
                        .contains(&key.as_str());
                let below = if names { Position::Names } else { Position::Other };
                let shown = if key.parse::<u16>().is_ok() { key.clone() } else { json!(key).to_string() };
                let prose = ["description", "summary", "title"].contains(&key.as_str());
                if documentation && prose && value.is_string() {
                    text.push_str(&format!("{margin}{shown}: >-\n{margin}  Said in\n{margin}  other words.\n"));
                    continue;
                }
                let rest = match (key.as_str(), value) {
                    ("parameters" | "required", Value::Array(items)) => {
                        let reversed = items.iter().rev().cloned().collect();
                        rewritten(&Value::Array(reversed), below, depth + 1)
                    }
                    _ => rewritten(value, below, depth + 1),
                };
                text.push_str(&format!("{margin}{shown}: {rest}\n"));
            }
            text
        }
        Value::Array(items) if !items.is_empty() => {
            let mut text = String::from("\n");
            for item in items {
                text.push_str(&format!("{margin}- {}\n", rewritten(item, Position::Other, depth + 1)));
            }
            text
        }
        other => other.to_string(),
    }
}
