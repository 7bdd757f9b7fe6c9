//! The only place that names every concrete type: parts become a service.

mod open;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use domain::audit::Journal;
use domain::clock::Clock;
use domain::customer::disclosure::Disclosures;
use domain::customer::memory::DocumentBudget;
use domain::entropy::{Entropy, NoEntropy};
use domain::fulfilment::{Fulfilment, Packages};
use domain::icm::Confirmations;
use domain::iom::Customers;
use domain::ledger::Ledger;
use domain::letter::Forms;
use domain::link::LinkKey;
use domain::management::Management;
use domain::message::Language;
use domain::package::{ReportForm, Schema};
use domain::policy::Policies;
use domain::requests::Requests;
use domain::seal::MasterKey;
use domain::store::{Store, WriteQueue};
use domain::vault::Vault;
use domain::webhook::{Endpoints, Webhooks};
use swagger::RequestParser;

pub use self::open::{StartError, accept_key, database, database_and_secrets, ledger, open, vault};

use crate::api::{Api, ErrorShape, NoRoute};
use crate::client_address::Trusted;
use crate::config::{Config, Limits, PathPrefix};
use crate::contract::Contract;
use crate::credentials::Credentials;
use crate::documentation::{BadPage, Documentation};
use crate::layers::readiness::Readiness;
use crate::mail::Transport;
use crate::metrics::Metrics;
use crate::page::{NoPage, Page};
use crate::shops::Shops;
use crate::throttle::Throttle;
use crate::webhook::Sender;

/// The server groups of ICM: not every edition of its contract lists them.
const SERVER_GROUPS: &[&str] = &["BOS", "JOB", "WFS"];

/// What a service is made of; a test differs from production in these alone.
pub struct Parts {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// When it is.
    pub clock: Arc<dyn Clock>,
    /// Where secrets come from.
    pub entropy: Arc<dyn Entropy>,
    /// Who is who.
    pub credentials: Credentials,
    /// What turns a confirmation hash into its digest.
    pub link_key: LinkKey,
    /// What the audit log and sealed records are kept under.
    pub master_key: MasterKey,
    /// What is different for single shops.
    pub shops: Arc<Shops>,
    /// How mails leave the house.
    pub transport: Arc<dyn Transport>,
    /// What remembers erasures apart from the database.
    pub ledger: Arc<dyn Ledger>,
    /// Where packages for data subjects wait.
    pub vault: Arc<dyn Vault>,
    /// How their reports look.
    pub report: Arc<dyn ReportForm>,
    /// Who is told of erasures, and how.
    pub recipients: Arc<dyn Sender>,
}

impl Parts {
    /// What carries requests out, made of these.
    #[must_use]
    pub fn fulfilment(&self, config: &Config) -> Fulfilment {
        Fulfilment {
            requests: Arc::new(self.requests(config)),
            ledger: Arc::clone(&self.ledger),
            packages: Packages {
                vault: Arc::clone(&self.vault),
                form: Arc::clone(&self.report),
                lifetime: config.packages.lifetime,
                service_version: env!("CARGO_PKG_VERSION"),
                schema: Schema {
                    name: "iom-gdpr",
                    version: Contract::named("iom-gdpr").map_or("", |contract| contract.version),
                    object: "Customer",
                },
            },
            webhooks: self.webhooks(),
            reimport: config.erasure.reimport.0,
            wipe_within: config.erasure.wipe_within,
        }
    }

    /// What can be done with data requests, made of these.
    #[must_use]
    pub fn requests(&self, config: &Config) -> Requests {
        Requests {
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            link_key: self.link_key.clone(),
            journal: Journal::new(self.master_key.clone(), Arc::clone(&self.entropy)),
            policies: Arc::clone(&self.shops) as Arc<dyn Policies>,
            repeat_grace: config.confirmation.repeat_grace,
        }
    }

    /// The webhooks that tell of erasures, made of these.
    #[must_use]
    pub fn webhooks(&self) -> Webhooks {
        Webhooks {
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            entropy: Arc::clone(&self.entropy),
            journal: Journal::new(self.master_key.clone(), Arc::clone(&self.entropy)),
            endpoints: Arc::clone(&self.recipients) as Arc<dyn Endpoints>,
        }
    }
}

/// The service, ready to be given a socket.
pub struct App {
    pub(crate) apis: Vec<Api>,
    pub(crate) page: Option<Page>,
    pub(crate) documentation: Documentation,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) requests: Arc<Requests>,
    pub(crate) fulfilment: Arc<Fulfilment>,
    pub(crate) disclosures: Arc<Disclosures>,
    pub(crate) shops: Arc<Shops>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) webhooks: Arc<Webhooks>,
    pub(crate) recipients: Arc<dyn Sender>,
    pub(crate) credentials: Credentials,
    pub(crate) limits: Limits,
    pub(crate) origins: Vec<String>,
    /// Under which people reach this server.
    pub(crate) own_origins: Vec<String>,
    pub(crate) language: Language,
    pub(crate) throttle: Arc<Throttle>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) shows_metrics: bool,
    pub(crate) readiness: Readiness,
    pub(crate) path_prefix: PathPrefix,
    pub(crate) trusted: Vec<Trusted>,
    draining: AtomicBool,
}

impl App {
    /// Whether the service is on its way out.
    pub(crate) fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// From now on the service is not ready.
    pub(crate) fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }
}

/// Wires the parts together.
///
/// # Errors
/// [`NotAssembled`]: the program was built wrong, or there is no randomness.
pub fn assemble(config: &Config, parts: Parts) -> Result<App, NotAssembled> {
    let contract = |name: &'static str| Contract::named(name).ok_or(NotAssembled::NoContract(name));
    let fulfilment = Arc::new(parts.fulfilment(config));
    let requests = Arc::clone(&fulfilment.requests);
    let webhooks = Arc::new(parts.webhooks());
    let page = || Page::new(Arc::clone(&fulfilment), &parts.shops, &config.proxy.path_prefix);
    let page = config.page.enabled.then(page).transpose()?;
    let queue = Arc::new(WriteQueue::new(Arc::clone(&parts.store)));
    let confirmations = Confirmations { requests: Arc::clone(&requests), queue };
    let disclosures = Disclosures::new(Arc::clone(&requests));
    let documents = DocumentBudget::new(config.limits.document_bytes);
    let customers = Customers { fulfilment: Arc::clone(&fulfilment), disclosures: Arc::clone(&disclosures), documents };
    let management = Management {
        fulfilment: Arc::clone(&fulfilment),
        forms: Arc::clone(&parts.shops) as Arc<dyn Forms>,
        public_form: config.requests.public_form,
    };
    let apis = vec![
        Api::new(
            contract("icm-gdpr")?,
            icm_gdpr_api::BASE_PATH,
            icm_gdpr_api::server::ApiRequestParser::parse_operation_id,
            ErrorShape::Container,
            icm_gdpr_api::server::Service::new(confirmations, false),
        )?
        .with_known_values(&[("serverGroup", SERVER_GROUPS)]),
        Api::new(
            contract("iom-gdpr")?,
            iom_gdpr_api::BASE_PATH,
            iom_gdpr_api::server::ApiRequestParser::parse_operation_id,
            ErrorShape::Problem,
            iom_gdpr_api::server::Service::new(customers, false),
        )?,
        Api::new(
            contract("data-requests")?,
            data_requests_api::BASE_PATH,
            data_requests_api::server::ApiRequestParser::parse_operation_id,
            ErrorShape::Problem,
            data_requests_api::server::Service::new(management, false),
        )?,
    ];
    let documentation = Documentation::new(&apis, config)?;
    let throttle = Throttle::new(&config.throttle, &parts.clock, &*parts.entropy)?;
    Ok(App {
        apis,
        page,
        documentation,
        store: parts.store,
        requests,
        fulfilment,
        disclosures,
        own_origins: parts.shops.origins(),
        shops: parts.shops,
        transport: parts.transport,
        webhooks,
        recipients: parts.recipients,
        credentials: parts.credentials,
        limits: config.limits.clone(),
        origins: config.cors.origins.clone(),
        language: config.language.clone(),
        throttle: Arc::new(throttle),
        metrics: Arc::new(Metrics::new()),
        shows_metrics: config.metrics.enabled,
        readiness: Readiness::default(),
        path_prefix: config.proxy.path_prefix.clone(),
        trusted: config.proxy.trusted.clone(),
        draining: AtomicBool::new(false),
    })
}

/// Why a service could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum NotAssembled {
    /// `specs/` had no such contract when the program was built.
    #[error("the program was built without the contract {0}")]
    NoContract(&'static str),
    /// Generated code and contract do not belong together.
    #[error(transparent)]
    NoRoute(#[from] NoRoute),
    /// The confirmation page cannot be made.
    #[error(transparent)]
    Page(#[from] NoPage),
    /// Nor can the documentation.
    #[error(transparent)]
    Documentation(#[from] BadPage),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
}
