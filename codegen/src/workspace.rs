//! Where things are.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, OnPath};
use crate::spec::SpecFile;

/// The workspace: the directory that holds `specs/` and `generated/`.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace at `root`.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The directory itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The contracts.
    #[must_use]
    pub fn specs(&self) -> PathBuf {
        self.root.join("specs")
    }

    /// Where `make generate` installs the pinned generator.
    #[must_use]
    pub fn venv(&self) -> PathBuf {
        self.root.join(".venv")
    }

    /// The crate `generated/<name>-api`.
    #[must_use]
    pub fn generated_crate(&self, name: &str) -> GeneratedCrate {
        GeneratedCrate {
            name: name.to_owned(),
            dir: self.root.join("generated").join(format!("{name}-api")),
            specs: self.specs(),
        }
    }

    /// Every generated crate: each directory `generated/<name>-api` with a manifest, by name.
    pub fn generated_crates(&self) -> Result<Vec<GeneratedCrate>, Error> {
        let dir = self.root.join("generated");
        let mut crates = Vec::new();
        for entry in fs::read_dir(&dir).on("read", &dir)? {
            let entry = entry.on("read", &dir)?;
            let directory_name = entry.file_name().to_string_lossy().into_owned();
            if let Some(name) = directory_name.strip_suffix("-api")
                && entry.path().join("Cargo.toml").is_file()
            {
                crates.push(self.generated_crate(name));
            }
        }
        crates.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(crates)
    }
}

/// A crate whose sources are generated from one contract.
#[derive(Debug, Clone)]
pub struct GeneratedCrate {
    name: String,
    dir: PathBuf,
    specs: PathBuf,
}

impl GeneratedCrate {
    /// Name of the contract, such as `icm-gdpr`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Name of the Rust package, such as `icm_gdpr_api`.
    #[must_use]
    pub fn package(&self) -> String {
        format!("{}_api", self.name.replace('-', "_"))
    }

    /// The crate's directory.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The generated sources.
    #[must_use]
    pub fn sources(&self) -> PathBuf {
        self.dir.join("src")
    }

    /// The stamp beside them.
    #[must_use]
    pub fn stamp(&self) -> PathBuf {
        self.dir.join("stamp")
    }

    /// The one contract that this crate is made from.
    pub fn spec(&self) -> Result<SpecFile, Error> {
        SpecFile::find(&self.specs, &self.name)
    }
}
