//! Where a page of a list begins, as a text that callers hand back unread.

use crate::clock::Timestamp;
use crate::names::RequestId;

/// The text for the place behind this request.
pub(super) fn write(at: Timestamp, id: &RequestId) -> String {
    base16ct::lower::encode_string(format!("{}:{id}", at.timestamp_millis()).as_bytes())
}

/// The place that a text stands for; `None`: it was not written by [`write`].
pub(super) fn read(text: &str) -> Option<(Timestamp, RequestId)> {
    let bytes = base16ct::lower::decode_vec(text).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (at, id) = text.split_once(':')?;
    Some((Timestamp::from_timestamp_millis(at.parse().ok()?)?, id.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_again_and_any_other_text_is_none() {
        let (at, id): (_, RequestId) = (Timestamp::UNIX_EPOCH, "a-b_C9".parse().unwrap());
        assert_eq!(read(&write(at, &id)), Some((at, id)));
        for text in ["", "0", "zz", "303a", "3a61", "30", "ü", &"9".repeat(2_000)] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
