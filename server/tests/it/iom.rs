//! IOM GDPR REST API.

#[path = "iom/customers/credentials.rs"]
mod credentials_of_customers;
#[path = "iom/customers/delete.rs"]
mod delete_customers;
#[path = "iom/customers/flood.rs"]
mod flood_of_customers;
#[path = "iom/customers/get.rs"]
mod get_customers;
#[path = "iom/customers/guesses.rs"]
mod guesses_at_customers;
#[path = "iom/customers/tokens.rs"]
mod tokens_for_customers;
