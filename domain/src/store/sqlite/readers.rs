//! Connections that read: kept open between calls, each with its prepared statements.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use rusqlite::Connection;

use super::known::Known;
use super::{READER_REMEMBERS, StoreError, connect, lock, remember};

/// Readers kept open between calls; more are opened when more read at once, and closed afterwards.
const IDLE: usize = 8;

/// Connections that read.
pub(super) struct Readers {
    path: PathBuf,
    patience: Duration,
    idle: Mutex<Vec<Reader>>,
}

/// A connection, and what it has found out.
struct Reader {
    connection: Connection,
    known: Known,
}

impl Readers {
    pub(super) fn new(path: &Path, patience: Duration) -> Self {
        Self { path: path.to_owned(), patience, idle: Mutex::default() }
    }

    /// Runs `work` on one consistent state of the database.
    pub(super) fn read(&self, work: impl FnOnce(&Connection, &Known)) -> Result<(), StoreError> {
        let reader = self.take()?;
        let Reader { connection, known } = &reader;
        // Prepared like any other statement: the transactions of rusqlite have them parsed each time. One that is not ended,
        // because of an error or a panic, ends with its connection.
        connection.prepare_cached("BEGIN DEFERRED")?.execute(())?;
        known.outdate();
        work(connection, known);
        connection.prepare_cached("COMMIT")?.execute(())?;
        self.give_back(reader);
        Ok(())
    }

    /// Lets go of all that nobody uses: they are opened again at need.
    pub(super) fn close(&self) {
        lock(&self.idle).clear();
    }

    fn take(&self) -> Result<Reader, StoreError> {
        let idle = lock(&self.idle).pop();
        let open = || {
            let connection = connect(&self.path, self.patience)?;
            remember(&connection, READER_REMEMBERS)?;
            Ok(Reader { connection, known: Known::default() })
        };
        idle.map_or_else(open, Ok)
    }

    fn give_back(&self, reader: Reader) {
        let mut idle = lock(&self.idle);
        if idle.len() < IDLE {
            idle.push(reader);
        }
    }

    #[cfg(test)]
    pub(super) fn one(&self) -> Result<Connection, StoreError> {
        Ok(self.take()?.connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::Sqlite;

    #[test]
    fn readers_are_kept_for_the_next_but_not_without_bound() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gdpr.db");
        drop(Sqlite::open(&path).unwrap());
        let readers = Readers::new(&path, Duration::ZERO);
        let many: Vec<_> = (0..IDLE + 3).map(|_| readers.take().unwrap()).collect();
        for reader in many {
            readers.give_back(reader);
        }
        assert_eq!(lock(&readers.idle).len(), IDLE);
    }
}
