//! What is particular to `SQLite`: the file, who may read it, what is refused, and that nothing is lost.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Barrier};
use std::thread;

use domain::audit::{Actor, Journal};
use domain::clock::ManualClock;
use domain::entropy::{Entropy, NoEntropy};
use domain::link::LinkKey;
use domain::policy::Policy;
use domain::request::RequestType;
use domain::requests::{Destination, Requests, Who, Wish};
use domain::seal::MasterKey;
use domain::store::sqlite::Sqlite;
use domain::store::{Store, StoreError};

use crate::records::{customer, moment, name, request, stored, user, with_request, with_shop, write};
use crate::rules::Storage;

/// A database file in a directory of its own, which goes away with this.
pub(crate) struct Scratch(tempfile::TempDir);

impl Scratch {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.path().join("gdpr.db")
    }

    pub(crate) fn sqlite(&self) -> Result<Sqlite, StoreError> {
        Sqlite::open(&self.file())
    }

    /// Every file there is, with its bytes. Not to be asked for while the database is open: POSIX locks of a process
    /// go away when it closes any descriptor of the file.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let entries = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    }
}

impl Storage for Scratch {
    fn open(&self) -> Arc<dyn Store> {
        Arc::new(self.sqlite().unwrap())
    }
}

/// `SQLite` without any rules of ours.
fn plain(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[cfg(unix)]
#[test]
fn all_files_of_the_database_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let scratch = Scratch::new();
    let store = scratch.open();
    with_shop(&*store);
    let modes: BTreeMap<String, u32> = fs::read_dir(scratch.0.path())
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().permissions().mode() & 0o777)
        })
        .collect();
    let owner_only = |name: &str| (name.to_owned(), 0o600);
    assert_eq!(modes, BTreeMap::from(["gdpr.db", "gdpr.db-wal", "gdpr.db-shm"].map(owner_only)));
}

#[test]
fn the_file_is_in_wal_mode_and_marked_as_ours() {
    let scratch = Scratch::new();
    let version = scratch.sqlite().unwrap().schema_version().unwrap();
    let pragma = |name: &str| -> String {
        plain(&scratch.file())
            .query_row(&format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"), (), |row| row.get(0))
            .unwrap()
    };
    assert_eq!(pragma("journal_mode"), "wal");
    assert_eq!(pragma("application_id"), u32::from_be_bytes(*b"GDPR").to_string());
    assert_eq!(pragma("user_version"), version.to_string());
    assert_eq!(pragma("integrity_check"), "ok");
    assert_eq!(scratch.sqlite().unwrap().schema_version().unwrap(), version, "opening it again migrates nothing");
}

#[test]
fn the_database_of_a_newer_program_is_refused_and_left_as_it_is() {
    for journal_mode in ["wal", "delete"] {
        let scratch = Scratch::new();
        let known = {
            let store = scratch.sqlite().unwrap();
            with_request(&store, &request("kept"));
            store.schema_version().unwrap()
        };
        let newer = plain(&scratch.file());
        newer.pragma_update(None, "user_version", known + 1).unwrap();
        newer.pragma_update(None, "journal_mode", journal_mode).unwrap();
        newer.execute_batch("CREATE TABLE of_the_future (x); DROP TABLE customers").unwrap();
        drop(newer);
        let before = scratch.files();

        let refused = scratch.sqlite().err().unwrap();
        assert_eq!(refused, StoreError::Newer { found: known + 1, known });
        let text = refused.to_string();
        assert!(text.contains(&(known + 1).to_string()) && text.contains(&known.to_string()), "{text}");
        assert!(scratch.files() == before, "a file was changed ({journal_mode})");
    }
}

#[test]
fn the_database_of_another_application_is_refused_and_left_as_it_is() {
    let table = "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO customers VALUES (1, 'Bob')";
    let foreign = [
        table.to_owned(),
        "PRAGMA application_id = 1234567".to_owned(),
        format!("PRAGMA application_id = 1234567; PRAGMA user_version = 1; {table}"),
        format!("PRAGMA journal_mode = wal; PRAGMA user_version = 1; {table}"),
    ];
    for sql in foreign {
        let scratch = Scratch::new();
        plain(&scratch.file()).execute_batch(&sql).unwrap();
        let before = scratch.files();
        let refused = scratch.sqlite().err().unwrap();
        assert!(matches!(refused, StoreError::Corrupt(_)), "{sql}: {refused}");
        assert!(scratch.files() == before, "a file was changed: {sql}");
    }
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    for text in ["xy", "Dear diary,\n", &"A long letter. ".repeat(1000), "SQLite format 3\0 and then something else"] {
        let scratch = Scratch::new();
        fs::write(scratch.file(), text).unwrap();
        let refused = scratch.sqlite().err().unwrap();
        assert!(matches!(refused, StoreError::Corrupt(_)), "{text:.20}: {refused}");
        assert_eq!(scratch.files(), BTreeMap::from([(scratch.file(), text.as_bytes().to_vec())]));
    }
}

#[test]
fn a_place_where_no_file_can_be_is_said_to_be_unavailable() {
    let scratch = Scratch::new();
    for path in [scratch.0.path().join("no such directory/gdpr.db"), scratch.0.path().to_owned()] {
        let refused = Sqlite::open(&path).err().unwrap();
        assert!(matches!(refused, StoreError::Unavailable(_)), "{refused}");
    }
    assert_eq!(scratch.files(), BTreeMap::new());
}

#[test]
fn any_number_of_processes_can_make_the_database_at_once() {
    for round in 0..40 {
        let scratch = Scratch::new();
        let start = Barrier::new(4);
        thread::scope(|scope| {
            for number in 0..4 {
                let (scratch, start) = (&scratch, &start);
                scope.spawn(move || {
                    start.wait();
                    let store = scratch.sqlite().unwrap_or_else(|error| panic!("round {round}: {error}"));
                    assert!(write(&store, |transaction| transaction.insert_user(&user(&format!("user{number}")))));
                });
            }
        });
        let store = scratch.open();
        for number in 0..4 {
            let found = store.read("test", |view| view.user(&name(&format!("user{number}")))).unwrap();
            assert!(found.is_some(), "the work of one opener was undone by another");
        }
    }
}

/// Bytes that differ each time, without being random.
#[derive(Default)]
pub(crate) struct Counting(std::sync::atomic::AtomicU8);

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill_with(|| self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst).wrapping_mul(167));
        Ok(())
    }
}

#[test]
fn the_hash_is_in_none_of_the_files() {
    let scratch = Scratch::new();
    let entropy = Arc::new(Counting(1.into()));
    let requests = Requests {
        store: scratch.open(),
        clock: Arc::new(ManualClock::at(moment(0))),
        entropy: entropy.clone(),
        link_key: LinkKey::new(&[3; 32]).unwrap(),
        journal: Journal::new(MasterKey::new(&[4; 32]).unwrap(), entropy),
        policies: Arc::new(Policy::default()),
        repeat_grace: chrono::TimeDelta::zero(),
    };
    with_shop(&*requests.store);
    write(&*requests.store, |transaction| transaction.upsert_customer(&name("shop"), &customer("BB002", "{}")));
    let wish = Wish {
        kind: RequestType::Access,
        shop: name("shop"),
        subject: Who::Customer(name("BB002")),
        destination: Destination::Handed,
        language: None,
        received_at: None,
    };
    let operator = Actor::CommandLine("uid 0".to_owned());
    let created = requests.create(&operator, &wish, None).unwrap();
    // A second process still has the file open, so that the log is not folded into it and both are looked at.
    let second = scratch.open();
    requests.reject(&operator, &created.request.id, "Nothing is stored.").unwrap();
    drop(requests);
    assert!(stored(&*second, created.request.id.as_str()).is_some());
    let all: Vec<u8> = scratch.files().into_values().flatten().collect();
    drop(second);

    let link = created.link.unwrap();
    let hash = link.hash.reveal();
    let bytes: Vec<u8> =
        (0..32).map(|index| u8::from_str_radix(&hash[2 * index..2 * index + 2], 16).unwrap()).collect();
    assert!(contains(&all, created.request.id.as_str().as_bytes()), "what is stored can be found this way");
    assert!(!contains(&all, hash.as_bytes()) && !contains(&all, hash.to_uppercase().as_bytes()));
    assert!(!contains(&all, &bytes));
}

#[test]
fn what_this_program_did_not_write_is_found_by_its_place_and_not_by_its_content() {
    let scratch = Scratch::new();
    let store = Sqlite::open(&scratch.file()).unwrap();
    assert_eq!(store.verify().unwrap(), Vec::<String>::new());
    let other = rusqlite::Connection::open(scratch.file()).unwrap();
    other
        .execute_batch(
            "PRAGMA foreign_keys = off;
             INSERT INTO shops (name, organization_id, site) VALUES ('lost', 4711, 'site');
             INSERT INTO customers (shop_id, number, type, document) VALUES (1, 'BB002', 'b2c', '{\"orders\":\"Bob\"}');
             INSERT INTO requests (id, type, shop_id, site, language, received_at, subject, customer_number, due_at, state)
             VALUES ('abc', 'access', 1, ' ', 'en', 0, 'customer:BB002', 'BB002', 0, 'pending');",
        )
        .unwrap();
    let findings = store.verify().unwrap();
    assert_eq!(findings.len(), 3, "{findings:?}");
    let all = findings.join("\n");
    for place in ["shops: a row refers to one of organizations", "customers: the document in row 1", "requests: abc: "]
    {
        assert!(all.contains(place), "{all}");
    }
    assert!(!all.contains("Bob") && !all.contains("BB002"), "{all}");
}

#[test]
fn a_current_database_can_be_opened_and_read_while_somebody_writes() {
    let scratch = Scratch::new();
    let first = Sqlite::open(&scratch.file()).unwrap();
    let first: &dyn Store = &first;
    first
        .write("hold", |_| {
            let second = Sqlite::open_with(&scratch.file(), std::time::Duration::ZERO).unwrap();
            let second: &dyn Store = &second;
            assert!(second.read("look", |view| view.is_empty()).unwrap());
            let refused = second.write("wait", |_| Ok::<_, StoreError>(())).unwrap_err();
            assert_eq!(refused.code(), "store.unavailable");
            Ok::<_, StoreError>(())
        })
        .unwrap();
}
