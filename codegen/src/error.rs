//! What can go wrong in the build step, each as one line that says what to do.

use std::io;
use std::path::Path;

use crate::generator;

/// Why the build step stops.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A generated crate has no contract.
    #[error("generated/{name}-api is made from specs/{name}-<version>.yaml, and there is no such file")]
    NoSpec {
        /// Name of the contract.
        name: String,
    },

    /// Two files claim to be the same contract.
    #[error("specs/{first} and specs/{second} are two versions of one contract: keep one of them")]
    TwoSpecs {
        /// File name of one.
        first: String,
        /// File name of the other.
        second: String,
    },

    /// A file in `specs/` whose name does not say which contract it is.
    #[error("specs/{file}: a contract is named <name>-<version>.yaml, its version starts with a digit")]
    SpecName {
        /// The file's name.
        file: String,
    },

    /// A contract that is no `OpenAPI` document, or one that says something this build step does not know.
    #[error("specs/{file}: {reason}")]
    Spec {
        /// The contract's file name.
        file: String,
        /// What is wrong with it.
        reason: String,
    },

    /// The crate with Swagger UI is not as expected.
    #[error("utoipa-swagger-ui-vendored: {file} {reason}: adapt codegen/src/swagger_ui.rs to this release")]
    SwaggerUi {
        /// The file's path in the archive.
        file: &'static str,
        /// What is wrong with it.
        reason: String,
    },

    /// The code is stale and the generator is not installed.
    #[error(
        "generated/{name}-api is not made from specs/{file} as it stands: run `make generate` \
         (it installs openapi-generator {version} and regenerates)",
        version = generator::VERSION
    )]
    NoGenerator {
        /// Name of the contract.
        name: String,
        /// The contract's file name.
        file: String,
    },

    /// The code was edited by hand and the generator is not installed.
    #[error(
        "generated/{name}-api/src was edited by hand: `git checkout generated` restores what was committed, \
         `make generate` makes it anew from specs/{file}"
    )]
    Edited {
        /// Name of the contract.
        name: String,
        /// The contract's file name.
        file: String,
    },

    /// The generator ran and failed.
    #[error("openapi-generator failed on specs/{file}: {reason}")]
    Generator {
        /// The contract's file name.
        file: String,
        /// The generator's own words, shortened to one line.
        reason: String,
    },

    /// Reading or writing failed.
    #[error("cannot {action} {path}: {source}")]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// On which file.
        path: String,
        /// What the system answered.
        source: io::Error,
    },

    /// A variable that Cargo sets for build scripts is not set.
    #[error("{0} is not set: this program is run by cargo")]
    NotCargo(&'static str),
}

/// Says which file an [`io::Error`] was about.
pub(crate) trait OnPath<T> {
    /// `action` is a verb: "read", "write".
    fn on(self, action: &'static str, path: &Path) -> Result<T, Error>;
}

impl<T> OnPath<T> for io::Result<T> {
    fn on(self, action: &'static str, path: &Path) -> Result<T, Error> {
        self.map_err(|source| Error::Io { action, path: path.display().to_string(), source })
    }
}

/// One line out of many: errors are shown by cargo line by line.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
