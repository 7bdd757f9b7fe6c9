//! The statements about the ledger of erasures.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{StoreError, erasures, unreadable};
use crate::ledger::{Event, LedgerEnd, LedgerPosition};
use crate::store::{ErasureRecord, QueuedLine};

const PUT_END: &str = "
    INSERT INTO ledger_end (only_row, lines, bytes, link, mac) VALUES (1, :lines, :bytes, :link, :mac)
    ON CONFLICT (only_row) DO UPDATE
    SET lines = excluded.lines, bytes = excluded.bytes, link = excluded.link, mac = excluded.mac";

const FINISHED: &str = "SELECT id FROM erasures WHERE done_at IS NOT NULL AND id > :after ORDER BY id LIMIT :limit";

pub(super) fn end(db: &Connection) -> Result<Option<LedgerEnd>, StoreError> {
    let mut statement = db.prepare_cached("SELECT lines, bytes, link, mac FROM ledger_end")?;
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let found: Option<(i64, i64, [u8; 32], [u8; 32])> = statement.query_row((), read).optional()?;
    let count = |column, number: i64| u64::try_from(number).map_err(|_| unreadable(column));
    found
        .map(|(lines, bytes, link, mac)| {
            let (lines, bytes) = (count("ledger_end.lines", lines)?, count("ledger_end.bytes", bytes)?);
            Ok(LedgerEnd { position: LedgerPosition { lines, bytes, link }, mac })
        })
        .transpose()
}

pub(super) fn put_end(db: &Connection, end: &LedgerEnd) -> Result<(), StoreError> {
    let count = |column, number: u64| i64::try_from(number).map_err(|_| unreadable(column));
    db.prepare_cached(PUT_END)?.execute(named_params! {
        ":lines": count("ledger_end.lines", end.position.lines)?,
        ":bytes": count("ledger_end.bytes", end.position.bytes)?,
        ":link": end.position.link,
        ":mac": end.mac,
    })?;
    Ok(())
}

pub(super) fn queued(db: &Connection, limit: usize) -> Result<Vec<QueuedLine>, StoreError> {
    let mut statement = db.prepare_cached("SELECT name, event, line FROM ledger_queue ORDER BY id LIMIT :limit")?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(named_params! {":limit": limit})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let event: String = row.get(1)?;
        let event = Event::from_code(&event).ok_or_else(|| unreadable("ledger_queue.event"))?;
        found.push(QueuedLine { name: row.get(0)?, event, line: row.get(2)? });
    }
    Ok(found)
}

pub(super) fn is_queued(db: &Connection, name: &str, event: Event) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("SELECT 1 FROM ledger_queue WHERE name = :name AND event = :event")?;
    Ok(statement.exists(named_params! {":name": name, ":event": event.code()})?)
}

pub(super) fn queue(db: &Connection, line: &QueuedLine) -> Result<bool, StoreError> {
    let sql = "INSERT INTO ledger_queue (name, event, line) VALUES (:name, :event, :line)
               ON CONFLICT (name, event) DO NOTHING";
    let parameters = named_params! {":name": line.name, ":event": line.event.code(), ":line": line.line};
    Ok(db.prepare_cached(sql)?.execute(parameters)? == 1)
}

pub(super) fn delete_queued(db: &Connection, name: &str, event: Event) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("DELETE FROM ledger_queue WHERE name = :name AND event = :event")?;
    Ok(statement.execute(named_params! {":name": name, ":event": event.code()})? == 1)
}

pub(super) fn erasure(db: &Connection, id: &str) -> Result<Option<ErasureRecord>, StoreError> {
    erasures::of_id(db, id)
}

pub(super) fn finished(db: &Connection, after: &str, limit: usize) -> Result<Vec<String>, StoreError> {
    let mut statement = db.prepare_cached(FINISHED)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(named_params! {":after": after, ":limit": limit}, |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
