//! ICM GDPR REST API.

mod model;
#[path = "icm/confirmations/put.rs"]
mod put_confirmations;
#[path = "icm/confirmations/url.rs"]
mod url_of_confirmations;
