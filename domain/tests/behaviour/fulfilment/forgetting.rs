//! Whatever removes personal data, something sealed or a key notes its traces, and a wipe finds them: in the bytes of the files.

use std::collections::BTreeSet;

use domain::fulfilment::Wiped;
use domain::housekeeping::Housekeeping;
use domain::message::Language;
use domain::outbox::Delivery;
use domain::policy::Handover;
use domain::requests::{PublicForm, Shown};

use super::packaging::deliver;
use super::*;
use crate::life::{confirm, create, handed, outbox, send, staff};
use crate::webhook::{later, taken};

const MONTH: TimeDelta = TimeDelta::days(31);

/// Every value of the columns that are watched because they name somebody, or hold something sealed or a key.
fn watched(life: &Life) -> BTreeSet<Vec<u8>> {
    let database = rusqlite::Connection::open(life.database()).unwrap();
    let mut triggers = database
        .prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%AFTER UPDATE OF%'")
        .unwrap();
    let triggers: Vec<String> = triggers.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut found = BTreeSet::new();
    for trigger in triggers {
        let (_, watches) = trigger.split_once("AFTER UPDATE OF ").unwrap();
        let (columns, table) = watches.split_once(" ON ").unwrap();
        let table = table.split_whitespace().next().unwrap();
        for column in columns.split(", ") {
            let sql = format!("SELECT CAST({column} AS BLOB) FROM {table} WHERE {column} IS NOT NULL");
            let mut values = database.prepare(&sql).unwrap();
            found.extend(values.query_map((), |row| row.get::<_, Vec<u8>>(0)).unwrap().map(Result::unwrap));
        }
    }
    found
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The files of the database while it is open. Read by another process, since locks of this one would go away.
fn files(life: &Life) -> Vec<Vec<u8>> {
    let target = tempfile::tempdir().unwrap();
    let (folder, copy) = (life.database().parent().unwrap().to_owned(), target.path().join("copy"));
    assert!(std::process::Command::new("cp").arg("-r").arg(folder).arg(&copy).status().unwrap().success());
    std::fs::read_dir(copy).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// Does something that removes what stood in the database, and looks for it in the files after a wipe. Gives back what that was.
#[track_caller]
fn forgets<T>(life: &Life, fulfilment: &Fulfilment, operation: impl FnOnce() -> T) -> Vec<Vec<u8>> {
    fulfilment.wipe(TimeDelta::zero()).unwrap();
    assert_eq!(life.read(|view| view.traces()), None);
    let before = watched(life);
    operation();
    let after = watched(life);
    let is_gone = |value: &&Vec<u8>| value.len() >= 5 && !after.iter().any(|other| contains(other, value));
    let gone: Vec<_> = before.iter().filter(is_gone).cloned().collect();
    assert!(!gone.is_empty(), "it removes nothing");
    assert!(life.read(|view| view.traces()).is_some(), "it notes no traces");
    assert_eq!(fulfilment.wipe(TimeDelta::zero()).unwrap(), Wiped::Done);
    let files = files(life);
    assert!(files.len() >= 3, "the database, its log and its index");
    for value in &gone {
        assert!(!files.iter().any(|file| contains(file, value)), "{} still stands there", value.escape_ascii());
    }
    gone
}

fn keep(fulfilment: &Fulfilment) -> domain::housekeeping::Done {
    Housekeeping::new(Arc::clone(&fulfilment.requests)).unwrap().run().unwrap().unwrap()
}

#[test]
fn a_purge_takes_the_address_and_the_key_of_the_history_along() {
    let life = life();
    let fulfilment = life.fulfilment();
    let stranger = domain::requests::Wish {
        destination: domain::requests::Destination::Stated {
            address: name("kim@example.org"),
            reason: "she said so on the phone".to_owned(),
        },
        ..crate::life::guest("kim@example.org", "O-17")
    };
    let request = create(&fulfilment.requests, &stranger);
    send(&fulfilment.requests);
    fulfilment.requests.reject(&operator(), &request.id, "Nothing is stored about you.").unwrap();
    send(&fulfilment.requests);
    life.pass(MONTH);
    let gone = forgets(&life, &fulfilment, || assert_eq!(keep(&fulfilment).purged, 1));
    assert!(gone.contains(&b"kim@example.org".to_vec()));
    assert!(gone.iter().any(|value| std::str::from_utf8(value).is_err()), "the key is no text");
}

#[test]
fn a_mail_that_waits_no_more_takes_along_what_it_said() {
    for delivery in [Delivery::Sent, Delivery::Never("refused".to_owned())] {
        let life = life();
        let fulfilment = life.fulfilment();
        create(&fulfilment.requests, &wish(ERIKA));
        let claimed = outbox(&fulfilment.requests).claim().unwrap().unwrap();
        forgets(&life, &fulfilment, || outbox(&fulfilment.requests).settle(&claimed, &delivery).unwrap());
    }
    let life = life();
    let fulfilment = life.fulfilment();
    let request = create(&fulfilment.requests, &wish(ERIKA));
    fulfilment.requests.withdraw(&operator(), &request.id, None).unwrap();
    forgets(&life, &fulfilment, || assert!(send(&fulfilment.requests).is_empty(), "it is dropped"));
}

#[test]
fn a_notice_that_waits_no_more_takes_along_whom_it_was_about() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    erased(&fulfilment);
    let claim = |endpoint: &str| fulfilment.webhooks.claim(&name(endpoint)).unwrap().unwrap();
    let claimed = claim("erp");
    forgets(&life, &fulfilment, || fulfilment.webhooks.settle(&claimed, &taken()).unwrap());
    let claimed = claim("newsletter");
    life.pass(domain::outbox::GIVE_UP_AFTER);
    forgets(&life, &fulfilment, || fulfilment.webhooks.settle(&claimed, &later()).unwrap());
}

#[test]
fn a_form_that_was_looked_at_and_a_key_of_a_caller_that_is_old_go() {
    let life = life();
    let fulfilment = life.fulfilment();
    let form = PublicForm {
        kind: RequestType::Access,
        shop: name("shop"),
        email: name("nobody@example.org"),
        shown: Shown::Customer(name("nobody")),
        language: Language::find("de").unwrap(),
    };
    fulfilment.requests.submit(&form).unwrap();
    forgets(&life, &fulfilment, || assert_eq!(fulfilment.requests.take_submissions().unwrap(), 1));
    let request = create(&fulfilment.requests, &wish(ERIKA));
    let made = domain::store::IdempotencyKey {
        fingerprint: *b"the body of somebody's request..",
        request: request.id,
        at: life.now(),
    };
    life.write(|transaction| transaction.insert_idempotency_key(&name("ann"), "erika-mustermann-1", &made));
    life.pass(TimeDelta::days(8));
    forgets(&life, &fulfilment, || assert_eq!(keep(&fulfilment).keys, 1));
}

#[test]
fn an_erasure_what_it_left_and_a_released_hold_go() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    forgets(&life, &fulfilment, || erased(&fulfilment));
    assert!(remains(&life, ERIKA).is_some());
    life.pass(TimeDelta::days(3 * 366));
    forgets(&life, &fulfilment, || assert_eq!(tidy(&fulfilment).followed_up, 1));
    assert!(remains(&life, ERIKA).is_some(), "the invoice");
    let hold = hold(&fulfilment, Scope::Everything);
    forgets(&life, &fulfilment, || fulfilment.release_hold(&operator(), &hold, "it was settled").unwrap());
    life.pass(TimeDelta::days(8 * 366));
    forgets(&life, &fulfilment, || assert_eq!(tidy(&fulfilment).followed_up, 1));
    assert!(remains(&life, ERIKA).is_none());
}

#[test]
fn a_deletion_and_what_an_import_replaces_go() {
    let life = life();
    let fulfilment = life.fulfilment();
    forgets(&life, &fulfilment, || put(&life, &json!({"customerType": "b2c", "shopCustomerNumber": ERIKA})));
    forgets(&life, &fulfilment, || {
        fulfilment.delete_customer(&staff("ann"), &name("shop"), &name(ERIKA)).unwrap();
    });
}

#[test]
fn a_package_takes_its_key_along_whatever_becomes_of_it() {
    let life = life();
    let fulfilment = life.fulfilment_by(Policy { packages: Handover::Staff, ..at_once() });
    let ready = || {
        let (request, link) = handed(&fulfilment.requests, &wish(ERIKA));
        confirm(&fulfilment.requests, &request.id, link.hash.reveal()).unwrap();
        fulfilment.approve(&operator(), &request.id, None).unwrap();
        assert_eq!(run(&fulfilment).fulfilled, 1);
        request.id
    };
    let handed_over = ready();
    forgets(&life, &fulfilment, || deliver(&fulfilment, &handed_over).unwrap());
    let expired = ready();
    life.pass(TimeDelta::days(91));
    forgets(&life, &fulfilment, || assert_eq!(run(&fulfilment).outdated, 1));
    fulfilment.approve(&operator(), &expired, None).unwrap();
    assert_eq!(run(&fulfilment).fulfilled, 1);
    forgets(&life, &fulfilment, || fulfilment.requests.withdraw(&operator(), &expired, None).unwrap());
}

#[test]
fn the_plan_of_an_approval_that_is_revoked_goes() {
    let life = life();
    let fulfilment = life.fulfilment();
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    send(&fulfilment.requests);
    forgets(&life, &fulfilment, || fulfilment.revoke_approval(&operator(), &request.id).unwrap());
}
