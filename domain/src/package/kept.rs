//! `kept.json`: what an earlier erasure left of somebody, and why.

use std::io::Write;

use super::{NotBuilt, Source, json};

/// Whether there is anything.
pub(super) fn any(source: &dyn Source) -> Result<bool, NotBuilt> {
    let mut any = false;
    source.kept(&mut |_| {
        any = true;
        false
    })?;
    Ok(any)
}

/// Writes a list of all of it, a record a line.
pub(super) fn write(out: &mut dyn Write, source: &dyn Source) -> Result<(), NotBuilt> {
    out.write_all(b"[")?;
    let mut between = "\n";
    let mut result = Ok(());
    source.kept(&mut |kept| {
        result = out.write_all(between.as_bytes()).and_then(|()| json::put(out, kept));
        between = ",\n";
        result.is_ok()
    })?;
    result?;
    Ok(out.write_all(b"\n]\n")?)
}
