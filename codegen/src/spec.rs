//! One contract file: `specs/<name>-<version>.yaml`.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, OnPath, one_line};
use crate::prepare::{Prepared, Unsupported, prepare};

/// A file in `specs/`, known by its name and not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecFile {
    name: String,
    path: PathBuf,
}

impl SpecFile {
    /// Every contract in the directory, by name. No two may be versions of one contract.
    pub fn all(specs: &Path) -> Result<Vec<Self>, Error> {
        let mut found = Vec::new();
        for entry in fs::read_dir(specs).on("read", specs)? {
            let path = entry.on("read", specs)?.path();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                found.push(Self::named(path)?);
            }
        }
        found.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
        match found.windows(2).find(|pair| pair[0].name == pair[1].name) {
            Some(pair) => Err(Error::TwoSpecs { first: pair[0].file_name(), second: pair[1].file_name() }),
            None => Ok(found),
        }
    }

    /// The contract of this name.
    pub fn find(specs: &Path, name: &str) -> Result<Self, Error> {
        let all = Self::all(specs)?;
        let found = all.into_iter().find(|spec| spec.name == name);
        found.ok_or_else(|| Error::NoSpec { name: name.to_owned() })
    }

    /// `icm-gdpr-1.0.1.yaml` is the contract `icm-gdpr`: the version starts at the first digit that follows a hyphen.
    fn named(path: PathBuf) -> Result<Self, Error> {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let name = stem.as_deref().and_then(|stem| {
            let version =
                stem.match_indices('-').find(|(at, _)| stem[at + 1..].starts_with(|c: char| c.is_ascii_digit()))?;
            Some(&stem[..version.0]).filter(|name| !name.is_empty())
        });
        match name {
            Some(name) => Ok(Self { name: name.to_owned(), path }),
            None => Err(Error::SpecName { file: file_name(&path) }),
        }
    }

    /// Name of the contract, such as `icm-gdpr`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the file is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file's name, such as `icm-gdpr-1.0.1.yaml`.
    #[must_use]
    pub fn file_name(&self) -> String {
        file_name(&self.path)
    }

    /// Reads the document as it stands.
    pub fn read(&self) -> Result<Value, Error> {
        let bytes = fs::read(&self.path).on("read", &self.path)?;
        let text = String::from_utf8(bytes).map_err(|_| self.error("is not UTF-8"))?;
        parse(&text).map_err(|reason| self.error(reason))
    }

    /// Reads the document and rewrites it for the generator.
    pub fn prepare(&self) -> Result<Prepared, Error> {
        prepare(&self.read()?).map_err(|Unsupported(reason)| self.error(reason))
    }

    /// An error about this file.
    pub(crate) fn error(&self, reason: impl Into<String>) -> Error {
        Error::Spec { file: self.file_name(), reason: reason.into() }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads YAML as the JSON value that it stands for. Keys are strings, however they are written: `200:` is `"200":`.
///
/// # Errors
/// One line about what is wrong: bad syntax, a duplicate key, more aliases than any contract has.
pub fn parse(yaml: &str) -> Result<Value, String> {
    let read = |error: serde_saphyr::Error| one_line(&error.without_snippet().to_string());
    // `no` is a country and `on` a day; only `true` and `false` are truth values.
    let options = serde_saphyr::options! { strict_booleans: true };

    // An unquoted version may look like a number: 2.10 is not 2.1. Read as text, it is what is written.
    let head: Head = serde_saphyr::from_str_with_options(yaml, options.clone()).map_err(read)?;
    let mut document: Value = serde_saphyr::from_str_with_options(yaml, options).map_err(read)?;
    document["info"]["version"] = head.info.version.into();
    Ok(document)
}

#[derive(Deserialize)]
struct Head {
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    version: String,
}
