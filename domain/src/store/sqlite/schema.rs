//! Numbered migrations: run in order, each once, never edited after they landed.

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// Each takes the schema one version further; the version is kept in `user_version`.
const MIGRATIONS: [&str; 1] = [include_str!("migrations/0001_foundation.sql")];

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
    refuse_foreign(connection)?;
    // Persistent, and must be set outside a transaction.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&transaction)?;
    if found > LATEST {
        return Err(StoreError::Newer { found, known: LATEST });
    }
    for (number, migration) in (1..).zip(MIGRATIONS) {
        if number > found {
            transaction.execute_batch(migration)?;
            transaction.pragma_update(None, "user_version", number)?;
        }
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    Ok(transaction.commit()?)
}

fn refuse_foreign(connection: &Connection) -> Result<(), StoreError> {
    let owner: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", (), |row| row.get(0))?;
    if owner == APPLICATION_ID || (owner == 0 && tables == 0) {
        Ok(())
    } else {
        Err(StoreError::Corrupt("it belongs to another application".to_owned()))
    }
}
