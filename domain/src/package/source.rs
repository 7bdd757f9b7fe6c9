//! Where the data of a package comes from.

use std::fmt;
use std::io::Read;

use chrono::NaiveDate;
use serde::Serialize;

use super::Object;
use crate::declaration::Sentence;
use crate::names::{CustomerNumber, ShopName};
use crate::store::{StoreError, View};

/// The data of one subject, as of one moment: every call shows the same.
pub trait Source {
    /// Hands the subject's document, in its canonical form ([`crate::customer::document`]), to `read`. `false`: there is
    /// none, and `read` was not called.
    ///
    /// # Errors
    /// [`StoreError`].
    fn document(&self, read: &mut dyn FnMut(&mut dyn Read)) -> Result<bool, StoreError>;

    /// Hands each record that an earlier erasure left to `each`, until that returns `false`.
    ///
    /// # Errors
    /// [`StoreError`].
    fn kept(&self, each: &mut dyn FnMut(&Kept) -> bool) -> Result<(), StoreError>;
}

/// A record that an erasure left, and why.
#[derive(Clone, Serialize)]
pub struct Kept {
    /// Where such records are, as the data map has it: `orders[]`.
    pub place: String,
    /// The last day on which it has to be kept. `None`: nobody knows yet.
    pub until: Option<NaiveDate>,
    /// The laws that require it, in words.
    pub grounds: Vec<Sentence>,
    /// Whether a legal hold is on it.
    pub held: bool,
    /// What is left of it.
    pub record: Object,
}

/// What is left of somebody is personal data, as far as it can be told whose it was.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kept({})", self.place)
    }
}

/// A customer in storage.
pub struct Stored<'a> {
    /// One state of the storage.
    pub view: &'a dyn View,
    /// The shop.
    pub shop: &'a ShopName,
    /// Who of its customers. `None`: somebody who is not on file.
    pub customer: Option<&'a CustomerNumber>,
}

impl Source for Stored<'_> {
    fn document(&self, read: &mut dyn FnMut(&mut dyn Read)) -> Result<bool, StoreError> {
        let Some(customer) = self.customer else { return Ok(false) };
        self.view.read_document(self.shop, customer, read)
    }

    fn kept(&self, _: &mut dyn FnMut(&Kept) -> bool) -> Result<(), StoreError> {
        Ok(())
    }
}
