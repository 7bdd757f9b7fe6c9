//! The body around the domain: sockets, people, machines.

pub mod api;
pub mod assemble;
pub mod cli;
pub mod config;
pub mod contract;
pub mod credentials;
pub mod demo;
#[cfg(fuzzing)]
pub mod fuzzing;
pub mod layers;
pub mod rejection;
pub mod secret;
pub mod secrets;
pub mod serve;
pub mod system;
