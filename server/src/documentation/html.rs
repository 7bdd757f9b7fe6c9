//! Pages from templates and words, in `server/templates/documentation`.

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::message::Language;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use super::mounted;
use crate::api::Api;
use crate::config::PathPrefix;

/// All languages, by their tag. A further one is a file and a line here.
const WORDS: [(&str, &str); 2] = [
    ("de", include_str!("../../templates/documentation/de.toml")),
    ("en", include_str!("../../templates/documentation/en.toml")),
];

const TEMPLATES: [(&str, &str); 4] = [
    ("layout.html", include_str!("../../templates/documentation/layout.html")),
    ("index.html", include_str!("../../templates/documentation/index.html")),
    ("contracts.html", include_str!("../../templates/documentation/contracts.html")),
    ("contract.html", include_str!("../../templates/documentation/contract.html")),
];

/// A page of the documentation cannot be made: a defect of the program.
#[derive(Debug, thiserror::Error)]
pub enum BadPage {
    /// A template is wrong, or does not fit what it is filled with.
    #[error("a template of the documentation cannot be used: {0}")]
    Template(#[from] minijinja::Error),
    /// So are the words.
    #[error("the words of the documentation in {0} cannot be used: {1}")]
    Words(&'static str, toml::de::Error),
}

/// A contract, as pages speak of it. Paths as the world sees them.
#[derive(Serialize)]
pub(crate) struct ContractLinks {
    pub(super) name: &'static str,
    version: &'static str,
    /// Where it can be read.
    page: String,
    /// Where its file is, and the name to save it under.
    file: String,
    file_name: &'static str,
    /// Where it is served, as JSON.
    servers: String,
}

impl ContractLinks {
    pub(super) fn new(api: &Api, prefix: &PathPrefix) -> Self {
        let contract = api.contract;
        Self {
            name: contract.name,
            version: contract.version,
            page: format!("{prefix}{}/{}", super::DOCS, contract.name),
            file: format!("{prefix}/openapi/{}.yaml", contract.name),
            file_name: contract.file_name,
            servers: mounted::servers(api, prefix),
        }
    }
}

/// Where other pages are.
#[derive(Serialize)]
pub(super) struct DocPlaces {
    pub(super) docs: String,
    pub(super) livez: String,
    pub(super) readyz: String,
}

/// Where the files of the pages are.
#[derive(Serialize)]
pub(super) struct DocFiles {
    pub(super) icon: String,
    pub(super) style: String,
    pub(super) contract_style: String,
    pub(super) script: String,
    pub(super) swagger: String,
    pub(super) swagger_style: String,
    pub(super) licence: String,
}

/// What a page can speak of.
#[derive(Serialize)]
pub(super) struct DocFacts<'a> {
    pub(super) files: &'a DocFiles,
    pub(super) places: &'a DocPlaces,
    pub(super) contracts: &'a [ContractLinks],
    /// Whether contracts can be read.
    pub(super) docs: bool,
    /// The one that is.
    pub(super) contract: Option<&'a ContractLinks>,
}

#[derive(Serialize)]
struct Filled<'a> {
    language: &'a str,
    words: Option<&'a toml::Table>,
    #[serde(flatten)]
    about: &'a DocFacts<'a>,
}

/// The templates with the words to fill them with.
pub(super) struct DocTemplates {
    environment: Environment<'static>,
    words: BTreeMap<&'static str, toml::Table>,
}

impl DocTemplates {
    pub(super) fn new() -> Result<Self, BadPage> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        for (name, template) in TEMPLATES {
            environment.add_template(name, template)?;
        }
        let words = WORDS.into_iter().map(|(tag, text)| {
            let words = toml::from_str(text).map_err(|error| BadPage::Words(tag, error))?;
            Ok((tag, words))
        });
        Ok(Self { environment, words: words.collect::<Result<_, BadPage>>()? })
    }

    pub(super) fn fill(
        &self,
        template: &'static str,
        language: &Language,
        about: &DocFacts<'_>,
    ) -> Result<Bytes, BadPage> {
        // Every language there are messages in has words; a test sees to it.
        let words = self.words.get(language.tag());
        let page = Filled { language: language.tag(), words, about };
        Ok(self.environment.get_template(template)?.render(Serde(&page))?.into())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(prefix: &str, table: &toml::Table) -> BTreeSet<String> {
        let below = |(name, value): (&String, &toml::Value)| match value {
            toml::Value::Table(table) => keys(&format!("{prefix}{name}."), table),
            _ => [format!("{prefix}{name}")].into(),
        };
        table.iter().flat_map(below).collect()
    }

    #[test]
    fn every_language_there_are_messages_in_has_words_and_all_the_same_ones() {
        let tags: BTreeSet<_> = WORDS.map(|(tag, _)| tag.to_owned()).into();
        assert_eq!(tags, Language::all().iter().map(ToString::to_string).collect());
        let sets = WORDS.map(|(_, text)| keys("", &toml::from_str(text).unwrap()));
        assert_eq!(sets[0], sets[1]);
    }
}
