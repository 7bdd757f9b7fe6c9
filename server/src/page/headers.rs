//! What a browser may do with the page and what belongs to it: nothing but show it.

use domain::message::Language;
use hyper::HeaderMap;
use hyper::header::{
    ACCEPT_LANGUAGE, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue,
    VARY, X_CONTENT_TYPE_OPTIONS,
};

/// Everything from this server or not at all, nothing inline, and in no frame (CSP level 3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A contract is shown by Swagger UI, which sets styles on elements and has pictures in its sheet; its forms call this server
/// and nothing else.
const CONTRACT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                               img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; \
                               frame-ancestors 'none'";

/// A picture may be opened by itself, and SVG can hold scripts: they do not run. Its own style may.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// For the page and its files alike.
const ALWAYS: [(HeaderName, &str); 5] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// Adds what belongs to a page itself, in every outcome, and the policy if it has none of its own.
pub(crate) fn of_page(headers: &mut HeaderMap, language: &Language) {
    add(headers, &ALWAYS);
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    if let Ok(language) = HeaderValue::from_str(language.tag()) {
        headers.insert(CONTENT_LANGUAGE, language);
    }
    headers.append(VARY, HeaderValue::from_name(ACCEPT_LANGUAGE));
}

/// Adds the policy of a page that shows a contract.
pub(crate) fn of_contract(headers: &mut HeaderMap) {
    add(headers, &[(CONTENT_SECURITY_POLICY, CONTRACT_POLICY)]);
}

/// Adds what belongs to a file with its digest in its name (RFC 8246).
pub(crate) fn of_asset(headers: &mut HeaderMap) {
    add(headers, &ALWAYS);
    add(headers, &[(CONTENT_SECURITY_POLICY, PICTURE_POLICY), (CACHE_CONTROL, "public, max-age=31536000, immutable")]);
}

/// Adds what belongs to a package, which is for the disk and not for the browser. What was broken off is not resumed:
/// the file is sent as a whole or again.
pub(crate) fn of_download(headers: &mut HeaderMap) {
    add(headers, &ALWAYS);
    add(headers, &[(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"), (ACCEPT_RANGES, "none")]);
    // A reverse proxy that takes all of it at once makes the server believe that all of it has arrived. nginx obeys this.
    add(headers, &[(HeaderName::from_static("x-accel-buffering"), "no")]);
}

fn add(headers: &mut HeaderMap, added: &[(HeaderName, &'static str)]) {
    for (name, value) in added {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
