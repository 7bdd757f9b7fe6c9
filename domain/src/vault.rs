//! The port for sealed files: packages that wait to be fetched. What is in them is sealed before it gets here.

use std::fmt;
use std::io::{Read, Write};
use std::str::FromStr;

use crate::entropy::{Entropy, NoEntropy};

/// A place for files. Its calls block.
pub trait Vault: Send + Sync {
    /// Begins a file, which is there when it was [kept](NewFile::keep) and not before.
    ///
    /// # Errors
    /// [`VaultError`], also when there is one of this name.
    fn create(&self, name: &FileName) -> Result<Box<dyn NewFile>, VaultError>;

    /// Opens a file. `None`: there is none.
    ///
    /// # Errors
    /// [`VaultError`].
    fn open(&self, name: &FileName) -> Result<Option<Box<dyn Read + Send>>, VaultError>;

    /// Removes a file, whether it was kept or only begun. `false`: there is none.
    ///
    /// # Errors
    /// [`VaultError`].
    fn delete(&self, name: &FileName) -> Result<bool, VaultError>;

    /// All files, also those that were only begun.
    ///
    /// # Errors
    /// [`VaultError`].
    fn names(&self) -> Result<Vec<FileName>, VaultError>;
}

/// A file that was begun. Dropped without being kept, it is gone.
pub trait NewFile: Write + Send {
    /// Keeps it: when this returns `Ok`, it is on disk under its name.
    ///
    /// # Errors
    /// [`VaultError`]: it is gone.
    fn keep(self: Box<Self>) -> Result<(), VaultError>;
}

/// Files cannot be written or read. The details are for a log and name nobody.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the folder of packages cannot be used: {0}")]
pub struct VaultError(pub String);

/// The name of a file: 128 random bits as 32 lower-case hexadecimal digits, which say nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName([u8; 16]);

impl FileName {
    /// A new name.
    ///
    /// # Errors
    /// [`NoEntropy`].
    pub fn random(entropy: &dyn Entropy) -> Result<Self, NoEntropy> {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base16ct::lower::encode_string(&self.0))
    }
}

impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileName({self})")
    }
}

/// The text is not the name of a file in a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not 32 lower-case hexadecimal digits")]
pub struct NotAFileName;

impl FromStr for FileName {
    type Err = NotAFileName;

    fn from_str(text: &str) -> Result<Self, NotAFileName> {
        let mut bytes = [0; 16];
        match base16ct::lower::decode(text, &mut bytes) {
            Ok(decoded) if decoded.len() == 16 => Ok(Self(bytes)),
            _ => Err(NotAFileName),
        }
    }
}
