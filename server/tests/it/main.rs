//! The service as its clients see it: over a real socket, against a real SQLite file. The tree mirrors the routes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod data_requests;
mod http;
mod icm;
mod iom;
mod mail;
mod page;
mod process;
mod promises;
mod support;
mod webhook;
