//! Copies of what was deleted: that there may be some, and how they are removed.
//!
//! `secure_delete` overwrites what is deleted. Copies are left all the same: cells that moved between pages leave them in unused
//! parts of the file, and the log has the pages as they were. Triggers note each removal
//! (`migrations/0010_traces.sql`), so that no caller has to; the test below asks them about every column there is.

use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{Sqlite, StoreError, connect, log, millis, timestamp};
use crate::clock::Timestamp;
use crate::store::Traces;

/// How long a wipe waits for another process that moves the log, or reads.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it looks whether that is over.
const LOOK: Duration = Duration::from_millis(50);

pub(super) fn find(db: &Connection) -> Result<Option<Traces>, StoreError> {
    let mut statement = db.prepare_cached("SELECT since FROM traces WHERE only_row = 1 AND noted > wiped")?;
    let since: Option<Option<i64>> = statement.query_row((), |row| row.get(0)).optional()?;
    let Some(since) = since else { return Ok(None) };
    Ok(Some(Traces { since: since.map(|since| timestamp("traces.since", since)).transpose()? }))
}

pub(super) fn date(db: &Connection, since: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE traces SET since = :since WHERE only_row = 1";
    db.prepare_cached(sql)?.execute(named_params! {":since": millis(since)})?;
    Ok(())
}

impl Sqlite {
    /// `VACUUM` writes the whole database anew, without what is not used. Then the log is emptied into it. What is done of it is
    /// remembered: a wipe that could not come to its end goes on from there, and does not write everything once more.
    pub(super) fn wipe_traces(&self) -> Result<(), StoreError> {
        self.file.require(&self.path)?;
        self.with_log(|_| {
            // Not the writer's connection: the copy that VACUUM makes is too large for the memory, where that one has it.
            let wiper = connect(&self.path, self.patience)?;
            let (noted, rewritten) = noted(&wiper)?;
            if noted > rewritten {
                // Others wait for their turn, instead of for SQLite's lock until they give up.
                let _alone = self.alone();
                wiper.execute_batch("VACUUM")?;
                wiper.execute("UPDATE traces SET rewritten = ? WHERE only_row = 1", (noted,))?;
            }
            // Connections that nobody uses hold no old state, but let them go anyway: they are opened again at need.
            self.readers.close();
            self.empty_log(&wiper)?;
            // What was removed and noted meanwhile is left for the next time.
            wiper.execute("UPDATE traces SET wiped = ?, since = NULL WHERE only_row = 1", (noted,))?;
            Ok(())
        })
    }

    /// Moves the log into the database and cuts it off. `SQLite` lets one process at a time move the log and sends all others
    /// away at once; one that is at it does what is to be done here, so it is waited for.
    fn empty_log(&self, wiper: &Connection) -> Result<(), StoreError> {
        let end = Instant::now() + PATIENCE;
        loop {
            // As much as can be moved while others write; what follows keeps them waiting.
            log::moved(wiper)?;
            let emptied = {
                let _alone = self.alone();
                log::emptied(wiper)?
            };
            if emptied {
                return Ok(());
            }
            if Instant::now() >= end {
                return Err(StoreError::Unavailable("others are reading".to_owned()));
            }
            thread::sleep(LOOK);
        }
    }
}

/// How many removals were noted, and how many of these are in no unused part of the file any more.
fn noted(db: &Connection) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT noted, rewritten FROM traces WHERE only_row = 1";
    Ok(db.query_row(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What names no data subject and opens nothing, and therefore leaves no traces; which member of staff decided what stands in
    /// the audit log as well. Whatever is not listed here has to be watched.
    const HARMLESS: [(&str, &[&str]); 27] = [
        // Nothing in it is ever changed or removed; what is personal in it is sealed under keys that are.
        (
            "audit_entries",
            &[
                "sequence",
                "at",
                "actor",
                "action",
                "shop",
                "request_id",
                "pseudonym",
                "from_state",
                "to_state",
                "details",
                "sealed",
                "previous",
                "hash",
            ],
        ),
        ("audit_head", &["only_row", "sequence", "hash", "mac"]),
        ("audit_keys", &["pseudonym"]),
        // A digest of 256 random bits, without which it proves nothing.
        ("cancel_links", &["request_id", "digest", "expires_at"]),
        ("links", &["request_id", "digest", "expires_at"]),
        ("package_links", &["request_id", "digest", "expires_at", "wrong_proofs"]),
        ("customers", &["id", "shop_id", "type"]),
        ("erasures", &["id", "shop_id", "pseudonym", "request_id", "begun_at", "done_at"]),
        ("grants", &["user_id", "role_id", "organization_id"]),
        ("idempotency_keys", &["request_id", "at"]),
        ("leases", &["name", "holder", "until"]),
        ("ledger_end", &["only_row", "lines", "bytes", "link", "mac"]),
        // What waits for the ledger stands there afterwards for ever.
        ("ledger_queue", &["id", "name", "event", "line"]),
        ("legal_holds", &["id", "shop_id", "pseudonym", "author", "since"]),
        (
            "mails",
            &["id", "kind", "request_id", "queued_at", "next_try_at", "tries", "last_error", "status", "settled_at"],
        ),
        ("organizations", &["id", "name", "parent_id"]),
        ("packages", &["request_id", "file", "made_at", "expires_at"]),
        ("remains", &["shop_id", "pseudonym", "erased_at", "due_at", "rules"]),
        (
            "requests",
            &[
                "id",
                "type",
                "shop_id",
                "site",
                "language",
                "received_at",
                "extended_at",
                "extended_months",
                "paused",
                "doubt_since",
                "due_at",
                "reminded_at",
                "purged_at",
                "state",
                "confirmed_at",
                "closed_at",
                "outcome",
                "duplicate_of",
                "address_stated",
                "revision",
                "approved_at",
                "approved_by",
                "runs_at",
                "processing_since",
                "failures",
                "next_try_at",
                "links_end_at",
            ],
        ),
        ("role_permissions", &["role_id", "permission"]),
        ("roles", &["id", "name"]),
        ("shops", &["id", "name", "organization_id", "site"]),
        ("submissions", &["id", "received_at"]),
        ("users", &["id"]),
        (
            "webhooks",
            &[
                "id",
                "kind",
                "endpoint",
                "shop_id",
                "erasure",
                "request_id",
                "queued_at",
                "next_try_at",
                "tries",
                "answer",
                "status",
                "settled_at",
            ],
        ),
        ("traces", &["only_row", "noted", "rewritten", "wiped", "since"]),
        ("key_checks", &["key", "value", "since"]),
    ];

    fn list(db: &Connection, sql: &str, of: &str) -> Vec<String> {
        let mut statement = db.prepare(sql).unwrap();
        statement.query_map([of], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn whatever_names_somebody_is_sealed_or_is_a_key_is_watched() {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&directory.path().join("gdpr.db")).unwrap();
        let db = connect(&store.path, Duration::ZERO).unwrap();
        let tables = list(&db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE ?", "sqlite%");
        assert!(tables.len() >= HARMLESS.len());
        for table in tables {
            let harmless = HARMLESS.iter().find(|(name, _)| *name == table).map_or(&[][..], |(_, columns)| columns);
            let columns = list(&db, "SELECT name FROM pragma_table_info(?)", &table);
            let telling: Vec<_> = columns.into_iter().filter(|name| !harmless.contains(&name.as_str())).collect();
            if telling.is_empty() {
                continue;
            }
            let sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?";
            let notes = "BEGIN UPDATE traces SET noted = noted + 1 WHERE only_row = 1; END";
            let triggers: Vec<_> = list(&db, sql, &table)
                .into_iter()
                .map(|sql| sql.split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|sql| sql.ends_with(notes))
                .collect();
            let changed = format!("AFTER UPDATE OF {} ON {table} WHEN", telling.join(", "));
            let changed = triggers.iter().find(|sql| sql.contains(&changed));
            let why = "watch its columns by triggers as of 0010_traces.sql, or list those above that name nobody";
            assert!(changed.is_some(), "{table} {telling:?}: {why}");
            assert!(
                telling.iter().all(|name| changed.unwrap().contains(&format!("OLD.{name} <> NEW.{name}"))),
                "{table}"
            );
            assert!(
                triggers.iter().any(|sql| sql.contains(&format!("AFTER DELETE ON {table} BEGIN"))),
                "{table}: {why}"
            );
        }
    }

    #[test]
    fn a_wipe_that_others_keep_from_its_end_does_not_write_everything_once_more() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gdpr.db");
        let store = Sqlite::open_with(&path, Duration::from_millis(50)).unwrap();
        let other = connect(&path, Duration::ZERO).unwrap();
        other.execute("UPDATE traces SET noted = 1", ()).unwrap();
        other.execute_batch("BEGIN").unwrap();
        other.query_row("SELECT count(*) FROM traces", (), |_| Ok(())).unwrap();
        let version =
            |db: &Connection| db.pragma_query_value(None, "schema_version", |row| row.get::<_, i64>(0)).unwrap();
        let third = connect(&path, Duration::ZERO).unwrap();
        let before = version(&third);
        let wiper = thread::scope(|scope| {
            let wiping = scope.spawn(|| store.wipe_traces());
            while noted(&third).unwrap() != (1, 1) {
                thread::sleep(Duration::from_millis(5));
            }
            assert!(find(&third).unwrap().is_some(), "the log still has them");
            other.execute_batch("COMMIT").unwrap();
            wiping.join().unwrap()
        });
        wiper.unwrap();
        assert_eq!(find(&third).unwrap(), None);
        let after = version(&third);
        assert_eq!(after, before + 1, "VACUUM was run once");
        store.wipe_traces().unwrap();
        assert_eq!(version(&third), after, "nothing was noted since");
    }
}
