//! What time does: links end, receivers are reminded, closed requests stop naming anybody; one process at a time.

mod expiry;
mod lease;
mod purge;
mod reminders;

use std::sync::Arc;

use domain::housekeeping::{Done, Housekeeping};
use domain::requests::Requests;

/// Does what is due now.
fn keep(requests: &Requests) -> Done {
    Housekeeping::new(Arc::new(requests.clone())).unwrap().run().unwrap().unwrap()
}
