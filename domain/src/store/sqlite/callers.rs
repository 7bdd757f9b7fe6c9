//! The statements about what callers repeat or leave behind: idempotency keys and the public form.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{StoreError, millis, parsed, timestamp};
use crate::clock::Timestamp;
use crate::names::UserName;
use crate::store::{IdempotencyKey, Submission};

pub(super) fn key(db: &Connection, caller: &UserName, key: &str) -> Result<Option<IdempotencyKey>, StoreError> {
    let sql = "SELECT fingerprint, request_id, at FROM idempotency_keys WHERE caller = :caller AND key = :key";
    let found: Option<([u8; 32], String, i64)> = db
        .prepare_cached(sql)?
        .query_row(named_params! {":caller": caller.as_str(), ":key": key}, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((fingerprint, request, at)) = found else { return Ok(None) };
    Ok(Some(IdempotencyKey {
        fingerprint,
        request: parsed("idempotency_keys.request_id", &request)?,
        at: timestamp("idempotency_keys.at", at)?,
    }))
}

pub(super) fn insert_key(
    db: &Connection,
    caller: &UserName,
    key: &str,
    made: &IdempotencyKey,
) -> Result<bool, StoreError> {
    let sql = "
        INSERT INTO idempotency_keys (caller, key, fingerprint, request_id, at)
        VALUES (:caller, :key, :fingerprint, :request, :at)
        ON CONFLICT (caller, key) DO NOTHING";
    let inserted = db.prepare_cached(sql)?.execute(named_params! {
        ":caller": caller.as_str(),
        ":key": key,
        ":fingerprint": made.fingerprint,
        ":request": made.request.as_str(),
        ":at": millis(made.at),
    })?;
    Ok(inserted == 1)
}

pub(super) fn delete_keys(db: &Connection, until: Timestamp) -> Result<usize, StoreError> {
    let sql = "DELETE FROM idempotency_keys WHERE at <= :until";
    Ok(db.prepare_cached(sql)?.execute(named_params! {":until": millis(until)})?)
}

pub(super) fn submissions(db: &Connection, limit: usize) -> Result<Vec<Submission>, StoreError> {
    let sql = "SELECT id, received_at, sealed FROM submissions ORDER BY received_at, id LIMIT :limit";
    let mut statement = db.prepare_cached(sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(named_params! {":limit": limit}, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?))
    })?;
    rows.map(|row| {
        let (id, received_at, sealed) = row?;
        Ok(Submission { id, received_at: timestamp("submissions.received_at", received_at)?, sealed })
    })
    .collect()
}

pub(super) fn insert_submission(db: &Connection, submission: &Submission) -> Result<bool, StoreError> {
    let sql = "
        INSERT INTO submissions (id, received_at, sealed) VALUES (:id, :received_at, :sealed)
        ON CONFLICT (id) DO NOTHING";
    let inserted = db.prepare_cached(sql)?.execute(named_params! {
        ":id": submission.id,
        ":received_at": millis(submission.received_at),
        ":sealed": submission.sealed,
    })?;
    Ok(inserted == 1)
}

pub(super) fn delete_submission(db: &Connection, id: &str) -> Result<bool, StoreError> {
    Ok(db.prepare_cached("DELETE FROM submissions WHERE id = :id")?.execute(named_params! {":id": id})? == 1)
}
