//! The part of the storage port for packages that wait to be fetched.

use super::StoreError;
use crate::clock::Timestamp;
use crate::names::RequestId;
use crate::request::Link;
use crate::vault::FileName;

/// What can be looked up about packages.
pub trait PackageView {
    /// The package for a request.
    fn package(&self, request: &RequestId) -> Result<Option<PackageRecord>, StoreError>;
    /// The files of all packages.
    fn package_files(&self) -> Result<Vec<FileName>, StoreError>;
    /// The link with which the data subject fetches the package for a request.
    fn package_link(&self, request: &RequestId) -> Result<Option<PackageLink>, StoreError>;
}

/// What can be changed about packages. Every `bool` is whether the change took place.
pub trait PackageChange {
    /// Remembers the package for its request, in the place of the one before.
    fn put_package(&self, package: &PackageRecord) -> Result<(), StoreError>;
    /// Forgets the package for a request, and its key. `false`: there is none.
    fn delete_package(&self, request: &RequestId) -> Result<bool, StoreError>;
    /// Remembers the link to the package for a request, in the place of the one before.
    fn put_package_link(&self, request: &RequestId, link: &PackageLink) -> Result<(), StoreError>;
    /// Forgets that link. `false`: there is none.
    fn delete_package_link(&self, request: &RequestId) -> Result<bool, StoreError>;
}

/// A package: where it is, and what opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRecord {
    /// The request it is for.
    pub request: RequestId,
    /// Its file, which may not be there yet, or not any more.
    pub file: FileName,
    /// The key of the file, wrapped.
    pub key: Vec<u8>,
    /// When it was ready. `None`: it is being made, or whoever made it is gone.
    pub made_at: Option<Timestamp>,
    /// Until when it can be fetched, once it is ready.
    pub expires_at: Timestamp,
}

/// A link with which a data subject fetches a package.
#[derive(Clone, Copy, Debug)]
pub struct PackageLink {
    /// What is stored of the link itself.
    pub link: Link,
    /// How often whoever holds it showed a second proof that was wrong.
    pub wrong_proofs: u32,
}
