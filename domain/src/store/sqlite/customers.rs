//! The statements about customers.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{StoreError, unreadable};
use crate::customer::CustomerType;
use crate::names::{CustomerNumber, ShopName};
use crate::store::{CustomerRecord, Upserted};

const FIND: &str = "
    SELECT customers.type AS type, document FROM customers JOIN shops ON shops.id = customers.shop_id
    WHERE shops.name = :shop AND customers.number = :number";

const UPSERT: &str = "
    INSERT INTO customers (shop_id, number, type, document)
    SELECT id, :number, :type, :document FROM shops WHERE name = :shop
    ON CONFLICT (shop_id, number) DO UPDATE SET type = excluded.type, document = excluded.document";

pub(super) fn find(
    db: &Connection,
    shop: &ShopName,
    number: &CustomerNumber,
) -> Result<Option<CustomerRecord>, StoreError> {
    let mut statement = db.prepare_cached(FIND)?;
    let found = statement
        .query_row(named_params! {":shop": shop.as_str(), ":number": number.as_str()}, |row| {
            Ok((row.get::<_, String>("type")?, row.get("document")?))
        })
        .optional()?;
    let Some((kind, document)) = found else { return Ok(None) };
    let kind = CustomerType::from_code(&kind).ok_or_else(|| unreadable("customers.type"))?;
    Ok(Some(CustomerRecord { number: number.clone(), kind, document }))
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
        ":document": customer.document,
    })?;
    match (changed, before) {
        (0, _) => Err(StoreError::Defect("a customer was added to a shop that does not exist".to_owned())),
        (_, None) => Ok(Upserted::Created),
        (_, Some(_)) => Ok(Upserted::Updated),
    }
}
