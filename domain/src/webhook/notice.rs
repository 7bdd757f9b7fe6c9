//! What is told, as facts and as JSON.

use std::collections::BTreeSet;
use std::fmt;

use chrono::SecondsFormat;
use serde::Serialize;
use zeroize::Zeroizing;

use crate::clock::Timestamp;
use crate::names::{CustomerNumber, ShopName};

/// What recipients are told of. There is a kind for each thing that this service does itself: it rectifies and restricts
/// nothing, so that it tells of neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoticeKind {
    /// Nothing is left of the customer: at once, or because what remained has been erased now.
    Erased,
    /// The customer was erased, but for what has to be kept.
    PartlyErased,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Erased, Self::PartlyErased];

    /// The word used in bodies, in storage and in the history.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Erased => "customer.erased",
            Self::PartlyErased => "customer.partly-erased",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A customer was erased.
#[derive(Clone)]
pub struct Notice {
    /// In this shop.
    pub shop: ShopName,
    /// Under this number.
    pub customer: CustomerNumber,
    /// The erasure's id, which is the same for all recipients.
    pub erasure: String,
    /// When.
    pub at: Timestamp,
    /// The categories of the data map of which something has to be kept. Empty: nothing is left.
    pub kept: BTreeSet<String>,
}

impl Notice {
    /// What is told: follows from what was kept.
    #[must_use]
    pub fn kind(&self) -> NoticeKind {
        if self.kept.is_empty() { NoticeKind::Erased } else { NoticeKind::PartlyErased }
    }

    /// The body: JSON in UTF-8, in the form of Standard Webhooks (`type`, `timestamp`, `data`). It names the customer.
    #[must_use]
    pub fn body(&self) -> Zeroizing<Vec<u8>> {
        let data = Data {
            shop: self.shop.as_str(),
            customer_number: self.customer.as_str(),
            erasure_id: &self.erasure,
            kept_categories: &self.kept,
        };
        written(self.kind().code(), self.at, data)
    }
}

impl fmt::Debug for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Notice({} of {})", self.kind().code(), self.erasure)
    }
}

/// The body of a notice about nobody, by which an endpoint can be tried out.
#[must_use]
pub fn ping(at: Timestamp) -> Zeroizing<Vec<u8>> {
    #[derive(Serialize)]
    struct Nothing {}
    written("ping", at, Nothing {})
}

#[derive(Serialize)]
struct Body<T> {
    r#type: &'static str,
    timestamp: String,
    data: T,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    shop: &'a str,
    customer_number: &'a str,
    erasure_id: &'a str,
    kept_categories: &'a BTreeSet<String>,
}

fn written<T: Serialize>(kind: &'static str, at: Timestamp, data: T) -> Zeroizing<Vec<u8>> {
    let timestamp = at.to_rfc3339_opts(SecondsFormat::Millis, true);
    // Plain texts always serialize.
    Zeroizing::new(serde_json::to_vec(&Body { r#type: kind, timestamp, data }).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(kept: &[&str]) -> Notice {
        Notice {
            shop: "inTRONICS".parse().unwrap(),
            customer: "C-1001".parse().unwrap(),
            erasure: "e1".to_owned(),
            at: Timestamp::from_timestamp_millis(1_795_339_800_000).unwrap(),
            kept: kept.iter().map(|&category| category.to_owned()).collect(),
        }
    }

    fn text(body: &[u8]) -> &str {
        std::str::from_utf8(body).unwrap()
    }

    #[test]
    fn a_notice_says_who_was_erased_and_what_is_kept() {
        assert_eq!(
            text(&notice(&["orders", "invoices"]).body()),
            r#"{"type":"customer.partly-erased","timestamp":"2026-11-22T09:30:00.000Z","data":{"shop":"inTRONICS","customerNumber":"C-1001","erasureId":"e1","keptCategories":["invoices","orders"]}}"#
        );
        assert_eq!(
            text(&notice(&[]).body()),
            r#"{"type":"customer.erased","timestamp":"2026-11-22T09:30:00.000Z","data":{"shop":"inTRONICS","customerNumber":"C-1001","erasureId":"e1","keptCategories":[]}}"#
        );
    }

    #[test]
    fn a_ping_is_about_nobody() {
        assert_eq!(text(&ping(notice(&[]).at)), r#"{"type":"ping","timestamp":"2026-11-22T09:30:00.000Z","data":{}}"#);
    }

    #[test]
    fn a_kind_comes_back_from_its_code() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::from_code(kind.code()), Some(kind));
        }
        assert_eq!(NoticeKind::from_code("customer.Erased"), None);
    }

    #[test]
    fn no_customer_reaches_a_debug_print() {
        assert_eq!(format!("{:?}", notice(&[])), "Notice(customer.erased of e1)");
    }
}
