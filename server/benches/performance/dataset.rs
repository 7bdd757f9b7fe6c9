//! Databases full of invented data: made once for each size, kept below `target/`, and copied for each use.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use domain::audit::{Action, Actor, Event, Journal, Personal};
use domain::clock::{Clock as _, Timestamp};
use domain::customer::import::read_line;
use domain::directory;
use domain::link::LinkKey;
use domain::names::ShopName;
use domain::refusal::Fault;
use domain::request::{Deadline, Link, Request, RequestType, State, Subject};
use domain::store::{StoreError, User};
use gdpr_server::assemble::{Parts, database, open};
use gdpr_server::config::Config;
use gdpr_server::contract::default_site;
use gdpr_server::credentials::passwords;
use gdpr_server::system::{OsEntropy, SystemClock};

use crate::invented::{PASSWORD, SHOP, USER, customer, link, number};
use crate::ordinary;

/// How many customers or requests are committed together.
const BATCH: usize = 5_000;
/// Most requests that are confirmed already.
const MOST_CONFIRMED: usize = 10_000;
/// To be raised when other data is invented for the same size.
const EDITION: u32 = 2;

/// How much there is of what.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) customers: usize,
    /// Of each customer.
    pub(crate) orders: usize,
    /// Requests that nobody has confirmed yet.
    pub(crate) requests: usize,
    /// Whether there is an address for mails about them.
    pub(crate) mails: bool,
}

impl Size {
    /// The requests that are confirmed: they come behind the others.
    pub(crate) fn confirmed(self) -> std::ops::Range<usize> {
        self.requests..self.requests + if self.requests == 0 { 0 } else { self.customers.min(MOST_CONFIRMED) }
    }

    /// Of two confirmed requests of a customer for the same, one would be a duplicate: so for each type a customer can have
    /// one. The last type is that of the requests that are confirmed already.
    pub(crate) fn most_requests(customers: usize) -> usize {
        customers * (RequestType::ALL.len() - 1)
    }

    fn whose(self, request: usize) -> (usize, RequestType) {
        if request >= self.requests {
            return (request - self.requests, RequestType::ALL[RequestType::ALL.len() - 1]);
        }
        (request % self.customers, RequestType::ALL[request / self.customers])
    }
}

/// A folder with a database of this size, for the service and, when it is wanted, for the ordinary program.
pub(crate) fn made(size: Size, with_ordinary: bool) -> PathBuf {
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("performance");
    std::fs::create_dir_all(&scratch).unwrap();
    let Size { customers, orders, requests, mails } = size;
    let mails = if mails { ".mails" } else { "" };
    let schema = schema_version(&scratch);
    let name =
        format!("schema-{schema}.edition-{EDITION}.{customers}-customers.{orders}-orders.{requests}-requests{mails}");
    let finished = scratch.join(name);
    if !finished.join("gdpr.db").exists() {
        eprintln!("making {customers} customers and {requests} requests; the next time they will be there");
        let draft = tempfile::tempdir_in(&scratch).unwrap();
        fill(&config(draft.path()), size);
        std::fs::rename(draft.keep(), &finished).unwrap();
    }
    if with_ordinary && !finished.join("ordinary.db").exists() {
        eprintln!("making the same for the ordinary program");
        let draft = finished.join("ordinary.draft");
        let _ = std::fs::remove_file(&draft);
        ordinary::fill(&draft, size);
        std::fs::rename(draft, finished.join("ordinary.db")).unwrap();
    }
    finished
}

/// A copy to be written to, which is gone when it is dropped.
pub(crate) fn copied(finished: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir_in(finished.parent().unwrap()).unwrap();
    for file in std::fs::read_dir(finished).unwrap() {
        let file = file.unwrap();
        let there = copy.path().join(file.file_name());
        std::fs::copy(file.path(), &there).unwrap();
        // What was copied must not be on its way to the disk while the disk is measured.
        std::fs::File::open(there).unwrap().sync_all().unwrap();
    }
    copy
}

pub(crate) fn config(folder: &Path) -> Config {
    Config { database: folder.join("gdpr.db"), ..Config::default() }
}

fn schema_version(scratch: &Path) -> i64 {
    let folder = tempfile::tempdir_in(scratch).unwrap();
    database(&config(folder.path())).unwrap().schema_version().unwrap()
}

fn fill(config: &Config, size: Size) {
    let parts = open(config).unwrap();
    let (shop, organization) = (SHOP.parse().unwrap(), SHOP.parse().unwrap());
    directory::add_organization(&*parts.store, &organization, None).unwrap();
    directory::add_shop(&*parts.store, &shop, Some(&organization), &default_site().parse().unwrap()).unwrap();
    let user = User { name: USER.parse().unwrap(), password_hash: passwords::hash(PASSWORD, &OsEntropy).unwrap() };
    directory::add_user(&*parts.store, &user).unwrap();
    directory::grant(&*parts.store, &user.name, &"privacy-viewer".parse().unwrap(), &organization).unwrap();
    batches(size.customers, |batch| {
        let read = |person| read_line(&customer(person, size.orders).to_string()).unwrap();
        let records: Vec<_> = batch.map(read).collect();
        let add = parts.store.write::<_, StoreError>("bench", |transaction| {
            records.iter().try_for_each(|record| transaction.upsert_customer(&shop, record).map(drop))
        });
        add.unwrap();
    });
    let journal = Journal::new(parts.master_key.clone(), parts.entropy.clone());
    let now = SystemClock.now();
    batches(size.confirmed().end, |batch| {
        let requests: Vec<_> = batch.map(|request| invented_request(request, size, &shop, &parts, now)).collect();
        let add = parts.store.write::<_, Fault>("bench", |transaction| {
            for request in &requests {
                transaction.insert_request(request)?;
                let event = Event::new(now, Actor::CommandLine("bench".to_owned()), Action::Created)
                    .request(&request.id)
                    .about(&shop, Personal::of(request.subject.reference()))
                    .into_state(request.state.code());
                journal.record(transaction, &event)?;
            }
            Ok(())
        });
        add.unwrap();
    });
}

/// A request as it is left by whoever made it, or by the data subject.
fn invented_request(request: usize, size: Size, shop: &ShopName, parts: &Parts, now: Timestamp) -> Request {
    let (person, kind) = size.whose(request);
    let (id, hash) = link(request);
    let link_key: &LinkKey = &parts.link_key;
    let mail = customer(person, 0)["email"].as_str().unwrap().parse().unwrap();
    Request {
        kind,
        shop: shop.clone(),
        site: default_site().parse().unwrap(),
        language: Config::default().language,
        subject: Subject::Customer(number(person).parse().unwrap()),
        address: size.mails.then_some(mail),
        deadline: Deadline::of(now),
        // For longer than the data is kept here.
        links: vec![Link { digest: link_key.digest(&id, &hash), expires_at: now + TimeDelta::days(3650) }],
        id: id.parse().unwrap(),
        address_is_stated: false,
        reminded_at: None,
        purged_at: None,
        state: if request < size.requests { State::Pending } else { State::Confirmed { at: now } },
        revision: 0,
    }
}

/// Does `work` for ranges that are `count` together, and says how far it is.
pub(crate) fn batches(count: usize, mut work: impl FnMut(std::ops::Range<usize>)) {
    for begin in (0..count).step_by(BATCH) {
        let end = count.min(begin + BATCH);
        work(begin..end);
        if end.is_multiple_of(100_000) || end == count {
            eprintln!("  {end} of {count}");
        }
    }
}
