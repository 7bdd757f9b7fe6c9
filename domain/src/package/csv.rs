//! `data/*.csv`: the same data as tables (RFC 4180, UTF-8), one for the customer's own properties and one for each list.
//!
//! Columns are the properties of the data map under their current names, whether or not any record has a value. A list inside
//! of records is a table of its own, whose rows say in which row of which table above they belong.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe in front ([CSV injection]), and so does one that
//! begins with an apostrophe; so whoever takes one away from every text that begins with one has the texts as they are.
//!
//! [CSV injection]: https://owasp.org/www-community/attacks/CSV_Injection

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Value;

use super::selection::Selection;
use super::walk::{self, Outline, Step};
use super::{NotBuilt, Object, Source};
use crate::data_map::CUSTOMER;

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
        let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        let lists: Vec<_> = if self.place == CUSTOMER { Vec::new() } else { self.place.split('.').collect() };
        let keys = (1..lists.len()).map(|depth| format!("{}.row", lists[..depth].join(".").replace("[]", "")));
        let own_key = (!lists.is_empty()).then(|| "row".to_owned());
        let header: Vec<_> = keys.chain(own_key).chain(self.columns.iter().cloned()).collect();
        rows.write_record(&header).map_err(io_error)?;
        match lists.split_first() {
            None => self.row(&mut rows, &[], &outline.own)?,
            Some((top, _)) if !outline.lists.contains(*top) => {}
            Some((top, inner)) => {
                let mut number = 0;
                walk::lists(source, selection, &|place| place == *top, &mut |step| {
                    let Step::Record(_, record) = step else { return Ok(()) };
                    number += 1;
                    self.rows(&mut rows, &mut vec![number], inner, &record)
                })?;
            }
        }
        Ok(rows.flush()?)
    }

    /// The rows that are in `record`, at the end of these lists inside of it.
    fn rows<W: Write>(
        &self,
        out: &mut Writer<W>,
        keys: &mut Vec<u64>,
        lists: &[&str],
        record: &Object,
    ) -> Result<(), NotBuilt> {
        let Some((list, inner)) = lists.split_first() else { return self.row(out, keys, record) };
        let Some(Value::Array(items)) = record.get(list.trim_end_matches("[]")) else { return Ok(()) };
        for (number, item) in (1..).zip(items.iter().filter_map(Value::as_object)) {
            keys.push(number);
            self.rows(out, keys, inner, item)?;
            keys.pop();
        }
        Ok(())
    }

    fn row<W: Write>(&self, out: &mut Writer<W>, keys: &[u64], record: &Object) -> Result<(), NotBuilt> {
        for key in keys {
            out.write_field(key.to_string()).map_err(io_error)?;
        }
        for column in &self.columns {
            let cell = at(record, column).map_or(Cow::Borrowed(""), cell);
            out.write_field(cell.as_bytes()).map_err(io_error)?;
        }
        Ok(out.write_record(None::<&[u8]>).map_err(io_error)?)
    }
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        // Rows of different lengths, which there are none of.
        _ => io::ErrorKind::InvalidData.into(),
    }
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
            let texts: Vec<_> = items.iter().map(cell).collect();
            Cow::Owned(texts.join("\n"))
        }
        // Numbers begin with a sign, too, but a spreadsheet takes them for what they are.
        other => Cow::Owned(other.to_string()),
    }
}

fn guarded(text: &str) -> Cow<'_, str> {
    let dangerous =
        |first| matches!(first, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '\'');
    if text.starts_with(dangerous) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
