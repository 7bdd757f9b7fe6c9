//! Where the two secrets of the service come from: the configuration, or a file made at first start.
//!
//! Secrets nobody configured are random and live beside the database, in `<database>.secrets.toml`, which only its owner
//! can read. The file is made whole or not at all, and never replaced: of processes that start at once on one database,
//! one makes it and all read it. It belongs into the backup of the database: without it, links in mails already sent and
//! tokens already issued no longer work.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::entropy::{Entropy, NoEntropy};
use domain::link::{LinkKey, MIN_KEY_BYTES};
use serde::Deserialize;
use zeroize::Zeroizing;

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
    /// Whether tokens are verified by public keys, so that no shared secret is needed.
    pub has_public_keys: bool,
}

impl Configured {
    /// Reads them, from files where the configuration names files.
    ///
    /// # Errors
    /// [`NoSecrets::File`] and [`NoSecrets::Weak`].
    pub fn read(config: &Config) -> Result<Self, NoSecrets> {
        let (confirmation, tokens) = (&config.confirmation, &config.tokens);
        let key = either("confirmation.key", confirmation.key.as_ref(), confirmation.key_file.as_deref())?;
        let secret = either("tokens.secret", tokens.secret.as_ref(), tokens.secret_file.as_deref())?;
        Ok(Self {
            link_key: key.map(|(key, text)| link_key(key, &text)).transpose()?,
            token_secret: secret.map(|(key, text)| token_secret(key, text)).transpose()?,
            has_public_keys: tokens.public_key_file.is_some() || tokens.jwks_file.is_some(),
        })
    }

    fn is_complete(&self) -> bool {
        self.link_key.is_some() && (self.token_secret.is_some() || self.has_public_keys)
    }

    /// Fills in what nobody configured from the file beside `database`, which is made unless it is there. The second
    /// part of the result is the file, if it was made just now.
    ///
    /// # Errors
    /// [`NoSecrets`].
    pub fn complete(self, database: &Path, entropy: &dyn Entropy) -> Result<(Secrets, Option<PathBuf>), NoSecrets> {
        let has_public_keys = self.has_public_keys;
        match self {
            Self { link_key: Some(link_key), token_secret, .. } if token_secret.is_some() || has_public_keys => {
                Ok((Secrets { link_key, token_secret }, None))
            }
            configured => {
                let path = beside(database);
                let (kept, made) = match read(&path)? {
                    Some(kept) => (kept, None),
                    None => (make(&path, entropy)?, Some(path.clone())),
                };
                let link_key = match configured.link_key {
                    Some(key) => key,
                    None => link_key("confirmation_key", &kept.confirmation_key)
                        .map_err(|_| NoSecrets::Damaged(path.clone()))?,
                };
                let token_secret = match configured.token_secret {
                    None if !has_public_keys => {
                        Some(token_secret("token_secret", kept.token_secret).map_err(|_| NoSecrets::Damaged(path))?)
                    }
                    configured => configured,
                };
                Ok((Secrets { link_key, token_secret }, made))
            }
        }
    }

    /// Looks whether the file beside `database`, if it is needed and there, can be used. Makes nothing.
    ///
    /// # Errors
    /// [`NoSecrets`].
    pub fn check_beside(&self, database: &Path) -> Result<(), NoSecrets> {
        if self.is_complete() { Ok(()) } else { read(&beside(database)).map(drop) }
    }
}

/// The text of a secret that may stand in the configuration or in a file, and the key that says so.
fn either(
    key: &'static str,
    text: Option<&Secret>,
    file: Option<&Path>,
) -> Result<Option<(&'static str, Secret)>, NoSecrets> {
    if let Some(text) = text {
        return Ok(Some((key, text.clone())));
    }
    let Some(path) = file else { return Ok(None) };
    let key = if key == "tokens.secret" { "tokens.secret_file" } else { "confirmation.key_file" };
    let failed = |error| NoSecrets::File { key, path: path.to_owned(), error };
    let text = Zeroizing::new(std::fs::read_to_string(path).map_err(failed)?);
    // Editors and `echo` end a file with a line break that is no part of the secret.
    Ok(Some((key, Secret::new(text.trim_end_matches(['\r', '\n']).to_owned()))))
}

/// Base64 of enough bytes stands for those; any other text for itself.
fn link_key(key: &'static str, text: &Secret) -> Result<LinkKey, NoSecrets> {
    let decoded = STANDARD.decode(text.reveal()).ok().map(Zeroizing::new);
    let bytes = decoded.as_ref().filter(|bytes| bytes.len() >= MIN_KEY_BYTES);
    LinkKey::new(bytes.map_or(text.reveal().as_bytes(), |bytes| bytes.as_slice()))
        .map_err(|_| NoSecrets::Weak { key, least: format!("{MIN_KEY_BYTES} bytes (try `openssl rand -base64 32`)") })
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    confirmation_key: String,
    token_secret: String,
}

struct Kept {
    confirmation_key: Secret,
    token_secret: Secret,
}

fn read(path: &Path) -> Result<Option<Kept>, NoSecrets> {
    let failed = |error| NoSecrets::Beside(path.to_owned(), error);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    if is_exposed(&file).map_err(failed)? {
        return Err(NoSecrets::Exposed(path.to_owned()));
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(failed)?;
    // The parser's own message would quote the line.
    let written: Written = toml::from_str(&text).map_err(|_| NoSecrets::Damaged(path.to_owned()))?;
    Ok(Some(Kept {
        confirmation_key: Secret::new(written.confirmation_key),
        token_secret: Secret::new(written.token_secret),
    }))
}

#[cfg(unix)]
fn is_exposed(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    Ok(file.metadata()?.mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_exposed(_: &File) -> io::Result<bool> {
    Ok(false)
}

/// Makes the file, or finds that another process was quicker; the secrets are those of the file either way.
fn make(path: &Path, entropy: &dyn Entropy) -> Result<Kept, NoSecrets> {
    let text = Zeroizing::new(format!(
        "# Secrets of the database beside this file, made at its first start. Keep both together, also in the backup,\n\
         # and let nobody else read this one. The configuration can name other secrets; then this file is not used.\n\
         confirmation_key = \"{}\"\n\
         token_secret = \"{}\"\n",
        random(entropy)?.as_str(),
        random(entropy)?.as_str(),
    ));
    let failed = |error| NoSecrets::Beside(path.to_owned(), error);
    put(path, text.as_bytes()).map_err(failed)?;
    read(path)?.ok_or_else(|| failed(io::ErrorKind::NotFound.into()))
}

fn random(entropy: &dyn Entropy) -> Result<Zeroizing<String>, NoEntropy> {
    let mut bytes = Zeroizing::new([0; 32]);
    entropy.fill(bytes.as_mut_slice())?;
    Ok(Zeroizing::new(STANDARD.encode(bytes.as_slice())))
}

/// A file at `path` with this content, on disk, for its owner only; unless there is one already, which stays.
fn put(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Made with mode 0600; gone again if anything fails on the way.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error.error),
    }
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests;
