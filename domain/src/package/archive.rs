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

/// From this size on a member needs ZIP64.
const ZIP64_FROM: u64 = 0xFFFF_FFFF;

/// A byte of a stored document becomes this many bytes of a member at most: of an empty record, a row of empty cells or the
/// heading of a section.
const MAX_GROWTH: u64 = 64;

/// A ZIP file that is being written.
pub(super) struct Archive<'a> {
    /// Gone when it is finished.
    zip: Option<ZipWriter<StreamWriter<Gate<'a>>>>,
    options: SimpleFileOptions,
    members: Vec<Member>,
    /// Whether the document is so long that a member may need ZIP64.
    is_long: bool,
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
    /// A ZIP file made of a document of this many bytes. Its members are all of `made_at`, so that the same data makes the
    /// same file.
    pub(super) fn new(out: &'a mut dyn Write, made_at: Timestamp, document: u64) -> Self {
        let shut = Rc::new(Cell::new(false));
        let gate = Gate { out, shut: Rc::clone(&shut) };
        let options = SimpleFileOptions::DEFAULT
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(time(made_at))
            .unix_permissions(0o600);
        let is_long = document >= ZIP64_FROM / MAX_GROWTH;
        Self { zip: Some(ZipWriter::new_stream(gate)), options, members: Vec::new(), is_long, shut }
    }

    /// Adds the member `name`, which `write` fills.
    ///
    /// The local header says whether ZIP64 is used, before the size is known. Programs that read a ZIP file as a stream
    /// refuse ZIP64 where it is not needed (`ZipInputStream` of Java 17), so a member that may need it is measured first.
    pub(super) fn member(
        &mut self,
        name: &str,
        write: impl Fn(&mut dyn Write) -> Result<(), NotBuilt>,
    ) -> Result<(), NotBuilt> {
        let is_large = self.is_long && {
            let mut measured = Counted { out: &mut io::sink(), digest: Sha256::new(), size: 0 };
            write(&mut measured)?;
            measured.size >= ZIP64_FROM
        };
        let Some(zip) = &mut self.zip else { return Err(io::Error::from(io::ErrorKind::BrokenPipe).into()) };
        zip.start_file(name, self.options.large_file(is_large)).map_err(io::Error::from)?;
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
