//! What the server reads off the contracts instead of repeating it in code: `$OUT_DIR/contracts.rs`.
//!
//! The file is one item, `pub static CONTRACTS: &[Contract]`, to be included in the module that defines the types. They
//! are plain data:
//!
//! ```
//! pub struct Contract {
//!     /// Name of the contract: "icm-gdpr".
//!     pub name: &'static str,
//!     /// Its `info.version`: "1.0.1".
//!     pub version: &'static str,
//!     /// Name of its file in specs/: "icm-gdpr-1.0.1.yaml".
//!     pub file_name: &'static str,
//!     /// The file, byte for byte.
//!     pub document: &'static [u8],
//!     /// Where it is served, in the contract's order.
//!     pub servers: &'static [Server],
//!     /// By path and method.
//!     pub operations: &'static [Operation],
//! }
//!
//! pub struct Server {
//!     /// The path of a server URL, without a slash at its end: "/INTERSHOP/rest/{serverGroup}/{siteName}/{appUrl}".
//!     pub path: &'static str,
//!     /// The variables in it, in path order.
//!     pub variables: &'static [Variable],
//! }
//!
//! pub struct Variable {
//!     pub name: &'static str,
//!     pub default: &'static str,
//!     /// The values that the contract lists, each once; empty: any.
//!     pub values: &'static [&'static str],
//! }
//!
//! pub struct Operation {
//!     /// As in the contract: "ConfirmGDPRRequest". Empty if it has none.
//!     pub operation_id: &'static str,
//!     /// In capitals: "PUT".
//!     pub method: &'static str,
//!     /// As in the contract: "/gdpr-requests/{request-id}/confirmations".
//!     pub path: &'static str,
//!     /// The names in it, in path order.
//!     pub path_parameters: &'static [&'static str],
//!     /// The names of the parameters in the query.
//!     pub query_parameters: &'static [&'static str],
//!     /// The names of the headers that are parameters: "Idempotency-Key".
//!     pub header_parameters: &'static [&'static str],
//!     /// Alternatives; empty: no authentication.
//!     pub security: &'static [SecurityScheme],
//!     /// Media types of the request body; empty: no body.
//!     pub consumes: &'static [&'static str],
//!     /// Whether the contract requires the body.
//!     pub body_required: bool,
//!     /// Which members the request body may have; of several media types the first counts.
//!     pub body: Shape,
//!     /// By status.
//!     pub responses: &'static [Response],
//! }
//!
//! pub struct Response {
//!     pub status: u16,
//!     /// Empty: no body.
//!     pub media_types: &'static [&'static str],
//! }
//!
//! pub enum SecurityScheme {
//!     Basic,
//!     /// The format is `bearerFormat`, such as "JWT"; empty if it is not said.
//!     Bearer { format: &'static str },
//! }
//!
//! /// What a JSON value may have inside, as far as names go.
//! pub enum Shape {
//!     Any,
//!     Plain,
//!     Object(&'static [(&'static str, Shape)]),
//!     Array(&'static Shape),
//! }
//! ```
//!
//! Media types, operations and parameters outside the path are in alphabetical order, so that the table does not depend on how a contract is written.

mod read;
mod shape;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::error::{Error, OnPath};
use crate::prepare::Unsupported;
use crate::spec::SpecFile;
pub use shape::Shape;

/// A contract as the server needs to know it; documented with the emitted types above.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Contract {
    pub name: String,
    pub version: String,
    pub file_name: String,
    pub path: PathBuf,
    pub servers: Vec<Server>,
    pub operations: Vec<Operation>,
}

/// Where a contract is served.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Server {
    pub path: String,
    pub variables: Vec<Variable>,
}

/// A variable in the path of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Variable {
    pub name: String,
    pub default: String,
    pub values: Vec<String>,
}

/// One method on one path.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Operation {
    pub operation_id: String,
    pub method: String,
    pub path: String,
    pub path_parameters: Vec<String>,
    pub query_parameters: Vec<String>,
    pub header_parameters: Vec<String>,
    pub security: Vec<SecurityScheme>,
    pub consumes: Vec<String>,
    pub body_required: bool,
    pub body: Shape,
    pub responses: Vec<Response>,
}

/// A declared answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Response {
    pub status: u16,
    pub media_types: Vec<String>,
}

/// A kind of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SecurityScheme {
    Basic,
    Bearer { format: String },
}

/// Reads every contract in `specs/` and writes the table as Rust source.
pub fn table(specs: &Path) -> Result<String, Error> {
    let contracts = SpecFile::all(specs)?.into_iter().map(|spec| Contract::read(&spec));
    Ok(render(&contracts.collect::<Result<Vec<_>, _>>()?))
}

impl Contract {
    /// Reads one contract.
    pub fn read(spec: &SpecFile) -> Result<Self, Error> {
        let document = spec.read()?;
        let unsupported = |Unsupported(reason)| spec.error(reason);
        Ok(Self {
            name: spec.name().to_owned(),
            version: document["info"]["version"].as_str().unwrap_or_default().to_owned(),
            file_name: spec.file_name(),
            path: std::path::absolute(spec.path()).on("find", spec.path())?,
            servers: read::servers(&document).map_err(unsupported)?,
            operations: read::operations(&document).map_err(unsupported)?,
        })
    }
}

/// The table as Rust source.
#[must_use]
pub fn render(contracts: &[Contract]) -> String {
    let contracts = list(contracts, |contract| {
        format!(
            "Contract {{ name: {:?}, version: {:?}, file_name: {:?}, document: include_bytes!({:?}), \
             servers: {}, operations: {} }}",
            contract.name,
            contract.version,
            contract.file_name,
            contract.path.to_string_lossy(),
            list(&contract.servers, server),
            list(&contract.operations, operation),
        )
    });
    format!("/// Every contract in specs/.\npub static CONTRACTS: &[Contract] = {contracts};\n")
}

fn server(server: &Server) -> String {
    let variables = list(&server.variables, |variable| {
        format!(
            "Variable {{ name: {:?}, default: {:?}, values: &{:?} }}",
            variable.name, variable.default, variable.values
        )
    });
    format!("Server {{ path: {:?}, variables: {variables} }}", server.path)
}

fn operation(operation: &Operation) -> String {
    format!(
        "Operation {{ operation_id: {:?}, method: {:?}, path: {:?}, path_parameters: &{:?}, \
         query_parameters: &{:?}, header_parameters: &{:?}, security: {}, consumes: &{:?}, body_required: {}, body: {}, responses: {} }}",
        operation.operation_id,
        operation.method,
        operation.path,
        operation.path_parameters,
        operation.query_parameters,
        operation.header_parameters,
        list(&operation.security, |scheme| format!("SecurityScheme::{scheme:?}")),
        operation.consumes,
        operation.body_required,
        operation.body.render(),
        list(&operation.responses, |response| {
            format!("Response {{ status: {}, media_types: &{:?} }}", response.status, response.media_types)
        }),
    )
}

fn list<T>(items: &[T], render: impl Fn(&T) -> String) -> String {
    let mut text = String::from("&[");
    for item in items {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n{},", render(item));
    }
    text.push(']');
    text
}
