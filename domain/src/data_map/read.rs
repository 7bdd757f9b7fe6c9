//! The data map is read from its declaration and checked.

use std::collections::BTreeMap;

use toml::Table;

use super::{CUSTOMER, Category, DataMap, LegalBasis, Property, Record, WhenKept};
use crate::declaration::{Notes, Problems, Reading, below};

/// The map that `table` declares. `contract` has the properties and records that it may have, where that is not itself
/// what is being declared.
pub(super) fn map(table: &Table, contract: Option<&DataMap>) -> Result<DataMap, Problems> {
    let notes = Notes::default();
    let mut top = Reading::new(String::new(), table, &notes);
    let categories = top.tables("categories").into_iter().filter_map(category).collect();
    let records = top.tables("records").into_iter().filter_map(record).collect();
    let mut properties = Vec::new();
    for (object, reading) in top.tables("properties") {
        properties.extend(reading.named().into_iter().filter_map(|named| property(object, named)));
    }
    top.end();
    let index = properties.iter().enumerate().map(|(at, property)| (property.path.clone(), at));
    let map = DataMap { index: index.collect::<BTreeMap<_, _>>(), categories, records, properties };
    check(&map, contract, &notes);
    notes.or(map)
}

fn category((name, mut reading): (&str, Reading<'_>)) -> Option<Category> {
    let letters = LegalBasis::ALL.map(|basis| (basis.letter(), basis));
    let (title, purpose) = (reading.sentence("title"), reading.sentence("purpose"));
    let (source, recipients) = (reading.sentence("source"), reading.sentence("recipients"));
    let legal_basis = reading.choice("legal_basis", &letters);
    let legal_basis_text = reading.sentence("legal_basis_text");
    let retention = reading.optional_text("retention");
    reading.end();
    Some(Category {
        name: name.to_owned(),
        title: title?,
        purpose: purpose?,
        source: source?,
        legal_basis: legal_basis?,
        legal_basis_text: legal_basis_text?,
        recipients: recipients?,
        retention,
    })
}

fn record((place, mut reading): (&str, Reading<'_>)) -> Option<Record> {
    let (title, category) = (reading.sentence("title"), reading.text("category"));
    let name = reading.optional_text("name");
    reading.end();
    Some(Record { place: place.to_owned(), title: title?, category: category?, name })
}

fn property(object: &str, (name, mut reading): (&str, Reading<'_>)) -> Option<Property> {
    let words = WhenKept::ALL.map(|kept| (kept.as_str(), kept));
    let (title, category) = (reading.sentence("title"), reading.text("category"));
    let (provided, identifies) = (reading.flag("provided"), reading.flag("identifies"));
    let when_kept = reading.choice("kept", &words);
    let deprecated = reading.optional_text("deprecated");
    reading.end();
    Some(Property {
        path: if object == CUSTOMER { name.to_owned() } else { format!("{object}.{name}") },
        title: title?,
        category: category?,
        provided: provided?,
        identifies: identifies?,
        when_kept: when_kept?,
        deprecated,
    })
}

/// The place in the declaration at which the property with this path is.
fn declared_at(path: &str) -> String {
    let (object, name) = path.rsplit_once('.').unwrap_or((CUSTOMER, path));
    below(&below("properties", object), name)
}

/// What each entry says by itself is right; here, that they fit together.
fn check(map: &DataMap, contract: Option<&DataMap>, notes: &Notes) {
    let known = |category: &str, place: String| {
        if map.category(category).is_none() {
            notes.add(below(&place, "category"), format!("there is no category {category:?}"));
        }
    };
    for record in &map.records {
        let place = below("records", &record.place);
        known(&record.category, place.clone());
        let stays = |name: &String| {
            let property = map.property_of(record, name);
            property.is_some_and(|property| property.when_kept == WhenKept::Keep && !property.identifies)
        };
        if record.name.as_ref().is_some_and(|name| !stays(name)) {
            notes.add(below(&place, "name"), "has to be a property of the record that stays when the record is kept");
        }
    }
    for property in &map.properties {
        let place = declared_at(&property.path);
        known(&property.category, place.clone());
        if map.record_of(&property.path).is_none() {
            notes.add(place.clone(), "lies in no record that is declared");
        }
        if property.identifies && property.when_kept == WhenKept::Keep {
            notes.add(below(&place, "kept"), "has to be \"remove\" or \"pseudonymise\": it tells who the person is");
        }
    }
    for category in &map.categories {
        let used = map.properties.iter().any(|property| property.category == category.name);
        if !used && !map.records.iter().any(|record| record.category == category.name) {
            notes.add(below("categories", &category.name), "nothing belongs to it");
        }
    }
    if let Some(contract) = contract {
        let strange = map.records.iter().filter(|record| contract.record(&record.place).is_none());
        strange.for_each(|record| notes.add(below("records", &record.place), "the contract has no such list"));
        for property in &map.properties {
            match contract.property(&property.path) {
                None => notes.add(declared_at(&property.path), "the contract has no such property"),
                Some(known) if known.deprecated != property.deprecated => {
                    notes.add(below(&declared_at(&property.path), "deprecated"), "is the contract's to decide");
                }
                Some(_) => {}
            }
        }
    }
}
