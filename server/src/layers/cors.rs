//! Browsers on configured origins may call (Fetch standard, section 3.2). No origin is allowed unless configured.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ALLOW, HeaderValue, ORIGIN,
    VARY,
};
use hyper::{HeaderMap, Method, StatusCode};

/// What the storefront and other browser clients send beside the plain headers.
const REQUEST_HEADERS: &str =
    "accept, accept-language, authorization, authentication-token, content-type, idempotency-key, x-span-id";
/// What a browser lets them read beside the plain headers.
const RESPONSE_HEADERS: &str = "x-span-id, retry-after, location";
/// How long a browser may remember a preflight, in seconds.
const MAX_AGE: &str = "600";

/// What an answer has to say about who may read it.
pub(crate) struct Cors {
    origin: Option<HeaderValue>,
    preflight: bool,
    configured: bool,
}

impl Cors {
    /// Looks at a call, with the origins that are allowed.
    pub(crate) fn of(method: &Method, headers: &HeaderMap, allowed: &[String]) -> Self {
        let given = headers.get(ORIGIN);
        let origin = given.filter(|given| allowed.iter().any(|origin| origin.as_bytes() == given.as_bytes())).cloned();
        let preflight = method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        Self { origin, preflight, configured: !allowed.is_empty() }
    }

    /// Adds the headers to an answer, errors included: a browser hides an error that it may not read.
    pub(crate) fn apply(self, status: StatusCode, headers: &mut HeaderMap) {
        if self.configured {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
        let Some(origin) = self.origin else { return };
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(RESPONSE_HEADERS));
        if self.preflight && status.is_success() {
            if let Some(methods) = headers.get(ALLOW).cloned() {
                headers.insert(ACCESS_CONTROL_ALLOW_METHODS, methods);
            }
            headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(REQUEST_HEADERS));
            headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE));
        }
    }
}
