//! The statements about packages.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{StoreError, millis, parsed, timestamp};
use crate::names::RequestId;
use crate::store::erasures::link as stored_link;
use crate::store::{PackageLink, PackageRecord};
use crate::vault::FileName;

const FIND: &str = "SELECT file, key, made_at, expires_at FROM packages WHERE request_id = :request";

const FILES: &str = "SELECT file FROM packages ORDER BY file";

const PUT: &str = "
    INSERT INTO packages (request_id, file, key, made_at, expires_at)
    VALUES (:request, :file, :key, :made_at, :expires_at)
    ON CONFLICT (request_id) DO UPDATE
    SET file = excluded.file, key = excluded.key, made_at = excluded.made_at, expires_at = excluded.expires_at";

const DELETE: &str = "DELETE FROM packages WHERE request_id = :request";

const LINK: &str = "SELECT digest, expires_at, wrong_proofs FROM package_links WHERE request_id = :request";

const PUT_LINK: &str = "
    INSERT OR REPLACE INTO package_links (request_id, digest, expires_at, wrong_proofs)
    VALUES (:request, :digest, :expires_at, :wrong_proofs)";

const DELETE_LINK: &str = "DELETE FROM package_links WHERE request_id = :request";

pub(super) fn find(db: &Connection, request: &RequestId) -> Result<Option<PackageRecord>, StoreError> {
    let row = db
        .prepare_cached(FIND)?
        .query_row(named_params! {":request": request.as_str()}, |row| {
            Ok((
                row.get::<_, String>("file")?,
                row.get("key")?,
                row.get::<_, Option<i64>>("made_at")?,
                row.get("expires_at")?,
            ))
        })
        .optional()?;
    let Some((file, key, made_at, expires_at)) = row else { return Ok(None) };
    Ok(Some(PackageRecord {
        request: request.clone(),
        file: parsed("packages.file", &file)?,
        key,
        made_at: made_at.map(|at| timestamp("packages.made_at", at)).transpose()?,
        expires_at: timestamp("packages.expires_at", expires_at)?,
    }))
}

pub(super) fn files(db: &Connection) -> Result<Vec<FileName>, StoreError> {
    let mut statement = db.prepare_cached(FILES)?;
    let mut rows = statement.query(())?;
    let mut files = Vec::new();
    while let Some(row) = rows.next()? {
        files.push(parsed("packages.file", &row.get::<_, String>("file")?)?);
    }
    Ok(files)
}

pub(super) fn put(db: &Connection, package: &PackageRecord) -> Result<(), StoreError> {
    let PackageRecord { request, file, key, made_at, expires_at } = package;
    db.prepare_cached(PUT)?.execute(named_params! {
        ":request": request.as_str(),
        ":file": file.to_string(),
        ":key": key,
        ":made_at": made_at.map(millis),
        ":expires_at": millis(*expires_at),
    })?;
    Ok(())
}

pub(super) fn delete(db: &Connection, request: &RequestId) -> Result<bool, StoreError> {
    Ok(db.prepare_cached(DELETE)?.execute(named_params! {":request": request.as_str()})? > 0)
}

pub(super) fn link(db: &Connection, request: &RequestId) -> Result<Option<PackageLink>, StoreError> {
    let row: Option<([u8; 32], i64, u32)> = db
        .prepare_cached(LINK)?
        .query_row(named_params! {":request": request.as_str()}, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((digest, expires_at, wrong_proofs)) = row else { return Ok(None) };
    let expires_at = timestamp("package_links.expires_at", expires_at)?;
    Ok(Some(PackageLink { link: stored_link(digest, expires_at), wrong_proofs }))
}

pub(super) fn put_link(db: &Connection, request: &RequestId, link: &PackageLink) -> Result<(), StoreError> {
    let PackageLink { link, wrong_proofs } = link;
    db.prepare_cached(PUT_LINK)?.execute(named_params! {
        ":request": request.as_str(),
        ":digest": link.digest.as_bytes(),
        ":expires_at": millis(link.expires_at),
        ":wrong_proofs": wrong_proofs,
    })?;
    Ok(())
}

pub(super) fn delete_link(db: &Connection, request: &RequestId) -> Result<bool, StoreError> {
    Ok(db.prepare_cached(DELETE_LINK)?.execute(named_params! {":request": request.as_str()})? > 0)
}
