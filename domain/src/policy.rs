//! What a shop decides about its data requests.

use chrono::TimeDelta;

use crate::message::Language;
use crate::names::{EmailAddress, ShopName};

/// The rules of one shop.
#[derive(Clone, Debug)]
pub struct Policy {
    /// How long a confirmation link works.
    pub link_lifetime: TimeDelta,
    /// How long before the last link of a pending request ends its receiver is reminded, once. Zero: never.
    pub remind_before: TimeDelta,
    /// How long after it was closed a request keeps naming its data subject.
    pub purge_after: TimeDelta,
    /// The language of mails to somebody of whom no language is known.
    pub language: Language,
    /// Where staff is told of confirmed requests.
    pub staff: Option<EmailAddress>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            link_lifetime: TimeDelta::hours(24),
            remind_before: TimeDelta::hours(6),
            purge_after: TimeDelta::days(30),
            language: Language::english(),
            staff: None,
        }
    }
}

/// The port for the shops' rules.
pub trait Policies: Send + Sync {
    /// The rules of this shop; the general ones for a shop without any of its own.
    fn of(&self, shop: &ShopName) -> Policy;
}

/// The same rules for every shop.
impl Policies for Policy {
    fn of(&self, _: &ShopName) -> Policy {
        self.clone()
    }
}
