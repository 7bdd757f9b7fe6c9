//! Who is told of erasures: the sections `[[webhooks]]` of the configuration file, which has one for each endpoint.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use domain::names::{EndpointName, ShopName};
use hyper::Uri;
use hyper::http::uri::{Authority, Scheme};

use super::file::Entry;
use super::given::Given;
use super::load::suggestion;
use super::read::{Read, duration, list, parsed, path, secret, some, text, truth};
use super::show::{Show, Shown};
use crate::secret::Secret;

/// What the sections are called.
pub(super) const SECTION: &str = "webhooks";
/// How long an endpoint may take unless its section says otherwise.
const TIMEOUT: Duration = Duration::from_secs(10);
const SHORTEST: Duration = Duration::from_millis(100);
/// The longest time that an endpoint may take: well within the time that a notice is claimed for
/// ([`domain::outbox::CLAIM`]), so that nobody else has it yet.
pub(crate) const LONGEST: Duration = Duration::from_secs(120);
/// Longest name of a key.
const MOST_OF_A_KEY_ID: usize = 64;

/// An endpoint that is told of erasures. Each field is described in `config.sample.toml`.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// What it is called in logs and receipts.
    pub name: EndpointName,
    /// Where it is.
    pub url: WebhookUrl,
    /// Which key it is that signs, for the receiver.
    pub key_id: String,
    /// The key.
    pub secret: Option<Secret>,
    /// A file that holds the key. One of the two is there.
    pub secret_file: Option<PathBuf>,
    /// The shops of whose customers it hears. Empty: of all.
    pub shops: Vec<ShopName>,
    /// How long it may take to answer.
    pub timeout: Duration,
    /// Certificates to trust beside those of the system.
    pub ca_file: Option<PathBuf>,
    /// Whether others on the way may read along: without TLS, to another machine.
    pub insecure: bool,
}

/// Where an endpoint is: an absolute `http` or `https` URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookUrl {
    uri: Uri,
    authority: Authority,
    is_tls: bool,
}

impl WebhookUrl {
    /// Whether nobody on the way can read along.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// Name or address of the machine. An address of version 6 is without its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.authority.host().trim_start_matches('[').trim_end_matches(']')
    }

    /// The port, also when the URL leaves it out.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.authority.port_u16().unwrap_or(if self.is_tls { 443 } else { 80 })
    }

    /// What stands in the header `Host`.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// What stands in the first line of a call (RFC 9112 section 3.2.1).
    #[must_use]
    pub fn path(&self) -> String {
        let query = self.uri.query().map_or_else(String::new, |query| format!("?{query}"));
        // A path that is left out is "/", also before a query.
        format!("{}{query}", if self.uri.path().is_empty() { "/" } else { self.uri.path() })
    }

    /// Whether it is this machine itself.
    fn is_loopback(&self) -> bool {
        let host = self.host();
        host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uri.fmt(f)
    }
}

impl FromStr for WebhookUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXAMPLE: &str = "must be an absolute URL like https://crm.shop.example/webhooks/gdpr";
        // The parser would leave a fragment out silently.
        let uri: Uri = text.parse().ok().filter(|_| !text.contains('#')).ok_or(EXAMPLE)?;
        let is_tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(EXAMPLE),
        };
        let authority = uri.authority().filter(|it| !it.host().is_empty()).cloned().ok_or(EXAMPLE)?;
        if authority.as_str().contains('@') {
            return Err("must not contain a user name or password: what is sent is signed");
        }
        Ok(Self { uri, authority, is_tls })
    }
}

/// A section while it is read.
#[derive(Default)]
struct Draft {
    line: usize,
    /// Keys that could not be read.
    failed: Vec<String>,
    name: Option<EndpointName>,
    url: Option<WebhookUrl>,
    key_id: Option<String>,
    secret: Option<Secret>,
    secret_file: Option<PathBuf>,
    shops: Vec<ShopName>,
    timeout: Option<Duration>,
    ca_file: Option<PathBuf>,
    insecure: bool,
}

/// A key of a section.
pub(super) struct Key {
    /// Its name within the section.
    pub(super) name: &'static str,
    read: fn(&mut Draft, &Given) -> Read<()>,
    show: fn(&Webhook) -> Shown,
}

macro_rules! keys {
    ($($name:ident: $read:expr;)*) => {
        /// All of them, in the order of the sample file.
        pub(super) const KEYS: &[Key] = &[$(
            Key {
                name: stringify!($name),
                read: |draft, given| {
                    draft.$name = ($read)(given)?;
                    Ok(())
                },
                show: |webhook| webhook.$name.show(),
            },
        )*];
    };
}

keys! {
    name: some(endpoint);
    url: some(url);
    key_id: some(key_id);
    secret: some(secret);
    secret_file: some(path);
    shops: shops;
    timeout: some(duration(SHORTEST..=LONGEST));
    ca_file: some(path);
    insecure: truth;
}

impl Show for EndpointName {
    fn show(&self) -> Shown {
        self.as_str().to_owned().show()
    }
}

impl Show for WebhookUrl {
    fn show(&self) -> Shown {
        self.to_string().show()
    }
}

impl Show for Vec<ShopName> {
    fn show(&self) -> Shown {
        self.iter().map(ToString::to_string).collect::<Vec<_>>().show()
    }
}

impl Webhook {
    /// Its keys, in order, as an operator reads them.
    pub(super) fn shown(&self) -> impl Iterator<Item = (&'static str, Shown)> {
        KEYS.iter().map(|key| (key.name, (key.show)(self)))
    }
}

fn endpoint(given: &Given) -> Read<EndpointName> {
    text(given)?.parse().map_err(|why| format!("{why}{}", given.not()))
}

/// Does not repeat what was given: a path may be known to few.
fn url(given: &Given) -> Read<WebhookUrl> {
    match given {
        Given::Words(text) | Given::Text(text) => text.parse().map_err(str::to_owned),
        _ => parsed(given),
    }
}

fn key_id(given: &Given) -> Read<String> {
    let legal = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    text(given).ok().filter(|id| id.len() <= MOST_OF_A_KEY_ID && id.chars().all(legal)).ok_or_else(|| {
        format!("must be up to {MOST_OF_A_KEY_ID} of A-Z, a-z, 0-9, \"-\", \"_\" and \".\"{}", given.not())
    })
}

fn shops(given: &Given) -> Read<Vec<ShopName>> {
    let names = list(given).ok_or_else(|| format!("must be a list of names of shops{}", given.not()))?;
    names.into_iter().map(|name| name.parse().map_err(|why| format!("holds a name that {why}: {name:?}"))).collect()
}

/// What is wrong with a key of a section: its name, its line, and why.
pub(super) type Wrong = (String, usize, String);

/// The sections of these entries, each with the line that it begins in; and everything that is wrong with them.
pub(super) fn read(entries: Vec<Entry>) -> (Vec<(Webhook, usize)>, Vec<Wrong>) {
    let (mut drafts, mut wrong): (Vec<Draft>, Vec<Wrong>) = (Vec::new(), Vec::new());
    let mut section = None;
    for Entry { path, section: of, line, given } in entries {
        if of != section || drafts.is_empty() {
            section = of;
            drafts.push(Draft { line, ..Draft::default() });
        }
        let Some(draft) = drafts.last_mut() else { continue };
        draft.line = draft.line.min(line);
        let Some(name) = path.strip_prefix(SECTION).and_then(|rest| rest.strip_prefix('.')) else { continue };
        let read = match KEYS.iter().find(|key| key.name == name) {
            Some(key) => (key.read)(draft, &given),
            None => {
                Err(format!("there is no such key{}", suggestion(name, KEYS.iter().map(|key| key.name.to_owned()))))
            }
        };
        if let Err(text) = read {
            draft.failed.push(name.to_owned());
            wrong.push((path, line, text));
        }
    }
    let mut webhooks: Vec<(Webhook, usize)> = Vec::new();
    for draft in drafts {
        let (line, failed) = (draft.line, draft.failed.clone());
        match draft.finish() {
            Ok(webhook) if webhooks.iter().any(|(other, _)| other.name == webhook.name) => {
                wrong.push((format!("{SECTION}.name"), line, "is the name of another one already".to_owned()));
            }
            Ok(webhook) => webhooks.push((webhook, line)),
            Err(missing) => {
                // Of what could not be read, that has been said already.
                let news = missing.into_iter().filter(|(name, _)| !failed.iter().any(|it| it == name));
                wrong.extend(news.map(|(name, text)| (format!("{SECTION}.{name}"), line, text.to_owned())));
            }
        }
    }
    (webhooks, wrong)
}

impl Draft {
    /// The endpoint, or what is missing.
    fn finish(self) -> Result<Webhook, Vec<(&'static str, &'static str)>> {
        const NEEDED: &str = "must be set";
        let mut missing = Vec::new();
        match (&self.secret, &self.secret_file) {
            (None, None) => missing.push(("secret", "must be set, or secret_file")),
            (Some(_), Some(_)) => missing.push(("secret_file", "cannot be set together with secret; leave one out")),
            _ => {}
        }
        if self.url.as_ref().is_some_and(|url| !url.is_tls() && !url.is_loopback() && !self.insecure) {
            missing.push((
                "url",
                "must be https, unless it leads to this machine: everybody on the way could read who was erased \
                 (insecure = true allows it all the same)",
            ));
        }
        match (self.name, self.url, self.key_id) {
            (Some(name), Some(url), Some(key_id)) if missing.is_empty() => Ok(Webhook {
                name,
                url,
                key_id,
                secret: self.secret,
                secret_file: self.secret_file,
                shops: self.shops,
                timeout: self.timeout.unwrap_or(TIMEOUT),
                ca_file: self.ca_file,
                insecure: self.insecure,
            }),
            (name, url, key_id) => {
                let absent = [("name", name.is_none()), ("url", url.is_none()), ("key_id", key_id.is_none())];
                missing.extend(absent.into_iter().filter(|(_, is_absent)| *is_absent).map(|(key, _)| (key, NEEDED)));
                Err(missing)
            }
        }
    }
}
