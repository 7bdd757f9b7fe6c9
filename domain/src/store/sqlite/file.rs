//! The file of the database: made for its owner only, and known again.

use std::path::Path;

use super::StoreError;

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

/// Which file it is, whatever its name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct FileId {
    device: u64,
    number: u64,
}

impl FileId {
    /// The file that has this name now.
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        use std::os::unix::fs::MetadataExt;
        let found = std::fs::metadata(path)
            .map_err(|error| StoreError::Unavailable(format!("the file cannot be looked at: {error}")))?;
        Ok(Self { device: found.dev(), number: found.ino() })
    }

    /// Elsewhere an open file cannot be taken away, so any file is the same.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> Result<Self, StoreError> {
        Ok(Self { device: 0, number: 0 })
    }

    /// # Errors
    /// [`StoreError::Unavailable`] when the file under this name is gone or another one.
    pub(super) fn require(self, path: &Path) -> Result<(), StoreError> {
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
