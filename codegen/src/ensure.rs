//! The decision: are the sources of a generated crate current? If not, make them, or refuse.

use std::fs::{self, File, FileTimes};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::{Error, OnPath};
use crate::generator::{Generator, Order};
use crate::prepare::Prepared;
use crate::spec::SpecFile;
use crate::stamp::{self, Stamp};
use crate::workspace::GeneratedCrate;

/// How the sources of a crate stand to its contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Made from this contract by this generator, and untouched since.
    Current,
    /// Made from something else, or never made.
    Stale,
    /// Made from this contract and edited since.
    Edited,
}

/// What [`ensure_current`] did.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: the sources were current.
    WasCurrent,
    /// The sources were made anew.
    Regenerated,
}

/// A generated crate together with what its sources should be made from.
#[derive(Debug)]
pub struct Contract {
    /// The crate.
    pub generated: GeneratedCrate,
    /// The file.
    pub spec: SpecFile,
    /// The file, rewritten for the generator.
    pub prepared: Prepared,
    inputs: stamp::Fingerprint,
}

impl Contract {
    /// Reads and prepares the contract of a generated crate.
    pub fn of(generated: GeneratedCrate) -> Result<Self, Error> {
        let spec = generated.spec()?;
        let prepared = spec.prepare()?;
        let inputs = stamp::of_inputs(&prepared);
        Ok(Self { generated, spec, prepared, inputs })
    }

    /// How the crate's sources stand to the contract.
    pub fn standing(&self) -> Result<Standing, Error> {
        let Some(stamp) = Stamp::read(&self.generated.stamp())? else {
            return Ok(Standing::Stale);
        };
        if stamp.inputs != self.inputs {
            return Ok(Standing::Stale);
        }
        let sources = stamp::of_sources(&self.generated.sources())?;
        Ok(if stamp.sources == sources { Standing::Current } else { Standing::Edited })
    }

    /// Runs the generator in `directory`, which is emptied first, and stamps what it made. Touches nothing else.
    pub fn make(&self, generator: &impl Generator, directory: &Path) -> Result<Stamp, Error> {
        empty(directory)?;
        generator.generate(&Order {
            file: self.spec.file_name(),
            prepared: &self.prepared,
            package: self.generated.package(),
            directory,
        })?;
        let sources = stamp::of_sources(&directory.join("src"))?;
        Ok(Stamp { inputs: self.inputs.clone(), sources })
    }

    /// Makes the sources and puts them in the place of the present ones. Sources that come out the same are left alone.
    pub fn regenerate(&self, generator: &impl Generator, directory: &Path) -> Result<(), Error> {
        let stamp = self.make(generator, directory)?;
        let (sources, stamp_file) = (self.generated.sources(), self.generated.stamp());
        if stamp::of_sources(&sources)? != stamp.sources {
            swap(&directory.join("src"), &sources)?;
        }
        if Stamp::read(&stamp_file)?.as_ref() != Some(&stamp) {
            stamp.write(&stamp_file)?;
        }
        Ok(())
    }

    fn refusal(&self, standing: Standing) -> Error {
        let (name, file) = (self.generated.name().to_owned(), self.spec.file_name());
        match standing {
            Standing::Edited => Error::Edited { name, file },
            Standing::Current | Standing::Stale => Error::NoGenerator { name, file },
        }
    }
}

/// Leaves current sources alone, without looking for a generator; makes others anew in `directory` and swaps them in.
///
/// # Errors
/// If the sources are not current and there is no generator, or it fails: the sources are then as they were.
pub fn ensure_current<G: Generator>(
    contract: &Contract,
    directory: &Path,
    find_generator: impl FnOnce() -> Option<G>,
) -> Result<Outcome, Error> {
    let standing = contract.standing()?;
    if standing == Standing::Current {
        return Ok(Outcome::WasCurrent);
    }
    let generator = find_generator().ok_or_else(|| contract.refusal(standing))?;

    // Builds with different target directories may get here at once. The handwritten manifest is what they share.
    let manifest = contract.generated.dir().join("Cargo.toml");
    let lock = File::open(&manifest).on("open", &manifest)?;
    lock.lock().on("lock", &manifest)?;
    if contract.standing()? == Standing::Current {
        return Ok(Outcome::WasCurrent);
    }
    let started = empty(directory)?;
    contract.regenerate(&generator, directory)?;
    backdate(&contract.generated, started)?;
    Ok(Outcome::Regenerated)
}

/// Makes a new directory in the place of this one, and says when, by the clock of the file system.
fn empty(directory: &Path) -> Result<SystemTime, Error> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        removed => removed.on("empty", directory)?,
    }
    fs::create_dir_all(directory).on("create", directory)?;
    fs::metadata(directory).and_then(|metadata| metadata.modified()).on("read", directory)
}

/// Puts the files of `made` in the place of those in `sources`. All are copied beside it first, so that whatever can
/// fail fails there and changes nothing; then each is moved into its place. `lib.rs` is there at all times, without which
/// cargo would not get as far as the build step. After a crash the stamp does not fit, and the next build goes on.
fn swap(made: &Path, sources: &Path) -> Result<(), Error> {
    let new = sources.with_extension("new");
    empty(&new)?;
    let files = stamp::rust_files(made)?;
    for file in &files {
        for directory in [&new, sources].map(|root| root.join(file)).iter().filter_map(|f| f.parent()) {
            fs::create_dir_all(directory).on("create", directory)?;
        }
        let copy = new.join(file);
        fs::copy(made.join(file), &copy).on("write", &copy)?;
    }
    for file in &files {
        let place = sources.join(file);
        fs::rename(new.join(file), &place).on("replace", &place)?;
    }
    for file in stamp::rust_files(sources)?.iter().filter(|file| !files.contains(file)) {
        let leftover = sources.join(file);
        fs::remove_file(&leftover).on("remove", &leftover)?;
    }
    fs::remove_dir_all(&new).on("remove", &new)
}

/// Dates what was written to before the build script started. Cargo would otherwise take it for a change made since, and
/// run the script and compile the crate once more on the next build.
fn backdate(generated: &GeneratedCrate, started: SystemTime) -> Result<(), Error> {
    let (sources, stamp_file) = (generated.sources(), generated.stamp());
    let files = stamp::rust_files(&sources)?;
    // Directories after the files in them.
    let mut paths: Vec<PathBuf> = files.iter().map(|file| sources.join(file)).collect();
    paths.extend(files.iter().filter_map(|file| Some(sources.join(file.parent()?))));
    paths.extend([sources, stamp_file]);
    let before = started - Duration::from_secs(2);
    paths.iter().try_for_each(|path| date(path, before).on("date", path))
}

fn date(path: &Path, before: SystemTime) -> io::Result<()> {
    let file = File::open(path)?;
    if file.metadata()?.modified()? <= before {
        return Ok(());
    }
    file.set_times(FileTimes::new().set_modified(before))
}
