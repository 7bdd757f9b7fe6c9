//! File, environment and flags become one configuration, or a list of everything that is wrong with them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use domain::policy::Handover;

use super::given::Given;
use super::keys::{KEYS, Key, ONE_OF, PREFIX};
use super::{Config, LinkTo, Security, TransportKind, Webhook, file, webhook};

/// The variable that names the configuration file; the one name in the environment that is not a key.
const FILE_VARIABLE: &str = "GDPR_CONFIG";

/// What a configuration is made from.
#[derive(Debug, Default)]
pub struct Inputs {
    /// The file named by `--config`.
    pub file: Option<PathBuf>,
    /// The environment; names that do not begin with `GDPR_` are ignored.
    pub environment: Vec<(OsString, OsString)>,
    /// Keys set by flags, which have the names of their keys: `("listen", "127.0.0.1:0")` for `--listen 127.0.0.1:0`.
    pub flags: Vec<(&'static str, String)>,
}

impl Inputs {
    /// With the environment of this process.
    #[must_use]
    pub fn of_process(file: Option<PathBuf>, flags: Vec<(&'static str, String)>) -> Self {
        Self { file, environment: std::env::vars_os().collect(), flags }
    }
}

/// A configuration, and where it came from.
#[derive(Debug)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// What should be looked at but stops nothing.
    pub warnings: Vec<String>,
    sources: BTreeMap<&'static str, Source>,
    webhook_sources: Vec<Source>,
}

impl Loaded {
    /// Where the value of the key with this full name came from.
    #[must_use]
    pub fn source(&self, key: &str) -> Source {
        self.sources.get(key).cloned().unwrap_or(Source::Default)
    }

    /// The endpoints, each with where it came from.
    pub(super) fn webhooks(&self) -> impl Iterator<Item = (&Webhook, &Source)> {
        self.config.webhooks.iter().zip(&self.webhook_sources)
    }
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// A line of the configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// This variable.
    Environment(String),
    /// This flag, without its dashes.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}, line {line}", path.display()),
            Self::Environment(name) => write!(f, "environment, {name}"),
            Self::Flag(name) => write!(f, "--{name}"),
        }
    }
}

/// One thing that is wrong. Names the key in full, where it was set and what is allowed; never a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key} ({source}): {text}", source = .set_in)]
pub struct Problem {
    /// The key's full name.
    pub key: String,
    /// Where it was set.
    pub set_in: Source,
    /// What is wrong, and what is allowed.
    pub text: String,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("the configuration file {path} cannot be read: {error}", path = .0.display(), error = .1)]
    Unreadable(PathBuf, std::io::Error),
    /// The file is not TOML. One line a place.
    #[error("the configuration file {path} is not valid TOML:{places}", path = .0.display(), places = indented(.1))]
    NotToml(PathBuf, Vec<String>),
    /// Everything that is wrong with keys and values.
    #[error("the configuration cannot be used:{}", indented(.0))]
    Problems(Vec<Problem>),
}

fn indented(lines: &[impl fmt::Display]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| format!("\n  {line}")).collect();
    lines.concat()
}

/// Makes the configuration.
///
/// # Errors
/// [`ConfigError`], with every problem there is.
pub fn load(inputs: Inputs) -> Result<Loaded, ConfigError> {
    let mut work = Work::default();
    if let Some(path) = config_file(&inputs) {
        work.file(&path)?;
    }
    work.environment(&inputs.environment);
    work.layer(inputs.flags.into_iter().map(|(key, text)| (key.to_owned(), Source::Flag(key), Given::Words(text))));
    work.done()
}

fn config_file(inputs: &Inputs) -> Option<PathBuf> {
    let variable = || inputs.environment.iter().find(|(name, _)| name == FILE_VARIABLE);
    inputs.file.clone().or_else(|| variable().map(|(_, path)| PathBuf::from(path)))
}

#[derive(Default)]
struct Work {
    config: Config,
    sources: BTreeMap<&'static str, Source>,
    webhook_sources: Vec<Source>,
    warnings: Vec<String>,
    problems: Vec<Problem>,
}

impl Work {
    fn file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
        let entries = file::read(&text).map_err(|broken| {
            let places = broken.iter().map(|place| format!("line {}: {}", place.line, place.message));
            ConfigError::NotToml(path.to_owned(), places.collect())
        })?;
        let source = |line| Source::File { path: path.to_owned(), line };
        let is_webhook = |entry: &file::Entry| entry.path.split('.').next() == Some(webhook::SECTION);
        let (webhooks, entries): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_webhook);
        self.webhooks(webhooks, source);
        self.layer(entries.into_iter().map(|entry| (entry.path, source(entry.line), entry.given)));
        Ok(())
    }

    /// The endpoints, which are in the file or nowhere: a section has no name in the environment.
    fn webhooks(&mut self, entries: Vec<file::Entry>, source: impl Fn(usize) -> Source) {
        let (sections, others): (Vec<_>, Vec<_>) = entries.into_iter().partition(|entry| entry.section.is_some());
        for other in others {
            let text = "stands in sections with two brackets around their name: [[webhooks]]".to_owned();
            self.problems.push(Problem { key: other.path, set_in: source(other.line), text });
        }
        let (webhooks, wrong) = webhook::read(sections);
        for (webhook, line) in webhooks {
            self.config.webhooks.push(webhook);
            self.webhook_sources.push(source(line));
        }
        self.problems.extend(wrong.into_iter().map(|(key, line, text)| Problem { key, set_in: source(line), text }));
    }

    fn environment(&mut self, variables: &[(OsString, OsString)]) {
        let mut layer = Vec::new();
        for (name, value) in variables {
            let name = name.to_string_lossy();
            if !name.starts_with(PREFIX) || name == FILE_VARIABLE {
                continue;
            }
            match KEYS.iter().find(|key| key.variable() == name) {
                Some(key) => {
                    let given = value
                        .to_str()
                        .map_or(Given::Other("bytes that are not UTF-8"), |text| Given::Words(text.to_owned()));
                    layer.push((key.path.to_owned(), Source::Environment(name.into_owned()), given));
                }
                // Not an error: container platforms put names like GDPR_PORT into the environment on their own.
                None => self.warnings.push(format!(
                    "the environment variable {name} sets nothing{}",
                    suggestion(&name, KEYS.iter().map(Key::variable))
                )),
            }
        }
        self.layer(layer);
    }

    /// Lays `values` over what there is. Each is looked at, also when a later layer sets the same key again.
    fn layer(&mut self, values: impl IntoIterator<Item = (String, Source, Given)>) {
        let mut values: Vec<_> = values.into_iter().collect();
        self.settle(&mut values);
        for (path, source, given) in values {
            let Some(key) = Key::find(&path) else {
                let text =
                    format!("there is no such key{}", suggestion(&path, KEYS.iter().map(|key| key.path.to_owned())));
                self.problems.push(Problem { key: path, set_in: source, text });
                continue;
            };
            match (key.read)(&mut self.config, &given) {
                Ok(()) => {
                    self.sources.insert(key.path, source);
                }
                Err(text) => self.problems.push(Problem { key: path, set_in: source, text }),
            }
        }
    }

    /// A layer that says something in one of two ways takes back what an earlier layer said in the other.
    fn settle(&mut self, values: &mut [(String, Source, Given)]) {
        for [one, other] in ONE_OF {
            let find = |path: &str| values.iter().find(|(key, _, _)| key == path);
            match (find(one), find(other)) {
                (Some(_), Some((_, source, _))) => self.problems.push(Problem {
                    key: other.to_owned(),
                    set_in: source.clone(),
                    text: format!("cannot be set together with {one}; leave one of the two out"),
                }),
                (Some(_), None) => self.take_back(other),
                (None, Some(_)) => self.take_back(one),
                (None, None) => {}
            }
        }
    }

    fn take_back(&mut self, path: &str) {
        if let Some(key) = Key::find(path) {
            (key.reset)(&mut self.config);
            self.sources.remove(path);
        }
    }

    /// What one key asks of another.
    fn needs(&mut self) {
        let mail = &self.config.mail;
        let leads_nowhere = !self.config.page.enabled && self.config.confirmation.url == LinkTo::Page;
        let erasure = &self.config.erasure;
        let takes_nothing_back =
            !self.config.page.enabled && erasure.cancel_url == LinkTo::Page && erasure.cooling_off > TimeDelta::zero();
        let packages = &self.config.packages;
        let hands_over_nothing =
            !self.config.page.enabled && packages.url == LinkTo::Page && packages.delivery.0 == Handover::Link;
        let has_password = mail.password.is_some() || mail.password_file.is_some();
        let broken = [
            (
                mail.transport != TransportKind::File && mail.sender.is_none(),
                ["mail.sender", "mail.transport"],
                "must be set, unless mail.transport is \"file\"",
            ),
            (
                mail.user.is_some() && !has_password,
                ["mail.user", "mail.user"],
                "needs a password: set mail.password_file or mail.password",
            ),
            (
                mail.user.is_none() && has_password,
                ["mail.user", if mail.password.is_some() { "mail.password" } else { "mail.password_file" }],
                "must be set, since there is a password",
            ),
            (
                mail.user.is_some() && mail.security == Security::None,
                ["mail.security", "mail.security"],
                "must not be \"none\" when there is a mail.user: everybody on the way could read the password",
            ),
            (
                leads_nowhere,
                ["confirmation.url", "page.enabled"],
                "must be the URL of another page when page.enabled is false: \"page\" is the page of this server",
            ),
            (
                takes_nothing_back,
                ["erasure.cancel_url", "page.enabled"],
                "must be the URL of another page when page.enabled is false, unless erasure.cooling_off is 0: \"page\" is \
                 the page of this server",
            ),
            (
                hands_over_nothing,
                ["packages.url", "page.enabled"],
                "must be the URL of another page when page.enabled is false, unless packages.delivery is \"staff\": \"page\" \
                 is the page of this server",
            ),
        ];
        for (is_broken, [key, because], text) in broken {
            if is_broken {
                let set_in = self.sources.get(because).cloned().unwrap_or(Source::Default);
                self.problems.push(Problem { key: key.to_owned(), set_in, text: text.to_owned() });
            }
        }
    }

    fn done(mut self) -> Result<Loaded, ConfigError> {
        self.needs();
        if self.problems.is_empty() {
            Ok(Loaded {
                config: self.config,
                warnings: self.warnings,
                sources: self.sources,
                webhook_sources: self.webhook_sources,
            })
        } else {
            Err(ConfigError::Problems(self.problems))
        }
    }
}

/// `; did you mean "limits.body_bytes"?`, or nothing when no known name is near.
pub(crate) fn suggestion(name: &str, known: impl Iterator<Item = String>) -> String {
    let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let likeness = |known: &str| {
        let whole = strsim::normalized_damerau_levenshtein(name, known);
        // The right name in the wrong section.
        let end = strsim::normalized_damerau_levenshtein(&last(name), &last(known)) * 0.9;
        whole.max(end)
    };
    known
        .map(|known| (likeness(&known), known))
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map_or_else(String::new, |(_, known)| format!("; did you mean {known:?}?"))
}
