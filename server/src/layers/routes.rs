//! Every route of a server, for those who have to decide about each: what stands in front of it, above all.

use std::iter::once;

use super::well_known;
use crate::contract::CONTRACTS;
use crate::documentation;
use crate::page::{ASSET_ROUTE, Purpose};

/// The templates of all paths that a server with everything switched on answers, without its path prefix: `{names}` stand
/// for one segment each.
#[must_use]
pub fn routes() -> Vec<String> {
    let operations = CONTRACTS.iter().flat_map(|contract| {
        let below = |server: &'static str| contract.operations.iter().map(move |it| format!("{server}{}", it.path));
        contract.servers.iter().flat_map(move |server| below(server.path))
    });
    let pages = Purpose::ALL.iter().map(|purpose| purpose.path()).chain(once(ASSET_ROUTE));
    let ours = pages.chain(well_known::ROUTES).chain(documentation::ROUTES);
    let mut routes: Vec<_> = operations.chain(ours.map(str::to_owned)).collect();
    // An operation for each method stands there.
    routes.sort();
    routes.dedup();
    routes
}

/// Whether the log may call a route so: by the template of its path, below the server of its contract.
pub(super) fn is_route(name: &str) -> bool {
    matches!(name, "-" | "*") || routes().iter().any(|route| route.ends_with(name))
}
