//! A row of a data request becomes what it stands for.

use rusqlite::{Connection, Row, named_params};

use crate::audit::Actor;
use crate::clock::Timestamp;
use crate::link::LinkDigest;
use crate::message::Language;
use crate::names::{CustomerNumber, EmailAddress, OrderNumber, RequestId};
use crate::request::{Approval, Deadline, Extension, Link, Outcome, Request, RequestType, State, Subject};
use crate::store::sqlite::{StoreError, parsed, timestamp, unreadable};

/// In the order of [`NAMES`].
pub(super) const COLUMNS: &str = "
    SELECT requests.id AS id, type, shops.name AS shop, requests.site AS site, language, received_at, subject,
           customer_number, guest_email, guest_order, address, address_stated, extended_at, extended_months, paused, doubt_since,
           reminded_at, purged_at, state, confirmed_at, closed_at, outcome, duplicate_of, revision,
           approved_at, approved_by, plan, runs_at, processing_since, failures, next_try_at
    FROM requests JOIN shops ON shops.id = requests.shop_id";

const NAMES: [&str; 31] = [
    "id",
    "type",
    "shop",
    "site",
    "language",
    "received_at",
    "subject",
    "customer_number",
    "guest_email",
    "guest_order",
    "address",
    "address_stated",
    "extended_at",
    "extended_months",
    "paused",
    "doubt_since",
    "reminded_at",
    "purged_at",
    "state",
    "confirmed_at",
    "closed_at",
    "outcome",
    "duplicate_of",
    "revision",
    "approved_at",
    "approved_by",
    "plan",
    "runs_at",
    "processing_since",
    "failures",
    "next_try_at",
];

/// Where a column is. Found out when this is compiled: `SQLite` would search for each name in each row.
#[allow(clippy::panic, reason = "ends the compiler, never the program")]
const fn column(name: &str) -> usize {
    let mut place = 0;
    while place < NAMES.len() {
        if same(NAMES[place].as_bytes(), name.as_bytes()) {
            return place;
        }
        place += 1;
    }
    panic!("no column has this name")
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut place = 0;
    while place < one.len() && place < other.len() && one[place] == other[place] {
        place += 1;
    }
    place == one.len() && place == other.len()
}

const LINKS: &str = "SELECT digest, expires_at FROM links WHERE request_id = :id ORDER BY digest";

pub(super) fn read(db: &Connection, row: &Row<'_>) -> Result<Request, StoreError> {
    let id: RequestId = text("requests.id", row, const { column("id") })?;
    let kind: String = row.get(const { column("type") })?;
    let language: String = row.get(const { column("language") })?;
    Ok(Request {
        links: links(db, &id)?,
        kind: RequestType::from_code(&kind).ok_or_else(|| unreadable("requests.type"))?,
        shop: text("shops.name", row, const { column("shop") })?,
        site: text("requests.site", row, const { column("site") })?,
        language: Language::find(&language).ok_or_else(|| unreadable("requests.language"))?,
        subject: read_subject(row)?,
        address: optional_text("requests.address", row, const { column("address") })?,
        address_is_stated: row.get(const { column("address_stated") })?,
        deadline: read_deadline(row)?,
        reminded_at: moment("requests.reminded_at", row, const { column("reminded_at") })?,
        purged_at: moment("requests.purged_at", row, const { column("purged_at") })?,
        state: read_state(row)?,
        revision: u64::try_from(row.get::<_, i64>(const { column("revision") })?)
            .map_err(|_| unreadable("requests.revision"))?,
        id,
    })
}

fn text<T: std::str::FromStr>(column: &'static str, row: &Row<'_>, place: usize) -> Result<T, StoreError> {
    parsed(column, &row.get::<_, String>(place)?)
}

fn optional_text<T: std::str::FromStr>(
    column: &'static str,
    row: &Row<'_>,
    place: usize,
) -> Result<Option<T>, StoreError> {
    row.get::<_, Option<String>>(place)?.map(|text| parsed(column, &text)).transpose()
}

fn moment(column: &'static str, row: &Row<'_>, place: usize) -> Result<Option<Timestamp>, StoreError> {
    row.get::<_, Option<i64>>(place)?.map(|millis| timestamp(column, millis)).transpose()
}

fn read_subject(row: &Row<'_>) -> Result<Subject, StoreError> {
    let reference: String = row.get(const { column("subject") })?;
    let customer: Option<CustomerNumber> =
        optional_text("requests.customer_number", row, const { column("customer_number") })?;
    let email: Option<EmailAddress> = optional_text("requests.guest_email", row, const { column("guest_email") })?;
    let order: Option<OrderNumber> = optional_text("requests.guest_order", row, const { column("guest_order") })?;
    let subject = match (customer, email, order) {
        (customer, Some(email), Some(order)) => Subject::Guest { email, order, customer },
        (Some(number), None, None) => Subject::Customer(number),
        (None, None, None) => {
            let pseudonym = reference.strip_prefix("pseudonym:").ok_or_else(|| unreadable("requests.subject"))?;
            Subject::Pseudonym(pseudonym.to_owned())
        }
        _ => return Err(unreadable("requests.subject")),
    };
    if subject.reference() == reference { Ok(subject) } else { Err(unreadable("requests.subject")) }
}

fn read_deadline(row: &Row<'_>) -> Result<Deadline, StoreError> {
    let extended_at = moment("requests.extended_at", row, const { column("extended_at") })?;
    let months: Option<u8> = row.get(const { column("extended_months") })?;
    Ok(Deadline {
        received_at: timestamp("requests.received_at", row.get(const { column("received_at") })?)?,
        extension: extended_at.zip(months).map(|(at, months)| Extension { at, months }),
        paused: chrono::TimeDelta::try_milliseconds(row.get(const { column("paused") })?)
            .ok_or_else(|| unreadable("requests.paused"))?,
        doubt_since: moment("requests.doubt_since", row, const { column("doubt_since") })?,
    })
}

fn read_state(row: &Row<'_>) -> Result<State, StoreError> {
    let state: String = row.get(const { column("state") })?;
    let confirmed_at = moment("requests.confirmed_at", row, const { column("confirmed_at") })?;
    let closed_at = moment("requests.closed_at", row, const { column("closed_at") })?;
    let outcome: Option<String> = row.get(const { column("outcome") })?;
    let other: Option<RequestId> = optional_text("requests.duplicate_of", row, const { column("duplicate_of") })?;
    let outcome = outcome.as_deref().and_then(|code| Outcome::from_code(code, other));
    let approval = read_approval(row, confirmed_at)?;
    let processing: (Option<i64>, Option<i64>) =
        (row.get(const { column("processing_since") })?, row.get(const { column("next_try_at") })?);
    match (state.as_str(), confirmed_at, approval, processing, closed_at, outcome) {
        ("pending", None, None, (None, None), None, None) => Ok(State::Pending),
        ("confirmed", Some(at), None, (None, None), None, None) => Ok(State::Confirmed { at }),
        ("approved", Some(_), Some(approval), (None, None), None, None) => Ok(State::Approved(approval)),
        ("processing", Some(_), Some(approval), (Some(since), Some(next_try_at)), None, None) => {
            Ok(State::Processing {
                approval,
                since: timestamp("requests.processing_since", since)?,
                failures: row.get(const { column("failures") })?,
                next_try_at: timestamp("requests.next_try_at", next_try_at)?,
            })
        }
        ("closed", confirmed_at, None, (None, None), Some(at), Some(outcome)) => {
            Ok(State::Closed { at, outcome, confirmed_at })
        }
        _ => Err(unreadable("requests.state")),
    }
}

fn read_approval(row: &Row<'_>, confirmed_at: Option<Timestamp>) -> Result<Option<Approval>, StoreError> {
    let at = moment("requests.approved_at", row, const { column("approved_at") })?;
    let runs_at = moment("requests.runs_at", row, const { column("runs_at") })?;
    let by: Option<Actor> = optional_text("requests.approved_by", row, const { column("approved_by") })?;
    let plan = optional_text("requests.plan", row, const { column("plan") })?;
    match (confirmed_at, at, by, runs_at) {
        (Some(confirmed_at), Some(at), Some(by), Some(runs_at)) => {
            Ok(Some(Approval { confirmed_at, at, by, plan, runs_at }))
        }
        (_, None, None, None) if plan.is_none() => Ok(None),
        _ => Err(unreadable("requests.approved_at")),
    }
}

fn links(db: &Connection, id: &RequestId) -> Result<Vec<Link>, StoreError> {
    let mut statement = db.prepare_cached(LINKS)?;
    let rows = statement.query_map(named_params! {":id": id.as_str()}, |row| Ok((row.get(0)?, row.get(1)?)))?;
    let links = rows.map(|row| {
        let (digest, expires_at): ([u8; 32], i64) = row?;
        let expires_at = timestamp("links.expires_at", expires_at)?;
        Ok(Link { digest: LinkDigest::from_bytes(digest), expires_at })
    });
    let mut links = links.collect::<Result<Vec<_>, StoreError>>()?;
    // Not by the statement: it would set up a sorter for what is nearly always one row.
    links.sort_by_key(|link| link.expires_at);
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_column_is_where_it_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("gdpr.db");
        drop(crate::store::sqlite::Sqlite::open(&path).unwrap());
        let database = Connection::open(&path).unwrap();
        assert_eq!(database.prepare(COLUMNS).unwrap().column_names().collect::<Vec<_>>(), NAMES);
        assert!(NAMES.into_iter().enumerate().all(|(place, name)| column(name) == place));
    }
}
