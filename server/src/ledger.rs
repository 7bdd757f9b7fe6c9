//! The ledger of erasures as a file: lines that are only ever appended, each on disk before it counts.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use domain::ledger::{Ledger, NotWritten};

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

    fn write(&self, line: &str) -> io::Result<()> {
        let is_new = !self.path.exists();
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        // In one write, at the end wherever that is by then: lines of two processes do not mix. A line that was cut off when
        // a machine went down ends here.
        let text = if ends_in_the_middle(&mut file)? { format!("\n{line}\n") } else { format!("{line}\n") };
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        #[cfg(unix)]
        if is_new {
            File::open(self.folder())?.sync_all()?;
        }
        Ok(())
    }
}

fn ends_in_the_middle(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

impl Ledger for LedgerFile {
    fn append(&self, line: &str) -> Result<(), NotWritten> {
        self.write(line).map_err(|error| NotWritten(format!("{}: {error}", self.path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_appended_and_one_that_was_cut_off_spoils_no_other() {
        let scratch = tempfile::tempdir().unwrap();
        let ledger = LedgerFile::beside(&scratch.path().join("gdpr.db"));
        ledger.append("one").unwrap();
        std::fs::write(ledger.path(), "one\ntw").unwrap();
        ledger.append("three").unwrap();
        assert_eq!(std::fs::read_to_string(ledger.path()).unwrap(), "one\ntw\nthree\n");
    }

    #[cfg(unix)]
    #[test]
    fn it_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let scratch = tempfile::tempdir().unwrap();
        let ledger = LedgerFile::beside(&scratch.path().join("gdpr.db"));
        ledger.append("one").unwrap();
        assert_eq!(std::fs::metadata(ledger.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_ledger_that_cannot_be_written_says_so() {
        let scratch = tempfile::tempdir().unwrap();
        let error = LedgerFile::new(scratch.path().to_owned()).append("one").unwrap_err();
        assert!(error.to_string().contains("cannot be written"), "{error}");
    }
}
