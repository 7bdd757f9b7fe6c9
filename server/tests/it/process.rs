//! The built binary: what only a real process can promise.

mod demo;
mod durability;
mod faults;
mod fulfilment_walk;
mod http2;
mod intershop;
mod large_documents;
mod listen;
mod nginx;
mod serve;
mod two_processes;
