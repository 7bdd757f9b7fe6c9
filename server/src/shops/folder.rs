//! The folder of profiles, as it lies on disk.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use domain::names::ShopName;

use super::Logo;
use crate::config::Profile;

/// The file that makes a folder a profile.
const PROFILE: &str = "shop.toml";
/// The longest one.
const MAX_PROFILE: usize = 64 * 1024;

/// One profile.
pub(super) struct Found {
    /// The shop.
    pub(super) name: ShopName,
    /// Its `shop.toml`.
    pub(super) file: PathBuf,
    /// What is in it.
    pub(super) profile: Profile,
    /// What it names as logo.
    pub(super) logo: Option<Logo>,
}

/// Everything that is wrong, each with its file.
#[derive(Default)]
pub(super) struct Problems(Vec<String>);

impl Problems {
    pub(super) fn add(&mut self, file: &Path, text: impl std::fmt::Display) {
        self.0.push(format!("{}: {text}", file.display()));
    }

    /// All of them as an error, if there are any.
    pub(super) fn none(self) -> Result<(), Vec<String>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    /// What went right; what went wrong is noted.
    fn sort<T>(&mut self, file: &Path, result: Result<T, impl std::fmt::Display>) -> Option<T> {
        result.map_err(|error| self.add(file, error)).ok()
    }
}

/// Reads all profiles in `folder`. Those with problems are left out.
pub(super) fn read(folder: &Path, problems: &mut Problems) -> Vec<Found> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let Some(entries) = problems.sort(folder, entries.map_err(|error| format!("cannot be read: {error}"))) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    // What is hidden is not meant for us: `.git`, or what keeps versions apart where containers mount a configuration.
    let hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    paths.into_iter().filter(|path| !hidden(path)).filter_map(|path| one(&path, problems)).collect()
}

fn one(folder: &Path, problems: &mut Problems) -> Option<Found> {
    if !folder.is_dir() {
        problems.add(folder, "is not a folder; each shop has one, with its name and a shop.toml in it");
        return None;
    }
    let name = match folder.file_name().and_then(|name| name.to_str()).unwrap_or_default().parse::<ShopName>() {
        Ok(name) => name,
        Err(why) => {
            problems.add(folder, format_args!("is named as no shop can be: a name that {why}"));
            return None;
        }
    };
    let file = folder.join(PROFILE);
    let bytes = problems.sort(&file, bounded(&file, MAX_PROFILE))?;
    let text = problems.sort(&file, String::from_utf8(bytes).map_err(|_| "is not UTF-8"))?;
    match Profile::parse(&file, &text) {
        Ok(profile) => {
            let logo = profile.logo.as_ref().map(|name| logo(folder, name, problems));
            match logo {
                Some(None) => None,
                logo => Some(Found { name, file, profile, logo: logo.flatten() }),
            }
        }
        Err(found) => {
            problems.0.extend(found.iter().map(ToString::to_string));
            None
        }
    }
}

fn logo(folder: &Path, name: &str, problems: &mut Problems) -> Option<Logo> {
    if !matches!(Path::new(name).components().collect::<Vec<_>>().as_slice(), [Component::Normal(_)]) {
        problems.add(&folder.join(PROFILE), "logo must be the name of a file in the same folder");
        return None;
    }
    let path = folder.join(name);
    let bytes = problems.sort(&path, bounded(&path, Logo::MAX_BYTES))?;
    problems.sort(&path, Logo::new(Bytes::from(bytes)))
}

/// The content of a file, if it has no more than `most` bytes.
fn bounded(path: &Path, most: usize) -> Result<Vec<u8>, String> {
    let unreadable = |error: io::Error| format!("cannot be read: {error}");
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > most { Err(format!("is larger than {} KiB", most / 1024)) } else { Ok(bytes) }
}
