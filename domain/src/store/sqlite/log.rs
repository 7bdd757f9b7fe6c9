//! The write-ahead log: who moves it into the database, and when.
//!
//! Moving takes two more waits for the disk, and time in proportion to what is moved. `SQLite` would do it every 1,000 pages
//! on the thread of whoever commits then, and with them everybody who wants to write would wait. It is done here instead, on
//! a connection that nobody else uses.

use std::sync::Mutex;
use std::time::Duration;

use rusqlite::Connection;

use super::{Sqlite, StoreError, connect, lock};

/// How many pages are worth the waits for the disk.
const WORTH_IT: i64 = 500;

/// A log of so many pages is begun anew: 32 MiB.
const LONG: i64 = 8_192;

/// At so many pages (64 MiB) whoever commits moves the log nevertheless, for when nobody calls [`Sqlite::move_log`].
const MOVED_BY_A_COMMIT: i64 = 16_384;

/// The most that the file of the log keeps when it is begun anew, in bytes. It is not cut to nothing: writing over a file costs
/// the disk less than making it longer.
const KEPT: i64 = MOVED_BY_A_COMMIT * 4_096;

/// How long everybody waits for the last readers of a log that is to be begun anew.
const PATIENCE: Duration = Duration::from_millis(20);

/// The connection that moves the log, from the first time on. One at a time: `SQLite` refuses a second one, instead of letting
/// it wait.
#[derive(Default)]
pub(super) struct Log(Mutex<Option<Connection>>);

/// Lets commits on this connection leave the log to be moved by others.
pub(super) fn leave_to_others(writer: &Connection) -> Result<(), StoreError> {
    writer.pragma_update_and_check(None, "wal_autocheckpoint", MOVED_BY_A_COMMIT, |_| Ok(()))?;
    writer.pragma_update_and_check(None, "journal_size_limit", KEPT, |_| Ok(()))?;
    Ok(())
}

impl Sqlite {
    /// Does `work` while nobody else moves the log. Not to be called with the writer's mutex, which comes second.
    pub(super) fn with_log<T>(
        &self,
        work: impl FnOnce(&mut Option<Connection>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        work(&mut lock(&self.log.0))
    }

    /// Moves the log if it is worth it. Gives back whether it was.
    pub(super) fn move_log(&self) -> Result<bool, StoreError> {
        self.file.require(&self.path)?;
        self.with_log(|kept| {
            let mover = match kept {
                Some(mover) => mover,
                None => kept.insert(connect(&self.path, PATIENCE)?),
            };
            if Length::after(mover, "NOOP")?.left < WORTH_IT {
                return Ok(false);
            }
            let length = Length::after(mover, "PASSIVE")?;
            if length.all >= LONG && length.left < WORTH_IT {
                // Under a steady load there is always a commit that is not moved yet, and then the log only grows. Writers wait
                // a moment, in which the little that is left is moved. When a reader stands in the way, another time will do.
                let _nobody = self.alone();
                Length::after(mover, "RESTART")?;
            }
            Ok(true)
        })
    }
}

/// Moves what can be moved into the database while others write.
pub(super) fn moved(connection: &Connection) -> Result<(), StoreError> {
    Length::after(connection, "PASSIVE").map(drop)
}

/// Moves the log into the database and cuts it off. `false`: others read from it, or are moving it.
pub(super) fn emptied(connection: &Connection) -> Result<bool, StoreError> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
    Ok(busy == 0)
}

/// How long the log is, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Length {
    all: i64,
    /// Those that are not moved.
    left: i64,
}

impl Length {
    /// That after a checkpoint of this mode, which does not fail when others are in the way.
    fn after(mover: &Connection, mode: &str) -> Result<Self, StoreError> {
        let figures = |row: &rusqlite::Row<'_>| {
            let (all, done): (i64, i64) = (row.get(1)?, row.get(2)?);
            Ok(Self { all, left: all - done })
        };
        Ok(mover.query_row(&format!("PRAGMA wal_checkpoint({mode})"), (), figures)?)
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::store::Store;

    /// A database in a directory of its own, and somebody who looks at its log.
    struct Scratch {
        directory: tempfile::TempDir,
        store: Sqlite,
        other: Connection,
    }

    impl Scratch {
        fn new() -> Self {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("gdpr.db");
            let store = Sqlite::open(&path).unwrap();
            let other = Connection::open(path).unwrap();
            other.execute_batch("CREATE TABLE pages (bytes BLOB); PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
            Self { directory, store, other }
        }

        /// A commit of this many pages, and a few.
        fn write(&self, pages: i64) {
            let writer = self.store.alone();
            writer.connection.execute("INSERT INTO pages (bytes) VALUES (zeroblob(?))", (pages * 4_096,)).unwrap();
        }

        fn length(&self) -> Length {
            Length::after(&self.other, "NOOP").unwrap()
        }

        fn file(&self) -> PathBuf {
            self.directory.path().join("gdpr.db-wal")
        }
    }

    #[test]
    fn a_commit_leaves_the_log_to_be_moved_beside_it() {
        let scratch = Scratch::new();
        scratch.write(2 * WORTH_IT);
        let length = scratch.length();
        assert!(length.all > 2 * WORTH_IT && length.left == length.all, "{length:?}");
        scratch.store.checkpoint().unwrap();
        assert_eq!(scratch.length(), Length { left: 0, ..length });
        scratch.write(1);
        assert!(scratch.length().all < 20, "whoever writes next begins the log anew: {:?}", scratch.length());
    }

    #[test]
    fn a_short_log_is_not_worth_the_waits_for_the_disk() {
        let scratch = Scratch::new();
        scratch.write(WORTH_IT / 2);
        let length = scratch.length();
        scratch.store.checkpoint().unwrap();
        assert_eq!(scratch.length(), length);
        assert!(length.left > WORTH_IT / 2);
    }

    #[test]
    fn the_log_is_moved_while_somebody_writes_and_somebody_reads() {
        let scratch = Scratch::new();
        scratch.write(2 * WORTH_IT);
        scratch.other.execute_batch("BEGIN IMMEDIATE").unwrap();
        let mut reader = Connection::open(scratch.directory.path().join("gdpr.db")).unwrap();
        let reading = reader.transaction().unwrap();
        reading.query_row("SELECT count(*) FROM pages", (), |_| Ok(())).unwrap();
        scratch.store.checkpoint().unwrap();
        scratch.other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(scratch.length().left, 0);
    }

    #[test]
    fn a_log_that_readers_hold_on_to_is_begun_anew_when_they_are_gone() {
        let scratch = Scratch::new();
        scratch.write(LONG);
        let mut reader = Connection::open(scratch.directory.path().join("gdpr.db")).unwrap();
        let reading = reader.transaction().unwrap();
        reading.query_row("SELECT count(*) FROM pages", (), |_| Ok(())).unwrap();
        // Committed after what the reader sees, so it cannot be moved as long as that reads.
        scratch.write(10);
        scratch.store.checkpoint().unwrap();
        assert!((10..WORTH_IT).contains(&scratch.length().left), "{:?}", scratch.length());
        // And nobody has to wait for the reader.
        scratch.write(WORTH_IT);
        drop(reading);
        scratch.store.checkpoint().unwrap();
        assert_eq!(scratch.length().left, 0);
        scratch.write(1);
        assert!(scratch.length().all < 20, "{:?}", scratch.length());
    }

    #[test]
    fn when_nobody_moves_the_log_a_commit_does_and_its_file_keeps_what_it_may() {
        let scratch = Scratch::new();
        for _ in 0..3 {
            scratch.write(MOVED_BY_A_COMMIT / 2);
        }
        let length = scratch.length();
        assert!(length.all < MOVED_BY_A_COMMIT, "it was begun anew: {length:?}");
        let long = std::fs::metadata(scratch.file()).unwrap().len();
        let kept = u64::try_from(KEPT).unwrap();
        assert!(long <= kept, "{long} bytes");
    }
}
