//! What the tests stand on: a service with a clock in the hand, a client that checks the boring things, the binary.

pub(crate) mod client;
pub(crate) mod flaky;
pub(crate) mod frames;
pub(crate) mod process;
pub(crate) mod receiver;
pub(crate) mod service;
pub(crate) mod smtp;
pub(crate) mod world;
