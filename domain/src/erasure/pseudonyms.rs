//! What stands for a value that has to go, where it still matters that two are the same.

use crate::names::{CustomerNumber, ShopName};
use crate::request::Subject;
use crate::seal::MasterKey;

/// Makes pseudonyms (Art. 4(5) GDPR).
///
/// The same for the same value of a property, so that what belongs to one person still does; and nothing to anybody who has
/// not what they are made with.
pub trait Pseudonyms {
    /// What stands for `value`. `property` is its path from the top of the document.
    fn pseudonym(&self, property: &str, value: &str) -> String;
}

/// Pseudonyms under the key of this service, different ones for each shop.
#[derive(Clone, Copy, Debug)]
pub struct ShopPseudonyms<'a> {
    key: &'a MasterKey,
    shop: &'a ShopName,
}

impl<'a> ShopPseudonyms<'a> {
    /// Those for customers of `shop`.
    #[must_use]
    pub fn new(key: &'a MasterKey, shop: &'a ShopName) -> Self {
        Self { key, shop }
    }
}

impl Pseudonyms for ShopPseudonyms<'_> {
    /// The customer's number has the pseudonym that the audit log and requests have for the customer.
    fn pseudonym(&self, property: &str, value: &str) -> String {
        let customer = if property == "shopCustomerNumber" { value.parse::<CustomerNumber>().ok() } else { None };
        let reference = customer.map(|number| Subject::customer_reference(&number));
        let reference = reference.unwrap_or_else(|| format!("{property}:{value}"));
        self.key.pseudonym(self.shop, &reference).to_string()
    }
}
