//! A database file of its own for each test, a clock that waits to be told, and a shop to start with.

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::TimeDelta;
use domain::access::ROOT;
use domain::audit::Journal;
use domain::call::Report;
use domain::clock::{Clock, ManualClock, Timestamp};
use domain::entropy::{Entropy, NoEntropy};
use domain::fulfilment::{Fulfilment, Reimport};
use domain::ledger::{self, Ledger, LedgerError, LedgerPosition, LedgerReading, LockedLedger};
use domain::link::LinkKey;
use domain::policy::Policy;
use domain::request::Request;
use domain::requests::Requests;
use domain::seal::MasterKey;
use domain::store::sqlite::Sqlite;
use domain::store::{Shop, Store, StoreError, Transaction, Verdict, View};

use crate::shelf::{Shelf, packages};

/// A legal name of whatever kind is wanted.
pub(crate) fn name<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// So many milliseconds after the start of every test: a Sunday at noon.
pub(crate) fn moment(millis: i64) -> Timestamp {
    Timestamp::from_timestamp_millis(1_772_366_400_000 + millis).unwrap()
}

pub(crate) fn key() -> LinkKey {
    LinkKey::new(b"a key of the tests, 32 bytes long").unwrap()
}

/// The secret behind everything that is sealed in these tests.
pub(crate) fn master() -> MasterKey {
    MasterKey::new(&[7; 32]).unwrap()
}

pub(crate) struct Scene {
    directory: tempfile::TempDir,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: ManualClock,
    /// One for all processes: none of them makes what another one made.
    pub(crate) entropy: Arc<Sequence>,
    /// The ledger of erasures.
    pub(crate) ledger: Arc<Lines>,
    /// Where packages wait.
    pub(crate) shelf: Shelf,
}

/// A ledger in memory. `None`: there is none.
#[derive(Default)]
pub(crate) struct Lines(Mutex<Option<Vec<u8>>>);

impl Lines {
    /// What it says.
    pub(crate) fn entries(&self) -> Vec<ledger::Entry> {
        let bytes = self.bytes().unwrap_or_default();
        let lines = str::from_utf8(&bytes).unwrap().lines();
        lines.filter_map(|line| ledger::Entry::read(line, &master()).ok()).collect()
    }

    /// As it was read from its beginning.
    pub(crate) fn reading(&self) -> LedgerReading {
        LedgerReading::of(&self.bytes().unwrap_or_default(), LedgerPosition::START, u64::MAX, &master())
    }

    /// What stands in it.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        self.0.lock().unwrap().clone()
    }

    /// Puts something else in its place.
    pub(crate) fn put(&self, bytes: Option<Vec<u8>>) {
        *self.0.lock().unwrap() = bytes;
    }
}

impl Ledger for Lines {
    fn lock(&self) -> Result<Box<dyn LockedLedger + '_>, LedgerError> {
        let mut bytes = self.0.lock().unwrap();
        bytes.get_or_insert_default();
        Ok(Box::new(LockedLines(bytes)))
    }

    fn lock_existing(&self) -> Result<Option<Box<dyn LockedLedger + '_>>, LedgerError> {
        let bytes = self.0.lock().unwrap();
        Ok(bytes.is_some().then(|| Box::new(LockedLines(bytes)) as Box<dyn LockedLedger>))
    }
}

struct LockedLines<'a>(MutexGuard<'a, Option<Vec<u8>>>);

impl LockedLedger for LockedLines<'_> {
    fn read(&mut self, from: u64) -> Result<Option<Vec<u8>>, LedgerError> {
        let from = usize::try_from(from).unwrap();
        Ok(self.0.as_ref().and_then(|bytes| bytes.get(from..)).map(<[u8]>::to_vec))
    }

    fn append(&mut self, text: &str) -> Result<(), LedgerError> {
        self.0.get_or_insert_default().extend(text.bytes());
        Ok(())
    }
}

impl Scene {
    /// A database with the shop `shop`, which has the site `site`.
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = open(&directory);
        let clock = ManualClock::at(moment(0));
        let scene =
            Self { directory, store, clock, entropy: Arc::default(), ledger: Arc::default(), shelf: Shelf::default() };
        let shop = Shop { name: name("shop"), organization: name(ROOT), site: name("site") };
        assert!(scene.write(|transaction| transaction.insert_shop(&shop)));
        scene
    }

    /// The same database, opened as another process would.
    pub(crate) fn another_process(&self) -> Arc<dyn Store> {
        open(&self.directory)
    }

    /// What its clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What can be done with its requests, by the general policy and without grace.
    pub(crate) fn requests(&self) -> Requests {
        self.requests_in(Arc::clone(&self.store))
    }

    /// The same in another process.
    pub(crate) fn requests_in(&self, store: Arc<dyn Store>) -> Requests {
        Requests {
            store,
            clock: Arc::new(self.clock.clone()),
            entropy: self.entropy.clone(),
            link_key: key(),
            journal: Journal::new(master(), self.entropy.clone()),
            policies: Arc::new(Policy::default()),
            repeat_grace: TimeDelta::zero(),
        }
    }

    /// What carries its requests out, by the general policy.
    pub(crate) fn fulfilment(&self) -> Fulfilment {
        self.fulfilment_by(Policy::default())
    }

    /// The same by this policy.
    pub(crate) fn fulfilment_by(&self, policy: Policy) -> Fulfilment {
        Fulfilment {
            requests: Arc::new(Requests { policies: Arc::new(policy), ..self.requests() }),
            ledger: Arc::clone(&self.ledger) as Arc<dyn Ledger>,
            packages: packages(&self.shelf),
            webhooks: crate::webhook::webhooks(self, &["erp", "newsletter"]),
            reimport: Reimport::Refuse,
            wipe_within: TimeDelta::hours(1),
        }
    }

    pub(crate) fn write<T>(&self, work: impl FnMut(&dyn Transaction) -> Result<T, StoreError>) -> T {
        self.store.write("test", work).unwrap()
    }

    pub(crate) fn read<T>(&self, work: impl FnMut(&dyn View) -> Result<T, StoreError>) -> T {
        self.store.read("test", work).unwrap()
    }

    /// Where the database is.
    pub(crate) fn database(&self) -> std::path::PathBuf {
        self.directory.path().join("gdpr.db")
    }

    /// The bytes of every file of the database, which nobody may have open any more: POSIX locks of a process go away
    /// when it closes any descriptor of the file.
    pub(crate) fn into_files(self) -> Vec<Vec<u8>> {
        assert_eq!(Arc::strong_count(&self.store), 1, "somebody has the database open");
        drop(self.store);
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
        entries.map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
    }

    /// The request with this id as it is stored now.
    pub(crate) fn request(&self, id: &str) -> Request {
        self.read(|view| view.request(&name(id))).unwrap()
    }
}

fn open(directory: &tempfile::TempDir) -> Arc<dyn Store> {
    Arc::new(Sqlite::open(&directory.path().join("gdpr.db")).unwrap())
}

/// Bytes that differ each time, without being random.
#[derive(Default)]
pub(crate) struct Sequence(AtomicU64);

impl Entropy for Sequence {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::SeqCst).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            chunk.copy_from_slice(&next.to_be_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A source of randomness that has run dry.
pub(crate) struct Dry;

impl Entropy for Dry {
    fn fill(&self, _: &mut [u8]) -> Result<(), NoEntropy> {
        Err(NoEntropy)
    }
}

/// Storage that is away.
pub(crate) struct Away;

impl Store for Away {
    fn read_with(&self, _: &'static str, _: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        Err(StoreError::Unavailable("the disk of the tests is full".to_owned()))
    }

    fn write_with(&self, _: &'static str, _: &mut dyn FnMut(&dyn Transaction) -> Verdict) -> Result<(), StoreError> {
        Err(StoreError::Unavailable("the disk of the tests is full".to_owned()))
    }

    fn check(&self) -> Result<(), StoreError> {
        Err(StoreError::Unavailable("the disk of the tests is full".to_owned()))
    }

    fn wipe(&self) -> Result<(), StoreError> {
        Err(StoreError::Unavailable("the disk of the tests is full".to_owned()))
    }
}

/// Storage with a defect that ends its thread.
pub(crate) struct Panicking;

impl Store for Panicking {
    fn read_with(&self, _: &'static str, _: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        panic!("invented")
    }

    fn write_with(&self, _: &'static str, _: &mut dyn FnMut(&dyn Transaction) -> Verdict) -> Result<(), StoreError> {
        panic!("invented")
    }

    fn check(&self) -> Result<(), StoreError> {
        panic!("invented")
    }

    fn wipe(&self) -> Result<(), StoreError> {
        panic!("invented")
    }
}

/// What the log line would say, in one word: the code of the answer, or that of the fault after `fault `.
pub(crate) fn reported(report: &std::sync::OnceLock<Report>) -> String {
    match report.get() {
        None => "nothing".to_owned(),
        Some(Report::Answered(code) | Report::Guessed(code)) => (*code).to_owned(),
        Some(Report::Failed(fault)) => format!("fault {}", fault.code()),
    }
}
