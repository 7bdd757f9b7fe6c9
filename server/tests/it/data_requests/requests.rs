//! `/requests`.

mod create;
mod keys;
mod list;
mod pages;
