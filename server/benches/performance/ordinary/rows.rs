//! The tables of the ordinary program, and the rows of each as what is answered.

use rusqlite::types::{FromSql, FromSqlResult, Value as SqlValue, ValueRef};
use rusqlite::{Connection, Result, Row};
use serde::Serialize;
use serde_json::Value;

/// Texts of a list, in one column.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(super) struct Words(Vec<String>);

impl FromSql for Words {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(Self(value.as_str()?.split_whitespace().map(str::to_owned).collect()))
    }
}

/// A struct for each table: its columns, the deprecated names of some of them, and the rows of other tables that belong to
/// a row.
macro_rules! tables {
    ($($name:ident in $table:literal {
        $($(#[$meta:meta])* $column:ident: $type:ty,)+
        $(; $($twin:ident: $twin_type:ty = $current:ident,)+)?
        $(> $($children:ident: $child:ty,)+)?
    })+) => {
        $(
            #[allow(dead_code, reason = "every table has both, and a few rows are looked for by them")]
            #[allow(clippy::struct_field_names, reason = "as the contract calls them")]
            #[derive(Serialize)]
            #[serde(rename_all = "camelCase")]
            pub(super) struct $name {
                #[serde(skip)]
                pub(super) row_id: i64,
                #[serde(skip)]
                pub(super) parent: i64,
                $(
                    #[serde(skip_serializing_if = "Option::is_none")]
                    $(#[$meta])*
                    $column: Option<$type>,
                )+
                $($(#[serde(skip_serializing_if = "Option::is_none")] $twin: Option<$twin_type>,)+)?
                $($(pub(super) $children: Vec<$child>,)+)?
            }

            impl $name {
                const COLUMNS: &[&str] = &[$(stringify!($column)),+];

                fn read(row: &Row<'_>) -> Result<Self> {
                    let mut column = 1;
                    let mut next = || { column += 1; column };
                    $(let $column: Option<$type> = row.get(next())?;)+
                    Ok(Self {
                        row_id: row.get(0)?,
                        parent: row.get(1)?,
                        $($($twin: $current.clone(),)+)?
                        $($column,)+
                        $($($children: Vec::new(),)+)?
                    })
                }

                /// The rows that `condition` finds, in the order in which they were added.
                pub(super) fn find(db: &Connection, condition: &'static str, key: &str) -> Result<Vec<Self>> {
                    // The text is the same each time, and is prepared once.
                    let columns = concat!("SELECT t.row_id, t.parent", $(", t.", stringify!($column),)+ " FROM ", $table, " t ");
                    let mut statement = db.prepare_cached(&[columns, condition].concat())?;
                    statement.query_map((key,), Self::read)?.collect()
                }

                pub(super) fn make(db: &Connection) -> Result<()> {
                    db.execute_batch(&format!(
                        "CREATE TABLE {table} (row_id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, {columns});
                         CREATE INDEX {table}_by_parent ON {table} (parent)",
                        table = $table,
                        columns = Self::COLUMNS.join(", "),
                    ))
                }

                pub(super) fn insert(db: &Connection, parent: i64, document: &Value) -> Result<i64> {
                    let marks = ", ?".repeat(Self::COLUMNS.len());
                    let columns = Self::COLUMNS.join(", ");
                    let sql = format!("INSERT INTO {} (parent, {columns}) VALUES (?{marks})", $table);
                    let values = Self::COLUMNS.iter().map(|column| stored(&document[property(column)]));
                    let values = std::iter::once(SqlValue::Integer(parent)).chain(values);
                    db.prepare_cached(&sql)?.insert(rusqlite::params_from_iter(values))
                }
            }
        )+
    };
}

tables! {
    Customer in "customers" {
        shop_customer_number: String, customer_type: String, title: String, first_name: String, last_name: String,
        gender: String, day_of_birth: String, creation_date: String, has_newsletter: bool, is_active: bool,
        is_new_customer: bool, email: String, phone1: String,
        ; shop_customer_no: String = shop_customer_number,
        > addresses: Address, bank_accounts: BankAccount, orders: Order, invoice_and_credit_notes: Invoice,
          customer_balances: Balance,
    }
    Address in "addresses" {
        address_type: String, first_name: String, last_name: String, street: String, house_number: String,
        post_code: String, city: String, country: String, salutation: String, is_default: bool, email: String,
    }
    BankAccount in "bank_accounts" {
        account_holder: String, account_number: String, bank_code: String, bank_name: String,
    }
    Order in "orders" {
        id: i64, shop_order_number: String, shop_customer_order_number: String, payment_provider_order_number: String,
        shop_order_creation_date: String, payment_method: String, shop_sub_total_gross: f64, shop_sub_total_net: f64,
        shop_total_gross: f64, shop_total_net: f64, carrier: String, currency: String,
        ; shop_order_no: String = shop_order_number, shop_customer_order_no: String = shop_customer_order_number,
          payment_provider_order_no: String = payment_provider_order_number,
        > order_positions: OrderPosition,
    }
    OrderPosition in "order_positions" {
        order_pos_number: i64, shop_article_number: String, shop_article_name: String, quantity_ordered: i64,
        quantity_canceled: i64, quantity_returned: i64, shop_item_gross: f64, shop_item_net: f64, shop_item_tax: f64,
        shop_pos_gross: f64, shop_pos_net: f64, shop_pos_tax: f64, shop_unit: String,
        ; order_pos_no: i64 = order_pos_number, shop_article_no: String = shop_article_number,
    }
    Invoice in "invoices" {
        #[serde(rename = "type")]
        kind: String,
        invoice_number: String, related_shop_order_numbers: Words, invoicing_date: String,
        payment_due_date: String, payment_method: String, currency: String,
        ; invoice_no: String = invoice_number, related_shop_order_nos: Words = related_shop_order_numbers,
        > invoice_positions: InvoicePosition,
    }
    InvoicePosition in "invoice_positions" {
        shop_order_number: String, shop_article_number: String, quantity: i64, sales_item_net: f64,
        sales_item_gross: f64, charge_net: f64, charge_gross: f64,
        ; shop_order_no: String = shop_order_number, shop_article_no: String = shop_article_number,
    }
    Balance in "balances" {
        currency: String, open_invoice_amount: f64, open_invoice_amount_calculation_date: String,
        booked_credit_sum: f64, booked_debit_sum: f64, charged_credit_sum: f64, charged_debit_sum: f64,
        charged_open_sum: f64, invoicing_credit_sum: f64, invoicing_debit_sum: f64, negative_booked_open_sum: f64,
        positive_booked_open_sum: f64,
    }
}

/// The property that a column holds: `shop_order_number` is `shopOrderNumber`.
fn property(column: &str) -> String {
    if column == "kind" {
        // The one name that Rust has taken.
        return "type".to_owned();
    }
    let mut words = column.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

fn stored(value: &Value) -> SqlValue {
    match value {
        Value::Null | Value::Object(_) => SqlValue::Null,
        Value::Bool(bool) => SqlValue::Integer(i64::from(*bool)),
        Value::Number(number) => {
            number.as_i64().map_or_else(|| SqlValue::Real(number.as_f64().unwrap_or_default()), SqlValue::Integer)
        }
        Value::String(text) => SqlValue::Text(text.clone()),
        Value::Array(items) => SqlValue::Text(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")),
    }
}
