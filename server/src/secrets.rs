//! Where the secrets of the service come from: the configuration, or the file beside the database, for those that nobody
//! configured ([`beside`]).

mod beside;

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::entropy::{Entropy, NoEntropy};
use domain::keys::{Dependence, ServiceKeys};
use domain::link::{LinkKey, MIN_KEY_BYTES};
use domain::seal::{MIN_MASTER_KEY_BYTES, MasterKey};
use zeroize::Zeroizing;

use self::beside::Kept;
use crate::config::Config;
use crate::secret::Secret;

/// The fewest characters a shared token secret may have (RFC 7518 section 3.2: as many bits as the hash has).
pub const MIN_TOKEN_SECRET: usize = 32;

/// What the service keeps secret.
#[derive(Debug)]
pub struct Secrets {
    /// Turns hashes of links into digests.
    pub link_key: LinkKey,
    /// Signs and verifies HS256 tokens. `None`: tokens are verified by public keys alone.
    pub token_secret: Option<Secret>,
    /// Seals the audit log and what is stored for a while, and proves both.
    pub master_key: MasterKey,
}

impl Secrets {
    /// The keys by which a database knows whether they are its own.
    #[must_use]
    pub fn keys(&self) -> ServiceKeys<'_> {
        ServiceKeys {
            audit: &self.master_key,
            confirmation: &self.link_key,
            token_secret: self.token_secret.as_ref().map(|secret| secret.reveal().as_bytes()),
        }
    }
}

/// What was made just now, because nobody had configured it.
#[derive(Debug, PartialEq, Eq)]
pub enum Made {
    /// All secrets, in this file.
    All(PathBuf),
    /// The audit key alone, in this file.
    AuditKey(PathBuf),
}

/// Why there are no secrets.
#[derive(Debug, thiserror::Error)]
pub enum NoSecrets {
    /// A configured file cannot be read.
    #[error("{key}: {path} cannot be read: {error}", path = .path.display())]
    File {
        /// The key that names it.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A configured secret is too short.
    #[error("{key}: is too short to protect anything; it needs at least {least}")]
    Weak {
        /// The key that holds or names it.
        key: &'static str,
        /// What would be enough.
        least: String,
    },
    /// Others can read the file made at first start.
    #[error(
        "{path} holds secrets and can be read or written by others: run `chmod 600 {path}`, and replace the secrets if \
         somebody may have seen them", path = .0.display()
    )]
    Exposed(PathBuf),
    /// The file made at first start is not as it was made.
    #[error(
        "{path} is not a file of secrets as this program makes it: restore it from the backup of the database",
        path = .0.display()
    )]
    Damaged(PathBuf),
    /// The file cannot be made or read.
    #[error("{path}, which keeps the secrets nobody configured, cannot be made or read: {error}", path = .0.display(), error = .1)]
    Beside(PathBuf, io::Error),
    /// The database had secrets before, and the file that has them is not there.
    #[error(
        "there are no secrets beside the database, which had some: put {path} back from the backup, or name its keys in the \
         configuration (confirmation.key_file, tokens.secret_file, audit.key_file)", path = .0.display()
    )]
    Missing(PathBuf),
    /// The file has no audit key, and the database had one before.
    #[error(
        "{path} has no audit_key, under which things are sealed in the database: put the file back from the backup, or set \
         audit.key_file", path = .0.display()
    )]
    NoAuditKey(PathBuf),
    /// The file was made by a program that knew no audit key, and none can be added.
    #[error(
        "{path} has no audit_key yet, and none can be added: {error}; add the line `audit_key = \"...\"` with what \
         `openssl rand -base64 32` prints, or set audit.key_file", path = .0.display(), error = .1
    )]
    NotAdded(PathBuf, io::Error),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] NoEntropy),
}

impl NoSecrets {
    /// Whether the configuration is what has to be changed.
    #[must_use]
    pub fn is_configuration(&self) -> bool {
        matches!(self, Self::File { .. } | Self::Weak { .. })
    }
}

/// The secrets that somebody configured.
#[derive(Debug)]
pub struct Configured {
    /// The confirmation key.
    pub link_key: Option<LinkKey>,
    /// The shared secret of tokens.
    pub token_secret: Option<Secret>,
    /// The audit key.
    pub master_key: Option<MasterKey>,
    /// Whether tokens are verified by public keys, so that no shared secret is needed.
    pub has_public_keys: bool,
}

impl Configured {
    /// Reads them, from files where the configuration names files.
    ///
    /// # Errors
    /// [`NoSecrets::File`] and [`NoSecrets::Weak`].
    pub fn read(config: &Config) -> Result<Self, NoSecrets> {
        let (confirmation, tokens, audit) = (&config.confirmation, &config.tokens, &config.audit);
        let key = either(
            ["confirmation.key", "confirmation.key_file"],
            confirmation.key.as_ref(),
            confirmation.key_file.as_deref(),
        )?;
        let secret =
            either(["tokens.secret", "tokens.secret_file"], tokens.secret.as_ref(), tokens.secret_file.as_deref())?;
        let master = either(["audit.key", "audit.key_file"], audit.key.as_ref(), audit.key_file.as_deref())?;
        Ok(Self {
            link_key: key.map(|(key, text)| link_key(key, &text)).transpose()?,
            token_secret: secret.map(|(key, text)| token_secret(key, text)).transpose()?,
            master_key: master.map(|(key, text)| master_key(key, &text)).transpose()?,
            has_public_keys: tokens.public_key_file.is_some() || tokens.jwks_file.is_some(),
        })
    }

    fn needs_token_secret(&self) -> bool {
        self.token_secret.is_none() && !self.has_public_keys
    }

    /// Whether none is left to be made, or read from the file beside the database.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.link_key.is_some() && self.master_key.is_some() && !self.needs_token_secret()
    }

    /// Fills in what nobody configured from the file beside `database`. Where nothing depends on what would stand in it, it
    /// is made, or completed. The second part of the result is what was made just now.
    ///
    /// # Errors
    /// [`NoSecrets`].
    pub fn complete(
        self,
        database: &Path,
        dependence: Dependence,
        entropy: &dyn Entropy,
    ) -> Result<(Secrets, Option<Made>), NoSecrets> {
        let path = beside(database);
        let (mut kept, mut made) = (None, None);
        if !self.is_complete() {
            let needs_all = self.link_key.is_none() || self.needs_token_secret();
            let may_make = dependence == Dependence::Nothing || !needs_all && dependence < Dependence::Seals;
            let (found, is_new) = match beside::read(&path)? {
                Some(found) => (found, false),
                None if may_make => (beside::make(&path, entropy)?, true),
                None => return Err(NoSecrets::Missing(path)),
            };
            made = is_new.then(|| if needs_all { Made::All(path.clone()) } else { Made::AuditKey(path.clone()) });
            kept = Some(found);
        }
        // A file of a program that knew no audit key yet.
        if self.master_key.is_none() && kept.as_ref().is_some_and(|kept| kept.audit_key.is_none()) {
            if dependence == Dependence::Seals {
                return Err(NoSecrets::NoAuditKey(path));
            }
            let (found, is_new) = beside::add_audit_key(&path, entropy)?;
            made = is_new.then(|| Made::AuditKey(path.clone()));
            kept = Some(found);
        }
        let kept = kept.as_ref();
        let missing = || NoSecrets::Damaged(path.clone());
        let needs_token_secret = self.needs_token_secret();
        Ok((
            Secrets {
                link_key: match self.link_key {
                    Some(key) => key,
                    None => kept.and_then(Kept::link_key).ok_or_else(missing)?,
                },
                token_secret: match self.token_secret {
                    None if needs_token_secret => Some(kept.and_then(Kept::token_secret).ok_or_else(missing)?),
                    configured => configured,
                },
                master_key: match self.master_key {
                    Some(key) => key,
                    None => kept.and_then(Kept::master_key).ok_or_else(missing)?,
                },
            },
            made,
        ))
    }

    /// Looks whether the file beside `database`, if it is needed and there, can be used. Makes nothing.
    ///
    /// # Errors
    /// [`NoSecrets`].
    pub fn check_beside(&self, database: &Path) -> Result<(), NoSecrets> {
        if self.is_complete() { Ok(()) } else { beside::read(&beside(database)).map(drop) }
    }
}

/// The text of a secret that may stand in the configuration or in a file, and the key that says so.
fn either(
    [text_key, file_key]: [&'static str; 2],
    text: Option<&Secret>,
    file: Option<&Path>,
) -> Result<Option<(&'static str, Secret)>, NoSecrets> {
    if let Some(text) = text {
        return Ok(Some((text_key, text.clone())));
    }
    let Some(path) = file else { return Ok(None) };
    let failed = |error| NoSecrets::File { key: file_key, path: path.to_owned(), error };
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(failed)?);
    // Editors and `echo` end a file with a line break that is no part of the secret.
    Ok(Some((file_key, Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()))))
}

/// Base64 of enough bytes stands for those; any other text for itself.
fn bytes(text: &Secret, least: usize) -> Zeroizing<Vec<u8>> {
    let decoded = STANDARD.decode(text.reveal()).ok().map(Zeroizing::new).filter(|bytes| bytes.len() >= least);
    decoded.unwrap_or_else(|| Zeroizing::new(text.reveal().as_bytes().to_vec()))
}

fn weak(key: &'static str, bytes: usize) -> NoSecrets {
    NoSecrets::Weak { key, least: format!("{bytes} bytes (try `openssl rand -base64 32`)") }
}

fn link_key(key: &'static str, text: &Secret) -> Result<LinkKey, NoSecrets> {
    LinkKey::new(&bytes(text, MIN_KEY_BYTES)).map_err(|_| weak(key, MIN_KEY_BYTES))
}

fn master_key(key: &'static str, text: &Secret) -> Result<MasterKey, NoSecrets> {
    MasterKey::new(&bytes(text, MIN_MASTER_KEY_BYTES)).map_err(|_| weak(key, MIN_MASTER_KEY_BYTES))
}

/// The text itself is the secret, as whoever shares it writes it down.
fn token_secret(key: &'static str, text: Secret) -> Result<Secret, NoSecrets> {
    if text.reveal().chars().count() < MIN_TOKEN_SECRET {
        let least = format!("{MIN_TOKEN_SECRET} characters (try `openssl rand -base64 32`)");
        return Err(NoSecrets::Weak { key, least });
    }
    Ok(text)
}

/// `gdpr.db.secrets.toml` for `gdpr.db`. Links are followed, so that all names of one database have one such file.
#[must_use]
pub fn beside(database: &Path) -> PathBuf {
    named_after(database, ".secrets.toml")
}

/// What lies beside the database under its name and `ending`.
pub(crate) fn named_after(database: &Path, ending: &str) -> PathBuf {
    let real = std::fs::canonicalize(database).unwrap_or_else(|_| database.to_owned());
    let mut name = real.into_os_string();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;
