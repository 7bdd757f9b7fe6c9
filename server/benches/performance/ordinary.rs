//! The same two operations as an ordinary program has them: axum, rusqlite, a table for each kind of thing, queries by key
//! on a thread that may block, a commit for each change.
//!
//! What favours it: a password is compared by its SHA-256, where the service has argon2id; there is one writer behind a
//! mutex, where a pool would have connections wait for each other's locks; its audit log is a row, and proves nothing.

mod rows;

use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::extract::{Path as Segments, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, put};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::clock::Clock as _;
use gdpr_server::system::SystemClock;
use rusqlite::{Connection, OptionalExtension as _, Result, params};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use self::rows::{Address, Balance, BankAccount, Customer, Invoice, InvoicePosition, Order, OrderPosition};
use crate::dataset::{Size, batches};
use crate::invented::{self, PASSWORD, SHOP, USER};

/// Connections that are kept open for reading.
const READERS: usize = 8;

/// How rows are found that belong to a customer.
const OF_CUSTOMER: &str = "JOIN customers c ON c.row_id = t.parent WHERE c.shop_customer_number = ? ORDER BY t.row_id";

struct Database {
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    path: String,
}

/// Serves the database at `path` for ever.
pub(crate) fn run(path: &Path) {
    let path = path.to_str().unwrap().to_owned();
    let database = Arc::new(Database { writer: Mutex::new(connect(&path)), readers: Mutex::default(), path });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(64).build().unwrap();
    runtime.block_on(async {
        let confirmation = format!("{}/gdpr-requests/{{id}}/confirmations", icm_gdpr_api::BASE_PATH);
        let customer = format!("{}/shops/{{shop}}/customers/{{number}}", iom_gdpr_api::BASE_PATH);
        let routes = axum::Router::new().route(&customer, get(look_up)).route(&confirmation, put(confirm));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("listening on http://{}", listener.local_addr().unwrap());
        let listener = axum::serve::ListenerExt::tap_io(listener, |stream| stream.set_nodelay(true).unwrap());
        axum::serve(listener, routes.with_state(database)).await.unwrap();
    });
}

async fn look_up(
    State(database): State<Arc<Database>>,
    Segments((shop, number)): Segments<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let credentials = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    let credentials = credentials.and_then(|text| String::from_utf8(STANDARD.decode(text).ok()?).ok());
    let Some((user, password)) = credentials.as_deref().and_then(|credentials| credentials.split_once(':')) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let (user, password) = (user.to_owned(), Sha256::digest(password).to_vec());
    answer(move || {
        let Some(may) = database.read(|db| permitted(db, &user, &password, &shop))? else {
            return Ok(StatusCode::UNAUTHORIZED.into_response());
        };
        if !may {
            return Ok(StatusCode::FORBIDDEN.into_response());
        }
        let Some(customer) = database.read(|db| found(db, &number))? else {
            return Ok(StatusCode::NOT_FOUND.into_response());
        };
        database.write(|db| noted(db, &user, "customer.read", &number))?;
        Ok(([(header::CONTENT_TYPE, "application/vnd.intershop.customer.v3+json")], Json(customer)).into_response())
    })
    .await
}

async fn confirm(State(database): State<Arc<Database>>, Segments(id): Segments<String>, body: Json<Value>) -> Response {
    let Some(hash) = body["hash"].as_str().map(str::to_owned) else {
        return StatusCode::UNPROCESSABLE_ENTITY.into_response();
    };
    answer(move || {
        let digest = Sha256::digest(&hash).to_vec();
        let stored = database.read(|db| {
            let mut statement = db.prepare_cached("SELECT digest, state FROM requests WHERE id = ?")?;
            statement.query_row((&id,), |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, String>(1)?))).optional()
        })?;
        let Some((right, state)) = stored else { return Ok(StatusCode::NOT_FOUND.into_response()) };
        if right != digest {
            return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
        }
        let first = state == "pending"
            && database.write(|db| {
                let sql =
                    "UPDATE requests SET state = 'confirmed', confirmed_at = ? WHERE id = ? AND state = 'pending'";
                let changed = db.prepare_cached(sql)?.execute(params![now(), id])?;
                noted(db, "subject", "request.confirmed", &id)?;
                Ok(changed == 1)
            })?;
        Ok(confirmed(&id, &hash, first))
    })
    .await
}

fn confirmed(id: &str, hash: &str, first: bool) -> Response {
    let (code, cause, message, why) = if first {
        (
            "gdpr_request.confirmation.info",
            "gdpr_request.confirmed.info",
            "Your request has been confirmed. We will now work on it and inform you when it is done.",
            "The data request is confirmed.",
        )
    } else {
        (
            "gdpr_request.already_confirmed.info",
            "gdpr_request.already_confirmed.info",
            "Your request has been confirmed already.",
            "The data request has been confirmed already.",
        )
    };
    let answer = json!({
        "data": {"hash": hash},
        "infos": [{"causes": [{"code": cause, "message": why}], "code": code, "message": message}],
        "links": {"self": format!("{}/gdpr-requests/{id}/confirmations", icm_gdpr_api::BASE_PATH)},
    });
    ([(header::CONTENT_TYPE, "application/vnd.intershop.gdpr.v1+json")], Json(answer)).into_response()
}

/// Runs `work` where it may block.
async fn answer(work: impl FnOnce() -> Result<Response> + Send + 'static) -> Response {
    let failed = |_| StatusCode::INTERNAL_SERVER_ERROR.into_response();
    tokio::task::spawn_blocking(work)
        .await
        .map_or_else(|_| failed(rusqlite::Error::InvalidQuery), |done| done.unwrap_or_else(failed))
}

impl Database {
    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = self.readers.lock().unwrap().pop();
        let db = idle.unwrap_or_else(|| connect(&self.path));
        let done = work(&db);
        let mut idle = self.readers.lock().unwrap();
        if idle.len() < READERS {
            idle.push(db);
        }
        done
    }

    fn write<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut db = self.writer.lock().unwrap();
        let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }
}

/// Whether a user may read what the shop has. `None`: there is no such user with this password.
fn permitted(db: &Connection, user: &str, password: &[u8], shop: &str) -> Result<Option<bool>> {
    let sql = "SELECT u.password_digest = ?2, EXISTS (SELECT 1 FROM grants g WHERE g.user = u.name AND g.shop = ?3)
               FROM users u WHERE u.name = ?1";
    let row = db.prepare_cached(sql)?.query_row(params![user, password, shop], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(row.optional()?.and_then(|(right, may): (bool, bool)| right.then_some(may)))
}

fn found(db: &Connection, number: &str) -> Result<Option<Customer>> {
    let Some(mut customer) = Customer::find(db, "WHERE t.shop_customer_number = ?", number)?.pop() else {
        return Ok(None);
    };
    customer.addresses = Address::find(db, OF_CUSTOMER, number)?;
    customer.bank_accounts = BankAccount::find(db, OF_CUSTOMER, number)?;
    customer.customer_balances = Balance::find(db, OF_CUSTOMER, number)?;
    customer.orders = Order::find(db, OF_CUSTOMER, number)?;
    let of_order = "JOIN orders o ON o.row_id = t.parent JOIN customers c ON c.row_id = o.parent
                    WHERE c.shop_customer_number = ? ORDER BY t.row_id";
    for position in OrderPosition::find(db, of_order, number)? {
        if let Some(order) = customer.orders.iter_mut().find(|order| order.row_id == position.parent) {
            order.order_positions.push(position);
        }
    }
    customer.invoice_and_credit_notes = Invoice::find(db, OF_CUSTOMER, number)?;
    let of_invoice = "JOIN invoices i ON i.row_id = t.parent JOIN customers c ON c.row_id = i.parent
                      WHERE c.shop_customer_number = ? ORDER BY t.row_id";
    for position in InvoicePosition::find(db, of_invoice, number)? {
        let mut invoices = customer.invoice_and_credit_notes.iter_mut();
        if let Some(invoice) = invoices.find(|invoice| invoice.row_id == position.parent) {
            invoice.invoice_positions.push(position);
        }
    }
    Ok(Some(customer))
}

fn noted(db: &Connection, actor: &str, action: &str, about: &str) -> Result<()> {
    let sql = "INSERT INTO audit (at, actor, action, about) VALUES (?, ?, ?, ?)";
    db.prepare_cached(sql)?.execute(params![now(), actor, action, about])?;
    Ok(())
}

fn now() -> i64 {
    SystemClock.now().timestamp_millis()
}

fn connect(path: &str) -> Connection {
    let db = Connection::open(path).unwrap();
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    db
}

/// Makes the database of this program, with what the service has in its own.
pub(crate) fn fill(path: &Path, size: Size) {
    let mut db = Connection::open(path).unwrap();
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(None, "synchronous", "OFF").unwrap();
    for make in [Customer::make, Address::make, BankAccount::make, Balance::make] {
        make(&db).unwrap();
    }
    for make in [Order::make, OrderPosition::make, Invoice::make, InvoicePosition::make] {
        make(&db).unwrap();
    }
    db.execute_batch(
        "CREATE UNIQUE INDEX customers_by_number ON customers (shop_customer_number);
         CREATE TABLE users (name TEXT PRIMARY KEY, password_digest BLOB NOT NULL);
         CREATE TABLE grants (user TEXT NOT NULL, shop TEXT NOT NULL, PRIMARY KEY (user, shop));
         CREATE TABLE requests (id TEXT PRIMARY KEY, digest BLOB NOT NULL, state TEXT NOT NULL, confirmed_at INTEGER);
         CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
                             about TEXT NOT NULL)",
    )
    .unwrap();
    db.execute("INSERT INTO users VALUES (?, ?)", params![USER, Sha256::digest(PASSWORD).to_vec()]).unwrap();
    db.execute("INSERT INTO grants VALUES (?, ?)", params![USER, SHOP]).unwrap();
    batches(size.customers, |batch| {
        let transaction = db.transaction().unwrap();
        batch.for_each(|person| insert(&transaction, &invented::customer(person, size.orders)).unwrap());
        transaction.commit().unwrap();
    });
    batches(size.confirmed().end, |batch| {
        let transaction = db.transaction().unwrap();
        for request in batch {
            let (id, hash) = invented::link(request);
            let state = if request < size.requests { "pending" } else { "confirmed" };
            let values = params![id, Sha256::digest(hash).to_vec(), state];
            transaction.execute("INSERT INTO requests (id, digest, state) VALUES (?, ?, ?)", values).unwrap();
        }
        transaction.commit().unwrap();
    });
}

fn insert(db: &Connection, customer: &Value) -> Result<()> {
    let items = |document: &Value, name: &str| document[name].as_array().cloned().unwrap_or_default();
    let row = Customer::insert(db, 0, customer)?;
    for address in items(customer, "addresses") {
        Address::insert(db, row, &address)?;
    }
    for account in items(customer, "bankAccounts") {
        BankAccount::insert(db, row, &account)?;
    }
    for balance in items(customer, "customerBalances") {
        Balance::insert(db, row, &balance)?;
    }
    for order in items(customer, "orders") {
        let order_row = Order::insert(db, row, &order)?;
        for position in items(&order, "orderPositions") {
            OrderPosition::insert(db, order_row, &position)?;
        }
    }
    for invoice in items(customer, "invoiceAndCreditNotes") {
        let invoice_row = Invoice::insert(db, row, &invoice)?;
        for position in items(&invoice, "invoicePositions") {
            InvoicePosition::insert(db, invoice_row, &position)?;
        }
    }
    Ok(())
}
