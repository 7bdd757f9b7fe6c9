//! The properties of a record: what there is, and what is done with each.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Unplannable;
use crate::data_map::{DataMap, Record, WhenKept};

/// Calls `visit` with every value and its path from here on, such as `orderPositions[].quantityOrdered`. A list of anything
/// but objects is one value. What is empty or null is none.
pub(super) fn leaves<'a>(record: &'a Map<String, Value>, visit: &mut impl FnMut(&str, &'a Value)) {
    walk(record, &mut String::new(), visit);
}

fn walk<'a>(object: &'a Map<String, Value>, path: &mut String, visit: &mut impl FnMut(&str, &'a Value)) {
    let here = path.len();
    for (name, value) in object {
        step(path, name);
        match part(value) {
            Part::Nothing => {}
            Part::Object(inner) => walk(inner, path, visit),
            Part::Objects(items) => {
                path.push_str("[]");
                items.iter().filter_map(Value::as_object).for_each(|item| walk(item, path, visit));
            }
            Part::Leaf => visit(path, value),
        }
        path.truncate(here);
    }
}

/// The record with what `change` makes of its values, without those of which it makes nothing, and without what is empty
/// then.
pub(super) fn changed(
    record: &Map<String, Value>,
    change: &mut impl FnMut(&str, &Value) -> Option<Value>,
) -> Map<String, Value> {
    rebuild(record, &mut String::new(), change)
}

fn rebuild(
    object: &Map<String, Value>,
    path: &mut String,
    change: &mut impl FnMut(&str, &Value) -> Option<Value>,
) -> Map<String, Value> {
    let here = path.len();
    let mut rebuilt = Map::new();
    for (name, value) in object {
        step(path, name);
        let value = match part(value) {
            Part::Nothing => None,
            Part::Object(inner) => {
                Some(rebuild(inner, path, change)).filter(|inner| !inner.is_empty()).map(Value::from)
            }
            Part::Objects(items) => {
                path.push_str("[]");
                let items = items.iter().filter_map(Value::as_object).map(|item| rebuild(item, path, change));
                let items: Vec<_> = items.filter(|item| !item.is_empty()).map(Value::from).collect();
                Some(items).filter(|items| !items.is_empty()).map(Value::from)
            }
            Part::Leaf => change(path, value),
        };
        if let Some(value) = value {
            rebuilt.insert(name.clone(), value);
        }
        path.truncate(here);
    }
    rebuilt
}

fn step(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

enum Part<'a> {
    Nothing,
    Object(&'a Map<String, Value>),
    Objects(&'a [Value]),
    Leaf,
}

fn part(value: &Value) -> Part<'_> {
    match value {
        Value::Null => Part::Nothing,
        Value::Array(items) if items.is_empty() => Part::Nothing,
        Value::Array(items) if items.iter().all(Value::is_object) => Part::Objects(items),
        Value::Object(inner) => Part::Object(inner),
        _ => Part::Leaf,
    }
}

/// That somebody has decided what becomes of every property of the record.
pub(super) fn all_mapped(value: &Map<String, Value>, record: &Record, map: &DataMap) -> Result<(), Unplannable> {
    let mut unmapped = None;
    leaves(value, &mut |path, _| {
        if unmapped.is_none() && map.property_of(record, path).is_none() {
            unmapped = Some(record.path_of(path));
        }
    });
    unmapped.map_or(Ok(()), |path| Err(Unplannable::Unmapped(path)))
}

/// What is done with the properties of a record that is kept: their paths, from the record on.
#[derive(Default)]
pub(super) struct Treatment {
    pub(super) kept: BTreeSet<String>,
    pub(super) pseudonymised: BTreeSet<String>,
    pub(super) removed: BTreeSet<String>,
}

impl Treatment {
    /// What the map says about the properties of this record.
    pub(super) fn of(
        value: &Map<String, Value>,
        record: &Record,
        map: &DataMap,
        pseudonyms: &BTreeSet<String>,
    ) -> Self {
        let mut treatment = Self::default();
        leaves(value, &mut |path, value| {
            let said = map.property_of(record, path).map_or(WhenKept::Remove, |property| property.when_kept);
            let paths = match said {
                WhenKept::Keep => &mut treatment.kept,
                WhenKept::Remove => &mut treatment.removed,
                WhenKept::Pseudonymise => match texts(value) {
                    Some(texts) if texts.iter().all(|text| pseudonyms.contains(*text)) => &mut treatment.kept,
                    Some(_) => &mut treatment.pseudonymised,
                    // A pseudonym is a text, and can stand for texts alone.
                    None => &mut treatment.removed,
                },
            };
            if !paths.contains(path) {
                paths.insert(path.to_owned());
            }
        });
        // Of one property in several places, the strictest holds for all.
        treatment.pseudonymised.retain(|path| !treatment.removed.contains(path));
        treatment.kept.retain(|path| !treatment.removed.contains(path) && !treatment.pseudonymised.contains(path));
        treatment
    }

    /// Whether the record would be empty.
    pub(super) fn leaves_nothing(&self) -> bool {
        self.kept.is_empty() && self.pseudonymised.is_empty()
    }
}

/// The text that this is, or the texts of the list.
pub(super) fn texts(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::String(text) => Some(vec![text]),
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        _ => None,
    }
}
