//! JSON as the generated code can be trusted with: one value, no member twice (RFC 8259 section 4), objects and lists
//! where the contract has them, and no member that it does not know.
//!
//! The generated code would take a list for an object, by the order of its members, and an object for a word.
//!
//! The generated code would repeat the names of unknown members in a header and in the log, however many and however
//! long: they are dropped here, as a contract that allows additional properties asks for.

use std::fmt;

use bytes::Bytes;
use domain::message::Flaw;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::contract::Shape;
use crate::rejection::Rejection;

/// The value in `text` with the members of `shape` alone.
///
/// # Errors
/// 400 for anything that is not exactly one JSON value in UTF-8, of the right kind at its top, without repeated members.
pub(crate) fn known_members(text: &[u8], shape: &Shape) -> Result<Bytes, Rejection> {
    let refused = Rejection::malformed_because;
    // Looked at as a whole: a parser passes over what it does not keep.
    let text = std::str::from_utf8(text).map_err(|_| refused(Flaw::JsonSyntax))?;
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Known(shape)
        .deserialize(&mut json)
        .map_err(|error| refused(if error.is_data() { Flaw::JsonContract } else { Flaw::JsonSyntax }))?;
    json.end().map_err(|_| refused(Flaw::JsonTrailing))?;
    if matches!(shape, Shape::Object(_)) && !value.is_object() {
        return Err(refused(Flaw::NotAnObject));
    }
    if !is_of(&value, shape) {
        return Err(refused(Flaw::JsonContract));
    }
    serde_json::to_vec(&value).map(Bytes::from).map_err(|_| Rejection::internal())
}

/// Whether a value is of the kind that the contract has in its place, everywhere inside it. `null` is as good as nothing.
fn is_of(value: &Value, shape: &Shape) -> bool {
    match (value, shape) {
        (Value::Null, _) | (_, Shape::Any) => true,
        (Value::Object(members), Shape::Object(known)) => members.iter().all(|(name, value)| {
            let shape = known.iter().find(|(known, _)| known == name).map_or(&Shape::Any, |(_, shape)| shape);
            is_of(value, shape)
        }),
        (Value::Array(items), Shape::Array(shape)) => items.iter().all(|item| is_of(item, shape)),
        (value, Shape::Plain) => !value.is_object() && !value.is_array(),
        (_, Shape::Object(_) | Shape::Array(_)) => false,
    }
}

struct Known<'a>(&'a Shape);

impl<'de> DeserializeSeed<'de> for Known<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Known<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let shape = if let Shape::Array(shape) = self.0 { shape } else { &Shape::Any };
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Known(shape))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut seen = std::collections::HashSet::new();
        let mut kept = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let shape = match self.0 {
                Shape::Object(known) => known.iter().find(|(known, _)| *known == name).map(|(_, shape)| shape),
                Shape::Any | Shape::Plain | Shape::Array(_) => Some(&Shape::Any),
            };
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom("a member stands there twice"));
            }
            match shape {
                Some(shape) => {
                    kept.insert(name, members.next_value_seed(Known(shape))?);
                }
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Value::Object(kept))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape::Object(&[
        ("hash", Shape::Plain),
        ("list", Shape::Array(&Shape::Object(&[("a", Shape::Any)]))),
        ("map", Shape::Any),
        ("inner", Shape::Object(&[("a", Shape::Plain), ("b", Shape::Plain)])),
    ]);

    fn read(text: &[u8]) -> Option<String> {
        known_members(text, &SHAPE).ok().map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn known_members_are_kept_and_unknown_ones_dropped() {
        let text = r#" {"x\n\u00e9":[[{"y":1}]],"hash":"h","list":[{"a":1,"b":2}],"map":{"any":{"z":-1.5}}} "#;
        let kept = read(text.as_bytes()).unwrap();
        assert_eq!(kept, r#"{"hash":"h","list":[{"a":1}],"map":{"any":{"z":-1.5}}}"#);
    }

    #[test]
    fn a_value_of_another_kind_than_the_contract_has_in_its_place_is_refused() {
        for text in [
            r#"{"inner":["x","y"]}"#,
            r#"{"inner":"x"}"#,
            r#"{"inner":{"a":{"x":null}}}"#,
            r#"{"hash":{"x":null}}"#,
            r#"{"hash":["x"]}"#,
            r#"{"list":{"a":1}}"#,
            r#"{"list":["x"]}"#,
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
        for text in [r#"{"inner":{"a":"x","b":1}}"#, r#"{"inner":null}"#, r#"{"list":[{"a":null}]}"#, r#"{"map":[]}"#] {
            assert_eq!(read(text.as_bytes()).as_deref(), Some(text));
        }
    }

    #[test]
    fn what_is_not_one_clean_object_is_refused() {
        let deep = "[".repeat(100_000);
        let unknown_deep = format!(r#"{{"x":{deep}"#);
        for text in [
            "",
            "{",
            "[]",
            "null",
            "\"{}\"",
            "1",
            "{} {}",
            "{}x",
            r#"{"hash":"a","hash":"b"}"#,
            r#"{"x":1,"x":1}"#,
            r#"{"map":{"a":1,"a":2}}"#,
            "\u{feff}{}",
            r#"{"hash":"\ud800"}"#,
            "{'hash':1}",
            "{\"hash\":\"\n\"}",
            &deep,
            &unknown_deep,
        ] {
            assert_eq!(read(text.as_bytes()), None, "{}", text.get(..40).unwrap_or(text));
        }
        assert_eq!(read(b"\xff\xfe{\0}\0"), None);
        assert_eq!(read(b"{\"hash\":\"\xff\"}"), None);
        assert_eq!(read(b"{\"unknown\":\"\xff\"}"), None);
    }
}
