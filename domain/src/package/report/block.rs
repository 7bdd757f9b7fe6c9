//! A record as people read it: titles and values, by category.

use serde::Serialize;
use serde_json::Value;

use crate::data_map::{CUSTOMER, DataMap, Property};
use crate::message::Language;
use crate::package::Object;
use crate::package::csv::at;
use crate::retention::RecordDate;

/// What is in a record, in the order of the data map. Properties without a value are left out.
#[derive(Serialize)]
pub struct Block<'a> {
    /// Properties, by category; the same category twice where others lie between.
    pub groups: Vec<Group<'a>>,
    /// Lists inside of it.
    pub lists: Vec<Nested<'a>>,
}

/// Properties of a category that follow each other.
#[derive(Serialize)]
pub struct Group<'a> {
    /// What the category is called.
    pub category: &'a str,
    /// The properties.
    pub fields: Vec<Field<'a>>,
}

/// A property with its value.
#[derive(Serialize)]
pub struct Field<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its value.
    pub value: Shape,
}

/// A list inside of a record.
#[derive(Serialize)]
pub struct Nested<'a> {
    /// Which, as the data map has it: `orders[].orderPositions[]`.
    pub place: &'a str,
    /// What is in it.
    pub items: Vec<Block<'a>>,
}

/// A value, by how it is to be shown.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "as", content = "is", rename_all = "kebab-case")]
pub enum Shape {
    /// As it is.
    Text(String),
    /// One below the other.
    Texts(Vec<String>),
    /// A number, with a point.
    Number(String),
    /// Yes or no.
    Flag(bool),
    /// A day: a full date of RFC 3339.
    Day(String),
    /// A moment in UTC: a date-time of RFC 3339.
    Moment(String),
}

impl<'a> Block<'a> {
    /// What is in `record`, which is one of those at `place`. Deprecated names are left out.
    pub(super) fn of(map: &'a DataMap, language: &Language, place: &str, record: &Object) -> Self {
        let mut block = Self { groups: Vec::new(), lists: Vec::new() };
        let prefix = if place == CUSTOMER { String::new() } else { format!("{place}.") };
        for property in map.properties() {
            let Some(path) = property.path.strip_prefix(&prefix) else { continue };
            match path.split_once("[]") {
                None => block.field(map, language, property, at(record, path)),
                // What is in lists of the customer comes record by record.
                Some(_) if place == CUSTOMER => {}
                Some((list, _)) => {
                    let Some(inner) = property.path.get(..prefix.len() + list.len() + 2) else { continue };
                    if block.lists.iter().all(|known| known.place != inner) {
                        let items = at(record, list).and_then(Value::as_array).into_iter().flatten();
                        let items = items.filter_map(Value::as_object);
                        let items = items.map(|item| Self::of(map, language, inner, item)).collect();
                        block.lists.push(Nested { place: inner, items });
                    }
                }
            }
        }
        block.lists.retain(|list| !list.items.is_empty());
        block
    }

    fn field(&mut self, map: &'a DataMap, language: &Language, property: &'a Property, value: Option<&Value>) {
        let Some(value) = value.and_then(shape) else { return };
        let category = map.category(&property.category).map_or("", |it| it.title.in_language(language));
        let field = Field { title: property.title.in_language(language), value };
        match self.groups.last_mut().filter(|group| group.category == category) {
            Some(group) => group.fields.push(field),
            None => self.groups.push(Group { category, fields: vec![field] }),
        }
    }
}

/// How a value is shown. `None`: there is nothing to show.
fn shape(value: &Value) -> Option<Shape> {
    match value {
        Value::String(text) => Some(match RecordDate::read(text) {
            Some(RecordDate::Day(day)) => Shape::Day(day.to_string()),
            Some(RecordDate::Moment(moment)) => Shape::Moment(moment.to_rfc3339()),
            None => Shape::Text(text.clone()),
        }),
        Value::Number(number) => Some(Shape::Number(number.to_string())),
        Value::Bool(flag) => Some(Shape::Flag(*flag)),
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            Some(Shape::Texts(texts)).filter(|_| !items.is_empty())
        }
        Value::Null | Value::Object(_) => None,
    }
}
