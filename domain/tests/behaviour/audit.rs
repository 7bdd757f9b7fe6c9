//! The audit log as the rules write it, on a real database file.

mod comparing;
mod export;
pub(crate) mod journal;
mod tampering;
mod verify;
