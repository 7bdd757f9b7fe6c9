//! `$ref` within one document.

use serde_json::Value;

use crate::prepare::Unsupported;

/// The object that `node` is, or refers to.
pub(crate) fn resolve<'a>(document: &'a Value, node: &'a Value) -> Result<&'a Value, Unsupported> {
    let mut current = node;
    // A chain this long is a circle.
    for _ in 0..32 {
        let Some(reference) = current.get("$ref").and_then(Value::as_str) else {
            return Ok(current);
        };
        let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
        current = target.ok_or_else(|| Unsupported(format!("$ref `{reference}` leads nowhere in this file")))?;
    }
    Err(Unsupported("a $ref leads back to itself".to_owned()))
}
