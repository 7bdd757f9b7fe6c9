//! What `build.rs` calls: one script for the generated crates and for the server.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::contracts;
use crate::ensure::{Contract, ensure_current};
use crate::error::{Error, OnPath};
use crate::generator::OpenapiGenerator;
use crate::swagger_ui;
use crate::workspace::Workspace;

/// Runs the build script of the crate that is being built: a generated crate is made current, any other gets the table
/// of contracts as `$OUT_DIR/contracts.rs`, and the files of Swagger UI in `$OUT_DIR/swagger-ui/`.
///
/// An error is one line. Cargo fails the build for it; it would add a page of its own to a script that exits in failure.
pub fn run() {
    if let Err(error) = step() {
        println!("cargo::error={error}");
    }
}

fn step() -> Result<(), Error> {
    let manifest = directory("CARGO_MANIFEST_DIR")?;
    let out = directory("OUT_DIR")?;
    let name = manifest.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.as_deref().and_then(|name| name.strip_suffix("-api"));
    match (name, manifest.parent()) {
        (Some(name), Some(generated)) if generated.ends_with("generated") => {
            let root = generated.parent().unwrap_or(generated);
            make_current(&Workspace::at(root), name, &out)
        }
        (_, parent) => {
            swagger_ui::write(&out.join("swagger-ui"))?;
            write_contracts(&Workspace::at(parent.unwrap_or(&manifest)), &out)
        }
    }
}

fn make_current(workspace: &Workspace, name: &str, out: &Path) -> Result<(), Error> {
    let generated = workspace.generated_crate(name);
    // A contract that is renamed or added is noticed only by watching the directory.
    watch(&workspace.specs());
    watch(&generated.sources());
    watch(&generated.stamp());

    let contract = Contract::of(generated)?;
    let find = || OpenapiGenerator::installed_in(&workspace.venv());
    for warning in &contract.prepared.warnings {
        println!("cargo::warning=specs/{}: {warning}", contract.spec.file_name());
    }
    ensure_current(&contract, &out.join("openapi"), find).map(drop)
}

fn write_contracts(workspace: &Workspace, out: &Path) -> Result<(), Error> {
    watch(&workspace.specs());
    let table = contracts::table(&workspace.specs())?;
    let file = out.join("contracts.rs");
    fs::write(&file, table).on("write", &file)
}

fn watch(path: &Path) {
    println!("cargo::rerun-if-changed={}", path.display());
}

fn directory(variable: &'static str) -> Result<PathBuf, Error> {
    env::var_os(variable).map(PathBuf::from).ok_or(Error::NotCargo(variable))
}
