//! Which host is meant has to be clear: RFC 9112 section 3.2.

use domain::message::Flaw;
use hyper::header::HOST;
use hyper::{Request, Version};

use crate::rejection::Rejection;

/// # Errors
/// 400 for an HTTP/1.1 call without a Host header, and for any call with more than one or an illegible one.
pub(crate) fn check<B>(request: &Request<B>) -> Result<(), Rejection> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let first = hosts.next();
    if hosts.next().is_some() {
        return Err(Rejection::malformed_because(Flaw::SeveralHosts));
    }
    match first {
        Some(host) if host.to_str().is_ok_and(|host| host.parse::<hyper::http::uri::Authority>().is_ok()) => Ok(()),
        Some(_) => Err(Rejection::malformed_because(Flaw::HostSyntax)),
        None if request.version() == Version::HTTP_11 => Err(Rejection::malformed_because(Flaw::NoHost)),
        None => Ok(()),
    }
}
