//! The embedded backend: one `SQLite` file, safe for several processes at once.
//!
//! WAL with `synchronous=FULL`: a commit has reached the disk before it returns, and readers never wait for a writer.
//! Writers queue inside a process on one connection, where those who write at the same time share a commit,
//! and between processes on `SQLite`'s lock.

mod audit;
mod callers;
mod customers;
mod directory;
mod erasures;
mod file;
mod keys;
mod known;
mod ledger;
mod log;
mod mails;
mod open;
mod packages;
#[cfg(test)]
mod plans;
mod readers;
mod requests;
mod schema;
mod traces;
mod verify;
mod webhooks;
mod writer;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use self::file::{Watched, create_private};
use self::log::Log;
use self::open::Open;
use self::readers::Readers;
pub use self::writer::Writes;
use self::writer::{Bounds, Held, Writer};
use super::{Job, Store, StoreError, Transaction, Verdict, View};
use crate::clock::Timestamp;

/// How long a transaction waits for another process before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Prepared statements that a connection keeps: more than there are, so that none is parsed twice. Each takes some kilobytes.
const STATEMENTS: usize = 128;

/// How much of the database the writer keeps in memory, in KiB: what a batch of transactions changes, so that nothing of it is
/// written before its commit, and the inner pages of the indexes.
const WRITER_REMEMBERS: i64 = 16 * 1_024;

/// The same, of a reader: without its leaves, an index of some hundred thousand entries.
const READER_REMEMBERS: i64 = 4 * 1_024;

/// A [`Store`] in one `SQLite` file.
pub struct Sqlite {
    path: PathBuf,
    file: Watched,
    patience: Duration,
    /// Something was read that nobody wrote. Checked in full before the database counts as ready again.
    suspect: AtomicBool,
    writer: Writer,
    log: Log,
    readers: Readers,
}

impl Sqlite {
    /// Opens the database at `path`, makes it (for its owner only) when it is not there, and brings its schema up to
    /// date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a database of a newer program; [`StoreError::Corrupt`] for a file that is not a
    /// database of this program; [`StoreError::Unavailable`] when it cannot be opened, made or written.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, BUSY_TIMEOUT)
    }

    /// The same, with transactions that wait for other processes no longer than `patience`.
    ///
    /// # Errors
    /// Those of [`open`](Self::open).
    pub fn open_with(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        create_private(path)?;
        let mut writer = connect(path, patience)?;
        remember(&writer, WRITER_REMEMBERS)?;
        schema::migrate(&mut writer)?;
        log::leave_to_others(&writer)?;
        // A savepoint keeps what a page was before it: in memory, since a temporary file would be one more place where
        // somebody's data is written. Whoever changes a record has it in memory anyway.
        writer.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(Self {
            path: path.to_owned(),
            file: Watched::new(path)?,
            patience,
            suspect: AtomicBool::new(false),
            writer: Writer::new(writer, Bounds::default()),
            log: Log::default(),
            readers: Readers::new(path, patience),
        })
    }

    /// The version of the schema, which every migration raises by one.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be read.
    pub fn schema_version(&self) -> Result<i64, StoreError> {
        schema::version(&self.alone().connection)
    }

    /// What was written through this, for measurements.
    pub fn writes(&self) -> Writes {
        self.writer.writes()
    }

    /// The writer, without any transaction in it.
    fn alone(&self) -> MutexGuard<'_, Held> {
        self.writer.alone(&|| self.file.require(&self.path))
    }
}

/// A panic inside a transaction rolled it back, so what the mutex guards is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store for Sqlite {
    fn read_with(&self, _name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.file.require_lately(&self.path)?;
        self.readers.read(|reader, known| work(&Open::reading(reader, known, &self.suspect)))
    }

    fn write_with(
        &self,
        _name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        // SQLite would go on writing into a file that has no name any more, and all of it would be lost.
        let permit = || self.file.require(&self.path);
        self.writer.write(&permit, &mut |connection| work(&Open::new(connection, &self.suspect)))
    }

    fn write_all_with(&self, jobs: &mut [Job<'_>]) -> Vec<Result<(), StoreError>> {
        let permit = || self.file.require(&self.path);
        self.writer.write_all(&permit, jobs.len(), &mut |number, connection| {
            jobs[number].run(&Open::new(connection, &self.suspect))
        })
    }

    fn check(&self) -> Result<(), StoreError> {
        self.file.require(&self.path)?;
        let mut writer = self.alone();
        let transaction = writer.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        schema::version(&transaction)?;
        if self.suspect.load(Ordering::Relaxed) {
            verify::quick(&transaction)?;
            self.suspect.store(false, Ordering::Relaxed);
        }
        // A page goes to the log, and the commit waits for the disk, although the value stays the same.
        schema::mark(&transaction)?;
        Ok(transaction.commit()?)
    }

    fn checkpoint(&self) -> Result<bool, StoreError> {
        self.move_log()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.wipe_traces()
    }
}

/// Lets a connection keep as many KiB of the database in memory. They are taken when they are needed.
fn remember(connection: &Connection, kib: i64) -> Result<(), StoreError> {
    // Negative: not a number of pages.
    Ok(connection.pragma_update(None, "cache_size", -kib)?)
}

fn connect(path: &Path, patience: Duration) -> Result<Connection, StoreError> {
    // Without CREATE: a file that was taken away is an error, not an empty database.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(patience)?;
    // The plan of a statement does not depend on what it is asked for; otherwise most would be parsed anew for each value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // What is deleted is overwritten: the keys of those who were forgotten, above all.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // The texts name tables and columns, never values: statements bind all of those.
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::SystemIoFailure
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OutOfMemory,
            ) => Self::Unavailable(text),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(text),
            _ => Self::Defect(text),
        }
    }
}

/// A stored text as what it stands for; what does not parse was not written by this program.
fn parsed<T: FromStr>(column: &'static str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| unreadable(column))
}

fn unreadable(column: &'static str) -> StoreError {
    StoreError::Corrupt(format!("{column} holds something this program did not write"))
}

fn millis(at: Timestamp) -> i64 {
    at.timestamp_millis()
}

fn timestamp(column: &'static str, millis: i64) -> Result<Timestamp, StoreError> {
    chrono::DateTime::from_timestamp_millis(millis).ok_or_else(|| unreadable(column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_waits_for_the_disk_and_keeps_foreign_keys() {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&directory.path().join("gdpr.db")).unwrap();
        for connection in [&store.alone().connection, &store.readers.one().unwrap()] {
            let pragma = |name: &str| -> String {
                let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
                connection.query_row(&sql, (), |row| row.get(0)).unwrap()
            };
            assert_eq!(pragma("journal_mode"), "wal");
            assert_eq!(pragma("synchronous"), "2", "2 is FULL");
            assert_eq!(pragma("foreign_keys"), "1");
            assert_eq!(pragma("secure_delete"), "1");
            let value = |name: &str| -> i64 { connection.pragma_query_value(None, name, |row| row.get(0)).unwrap() };
            assert_eq!(value("trusted_schema"), 0);
            assert_eq!(value("busy_timeout"), 10_000);
        }
    }

    #[test]
    fn a_foreign_key_is_enforced() {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&directory.path().join("gdpr.db")).unwrap();
        let sql = "INSERT INTO shops (name, organization_id, site) VALUES ('orphan', 4711, 'site')";
        let refused = store.alone().connection.execute(sql, ()).unwrap_err();
        assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::ConstraintViolation));
    }

    #[test]
    fn a_database_that_cannot_be_written_is_not_available_and_can_be_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gdpr.db");
        drop(Sqlite::open(&path).unwrap());
        let read_only = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        assert!(schema::version(&read_only).is_ok());
        let error = StoreError::from(read_only.execute("DELETE FROM users", ()).unwrap_err());
        assert_eq!(error.code(), "store.unavailable");
        let error = StoreError::from(Connection::open_with_flags(directory.path(), OpenFlags::default()).unwrap_err());
        assert_eq!(error.code(), "store.unavailable", "a folder is no file");
    }
}
