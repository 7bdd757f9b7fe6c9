//! The language of messages: `loc` in the path, then Accept-Language (RFC 9110 section 12.5.4), then the configured one.

use domain::message::Language;
use hyper::header::ACCEPT_LANGUAGE;
use hyper::{HeaderMap, Uri};

use super::mount::matrix;

/// The best language there is for a call.
pub(crate) fn of(uri: &Uri, headers: &HeaderMap, default: &Language) -> Language {
    let located = matrix(uri, "loc").find_map(Language::find);
    let accepted = || {
        let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        accept_language::parse(header).iter().find_map(|tag| Language::find(tag))
    };
    located.or_else(accepted).unwrap_or_else(|| default.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_call(path: &'static str, header: Option<&'static str>) -> String {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
        }
        of(&Uri::from_static(path), &headers, &Language::english()).tag().to_owned()
    }

    #[test]
    fn the_path_decides_then_the_header_then_the_default() {
        assert_eq!(of_call("/a/rest;loc=de_DE;cur=EUR/b", Some("en")), "de");
        assert_eq!(of_call("/a/rest;loc=xx_XX/b", Some("de-AT, en;q=0.5")), "de");
        assert_eq!(of_call("/a/b", Some("fr, de;q=0.2, en;q=0.1")), "de");
        assert_eq!(of_call("/a/b", Some("en;q=0.1, de;q=0.9")), "de");
        assert_eq!(of_call("/a/b", Some("fr")), "en");
        assert_eq!(of_call("/a/b", None), "en");
    }
}
