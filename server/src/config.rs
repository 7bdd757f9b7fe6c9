//! What an operator can decide: a TOML file, the environment and flags, in rising precedence.
//!
//! `config.sample.toml` documents every key and is the default, word for word. The list of keys in [`keys`] is the only
//! one: names in the environment, suggestions for unknown keys and the output of `check-config` follow from it.

mod erasure;
mod file;
mod given;
mod keys;
mod listen;
mod load;
mod mail;
mod packages;
mod prefix;
mod profile;
mod public_url;
mod read;
mod show;
mod template;
mod webhook;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use chrono::TimeDelta;
use domain::message::Language;
use domain::names::EmailAddress;

pub use erasure::{Erasure, Returning};
pub use listen::{Listen, SocketMode};
pub(crate) use load::suggestion;
pub use load::{ConfigError, Inputs, Loaded, Problem, Source, load};
pub use mail::{Mail, Security, TransportKind};
pub use packages::{Delivery, Packages};
pub use prefix::PathPrefix;
pub use profile::Profile;
pub use public_url::PublicUrl;
pub use template::{LinkTo, UrlTemplate};
pub use webhook::{Webhook, WebhookUrl};

use crate::client_address::Trusted;
use crate::secret::Secret;

/// The documentation of every key, which is also the default.
pub const SAMPLE: &str = include_str!("../config.sample.toml");

/// All of it. Each field is described where operators read about it: in `config.sample.toml`.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database file.
    pub database: PathBuf,
    /// Where to listen.
    pub listen: Vec<Listen>,
    /// Who may connect to Unix sockets among them.
    pub listen_mode: SocketMode,
    /// The language of messages for callers who ask for none there is.
    pub language: Language,
    /// The folder with what is different for single shops.
    pub shops: Option<PathBuf>,
    /// What is logged, and how.
    pub log: Log,
    /// How much of anything is accepted.
    pub limits: Limits,
    /// Links that confirm data requests.
    pub confirmation: Confirmation,
    /// The page that such a link can open.
    pub page: Page,
    /// The page at the root.
    pub index: Index,
    /// The contracts as pages to read.
    pub docs: Docs,
    /// The life of data requests.
    pub requests: Requests,
    /// How mails leave the house.
    pub mail: Mail,
    /// How erasures are carried out.
    pub erasure: Erasure,
    /// What is handed to data subjects.
    pub packages: Packages,
    /// Who is told of erasures.
    pub webhooks: Vec<Webhook>,
    /// The audit log, and what else is sealed.
    pub audit: Audit,
    /// Bearer tokens.
    pub tokens: Tokens,
    /// Passwords that were right a moment ago.
    pub credentials: Credentials,
    /// How often somebody may guess.
    pub throttle: Throttle,
    /// Browsers on other origins.
    pub cors: Cors,
    /// Figures for machines.
    pub metrics: Metrics,
    /// Reverse proxies in front.
    pub proxy: Proxy,
}

/// What is logged, and how.
#[derive(Clone, Debug)]
pub struct Log {
    /// A filter of the `tracing` ecosystem: a level, or a list like `info,gdpr_server=debug`.
    pub level: String,
    /// For people or for machines.
    pub format: LogFormat,
}

/// How a log line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One readable line an event.
    Text,
    /// One JSON object an event.
    Json,
}

/// How much of anything is accepted.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Longest request body.
    pub body_bytes: usize,
    /// Longest request head: request line and headers together.
    pub header_bytes: usize,
    /// Longest path and query.
    pub uri_bytes: usize,
    /// Most bytes of large customer documents in memory at once.
    pub document_bytes: usize,
    /// Most connections at once.
    pub connections: usize,
    /// Most connections of one client. Zero: as many as there are.
    pub connections_per_client: usize,
    /// Longest wait for a complete request head.
    pub header_timeout: Duration,
    /// Longest wait for a complete request body.
    pub body_timeout: Duration,
    /// Longest time from a request head to its answer.
    pub request_timeout: Duration,
    /// Longest silence on a connection between two requests.
    pub idle_timeout: Duration,
    /// Longest wait for requests in progress when the server is told to stop.
    pub shutdown_grace: Duration,
}

/// Links that confirm data requests.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// How long a link works.
    pub link_lifetime: TimeDelta,
    /// How long after the first confirmation the same link still gets the first answer. Zero: not at all.
    pub repeat_grace: TimeDelta,
    /// Where the link leads.
    pub url: LinkTo,
    /// The key that protects the hashes of links.
    pub key: Option<Secret>,
    /// A file that holds the key.
    pub key_file: Option<PathBuf>,
}

/// The page that confirms a request.
#[derive(Clone, Debug)]
pub struct Page {
    /// Whether this server has one.
    pub enabled: bool,
}

/// The page at the root.
#[derive(Clone, Debug)]
pub struct Index {
    /// Whether there is one.
    pub enabled: bool,
}

/// The contracts as pages to read.
#[derive(Clone, Debug)]
pub struct Docs {
    /// Whether there are any.
    pub enabled: bool,
}

/// The life of data requests.
#[derive(Clone, Debug)]
pub struct Requests {
    /// Where people reach this server.
    pub public_url: PublicUrl,
    /// Whether people who are not signed in anywhere can make requests.
    pub public_form: bool,
    /// How long before its link ends the receiver of a confirmation mail is reminded. Zero: never.
    pub remind_before: TimeDelta,
    /// How long after its end a request keeps naming its data subject.
    pub purge_after: TimeDelta,
    /// Where staff is told of confirmed requests.
    pub staff: Option<EmailAddress>,
}

/// The audit log, and what else is sealed.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// The key that seals and proves them.
    pub key: Option<Secret>,
    /// A file that holds the key.
    pub key_file: Option<PathBuf>,
}

/// Bearer tokens.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The shared secret of HS256 tokens.
    pub secret: Option<Secret>,
    /// A file that holds the shared secret.
    pub secret_file: Option<PathBuf>,
    /// A PEM file with one public key.
    pub public_key_file: Option<PathBuf>,
    /// A JSON Web Key Set with public keys.
    pub jwks_file: Option<PathBuf>,
    /// What `iss` must be.
    pub issuer: Option<String>,
    /// What `aud` must be or contain.
    pub audience: Option<String>,
    /// The claim that names the user.
    pub user_claim: String,
    /// How far the clocks of issuer and server may be apart.
    pub leeway: TimeDelta,
}

/// Passwords that were right a moment ago.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// How long they need no check. Zero: not at all.
    pub remember: TimeDelta,
}

/// How often somebody may guess. Zero: without limit.
#[derive(Clone, Debug)]
pub struct Throttle {
    /// Hashes of confirmation links, for a client and for a request.
    pub wrong_hashes_per_minute: u32,
    /// Passwords, for a client and for a user; tokens, for a client.
    pub wrong_passwords_per_minute: u32,
    /// Forms of people who are not signed in anywhere, for a client.
    pub public_forms_per_minute: u32,
}

/// Figures for machines.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    /// Whether everybody who can reach the port can read them.
    pub enabled: bool,
}

/// Browsers on other origins.
#[derive(Clone, Debug, Default)]
pub struct Cors {
    /// Origins whose pages may call, each exactly as a browser writes it in `Origin`.
    pub origins: Vec<String>,
}

/// Reverse proxies in front.
#[derive(Clone, Debug, Default)]
pub struct Proxy {
    /// The path below which the world sees this server.
    pub path_prefix: PathPrefix,
    /// Those that are believed when they say who the client is.
    pub trusted: Vec<Trusted>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: PathBuf::from("gdpr.db"),
            listen: vec![Listen::Tcp(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)))],
            listen_mode: SocketMode::OWNER,
            language: Language::english(),
            shops: None,
            log: Log::default(),
            limits: Limits::default(),
            confirmation: Confirmation::default(),
            page: Page::default(),
            index: Index { enabled: true },
            docs: Docs { enabled: true },
            requests: Requests::default(),
            mail: Mail::default(),
            erasure: Erasure::default(),
            packages: Packages::default(),
            webhooks: Vec::new(),
            audit: Audit::default(),
            tokens: Tokens::default(),
            credentials: Credentials::default(),
            throttle: Throttle::default(),
            cors: Cors::default(),
            metrics: Metrics::default(),
            proxy: Proxy::default(),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 65_536,
            header_bytes: 16_384,
            uri_bytes: 8_192,
            document_bytes: 64 * 1024 * 1024,
            connections: 1_024,
            connections_per_client: 256,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(10),
            request_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(60),
            shutdown_grace: Duration::from_secs(10),
        }
    }
}

impl Default for Confirmation {
    fn default() -> Self {
        Self {
            link_lifetime: TimeDelta::hours(24),
            repeat_grace: TimeDelta::zero(),
            url: LinkTo::Page,
            key: None,
            key_file: None,
        }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self { enabled: true }
    }
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            public_url: PublicUrl::default(),
            public_form: false,
            remind_before: TimeDelta::hours(6),
            purge_after: TimeDelta::days(30),
            staff: None,
        }
    }
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            secret: None,
            secret_file: None,
            public_key_file: None,
            jwks_file: None,
            issuer: None,
            audience: None,
            user_claim: "sub".to_owned(),
            leeway: TimeDelta::zero(),
        }
    }
}

impl Default for Credentials {
    fn default() -> Self {
        Self { remember: TimeDelta::seconds(60) }
    }
}

impl Default for Throttle {
    fn default() -> Self {
        Self { wrong_hashes_per_minute: 30, wrong_passwords_per_minute: 10, public_forms_per_minute: 10 }
    }
}

#[cfg(test)]
mod tests;
