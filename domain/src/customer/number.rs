//! Numbers keep the value they came with, to the last digit.
//!
//! The contract's amounts are doubles. A number that a double cannot hold would come out as another one, so it is refused
//! before it is stored.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The place of the first number in `json` that would change on its way through a double, if there is one.
///
/// `json` was read as a document of the contract before: it is no deeper than that.
pub(super) fn first_inexact(json: &RawValue) -> Option<String> {
    find(json, String::new())
}

fn find(json: &RawValue, place: String) -> Option<String> {
    let text = json.get();
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            members.into_iter().find_map(|(name, member)| {
                let place = if place.is_empty() { name } else { format!("{place}.{name}") };
                find(member, place)
            })
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
            items.into_iter().enumerate().find_map(|(index, item)| find(item, format!("{place}[{index}]")))
        }
        Some(b'-' | b'0'..=b'9') if !is_exact(text) => Some(place),
        _ => None,
    }
}

/// Whether the text that an answer has for the double nearest to `number` is the same decimal number.
///
/// It has to be the text of that very writer: where two texts of a double are equally short, writers differ.
fn is_exact(number: &str) -> bool {
    let Some(double) = number.parse::<f64>().ok().filter(|double| double.is_finite()) else { return false };
    let written = serde_json::to_string(&double).ok().as_deref().and_then(Decimal::read);
    written.is_some() && written == Decimal::read(number)
}

/// A decimal number as sign, significant digits and power of ten: one form for each value.
#[derive(PartialEq, Eq)]
struct Decimal {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Decimal {
    fn read(number: &str) -> Option<Self> {
        let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
        let (mantissa, exponent) = match number.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (number, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0').trim_end_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: String::new(), exponent: 0 });
        }
        let trailing = all.len() - all.trim_end_matches('0').len();
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        Some(Self {
            negative,
            digits: digits.to_owned(),
            exponent: exponent.checked_add(i64::try_from(trailing).ok()?)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_of_any_usual_size_is_exact_and_what_a_double_would_change_is_not() {
        for number in ["0", "-0.0", "154.7", "-154.70", "1e2", "100", "0.1", "99999999999.99", "1.19E+3"] {
            assert!(is_exact(number), "{number}");
        }
        for number in ["0.1000000000000000055", "12345678901234567.89", "9007199254740993", "1e400"] {
            assert!(!is_exact(number), "{number}");
        }
    }

    #[test]
    fn of_two_equally_short_texts_of_a_double_the_one_that_is_written_is_exact() {
        // Doubles of this size are an eighth apart, and this one ends in .25: both texts lead to it.
        let texts = ["-861983301777198.2", "-861983301777198.25", "-861983301777198.3"];
        let double: f64 = texts[1].parse().unwrap();
        assert!(texts.iter().all(|text| text.parse() == Ok(double)));
        assert_eq!(serde_json::to_string(&double).unwrap(), texts[0]);
        assert_eq!(texts.map(is_exact), [true, false, false]);
    }

    #[test]
    fn the_place_of_the_number_is_named() {
        let json: &RawValue =
            serde_json::from_str(r#"{"a":"9007199254740993","orders":[{"x":1},{"total":9007199254740993}]}"#).unwrap();
        assert_eq!(first_inexact(json).as_deref(), Some("orders[1].total"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_an_answer_writes_is_exact(bits in proptest::prelude::any::<u64>()) {
            let double = f64::from_bits(bits);
            proptest::prop_assume!(double.is_finite());
            proptest::prop_assert!(is_exact(&serde_json::to_string(&double).unwrap()));
        }

        #[test]
        fn every_amount_in_cents_is_exact(cents in -1_000_000_000_000_i64..1_000_000_000_000) {
            let text = format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
            proptest::prop_assert!(is_exact(&text));
        }
    }
}
