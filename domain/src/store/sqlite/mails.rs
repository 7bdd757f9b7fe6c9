//! The statements about mails, and about work that only one process may do at a time.

use rusqlite::{Connection, Params, Row, named_params};

use super::{StoreError, millis, parsed, timestamp, unreadable};
use crate::clock::Timestamp;
use crate::letter::LetterKind;
use crate::names::RequestId;
use crate::outbox::{LONGEST_WAIT, Mail, MailStatus};
use crate::store::MailCount;

const COLUMNS: &str = "
    SELECT id, kind, request_id, queued_at, next_try_at, tries, last_error, status, settled_at, sealed FROM mails";

fn all(db: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<Mail>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Mail, StoreError> {
    let kind: String = row.get("kind")?;
    let status: String = row.get("status")?;
    let settled_at: Option<i64> = row.get("settled_at")?;
    let settled_at = settled_at.map(|at| timestamp("mails.settled_at", at)).transpose()?;
    Ok(Mail {
        id: row.get("id")?,
        kind: LetterKind::from_code(&kind).ok_or_else(|| unreadable("mails.kind"))?,
        request: parsed("mails.request_id", &row.get::<_, String>("request_id")?)?,
        queued_at: timestamp("mails.queued_at", row.get("queued_at")?)?,
        next_try_at: timestamp("mails.next_try_at", row.get("next_try_at")?)?,
        tries: row.get("tries")?,
        last_error: row.get("last_error")?,
        status: MailStatus::from_code(&status, settled_at).ok_or_else(|| unreadable("mails.status"))?,
        sealed: row.get("sealed")?,
    })
}

pub(super) fn next(db: &Connection, now: Timestamp) -> Result<Option<Mail>, StoreError> {
    let first = |due: &str, at: Timestamp| -> Result<Option<Mail>, StoreError> {
        let sql =
            format!("{COLUMNS} WHERE status = 'waiting' AND next_try_at {due} :at ORDER BY next_try_at, id LIMIT 1");
        Ok(all(db, &sql, named_params! {":at": millis(at)})?.pop())
    };
    match (first("<=", now)?, now.checked_add_signed(LONGEST_WAIT)) {
        (None, Some(latest)) => first(">", latest),
        (due, _) => Ok(due),
    }
}

pub(super) fn of_request(db: &Connection, request: &RequestId) -> Result<Vec<Mail>, StoreError> {
    let sql = format!("{COLUMNS} WHERE request_id = :request ORDER BY queued_at, id");
    all(db, &sql, named_params! {":request": request.as_str()})
}

pub(super) fn count(db: &Connection) -> Result<MailCount, StoreError> {
    let count = |status: &str| -> Result<u64, StoreError> {
        let sql = format!("SELECT count(*) FROM mails WHERE status = '{status}'");
        let count: i64 = db.prepare_cached(&sql)?.query_row((), |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    };
    Ok(MailCount { waiting: count("waiting")?, given_up: count("given-up")? })
}

pub(super) fn insert(db: &Connection, mail: &Mail) -> Result<bool, StoreError> {
    let sql = "
        INSERT INTO mails (id, kind, request_id, queued_at, next_try_at, tries, last_error, status, settled_at, sealed)
        VALUES (:id, :kind, :request, :queued_at, :next_try_at, :tries, :last_error, :status, :settled_at, :sealed)
        ON CONFLICT (id) DO NOTHING";
    let inserted = db.prepare_cached(sql)?.execute(named_params! {
        ":id": mail.id,
        ":kind": mail.kind.code(),
        ":request": mail.request.as_str(),
        ":queued_at": millis(mail.queued_at),
        ":next_try_at": millis(mail.next_try_at),
        ":tries": mail.tries,
        ":last_error": mail.last_error,
        ":status": mail.status.code(),
        ":settled_at": mail.status.at().map(millis),
        ":sealed": mail.sealed,
    })?;
    Ok(inserted == 1)
}

pub(super) fn update(db: &Connection, mail: &Mail, tries: u32) -> Result<bool, StoreError> {
    let sql = "
        UPDATE mails
        SET next_try_at = :next_try_at, tries = :tries, last_error = :last_error, status = :status,
            settled_at = :settled_at, sealed = :sealed
        WHERE id = :id AND status = 'waiting' AND tries = :before";
    let updated = db.prepare_cached(sql)?.execute(named_params! {
        ":id": mail.id,
        ":before": tries,
        ":next_try_at": millis(mail.next_try_at),
        ":tries": mail.tries,
        ":last_error": mail.last_error,
        ":status": mail.status.code(),
        ":settled_at": mail.status.at().map(millis),
        ":sealed": mail.sealed,
    })?;
    Ok(updated == 1)
}

pub(super) fn take_lease(
    db: &Connection,
    name: &str,
    holder: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "
        INSERT INTO leases (name, holder, until) VALUES (:name, :holder, :until)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
        WHERE leases.holder = excluded.holder OR leases.until <= :now OR leases.until > :latest";
    let taken = db.prepare_cached(sql)?.execute(named_params! {
        ":name": name,
        ":holder": holder,
        ":now": millis(now),
        ":until": millis(until),
        ":latest": millis(until).saturating_add((millis(until) - millis(now)).max(0)),
    })?;
    Ok(taken == 1)
}

pub(super) fn release_lease(db: &Connection, name: &str, holder: &str) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("DELETE FROM leases WHERE name = :name AND holder = :holder")?;
    Ok(statement.execute(named_params! {":name": name, ":holder": holder})? == 1)
}
