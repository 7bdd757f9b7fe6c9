//! Every key there is, once: how it is read, what it may be, how it is shown.

use std::time::Duration;

use super::Config;
use super::given::Given;
use super::read::{
    Read, count, duration, email, language, link_to, listen, log_format, log_level, mailbox, origins, parsed, path,
    paths, port, secret, some, text, time_delta, trusted, truth, whole,
};
use super::show::{Show, Shown};

/// A key.
pub(super) struct Key {
    /// Its full name: `limits.body_bytes`.
    pub(super) path: &'static str,
    /// Sets it to what was given, or says what is allowed.
    pub(super) read: fn(&mut Config, &Given) -> Read<()>,
    /// Sets it back to its default.
    pub(super) reset: fn(&mut Config),
    /// What it is now.
    pub(super) show: fn(&Config) -> Shown,
}

impl Key {
    /// The key with this full name.
    pub(super) fn find(path: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.path == path)
    }

    /// Its name in the environment: `GDPR_LIMITS_BODY_BYTES`.
    pub(super) fn variable(&self) -> String {
        format!("{PREFIX}{}", self.path.replace('.', "_").to_uppercase())
    }
}

/// What all names in the environment begin with.
pub(super) const PREFIX: &str = "GDPR_";

/// Keys of which only one can be set: each group is two ways to say the same.
pub(super) const ONE_OF: [[&str; 2]; 5] = [
    ["confirmation.key", "confirmation.key_file"],
    ["audit.key", "audit.key_file"],
    ["mail.password", "mail.password_file"],
    ["tokens.secret", "tokens.secret_file"],
    ["tokens.public_key_file", "tokens.jwks_file"],
];

macro_rules! keys {
    ($($first:ident $(. $rest:ident)* : $read:expr;)*) => {
        /// All of them, in the order of the sample file.
        pub(super) const KEYS: &[Key] = &[$(
            Key {
                path: concat!(stringify!($first) $(, ".", stringify!($rest))*),
                read: |config, given| {
                    config.$first $(.$rest)* = ($read)(given)?;
                    Ok(())
                },
                reset: |config| config.$first $(.$rest)* = Config::default().$first $(.$rest)*,
                show: |config| config.$first $(.$rest)* .show(),
            },
        )*];
    };
}

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;
pub(super) const NO_TIME: Duration = Duration::ZERO;
const MOMENT: Duration = Duration::from_millis(100);
pub(super) const MINUTE: Duration = Duration::from_secs(60);
pub(super) const DAY: Duration = Duration::from_secs(86_400);
const HOUR: Duration = Duration::from_secs(3_600);
pub(super) const YEAR: Duration = Duration::from_secs(365 * 86_400);

keys! {
    database: path;
    listen: listen;
    listen_mode: parsed;
    language: language;
    shops: some(path);
    log.level: log_level;
    log.format: log_format;
    limits.body_bytes: whole(KIB..=16 * MIB);
    // hyper works with no less than 8 KiB.
    limits.header_bytes: whole(8 * KIB..=MIB);
    // hyper's type for URIs ends at 65534.
    limits.uri_bytes: whole(256..=65_534);
    limits.document_bytes: whole(1_048_576..=17_179_869_184);
    limits.connections: whole(1..=1_000_000);
    limits.connections_per_client: whole(0..=1_000_000);
    limits.header_timeout: duration(MOMENT..=HOUR);
    limits.body_timeout: duration(MOMENT..=HOUR);
    limits.request_timeout: duration(MOMENT..=HOUR);
    limits.idle_timeout: duration(MOMENT..=HOUR);
    limits.shutdown_grace: duration(NO_TIME..=HOUR);
    confirmation.link_lifetime: time_delta(MINUTE..=YEAR);
    confirmation.repeat_grace: time_delta(NO_TIME..=10 * MINUTE);
    confirmation.url: link_to;
    confirmation.key: some(secret);
    confirmation.key_file: some(path);
    page.enabled: truth;
    index.enabled: truth;
    docs.enabled: truth;
    requests.public_url: parsed;
    requests.public_form: truth;
    requests.remind_before: time_delta(NO_TIME..=YEAR);
    requests.purge_after: time_delta(NO_TIME..=10 * YEAR);
    requests.staff: some(email);
    mail.transport: parsed;
    mail.sender: some(mailbox);
    mail.reply_to: some(mailbox);
    mail.folder: some(path);
    mail.host: text;
    mail.port: some(port);
    mail.security: parsed;
    mail.user: some(text);
    mail.password: some(secret);
    mail.password_file: some(path);
    mail.ca_file: some(path);
    mail.timeout: duration(MOMENT..=HOUR);
    mail.command: path;
    erasure.retention: paths;
    erasure.data_map: some(path);
    erasure.cooling_off: time_delta(NO_TIME..=30 * DAY);
    erasure.cancel_url: link_to;
    erasure.four_eyes: truth;
    erasure.reimport: parsed;
    erasure.ledger: some(path);
    erasure.wipe_within: time_delta(NO_TIME..=30 * DAY);
    packages.folder: some(path);
    packages.lifetime: time_delta(HOUR..=90 * DAY);
    packages.delivery: parsed;
    packages.url: link_to;
    audit.key: some(secret);
    audit.key_file: some(path);
    tokens.secret: some(secret);
    tokens.secret_file: some(path);
    tokens.public_key_file: some(path);
    tokens.jwks_file: some(path);
    tokens.issuer: some(text);
    tokens.audience: some(text);
    tokens.user_claim: text;
    tokens.leeway: time_delta(NO_TIME..=10 * MINUTE);
    credentials.remember: time_delta(NO_TIME..=10 * MINUTE);
    throttle.wrong_hashes_per_minute: count(10_000);
    throttle.wrong_passwords_per_minute: count(10_000);
    throttle.public_forms_per_minute: count(10_000);
    cors.origins: origins;
    metrics.enabled: truth;
    proxy.path_prefix: parsed;
    proxy.trusted: trusted;
}
