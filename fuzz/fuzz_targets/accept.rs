//! Accept, compared with a plain reading of RFC 9110 section 12.5.1.

#![no_main]

use gdpr_server::contract::{CONTRACTS, Operation};
use gdpr_server::fuzzing::accepts;
use hyper::HeaderMap;
use hyper::header::{ACCEPT, HeaderValue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for operation in CONTRACTS.iter().flat_map(|contract| contract.operations) {
        let Some(accepted) = asked(operation, &[text]) else { return };
        if accepted {
            // Nothing is served that no range in the header could cover.
            let lower = text.to_ascii_lowercase();
            assert!(covers(&lower, operation), "{text:?}");
        }
        if text.contains('"') {
            continue;
        }
        // Ranges have no order, and several headers are one list.
        let ranges: Vec<&str> = text.split(',').collect();
        let backwards: Vec<&str> = ranges.iter().rev().copied().collect();
        assert_eq!(Some(accepted), asked(operation, &[&backwards.join(",")]), "{text:?} has an order");
        assert_eq!(Some(accepted), asked(operation, &ranges), "{text:?} in several headers");
        if let Some(right) = plain_reading(&ranges, operation) {
            assert_eq!(accepted, right, "{text:?}");
        }
        let offered = operation.produces().next().expect("an operation answers something");
        assert_eq!(asked(operation, &[&format!("{text},{offered};q=0.001")]), Some(true), "{text:?}");
    }
});

/// Whether an operation can be answered; `None` when this cannot be said in a header.
fn asked(operation: &Operation, values: &[&str]) -> Option<bool> {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(ACCEPT, HeaderValue::from_str(value).ok().filter(|value| value.to_str().is_ok())?);
    }
    Some(accepts(operation, &headers))
}

fn covers(lower: &str, operation: &Operation) -> bool {
    let offers = operation.produces();
    lower.contains("*/*") || lower.contains("application/*") || offers.into_iter().any(|offer| lower.contains(offer))
}

/// What a header means that has nothing unusual in it.
fn plain_reading(ranges: &[&str], operation: &Operation) -> Option<bool> {
    let mut read = Vec::new();
    for range in ranges {
        let (name, weight) = match range.split_once(';') {
            None => (*range, "1"),
            Some((name, rest)) => (name, rest.trim_matches(' ').strip_prefix("q=")?),
        };
        let name = name.trim_matches(' ').to_ascii_lowercase();
        let letters =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
        let (kind, sub) = name.split_once('/')?;
        let (stem, suffix) = sub.split_once('+').unwrap_or((sub, "x"));
        let wild = (kind == "*" || letters(kind)) && sub == "*";
        (wild || (letters(kind) && letters(stem) && letters(suffix))).then_some(())?;
        read.push((name, qvalue(weight)?));
    }
    let weight_of = |offer: &str| {
        let kind = offer.split('/').next().unwrap_or_default();
        [offer.to_owned(), format!("{kind}/*"), "*/*".to_owned()]
            .iter()
            .find_map(|wanted| read.iter().filter(|(name, _)| name == wanted).map(|(_, weight)| *weight).max())
    };
    Some(operation.produces().any(|offer| weight_of(offer).is_some_and(|weight| weight > 0)))
}

/// RFC 9110 section 12.4.2, in thousandths.
fn qvalue(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let thousandths = digits.then(|| format!("{fraction:0<3}").parse::<u32>().ok())??;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1000),
        _ => None,
    }
}
