//! The statements about data requests.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{StoreError, millis, parsed, timestamp, unreadable};
use crate::clock::Timestamp;
use crate::link::LinkDigest;
use crate::names::{EmailAddress, RequestId};
use crate::request::{Link, Outcome, Request, RequestType, State};

const FIND: &str = "
    SELECT type, shops.name AS shop, requests.site AS site, customer_number, email, received_at, digest,
           link_expires_at, state, confirmed_at, closed_at, outcome
    FROM requests JOIN shops ON shops.id = requests.shop_id
    WHERE requests.id = :id";

const INSERT: &str = "
    INSERT INTO requests (id, type, shop_id, site, customer_number, email, received_at, digest, link_expires_at,
                          state, confirmed_at, closed_at, outcome)
    SELECT :id, :type, id, :site, :number, :email, :received_at, :digest, :link_expires_at,
           :state, :confirmed_at, :closed_at, :outcome
    FROM shops WHERE name = :shop
    ON CONFLICT (id) DO NOTHING";

const MOVE: &str = "
    UPDATE requests SET state = :to, confirmed_at = :confirmed_at, closed_at = :closed_at, outcome = :outcome
    WHERE id = :id AND state = :from";

pub(super) fn find(db: &Connection, id: &RequestId) -> Result<Option<Request>, StoreError> {
    let mut statement = db.prepare_cached(FIND)?;
    let found = statement.query_row(named_params! {":id": id.as_str()}, |row| Ok(read(id, row))).optional()?;
    found.transpose()
}

fn read(id: &RequestId, row: &Row<'_>) -> Result<Request, StoreError> {
    let kind: String = row.get("type")?;
    let email: Option<String> = row.get("email")?;
    Ok(Request {
        id: id.clone(),
        kind: RequestType::from_code(&kind).ok_or_else(|| unreadable("requests.type"))?,
        shop: parsed("shops.name", &row.get::<_, String>("shop")?)?,
        site: parsed("requests.site", &row.get::<_, String>("site")?)?,
        subject: parsed("requests.customer_number", &row.get::<_, String>("customer_number")?)?,
        email: email.map(|email| parsed("requests.email", &email)).transpose()?,
        received_at: timestamp("requests.received_at", row.get("received_at")?)?,
        link: Link {
            digest: LinkDigest::from_bytes(row.get("digest")?),
            expires_at: timestamp("requests.link_expires_at", row.get("link_expires_at")?)?,
        },
        state: read_state(row)?,
    })
}

fn read_state(row: &Row<'_>) -> Result<State, StoreError> {
    let state: String = row.get("state")?;
    let confirmed_at = moment("requests.confirmed_at", row.get("confirmed_at")?)?;
    let closed_at = moment("requests.closed_at", row.get("closed_at")?)?;
    let outcome: Option<String> = row.get("outcome")?;
    let outcome = outcome.as_deref().and_then(Outcome::from_code);
    match (state.as_str(), confirmed_at, closed_at, outcome) {
        ("pending", None, None, None) => Ok(State::Pending),
        ("confirmed", Some(at), None, None) => Ok(State::Confirmed { at }),
        ("closed", confirmed_at, Some(at), Some(outcome)) => Ok(State::Closed { at, outcome, confirmed_at }),
        _ => Err(unreadable("requests.state")),
    }
}

fn moment(column: &'static str, millis: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    millis.map(|millis| timestamp(column, millis)).transpose()
}

/// The columns that say what is true in a state.
struct Columns {
    confirmed_at: Option<i64>,
    closed_at: Option<i64>,
    outcome: Option<&'static str>,
}

impl From<&State> for Columns {
    fn from(state: &State) -> Self {
        match *state {
            State::Pending => Self { confirmed_at: None, closed_at: None, outcome: None },
            State::Confirmed { at } => Self { confirmed_at: Some(millis(at)), closed_at: None, outcome: None },
            State::Closed { at, outcome, confirmed_at } => Self {
                confirmed_at: confirmed_at.map(millis),
                closed_at: Some(millis(at)),
                outcome: Some(outcome.code()),
            },
        }
    }
}

pub(super) fn insert(db: &Connection, request: &Request) -> Result<bool, StoreError> {
    let columns = Columns::from(&request.state);
    let inserted = db.prepare_cached(INSERT)?.execute(named_params! {
        ":id": request.id.as_str(),
        ":type": request.kind.code(),
        ":shop": request.shop.as_str(),
        ":site": request.site.as_str(),
        ":number": request.subject.as_str(),
        ":email": request.email.as_ref().map(EmailAddress::as_str),
        ":received_at": millis(request.received_at),
        ":digest": request.link.digest.as_bytes(),
        ":link_expires_at": millis(request.link.expires_at),
        ":state": request.state.code(),
        ":confirmed_at": columns.confirmed_at,
        ":closed_at": columns.closed_at,
        ":outcome": columns.outcome,
    })?;
    Ok(inserted == 1)
}

pub(super) fn move_state(db: &Connection, id: &RequestId, from: &State, to: &State) -> Result<bool, StoreError> {
    let columns = Columns::from(to);
    let moved = db.prepare_cached(MOVE)?.execute(named_params! {
        ":id": id.as_str(),
        ":from": from.code(),
        ":to": to.code(),
        ":confirmed_at": columns.confirmed_at,
        ":closed_at": columns.closed_at,
        ":outcome": columns.outcome,
    })?;
    Ok(moved == 1)
}
