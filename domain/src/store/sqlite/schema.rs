//! Numbered migrations: run in order, each once, never edited after they landed.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};

use super::{BUSY_TIMEOUT, StoreError};

/// Each takes the schema one version further; the version is kept in `user_version`.
const MIGRATIONS: [&str; 13] = [
    include_str!("migrations/0001_foundation.sql"),
    include_str!("migrations/0002_audit.sql"),
    include_str!("migrations/0003_life.sql"),
    include_str!("migrations/0004_fulfilment.sql"),
    include_str!("migrations/0005_packages.sql"),
    include_str!("migrations/0006_webhooks.sql"),
    include_str!("migrations/0007_package_links.sql"),
    include_str!("migrations/0008_link_ends.sql"),
    include_str!("migrations/0009_webhook_endpoints.sql"),
    include_str!("migrations/0010_traces.sql"),
    include_str!("migrations/0011_ledger.sql"),
    include_str!("migrations/0012_stated_addresses.sql"),
    include_str!("migrations/0013_keys.sql"),
];

/// Marks the file as one of this program ("GDPR" in ASCII), so that no other application's database is touched.
const APPLICATION_ID: i64 = 0x4744_5052;

#[allow(clippy::cast_possible_wrap)]
const LATEST: i64 = MIGRATIONS.len() as i64;

pub(super) fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings the schema up to date, or refuses the database.
///
/// Any number of processes may do so at once: what is missing is decided under the write lock.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    // Looked at before anything is written: what is refused is left as it is.
    let look = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
    let found = examine(&look)?;
    look.finish()?;
    write_ahead(connection)?;
    if found == LATEST {
        // Nothing to write, so nobody to wait for.
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = examine(&transaction)?;
    for (number, migration) in (1..).zip(MIGRATIONS) {
        if number > found {
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
    }
    mark(&transaction)?;
    Ok(transaction.commit()?)
}

/// What of the schema is not as the migrations make it.
pub(super) fn differences(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let made = Connection::open_in_memory()?;
    for migration in MIGRATIONS {
        made.execute_batch(migration)?;
    }
    let (mut expected, found) = (objects(&made)?, objects(connection)?);
    let mut differences = Vec::new();
    for (name, sql) in found {
        match expected.remove(&name) {
            Some(made) if made == sql => {}
            Some(_) => differences.push(format!("schema: the {name} was changed")),
            None => differences.push(format!("schema: the {name} was not made by this program")),
        }
    }
    differences.extend(expected.into_keys().map(|name| format!("schema: the {name} is not there")));
    Ok(differences)
}

/// Tables, indexes, triggers and views with their definitions, but for what `SQLite` makes itself.
fn objects(connection: &Connection) -> Result<BTreeMap<String, Option<String>>, StoreError> {
    let sql = "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Switches to the write-ahead log, which is persistent and not possible in a transaction.
fn write_ahead(connection: &Connection) -> Result<(), StoreError> {
    let patience = Instant::now() + BUSY_TIMEOUT;
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0)) {
            Ok(mode) if mode == "wal" => return Ok(()),
            Ok(mode) => return Err(StoreError::Unavailable(format!("its journal mode is {mode} and cannot be WAL"))),
            // Two who switch at once would wait for each other, so SQLite sends one of them away without waiting.
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < patience => {
                thread::sleep(Duration::from_millis(5));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Writes down that the database belongs to this program.
pub(super) fn mark(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    Ok(transaction.pragma_update(None, "application_id", APPLICATION_ID)?)
}

/// The version of a database that this program may use, or why it may not.
///
/// It takes a transaction: what is read together must be one state, since another process may just be migrating.
fn examine(transaction: &Transaction<'_>) -> Result<i64, StoreError> {
    let owner: i64 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    if owner != APPLICATION_ID && (owner != 0 || tables != 0) {
        return Err(StoreError::Corrupt("it belongs to another application".to_owned()));
    }
    let found = version(transaction)?;
    if found > LATEST { Err(StoreError::Newer { found, known: LATEST }) } else { Ok(found) }
}
