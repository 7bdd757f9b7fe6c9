//! What holds for every route: where the contracts are silent, HTTP and `docs/http-api.md` speak.

mod bodies;
mod connections;
mod cors;
mod cross_site;
mod documentation;
mod errors;
mod faults;
mod forwarded;
mod hosts;
mod log;
mod methods;
mod metrics;
mod negotiation;
mod paths;
mod prefix;
mod slow;
mod span_ids;
mod well_known;
