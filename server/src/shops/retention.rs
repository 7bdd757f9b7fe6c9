//! What has to be kept of somebody who is erased, as the files of the configuration and of profiles say.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::data_map::DataMap;
use domain::retention::Rules;

use super::folder::{Problems, text};

/// The longest file of rules, and of a data map.
const MAX_BYTES: usize = 1024 * 1024;

/// What becomes of the data of somebody who is erased.
#[derive(Clone, Debug, Default)]
pub(super) struct Keeping {
    /// `None`: the map of the program.
    pub(super) data_map: Option<Arc<DataMap>>,
    /// Nothing is kept without any.
    pub(super) rules: Arc<Rules>,
}

impl Keeping {
    /// This, with the files that somebody names; `folder` is where names without a path are looked for.
    pub(super) fn with(
        &self,
        folder: Option<&Path>,
        data_map: Option<&PathBuf>,
        retention: Option<&[PathBuf]>,
        problems: &mut Problems,
    ) -> Self {
        let place = |file: &PathBuf| folder.map_or_else(|| file.clone(), |folder| folder.join(file));
        let data_map = match data_map {
            None => self.data_map.clone(),
            Some(file) => read(&place(file), problems, DataMap::with).map(Arc::new),
        };
        let Some(files) = retention else { return Self { data_map, rules: Arc::clone(&self.rules) } };
        let map = match (&data_map, DataMap::shipped()) {
            (Some(map), _) => map,
            (None, Ok(shipped)) => shipped,
            (None, Err(broken)) => {
                problems.add(Path::new("data-map.toml"), broken);
                return self.clone();
            }
        };
        let rules = files.iter().filter_map(|file| read(&place(file), problems, |text| Rules::parse(text, map)));
        let rules = Arc::new(rules.fold(Rules::none(), Rules::and));
        Self { data_map, rules }
    }
}

fn read<T, E: std::fmt::Display>(
    file: &Path,
    problems: &mut Problems,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Option<T> {
    let found = problems.sort(file, text(file, MAX_BYTES))?;
    problems.sort(file, parse(&found))
}
