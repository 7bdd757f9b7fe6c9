//! The audit log as the rules write it, on a real database file.

mod journal;
