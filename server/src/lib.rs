//! The body around the domain: sockets, people, machines.

pub mod api;
pub mod assemble;
mod assets;
pub mod background;
pub mod cli;
pub mod client_address;
pub mod config;
pub mod contract;
pub mod credentials;
pub mod demo;
mod digest;
pub mod documentation;
#[cfg(fuzzing)]
pub mod fuzzing;
pub mod layers;
pub mod ledger;
pub mod mail;
mod metrics;
pub mod page;
pub mod post;
pub mod rejection;
pub mod report;
pub mod secret;
pub mod secrets;
pub mod serve;
pub mod shops;
pub mod system;
pub mod templates;
pub mod throttle;
pub mod vault;
pub mod webhook;
