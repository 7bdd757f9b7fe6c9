//! Can we answer in a way the caller accepts? RFC 9110 section 12.5.1.

use domain::message::Code;
use hyper::header::ACCEPT;
use hyper::{HeaderMap, StatusCode};
use mediatype::{MediaType, MediaTypeList, ReadParams};

use crate::contract::Operation;
use crate::rejection::Rejection;

const Q: mediatype::Name<'static> = mediatype::Name::new_unchecked("q");

/// # Errors
/// 406 when there is an Accept header that takes none of the operation's media types.
pub(crate) fn check(operation: &Operation, headers: &HeaderMap) -> Result<(), Rejection> {
    let mut produces = operation.produces().peekable();
    if !headers.contains_key(ACCEPT) || produces.peek().is_none() {
        return Ok(());
    }
    let values: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    // What nearly everybody sends needs no parser.
    if let [value] = values[..]
        && (value == "*/*" || operation.produces().any(|media_type| media_type == value))
    {
        return Ok(());
    }
    let accept = values.join(",");
    if produces.any(|media_type| accepts(&accept, media_type)) {
        return Ok(());
    }
    let available: Vec<_> = operation.produces().collect();
    Err(Rejection::new(StatusCode::NOT_ACCEPTABLE, Code::NotAcceptable).hint(available.join(", ")))
}

/// Whether an Accept header takes `offered`: the most specific range that covers it decides. Parameters other than the
/// weight are not looked at: an offer has none, and a `charset` says nothing about JSON (RFC 8259 section 11).
fn accepts(accept: &str, offered: &str) -> bool {
    let Ok(offered) = MediaType::parse(offered) else { return false };
    let ranges = MediaTypeList::new(accept).filter_map(Result::ok);
    let covering = ranges.filter_map(|range| specificity(&range, &offered).map(|rank| (rank, weight(&range))));
    // The first of equally specific ranges is the last that `max_by_key` must not prefer: compare weights too.
    covering.max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))).is_some_and(|(_, weight)| weight > 0.0)
}

fn specificity(range: &MediaType<'_>, offered: &MediaType<'_>) -> Option<u8> {
    match (range.ty.as_str(), range.subty.as_str()) {
        ("*", "*") => Some(0),
        (_, "*") if range.ty == offered.ty && range.suffix.is_none() => Some(1),
        _ if range.essence() == offered.essence() => Some(2),
        _ => None,
    }
}

fn weight(range: &MediaType<'_>) -> f32 {
    let q = range.get_param(Q).and_then(|q| q.as_str().parse::<f32>().ok());
    q.filter(|q| (0.0..=1.0).contains(q)).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: &str = "application/vnd.intershop.gdpr.v1+json";

    #[test]
    fn what_covers_the_offer_is_served() {
        for accept in [
            OFFERED,
            "*/*",
            "application/*",
            "APPLICATION/VND.Intershop.GDPR.v1+JSON",
            "text/html, application/xhtml+xml, */*;q=0.8",
            "application/vnd.intershop.gdpr.v1+json; charset=utf-8",
            "*/*;q=0, application/vnd.intershop.gdpr.v1+json;q=0.1",
            "text/html;level=\"1,2\", */*",
        ] {
            assert!(accepts(accept, OFFERED), "{accept}");
        }
    }

    #[test]
    fn what_does_not_is_refused() {
        for accept in [
            "text/html",
            "application/json",
            "application/vnd.intershop.gdpr.v2+json",
            "*/*;q=0",
            "*/*, application/vnd.intershop.gdpr.v1+json;q=0",
            "application/*;q=0.0, */*;q=1",
            "",
            "garbage",
        ] {
            assert!(!accepts(accept, OFFERED), "{accept}");
        }
    }
}
