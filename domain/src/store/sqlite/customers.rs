//! The statements about customers.

use std::io::{self, Read};

use rusqlite::blob::Blob;
use rusqlite::{Connection, OptionalExtension, Params, named_params};

use super::{StoreError, parsed, unreadable};
use crate::customer::CustomerType;
use crate::names::{CustomerNumber, EmailAddress, ShopName};
use crate::store::{CustomerRecord, Upserted};

const FIND: &str = "
    SELECT number, type, document FROM customers JOIN shops ON shops.id = customers.shop_id
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
        let kind: String = row.get(1)?;
        found.push(CustomerRecord {
            number: parsed("customers.number", &row.get::<_, String>(0)?)?,
            kind: CustomerType::from_code(&kind).ok_or_else(|| unreadable("customers.type"))?,
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
