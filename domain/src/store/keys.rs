//! The part of the storage port for keys: by which those outside are known again, and what was sealed under them.

use super::StoreError;
use crate::clock::Timestamp;
use crate::names::RequestId;

/// What can be looked up about keys and what is sealed under them.
pub trait KeyView {
    /// The check values of the keys that are not in the storage, each with the name of its key.
    fn key_checks(&self) -> Result<Vec<(String, [u8; 32])>, StoreError>;
    /// The wrapped keys of data subjects, in the order of their pseudonyms, behind `after`, `limit` at most. Pseudonyms are
    /// texts as they are found.
    fn subject_keys(&self, after: &str, limit: usize) -> Result<Vec<(String, Vec<u8>)>, StoreError>;
    /// Requests that came in at `since` or later and have no entry in the audit log, `limit` at most.
    fn unlogged_requests(&self, since: Timestamp, limit: usize) -> Result<Vec<RequestId>, StoreError>;
}

/// What can be changed about keys.
pub trait KeyChange {
    /// Sets the check value of a key, in place of the one that there may be.
    fn put_key_check(&self, key: &str, value: &[u8; 32], at: Timestamp) -> Result<(), StoreError>;
}
