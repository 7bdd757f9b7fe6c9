//! The stamp beside generated sources: a fingerprint of what they were made from, and one of themselves.
//!
//! What they were made from is the generator, the recipe and the *prepared* document, not the contract's bytes: a file
//! with other wording or another order says the same, and needs no generator.

use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::error::{Error, OnPath};
use crate::generator;
use crate::prepare::Prepared;

/// SHA-256 in hexadecimal digits.
pub type Fingerprint = String;

/// What the file `stamp` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Fingerprint of what the sources were made from.
    pub inputs: Fingerprint,
    /// Fingerprint of the sources.
    pub sources: Fingerprint,
}

impl Stamp {
    /// Reads a stamp; none if there is none, or none that can be understood.
    pub fn read(path: &Path) -> Result<Option<Self>, Error> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).on("read", path),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let value = |key: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(key))?;
            Some(line.trim().to_owned())
        };
        Some(Self { inputs: value("inputs ")?, sources: value("sources ")? })
    }

    /// The file's text.
    #[must_use]
    pub fn text(&self) -> String {
        format!(
            "# What src/ was made from, and what it is. Written by the build step: docs/updating-a-contract.md\n\
             inputs  {}\n\
             sources {}\n",
            self.inputs, self.sources
        )
    }

    /// Writes the file in one step: a reader sees the old one or the new one.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let new = path.with_extension("new");
        fs::write(&new, self.text()).on("write", &new)?;
        fs::rename(&new, path).on("write", path)
    }
}

/// Fingerprint of what code is made from: the generator, the recipe and the prepared contract.
#[must_use]
pub fn of_inputs(prepared: &Prepared) -> Fingerprint {
    let mut hash = Sha256::new();
    hash.update(format!("openapi-generator {}\n", generator::VERSION));
    hash.update(format!("recipe {}\n", generator::RECIPE));
    hash.update(prepared.bytes());
    hexadecimal(hash)
}

/// Fingerprint of a source directory: names and bytes of its Rust files.
pub fn of_sources(directory: &Path) -> Result<Fingerprint, Error> {
    let mut hash = Sha256::new();
    for file in rust_files(directory)? {
        let path = directory.join(&file);
        let bytes = fs::read(&path).on("read", &path)?;
        hash.update(format!("{} {}\n", name(&file), bytes.len()));
        hash.update(bytes);
    }
    Ok(hexadecimal(hash))
}

/// The Rust files in a directory and below, relative to it, in a fixed order. None if there is no such directory.
pub fn rust_files(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    let mut directories = vec![PathBuf::new()];
    while let Some(below) = directories.pop() {
        let path = directory.join(&below);
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.on("read", &path)?,
        };
        for entry in entries {
            let entry = entry.on("read", &path)?;
            let file = below.join(entry.file_name());
            if entry.file_type().on("read", &path)?.is_dir() {
                directories.push(file);
            } else if file.extension().is_some_and(|extension| extension == "rs") {
                files.push(file);
            }
        }
    }
    files.sort_by_key(|file| name(file));
    Ok(files)
}

/// A relative path with `/`, on every system.
fn name(file: &Path) -> String {
    let parts: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

fn hexadecimal(hash: Sha256) -> Fingerprint {
    let mut digits = String::new();
    for byte in hash.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}
