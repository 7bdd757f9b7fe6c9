//! The statements about data requests.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params, params_from_iter};

use super::{StoreError, millis, parsed, timestamp, unreadable};
use crate::audit::Actor;
use crate::clock::Timestamp;
use crate::link::LinkDigest;
use crate::message::Language;
use crate::names::{CustomerNumber, EmailAddress, OrderNumber, RequestId, ShopName};
use crate::request::{Approval, Deadline, Extension, Link, Outcome, Request, RequestType, State, Subject};
use crate::store::RequestFilter;

const COLUMNS: &str = "
    SELECT requests.id AS id, type, shops.name AS shop, requests.site AS site, language, received_at, subject,
           customer_number, guest_email, guest_order, address, extended_at, extended_months, paused, doubt_since,
           reminded_at, purged_at, state, confirmed_at, closed_at, outcome, duplicate_of, revision,
           approved_at, approved_by, plan, runs_at, processing_since, failures, next_try_at
    FROM requests JOIN shops ON shops.id = requests.shop_id";

const INSERT: &str = "
    INSERT INTO requests (id, type, shop_id, site, language, received_at, subject, customer_number, guest_email,
                          guest_order, address, extended_at, extended_months, paused, doubt_since, due_at, reminded_at,
                          purged_at, state, confirmed_at, closed_at, outcome, duplicate_of, approved_at, approved_by,
                          plan, runs_at, processing_since, failures, next_try_at)
    SELECT :id, :type, id, :site, :language, :received_at, :subject, :customer_number, :guest_email,
           :guest_order, :address, :extended_at, :extended_months, :paused, :doubt_since, :due_at, :reminded_at,
           :purged_at, :state, :confirmed_at, :closed_at, :outcome, :duplicate_of, :approved_at, :approved_by,
           :plan, :runs_at, :processing_since, :failures, :next_try_at
    FROM shops WHERE name = :shop
    ON CONFLICT (id) DO NOTHING";

const UPDATE: &str = "
    UPDATE requests
    SET subject = :subject, customer_number = :customer_number, guest_email = :guest_email, guest_order = :guest_order,
        address = :address, extended_at = :extended_at, extended_months = :extended_months, paused = :paused,
        doubt_since = :doubt_since, due_at = :due_at, reminded_at = :reminded_at, purged_at = :purged_at, state = :state,
        confirmed_at = :confirmed_at, closed_at = :closed_at, outcome = :outcome, duplicate_of = :duplicate_of,
        approved_at = :approved_at, approved_by = :approved_by, plan = :plan, runs_at = :runs_at,
        processing_since = :processing_since, failures = :failures, next_try_at = :next_try_at,
        revision = revision + 1
    WHERE id = :id AND revision = :revision";

const LINKS: &str = "SELECT digest, expires_at FROM links WHERE request_id = :id ORDER BY expires_at, digest";

const OPEN: &str = "
    SELECT requests.id FROM requests JOIN shops ON shops.id = requests.shop_id
    WHERE shops.name = :shop AND subject = :subject AND type = :type
      AND state IN ('confirmed', 'approved', 'processing')
    ORDER BY confirmed_at, requests.id LIMIT 1";

const COUNT_PENDING: &str = "
    SELECT count(*) FROM requests JOIN shops ON shops.id = requests.shop_id
    WHERE shops.name = :shop AND subject = :subject AND type = :type AND state = 'pending'";

const PENDING_UNTIL: &str = "
    WHERE shops.name = :shop AND state = 'pending'
      AND (NOT :unreminded OR (reminded_at IS NULL AND address IS NOT NULL AND EXISTS (
          SELECT 1 FROM mails WHERE request_id = requests.id AND kind = 'confirmation')))
      AND NOT EXISTS (SELECT 1 FROM links WHERE request_id = requests.id AND expires_at > :until)
      AND NOT EXISTS (SELECT 1 FROM mails WHERE request_id = requests.id AND status = 'waiting')
    ORDER BY received_at, requests.id LIMIT :limit";

const UNPURGED_UNTIL: &str = "
    WHERE shops.name = :shop AND state = 'closed' AND purged_at IS NULL AND closed_at <= :until
    ORDER BY closed_at, requests.id LIMIT :limit";

const DUE: &str = "
    WHERE (state = 'approved' AND runs_at <= :now) OR (state = 'processing' AND next_try_at <= :now)
    ORDER BY runs_at, requests.id LIMIT :limit";

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
    let parameters = named_params! {":shop": shop.as_str(), ":subject": reference, ":type": kind.code()};
    let found: Option<String> = statement.query_row(parameters, |row| row.get(0)).optional()?;
    found.map(|id| parsed("requests.id", &id)).transpose()
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
    all(db, &format!("{COLUMNS} {DUE}"), named_params! {":now": millis(now), ":limit": limited(limit)})
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

fn read(db: &Connection, row: &Row<'_>) -> Result<Request, StoreError> {
    let id: RequestId = text("requests.id", row, "id")?;
    let kind: String = row.get("type")?;
    let language: String = row.get("language")?;
    Ok(Request {
        links: links(db, &id)?,
        kind: RequestType::from_code(&kind).ok_or_else(|| unreadable("requests.type"))?,
        shop: text("shops.name", row, "shop")?,
        site: text("requests.site", row, "site")?,
        language: Language::find(&language).ok_or_else(|| unreadable("requests.language"))?,
        subject: read_subject(row)?,
        address: optional_text("requests.address", row, "address")?,
        deadline: read_deadline(row)?,
        reminded_at: moment("requests.reminded_at", row, "reminded_at")?,
        purged_at: moment("requests.purged_at", row, "purged_at")?,
        state: read_state(row)?,
        revision: u64::try_from(row.get::<_, i64>("revision")?).map_err(|_| unreadable("requests.revision"))?,
        id,
    })
}

fn text<T: std::str::FromStr>(column: &'static str, row: &Row<'_>, name: &str) -> Result<T, StoreError> {
    parsed(column, &row.get::<_, String>(name)?)
}

fn optional_text<T: std::str::FromStr>(
    column: &'static str,
    row: &Row<'_>,
    name: &str,
) -> Result<Option<T>, StoreError> {
    row.get::<_, Option<String>>(name)?.map(|text| parsed(column, &text)).transpose()
}

fn moment(column: &'static str, row: &Row<'_>, name: &str) -> Result<Option<Timestamp>, StoreError> {
    row.get::<_, Option<i64>>(name)?.map(|millis| timestamp(column, millis)).transpose()
}

fn read_subject(row: &Row<'_>) -> Result<Subject, StoreError> {
    let reference: String = row.get("subject")?;
    let customer: Option<CustomerNumber> = optional_text("requests.customer_number", row, "customer_number")?;
    let email: Option<EmailAddress> = optional_text("requests.guest_email", row, "guest_email")?;
    let order: Option<OrderNumber> = optional_text("requests.guest_order", row, "guest_order")?;
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
    let extended_at = moment("requests.extended_at", row, "extended_at")?;
    let months: Option<u8> = row.get("extended_months")?;
    Ok(Deadline {
        received_at: timestamp("requests.received_at", row.get("received_at")?)?,
        extension: extended_at.zip(months).map(|(at, months)| Extension { at, months }),
        paused: chrono::TimeDelta::try_milliseconds(row.get("paused")?).ok_or_else(|| unreadable("requests.paused"))?,
        doubt_since: moment("requests.doubt_since", row, "doubt_since")?,
    })
}

fn read_state(row: &Row<'_>) -> Result<State, StoreError> {
    let state: String = row.get("state")?;
    let confirmed_at = moment("requests.confirmed_at", row, "confirmed_at")?;
    let closed_at = moment("requests.closed_at", row, "closed_at")?;
    let outcome: Option<String> = row.get("outcome")?;
    let other: Option<RequestId> = optional_text("requests.duplicate_of", row, "duplicate_of")?;
    let outcome = outcome.as_deref().and_then(|code| Outcome::from_code(code, other));
    let approval = read_approval(row, confirmed_at)?;
    let processing: (Option<i64>, Option<i64>) = (row.get("processing_since")?, row.get("next_try_at")?);
    match (state.as_str(), confirmed_at, approval, processing, closed_at, outcome) {
        ("pending", None, None, (None, None), None, None) => Ok(State::Pending),
        ("confirmed", Some(at), None, (None, None), None, None) => Ok(State::Confirmed { at }),
        ("approved", Some(_), Some(approval), (None, None), None, None) => Ok(State::Approved(approval)),
        ("processing", Some(_), Some(approval), (Some(since), Some(next_try_at)), None, None) => {
            Ok(State::Processing {
                approval,
                since: timestamp("requests.processing_since", since)?,
                failures: row.get("failures")?,
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
    let at = moment("requests.approved_at", row, "approved_at")?;
    let runs_at = moment("requests.runs_at", row, "runs_at")?;
    let by: Option<Actor> = optional_text("requests.approved_by", row, "approved_by")?;
    let plan = optional_text("requests.plan", row, "plan")?;
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
    rows.map(|row| {
        let (digest, expires_at): ([u8; 32], i64) = row?;
        let expires_at = timestamp("links.expires_at", expires_at)?;
        Ok(Link { digest: LinkDigest::from_bytes(digest), expires_at })
    })
    .collect()
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
    })?;
    if inserted == 1 {
        for link in &request.links {
            put_link(db, &request.id, link)?;
        }
    }
    Ok(inserted == 1)
}

pub(super) fn update(db: &Connection, request: &Request) -> Result<bool, StoreError> {
    let columns = Columns::from(request);
    let updated = db.prepare_cached(UPDATE)?.execute(named_params! {
        ":id": request.id.as_str(),
        ":revision": i64::try_from(request.revision).unwrap_or(i64::MAX),
        ":subject": columns.subject,
        ":customer_number": columns.customer,
        ":guest_email": columns.guest.as_ref().map(|guest| &guest.0),
        ":guest_order": columns.guest.as_ref().map(|guest| &guest.1),
        ":address": request.address.as_ref().map(EmailAddress::as_str),
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
    })?;
    Ok(updated == 1)
}

pub(super) fn put_link(db: &Connection, id: &RequestId, link: &Link) -> Result<(), StoreError> {
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
    Ok(())
}
