//! The part of the storage port for webhooks.

use super::StoreError;
use crate::clock::Timestamp;
use crate::names::{EndpointName, RequestId};
use crate::webhook::Delivery;

/// What can be looked up about webhooks.
pub trait WebhookView {
    /// The waiting one to this endpoint that may be claimed at `now`, the longest due first, as with
    /// [mails](super::MailView::next_mail).
    fn next_webhook(&self, endpoint: &EndpointName, now: Timestamp) -> Result<Option<Delivery>, StoreError>;
    /// The endpoints that something waits for, by name.
    fn waiting_endpoints(&self) -> Result<Vec<EndpointName>, StoreError>;
    /// Those about one erasure, oldest first.
    fn webhooks_of_erasure(&self, erasure: &str) -> Result<Vec<Delivery>, StoreError>;
    /// Those about the erasures of one request, oldest first.
    fn webhooks_of_request(&self, request: &RequestId) -> Result<Vec<Delivery>, StoreError>;
}

/// What can be changed about webhooks. Every `bool` is whether the change took place.
pub trait WebhookChange {
    /// Queues one. `false`: the id exists already.
    fn insert_webhook(&self, delivery: &Delivery) -> Result<bool, StoreError>;
    /// Replaces what is known of one that waits and was claimed `tries` times. `false`: it does not, or was claimed again.
    fn update_webhook(&self, delivery: &Delivery, tries: u32) -> Result<bool, StoreError>;
}
