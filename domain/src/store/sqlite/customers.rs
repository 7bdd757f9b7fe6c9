//! The statements about customers.

use std::io::{self, Read};

use rusqlite::blob::Blob;
use rusqlite::{Connection, OptionalExtension, Params, named_params};

use super::{StoreError, parsed, unreadable};
use crate::customer::CustomerType;
use crate::names::{CustomerNumber, EmailAddress, ShopName};
use crate::store::{CustomerRecord, FoundCustomer, StoredDocument, Upserted};

const FIND: &str = "
    SELECT number, type, document FROM customers JOIN shops ON shops.id = customers.shop_id
    WHERE shops.name = :shop AND customers.number = :number";

/// The length of a text is in the head of its row: one that is too long is not read.
const FIND_WITHIN: &str = "
    SELECT number, type, octet_length(document), iif(octet_length(document) <= :most, document, NULL)
    FROM customers JOIN shops ON shops.id = customers.shop_id
    WHERE shops.name = :shop AND customers.number = :number";

const ROW: &str = "
    SELECT customers.id FROM customers JOIN shops ON shops.id = customers.shop_id
    WHERE shops.name = :shop AND customers.number = :number";

const AT: &str = "
    SELECT number, type, document FROM customers JOIN shops ON shops.id = customers.shop_id
    WHERE shops.name = :shop AND customers.email = :email
    ORDER BY number";

const UPSERT: &str = "
    INSERT INTO customers (shop_id, number, type, email, document)
    SELECT id, :number, :type, :email, :document FROM shops WHERE name = :shop
    ON CONFLICT (shop_id, number)
    DO UPDATE SET type = excluded.type, email = excluded.email, document = excluded.document";

pub(super) fn find(
    db: &Connection,
    shop: &ShopName,
    number: &CustomerNumber,
) -> Result<Option<CustomerRecord>, StoreError> {
    Ok(all(db, FIND, named_params! {":shop": shop.as_str(), ":number": number.as_str()})?.pop())
}

pub(super) fn find_within(
    db: &Connection,
    shop: &ShopName,
    number: &CustomerNumber,
    most: usize,
) -> Result<Option<FoundCustomer>, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let parameters = named_params! {":shop": shop.as_str(), ":number": number.as_str(), ":most": most};
    let mut statement = db.prepare_cached(FIND_WITHIN)?;
    let mut rows = statement.query(parameters)?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let document = match row.get(3)? {
        Some(document) => StoredDocument::Small(document),
        None => StoredDocument::Large { bytes: row.get::<_, i64>(2)?.try_into().unwrap_or(usize::MAX) },
    };
    Ok(Some(FoundCustomer {
        number: parsed("customers.number", &row.get::<_, String>(0)?)?,
        kind: kind(&row.get::<_, String>(1)?)?,
        document,
    }))
}

fn kind(code: &str) -> Result<CustomerType, StoreError> {
    CustomerType::from_code(code).ok_or_else(|| unreadable("customers.type"))
}

pub(super) fn at(db: &Connection, shop: &ShopName, address: &EmailAddress) -> Result<Vec<CustomerRecord>, StoreError> {
    all(db, AT, named_params! {":shop": shop.as_str(), ":email": address.folded()})
}

pub(super) fn read_document(
    db: &Connection,
    shop: &ShopName,
    number: &CustomerNumber,
    read: &mut dyn FnMut(&mut dyn Read),
) -> Result<bool, StoreError> {
    let parameters = named_params! {":shop": shop.as_str(), ":number": number.as_str()};
    let row = db.prepare_cached(ROW)?.query_row(parameters, |row| row.get(0)).optional()?;
    let Some(row) = row else { return Ok(false) };
    let blob = db.blob_open("main", "customers", "document", row, true)?;
    let mut document = Document { blob, at: 0, failed: None };
    read(&mut document);
    document.failed.map_or(Ok(true), Err)
}

/// A stored document, read piece by piece.
struct Document<'a> {
    blob: Blob<'a>,
    at: usize,
    /// Why reading failed: whoever reads may have kept it to themselves.
    failed: Option<StoreError>,
}

impl Read for Document<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.blob.read_at(buffer, self.at).map_err(|error| {
            let error = StoreError::from(error);
            self.failed = Some(error.clone());
            io::Error::other(error)
        })?;
        self.at += read;
        Ok(read)
    }
}

fn all(db: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<CustomerRecord>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(CustomerRecord {
            number: parsed("customers.number", &row.get::<_, String>(0)?)?,
            kind: kind(&row.get::<_, String>(1)?)?,
            document: row.get(2)?,
        });
    }
    Ok(found)
}

pub(super) fn upsert(db: &Connection, shop: &ShopName, customer: &CustomerRecord) -> Result<Upserted, StoreError> {
    let before = find(db, shop, &customer.number)?;
    if before.as_ref() == Some(customer) {
        return Ok(Upserted::Unchanged);
    }
    let changed = db.prepare_cached(UPSERT)?.execute(named_params! {
        ":shop": shop.as_str(),
        ":number": customer.number.as_str(),
        ":type": customer.kind.code(),
        ":email": customer.address().map(|address| address.folded()),
        ":document": customer.document,
    })?;
    match (changed, before) {
        (0, _) => Err(StoreError::Defect("a customer was added to a shop that does not exist".to_owned())),
        (_, None) => Ok(Upserted::Created),
        (_, Some(_)) => Ok(Upserted::Updated),
    }
}
