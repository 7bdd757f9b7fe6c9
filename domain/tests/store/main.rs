//! The rules of storage, as one suite that every backend sits, and what is particular to each backend.
//!
//! A new backend gets a [`rules::Storage`] and one line of [`store_rules!`] below.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[macro_use]
mod rules;
mod added;
mod audit;
mod callers;
mod commits;
mod customers;
mod erasures;
mod found;
mod mails;
mod migration;
mod organizations;
mod packages;
mod queue;
mod records;
mod requests;
#[path = "sqlite.rs"]
mod sqlite_file;
mod together;
mod transactions;
mod webhooks;

store_rules!(sqlite, sqlite_file::Scratch::new());
