//! ICM GDPR REST API.

#[path = "icm/confirmations/guesses.rs"]
mod guesses_at_confirmations;
mod model;
#[path = "icm/confirmations/put.rs"]
mod put_confirmations;
#[path = "icm/storefront.rs"]
mod storefront;
#[path = "icm/confirmations/url.rs"]
mod url_of_confirmations;
