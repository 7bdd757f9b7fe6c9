//! The ZIP file around the members: written in one go, to what cannot be gone back in.

use std::cell::Cell;
use std::io::{self, Write};
use std::rc::Rc;

use chrono::{Datelike, Timelike};
use sha2::{Digest as _, Sha256};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Member, NotBuilt};
use crate::clock::Timestamp;

/// A ZIP file that is being written.
pub(super) struct Archive<'a> {
    /// Gone when it is finished.
    zip: Option<ZipWriter<StreamWriter<Gate<'a>>>>,
    options: SimpleFileOptions,
    members: Vec<Member>,
    /// Whether nothing more may reach the output.
    shut: Rc<Cell<bool>>,
}

/// The output, until it is shut. A `ZipWriter` that is dropped in the middle would complete its file, and so make a valid
/// one of what is not whole.
struct Gate<'a> {
    out: &'a mut dyn Write,
    shut: Rc<Cell<bool>>,
}

impl Gate<'_> {
    fn pass<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        if done.as_ref().is_err_and(|error| error.kind() != io::ErrorKind::Interrupted) {
            self.shut.set(true);
        }
        done
    }
}

impl Write for Gate<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.shut.get() {
            return Ok(bytes.len());
        }
        let written = self.out.write(bytes);
        self.pass(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.shut.get() {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.pass(flushed)
    }
}

impl<'a> Archive<'a> {
    /// A ZIP file whose members are all of `made_at`, so that the same data makes the same file.
    pub(super) fn new(out: &'a mut dyn Write, made_at: Timestamp) -> Self {
        let shut = Rc::new(Cell::new(false));
        let gate = Gate { out, shut: Rc::clone(&shut) };
        // Nobody knows beforehand how long a member will be, so all have room for more than 4 GiB (ZIP64).
        let options = SimpleFileOptions::DEFAULT
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(time(made_at))
            .large_file(true)
            .unix_permissions(0o600);
        Self { zip: Some(ZipWriter::new_stream(gate)), options, members: Vec::new(), shut }
    }

    /// Adds the member `name`, which `write` fills.
    pub(super) fn member(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), NotBuilt>,
    ) -> Result<(), NotBuilt> {
        let Some(zip) = &mut self.zip else { return Err(io::Error::from(io::ErrorKind::BrokenPipe).into()) };
        zip.start_file(name, self.options).map_err(io::Error::from)?;
        let mut counted = Counted { out: zip, digest: Sha256::new(), size: 0 };
        write(&mut counted)?;
        let Counted { digest, size, .. } = counted;
        self.members.push(Member { name: name.to_owned(), size, sha256: digest.finalize().into() });
        Ok(())
    }

    /// What was added.
    pub(super) fn members(&self) -> &[Member] {
        &self.members
    }

    /// Writes the directory behind the members.
    pub(super) fn finish(mut self) -> Result<(), NotBuilt> {
        if let Some(zip) = self.zip.take() {
            let mut out = zip.finish().map_err(io::Error::from)?.into_inner();
            out.flush()?;
        }
        Ok(())
    }
}

impl Drop for Archive<'_> {
    fn drop(&mut self) {
        self.shut.set(true);
    }
}

/// MS-DOS time, from 1980 to 2107 and in steps of two seconds, taken as UTC.
fn time(at: Timestamp) -> DateTime {
    let small = |value: u32| u8::try_from(value).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let (month, day) = (small(at.month()), small(at.day()));
    let (hour, minute, second) = (small(at.hour()), small(at.minute()), small(at.second()));
    DateTime::from_date_and_time(year, month, day, hour, minute, second).unwrap_or_default()
}

/// A member while it is written.
struct Counted<'a, W> {
    out: &'a mut W,
    digest: Sha256,
    size: u64,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        // Flushing would end a block of the compression.
        Ok(())
    }
}
