//! The statements about erasures, what remains, and legal holds.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{StoreError, millis, parsed, timestamp, unreadable};
use crate::clock::Timestamp;
use crate::names::{CustomerNumber, RequestId, ShopName};
use crate::request::Link;
use crate::seal::Pseudonym;
use crate::store::erasures::link;
use crate::store::{ErasureRecord, HoldRecord, Remains};

const ERASURES: &str = "
    SELECT erasures.id AS id, shops.name AS shop, pseudonym, request_id, begun_at, done_at
    FROM erasures JOIN shops ON shops.id = erasures.shop_id";

const INSERT_ERASURE: &str = "
    INSERT INTO erasures (id, shop_id, pseudonym, request_id, begun_at, done_at)
    SELECT :id, id, :pseudonym, :request_id, :begun_at, :done_at FROM shops WHERE name = :shop
    ON CONFLICT (id) DO NOTHING";

const REMAINS: &str = "
    SELECT document, pseudonyms, erased_at, due_at, rules
    FROM remains JOIN shops ON shops.id = remains.shop_id
    WHERE shops.name = :shop AND pseudonym = :pseudonym";

const PUT_REMAINS: &str = "
    INSERT INTO remains (shop_id, pseudonym, document, pseudonyms, erased_at, due_at, rules)
    SELECT id, :pseudonym, :document, :pseudonyms, :erased_at, :due_at, :rules FROM shops WHERE name = :shop
    ON CONFLICT (shop_id, pseudonym) DO UPDATE SET
        document = excluded.document, pseudonyms = excluded.pseudonyms, erased_at = excluded.erased_at,
        due_at = excluded.due_at, rules = excluded.rules";

const DUE_REMAINS: &str = "
    SELECT pseudonym FROM remains
    WHERE shop_id = (SELECT id FROM shops WHERE name = :shop) AND (due_at <= :now OR rules <> :rules)
      AND pseudonym > :after
    ORDER BY pseudonym LIMIT :limit";

const HOLDS: &str = "
    SELECT legal_holds.id AS id, shops.name AS shop, pseudonym, author, since, sealed
    FROM legal_holds JOIN shops ON shops.id = legal_holds.shop_id";

const INSERT_HOLD: &str = "
    INSERT INTO legal_holds (id, shop_id, pseudonym, author, since, sealed)
    SELECT :id, id, :pseudonym, :author, :since, :sealed FROM shops WHERE name = :shop
    ON CONFLICT (id) DO NOTHING";

const NUMBERS: &str = "
    SELECT number FROM customers
    WHERE shop_id = (SELECT id FROM shops WHERE name = :shop) AND number > :after
    ORDER BY number LIMIT :limit";

const DELETE_CUSTOMER: &str = "
    DELETE FROM customers WHERE shop_id = (SELECT id FROM shops WHERE name = :shop) AND number = :number";

pub(super) fn cancel_link(db: &Connection, id: &RequestId) -> Result<Option<Link>, StoreError> {
    let mut statement = db.prepare_cached("SELECT digest, expires_at FROM cancel_links WHERE request_id = :id")?;
    let found: Option<([u8; 32], i64)> =
        statement.query_row(named_params! {":id": id.as_str()}, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    found.map(|(digest, at)| Ok(link(digest, timestamp("cancel_links.expires_at", at)?))).transpose()
}

pub(super) fn put_cancel_link(db: &Connection, id: &RequestId, link: &Link) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO cancel_links (request_id, digest, expires_at) VALUES (:id, :digest, :expires_at)";
    db.prepare_cached(sql)?.execute(named_params! {
        ":id": id.as_str(), ":digest": link.digest.as_bytes(), ":expires_at": millis(link.expires_at),
    })?;
    Ok(())
}

pub(super) fn delete_cancel_link(db: &Connection, id: &RequestId) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("DELETE FROM cancel_links WHERE request_id = :id")?;
    Ok(statement.execute(named_params! {":id": id.as_str()})? == 1)
}

pub(super) fn of_subject(
    db: &Connection,
    shop: &ShopName,
    pseudonym: &Pseudonym,
) -> Result<Vec<ErasureRecord>, StoreError> {
    let sql = format!("{ERASURES} WHERE shops.name = :shop AND pseudonym = :pseudonym ORDER BY begun_at, erasures.id");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {":shop": shop.as_str(), ":pseudonym": pseudonym.to_string()})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

pub(super) fn of_request(db: &Connection, request: &RequestId) -> Result<Option<ErasureRecord>, StoreError> {
    let sql = format!("{ERASURES} WHERE request_id = :request ORDER BY begun_at DESC, erasures.id LIMIT 1");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {":request": request.as_str()})?;
    rows.next()?.map(read).transpose()
}

pub(super) fn of_id(db: &Connection, id: &str) -> Result<Option<ErasureRecord>, StoreError> {
    let sql = format!("{ERASURES} WHERE erasures.id = :id");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {":id": id})?;
    rows.next()?.map(read).transpose()
}

pub(super) fn unfinished(
    db: &Connection,
    until: Timestamp,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<ErasureRecord>, StoreError> {
    let sql = format!(
        "{ERASURES} WHERE request_id IS NULL AND done_at IS NULL AND (begun_at <= :until OR begun_at > :now) LIMIT :limit"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let parameters = named_params! {":until": millis(until), ":now": millis(now), ":limit": limit};
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> Result<ErasureRecord, StoreError> {
    let request: Option<String> = row.get("request_id")?;
    let done: Option<i64> = row.get("done_at")?;
    Ok(ErasureRecord {
        id: row.get("id")?,
        shop: parsed("shops.name", &row.get::<_, String>("shop")?)?,
        pseudonym: parsed("erasures.pseudonym", &row.get::<_, String>("pseudonym")?)?,
        request: request.map(|id| parsed("erasures.request_id", &id)).transpose()?,
        begun_at: timestamp("erasures.begun_at", row.get("begun_at")?)?,
        done_at: done.map(|at| timestamp("erasures.done_at", at)).transpose()?,
    })
}

pub(super) fn insert(db: &Connection, erasure: &ErasureRecord) -> Result<bool, StoreError> {
    let inserted = db.prepare_cached(INSERT_ERASURE)?.execute(named_params! {
        ":id": erasure.id,
        ":shop": erasure.shop.as_str(),
        ":pseudonym": erasure.pseudonym.to_string(),
        ":request_id": erasure.request.as_ref().map(RequestId::as_str),
        ":begun_at": millis(erasure.begun_at),
        ":done_at": erasure.done_at.map(millis),
    })?;
    Ok(inserted == 1)
}

pub(super) fn finish(db: &Connection, id: &str, at: Timestamp) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("UPDATE erasures SET done_at = :at WHERE id = :id AND done_at IS NULL")?;
    Ok(statement.execute(named_params! {":id": id, ":at": millis(at)})? == 1)
}

pub(super) fn delete(db: &Connection, id: &str) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("DELETE FROM erasures WHERE id = :id AND done_at IS NULL")?;
    Ok(statement.execute(named_params! {":id": id})? == 1)
}

pub(super) fn remains(db: &Connection, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Option<Remains>, StoreError> {
    let mut statement = db.prepare_cached(REMAINS)?;
    let mut rows = statement.query(named_params! {":shop": shop.as_str(), ":pseudonym": pseudonym.to_string()})?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let pseudonyms: String = row.get("pseudonyms")?;
    let pseudonyms: BTreeSet<String> =
        serde_json::from_str(&pseudonyms).map_err(|_| unreadable("remains.pseudonyms"))?;
    let due: Option<i64> = row.get("due_at")?;
    Ok(Some(Remains {
        document: row.get("document")?,
        pseudonyms,
        erased_at: timestamp("remains.erased_at", row.get("erased_at")?)?,
        due_at: due.map(|at| timestamp("remains.due_at", at)).transpose()?,
        rules: row.get("rules")?,
    }))
}

pub(super) fn put_remains(
    db: &Connection,
    shop: &ShopName,
    pseudonym: &Pseudonym,
    remains: &Remains,
) -> Result<(), StoreError> {
    let pseudonyms = serde_json::to_string(&remains.pseudonyms).map_err(|_| unreadable("remains.pseudonyms"))?;
    db.prepare_cached(PUT_REMAINS)?.execute(named_params! {
        ":shop": shop.as_str(),
        ":pseudonym": pseudonym.to_string(),
        ":document": remains.document,
        ":pseudonyms": pseudonyms,
        ":erased_at": millis(remains.erased_at),
        ":due_at": remains.due_at.map(millis),
        ":rules": remains.rules,
    })?;
    Ok(())
}

pub(super) fn delete_remains(db: &Connection, shop: &ShopName, pseudonym: &Pseudonym) -> Result<bool, StoreError> {
    let sql = "DELETE FROM remains
               WHERE shop_id = (SELECT id FROM shops WHERE name = :shop) AND pseudonym = :pseudonym";
    let parameters = named_params! {":shop": shop.as_str(), ":pseudonym": pseudonym.to_string()};
    Ok(db.prepare_cached(sql)?.execute(parameters)? == 1)
}

pub(super) fn due_remains(
    db: &Connection,
    shop: &ShopName,
    now: Timestamp,
    rules: &str,
    after: Option<&Pseudonym>,
    limit: usize,
) -> Result<Vec<Pseudonym>, StoreError> {
    let mut statement = db.prepare_cached(DUE_REMAINS)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let after = after.map_or_else(String::new, ToString::to_string);
    let mut rows = statement.query(
        named_params! {":shop": shop.as_str(), ":now": millis(now), ":rules": rules, ":after": after, ":limit": limit},
    )?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(parsed("remains.pseudonym", &row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

pub(super) fn holds(db: &Connection, shop: &ShopName, pseudonym: &Pseudonym) -> Result<Vec<HoldRecord>, StoreError> {
    let sql = format!("{HOLDS} WHERE shops.name = :shop AND pseudonym = :pseudonym ORDER BY since, legal_holds.id");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {":shop": shop.as_str(), ":pseudonym": pseudonym.to_string()})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_hold(row)?);
    }
    Ok(found)
}

pub(super) fn hold(db: &Connection, id: &str) -> Result<Option<HoldRecord>, StoreError> {
    let sql = format!("{HOLDS} WHERE legal_holds.id = :id");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {":id": id})?;
    rows.next()?.map(read_hold).transpose()
}

pub(super) fn all_holds(db: &Connection, after: &str, limit: usize) -> Result<Vec<HoldRecord>, StoreError> {
    let sql = format!("{HOLDS} WHERE legal_holds.id > :after ORDER BY legal_holds.id LIMIT :limit");
    let mut statement = db.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(named_params! {":after": after, ":limit": limit})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_hold(row)?);
    }
    Ok(found)
}

fn read_hold(row: &Row<'_>) -> Result<HoldRecord, StoreError> {
    Ok(HoldRecord {
        id: row.get("id")?,
        shop: parsed("shops.name", &row.get::<_, String>("shop")?)?,
        pseudonym: parsed("legal_holds.pseudonym", &row.get::<_, String>("pseudonym")?)?,
        author: row.get("author")?,
        since: timestamp("legal_holds.since", row.get("since")?)?,
        sealed: row.get("sealed")?,
    })
}

pub(super) fn insert_hold(db: &Connection, hold: &HoldRecord) -> Result<bool, StoreError> {
    let inserted = db.prepare_cached(INSERT_HOLD)?.execute(named_params! {
        ":id": hold.id,
        ":shop": hold.shop.as_str(),
        ":pseudonym": hold.pseudonym.to_string(),
        ":author": hold.author,
        ":since": millis(hold.since),
        ":sealed": hold.sealed,
    })?;
    Ok(inserted == 1)
}

pub(super) fn delete_hold(db: &Connection, id: &str) -> Result<bool, StoreError> {
    Ok(db.prepare_cached("DELETE FROM legal_holds WHERE id = :id")?.execute(named_params! {":id": id})? == 1)
}

pub(super) fn numbers(
    db: &Connection,
    shop: &ShopName,
    after: Option<&CustomerNumber>,
    limit: usize,
) -> Result<Vec<CustomerNumber>, StoreError> {
    let mut statement = db.prepare_cached(NUMBERS)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let after = after.map_or("", CustomerNumber::as_str);
    let mut rows = statement.query(named_params! {":shop": shop.as_str(), ":after": after, ":limit": limit})?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(parsed("customers.number", &row.get::<_, String>(0)?)?);
    }
    Ok(found)
}

pub(super) fn delete_customer(db: &Connection, shop: &ShopName, number: &CustomerNumber) -> Result<bool, StoreError> {
    let parameters = named_params! {":shop": shop.as_str(), ":number": number.as_str()};
    Ok(db.prepare_cached(DELETE_CUSTOMER)?.execute(parameters)? == 1)
}
