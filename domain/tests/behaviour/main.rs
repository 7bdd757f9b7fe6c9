//! The rules of the domain as its users meet them: the pure ones by themselves, the contracts through their generated
//! traits on a real database file.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod audit;
mod contract;
mod directory;
mod disclosure;
mod document;
mod fulfilment;
mod housekeeping;
mod icm;
mod import;
mod iom;
mod keys;
mod life;
mod outbox;
mod request;
mod requests;
mod scene;
mod shelf;
mod webhook;
