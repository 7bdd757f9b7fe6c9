//! What the generated code answers, as the contract says it: media types restored, stray headers removed.

use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue, WARNING};
use hyper::{HeaderMap, Response};

use crate::api::Body;

/// Stands before a vendor's media type while the generated code handles it, because it knows plain JSON alone. The
/// build step puts it there (`codegen::prepare`).
const DISGUISE: &str = "application/json;as=";

/// Takes the disguise off an answer.
pub(crate) fn restore(response: &mut Response<Body>) {
    let headers: &mut HeaderMap = response.headers_mut();
    headers.remove(WARNING);
    let real =
        headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.strip_prefix(DISGUISE).map(str::to_owned));
    if let Some(real) = real.and_then(|real| HeaderValue::from_str(&real).ok()) {
        headers.insert(CONTENT_TYPE, real);
    }
}

/// Headers that every answer carries: it is about one person, for one caller, for now.
pub(crate) const ALWAYS: [(HeaderName, &str); 3] = [
    (hyper::header::CACHE_CONTROL, "no-store"),
    (hyper::header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (hyper::header::REFERRER_POLICY, "no-referrer"),
];
