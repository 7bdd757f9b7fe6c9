//! What a shop decides about its data requests.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::data_map::DataMap;
use crate::message::Language;
use crate::names::{EmailAddress, ShopName};
use crate::retention::Rules;

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
    /// What every property of a customer is. `None`: as the map says that comes with the program.
    pub data_map: Option<Arc<DataMap>>,
    /// What has to be kept of somebody who is erased.
    pub retention: Arc<Rules>,
    /// How long an approved erasure waits, so that the data subject can still take it back.
    pub cooling_off: TimeDelta,
    /// Whether whoever made a request may not approve it.
    pub four_eyes: bool,
    /// How packages get to data subjects.
    pub packages: Handover,
}

/// How the package of a request gets to the data subject.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Handover {
    /// Staff takes it out, and hands it over in whatever way it decides.
    #[default]
    Staff,
    /// A mail brings a link, with which and with a second proof the data subject fetches it. Staff still can take it out.
    Link,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            link_lifetime: TimeDelta::hours(24),
            remind_before: TimeDelta::hours(6),
            purge_after: TimeDelta::days(30),
            language: Language::english(),
            staff: None,
            data_map: None,
            retention: Arc::default(),
            cooling_off: TimeDelta::days(3),
            four_eyes: false,
            packages: Handover::Staff,
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
