//! The service, made of its real parts, with a store and a transport around them that end the process at a given step.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use domain::clock::{Clock, Timestamp};
use domain::ledger::{Ledger, LedgerError, LockedLedger};
use domain::policy::Handover;
use domain::store::{Store, StoreError, Transaction, Verdict, View};
use domain::vault::{FileName, NewFile, Vault, VaultError};
use gdpr_server::assemble::{assemble, open};
use gdpr_server::config::{Config, Delivery};
use gdpr_server::mail::{Bounce, Mail, Transport};
use gdpr_server::post::Post;
use gdpr_server::serve::serve;

use crate::together::Together;

/// What the environment says about a life.
pub(crate) const DATABASE: &str = "CRASH_DATABASE";
/// The step at which the process is killed; 0: at none.
pub(crate) const STEP: &str = "CRASH_STEP";
/// How many minutes later than the machine's this process believes it is: claims of a killed one are over then.
pub(crate) const LATER: &str = "CRASH_LATER";

/// How many confirm at the same time, and share commits; 0: nobody waits for anybody.
pub(crate) const TOGETHER: &str = "CRASH_TOGETHER";

/// Steps that were taken.
static STEPS: AtomicU32 = AtomicU32::new(0);

/// The configuration of a life: an erasure begins as soon as it is approved, and packages are fetched in it.
pub(crate) fn config(database: PathBuf) -> Config {
    let mut config = Config { database, ..Config::default() };
    config.erasure.cooling_off = TimeDelta::zero();
    config.packages.delivery = Delivery(Handover::Link);
    config
}

/// One life of the service.
pub(crate) struct Life {
    database: PathBuf,
    step: u32,
    later: TimeDelta,
    together: u32,
}

impl Life {
    /// The life that this process is to live, if it is one.
    pub(crate) fn of_environment() -> Option<Self> {
        let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok()).unwrap_or_default();
        let database = PathBuf::from(std::env::var_os(DATABASE)?);
        let later = TimeDelta::minutes(number(LATER).into());
        Some(Self { database, step: number(STEP), later, together: number(TOGETHER) })
    }

    /// Serves until somebody ends it.
    pub(crate) fn live(self) {
        tokio::runtime::Runtime::new().unwrap().block_on(async {
            let config = config(self.database.clone());
            let mut parts = open(&config).unwrap();
            let mortal = Mortal { step: self.step };
            parts.clock = Arc::new(Later(self.later, Arc::clone(&parts.clock)));
            parts.store = match self.together {
                0 => Arc::new(Around(Arc::clone(&parts.store), mortal)),
                members => Arc::new(Together::open(&self.database, members, mortal)),
            };
            let log = self.database.with_extension("sent");
            parts.transport = Arc::new(Along(Arc::clone(&parts.transport), mortal, log));
            parts.ledger = Arc::new(Before(Arc::clone(&parts.ledger), mortal));
            parts.vault = Arc::new(Aside(Arc::clone(&parts.vault), mortal));
            let fulfilment = parts.fulfilment(&config);
            let app = assemble(&config, parts).unwrap();
            let post = Post::of(&app);
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            println!("{}", listener.local_addr().unwrap());
            tokio::spawn(async move {
                loop {
                    while post.send_next().await.unwrap() {}
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            });
            std::thread::spawn(move || {
                loop {
                    fulfilment.run().unwrap();
                    // While somebody reads it has to wait.
                    let _ = fulfilment.wipe(TimeDelta::zero());
                    std::thread::sleep(Duration::from_millis(5));
                }
            });
            serve(listener, app, std::future::pending()).await;
        });
    }
}

/// Ends the process when its step has come.
#[derive(Clone, Copy)]
pub(crate) struct Mortal {
    step: u32,
}

impl Mortal {
    pub(crate) fn step(self) {
        self.step_with(|| ());
    }

    /// The same, with something to leave behind.
    pub(crate) fn step_with(self, will: impl FnOnce()) {
        if STEPS.fetch_add(1, Ordering::SeqCst) + 1 == self.step {
            will();
            let me = rustix::process::getpid();
            rustix::process::kill_process(me, rustix::process::Signal::KILL).unwrap();
            // Nobody goes on from here.
            std::thread::sleep(Duration::from_secs(60));
        }
    }
}

/// A store with a step before, inside and after each transaction that writes.
struct Around(Arc<dyn Store>, Mortal);

impl Store for Around {
    fn read_with(&self, name: &'static str, work: &mut dyn FnMut(&dyn View)) -> Result<(), StoreError> {
        self.0.read_with(name, work)
    }

    fn write_with(
        &self,
        name: &'static str,
        work: &mut dyn FnMut(&dyn Transaction) -> Verdict,
    ) -> Result<(), StoreError> {
        self.1.step();
        self.0.write_with(name, &mut |transaction| {
            let verdict = work(transaction);
            self.1.step();
            verdict
        })?;
        self.1.step();
        Ok(())
    }

    fn check(&self) -> Result<(), StoreError> {
        self.0.check()
    }

    fn checkpoint(&self) -> Result<bool, StoreError> {
        self.0.checkpoint()
    }

    fn wipe(&self) -> Result<(), StoreError> {
        self.1.step();
        self.0.wipe()?;
        self.1.step();
        Ok(())
    }
}

/// A ledger with a step before and after each line.
struct Before(Arc<dyn Ledger>, Mortal);

impl Ledger for Before {
    fn lock(&self) -> Result<Box<dyn LockedLedger + '_>, LedgerError> {
        Ok(Box::new(While(self.0.lock()?, self.1)))
    }

    fn lock_existing(&self) -> Result<Option<Box<dyn LockedLedger + '_>>, LedgerError> {
        self.0.lock_existing()
    }
}

/// The same, locked.
struct While<'a>(Box<dyn LockedLedger + 'a>, Mortal);

impl LockedLedger for While<'_> {
    fn read(&mut self, from: u64) -> Result<Option<Vec<u8>>, LedgerError> {
        self.0.read(from)
    }

    fn append(&mut self, text: &str) -> Result<(), LedgerError> {
        self.1.step();
        self.0.append(text)?;
        self.1.step();
        Ok(())
    }
}

/// A vault with a step before and after each file is begun, kept and deleted.
struct Aside(Arc<dyn Vault>, Mortal);

impl Vault for Aside {
    fn create(&self, name: &FileName) -> Result<Box<dyn NewFile>, VaultError> {
        self.1.step();
        let file = self.0.create(name)?;
        self.1.step();
        Ok(Box::new(Begun(file, self.1)))
    }

    fn open(&self, name: &FileName) -> Result<Option<Box<dyn Read + Send>>, VaultError> {
        self.0.open(name)
    }

    fn delete(&self, name: &FileName) -> Result<bool, VaultError> {
        self.1.step();
        let deleted = self.0.delete(name)?;
        self.1.step();
        Ok(deleted)
    }

    fn names(&self) -> Result<Vec<FileName>, VaultError> {
        self.0.names()
    }
}

/// A file of it.
struct Begun(Box<dyn NewFile>, Mortal);

impl Write for Begun {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.1.step();
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl NewFile for Begun {
    fn keep(self: Box<Self>) -> Result<(), VaultError> {
        let Self(file, mortal) = *self;
        mortal.step();
        file.keep()?;
        mortal.step();
        Ok(())
    }
}

/// A transport with a step before and after each mail, which notes what it handed over.
struct Along(Arc<dyn Transport>, Mortal, PathBuf);

#[async_trait]
impl Transport for Along {
    async fn send(&self, mail: &Mail) -> Result<(), Bounce> {
        self.1.step();
        self.0.send(mail).await?;
        let mut log = std::fs::OpenOptions::new().create(true).append(true).open(&self.2).unwrap();
        writeln!(log, "{}", mail.id).unwrap();
        self.1.step();
        Ok(())
    }
}

/// A clock that is ahead.
struct Later(TimeDelta, Arc<dyn Clock>);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        self.1.now() + self.0
    }
}
