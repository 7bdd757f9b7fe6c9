//! The body around the domain: sockets, people, machines.
#![allow(missing_docs)]

pub mod api;
pub mod assemble;
pub mod config;
pub mod contract;
pub mod credentials;
pub mod layers;
pub mod rejection;
pub mod serve;
