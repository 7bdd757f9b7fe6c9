//! What the generator gets to see of a contract depends on what it says, not on how it is written.

#![no_main]

use codegen::prepare::{Prepared, prepare};
use codegen::spec::parse;
use codegen::stamp::of_inputs;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

fuzz_target!(|yaml: &str| {
    let Ok(document) = parse(yaml) else { return };
    let prepared = match prepare(&document) {
        Ok(prepared) => prepared,
        Err(unsupported) => {
            assert!(!unsupported.0.is_empty());
            return;
        }
    };
    let fingerprint = of_inputs(&prepared);

    // Written by another hand: as JSON, members backwards, with documentation and an extension at every operation.
    let rewritten = parse(&backwards(&document)).expect("JSON is YAML");
    assert_eq!(rewritten, document);
    assert_eq!(of_inputs(&prepare(&rewritten).expect("it was understood before")), fingerprint);
    let mut documented = document;
    document_operations(&mut documented);
    assert_eq!(of_inputs(&prepare(&documented).expect("it was understood before")), fingerprint);

    // What was prepared needs no preparation; the route in the documentation alone has other names.
    let again = prepare(&prepared.document).expect("what was prepared is understood");
    assert_eq!(undocumented(&again), undocumented(&prepared));
    assert!(again.warnings.is_empty(), "{:?}", again.warnings);
});

/// The document as JSON text, the members of every object in reverse order.
fn backwards(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members = members
                .iter()
                .rev()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), backwards(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(backwards).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

fn operations(document: &mut Value) -> impl Iterator<Item = &mut Map<String, Value>> {
    let paths = document["paths"].as_object_mut();
    let items = paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut);
    let methods = ["delete", "get", "head", "options", "patch", "post", "put", "trace"];
    let members = items.flat_map(Map::iter_mut).filter(move |(name, _)| methods.contains(&name.as_str()));
    members.filter_map(|(_, operation)| operation.as_object_mut())
}

fn document_operations(document: &mut Value) {
    if document["paths"].is_object() {
        for operation in operations(document) {
            operation.insert("description".to_owned(), "Other words.".into());
            operation.insert("x-other".to_owned(), true.into());
        }
    }
}

fn undocumented(prepared: &Prepared) -> Value {
    let mut document = prepared.document.clone();
    operations(&mut document).for_each(|operation| drop(operation.remove("summary")));
    document
}
