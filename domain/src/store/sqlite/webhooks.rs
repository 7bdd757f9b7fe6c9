//! The statements about webhooks.

use rusqlite::{Connection, Params, Row, named_params};

use super::{StoreError, millis, parsed, timestamp, unreadable};
use crate::clock::Timestamp;
use crate::names::{EndpointName, RequestId};
use crate::outbox::LONGEST_WAIT;
use crate::webhook::{Delivery, NoticeKind, Status};

const COLUMNS: &str = "
    SELECT webhooks.id, kind, endpoint, shops.name AS shop, erasure, request_id, queued_at, next_try_at, tries, answer,
           status, settled_at, sealed
    FROM webhooks JOIN shops ON shops.id = webhooks.shop_id";

fn all(db: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<Delivery>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<Delivery, StoreError> {
    let kind: String = row.get("kind")?;
    let status: String = row.get("status")?;
    let request: Option<String> = row.get("request_id")?;
    let settled_at: Option<i64> = row.get("settled_at")?;
    let settled_at = settled_at.map(|at| timestamp("webhooks.settled_at", at)).transpose()?;
    Ok(Delivery {
        id: row.get("id")?,
        kind: NoticeKind::from_code(&kind).ok_or_else(|| unreadable("webhooks.kind"))?,
        endpoint: parsed("webhooks.endpoint", &row.get::<_, String>("endpoint")?)?,
        shop: parsed("shops.name", &row.get::<_, String>("shop")?)?,
        erasure: row.get("erasure")?,
        request: request.map(|id| parsed("webhooks.request_id", &id)).transpose()?,
        queued_at: timestamp("webhooks.queued_at", row.get("queued_at")?)?,
        next_try_at: timestamp("webhooks.next_try_at", row.get("next_try_at")?)?,
        tries: row.get("tries")?,
        answer: row.get("answer")?,
        status: Status::from_code(&status, settled_at).ok_or_else(|| unreadable("webhooks.status"))?,
        sealed: row.get("sealed")?,
    })
}

pub(super) fn next(db: &Connection, endpoint: &EndpointName, now: Timestamp) -> Result<Option<Delivery>, StoreError> {
    let first = |due: &str, at: Timestamp| -> Result<Option<Delivery>, StoreError> {
        let sql = format!(
            "{COLUMNS} WHERE status = 'waiting' AND endpoint = :endpoint AND next_try_at {due} :at
             ORDER BY next_try_at, webhooks.id LIMIT 1"
        );
        Ok(all(db, &sql, named_params! {":endpoint": endpoint.as_str(), ":at": millis(at)})?.pop())
    };
    match (first("<=", now)?, now.checked_add_signed(LONGEST_WAIT)) {
        (None, Some(latest)) => first(">", latest),
        (due, _) => Ok(due),
    }
}

pub(super) fn waiting_endpoints(db: &Connection) -> Result<Vec<EndpointName>, StoreError> {
    // One step in the index for each endpoint: DISTINCT would read every notice that waits.
    let sql = "
        WITH RECURSIVE waiting (endpoint) AS (
            SELECT min(endpoint) FROM webhooks WHERE status = 'waiting'
            UNION ALL
            SELECT (SELECT min(endpoint) FROM webhooks WHERE status = 'waiting' AND endpoint > waiting.endpoint)
            FROM waiting WHERE waiting.endpoint IS NOT NULL
        )
        SELECT endpoint FROM waiting WHERE endpoint IS NOT NULL";
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(parsed("webhooks.endpoint", &row.get::<_, String>("endpoint")?)?);
    }
    Ok(found)
}

pub(super) fn of_erasure(db: &Connection, erasure: &str) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!("{COLUMNS} WHERE erasure = :erasure ORDER BY queued_at, webhooks.id");
    all(db, &sql, named_params! {":erasure": erasure})
}

pub(super) fn of_request(db: &Connection, request: &RequestId) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!("{COLUMNS} WHERE request_id = :request ORDER BY queued_at, webhooks.id");
    all(db, &sql, named_params! {":request": request.as_str()})
}

pub(super) fn insert(db: &Connection, delivery: &Delivery) -> Result<bool, StoreError> {
    let sql = "
        INSERT INTO webhooks (id, kind, endpoint, shop_id, erasure, request_id, queued_at, next_try_at, tries, answer,
                              status, settled_at, sealed)
        VALUES (:id, :kind, :endpoint, (SELECT id FROM shops WHERE name = :shop), :erasure, :request, :queued_at,
                :next_try_at, :tries, :answer, :status, :settled_at, :sealed)
        ON CONFLICT (id) DO NOTHING";
    let inserted = db.prepare_cached(sql)?.execute(named_params! {
        ":id": delivery.id,
        ":kind": delivery.kind.code(),
        ":endpoint": delivery.endpoint.as_str(),
        ":shop": delivery.shop.as_str(),
        ":erasure": delivery.erasure,
        ":request": delivery.request.as_ref().map(RequestId::as_str),
        ":queued_at": millis(delivery.queued_at),
        ":next_try_at": millis(delivery.next_try_at),
        ":tries": delivery.tries,
        ":answer": delivery.answer,
        ":status": delivery.status.code(),
        ":settled_at": delivery.status.at().map(millis),
        ":sealed": delivery.sealed,
    })?;
    Ok(inserted == 1)
}

pub(super) fn update(db: &Connection, delivery: &Delivery, tries: u32) -> Result<bool, StoreError> {
    let sql = "
        UPDATE webhooks
        SET next_try_at = :next_try_at, tries = :tries, answer = :answer, status = :status, settled_at = :settled_at,
            sealed = :sealed
        WHERE id = :id AND status = 'waiting' AND tries = :before";
    let updated = db.prepare_cached(sql)?.execute(named_params! {
        ":id": delivery.id,
        ":before": tries,
        ":next_try_at": millis(delivery.next_try_at),
        ":tries": delivery.tries,
        ":answer": delivery.answer,
        ":status": delivery.status.code(),
        ":settled_at": delivery.status.at().map(millis),
        ":sealed": delivery.sealed,
    })?;
    Ok(updated == 1)
}
