//! What every command starts from.

use std::path::PathBuf;
use std::sync::Arc;

use domain::store::Store;

use super::failed::{Failed, complain};
use super::logging;
use crate::assemble::{self, Parts};
use crate::config::{Config, Inputs, Loaded, load};

/// The flags that hold everywhere.
pub(super) struct Context {
    pub(super) config: Option<PathBuf>,
    pub(super) database: Option<String>,
}

impl Context {
    /// How a person calls this program again, on the same configuration and database.
    pub(super) fn program(&self) -> String {
        let mut words = "gdpr-server".to_owned();
        let flags = [
            ("--config", self.config.as_ref().map(|path| path.display().to_string())),
            ("--database", self.database.clone()),
        ];
        for (flag, value) in flags {
            if let Some(value) = value {
                words.extend([" ", flag, " ", &quoted(&value)]);
            }
        }
        words
    }

    /// The configuration, with `flags` of the command above all.
    pub(super) fn load(&self, flags: Vec<(&'static str, String)>) -> Result<Loaded, Failed> {
        let database = self.database.clone().map(|path| ("database", path));
        let flags = database.into_iter().chain(flags).collect();
        Ok(load(Inputs::of_process(self.config.clone(), flags))?)
    }

    /// The parts of the service. The database and its secrets are made if they are not there.
    pub(super) fn parts(&self) -> Result<(Config, Parts), Failed> {
        let Loaded { config, warnings, .. } = self.load(Vec::new())?;
        for warning in &warnings {
            complain("warning", warning);
        }
        logging::quiet();
        let parts = assemble::open(&config)?;
        Ok((config, parts))
    }

    /// The parts of the service, with a database that has to be there: for commands that find nothing in a new one.
    pub(super) fn existing_parts(&self) -> Result<(Config, Parts), Failed> {
        require(&self.load(Vec::new())?.config)?;
        self.parts()
    }

    /// The configuration, with a database that has to be there.
    pub(super) fn existing_config(&self) -> Result<Config, Failed> {
        let config = self.load(Vec::new())?.config;
        require(&config)?;
        Ok(config)
    }

    /// The database, which is made if it is not there.
    pub(super) fn store(&self) -> Result<Arc<dyn Store>, Failed> {
        Ok(self.parts()?.1.store)
    }

    /// The database, which has to be there.
    pub(super) fn existing_store(&self) -> Result<Arc<dyn Store>, Failed> {
        Ok(self.existing_parts()?.1.store)
    }
}

/// A word of a POSIX shell that stands for this text.
fn quoted(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "-_./:=@%+,".contains(character);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

fn require(config: &Config) -> Result<(), Failed> {
    if config.database.exists() {
        return Ok(());
    }
    Err(Failed::Work(format!(
        "there is no database {}; name the right one with --database or GDPR_DATABASE, or make it with `gdpr-server \
         migrate`",
        config.database.display()
    )))
}
