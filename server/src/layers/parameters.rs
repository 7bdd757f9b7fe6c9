//! Parameters in the query and in headers: those that the contract declares, each once and in one encoding. All others are
//! dropped.

use std::borrow::Cow;
use std::collections::HashSet;

use domain::message::Flaw;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, Uri};
use percent_encoding::utf8_percent_encode;

use super::mount::{ENCODED, decoded};
use crate::contract::Operation;
use crate::rejection::Rejection;

/// What the generated code gets to read beside path and body.
#[derive(Debug, Default)]
pub(crate) struct Parameters {
    /// The query, if there is one.
    pub(crate) query: Option<String>,
    /// The headers.
    pub(crate) headers: HeaderMap,
}

/// Reads the parameters of `operation` that a call brings along. Of an operation that declares none, neither query nor
/// headers are looked at.
///
/// # Errors
/// 400 for a query that is not encoded as it should be, for a parameter that is there more than once, and for a header that
/// has other characters than visible ASCII. What the values mean is not looked at.
pub(crate) fn read(operation: &Operation, uri: &Uri, headers: &HeaderMap) -> Result<Parameters, Rejection> {
    let query = match uri.query() {
        Some(query) if !operation.query_parameters.is_empty() => declared_in(query, operation.query_parameters)?,
        _ => String::new(),
    };
    let headers = operation.header_parameters.iter().filter_map(|name| header(headers, name).transpose());
    Ok(Parameters { query: Some(query).filter(|query| !query.is_empty()), headers: headers.collect::<Result<_, _>>()? })
}

/// The declared parameters of a query, encoded as `application/x-www-form-urlencoded` (URL standard, section 5), which is
/// what clients send and the generated code reads: a plus is a space.
fn declared_in(query: &str, declared: &[&str]) -> Result<String, Rejection> {
    let plain = |text: &str| {
        let plain = decoded(&text.replace('+', "%20")).map(Cow::into_owned);
        plain.ok_or_else(|| Rejection::malformed_because(Flaw::QueryEncoding))
    };
    let mut seen = HashSet::new();
    let mut kept = String::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (plain(name)?, plain(value)?);
        if !declared.contains(&name.as_str()) {
            continue;
        }
        if !kept.is_empty() {
            kept.push('&');
        }
        kept.extend(utf8_percent_encode(&name, ENCODED));
        kept.push('=');
        kept.extend(utf8_percent_encode(&value, ENCODED));
        if !seen.insert(name) {
            return Err(Rejection::malformed_because(Flaw::QueryRepeated));
        }
    }
    Ok(kept)
}

/// The header of this name, if it is there.
fn header(headers: &HeaderMap, name: &str) -> Result<Option<(HeaderName, HeaderValue)>, Rejection> {
    let refused = || Rejection::malformed_because(Flaw::HeaderSyntax);
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let is_visible = value.as_bytes().iter().all(|byte| matches!(byte, b' '..=b'~'));
    if values.next().is_some() || !is_visible {
        return Err(refused());
    }
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
    Ok(Some((name, value.clone())))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::contract::Contract;

    fn operation(id: &str) -> &'static Operation {
        let operations = Contract::named("data-requests").unwrap().operations;
        operations.iter().find(|operation| operation.operation_id == id).unwrap()
    }

    /// The query that is left of one; `None` when it is refused.
    fn left_of(query: &str) -> Option<String> {
        let uri = Uri::builder().path_and_query(format!("/requests?{query}")).build().unwrap();
        let read = read(operation("listDataRequests"), &uri, &HeaderMap::new()).ok()?;
        Some(read.query.unwrap_or_default())
    }

    #[test]
    fn declared_parameters_are_kept_in_one_encoding_and_undeclared_ones_dropped() {
        for (given, kept) in [
            ("shop=a&utm_source=mail&limit=2", "shop=a&limit=2"),
            ("%73hop=%61%2Fb", "shop=a%2Fb"),
            ("shop=a+b%20c%2Bd", "shop=a%20b%20c%2Bd"),
            ("shop=a=b;c", "shop=a%3Db%3Bc"),
            ("shop=%C3%BC", "shop=%C3%BC"),
            ("dueBefore=2026-04-01T00:00:00Z", "dueBefore=2026-04-01T00%3A00%3A00Z"),
            ("&&shop=a&&", "shop=a"),
            ("shop", "shop="),
            ("Shop=a", ""),
            ("x=1&x=2", ""),
            ("", ""),
        ] {
            assert_eq!(left_of(given).as_deref(), Some(kept), "{given}");
        }
    }

    #[test]
    fn a_query_that_is_not_encoded_as_it_should_be_is_refused() {
        for query in ["shop=%", "shop=%4", "shop=%zz", "shop=%ff", "shop=%c0%af", "shop=a%00", "%0a=1", "x=%zz"] {
            assert_eq!(left_of(query), None, "{query}");
        }
    }

    #[test]
    fn a_parameter_that_is_there_twice_is_refused_however_it_is_written() {
        for query in ["shop=a&shop=b", "shop=a&shop=a", "limit=1&shop=&%73hop=b", "shop&shop"] {
            assert_eq!(left_of(query), None, "{query}");
        }
    }

    #[test]
    fn the_query_of_an_operation_without_parameters_is_not_looked_at() {
        let uri = Uri::from_static("/requests/x?shop=%zz&shop=1");
        assert_eq!(read(operation("showDataRequest"), &uri, &HeaderMap::new()).unwrap().query, None);
    }

    #[test]
    fn a_declared_header_is_kept_and_no_other() {
        let mut headers = HeaderMap::new();
        headers.insert("idempotency-key", "a key, \"quoted\"".parse().unwrap());
        headers.insert("x-other", "1".parse().unwrap());
        let uri = Uri::from_static("/requests");
        let kept = read(operation("createDataRequest"), &uri, &headers).unwrap().headers;
        assert_eq!(kept.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["idempotency-key"]);
        assert_eq!(kept["idempotency-key"], headers["idempotency-key"]);
        assert!(read(operation("listDataRequests"), &uri, &headers).unwrap().headers.is_empty());
    }

    #[test]
    fn a_declared_header_that_is_there_twice_or_not_visible_ascii_is_refused() {
        let uri = Uri::from_static("/requests");
        for values in [&[&b"a"[..], b"a"][..], &[b"\xc3\xbc"], &[b"a\tb"], &[b"\xff"]] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("idempotency-key", HeaderValue::from_bytes(value).unwrap());
            }
            assert!(read(operation("createDataRequest"), &uri, &headers).is_err(), "{values:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_without_control_characters_arrives_as_it_was_meant(value in "\\PC{0,20}") {
            let written = utf8_percent_encode(&value, ENCODED).to_string();
            prop_assert_eq!(left_of(&format!("shop={written}")), Some(format!("shop={written}")));
            prop_assert_eq!(left_of(&format!("shop={}", written.replace("%20", "+"))), Some(format!("shop={written}")));
        }
    }
}
