//! The file of the secrets that nobody configured.
//!
//! They are random and live beside the database, in `<database>.secrets.toml`, which only its owner can read. The file is
//! made whole or not at all: of processes that start at once on one database, one makes it and all read it. A later program
//! that needs one more secret adds its line, and changes no other. The file belongs into the backup of the database:
//! a database that had it is not used without it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::entropy::{Entropy, NoEntropy};
use domain::link::LinkKey;
use domain::seal::MasterKey;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{NoSecrets, link_key, master_key, token_secret};
use crate::secret::Secret;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    confirmation_key: String,
    token_secret: String,
    audit_key: Option<String>,
}

/// What stands in the file.
pub(super) struct Kept {
    confirmation_key: Secret,
    token_secret: Secret,
    /// `None`: it was made by a program that knew none.
    pub(super) audit_key: Option<Secret>,
}

impl Kept {
    /// `None`, here and below: this program would not have made it.
    pub(super) fn link_key(&self) -> Option<LinkKey> {
        link_key("confirmation_key", &self.confirmation_key).ok()
    }

    pub(super) fn token_secret(&self) -> Option<Secret> {
        token_secret("token_secret", self.token_secret.clone()).ok()
    }

    pub(super) fn master_key(&self) -> Option<MasterKey> {
        self.audit_key.as_ref().and_then(|key| master_key("audit_key", key).ok())
    }
}

/// What is in the file at `path`. `None`: there is none.
pub(super) fn read(path: &Path) -> Result<Option<Kept>, NoSecrets> {
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
        audit_key: written.audit_key.map(Secret::new),
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
pub(super) fn make(path: &Path, entropy: &dyn Entropy) -> Result<Kept, NoSecrets> {
    let text = Zeroizing::new(format!(
        "# Secrets of the database beside this file, made at its first start. Keep both together, also in the backup,\n\
         # and let nobody else read this one. The configuration can name other secrets; then this file is not used.\n\
         confirmation_key = \"{}\"\n\
         token_secret = \"{}\"\n\
         audit_key = \"{}\"\n",
        random(entropy)?.as_str(),
        random(entropy)?.as_str(),
        random(entropy)?.as_str(),
    ));
    let failed = |error| NoSecrets::Beside(path.to_owned(), error);
    put(path, text.as_bytes()).map_err(failed)?;
    read(path)?.ok_or_else(|| failed(io::ErrorKind::NotFound.into()))
}

/// Adds an audit key to a file that has none, unless another process was quicker. The second part of the result is
/// whether it was added just now.
pub(super) fn add_audit_key(path: &Path, entropy: &dyn Entropy) -> Result<(Kept, bool), NoSecrets> {
    let failed = |error| NoSecrets::NotAdded(path.to_owned(), error);
    // Whoever waits here holds the file as it was before; so all of them look again under its name.
    let before = File::open(path).map_err(failed)?;
    before.lock().map_err(failed)?;
    let gone = || failed(io::ErrorKind::NotFound.into());
    let now = read(path)?.ok_or_else(gone)?;
    if now.audit_key.is_some() {
        return Ok((now, false));
    }
    let mut text = Zeroizing::new(std::fs::read_to_string(path).map_err(failed)?);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str("audit_key = \"");
    text.push_str(&random(entropy)?);
    text.push_str("\"\n");
    replace(path, &before, text.as_bytes()).map_err(failed)?;
    Ok((read(path)?.ok_or_else(gone)?, true))
}

fn random(entropy: &dyn Entropy) -> Result<Zeroizing<String>, NoEntropy> {
    let mut bytes = Zeroizing::new([0; 32]);
    entropy.fill(bytes.as_mut_slice())?;
    Ok(Zeroizing::new(STANDARD.encode(bytes.as_slice())))
}

/// A file at `path` with this content, on disk, for its owner only; unless there is one already, which stays.
pub(super) fn put(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = folder_of(path);
    match written(folder, content)?.persist_noclobber(path) {
        Ok(_) => {}
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error.error),
    }
    settle(folder)
}

/// This content in place of the file `before` at `path`, for the same owner.
fn replace(path: &Path, before: &File, content: &[u8]) -> io::Result<()> {
    // Where a link leads, so that the link stays.
    let real = std::fs::canonicalize(path)?;
    let folder = folder_of(&real);
    let file = written(folder, content)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        // Somebody with more rights may be the first to start the newer program.
        let (old, new) = (before.metadata()?, file.as_file().metadata()?);
        if (old.uid(), old.gid()) != (new.uid(), new.gid()) {
            fchown(file.as_file(), Some(old.uid()), Some(old.gid()))?;
        }
    }
    #[cfg(not(unix))]
    let _ = before;
    file.persist(&real).map_err(|error| error.error)?;
    settle(folder)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file without a name that lasts, on disk. Made with mode 0600; gone again if anything fails on the way.
fn written(folder: &Path, content: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Waits until the names in `folder` are on disk.
fn settle(folder: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
