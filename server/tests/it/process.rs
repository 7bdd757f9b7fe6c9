//! The built binary: what only a real process can promise.

mod demo;
mod durability;
mod serve;
mod two_processes;
