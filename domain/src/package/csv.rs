//! `data/*.csv`: the same data as tables (RFC 4180, UTF-8), one for the customer's own properties and one for each list.
//!
//! Columns are the properties of the data map under their current names, whether or not any record has a value. A list inside
//! of records is a table of its own, whose rows say in which row of which table above they belong.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe in front ([CSV injection]). Which text that is depends
//! on the reader: a German spreadsheet splits at `;`, does not see our quotes then, and begins a new cell after it. So what comes
//! after each separator of any locale ([`SEPARATORS`]) is treated as a text of its own.
//!
//! [CSV injection]: https://owasp.org/www-community/attacks/CSV_Injection

use std::borrow::Cow;
use std::io::{self, Write};

use serde_json::Value;

use super::selection::Selection;
use super::walk::{self, Outline, Step};
use super::{NotBuilt, Object, Source};
use crate::data_map::CUSTOMER;
use crate::display;

/// What programs split a table at, and a line feed, which ends a row where quotes are not seen. There are no tabs in a cell.
const SEPARATORS: [char; 4] = [',', ';', '|', '\n'];

/// What a formula begins with, in the forms that spreadsheets of all languages take.
const FORMULA: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];

/// A table.
pub(super) struct Table {
    /// Where its rows are: [`CUSTOMER`], `orders[]`, `orders[].orderPositions[]`.
    place: String,
    /// The properties in it, from the row on: `shippingAddress.firstName`.
    columns: Vec<String>,
}

/// The tables of what is selected, in the order of the data map. Without columns there is none.
pub(super) fn tables(selection: &Selection<'_>) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for property in selection.properties() {
        let (place, column) = match property.path.rfind("[].") {
            Some(at) => property.path.split_at(at + 2),
            None => (CUSTOMER, property.path.as_str()),
        };
        let column = column.trim_start_matches('.').to_owned();
        match tables.iter_mut().find(|table| table.place == place) {
            Some(table) => table.columns.push(column),
            None => tables.push(Table { place: place.to_owned(), columns: vec![column] }),
        }
    }
    tables
}

impl Table {
    /// The name of its member: `data/orders.orderPositions.csv`.
    pub(super) fn name(&self) -> String {
        if self.place == CUSTOMER {
            return "data/customer.csv".to_owned();
        }
        format!("data/{}.csv", self.place.replace("[]", ""))
    }

    /// Writes the header and all rows.
    pub(super) fn write(
        &self,
        out: &mut dyn Write,
        outline: &Outline,
        source: &dyn Source,
        selection: &Selection<'_>,
    ) -> Result<(), NotBuilt> {
        let lists: Vec<_> = if self.place == CUSTOMER { Vec::new() } else { self.place.split('.').collect() };
        let keys = (1..lists.len()).map(|depth| format!("{}.row", lists[..depth].join(".").replace("[]", "")));
        let own_key = (!lists.is_empty()).then(|| "row".to_owned());
        let header: Vec<_> = keys.chain(own_key).chain(self.columns.iter().cloned()).collect();
        put_row(out, header.iter().map(|name| Cow::Borrowed(name.as_str())))?;
        match lists.split_first() {
            None => self.row(out, &[], &outline.own)?,
            Some((top, _)) if !outline.lists.contains(*top) => {}
            Some((top, inner)) => {
                let mut number = 0;
                walk::lists(source, selection, &|place| place == *top, &mut |step| {
                    let Step::Record(_, record) = step else { return Ok(()) };
                    number += 1;
                    self.rows(out, &mut vec![number], inner, &record)
                })?;
            }
        }
        Ok(())
    }

    /// The rows that are in `record`, at the end of these lists inside of it.
    fn rows(&self, out: &mut dyn Write, keys: &mut Vec<u64>, lists: &[&str], record: &Object) -> Result<(), NotBuilt> {
        let Some((list, inner)) = lists.split_first() else { return self.row(out, keys, record) };
        let Some(Value::Array(items)) = record.get(list.trim_end_matches("[]")) else { return Ok(()) };
        for (number, item) in (1..).zip(items.iter().filter_map(Value::as_object)) {
            keys.push(number);
            self.rows(out, keys, inner, item)?;
            keys.pop();
        }
        Ok(())
    }

    fn row(&self, out: &mut dyn Write, keys: &[u64], record: &Object) -> Result<(), NotBuilt> {
        let keys = keys.iter().map(|key| Cow::Owned(key.to_string()));
        let columns = self.columns.iter().map(|column| at(record, column).map_or(Cow::Borrowed(""), cell));
        Ok(put_row(out, keys.chain(columns))?)
    }
}

fn put_row<'a>(out: &mut dyn Write, cells: impl Iterator<Item = Cow<'a, str>>) -> io::Result<()> {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        // RFC 4180 asks for quotes around commas, quotes and line breaks; the rest is for readers that split elsewhere.
        if cell.contains(['"', ' ']) || cell.contains(SEPARATORS) {
            write!(out, "\"{}\"", cell.replace('"', "\"\""))?;
        } else {
            out.write_all(cell.as_bytes())?;
        }
    }
    out.write_all(b"\r\n")
}

/// The value at this path, if there is one.
pub(super) fn at<'a>(record: &'a Object, path: &str) -> Option<&'a Value> {
    let mut names = path.split('.');
    let first = record.get(names.next()?)?;
    names.try_fold(first, |value, name| value.get(name))
}

/// A value as a cell. Several texts stand one below the other in one cell.
fn cell(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => guarded(text),
        Value::Array(items) => {
            let texts: Vec<_> = items.iter().map(plain).collect();
            Cow::Owned(guarded(&texts.join("\n")).into_owned())
        }
        // Numbers begin with a sign, too, but a spreadsheet takes them for what they are.
        other => Cow::Owned(other.to_string()),
    }
}

fn plain(value: &Value) -> Cow<'_, str> {
    value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed)
}

/// The text without anything that a spreadsheet would run, however it splits tables. Whoever takes away one apostrophe at the
/// beginning and one after each separator, where there is one, has the text as [`display::multi_line`] shows it.
fn guarded(text: &str) -> Cow<'_, str> {
    let text = display::multi_line(text);
    let mut found = String::with_capacity(text.len() + 1);
    for (index, part) in text.split_inclusive(SEPARATORS).enumerate() {
        let is_inner = index > 0;
        if is_guarded(part, is_inner) {
            found.push('\'');
        }
        found.push_str(part);
    }
    // What comes next in the file would begin a cell.
    if text.ends_with(SEPARATORS) {
        found.push('\'');
    }
    if found.len() == text.len() { text } else { Cow::Owned(found) }
}

/// Whether a part of a text between separators gets an apostrophe.
fn is_guarded(part: &str, is_inner: bool) -> bool {
    // Readers pass over blanks and quotes before they look for a formula.
    let rest = part.trim_start_matches(|c: char| c == ' ' || c == '"' || display::is_invisible(c));
    part.starts_with('\'') || rest.starts_with(FORMULA) || (is_inner && rest.is_empty())
}
