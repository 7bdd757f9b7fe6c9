//! The file of the database: made for its owner only, and known again.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::StoreError;

/// How long a look at the file counts for those who read, in milliseconds. What is read meanwhile was true a moment ago.
const LATELY: u64 = 10;

/// Makes the file before `SQLite` does, which would make it readable by others. Its WAL and shared memory get
/// the same permissions from it.
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Unavailable(format!("{} cannot be made: {error}", path.display()))),
    }
}

/// The file that was opened, and when it was last seen to be there.
pub(super) struct Watched {
    file: FileId,
    opened: Instant,
    /// In milliseconds since it was opened.
    seen: AtomicU64,
}

impl Watched {
    /// The file that has this name now.
    pub(super) fn new(path: &Path) -> Result<Self, StoreError> {
        Ok(Self { file: FileId::of(path)?, opened: Instant::now(), seen: AtomicU64::new(0) })
    }

    /// # Errors
    /// [`StoreError::Unavailable`] when the file under this name is gone or another one.
    pub(super) fn require(&self, path: &Path) -> Result<(), StoreError> {
        self.file.require(path)
    }

    /// The same, as it was a moment ago.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub(super) fn require_lately(&self, path: &Path) -> Result<(), StoreError> {
        let now = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        if now.saturating_sub(self.seen.load(Ordering::Relaxed)) >= LATELY {
            self.require(path)?;
            self.seen.store(now, Ordering::Relaxed);
        }
        Ok(())
    }
}

/// Which file it is, whatever its name.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FileId {
    device: u64,
    number: u64,
}

impl FileId {
    /// The file that has this name now.
    #[cfg(unix)]
    fn of(path: &Path) -> Result<Self, StoreError> {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::metadata(path)
            .map_err(|error| StoreError::Unavailable(format!("the file cannot be looked at: {error}")))?;
        Ok(Self { device: found.dev(), number: found.ino() })
    }

    /// Elsewhere an open file cannot be taken away, so any file is the same.
    #[cfg(not(unix))]
    fn of(_: &Path) -> Result<Self, StoreError> {
        Ok(Self { device: 0, number: 0 })
    }

    /// # Errors
    /// [`StoreError::Unavailable`] when the file under this name is gone or another one.
    fn require(self, path: &Path) -> Result<(), StoreError> {
        if Self::of(path)? == self {
            return Ok(());
        }
        Err(StoreError::Unavailable(
            "the file was replaced by another one: put the first one back, or stop the server, remove the -wal and -shm \
             files beside it and start again"
                .to_owned(),
        ))
    }
}
