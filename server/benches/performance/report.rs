//! What was measured, as tables: Markdown for people, JSON for programs.

use std::fmt::{Display, Write as _};

use serde_json::{Map, Value, json};

use crate::driver::as_f64;

/// What stands in a table.
#[derive(Clone)]
pub(crate) enum Cell {
    Text(String),
    /// A number, and how many decimals people want to see of it.
    Number(f64, usize),
    /// Not measured.
    Nothing,
}

impl Cell {
    pub(crate) fn text(text: impl Display) -> Self {
        Self::Text(text.to_string())
    }

    /// A number with about three digits.
    pub(crate) fn number(number: impl Into<Option<f64>>) -> Self {
        match number.into().filter(|number| number.is_finite()) {
            None => Self::Nothing,
            Some(number) if number.abs() >= 99.95 => Self::Number(number, 0),
            Some(number) if number.abs() >= 9.995 => Self::Number(number, 1),
            Some(number) if number.abs() >= 0.0995 => Self::Number(number, 2),
            Some(number) => Self::Number(number, 4),
        }
    }

    pub(crate) fn count(count: usize) -> Self {
        Self::Number(as_f64(count), 0)
    }

    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number, decimals) => grouped(&format!("{number:.decimals$}")),
            Self::Nothing => "-".to_owned(),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number, _) => json!(number),
            Self::Nothing => Value::Null,
        }
    }
}

/// `12345` as `12,345`.
fn grouped(number: &str) -> String {
    let whole = number.find('.').unwrap_or(number.len());
    let mut text = String::new();
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) columns: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What has to be known to read it.
    pub(crate) notes: Vec<String>,
}

impl Table {
    pub(crate) fn new(title: impl Into<String>, columns: &[&'static str]) -> Self {
        Self { title: title.into(), columns: columns.to_vec(), rows: Vec::new(), notes: Vec::new() }
    }
}

pub(crate) struct Report {
    /// Where and how it was measured: name and text.
    pub(crate) frame: Vec<(&'static str, String)>,
    pub(crate) tables: Vec<Table>,
}

impl Report {
    pub(crate) fn markdown(&self) -> String {
        let mut text = String::new();
        for (name, what) in &self.frame {
            let _ = writeln!(text, "- {name}: {what}");
        }
        for table in &self.tables {
            let _ = write!(text, "\n**{}**\n\n| {} |\n", table.title, table.columns.join(" | "));
            let _ = writeln!(text, "|{}", "---|".repeat(table.columns.len()));
            for row in &table.rows {
                let cells: Vec<String> = row.iter().map(Cell::shown).collect();
                let _ = writeln!(text, "| {} |", cells.join(" | "));
            }
            for note in &table.notes {
                let _ = writeln!(text, "\n{note}");
            }
        }
        text
    }

    pub(crate) fn json(&self) -> String {
        let frame: Map<String, Value> =
            self.frame.iter().map(|(name, what)| ((*name).to_owned(), json!(what))).collect();
        let tables = self.tables.iter().map(|table| {
            let rows = table.rows.iter().map(|row| {
                let cells = table.columns.iter().zip(row).map(|(name, cell)| ((*name).to_owned(), cell.value()));
                Value::Object(cells.collect())
            });
            json!({"title": table.title, "rows": rows.collect::<Vec<_>>(), "notes": table.notes})
        });
        json!({"frame": frame, "tables": tables.collect::<Vec<_>>()}).to_string()
    }
}

/// The middle one of some figures; `None` of none.
pub(crate) fn median(figures: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    let middle = figures.len() / 2;
    match figures.len() {
        0 => None,
        even if even % 2 == 0 => Some(f64::midpoint(figures[middle - 1], figures[middle])),
        _ => Some(figures[middle]),
    }
}
