//! The statements about data requests.

mod row;

use rusqlite::types::Value;
use rusqlite::{Connection, Params, named_params, params, params_from_iter};

use self::row::{COLUMNS, read};
use super::{StoreError, millis, parsed};
use crate::clock::Timestamp;
use crate::names::{EmailAddress, RequestId, ShopName};
use crate::request::rules::LONGEST_PAUSE;
use crate::request::{Link, Outcome, Request, RequestType, State, Subject};
use crate::store::RequestFilter;

const INSERT: &str = "
    INSERT INTO requests (id, type, shop_id, site, language, received_at, subject, customer_number, guest_email,
                          guest_order, address, address_stated, extended_at, extended_months, paused, doubt_since, due_at, reminded_at,
                          purged_at, state, confirmed_at, closed_at, outcome, duplicate_of, approved_at, approved_by,
                          plan, runs_at, processing_since, failures, next_try_at, links_end_at)
    SELECT :id, :type, id, :site, :language, :received_at, :subject, :customer_number, :guest_email,
           :guest_order, :address, :address_stated, :extended_at, :extended_months, :paused, :doubt_since, :due_at, :reminded_at,
           :purged_at, :state, :confirmed_at, :closed_at, :outcome, :duplicate_of, :approved_at, :approved_by,
           :plan, :runs_at, :processing_since, :failures, :next_try_at, :links_end_at
    FROM shops WHERE name = :shop
    ON CONFLICT (id) DO NOTHING";

const UPDATE: &str = "
    UPDATE requests
    SET subject = ?, customer_number = ?, guest_email = ?, guest_order = ?,
        address = ?, address_stated = ?, extended_at = ?, extended_months = ?, paused = ?,
        doubt_since = ?, due_at = ?, reminded_at = ?, purged_at = ?, state = ?,
        confirmed_at = ?, closed_at = ?, outcome = ?, duplicate_of = ?,
        approved_at = ?, approved_by = ?, plan = ?, runs_at = ?,
        processing_since = ?, failures = ?, next_try_at = ?,
        revision = revision + 1
    WHERE id = ? AND revision = ?";

const OPEN: &str = "
    SELECT confirmed_at, id FROM requests
    WHERE shop_id = (SELECT id FROM shops WHERE name = ?) AND subject = ? AND type = ?
      AND state IN ('confirmed', 'approved', 'processing')";

const COUNT_PENDING: &str = "
    SELECT count(*) FROM requests JOIN shops ON shops.id = requests.shop_id
    WHERE shops.name = :shop AND subject = :subject AND type = :type AND state = 'pending'";

const PENDING_UNTIL: &str = "
    WHERE shops.name = :shop AND state = 'pending' AND links_end_at <= :until
      AND (NOT :unreminded OR (reminded_at IS NULL AND address IS NOT NULL AND EXISTS (
          SELECT 1 FROM mails WHERE request_id = requests.id AND kind = 'confirmation')))
      AND NOT EXISTS (
          SELECT 1 FROM mails
          WHERE request_id = requests.id AND status = 'waiting' AND kind IN ('confirmation', 'reminder'))
    ORDER BY links_end_at, requests.id LIMIT :limit";

const UNPURGED_UNTIL: &str = "
    WHERE shops.name = :shop AND state = 'closed' AND purged_at IS NULL AND closed_at <= :until
    ORDER BY closed_at, requests.id LIMIT :limit";

// In words that its index is made for; what is being carried out was due before.
// The lists of states are those of the index.
const DUE_IN_PROCESS: &str = "
    WHERE state IN ('approved', 'processing') AND state = 'processing'
      AND (next_try_at <= :now OR failures > 0 AND next_try_at > :latest)
    ORDER BY runs_at, requests.id LIMIT :limit";

const DUE_TO_BEGIN: &str = "
    WHERE state IN ('approved', 'processing') AND state = 'approved' AND runs_at <= :now
    ORDER BY runs_at, requests.id LIMIT :limit";

const NOTE_END_OF_LINKS: &str = "
    UPDATE requests
    SET links_end_at = coalesce((SELECT max(expires_at) FROM links WHERE request_id = :id), 0)
    WHERE id = :id";

pub(super) fn find(db: &Connection, id: &RequestId) -> Result<Option<Request>, StoreError> {
    let sql = format!("{COLUMNS} WHERE requests.id = :id");
    Ok(all(db, &sql, named_params! {":id": id.as_str()})?.pop())
}

pub(super) fn list(db: &Connection, filter: &RequestFilter) -> Result<Vec<Request>, StoreError> {
    let mut conditions = vec![format!("shops.name IN ({})", vec!["?"; filter.shops.len()].join(", "))];
    let mut values: Vec<Value> = filter.shops.iter().map(|shop| shop.to_string().into()).collect();
    let mut also = |condition: &str, value: Value| {
        conditions.push(condition.to_owned());
        values.push(value);
    };
    if let Some(kind) = filter.kind {
        also("type = ?", kind.code().to_owned().into());
    }
    if let Some(state) = filter.state {
        also("state = ?", state.to_owned().into());
    }
    if let Some(reference) = &filter.reference {
        also("subject = ?", reference.clone().into());
    }
    if let Some(guest) = &filter.guest {
        // As the program folds it: letters of ASCII alone.
        also("lower(guest_email) = ?", guest.folded().into());
    }
    if let Some(due_before) = filter.due_before {
        also("due_at < ?", millis(due_before).into());
    }
    if let Some((at, id)) = &filter.after {
        also("(received_at, requests.id) > (?, ?)", millis(*at).into());
        values.push(id.to_string().into());
    }
    let sql = format!("{COLUMNS} WHERE {} ORDER BY received_at, requests.id LIMIT ?", conditions.join(" AND "));
    values.push(limited(filter.limit).into());
    all(db, &sql, params_from_iter(values))
}

pub(super) fn open_request(
    db: &Connection,
    shop: &ShopName,
    kind: RequestType,
    reference: &str,
) -> Result<Option<RequestId>, StoreError> {
    let mut statement = db.prepare_cached(OPEN)?;
    let rows =
        statement.query_map(params![shop.as_str(), reference, kind.code()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // Not by the statement: it would set up a sorter for what is one row at most, but for those of older versions.
    let mut open = rows.collect::<Result<Vec<(i64, String)>, _>>()?;
    open.sort_unstable();
    open.first().map(|(_, id)| parsed("requests.id", id)).transpose()
}

pub(super) fn count_pending(
    db: &Connection,
    shop: &ShopName,
    kind: RequestType,
    reference: &str,
) -> Result<usize, StoreError> {
    let mut statement = db.prepare_cached(COUNT_PENDING)?;
    let parameters = named_params! {":shop": shop.as_str(), ":subject": reference, ":type": kind.code()};
    let count: i64 = statement.query_row(parameters, |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(super) fn pending_until(
    db: &Connection,
    shop: &ShopName,
    until: Timestamp,
    unreminded: bool,
    limit: usize,
) -> Result<Vec<Request>, StoreError> {
    let parameters = named_params! {
        ":shop": shop.as_str(), ":until": millis(until), ":unreminded": unreminded, ":limit": limited(limit),
    };
    all(db, &format!("{COLUMNS} {PENDING_UNTIL}"), parameters)
}

pub(super) fn unpurged_until(
    db: &Connection,
    shop: &ShopName,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<Request>, StoreError> {
    let parameters = named_params! {":shop": shop.as_str(), ":until": millis(until), ":limit": limited(limit)};
    all(db, &format!("{COLUMNS} {UNPURGED_UNTIL}"), parameters)
}

pub(super) fn due(db: &Connection, now: Timestamp, limit: usize) -> Result<Vec<Request>, StoreError> {
    let latest = now.checked_add_signed(LONGEST_PAUSE).unwrap_or(now);
    let parameters = named_params! {":now": millis(now), ":latest": millis(latest), ":limit": limited(limit)};
    let mut due = all(db, &format!("{COLUMNS} {DUE_IN_PROCESS}"), parameters)?;
    let parameters = named_params! {":now": millis(now), ":limit": limited(limit.saturating_sub(due.len()))};
    due.extend(all(db, &format!("{COLUMNS} {DUE_TO_BEGIN}"), parameters)?);
    Ok(due)
}

fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn all(db: &Connection, sql: &str, parameters: impl Params) -> Result<Vec<Request>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(db, row)?);
    }
    Ok(found)
}

/// The columns that can change, as they are stored.
struct Columns {
    subject: String,
    customer: Option<String>,
    guest: Option<(String, String)>,
    extended: Option<(i64, u8)>,
    confirmed_at: Option<i64>,
    closed_at: Option<i64>,
    outcome: Option<&'static str>,
    duplicate_of: Option<String>,
    approved_at: Option<i64>,
    approved_by: Option<String>,
    plan: Option<String>,
    runs_at: Option<i64>,
    processing: Option<(i64, u32, i64)>,
}

impl From<&Request> for Columns {
    fn from(request: &Request) -> Self {
        let guest = match &request.subject {
            Subject::Guest { email, order, .. } => Some((email.to_string(), order.to_string())),
            Subject::Customer(_) | Subject::Pseudonym(_) => None,
        };
        let (closed_at, outcome) = match &request.state {
            State::Closed { at, outcome, .. } => (Some(millis(*at)), Some(outcome)),
            State::Pending | State::Confirmed { .. } | State::Approved(_) | State::Processing { .. } => (None, None),
        };
        let approval = request.state.approval();
        let processing = match &request.state {
            State::Processing { since, failures, next_try_at, .. } => {
                Some((millis(*since), *failures, millis(*next_try_at)))
            }
            _ => None,
        };
        Self {
            subject: request.subject.reference(),
            customer: request.subject.customer().map(ToString::to_string),
            guest,
            extended: request.deadline.extension.map(|extension| (millis(extension.at), extension.months)),
            confirmed_at: request.state.confirmed_at().map(millis),
            closed_at,
            outcome: outcome.map(Outcome::code),
            duplicate_of: match outcome {
                Some(Outcome::Duplicate(other)) => Some(other.to_string()),
                _ => None,
            },
            approved_at: approval.map(|approval| millis(approval.at)),
            approved_by: approval.map(|approval| approval.by.to_string()),
            plan: approval.and_then(|approval| approval.plan).map(|plan| plan.to_string()),
            runs_at: approval.map(|approval| millis(approval.runs_at)),
            processing,
        }
    }
}

pub(super) fn insert(db: &Connection, request: &Request) -> Result<bool, StoreError> {
    let columns = Columns::from(request);
    let inserted = db.prepare_cached(INSERT)?.execute(named_params! {
        ":id": request.id.as_str(),
        ":type": request.kind.code(),
        ":shop": request.shop.as_str(),
        ":site": request.site.as_str(),
        ":language": request.language.tag(),
        ":received_at": millis(request.deadline.received_at),
        ":subject": columns.subject,
        ":customer_number": columns.customer,
        ":guest_email": columns.guest.as_ref().map(|guest| &guest.0),
        ":guest_order": columns.guest.as_ref().map(|guest| &guest.1),
        ":address": request.address.as_ref().map(EmailAddress::as_str),
        ":address_stated": request.address_is_stated,
        ":extended_at": columns.extended.map(|extended| extended.0),
        ":extended_months": columns.extended.map(|extended| extended.1),
        ":paused": request.deadline.paused.num_milliseconds(),
        ":doubt_since": request.deadline.doubt_since.map(millis),
        ":due_at": millis(request.deadline.due_at()),
        ":reminded_at": request.reminded_at.map(millis),
        ":purged_at": request.purged_at.map(millis),
        ":state": request.state.code(),
        ":confirmed_at": columns.confirmed_at,
        ":closed_at": columns.closed_at,
        ":outcome": columns.outcome,
        ":duplicate_of": columns.duplicate_of,
        ":approved_at": columns.approved_at,
        ":approved_by": columns.approved_by,
        ":plan": columns.plan,
        ":runs_at": columns.runs_at,
        ":processing_since": columns.processing.map(|processing| processing.0),
        ":failures": columns.processing.map_or(0, |processing| processing.1),
        ":next_try_at": columns.processing.map(|processing| processing.2),
        ":links_end_at": request.links_end_at().map_or(0, millis),
    })?;
    if inserted == 1 {
        for link in &request.links {
            add_link(db, &request.id, link)?;
        }
    }
    Ok(inserted == 1)
}

pub(super) fn update(db: &Connection, request: &Request) -> Result<bool, StoreError> {
    let columns = Columns::from(request);
    // By their places: looking up so many names takes longer than the statement.
    let updated = db.prepare_cached(UPDATE)?.execute(params![
        columns.subject,
        columns.customer,
        columns.guest.as_ref().map(|guest| &guest.0),
        columns.guest.as_ref().map(|guest| &guest.1),
        request.address.as_ref().map(EmailAddress::as_str),
        request.address_is_stated,
        columns.extended.map(|extended| extended.0),
        columns.extended.map(|extended| extended.1),
        request.deadline.paused.num_milliseconds(),
        request.deadline.doubt_since.map(millis),
        millis(request.deadline.due_at()),
        request.reminded_at.map(millis),
        request.purged_at.map(millis),
        request.state.code(),
        columns.confirmed_at,
        columns.closed_at,
        columns.outcome,
        columns.duplicate_of,
        columns.approved_at,
        columns.approved_by,
        columns.plan,
        columns.runs_at,
        columns.processing.map(|processing| processing.0),
        columns.processing.map_or(0, |processing| processing.1),
        columns.processing.map(|processing| processing.2),
        request.id.as_str(),
        i64::try_from(request.revision).unwrap_or(i64::MAX),
    ])?;
    Ok(updated == 1)
}

pub(super) fn put_link(db: &Connection, id: &RequestId, link: &Link) -> Result<(), StoreError> {
    add_link(db, id, link)?;
    note_end_of_links(db, id)
}

fn add_link(db: &Connection, id: &RequestId, link: &Link) -> Result<(), StoreError> {
    let sql = "
        INSERT INTO links (request_id, digest, expires_at) VALUES (:id, :digest, :expires_at)
        ON CONFLICT (request_id, digest) DO UPDATE SET expires_at = excluded.expires_at";
    db.prepare_cached(sql)?.execute(named_params! {
        ":id": id.as_str(),
        ":digest": link.digest.as_bytes(),
        ":expires_at": millis(link.expires_at),
    })?;
    Ok(())
}

pub(super) fn delete_links(db: &Connection, id: &RequestId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM links WHERE request_id = :id")?.execute(named_params! {":id": id.as_str()})?;
    note_end_of_links(db, id)
}

fn note_end_of_links(db: &Connection, id: &RequestId) -> Result<(), StoreError> {
    db.prepare_cached(NOTE_END_OF_LINKS)?.execute(named_params! {":id": id.as_str()})?;
    Ok(())
}
