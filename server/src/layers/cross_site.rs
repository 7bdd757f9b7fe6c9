//! Pages of other sites change nothing. A browser attaches the Basic credentials that it remembers to the form of any site,
//! so a call that changes something is refused when the browser says that it comes from a foreign page.
//!
//! - `Sec-Fetch-Site` (W3C Fetch Metadata) decides where there is one: `same-origin` and `none` (the address bar) pass.
//!   `same-site` does not: another host of the same domain is another application.
//! - Else `Origin` (RFC 6454 section 7) does: it has to be the host that was called, or that of a `public_url`.
//! - The origins in `cors.origins` pass in any case.
//! - Neither header: not a browser. Programs are not affected.
//!
//! `Origin: null` is what browsers send with the forms of our own pages, because of their `Referrer-Policy`. There it
//! passes: the hash in the form, which no other site knows, protects them.

use hyper::header::{HOST, HeaderName, ORIGIN};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use hyper::{HeaderMap, StatusCode};

use crate::assemble::App;
use crate::rejection::Rejection;
use domain::message::Code;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Where a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// An operation of a contract.
    Operation,
    /// The form of a page.
    Form,
}

/// # Errors
/// 403 for a call that may change something and comes from a page of another site.
pub(crate) fn check(app: &App, parts: &Parts, target: Target) -> Result<(), Rejection> {
    if parts.method.is_safe() || passes(parts, target, &app.origins, &app.own_origins) {
        return Ok(());
    }
    Err(Rejection::new(StatusCode::FORBIDDEN, Code::CrossSite))
}

fn passes(parts: &Parts, target: Target, configured: &[String], own: &[String]) -> bool {
    let origin = one(&parts.headers, &ORIGIN);
    if let Found::One(origin) = origin
        && configured.iter().any(|known| known == origin)
    {
        return true;
    }
    match one(&parts.headers, &SEC_FETCH_SITE) {
        Found::One(site) => matches!(site, "same-origin" | "none"),
        Found::Unclear => false,
        Found::None => match origin {
            Found::None => true,
            Found::One("null") => target == Target::Form,
            Found::One(origin) => own.iter().any(|known| known == origin) || is_host(parts, origin),
            Found::Unclear => false,
        },
    }
}

/// Whether the page that asks has the host that is asked. A proxy ends TLS, so the scheme of the call is not known here.
fn is_host(parts: &Parts, origin: &str) -> bool {
    let (host, port) = match origin.split_once("://") {
        Some(("https", host)) => (host, ":443"),
        Some(("http", host)) => (host, ":80"),
        _ => return false,
    };
    let authority = parts.uri.authority().map(Authority::as_str);
    let called = authority.or_else(|| parts.headers.get(HOST)?.to_str().ok()).unwrap_or_default();
    called.strip_suffix(port).unwrap_or(called).eq_ignore_ascii_case(host)
}

enum Found<'a> {
    None,
    One(&'a str),
    /// More than one, or no text.
    Unclear,
}

fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Found<'a> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Found::None,
        (Some(value), None) => value.to_str().map_or(Found::Unclear, Found::One),
        (Some(_), Some(_)) => Found::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn verdict(target: Target, uri: &str, headers: &[(&'static str, &str)]) -> bool {
        let mut request = Request::post(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        passes(&parts, target, &["https://shop.example".to_owned()], &["https://privacy.example".to_owned()])
    }

    #[test]
    fn fetch_metadata_decides_where_a_browser_sends_it() {
        for (site, own) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
            ("Same-Origin", false),
            ("", false),
        ] {
            // Whatever a proxy made of the host.
            let headers = [("sec-fetch-site", site), ("origin", "https://a.example"), ("host", "inside:8080")];
            for target in [Target::Operation, Target::Form] {
                assert_eq!(verdict(target, "/x", &headers), own, "{site}");
            }
            let headers = [("sec-fetch-site", site), ("origin", "https://shop.example"), ("host", "inside:8080")];
            assert!(verdict(Target::Operation, "/x", &headers), "configured, {site}");
        }
        let twice = [("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")];
        assert!(!verdict(Target::Operation, "/x", &twice));
    }

    #[test]
    fn without_it_the_origin_has_to_be_ours() {
        for (host, origin, own) in [
            ("a.example", "https://a.example", true),
            ("A.example", "https://a.example", true),
            ("a.example:443", "https://a.example", true),
            ("a.example:80", "http://a.example", true),
            ("a.example:8080", "http://a.example:8080", true),
            ("[::1]:8080", "http://[::1]:8080", true),
            ("inside:8080", "https://privacy.example", true),
            ("inside:8080", "https://shop.example", true),
            ("a.example:80", "https://a.example", false),
            ("a.example:8080", "http://a.example", false),
            ("a.example", "https://b.example", false),
            ("a.example", "https://a.example.evil.example", false),
            ("a.example", "https://b.a.example", false),
            ("inside:8080", "http://privacy.example", false),
            ("inside:8080", "https://privacy.example:8443", false),
            ("a.example", "ftp://a.example", false),
            ("a.example", "a.example", false),
            ("a.example", "https://", false),
            ("a.example", "", false),
            ("a.example", "null", false),
        ] {
            assert_eq!(verdict(Target::Operation, "/x", &[("host", host), ("origin", origin)]), own, "{host} {origin}");
        }
        assert!(!verdict(Target::Operation, "/x", &[("origin", "https://a.example")]));
        assert!(verdict(Target::Operation, "https://a.example/x", &[("origin", "https://a.example")]));
        let twice = [("host", "a.example"), ("origin", "https://a.example"), ("origin", "https://a.example")];
        assert!(!verdict(Target::Operation, "/x", &twice));
    }

    #[test]
    fn programs_send_neither_and_our_own_pages_no_origin() {
        for target in [Target::Operation, Target::Form] {
            assert!(verdict(target, "/x", &[("host", "a.example")]));
        }
        assert!(verdict(Target::Form, "/x", &[("host", "a.example"), ("origin", "null")]));
        let elsewhere = [("host", "a.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")];
        assert!(!verdict(Target::Form, "/x", &elsewhere));
    }
}
