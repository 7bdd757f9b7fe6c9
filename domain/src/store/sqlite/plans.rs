//! How `SQLite` goes about the statements that the service runs for each call, and again and again beside them: none of them
//! may look at every row of a table that grows.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::open::Open;
use super::{Sqlite, connect};
use crate::clock::Timestamp;
use crate::names::RequestId;
use crate::request::RequestType;
use crate::seal::Pseudonym;
use crate::store::{
    ErasureChange, ErasureView, MailChange, MailView, PackageChange, PackageView, RequestChange, RequestFilter,
    RequestView, StoreError, View, WebhookView,
};

/// The statements that `work` runs.
fn statements(connection: &mut Connection, work: impl FnOnce(&Open<'_>) -> Result<(), StoreError>) -> BTreeSet<String> {
    let (note, noted) = mpsc::channel();
    let trace = move |event: TraceEvent<'_>| {
        if let TraceEvent::Profile(statement, _) = event {
            let _ = note.send(statement.sql().into_owned());
        }
    };
    connection.trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(trace)).unwrap();
    work(&Open::new(connection, &AtomicBool::new(false))).unwrap();
    noted.try_iter().collect()
}

/// The steps by which a statement is carried out.
fn plan(connection: &Connection, sql: &str) -> Vec<String> {
    let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    // Parameters are left out: no plan depends on them.
    plan.raw_query().mapped(|row| row.get(3)).map(Result::unwrap).collect()
}

/// Whether a step goes through an index which has those rows alone that are asked for.
fn is_of_few(connection: &Connection, step: &str) -> bool {
    let Some((_, index)) = step.rsplit_once(" INDEX ") else { return false };
    let sql = "SELECT sql LIKE '% WHERE %' FROM sqlite_schema WHERE name = ?";
    connection.query_row(sql, [index], |row| row.get(0)).unwrap()
}

/// The steps of a statement that go through all of something.
fn scans(connection: &Connection, sql: &str) -> Vec<String> {
    // Two are no tables: the chain of organizations up to the root, and the endpoints that notices wait for.
    let few = ["SCAN CONSTANT ROW", "SCAN up", "SCAN waiting"];
    let is_scan = |step: &String| step.starts_with("SCAN ") && !few.contains(&step.as_str());
    plan(connection, sql).into_iter().filter(|step| is_scan(step) && !is_of_few(connection, step)).collect()
}

#[test]
fn nothing_that_is_run_again_and_again_looks_at_every_row() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gdpr.db");
    drop(Sqlite::open(&path).unwrap());
    let mut connection = connect(&path, Duration::ZERO).unwrap();
    let (now, id): (_, RequestId) = (Timestamp::UNIX_EPOCH, "request".parse().unwrap());
    let endpoint = "newsletter".parse().unwrap();
    let (shop, number) = ("shop".parse().unwrap(), "C-1".parse().unwrap());
    let pseudonym: Pseudonym = "01daf52e84dceade75f66217a97e0107".parse().unwrap();
    let of_subject = RequestFilter {
        shops: vec!["shop".parse().unwrap()],
        reference: Some("customer:C-1".to_owned()),
        ..RequestFilter::default()
    };
    let run = statements(&mut connection, |open| {
        open.lineage(&"OMS".parse().unwrap())?;
        open.shop(&shop)?;
        open.user(&"user".parse().unwrap())?;
        open.grants(&"user".parse().unwrap())?;
        open.customer(&shop, &number)?;
        open.find_customer(&shop, &number, 1024)?;
        open.read_document(&shop, &number, &mut |_| ())?;
        open.audit_head()?;
        open.last_audit_entry()?;
        open.audit_entries(1, 100)?;
        open.request_entries(&id)?;
        open.subject_key(&pseudonym)?;
        open.request(&id)?;
        open.requests(&of_subject)?;
        open.open_request(&shop, RequestType::Access, "customer:C-1")?;
        open.count_pending(&shop, RequestType::Access, "customer:C-1")?;
        open.pending_until(&shop, now, true, 100)?;
        open.unpurged_until(&shop, now, 100)?;
        open.customers_at(&shop, &"erika@example.org".parse().unwrap())?;
        open.idempotency_key(&"user".parse().unwrap(), "key")?;
        open.delete_links(&id)?;
        open.delete_idempotency_keys(now)?;
        open.delete_submission("submission")?;
        open.next_mail(now)?;
        open.mails(&id)?;
        open.count_mails()?;
        open.take_lease("name", "holder", now, now)?;
        open.release_lease("name", "holder")?;
        open.traces()?;
        open.date_traces(now)?;
        open.package(&id)?;
        open.package_link(&id)?;
        open.delete_package(&id)?;
        open.due_requests(now, 100)?;
        open.cancel_link(&id)?;
        open.erasures(&shop, &pseudonym)?;
        open.erasure_of(&id)?;
        open.unfinished_deletions(now, now, 100)?;
        open.remains(&shop, &pseudonym)?;
        open.due_remains(&shop, now, "rules", None, 100)?;
        open.legal_holds(&shop, &pseudonym)?;
        open.customer_numbers(&shop, None, 100)?;
        open.delete_customer(&shop, &number)?;
        open.next_webhook(&endpoint, now)?;
        open.waiting_endpoints()?;
        open.webhooks_of_erasure("erasure")?;
        open.webhooks_of_request(&id)?;
        Ok(())
    });
    assert!(run.len() > 40, "{run:#?}");
    for sql in run {
        assert_eq!(scans(&connection, &sql), Vec::<String>::new(), "{sql}");
    }
}

#[test]
fn what_is_due_is_found_by_when_it_is_due() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gdpr.db");
    drop(Sqlite::open(&path).unwrap());
    let (shop, now) = ("shop".parse().unwrap(), Timestamp::UNIX_EPOCH);
    let searched = |part: &str, ask: &dyn Fn(&Open<'_>) -> Result<(), StoreError>| {
        let mut connection = connect(&path, Duration::ZERO).unwrap();
        let run = statements(&mut connection, ask);
        let steps: Vec<_> = run.iter().flat_map(|sql| plan(&connection, sql)).collect();
        assert!(steps.iter().any(|step| step.starts_with("SEARCH requests ") && step.contains(part)), "{steps:?}");
    };
    searched("(shop_id=? AND links_end_at<?)", &|open| open.pending_until(&shop, now, false, 100).map(drop));
    searched("(shop_id=? AND closed_at<?)", &|open| open.unpurged_until(&shop, now, 100).map(drop));
    searched("(state=? AND runs_at<?)", &|open| open.due_requests(now, 100).map(drop));
}

#[test]
fn a_statement_that_looks_at_every_row_is_found_out() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gdpr.db");
    drop(Sqlite::open(&path).unwrap());
    let connection = connect(&path, Duration::ZERO).unwrap();
    assert_eq!(scans(&connection, "SELECT id FROM requests WHERE runs_at = 0"), ["SCAN requests"]);
}
