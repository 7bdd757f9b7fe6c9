//! The statements about the audit log.
//!
//! Entries are read as they are found, also when nobody here could have written them: only so can the one that was
//! changed be named.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params, params};

use super::{StoreError, millis, unreadable};
use crate::audit::{Entry, Hash, Head};
use crate::clock::Timestamp;
use crate::names::RequestId;
use crate::seal::Pseudonym;

const HEAD: &str = "SELECT sequence, hash, mac FROM audit_head WHERE only_row = 1";

const LAST: &str = "SELECT sequence, hash FROM audit_entries WHERE sequence > 0 ORDER BY sequence DESC LIMIT 1";

const ENTRIES: &str = "
    SELECT sequence, at, actor, action, shop, request_id, pseudonym, from_state, to_state, details, sealed, previous, hash
    FROM audit_entries WHERE sequence > :after ORDER BY sequence LIMIT :limit";

const OF_REQUEST: &str = "
    SELECT sequence, at, actor, action, shop, request_id, pseudonym, from_state, to_state, details, sealed, previous, hash
    FROM audit_entries WHERE request_id = :request AND sequence > 0 ORDER BY sequence";

const APPEND: &str = "
    INSERT INTO audit_entries (sequence, at, actor, action, shop, request_id, pseudonym, from_state, to_state, details,
                               sealed, previous, hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const ADVANCE: &str = "
    INSERT INTO audit_head (only_row, sequence, hash, mac) VALUES (1, :sequence, :hash, :mac)
    ON CONFLICT (only_row) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, mac = excluded.mac";

const SUBJECT_KEY: &str = "SELECT wrapped FROM audit_keys WHERE pseudonym = :pseudonym";

const INSERT_SUBJECT_KEY: &str = "
    INSERT INTO audit_keys (pseudonym, wrapped) VALUES (:pseudonym, :wrapped) ON CONFLICT (pseudonym) DO NOTHING";

const DELETE_SUBJECT_KEY: &str = "DELETE FROM audit_keys WHERE pseudonym = :pseudonym";

pub(super) fn head(db: &Connection) -> Result<Option<Head>, StoreError> {
    let mut statement = db.prepare_cached(HEAD)?;
    let read = |row: &Row<'_>| Ok(Head { sequence: number(row, 0)?, hash: hash(row, 1)?, mac: hash(row, 2)? });
    Ok(statement.query_row((), read).optional()?)
}

pub(super) fn last(db: &Connection) -> Result<Option<(u64, Hash)>, StoreError> {
    let mut statement = db.prepare_cached(LAST)?;
    Ok(statement.query_row((), |row| Ok((number(row, 0)?, hash(row, 1)?))).optional()?)
}

pub(super) fn entries(db: &Connection, after: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
    // SQLite counts no further than that, so there is nothing behind it.
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    all(db, ENTRIES, named_params! {":after": after, ":limit": limit})
}

pub(super) fn of_request(db: &Connection, id: &RequestId) -> Result<Vec<Entry>, StoreError> {
    all(db, OF_REQUEST, named_params! {":request": id.as_str()})
}

fn all(db: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<Entry>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(parameters, entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        sequence: number(row, 0)?,
        at: Timestamp::from_timestamp_millis(row.get(1)?).unwrap_or(Timestamp::MIN_UTC),
        actor: text(row, 2)?.unwrap_or_default(),
        action: text(row, 3)?.unwrap_or_default(),
        shop: text(row, 4)?,
        request: text(row, 5)?,
        pseudonym: text(row, 6)?,
        from: text(row, 7)?,
        to: text(row, 8)?,
        details: details(&text(row, 9)?.unwrap_or_default()),
        sealed: row.get(10)?,
        previous: hash(row, 11)?,
        hash: hash(row, 12)?,
    })
}

fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    // Negative numbers are in no entry of ours, and 0 is the number of none.
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

/// Bytes that are no UTF-8 come out as another text than the one that was hashed.
fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<String>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    })
}

/// What is not 32 bytes long is no hash of anything.
fn hash(row: &Row<'_>, column: usize) -> rusqlite::Result<Hash> {
    Ok(match row.get_ref(column)? {
        ValueRef::Blob(bytes) => bytes.try_into().unwrap_or([0xFF; 32]),
        _ => [0xFF; 32],
    })
}

/// Texts that no entry of ours has come out as other details than those that were hashed.
fn details(json: &str) -> BTreeMap<String, String> {
    serde_json::from_str(json)
        .ok()
        .filter(|details| serde_json::to_string(details).is_ok_and(|again| again == json))
        .unwrap_or_else(|| BTreeMap::from([("unreadable".to_owned(), json.to_owned())]))
}

pub(super) fn append(db: &Connection, entries: &[Entry], head: &Head) -> Result<(), StoreError> {
    let mut append = db.prepare_cached(APPEND)?;
    for entry in entries {
        let sequence = i64::try_from(entry.sequence).map_err(|_| unreadable("audit_head.sequence"))?;
        let details = serde_json::to_string(&entry.details)
            .map_err(|_| StoreError::Defect("details of an audit entry are no JSON".to_owned()))?;
        append.execute(params![
            sequence,
            millis(entry.at),
            entry.actor,
            entry.action,
            entry.shop,
            entry.request,
            entry.pseudonym,
            entry.from,
            entry.to,
            details,
            entry.sealed,
            entry.previous,
            entry.hash,
        ])?;
    }
    db.prepare_cached(ADVANCE)?.execute(named_params! {
        ":sequence": i64::try_from(head.sequence).map_err(|_| unreadable("audit_head.sequence"))?,
        ":hash": head.hash,
        ":mac": head.mac,
    })?;
    Ok(())
}

pub(super) fn subject_key(db: &Connection, pseudonym: &Pseudonym) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = db.prepare_cached(SUBJECT_KEY)?;
    let parameters = named_params! {":pseudonym": pseudonym.to_string()};
    Ok(statement.query_row(parameters, |row| row.get(0)).optional()?)
}

pub(super) fn insert_subject_key(db: &Connection, pseudonym: &Pseudonym, wrapped: &[u8]) -> Result<bool, StoreError> {
    let parameters = named_params! {":pseudonym": pseudonym.to_string(), ":wrapped": wrapped};
    Ok(db.prepare_cached(INSERT_SUBJECT_KEY)?.execute(parameters)? == 1)
}

pub(super) fn delete_subject_key(db: &Connection, pseudonym: &Pseudonym) -> Result<bool, StoreError> {
    let parameters = named_params! {":pseudonym": pseudonym.to_string()};
    Ok(db.prepare_cached(DELETE_SUBJECT_KEY)?.execute(parameters)? == 1)
}
