//! The management of data requests. The tree mirrors the routes below `/rest/data-requests`.

mod desk;
mod http;
mod legal_holds;
mod malformed;
mod permissions;
#[path = "data_requests/public_requests/post.rs"]
mod post_public_requests;
mod request;
mod requests;
#[path = "data_requests/public_requests/secrecy.rs"]
mod secrecy_of_public_requests;
