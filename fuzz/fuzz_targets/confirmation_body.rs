//! What the generated code gets to read of a body is JSON, says what the body said, and nothing that is not in the contract.

#![no_main]

use gdpr_server::contract::{CONTRACTS, Shape};
use gdpr_server::fuzzing::known_members;
use icm_gdpr_api::models::GdprRequestConfirmationRo;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    let operations = CONTRACTS.iter().flat_map(|contract| contract.operations);
    for operation in operations.filter(|operation| !operation.consumes.is_empty()) {
        let Some(kept) = known_members(data, &operation.body) else { continue };
        assert!(std::str::from_utf8(data).is_ok(), "JSON is UTF-8 (RFC 8259 section 8.1)");
        let value: Value = serde_json::from_slice(&kept).expect("JSON");
        assert!(value.is_object(), "a body is an object");
        assert_known(&value, &operation.body);
        assert_eq!(known_members(&kept, &operation.body).as_ref(), Some(&kept), "nothing more is dropped");
        // Where a plain reader can read the body as well, it reads the same.
        let plain = serde_json::from_slice::<Value>(data);
        if let Ok(plain) = &plain {
            assert_same(&value, plain);
        }
        let typed = serde_json::from_slice::<GdprRequestConfirmationRo>(&kept);
        match value.get("hash") {
            None | Some(Value::Null) => assert_eq!(typed.expect("a confirmation").hash, None),
            Some(Value::String(hash)) => assert_eq!(typed.expect("a confirmation").hash.as_ref(), Some(hash)),
            Some(_) => assert!(typed.is_err(), "a hash is a text"),
        }
    }
});

fn assert_known(value: &Value, shape: &Shape) {
    match (value, shape) {
        (Value::Object(members), Shape::Object(known)) => {
            for (name, value) in members {
                let (_, shape) = known.iter().find(|(known, _)| known == name).expect("a known member");
                assert_known(value, shape);
            }
        }
        (Value::Array(items), Shape::Array(shape)) => items.iter().for_each(|item| assert_known(item, shape)),
        (Value::Null, _) | (_, Shape::Any) => {}
        (Value::Object(_) | Value::Array(_), Shape::Plain) => panic!("a plain value has something inside"),
        (_, Shape::Plain) => {}
        (_, Shape::Object(_) | Shape::Array(_)) => panic!("an object or a list is not one"),
    }
}

/// Whatever `kept` has, `plain` has as well.
fn assert_same(kept: &Value, plain: &Value) {
    match (kept, plain) {
        (Value::Object(kept), Value::Object(plain)) => {
            kept.iter().for_each(|(name, value)| assert_same(value, &plain[name]));
        }
        _ => assert_eq!(kept, plain),
    }
}
