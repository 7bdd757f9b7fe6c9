//! IOM GDPR REST API.

#[path = "iom/customers/credentials.rs"]
mod credentials_of_customers;
#[path = "iom/customers/get.rs"]
mod get_customers;
