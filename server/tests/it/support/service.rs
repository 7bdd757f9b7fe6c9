//! The service in this process: real socket, real SQLite file, and a clock that moves when told to.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use domain::audit::Actor;
use domain::clock::ManualClock;
use domain::customer::import::read_line;
use domain::fulfilment::Fulfilment;
use domain::letter::{Forms, Letter};
use domain::link::LinkKey;
use domain::outbox::{Delivery, Outbox};
use domain::request::RequestType;
use domain::request::rules::Ending;
use domain::requests::{Destination, Requests, Who, Wish};
use domain::seal::MasterKey;
use domain::store::Store;
use domain::store::sqlite::Sqlite;
use domain::webhook::Webhooks;
use gdpr_server::assemble::{Parts, assemble};
use gdpr_server::config::Config;
use gdpr_server::credentials::passwords::{self, Passwords};
use gdpr_server::credentials::{Credentials, Tokens};
use gdpr_server::ledger::LedgerFile;
use gdpr_server::mail;
use gdpr_server::post::Post;
use gdpr_server::report::Report;
use gdpr_server::secret::Secret;
use gdpr_server::serve::serve;
use gdpr_server::shops::Shops;
use gdpr_server::system::OsEntropy;
use gdpr_server::vault::Folder;
use gdpr_server::webhook::{self, Dispatch};
use serde_json::json;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::client::{Answer, Ask};
use super::world;

/// A running service with the invented world in it. Ends when dropped.
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    pub(crate) clock: ManualClock,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) requests: Requests,
    /// What carries them out, when it is told to.
    pub(crate) fulfilment: Fulfilment,
    /// What sends mails, when it is told to.
    pub(crate) post: Post,
    /// What queues notices of erasures.
    pub(crate) webhooks: Webhooks,
    /// What delivers them, when it is told to.
    pub(crate) dispatch: Dispatch,
    /// What mails look like.
    pub(crate) forms: Arc<dyn Forms>,
    credentials: Credentials,
    /// What tokens are signed with.
    pub(crate) secret: Secret,
    _stop: oneshot::Sender<()>,
    directory: TempDir,
    /// How many people were made up.
    people: AtomicU32,
}

/// How long these services wait for a database that somebody else has locked: long enough for tests that share a busy
/// machine, short enough for those that wait for its end.
const PATIENCE: Duration = Duration::from_secs(2);

/// A request, as the receiver of the mail knows it.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) hash: String,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    pub(crate) async fn start_with(configure: impl FnOnce(&mut Config)) -> Self {
        Self::start_as(configure, |store| store).await
    }

    /// With something between the service and its store.
    pub(crate) async fn start_behind(wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>) -> Self {
        Self::start_as(|_| (), wrap).await
    }

    /// With other settings, and something between the service and its store.
    pub(crate) async fn start_as(
        configure: impl FnOnce(&mut Config),
        wrap: impl FnOnce(Arc<dyn Store>) -> Arc<dyn Store>,
    ) -> Self {
        let directory = TempDir::new().unwrap();
        let mut config = Config::default();
        configure(&mut config);
        let database = directory.path().join("gdpr.db");
        let store: Arc<dyn Store> = Arc::new(Sqlite::open_with(&database, PATIENCE).unwrap());
        world::fill(&*store, hash_of_password());
        let store = wrap(store);
        let clock = ManualClock::at(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        // A secret of its own, so that a token of one service is nothing to another.
        let secret = Secret::new(uuid::Uuid::new_v4().to_string());
        let tokens = Tokens::new(&config.tokens, Some(&secret)).unwrap();
        let passwords = Passwords::new(2, &OsEntropy).unwrap();
        let credentials = Credentials::new(Arc::clone(&store), Arc::new(clock.clone()), passwords, tokens)
            .remembering(config.credentials.remember, &OsEntropy)
            .unwrap();
        let link_key = LinkKey::new(&[7; 32]).unwrap();
        let shops = Arc::new(Shops::read(&config).unwrap());
        let parts = Parts {
            store: Arc::clone(&store),
            clock: Arc::new(clock.clone()),
            entropy: Arc::new(OsEntropy),
            credentials: credentials.clone(),
            link_key,
            master_key: MasterKey::new(&[8; 32]).unwrap(),
            shops: Arc::clone(&shops),
            transport: mail::open(&config.mail, &database).unwrap(),
            ledger: Arc::new(LedgerFile::beside(&database)),
            vault: Arc::new(Folder::beside(&database)),
            report: Arc::new(Report::new(shops).unwrap()),
            recipients: Arc::new(webhook::open(&config.webhooks).unwrap()),
        };
        let fulfilment = parts.fulfilment(&config);
        let (requests, forms) = (parts.requests(&config), Arc::clone(&parts.shops) as Arc<dyn Forms>);
        let webhooks = parts.webhooks();
        let app = assemble(&config, parts).unwrap();
        let (post, dispatch) = (Post::of(&app), Dispatch::of(&app));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move { serve(listener, app, async { drop(stopped.await) }).await });
        Self {
            address,
            clock,
            store,
            requests,
            fulfilment,
            post,
            webhooks,
            dispatch,
            forms,
            credentials,
            secret,
            _stop: stop,
            directory,
            people: AtomicU32::new(0),
        }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.directory.path().join("gdpr.db")
    }

    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(self.address, method, path)
    }

    /// A call of the confirmation operation as the storefront makes it.
    pub(crate) fn put(&self, id: &str) -> Ask {
        self.ask("PUT", &format!("/INTERSHOP/rest/WFS/{}/-/gdpr-requests/{id}/confirmations", world::SITE))
    }

    pub(crate) async fn confirm(&self, id: &str, hash: &str) -> Answer {
        self.put(id).json(json!({"hash": hash}).to_string()).send().await
    }

    /// A new pending request, of somebody who has made no other one: of two confirmed ones of the same person, one is a
    /// duplicate.
    pub(crate) fn request(&self) -> Made {
        let number = format!("C-{}", self.people.fetch_add(1, Ordering::Relaxed));
        let line = json!({"shopCustomerNumber": number, "customerType": "b2c"}).to_string();
        let person = [read_line(&line).unwrap()];
        world::add_customers(&*self.store, &world::SHOP.parse().unwrap(), &person);
        self.request_at(world::SHOP, &number)
    }

    pub(crate) fn request_at(&self, shop: &str, subject: &str) -> Made {
        let wish = Wish {
            kind: RequestType::Access,
            shop: shop.parse().unwrap(),
            subject: Who::Customer(subject.parse().unwrap()),
            destination: Destination::Handed,
            language: None,
            received_at: None,
        };
        let made = self.requests.create(&tester(), &wish, None).unwrap();
        Made { id: made.request.id.to_string(), hash: made.link.unwrap().hash.reveal().to_owned() }
    }

    pub(crate) fn close(&self, id: &str, ending: Ending) {
        let id = id.parse().unwrap();
        match ending {
            Ending::Completed => self.requests.close(&tester(), &id, None),
            Ending::Rejected => self.requests.reject(&tester(), &id, "invented"),
            Ending::Withdrawn => self.requests.withdraw(&tester(), &id, None),
        }
        .unwrap();
    }

    /// The letters that wait, as if each was sent.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        let outbox = Outbox::new(Arc::new(self.requests.clone()));
        let mut letters = Vec::new();
        while let Some(claimed) = outbox.claim().unwrap() {
            outbox.settle(&claimed, &Delivery::Sent).unwrap();
            letters.push(claimed.letter);
        }
        letters
    }

    pub(crate) fn token(&self, user: &str, ttl: TimeDelta) -> String {
        let issued = self.credentials.issue(&user.parse().unwrap(), ttl, &OsEntropy).unwrap();
        issued.token.reveal().to_owned()
    }
}

/// Who makes requests in tests.
pub(crate) fn tester() -> Actor {
    Actor::CommandLine("test".to_owned())
}

/// Made once: argon2 is meant to be slow.
fn hash_of_password() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| passwords::hash(world::PASSWORD, &OsEntropy).unwrap())
}
