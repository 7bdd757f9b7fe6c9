//! Where this server serves a contract: what stands under `servers` in the contract, but for the host and with the prefix
//! that the world sees. A browser that reads this calls the server it has the page from.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::api::Api;
use crate::config::PathPrefix;

/// A Server Object (OpenAPI 3.0, section 4.7.5).
#[derive(Serialize)]
struct ServerObject<'a> {
    url: String,
    variables: BTreeMap<&'a str, VariableObject<'a>>,
}

/// A Server Variable Object (section 4.7.6).
#[derive(Serialize)]
struct VariableObject<'a> {
    default: &'a str,
    #[serde(rename = "enum", skip_serializing_if = "<[_]>::is_empty")]
    values: &'a [&'a str],
}

/// The servers of a contract as JSON.
pub(super) fn servers(api: &Api, prefix: &PathPrefix) -> String {
    let servers = api.contract.servers.iter().map(|server| ServerObject {
        url: format!("{prefix}{}", server.path),
        variables: server
            .variables
            .iter()
            .map(|variable| {
                (variable.name, VariableObject { default: variable.default, values: api.values_of(variable) })
            })
            .collect(),
    });
    serde_json::to_string(&servers.collect::<Vec<_>>()).unwrap_or_default()
}
