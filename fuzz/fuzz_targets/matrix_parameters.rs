//! The language of an answer: from the path, then from Accept-Language, then from the configuration.
//!
//! The first line of the input is the path, the second the header.

#![no_main]

use domain::message::Language;
use gdpr_server::fuzzing::language;
use hyper::header::{ACCEPT_LANGUAGE, HeaderValue};
use hyper::{HeaderMap, Uri};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (path, header) = text.split_once('\n').unwrap_or((text, ""));
    let (Ok(uri), Ok(value)) = (path.parse::<Uri>(), HeaderValue::from_str(header)) else { return };
    let headers = HeaderMap::from_iter([(ACCEPT_LANGUAGE, value)]);
    let (english, german) = (Language::english(), Language::find("de").expect("German"));
    let found = language(&uri, &headers, &english);
    assert!(Language::all().iter().any(|tag| tag == found.tag()), "{found:?}");

    if let Some(located) = located(uri.path()) {
        assert_eq!(found, located, "the path decides");
        assert_eq!(language(&uri, &HeaderMap::new(), &german), located);
        return;
    }
    let root = Uri::from_static("/");
    assert_eq!(language(&uri, &HeaderMap::new(), &german), german, "nothing in the path");
    assert_eq!(found, language(&root, &headers, &english), "the path says nothing");
    if let Some(right) = plain_reading(header) {
        assert_eq!(found, right.clone().unwrap_or(english), "{header:?}");
        assert_eq!(language(&uri, &headers, &german), right.unwrap_or(german), "{header:?}");
    }
});

fn located(path: &str) -> Option<Language> {
    let parameters = path.split('/').flat_map(|segment| segment.split(';').skip(1));
    parameters.filter_map(|parameter| parameter.strip_prefix("loc=")).find_map(Language::find)
}

/// What a header asks for that has nothing unusual in it (RFC 9110 section 12.5.4).
fn plain_reading(header: &str) -> Option<Option<Language>> {
    let mut wanted = Vec::new();
    for range in header.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let (tag, weight) = (tag.trim_matches(' '), weight.trim_matches(' ').strip_prefix("q=")?);
        let plain = !tag.is_empty() && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let short = weight.len() <= 5 && weight.starts_with(['0', '1']);
        (plain && short && weight.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')).then_some(())?;
        let weight = weight.parse::<f32>().ok().filter(|weight| *weight <= 1.0)?;
        wanted.push((weight, tag));
    }
    wanted.retain(|(weight, _)| *weight > 0.0);
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
    Some(wanted.into_iter().find_map(|(_, tag)| Language::find(tag)))
}
