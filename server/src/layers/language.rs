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
        wanted(header).find_map(Language::find)
    };
    located.or_else(accepted).unwrap_or_else(|| default.clone())
}

/// The language ranges in a header, best first; of equals the first. One that is not wanted (`q=0`), or that has no
/// weight that could be compared, is none.
fn wanted(header: &str) -> impl Iterator<Item = &str> {
    let ranges = header.split(',').filter_map(|range| {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let (name, weight) = weight.split_once('=')?;
        let weight = weight.trim().parse::<f32>().ok().filter(|q| *q > 0.0 && *q <= 1.0)?;
        name.trim().eq_ignore_ascii_case("q").then(|| (weight, tag.trim()))
    });
    let mut ranges: Vec<_> = ranges.collect();
    ranges.sort_by(|one, other| other.0.total_cmp(&one.0));
    ranges.into_iter().map(|(_, tag)| tag)
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

    #[test]
    fn a_language_that_is_not_wanted_is_not_chosen() {
        assert_eq!(of_call("/", Some("de;q=0")), "en");
        assert_eq!(of_call("/", Some("de;q=0.0, en;q=0.001")), "en");
        assert_eq!(of_call("/", Some("en;q=0, DE ; Q=0.001")), "de");
    }

    #[test]
    fn a_weight_that_is_none_does_no_harm() {
        for weight in ["nan", "NaN", "-nan", "inf", "-1", "2", "1e99", "x", "", "0,5", "="] {
            let header = format!("de;q={weight}, fr;q=0.5, ").repeat(40);
            assert_eq!(of_call("/", Some(header.leak())), "en", "{weight}");
        }
        assert_eq!(of_call("/", Some("de;level=1, en;q")), "en");
    }
}
