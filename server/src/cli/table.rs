//! Tables for people.

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use domain::display;

/// The text on one line, whatever somebody wrote: nothing in it moves the cursor or changes the terminal.
pub(super) fn one_line(text: &str) -> String {
    display::single_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns under their titles, without lines, as wide as they need.
pub(super) fn table<const N: usize>(titles: [&str; N], rows: &[[String; N]]) -> String {
    let mut table = Table::new();
    table.load_style(NOTHING).set_header(titles);
    for row in rows {
        // Blanks before a text indent it.
        table.add_row(row.iter().map(|cell| display::single_line(cell).into_owned()));
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}
