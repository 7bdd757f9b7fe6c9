//! `data.json`: the contract's document, written as it is read.

use std::io::{self, Write};

use super::selection::Selection;
use super::walk::{self, Step};
use super::{NotBuilt, Object, Source};

/// Writes the document: what is the customer's own first, then each list, a record a line.
pub(super) fn write(
    out: &mut dyn Write,
    own: &Object,
    source: &dyn Source,
    selection: &Selection<'_>,
) -> Result<(), NotBuilt> {
    out.write_all(b"{")?;
    let mut between = "\n";
    for (name, value) in own {
        out.write_all(between.as_bytes())?;
        put(out, name)?;
        out.write_all(b":")?;
        put(out, value)?;
        between = ",\n";
    }
    let mut between_records = "\n";
    walk::lists(source, selection, &|_| true, &mut |step| {
        match step {
            Step::Begin(name) => {
                out.write_all(between.as_bytes())?;
                put(out, name)?;
                out.write_all(b":[")?;
                (between, between_records) = (",\n", "\n");
            }
            Step::Record(_, record) => {
                out.write_all(between_records.as_bytes())?;
                put(out, &record)?;
                between_records = ",\n";
            }
            Step::End => out.write_all(b"]")?,
        }
        Ok(())
    })?;
    Ok(out.write_all(b"\n}\n")?)
}

/// Writes a value as JSON.
pub(super) fn put(out: &mut dyn Write, value: &(impl serde::Serialize + ?Sized)) -> io::Result<()> {
    serde_json::to_writer(out, value).map_err(io::Error::from)
}
