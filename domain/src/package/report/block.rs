//! A record as people read it: titles and values, by category.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::data_map::{CUSTOMER, DataMap, Record};
use crate::display;
use crate::message::Language;
use crate::package::Object;
use crate::package::csv::at;
use crate::retention::RecordDate;

/// What is in a record. Properties without a value are left out.
#[derive(Serialize)]
pub struct Block<'a> {
    /// Properties, by category, in the order of the data map.
    pub groups: Vec<Group<'a>>,
    /// Lists inside of it.
    pub lists: Vec<Nested<'a>>,
}

/// Properties of a category.
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

/// What there can be in records of a place, found once for all of them.
pub(super) struct Layout<'a> {
    place: &'a str,
    columns: Vec<Column<'a>>,
    /// The lists in such a record: the name of each, and what there can be in it.
    lists: Vec<(&'a str, Layout<'a>)>,
}

/// A property of such records.
struct Column<'a> {
    /// From the record on.
    path: &'a str,
    title: &'a str,
    category: &'a str,
}

impl<'a> Layout<'a> {
    /// The layout of records at `place`. Of the customer's own record, lists are left out: they come record by record.
    pub(super) fn of(map: &'a DataMap, language: &Language, place: &'a str) -> Self {
        let mut layout = Self { place, columns: Vec::new(), lists: Vec::new() };
        let above = if place == CUSTOMER { 0 } else { place.len() + 1 };
        let is_below = |path: &str| place == CUSTOMER || path.starts_with(&format!("{place}."));
        for property in map.properties().iter().filter(|property| is_below(&property.path)) {
            let Some(path) = property.path.get(above..) else { continue };
            match path.split_once("[]") {
                None => layout.columns.push(Column {
                    path,
                    title: property.title.in_language(language),
                    category: map.category(&property.category).map_or("", |it| it.title.in_language(language)),
                }),
                Some(_) if place == CUSTOMER => {}
                Some((list, _)) => {
                    let inner = property.path.get(..above + list.len() + 2);
                    if let Some(inner) = inner.filter(|_| layout.lists.iter().all(|(known, _)| *known != list)) {
                        layout.lists.push((list, Self::of(map, language, inner)));
                    }
                }
            }
        }
        layout
    }

    /// What is in `record`. Deprecated names are left out.
    pub(super) fn block(&self, record: &Object) -> Block<'a> {
        let mut groups: Vec<Group<'a>> = Vec::new();
        for Column { path, title, category } in &self.columns {
            let Some(value) = at(record, path).and_then(shape) else { continue };
            let field = Field { title, value };
            match groups.iter_mut().find(|group| group.category == *category) {
                Some(group) => group.fields.push(field),
                None => groups.push(Group { category, fields: vec![field] }),
            }
        }
        let mut lists = Vec::new();
        for (list, layout) in &self.lists {
            let items = at(record, list).and_then(Value::as_array).into_iter().flatten();
            let items: Vec<_> = items.filter_map(Value::as_object).map(|item| layout.block(item)).collect();
            if !items.is_empty() {
                lists.push(Nested { place: layout.place, items });
            }
        }
        Block { groups, lists }
    }
}

/// The layouts of all kinds of records.
pub(super) struct Layouts<'a>(BTreeMap<&'a str, (&'a Record, Layout<'a>)>);

impl<'a> Layouts<'a> {
    pub(super) fn of(map: &'a DataMap, language: &Language) -> Self {
        let layout = |record: &'a Record| (record.place.as_str(), (record, Layout::of(map, language, &record.place)));
        Self(map.records().iter().map(layout).collect())
    }

    /// The kind of records at `place` and their layout.
    pub(super) fn at(&self, place: &str) -> Option<(&'a Record, &Layout<'a>)> {
        self.0.get(place).map(|(record, layout)| (*record, layout))
    }
}

/// How a value is shown. `None`: there is nothing to show.
fn shape(value: &Value) -> Option<Shape> {
    match value {
        Value::String(text) => Some(match RecordDate::read(text) {
            Some(RecordDate::Day(day)) => Shape::Day(day.to_string()),
            Some(RecordDate::Moment(moment)) => Shape::Moment(moment.to_rfc3339()),
            None => Shape::Text(display::multi_line(text).into_owned()),
        }),
        Value::Number(number) => Some(Shape::Number(number.to_string())),
        Value::Bool(flag) => Some(Shape::Flag(*flag)),
        Value::Array(items) => {
            let texts: Vec<_> =
                items.iter().filter_map(Value::as_str).map(|text| display::multi_line(text).into_owned()).collect();
            Some(Shape::Texts(texts)).filter(|_| !items.is_empty())
        }
        Value::Null | Value::Object(_) => None,
    }
}
