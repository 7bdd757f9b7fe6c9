//! The page at the root and the documentation: which methods they have, and what browsers may do with them.

use std::io::Read;

use domain::message::Code;
use flate2::read::GzDecoder;
use hyper::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HeaderValue, VARY};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, Response, StatusCode};

use super::{Seen, content};
use crate::api::Body;
use crate::assets::Asset;
use crate::documentation::{DocPage, DocResource, Documentation};
use crate::page::{MEDIA_TYPE, headers};
use crate::rejection::Rejection;

const ALLOW: &str = "GET, HEAD, OPTIONS";

/// Answers a call to one of them.
///
/// # Errors
/// 405, 500.
pub(crate) fn answer(
    documentation: &Documentation,
    found: DocResource<'_>,
    parts: &Parts,
    seen: &mut Seen,
) -> Result<Response<Body>, Rejection> {
    seen.route = found.route();
    match parts.method {
        Method::GET | Method::HEAD => {}
        Method::OPTIONS => return Ok(super::options(ALLOW)),
        _ => return Err(Rejection::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed).allow(ALLOW)),
    }
    let page = match found {
        DocResource::Page(page) => page,
        DocResource::File(file) => return asset(file, &parts.headers),
    };
    let document = documentation.page(page, &seen.language).map_err(|error| {
        tracing::error!(code = "page.defect", %error, "a page of the documentation cannot be made");
        Rejection::internal()
    })?;
    let mut response = content(MEDIA_TYPE, document);
    if matches!(page, DocPage::Contract(_)) {
        headers::of_contract(response.headers_mut());
    }
    Ok(response)
}

/// A file as it is, or unpacked for those who do not take it packed.
fn asset(file: &Asset, headers: &HeaderMap) -> Result<Response<Body>, Rejection> {
    let takes_packed = takes_gzip(headers);
    let mut response = if file.is_packed && !takes_packed {
        let mut unpacked = Vec::new();
        let mut reader = GzDecoder::new(&*file.content);
        reader.read_to_end(&mut unpacked).map_err(|_| Rejection::internal())?;
        content(file.media_type, unpacked.into())
    } else {
        content(file.media_type, file.content.clone())
    };
    let found = response.headers_mut();
    headers::of_asset(found);
    if file.is_packed {
        found.insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
        if takes_packed {
            found.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
    }
    Ok(response)
}

/// Whether the caller takes gzip (RFC 9110 section 12.5.3). What it says last about a coding counts.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let (mut gzip, mut any) = (None, false);
    for coding in values.flat_map(|value| value.split(',')) {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, "q=1"));
        let weight = weight.trim().strip_prefix(['q', 'Q']).and_then(|it| it.trim_start().strip_prefix('='));
        let is_taken = weight.and_then(|it| it.trim().parse::<f32>().ok()).is_some_and(|weight| weight > 0.0);
        match name.trim() {
            name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => gzip = Some(is_taken),
            "*" => any = is_taken,
            _ => {}
        }
    }
    gzip.unwrap_or(any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_taken_by_who_says_so() {
        let takes = |value: &'static str| {
            takes_gzip(&[(ACCEPT_ENCODING, HeaderValue::from_static(value))].into_iter().collect())
        };
        for yes in
            ["gzip", "GZIP", "br, gzip;q=0.1", "x-gzip", "*", "identity;q=0, *;q=0.5", "deflate , gzip ; q = 1.0"]
        {
            assert!(takes(yes), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "*, gzip;q=0.000", "gzip;q=nonsense", "*;q=0"] {
            assert!(!takes(no), "{no}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
