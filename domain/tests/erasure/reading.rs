//! Documents as the tests read them: independent of how the rules do.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::data_map::map;

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Every value with its path, as this test reads a document: independent of how the rules do.
fn values(value: &Value, path: &str, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                values(member, &below(path, name), found);
            }
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            for item in items {
                values(item, &format!("{path}[]"), found);
            }
        }
        _ => found.push((path.to_owned(), value.clone())),
    }
}

pub(crate) fn values_of(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    values(document, "", &mut found);
    found
}

/// Changes every value of a document, by its path.
pub(crate) fn change(value: &mut Value, path: &str, with: &mut impl FnMut(&str, &mut Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                change(member, &below(path, name), with);
            }
        }
        Value::Array(items) if items.iter().all(Value::is_object) => {
            for item in items {
                change(item, &format!("{path}[]"), with);
            }
        }
        value => with(path, value),
    }
}

/// The values of records, by the places and names of these.
pub(crate) type Records = BTreeMap<(String, Option<String>), Vec<(String, Value)>>;

pub(crate) fn sort(records: &mut Records) {
    for values in records.values_mut() {
        values.sort_by_key(|(path, value)| format!("{path} {value}"));
    }
}

/// The values of each record of a document, by place and name. Only of places where each record has a name of its own.
pub(crate) fn records(document: Option<&Value>) -> Records {
    let mut found = Records::new();
    let mut own = serde_json::Map::new();
    for (member, value) in document.and_then(Value::as_object).into_iter().flatten() {
        let Some(items) = value.as_array().filter(|items| items.iter().all(Value::is_object)) else {
            own.insert(member.clone(), value.clone());
            continue;
        };
        let place = format!("{member}[]");
        let name = map().record(&place).unwrap().name.clone();
        for item in items {
            let name = name.as_ref().and_then(|name| item[name].as_str()).map(str::to_owned);
            let all = found.entry((place.clone(), name)).or_default();
            all.extend(values_of(item));
        }
    }
    found.insert((".".to_owned(), None), values_of(&own.into()));
    found.retain(|_, values| !values.is_empty());
    sort(&mut found);
    found
}

/// The document with all its lists, at every level, the other way round.
pub(crate) fn reversed(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), reversed(member))).collect(),
        Value::Array(items) => items.iter().rev().map(reversed).collect(),
        value => value.clone(),
    }
}
