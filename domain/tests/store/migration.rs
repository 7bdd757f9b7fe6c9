//! Databases of earlier versions of this program: they open, and nothing is lost.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::{Datelike, TimeDelta};
use domain::access::Permission;
use domain::clock::ManualClock;
use domain::clock::Timestamp;
use domain::customer::CustomerType;
use domain::link::LinkKey;
use domain::names::{EmailAddress, RequestId};
use domain::policy::Policy;
use domain::refusal::{Reason, Refusal, Stopped};
use domain::request::{Deadline, Link, Outcome, Request, RequestType, State, Subject};
use domain::requests::{Requests, Told};
use domain::seal::MasterKey;
use domain::store::Store;
use domain::store::sqlite::Sqlite;
use proptest::prelude::*;

use crate::records::{assert_same, moment, name, request, stored};
use crate::sqlite_file::{Counting, Scratch};

const FIRST: &str = include_str!("../../src/store/sqlite/migrations/0001_foundation.sql");

/// A database as the first version of this program made it, with what `sql` adds.
fn first_version(path: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_update(None, "synchronous", "off").unwrap();
    connection.execute_batch(&format!("BEGIN; {FIRST} {sql} COMMIT;")).unwrap();
    connection.pragma_update(None, "application_id", u32::from_be_bytes(*b"GDPR")).unwrap();
    connection.pragma_update(None, "user_version", 1).unwrap();
}

const SHOP: &str = "INSERT INTO shops (name, organization_id, site) VALUES ('shop', 1, 'site');";

fn key() -> LinkKey {
    LinkKey::new(&[3; 32]).unwrap()
}

/// The statement that adds a request of the first version, whose hash is its id backwards.
fn insert(request: &Request) -> String {
    let (confirmed_at, closed_at, outcome) = match &request.state {
        State::Pending => (None, None, None),
        State::Confirmed { at } => (Some(*at), None, None),
        State::Closed { at, outcome, confirmed_at } => (*confirmed_at, Some(*at), Some(outcome.code())),
        State::Approved(_) | State::Processing { .. } => unreachable!("the first version had no such state"),
    };
    let millis = |at: Option<Timestamp>| at.map_or("NULL".to_owned(), |at| at.timestamp_millis().to_string());
    let text = |text: Option<&str>| text.map_or("NULL".to_owned(), |text| format!("'{text}'"));
    let digest: Vec<String> = request.links[0].digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let digest = digest.concat();
    format!(
        "INSERT INTO requests VALUES ('{}', '{}', 1, '{}', '{}', {}, {}, x'{digest}', {}, '{}', {}, {}, {});",
        request.id,
        request.kind.code(),
        request.site,
        request.subject.customer().unwrap(),
        text(request.address.as_ref().map(EmailAddress::as_str)),
        request.deadline.received_at.timestamp_millis(),
        request.links[0].expires_at.timestamp_millis(),
        request.state.code(),
        millis(confirmed_at),
        millis(closed_at),
        text(outcome),
    )
}

fn hash(id: &RequestId) -> String {
    id.as_str().chars().rev().collect()
}

/// A request in every state that the first version knew.
fn requests() -> Vec<Request> {
    let mut states = vec![State::Pending, State::Confirmed { at: moment(1) }];
    for outcome in [Outcome::Completed, Outcome::Rejected, Outcome::Withdrawn] {
        for confirmed_at in [None, Some(moment(2))] {
            states.push(State::Closed { at: moment(3), outcome: outcome.clone(), confirmed_at });
        }
    }
    let mut requests = Vec::new();
    for (number, state) in (0..).zip(states) {
        for kind in [RequestType::Access, RequestType::Erasure] {
            let id: RequestId = name(&format!("{number}-{}", kind.code()));
            requests.push(Request {
                kind,
                site: name("another site than the shop has now"),
                subject: Subject::Customer(name("BB002")),
                address: (number % 2 == 0).then(|| name("bob@example.org")),
                // Nobody is on file under that address: staff stated it.
                address_is_stated: number % 2 == 0,
                deadline: Deadline::of(moment(number)),
                links: vec![Link { digest: key().digest(id.as_str(), &hash(&id)), expires_at: moment(86_400_000) }],
                state: state.clone(),
                ..request(id.as_str())
            });
        }
    }
    requests
}

fn service(store: Arc<dyn Store>) -> Requests {
    let entropy = Arc::new(Counting::default());
    Requests {
        store,
        clock: Arc::new(ManualClock::at(moment(0))),
        entropy: entropy.clone(),
        link_key: key(),
        journal: domain::audit::Journal::new(MasterKey::new(&[4; 32]).unwrap(), entropy),
        policies: Arc::new(Policy::default()),
        repeat_grace: TimeDelta::zero(),
    }
}

#[test]
fn the_first_version_of_a_database_is_brought_up_to_date_and_loses_nothing() {
    let scratch = Scratch::new();
    let inserts: String = requests().iter().map(insert).collect();
    first_version(&scratch.file(), &format!("{SHOP} {inserts}"));
    let store = Sqlite::open(&scratch.file()).unwrap();
    for before in requests() {
        assert_same(&stored(&store, before.id.as_str()).unwrap(), &before);
    }
    assert_eq!(store.verify().unwrap(), Vec::<String>::new());
    assert_eq!(
        store.schema_version().unwrap(),
        Sqlite::open(&Scratch::new().file()).unwrap().schema_version().unwrap()
    );
}

#[test]
fn an_address_that_is_not_on_file_counts_as_stated_and_its_link_to_a_package_is_gone() {
    let scratch = Scratch::new();
    let path = scratch.file();
    let customers = "
        INSERT INTO customers (shop_id, number, type, document) VALUES
            (1, 'BB002', 'b2c', '{\"email\":\"Bob@Example.ORG\"}'), (1, 'BB003', 'b2c', '{}');";
    let at = |id: &str, number: &str, address: Option<&str>| Request {
        subject: Subject::Customer(name(number)),
        address: address.map(name),
        links: vec![Link { digest: key().digest(id, "0"), expires_at: moment(1) }],
        ..request(id)
    };
    let before = [
        (at("on-file", "BB002", Some("bob@example.org")), false),
        (at("elsewhere", "BB002", Some("new@example.org")), true),
        (at("nothing-on-file", "BB003", Some("bob@example.org")), true),
        (at("unknown", "BB004", Some("bob@example.org")), true),
        (at("none", "BB002", None), false),
    ];
    let inserts: String = before.iter().map(|(request, _)| insert(request)).collect();
    first_version(&path, &format!("{SHOP} {customers} {inserts}"));
    let connection = rusqlite::Connection::open(&path).unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/sqlite/migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let this = files.iter().position(|file| file.ends_with("0012_stated_addresses.sql")).unwrap();
    for (version, file) in (1_i64..).zip(&files[..this]).skip(1) {
        connection.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        connection.pragma_update(None, "user_version", version).unwrap();
    }
    connection
        .execute_batch(
            "INSERT INTO package_links (request_id, digest, expires_at) SELECT id, zeroblob(32), 0 FROM requests",
        )
        .unwrap();
    drop(connection);
    let store: &dyn Store = &Sqlite::open(&path).unwrap();
    for (request, is_stated) in before {
        assert_eq!(stored(store, request.id.as_str()).unwrap().address_is_stated, is_stated, "{}", request.id);
        let link = store.read("test", |view| view.package_link(&request.id)).unwrap();
        assert_eq!(link.is_none(), is_stated, "{}", request.id);
    }
}

#[test]
fn requests_of_the_first_version_whose_links_have_ended_are_found() {
    let scratch = Scratch::new();
    let inserts: String = requests().iter().map(insert).collect();
    first_version(&scratch.file(), &format!("{SHOP} {inserts}"));
    let store: &dyn Store = &Sqlite::open(&scratch.file()).unwrap();
    let found =
        |until| store.read("test", |view| view.pending_until(&name("shop"), moment(until), false, 100)).unwrap();
    assert_eq!(found(86_399_999).len(), 0);
    let pending = requests().into_iter().filter(|request| request.state == State::Pending).count();
    assert_eq!((found(86_400_000).len(), pending), (2, 2));
}

#[test]
fn links_of_the_first_version_still_work() {
    let scratch = Scratch::new();
    let inserts: String = requests().iter().map(insert).collect();
    first_version(&scratch.file(), &format!("{SHOP} {inserts}"));
    let service = service(Arc::new(Sqlite::open(&scratch.file()).unwrap()));
    let closed = Err(Refusal::NotFound(Some(Reason::Closed)));
    for before in requests() {
        let site = Some(before.site.clone());
        let ask = |hash: &str| match service.confirm(&service.ask(before.id.as_str(), Some(hash), site.clone())) {
            Ok(told) => Ok(told),
            Err(Stopped::Refused(refusal)) => Err(refusal),
            Err(Stopped::Fault(fault)) => panic!("{fault}"),
        };
        assert!(ask("another").is_err());
        let expected = match before.state {
            State::Pending => Ok(Told::First),
            State::Confirmed { .. } => Ok(Told::Repeat),
            State::Closed { .. } => closed,
            State::Approved(_) | State::Processing { .. } => unreachable!("the first version had no such state"),
        };
        assert_eq!(ask(&hash(&before.id)), expected, "{}", before.id);
    }
    // Somebody's second request of a type is a duplicate, as it would be today.
    let pending = stored(&*service.store, "0-access").unwrap();
    assert_eq!(pending.state.outcome(), Some(&Outcome::Duplicate(name("1-access"))));
}

#[test]
fn several_confirmed_requests_of_one_person_stay_as_they_are() {
    let scratch = Scratch::new();
    let confirmed = |id: &str, at| Request {
        subject: Subject::Customer(name("BB002")),
        state: State::Confirmed { at: moment(at) },
        ..request(id)
    };
    let before = [confirmed("later", 9), confirmed("first", 5)];
    let inserts: String = before.iter().map(insert).collect();
    first_version(&scratch.file(), &format!("{SHOP} {inserts}"));
    let store: &dyn Store = &Sqlite::open(&scratch.file()).unwrap();
    for request in &before {
        assert_same(&stored(store, request.id.as_str()).unwrap(), request);
    }
    let open = store.read("test", |view| view.open_request(&name("shop"), RequestType::Access, "customer:BB002"));
    assert_eq!(open.unwrap(), Some(name("first")));
}

#[test]
fn customers_of_the_first_version_are_found_by_their_address() {
    let scratch = Scratch::new();
    let customers = "
        INSERT INTO customers (shop_id, number, type, document) VALUES
            (1, 'a', 'b2c', '{\"email\":\"Bob@Example.ORG\"}'),
            (1, 'b', 'b2c', '{\"email\":\"Zoë@Bücher.example\"}'),
            (1, 'c', 'b2b', '{}'),
            (1, 'damaged', 'b2c', '{\"email\":');";
    first_version(&scratch.file(), &format!("{SHOP} {customers}"));
    let store: &dyn Store = &Sqlite::open(&scratch.file()).unwrap();
    for (address, number) in
        [("bob@example.org", "a"), ("BOB@example.org", "a"), ("zoë@bücher.example", "b"), ("ZOë@bücher.example", "b")]
    {
        let found = store.read("test", |view| view.customers_at(&name("shop"), &name(address))).unwrap();
        assert_eq!(found.len(), 1, "{address}");
        assert!(found[0].number == name(number) && found[0].kind == CustomerType::B2c, "{address}");
    }
    let damaged = store.read("test", |view| view.customer(&name("shop"), &name("damaged"))).unwrap().unwrap();
    assert_eq!(damaged.document, "{\"email\":", "left as it was, to be found by a check");
}

#[test]
fn there_is_a_role_for_those_who_work_on_requests_and_one_of_that_name_stays_as_it_is() {
    let officer = |sql: &str| {
        let scratch = Scratch::new();
        first_version(&scratch.file(), sql);
        let store: &dyn Store = &Sqlite::open(&scratch.file()).unwrap();
        store.read("test", |view| view.role(&name("privacy-officer"))).unwrap().unwrap()
    };
    let both = BTreeSet::from([Permission::ViewGdprRelevantData, Permission::ManageDataRequests]);
    assert_eq!(officer(""), both, "no role that is there from the start may delete");
    let own = "INSERT INTO roles (name) VALUES ('privacy-officer');";
    assert_eq!(officer(own), BTreeSet::new(), "of an honorary role nobody makes a powerful one");
    let viewer =
        "INSERT INTO role_permissions SELECT id, 'view-gdpr-relevant-data' FROM roles WHERE name = 'privacy-officer';";
    assert_eq!(officer(&format!("{own} {viewer}")), BTreeSet::from([Permission::ViewGdprRelevantData]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_database_and_the_program_count_the_same_month(
        // Of four centuries, every second of them on one of the last days of a month.
        days in prop::collection::vec((0_i64..146_000, any::<bool>(), 0_i64..86_400_000), 100),
    ) {
        let came: Vec<Timestamp> = days
            .iter()
            .map(|(day, at_the_end, of_day)| {
                let any = Timestamp::from_timestamp_millis(day * 86_400_000 + of_day).unwrap();
                // The last days of the month before it.
                let back = i64::from(any.day()) + day % 3;
                if *at_the_end { any - TimeDelta::days(back) } else { any }
            })
            .filter(|came| *came >= Timestamp::UNIX_EPOCH)
            .collect();
        let scratch = Scratch::new();
        let born = |number: usize, came: Timestamp| Request {
            deadline: Deadline::of(came),
            ..request(&format!("request{number:03}"))
        };
        let inserts: String = came.iter().enumerate().map(|(number, came)| insert(&born(number, *came))).collect();
        first_version(&scratch.file(), &format!("{SHOP} {inserts}"));
        drop(Sqlite::open(&scratch.file()).unwrap());
        let connection = rusqlite::Connection::open(scratch.file()).unwrap();
        let mut statement = connection.prepare("SELECT due_at FROM requests ORDER BY id").unwrap();
        let due: Vec<i64> = statement.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let expected: Vec<i64> = came.iter().map(|came| Deadline::of(*came).due_at().timestamp_millis()).collect();
        prop_assert_eq!(due, expected);
    }
}
