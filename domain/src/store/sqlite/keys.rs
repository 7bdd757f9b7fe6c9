//! The statements about keys that are not in the database, and about what is sealed under them.

use rusqlite::{Connection, named_params};

use super::{StoreError, millis, parsed};
use crate::clock::Timestamp;
use crate::names::RequestId;

const PUT_CHECK: &str = "
    INSERT INTO key_checks (key, value, since) VALUES (:key, :value, :since)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, since = excluded.since";

const SUBJECT_KEYS: &str = "
    SELECT pseudonym, wrapped FROM audit_keys WHERE pseudonym > :after ORDER BY pseudonym LIMIT :limit";

const UNLOGGED: &str = "
    SELECT id FROM requests
    WHERE received_at >= :since AND NOT EXISTS (SELECT 1 FROM audit_entries WHERE request_id = requests.id)
    ORDER BY received_at, id LIMIT :limit";

pub(super) fn checks(db: &Connection) -> Result<Vec<(String, [u8; 32])>, StoreError> {
    let mut statement = db.prepare_cached("SELECT key, value FROM key_checks")?;
    let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn put_check(db: &Connection, key: &str, value: &[u8; 32], at: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached(PUT_CHECK)?.execute(named_params! {":key": key, ":value": value, ":since": millis(at)})?;
    Ok(())
}

pub(super) fn subject_keys(db: &Connection, after: &str, limit: usize) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    let mut statement = db.prepare_cached(SUBJECT_KEYS)?;
    let parameters = named_params! {":after": after, ":limit": rows(limit)};
    let rows = statement.query_map(parameters, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn unlogged(db: &Connection, since: Timestamp, limit: usize) -> Result<Vec<RequestId>, StoreError> {
    let mut statement = db.prepare_cached(UNLOGGED)?;
    let mut rows = statement.query(named_params! {":since": millis(since), ":limit": rows(limit)})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(parsed("requests.id", &row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
