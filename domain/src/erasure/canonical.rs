//! One text for each value, and its SHA-256: what plans and documents are recognised by.
//!
//! The text is JSON without white space. Members of an object are in the order of their names, items of a list in the order
//! of their own texts: the lists of the contract are sets, whose order says nothing. Numbers and strings are as `serde_json`
//! writes them. It is for comparison inside this service, and not RFC 8785, which keeps the order of lists.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::Unplannable;

/// A SHA-256 digest (FIPS 180-4). Its text is 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base16ct::lower::encode_string(&self.0))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not 64 lower-case hexadecimal digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut bytes = [0; 32];
        match base16ct::lower::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self(bytes)),
            _ => Err(NotADigest),
        }
    }
}

/// The digest of a value, under a label, so that things of two kinds never have the same one.
pub(crate) fn digest_of(label: &str, value: &impl Serialize) -> Result<Digest, Unplannable> {
    let value = serde_json::to_value(value).map_err(|_| Unplannable::NotJson)?;
    Ok(digest(label, &text(&value)))
}

/// The same of an object that is there already.
pub(super) fn digest_of_object(label: &str, object: &Map<String, Value>) -> Digest {
    digest(label, &object_text(object))
}

fn digest(label: &str, text: &str) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(format!("gdpr-server/erasure/{label}/1\n"));
    hasher.update(text);
    Digest(hasher.finalize().into())
}

/// The items in an order of their own, whatever it was before.
pub(super) fn sorted<T: Serialize>(label: &str, items: Vec<T>) -> Result<Vec<T>, Unplannable> {
    let digested = items.into_iter().map(|item| Ok((digest_of(label, &item)?, item)));
    let mut items = digested.collect::<Result<Vec<_>, Unplannable>>()?;
    items.sort_by_key(|(digest, _)| *digest);
    Ok(items.into_iter().map(|(_, item)| item).collect())
}

/// The one text of a value.
fn text(value: &Value) -> String {
    match value {
        Value::Object(members) => object_text(members),
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(text).collect();
            items.sort_unstable();
            format!("[{}]", items.join(","))
        }
        Value::String(text) => string(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

fn object_text(members: &Map<String, Value>) -> String {
    let mut members: Vec<_> = members.iter().collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    let members = members.into_iter().map(|(name, member)| format!("{}:{}", string(name), text(member)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn string(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_of_members_and_items_does_not_count_and_everything_else_does() {
        let one = json!({"a": [1, {"x": "y", "z": null}], "b": "\"é\n"});
        let other: Value = serde_json::from_str(r#"{"b":"\"\u00e9\n","a":[{"z":null,"x":"y"},1]}"#).unwrap();
        assert_eq!(text(&one), "{\"a\":[1,{\"x\":\"y\",\"z\":null}],\"b\":\"\\\"é\\n\"}");
        assert_eq!(text(&one), text(&other));
        for different in [json!({}), json!([]), json!(null), json!(""), json!("null"), json!([[]]), json!([1, 1])] {
            assert_ne!(text(&one), text(&different));
            assert_ne!(text(&json!([1])), text(&different));
        }
    }

    #[test]
    fn a_digest_is_that_of_fips_180_4_over_label_and_text() {
        // Computed apart: printf 'gdpr-server/erasure/rules/1\n[1,2]' | sha256sum
        let digest = digest_of("rules", &[2, 1]).unwrap();
        assert_eq!(digest.to_string(), "45b207243d08b4567ff8e0eca1bbf806ed2b6c3a04d44a1d5a5c2d87e270a6e0");
        assert_ne!(digest, digest_of("holds", &[2, 1]).unwrap());
    }

    #[test]
    fn a_digest_comes_back_from_its_text() {
        let digest = digest_of("rules", &()).unwrap();
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for text in ["", "abc", &digest.to_string()[1..], &format!("{digest}00"), &"AB".repeat(32)] {
            assert_eq!(text.parse::<Digest>(), Err(NotADigest), "{text}");
        }
    }
}
