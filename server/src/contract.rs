//! What the contracts in `specs/` say about themselves, read off them by the build step.
//!
//! Layers ask this table for paths, methods, media types and authentication instead of repeating them in code, so that a
//! changed contract needs no change there.

include!(concat!(env!("OUT_DIR"), "/contracts.rs"));

/// A contract.
#[derive(Debug)]
pub struct Contract {
    /// The name of the contract: `icm-gdpr`.
    pub name: &'static str,
    /// Its `info.version`.
    pub version: &'static str,
    /// The name of its file in `specs/`.
    pub file_name: &'static str,
    /// The file, byte for byte.
    pub document: &'static [u8],
    /// Where it is served.
    pub servers: &'static [Server],
    /// What can be called.
    pub operations: &'static [Operation],
}

/// A place where a contract is served.
#[derive(Debug)]
pub struct Server {
    /// The path of the server's URL, with `{variables}` and without a slash at its end.
    pub path: &'static str,
    /// The variables in it, in path order.
    pub variables: &'static [Variable],
}

/// A part of a server's path that differs from installation to installation.
#[derive(Debug)]
pub struct Variable {
    /// Its name, without braces.
    pub name: &'static str,
    /// The value the generated code was compiled for.
    pub default: &'static str,
    /// The values that the contract lists, each once; empty: any.
    pub values: &'static [&'static str],
}

/// Something that can be called.
#[derive(Debug)]
pub struct Operation {
    /// The contract's `operationId`.
    pub operation_id: &'static str,
    /// In capitals.
    pub method: &'static str,
    /// The path below the server's, with `{parameters}`.
    pub path: &'static str,
    /// The names of the parameters in it, in path order.
    pub path_parameters: &'static [&'static str],
    /// The names of the parameters in the query.
    pub query_parameters: &'static [&'static str],
    /// The names of the headers that are parameters.
    pub header_parameters: &'static [&'static str],
    /// How a caller may prove who they are; empty: anybody may call.
    pub security: &'static [SecurityScheme],
    /// Media types of the request body; empty: there is none.
    pub consumes: &'static [&'static str],
    /// Whether the contract requires the body.
    pub body_required: bool,
    /// What members the request body has.
    pub body: Shape,
    /// The declared responses.
    pub responses: &'static [Response],
}

/// A declared response.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Media types of its body; empty: there is none.
    pub media_types: &'static [&'static str],
}

/// A way to prove who is calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityScheme {
    /// User name and password (RFC 7617).
    Basic,
    /// A token (RFC 6750).
    Bearer {
        /// The contract's hint at its format.
        format: &'static str,
    },
}

/// What a JSON value may have inside, as far as names go.
#[derive(Debug)]
pub enum Shape {
    /// Anything: a map, or not declared.
    Any,
    /// A value with nothing inside: a string, a number, a truth value.
    Plain,
    /// An object with these members.
    Object(&'static [(&'static str, Shape)]),
    /// An array of these.
    Array(&'static Shape),
}

impl Contract {
    /// The contract of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        CONTRACTS.iter().find(|contract| contract.name == name)
    }

    /// The default of a server variable.
    #[must_use]
    pub fn default_of(&self, variable: &str) -> Option<&'static str> {
        let mut variables = self.servers.iter().flat_map(|server| server.variables);
        variables.find(|found| found.name == variable).map(|found| found.default)
    }
}

impl Operation {
    /// The media types of a successful answer.
    pub fn produces(&self) -> impl Iterator<Item = &'static str> {
        let successes = self.responses.iter().filter(|response| (200..300).contains(&response.status));
        successes.flat_map(|response| response.media_types).copied()
    }
}

/// The site that a shop belongs to when nobody says otherwise: the one in the confirmation contract's default URL.
#[must_use]
pub fn default_site() -> &'static str {
    Contract::named("icm-gdpr").and_then(|contract| contract.default_of("siteName")).unwrap_or("-")
}
