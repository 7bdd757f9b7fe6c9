//! The ledger of erasures as a file: lines that are only ever appended, each on disk before it counts.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use domain::ledger::{Ledger, LedgerError, LockedLedger};

/// How long one process waits for another to let go of the ledger. Each needs it for one line, or to read it once.
const PATIENCE: Duration = Duration::from_secs(10);

/// A ledger in a file, which is made, for its owner only, when the first line is written. Safe for several processes at
/// once.
#[derive(Clone, Debug)]
pub struct LedgerFile {
    path: PathBuf,
}

impl LedgerFile {
    /// The ledger at `path`.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The one beside a database.
    #[must_use]
    pub fn beside(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push(".erasures");
        Self::new(name.into())
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether lines can be written. Changes nothing.
    ///
    /// # Errors
    /// What would be in the way.
    pub fn check(&self) -> io::Result<()> {
        if self.path.exists() {
            return OpenOptions::new().read(true).append(true).open(&self.path).map(drop);
        }
        // A file without a name, which goes with this handle.
        tempfile::tempfile_in(self.folder()).map(drop)
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    fn open_to_write(&self) -> io::Result<LockedFile<'_>> {
        let is_new = !self.path.exists();
        let mut options = OpenOptions::new();
        // Never anything but appended: that holds for a file that the system keeps from being changed, too.
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&self.path)?;
        patiently(|| file.try_lock())?;
        Ok(LockedFile { ledger: self, file, is_new })
    }

    fn open_to_read(&self) -> io::Result<LockedFile<'_>> {
        let file = File::open(&self.path)?;
        patiently(|| file.try_lock_shared())?;
        Ok(LockedFile { ledger: self, file, is_new: false })
    }

    fn error(&self, error: &io::Error) -> String {
        format!("{}: {error}", self.path.display())
    }
}

/// A ledger that others do not write as long as this lives.
struct LockedFile<'a> {
    ledger: &'a LedgerFile,
    file: File,
    is_new: bool,
}

impl LockedFile<'_> {
    fn read_from(&mut self, from: u64) -> io::Result<Option<Vec<u8>>> {
        if self.file.metadata()?.len() < from {
            return Ok(None);
        }
        self.file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        self.file.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        self.file.write_all(text.as_bytes())?;
        self.file.sync_all()?;
        #[cfg(unix)]
        if self.is_new {
            File::open(self.ledger.folder())?.sync_all()?;
        }
        Ok(())
    }
}

/// Locks, if another process lets go of it in time.
fn patiently(lock: impl Fn() -> Result<(), TryLockError>) -> io::Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if Instant::now() < end => thread::sleep(Duration::from_millis(2)),
            Err(error) => return Err(error.into()),
        }
    }
}

impl LockedLedger for LockedFile<'_> {
    fn read(&mut self, from: u64) -> Result<Option<Vec<u8>>, LedgerError> {
        self.read_from(from).map_err(|error| LedgerError::NotRead(self.ledger.error(&error)))
    }

    fn append(&mut self, text: &str) -> Result<(), LedgerError> {
        self.write(text).map_err(|error| LedgerError::NotWritten(self.ledger.error(&error)))
    }
}

impl Ledger for LedgerFile {
    fn lock(&self) -> Result<Box<dyn LockedLedger + '_>, LedgerError> {
        match self.open_to_write() {
            Ok(file) => Ok(Box::new(file)),
            Err(error) => Err(LedgerError::NotWritten(self.error(&error))),
        }
    }

    fn lock_existing(&self) -> Result<Option<Box<dyn LockedLedger + '_>>, LedgerError> {
        match self.open_to_read() {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(LedgerError::NotRead(self.error(&error))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn append(ledger: &LedgerFile, text: &str) {
        ledger.lock().unwrap().append(text).unwrap();
    }

    #[test]
    fn what_is_appended_is_read_from_any_byte_on() {
        let scratch = tempfile::tempdir().unwrap();
        let ledger = LedgerFile::beside(&scratch.path().join("gdpr.db"));
        assert!(ledger.lock_existing().unwrap().is_none());
        assert!(!ledger.path().exists(), "looking makes nothing");
        append(&ledger, "one\n");
        append(&ledger, "two\n");
        let mut locked = ledger.lock_existing().unwrap().unwrap();
        assert_eq!(locked.read(0).unwrap().unwrap(), b"one\ntwo\n");
        assert_eq!(locked.read(4).unwrap().unwrap(), b"two\n");
        assert_eq!(locked.read(8).unwrap().unwrap(), b"");
        assert_eq!(locked.read(9).unwrap(), None);
    }

    #[test]
    fn one_at_a_time_writes_and_others_wait() {
        let scratch = tempfile::tempdir().unwrap();
        let ledger = LedgerFile::beside(&scratch.path().join("gdpr.db"));
        thread::scope(|scope| {
            for writer in 0..4 {
                let ledger = &ledger;
                scope.spawn(move || {
                    for _ in 0..25 {
                        let mut locked = ledger.lock().unwrap();
                        let there = locked.read(0).unwrap().unwrap().len();
                        locked.append(&format!("{writer} at {there}\n")).unwrap();
                    }
                });
            }
        });
        let text = std::fs::read_to_string(ledger.path()).unwrap();
        let mut offset = 0;
        for line in text.lines() {
            assert!(line.ends_with(&format!(" at {offset}")), "{line} at {offset}");
            offset += line.len() + 1;
        }
        assert_eq!(text.lines().count(), 100);
    }

    #[cfg(unix)]
    #[test]
    fn it_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let scratch = tempfile::tempdir().unwrap();
        let ledger = LedgerFile::beside(&scratch.path().join("gdpr.db"));
        append(&ledger, "one\n");
        assert_eq!(std::fs::metadata(ledger.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_ledger_that_cannot_be_written_says_so() {
        let scratch = tempfile::tempdir().unwrap();
        let error = LedgerFile::new(scratch.path().to_owned()).lock().err().unwrap();
        assert!(error.to_string().contains("cannot be written"), "{error}");
    }
}
