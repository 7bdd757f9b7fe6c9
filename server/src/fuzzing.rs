//! The inside of this crate as far as the targets in `fuzz/` reach into it. Compiled for them alone.

use std::collections::BTreeMap;
use std::error::Error;
use std::future::{Ready, ready};
use std::sync::LazyLock;

use bytes::Bytes;
use domain::call::Call;
use domain::message::Language;
use http_body_util::Full;
use hyper::{HeaderMap, Request, Response, StatusCode, Uri};
use swagger::RequestParser;

use crate::api::{Api, Body, ErrorShape};
use crate::contract::{CONTRACTS, Contract, Operation, Shape};
use crate::layers::authenticate::{Shown, shown};
use crate::layers::{accept, json, language as languages, mount, parameters};
use crate::serve::framing::Framing;

/// What was found under a path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Mounted {
    pub contract: &'static str,
    pub variables: BTreeMap<&'static str, String>,
    pub path: String,
    pub resource: String,
    pub operations: Vec<&'static str>,
}

/// The credentials that a call shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Credentials {
    Basic { user: String, password: String },
    Bearer(String),
}

/// All contracts with their routes, and nobody behind them.
static APIS: LazyLock<Vec<Api>> = LazyLock::new(|| {
    let icm = icm_gdpr_api::server::ApiRequestParser::parse_operation_id;
    let iom = iom_gdpr_api::server::ApiRequestParser::parse_operation_id;
    let own = data_requests_api::server::ApiRequestParser::parse_operation_id;
    vec![
        api("icm-gdpr", icm_gdpr_api::BASE_PATH, icm, ErrorShape::Container),
        api("iom-gdpr", iom_gdpr_api::BASE_PATH, iom, ErrorShape::Problem),
        api("data-requests", data_requests_api::BASE_PATH, own, ErrorShape::Problem),
    ]
});

#[allow(clippy::expect_used)]
fn api(
    name: &str,
    base_path: &'static str,
    operation_id: fn(&Request<()>) -> Option<&'static str>,
    errors: ErrorShape,
) -> Api {
    let contract = Contract::named(name).expect("a contract of this name");
    Api::new(contract, base_path, operation_id, errors, Nobody).expect("a route for each operation")
}

struct Nobody;

impl hyper::service::Service<(Request<Full<Bytes>>, Call)> for Nobody {
    type Response = Response<Body>;
    type Error = Box<dyn Error + Send + Sync>;
    type Future = Ready<Result<Response<Body>, Self::Error>>;

    fn call(&self, _: (Request<Full<Bytes>>, Call)) -> Self::Future {
        ready(Err("nobody is here".into()))
    }
}

/// Finds what a call is about.
///
/// # Errors
/// The status of the rejection.
pub fn find(uri: &Uri) -> Result<Mounted, StatusCode> {
    let mounted = mount::find(&APIS, uri).map_err(|rejection| rejection.status)?;
    Ok(Mounted {
        contract: mounted.api.contract.name,
        variables: mounted.variables.into_iter().collect(),
        path: mounted.path,
        resource: mounted.resource,
        operations: mounted.operations.iter().map(|operation| operation.operation_id).collect(),
    })
}

/// The shape of errors under a path.
#[must_use]
pub fn shape(uri: &Uri) -> ErrorShape {
    mount::shape(&APIS, uri)
}

/// The query that is left for the generated code of this operation. `None`: it is refused.
#[must_use]
pub fn query(operation_id: &str, uri: &Uri) -> Option<String> {
    let mut operations = CONTRACTS.iter().flat_map(|contract| contract.operations);
    let operation = operations.find(|operation| operation.operation_id == operation_id)?;
    parameters::read(operation, uri, &HeaderMap::new()).ok().map(|parameters| parameters.query.unwrap_or_default())
}

/// Whether a call accepts what an operation answers.
#[must_use]
pub fn accepts(operation: &Operation, headers: &HeaderMap) -> bool {
    accept::check(operation, headers).is_ok()
}

/// The credentials in the headers of a call.
#[must_use]
pub fn credentials(headers: &HeaderMap) -> Option<Credentials> {
    shown(headers).map(|shown| match shown {
        Shown::Basic { user, password } => Credentials::Basic { user, password },
        Shown::Bearer(token) => Credentials::Bearer(token),
    })
}

/// The language of an answer, for a service configured for this one.
#[must_use]
pub fn language(uri: &Uri, headers: &HeaderMap, default: &Language) -> Language {
    languages::of(uri, headers, default)
}

/// The JSON that is left for the generated code.
#[must_use]
pub fn known_members(text: &[u8], shape: &Shape) -> Option<Bytes> {
    json::known_members(text, shape).ok()
}

/// The bytes as hyper sees them, when they arrive in pieces of this size.
#[must_use]
pub fn framed(bytes: &[u8], piece: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut framing = Framing::default();
    bytes.chunks_mut(piece.max(1)).for_each(|piece| framing.pass(piece));
    bytes
}
