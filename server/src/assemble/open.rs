//! The parts of production.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::audit::{Actor, Journal};
use domain::clock::Clock;
use domain::entropy::NoEntropy;
use domain::keys::{self, KeyName, KeysRefused};
use domain::refusal::Fault;
use domain::store::sqlite::Sqlite;
use domain::store::{Store, StoreError};

use super::Parts;
use crate::config::Config;
use crate::credentials::passwords::Passwords;
use crate::credentials::{Credentials, KeysError, Tokens};
use crate::ledger::LedgerFile;
use crate::mail::{self, NoTransport};
use crate::report::{NoReport, Report};
use crate::secrets::{Configured, Made, NoSecrets, Secrets, beside};
use crate::shops::{NoShops, Shops};
use crate::system::{OsEntropy, SystemClock};
use crate::vault::Folder;
use crate::webhook::{self, NoRecipients};

/// Passwords that are checked at once, on however many cores: 152 MiB.
const MAX_PASSWORDS: usize = 8;

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error("{path}: {error}", path = .0.display(), error = .1)]
    Store(PathBuf, StoreError),
    /// There are no secrets.
    #[error(transparent)]
    Secrets(#[from] NoSecrets),
    /// The secrets are not those of the database.
    #[error("{database}: {error}: {way_out}", database = .0.display(), error = .1, way_out = way_out(.0, .1))]
    NotItsKeys(PathBuf, KeysRefused),
    /// The configured keys cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The profiles of shops cannot be used.
    #[error(transparent)]
    Shops(#[from] NoShops),
    /// The configured way of mails cannot be used.
    #[error(transparent)]
    Transport(#[from] NoTransport),
    /// The form of reports cannot be used.
    #[error(transparent)]
    Report(#[from] NoReport),
    /// The configured recipients of webhooks cannot be used.
    #[error(transparent)]
    Recipients(#[from] NoRecipients),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
}

impl StartError {
    /// Whether the configuration is what has to be changed.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        match self {
            Self::Keys(_) | Self::Shops(_) | Self::Transport(_) | Self::Recipients(_) => true,
            Self::Secrets(error) => error.is_configuration(),
            Self::Store(..) | Self::NotItsKeys(..) | Self::Report(_) | Self::Entropy(_) => false,
        }
    }
}

/// The parts of production: the database of the configuration with its secrets, the machine's clock and randomness.
///
/// # Errors
/// [`StartError`]; what is wrong with the configuration is found before the database is touched.
pub fn open(config: &Config) -> Result<Parts, StartError> {
    let configured = Configured::read(config)?;
    // Read before anything is made, and again below together with the secret.
    Tokens::new(&config.tokens, None)?;
    let shops = Arc::new(Shops::read(config)?);
    let report = Arc::new(Report::new(Arc::clone(&shops))?);
    let transport = mail::open(&config.mail, &config.database)?;
    let recipients = Arc::new(webhook::open(&config.webhooks)?);
    let store: Arc<dyn Store> = Arc::new(database(config)?);
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy));
    let secrets = secrets_of(&*store, configured, config)?;
    let journal = Journal::new(secrets.master_key.clone(), entropy.clone());
    keys::require(&*store, &journal, &secrets.keys(), clock.now()).map_err(|error| refused(config, error))?;
    warn_of_doubt(&*store, &secrets);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let passwords = Passwords::new(cores.min(MAX_PASSWORDS), &*entropy)?;
    let tokens = Tokens::new(&config.tokens, secrets.token_secret.as_ref())?;
    let credentials = Credentials::new(Arc::clone(&store), clock.clone(), passwords, tokens)
        .remembering(config.credentials.remember, &*entropy)?;
    Ok(Parts {
        store,
        clock,
        entropy,
        credentials,
        link_key: secrets.link_key,
        master_key: secrets.master_key,
        shops,
        transport,
        ledger: Arc::new(ledger(config)),
        vault: Arc::new(vault(config)),
        report,
        recipients,
    })
}

/// The ledger of the configuration.
#[must_use]
pub fn ledger(config: &Config) -> LedgerFile {
    config.erasure.ledger.clone().map_or_else(|| LedgerFile::beside(&config.database), LedgerFile::new)
}

/// The folder of packages of the configuration.
#[must_use]
pub fn vault(config: &Config) -> Folder {
    config.packages.folder.clone().map_or_else(|| Folder::beside(&config.database), Folder::new)
}

/// The database of the configuration and its secrets, which need not be the right ones.
///
/// # Errors
/// [`StartError`].
pub fn database_and_secrets(config: &Config) -> Result<(Sqlite, Secrets), StartError> {
    let configured = Configured::read(config)?;
    let store = database(config)?;
    let secrets = secrets_of(&store, configured, config)?;
    Ok((store, secrets))
}

/// A changed confirmation key or token secret is the right one from now on: see [`keys::accept`].
///
/// # Errors
/// [`StartError`].
pub fn accept_key(config: &Config, name: KeyName, actor: &Actor) -> Result<bool, StartError> {
    let (store, secrets) = database_and_secrets(config)?;
    let journal = Journal::new(secrets.master_key.clone(), Arc::new(OsEntropy));
    keys::accept(&store, &journal, &secrets.keys(), name, actor, SystemClock.now())
        .map_err(|error| refused(config, error))
}

/// The secrets beside a database and in its configuration. Only a new database gets new ones.
fn secrets_of(store: &dyn Store, configured: Configured, config: &Config) -> Result<Secrets, StartError> {
    let dependence = keys::dependence(store).map_err(|error| StartError::Store(config.database.clone(), error))?;
    let (secrets, made) = configured.complete(&config.database, dependence, &OsEntropy)?;
    match made {
        None => {}
        Some(Made::AuditKey(path)) => {
            tracing::info!(file = %path.display(), "made the audit key that nobody configured; it belongs in the backup");
        }
        Some(Made::All(path)) => {
            tracing::info!(file = %path.display(), "made the secrets that nobody configured; they belong in the backup");
        }
    }
    Ok(secrets)
}

fn refused(config: &Config, error: KeysRefused) -> StartError {
    match error {
        KeysRefused::Fault(Fault::Store(error)) => StartError::Store(config.database.clone(), error),
        error => StartError::NotItsKeys(config.database.clone(), error),
    }
}

/// What to do about keys that are not those of `database`.
fn way_out(database: &Path, error: &KeysRefused) -> String {
    let beside = beside(database);
    let (beside, put_back) = (beside.display(), "put back from the backup the one that it had");
    match error {
        KeysRefused::Another(KeyName::Audit) => {
            format!("{put_back} ({beside}, or audit.key_file); nothing can replace it")
        }
        KeysRefused::Another(KeyName::Confirmation) => format!(
            "{put_back} ({beside}, or confirmation.key_file); if it was changed on purpose, run `gdpr-server keys accept \
             confirmation-key`, and links that were sent before no longer work"
        ),
        KeysRefused::Another(KeyName::TokenSecret) => format!(
            "{put_back} ({beside}, or tokens.secret_file); if it was changed on purpose, run `gdpr-server keys accept \
             token-secret`, and tokens that were issued before no longer work"
        ),
        KeysRefused::Unproven => {
            format!(
                "it is not the key of this database, or the audit log was emptied; {put_back} ({beside}, or audit.key_file)"
            )
        }
        KeysRefused::Fault(_) => "try again".to_owned(),
    }
}

/// Says so when the audit log does not end as it was left.
fn warn_of_doubt(store: &dyn Store, secrets: &Secrets) {
    let head = store.read("audit_head", |view| view.audit_head()).unwrap_or_default();
    if head.is_some_and(|head| !head.is_genuine(&secrets.master_key)) {
        tracing::warn!(
            "the audit log does not end as it was left: somebody has changed the database (`gdpr-server audit verify` says \
             where)"
        );
    }
}

/// The database of the configuration, made or brought up to date if need be.
///
/// # Errors
/// [`StartError::Store`].
pub fn database(config: &Config) -> Result<Sqlite, StartError> {
    Sqlite::open(&config.database).map_err(|error| StartError::Store(config.database.clone(), error))
}
