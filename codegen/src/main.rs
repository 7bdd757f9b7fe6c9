//! `codegen generate` makes every generated crate anew; `codegen verify` checks that doing so would change nothing.
//!
//! Two words, matched by hand: a parser for command lines would be built before every crate of the workspace.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use codegen::Error;
use codegen::ensure::Contract;
use codegen::generator::{OpenapiGenerator, VERSION};
use codegen::stamp::{self, Stamp};
use codegen::workspace::Workspace;

fn main() -> ExitCode {
    let command = env::args().nth(1);
    let done = match command.as_deref() {
        Some("generate") => generate(),
        Some("verify") => verify(),
        _ => Err("usage: codegen generate|verify".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("error: {reason}");
            ExitCode::FAILURE
        }
    }
}

/// Makes every crate anew. What comes out the same is not touched.
fn generate() -> Result<(), String> {
    for_each_contract(|contract, generator, directory| {
        contract.regenerate(generator, directory)?;
        println!("generated/{}-api", contract.generated.name());
        Ok(Vec::new())
    })
    .map(drop)
}

/// Makes every crate anew in a directory of its own and compares.
fn verify() -> Result<(), String> {
    let different = for_each_contract(|contract, generator, directory| {
        let stamp = contract.make(generator, directory)?;
        let mut different = differences(&directory.join("src"), &contract.generated.sources())?;
        if Stamp::read(&contract.generated.stamp())?.as_ref() != Some(&stamp) {
            different.push(contract.generated.stamp());
        }
        println!("generated/{}-api: {} difference(s)", contract.generated.name(), different.len());
        Ok(different)
    })?;
    if different.is_empty() {
        return Ok(());
    }
    let root = workspace();
    for path in different {
        println!("  {}", path.strip_prefix(root.root()).unwrap_or(&path).display());
    }
    Err("generated/ is not what the generator makes from specs/: run `make generate`, look at `git diff`, commit"
        .to_owned())
}

type Step = fn(&Contract, &OpenapiGenerator, &Path) -> Result<Vec<PathBuf>, Error>;

fn for_each_contract(step: Step) -> Result<Vec<PathBuf>, String> {
    let workspace = workspace();
    let generator = OpenapiGenerator::installed_in(&workspace.venv());
    let generator = generator
        .ok_or_else(|| format!("openapi-generator {VERSION} is not installed in .venv: run `make generate`"))?;
    let scratch = env::temp_dir().join(format!("codegen-{}", std::process::id()));
    let results = workspace.generated_crates().and_then(|crates| {
        let results = crates.into_iter().map(|generated| {
            let contract = Contract::of(generated)?;
            for warning in &contract.prepared.warnings {
                eprintln!("warning: specs/{}: {warning}", contract.spec.file_name());
            }
            step(&contract, &generator, &scratch)
        });
        results.collect::<Result<Vec<_>, _>>()
    });
    let _ = fs::remove_dir_all(&scratch);
    Ok(results.map_err(|error| error.to_string())?.concat())
}

/// The files that are not the same in both directories.
fn differences(made: &Path, present: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut names = BTreeSet::from_iter(stamp::rust_files(made)?);
    names.extend(stamp::rust_files(present)?);
    let same =
        |name: &PathBuf| matches!((fs::read(made.join(name)), fs::read(present.join(name))), (Ok(a), Ok(b)) if a == b);
    Ok(names.into_iter().filter(|name| !same(name)).map(|name| present.join(name)).collect())
}

/// The workspace that this program was built in, by cargo's word or by the current directory.
fn workspace() -> Workspace {
    let root = env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    Workspace::at(root.parent().map_or_else(PathBuf::new, Path::to_path_buf))
}
