//! The orders in a customer's document.

use std::fmt;
use std::io::{BufReader, Read};

use iom_gdpr_api::models::Customer;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::names::OrderNumber;
use crate::refusal::Fault;
use crate::store::CustomerRecord;

/// Whether the customer has an order with this number in the shop.
///
/// # Errors
/// [`Fault::Document`].
pub fn has(record: &CustomerRecord, order: &OrderNumber) -> Result<bool, Fault> {
    let customer: Customer =
        serde_json::from_str(&record.document).map_err(|_| Fault::Document("not of the contract"))?;
    let mut orders = customer.orders.iter().flatten();
    Ok(orders.any(|found| found.shop_order_number.as_deref() == Some(order.as_str())))
}

/// A number that somebody shows to prove who they are, as a digest: two are compared in a time that does not tell how much
/// of them is the same.
///
/// White space around it and the case of ASCII letters do not matter: it was read off paper.
pub(crate) struct Shown([u8; 32]);

/// What came of comparing with all orders of a document but one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// Whether there is any order with a number, but that one.
    pub(crate) any: bool,
    /// Whether one of the numbers is that which was shown.
    pub(crate) equal: bool,
}

impl Shown {
    pub(crate) fn new(number: &str) -> Self {
        Self(Sha256::digest(number.trim().to_ascii_lowercase()).into())
    }

    /// Whether it is `number`.
    pub(crate) fn is(&self, number: &str) -> bool {
        self.0.ct_eq(&Self::new(number).0).into()
    }

    /// Compares with the number of every order of a document but `except`, an order at a time, and with all of them whatever
    /// was found.
    ///
    /// # Errors
    /// [`Fault::Document`].
    pub(crate) fn compare_with_orders(&self, except: &Self, document: &mut dyn Read) -> Result<Comparison, Fault> {
        let mut comparison = Comparison::default();
        let mut json = serde_json::Deserializer::from_reader(BufReader::new(document));
        let found = Document { shown: self, except, comparison: &mut comparison }
            .deserialize(&mut json)
            .and_then(|()| json.end());
        found.map_err(|_| Fault::Document("not of the contract"))?;
        Ok(comparison)
    }
}

/// What is read of an order.
#[derive(Deserialize)]
struct Order {
    #[serde(rename = "shopOrderNumber")]
    number: Option<String>,
}

struct Document<'a> {
    shown: &'a Shown,
    except: &'a Shown,
    comparison: &'a mut Comparison,
}

impl<'de> DeserializeSeed<'de> for Document<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a customer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            if name == "orders" {
                members.next_value_seed(Orders(Document { comparison: &mut *self.comparison, ..self }))?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

struct Orders<'a>(Document<'a>);

impl<'de> DeserializeSeed<'de> for Orders<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Orders<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of orders")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut orders: A) -> Result<(), A::Error> {
        let Document { shown, except, comparison } = self.0;
        while let Some(order) = orders.next_element::<Order>()? {
            let Some(number) = order.number.filter(|number| !number.trim().is_empty()) else { continue };
            let counts = !except.is(&number);
            comparison.any |= counts;
            comparison.equal |= shown.is(&number) & counts;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(document: &str, shown: &str) -> Comparison {
        Shown::new(shown).compare_with_orders(&Shown::new("C-1"), &mut document.as_bytes()).unwrap()
    }

    const TWO: &str = r#"{"a": {"orders": [{"shopOrderNumber": "X"}]}, "orders": [{"shopOrderNumber": "A-1",
        "orderPositions": [{"shopOrderNumber": "Y"}]}, {"currency": "EUR"}, {"shopOrderNumber": "A-2"}]}"#;

    #[test]
    fn the_number_of_any_order_is_the_same_whatever_its_case_and_the_space_around_it() {
        for right in ["A-1", "A-2", " a-2\t"] {
            assert_eq!(compared(TWO, right), Comparison { any: true, equal: true }, "{right}");
        }
        for wrong in ["", "A", "A-", "A-3", "X", "Y", "A-1 A-2", "EUR"] {
            assert_eq!(compared(TWO, wrong), Comparison { any: true, equal: false }, "{wrong}");
        }
    }

    #[test]
    fn the_order_that_does_not_count_is_like_one_that_is_not_there() {
        let compared = |document: &str, shown: &str, except: &str| {
            Shown::new(shown).compare_with_orders(&Shown::new(except), &mut document.as_bytes()).unwrap()
        };
        assert_eq!(compared(TWO, "A-1", " a-1"), Comparison { any: true, equal: false });
        assert_eq!(compared(TWO, "A-2", "A-1"), Comparison { any: true, equal: true });
        let one = r#"{"orders": [{"shopOrderNumber": "A-1"}, {"shopOrderNumber": "a-1 "}]}"#;
        assert_eq!(compared(one, "A-1", "A-1"), Comparison::default());
    }

    #[test]
    fn nothing_is_the_number_of_an_order_where_there_is_none() {
        for none in ["{}", r#"{"orders": []}"#, r#"{"orders": null}"#, r#"{"orders": [{"shopOrderNumber": " "}]}"#] {
            assert_eq!(compared(none, ""), Comparison::default(), "{none}");
        }
    }

    #[test]
    fn a_document_that_is_none_is_a_fault() {
        for broken in ["", "[]", r#"{"orders": [{]}"#, r#"{"orders": 7}"#, "{} {}"] {
            let found = Shown::new("A-1").compare_with_orders(&Shown::new("A-2"), &mut broken.as_bytes());
            assert!(matches!(found, Err(Fault::Document(_))), "{broken}");
        }
    }
}
