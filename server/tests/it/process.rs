//! The built binary: what only a real process can promise.

mod durability;
mod serve;
mod two_processes;
