//! The folder of profiles, as it lies on disk.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use bytes::Bytes;
use domain::names::ShopName;

use super::Logo;
use crate::config::Profile;
use crate::templates::{Override, Wrong};

/// The file that makes a folder a profile.
const PROFILE: &str = "shop.toml";
/// The longest one.
const MAX_PROFILE: usize = 64 * 1024;
/// The folder of templates beside it.
const MAIL: &str = "mail";
/// The longest template.
const MAX_TEMPLATE: usize = 256 * 1024;

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
    /// Its own templates of mails.
    pub(super) templates: Vec<Override>,
}

/// Everything that is wrong, each with its file.
#[derive(Default)]
pub(super) struct Problems(Vec<String>);

impl Problems {
    pub(super) fn add(&mut self, file: &Path, text: impl std::fmt::Display) {
        // A file can be wrong in several ways, each in a line of its own.
        let text = text.to_string();
        self.0.extend(text.lines().map(|line| format!("{}: {line}", file.display())));
    }

    /// What is wrong with templates: each under its own file, where it has one.
    pub(super) fn templates(&mut self, overrides: &[Override], profile: &Path, wrong: Vec<Wrong>) {
        for it in wrong {
            match overrides.iter().find(|known| known.name == it.template) {
                Some(known) => self.add(&known.file, it),
                // A template of ours that cannot do without what a template of theirs had in its place.
                None => self.add(profile, format_args!("{} does not go with the templates here: {it}", it.template)),
            }
        }
    }

    /// All of them as an error, if there are any.
    pub(super) fn none(self) -> Result<(), Vec<String>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    /// What went right; what went wrong is noted.
    pub(super) fn sort<T>(&mut self, file: &Path, result: Result<T, impl std::fmt::Display>) -> Option<T> {
        result.map_err(|error| self.add(file, error)).ok()
    }
}

/// Reads all profiles in `folder`. Those with problems are left out.
pub(super) fn read(folder: &Path, problems: &mut Problems) -> Vec<Found> {
    let Some(paths) = entries(folder, problems) else {
        problems.add(folder, "is not there");
        return Vec::new();
    };
    paths.into_iter().filter_map(|path| one(&path, problems)).collect()
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
    // All of it is looked at, whatever is wrong with one part.
    let templates = templates(folder, problems);
    let profile = profile(&file, problems)?;
    let logo = match &profile.logo {
        Some(name) => Some(logo(folder, name, problems)?),
        None => None,
    };
    Some(Found { name, file, profile, logo, templates })
}

fn profile(file: &Path, problems: &mut Problems) -> Option<Profile> {
    let text = problems.sort(file, text(file, MAX_PROFILE))?;
    match Profile::parse(file, &text) {
        Ok(profile) => Some(profile),
        Err(found) => {
            problems.0.extend(found.iter().map(ToString::to_string));
            None
        }
    }
}

/// Every file below the folder of templates, each a template under the name of its path.
fn templates(folder: &Path, problems: &mut Problems) -> Vec<Override> {
    let (mut found, mut folders) = (Vec::new(), vec![(String::new(), folder.join(MAIL))]);
    while let Some((prefix, folder)) = folders.pop() {
        let Some(entries) = entries(&folder, problems) else { continue };
        for path in entries {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                problems.add(&path, "has a name that is not UTF-8");
                continue;
            };
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                folders.push((format!("{name}/"), path));
            } else if let Some(text) = problems.sort(&path, text(&path, MAX_TEMPLATE)) {
                found.push(Override { name, file: path, text });
            }
        }
    }
    found
}

/// What is in a folder, in order, but for what is hidden: that is not meant for us, like `.git`, or what keeps versions
/// apart where containers mount a configuration. `None`: there is no such folder.
fn entries(folder: &Path, problems: &mut Problems) -> Option<Vec<PathBuf>> {
    let mut paths: Vec<_> = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries.into_iter().map(|entry| entry.path()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            problems.add(folder, format_args!("cannot be read: {error}"));
            return Some(Vec::new());
        }
    };
    paths.retain(|path| !path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")));
    paths.sort();
    Some(paths)
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

/// The text of a file, if it has no more than `most` bytes.
pub(super) fn text(path: &Path, most: usize) -> Result<String, String> {
    String::from_utf8(bounded(path, most)?).map_err(|_| "is not UTF-8".to_owned())
}
