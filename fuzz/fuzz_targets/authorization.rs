//! Credentials are read in one way, and said again in the plain way they are the same.

#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gdpr_server::fuzzing::{Credentials, credentials};
use hyper::HeaderMap;
use hyper::header::{AUTHORIZATION, HeaderValue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(value) = HeaderValue::from_bytes(data) else { return };
    let alone = shown(&[&value]);
    let Some(found) = alone else { return };
    let plain = match &found {
        Credentials::Basic { user, password } => {
            assert!(!user.contains(':'), "a colon ends the user id: {user:?}");
            assert!(data.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic ")));
            format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
        }
        Credentials::Bearer(token) => {
            let token68 = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
            assert!(!token.is_empty() && token.bytes().all(token68), "{token:?}");
            assert!(data.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"bearer ")));
            format!("Bearer {token}")
        }
    };
    let plain = HeaderValue::try_from(plain).expect("plain text");
    assert_eq!(shown(&[&plain]).as_ref(), Some(&found));
    // Two of them are none, even when they say the same.
    assert_eq!(shown(&[&value, &plain]), None);
    assert_eq!(shown(&[&plain, &plain]), None);
});

fn shown(values: &[&HeaderValue]) -> Option<Credentials> {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(AUTHORIZATION, (*value).clone());
    }
    credentials(&headers)
}
