//! An id for every call, before anything can fail: the caller's own if it is a plain token, else a new one.

use hyper::{HeaderMap, header::HeaderName};

/// Where the id travels.
pub(crate) const X_SPAN_ID: HeaderName = HeaderName::from_static("x-span-id");

/// The longest id taken over from a caller.
const MAX_LENGTH: usize = 64;

/// The id of a call with these headers. It is echoed and logged, so it is bounded and cannot forge anything.
pub(crate) fn of(headers: &HeaderMap) -> String {
    let given = headers.get(X_SPAN_ID).and_then(|value| value.to_str().ok());
    let is_token = |id: &&str| {
        (1..=MAX_LENGTH).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    given.filter(is_token).map_or_else(|| uuid::Uuid::new_v4().to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_given(id: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(X_SPAN_ID, id.parse().unwrap());
        of(&headers)
    }

    #[test]
    fn a_plain_token_is_kept_and_anything_else_replaced() {
        assert_eq!(of_given("order-42_b"), "order-42_b");
        for id in ["<script>", "a b", "", &"x".repeat(65)] {
            assert_eq!(of_given(id).len(), 36, "{id}");
        }
        assert_eq!(of(&HeaderMap::new()).len(), 36);
    }
}
