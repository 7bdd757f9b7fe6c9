//! Which properties go into a package.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Object, PackageKind};
use crate::data_map::{CUSTOMER, DataMap, Property};

/// What of a document goes into a package.
pub(super) struct Selection<'a> {
    kind: PackageKind,
    map: &'a DataMap,
    /// The paths that go in, each under all of its names. `None`: everything does, also what is not in the map.
    paths: Option<BTreeSet<String>>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(kind: PackageKind, map: &'a DataMap) -> Self {
        let paths = match kind {
            PackageKind::Access => None,
            PackageKind::Portability => {
                let portable = map.properties().iter().filter(|property| left_out(map, property).is_none());
                Some(portable.flat_map(names).collect())
            }
        };
        Self { kind, map, paths }
    }

    pub(super) fn map(&self) -> &'a DataMap {
        self.map
    }

    /// The properties that go in, in the order of the data map.
    pub(super) fn properties(&self) -> impl Iterator<Item = &'a Property> {
        let paths = self.paths.as_ref();
        self.map.properties().iter().filter(move |property| paths.is_none_or(|paths| paths.contains(&property.path)))
    }

    /// The properties that do not, by the reason.
    pub(super) fn left_out(&self) -> BTreeMap<LeftOut, Vec<&'a Property>> {
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        if self.kind == PackageKind::Portability {
            for property in self.map.properties() {
                if let Some(reason) = left_out(self.map, property) {
                    found.entry(reason).or_default().push(property);
                }
            }
        }
        found
    }

    /// Whether anything at or below this place goes in.
    pub(super) fn has_below(&self, place: &str) -> bool {
        let prefix = format!("{place}.");
        self.paths.as_ref().is_none_or(|paths| paths.iter().any(|path| path.starts_with(&prefix)))
    }

    /// What of a record at `place` goes in.
    pub(super) fn of_record(&self, place: &str, record: Object) -> Object {
        let Some(paths) = &self.paths else { return record };
        selected(paths, if place == CUSTOMER { "" } else { place }, record)
    }
}

/// Why a property is not portable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LeftOut {
    /// The subject did not provide it: Art. 20(1).
    NotProvided,
    /// It is not processed by consent or for a contract: Art. 20(1)(a).
    LegalBasis,
}

fn left_out(map: &DataMap, property: &Property) -> Option<LeftOut> {
    let portable = map.category(&property.category).is_some_and(|category| category.legal_basis.is_portable());
    match (property.provided, portable) {
        (false, _) => Some(LeftOut::NotProvided),
        (true, false) => Some(LeftOut::LegalBasis),
        (true, true) => None,
    }
}

/// The paths under which the contract shows a property.
fn names(property: &Property) -> impl Iterator<Item = String> {
    let object = property.path.rsplit_once('.').map_or(String::new(), |(object, _)| format!("{object}."));
    let deprecated = property.deprecated.as_ref().map(|name| format!("{object}{name}"));
    [property.path.clone()].into_iter().chain(deprecated)
}

fn selected(paths: &BTreeSet<String>, object: &str, members: Object) -> Object {
    let mut found = Object::new();
    for (name, value) in members {
        let path = if object.is_empty() { name.clone() } else { format!("{object}.{name}") };
        if paths.contains(&path) {
            found.insert(name, value);
            continue;
        }
        match value {
            Value::Object(members) => {
                let members = selected(paths, &path, members);
                if !members.is_empty() {
                    found.insert(name, members.into());
                }
            }
            Value::Array(items) => {
                let path = format!("{path}[]");
                let objects = items.into_iter().filter_map(|item| match item {
                    Value::Object(members) => Some(selected(paths, &path, members)),
                    _ => None,
                });
                let items: Vec<_> = objects.filter(|item| !item.is_empty()).map(Value::from).collect();
                if !items.is_empty() {
                    found.insert(name, items.into());
                }
            }
            _ => {}
        }
    }
    found
}
