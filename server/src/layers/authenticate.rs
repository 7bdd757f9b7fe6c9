//! Who is calling, for operations that declare security: Basic (RFC 7617) or Bearer (RFC 6750).

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::message::Code;
use domain::names::UserName;
use hyper::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use hyper::{HeaderMap, StatusCode};

use super::throttle;
use crate::assemble::App;
use crate::contract::{Operation, SecurityScheme};
use crate::credentials::NotProved;
use crate::rejection::Rejection;
use crate::throttle::{Guessed, Guesser};

/// The challenge for a user name and a password; names are UTF-8 (RFC 7617 section 2.1).
const BASIC: &str = r#"Basic realm="gdpr", charset="UTF-8""#;
/// The challenge for a token.
const BEARER: &str = r#"Bearer realm="gdpr""#;
/// The same, when the token that came is no good (RFC 6750 section 3.1).
const BEARER_INVALID: &str = r#"Bearer realm="gdpr", error="invalid_token""#;

/// What a call shows of itself.
pub(crate) enum Shown {
    Basic { user: String, password: String },
    Bearer(String),
}

/// Finds out who is calling. `None` when the operation is open to everybody.
///
/// # Errors
/// 401 with one challenge for each scheme that the contract declares; 429 after too many wrong credentials; 500 or 503
/// when it could not be found out.
pub(crate) async fn caller(
    app: &App,
    operation: &Operation,
    headers: &HeaderMap,
    client: IpAddr,
) -> Result<Option<UserName>, Rejection> {
    if operation.security.is_empty() {
        return Ok(None);
    }
    let (proved, what) = match shown(headers) {
        Some(Shown::Basic { user, password }) if declares(operation, false) => {
            let guesser = Guesser::at(&app.throttle, client);
            (app.credentials.basic(&user, &password, &guesser).await, Some(Guessed::Password))
        }
        Some(Shown::Bearer(token)) if declares(operation, true) => {
            let proved = match app.credentials.bearer(&token) {
                Err(NotProved::Rejected) => {
                    Err(app.throttle.wrong_token(client).map_or_else(NotProved::Throttled, |()| NotProved::Rejected))
                }
                other => other,
            };
            (proved, Some(Guessed::Token))
        }
        _ => (Err(NotProved::Rejected), None),
    };
    proved.map(Some).map_err(|why| not_proved(app, operation, why, what))
}

fn not_proved(app: &App, operation: &Operation, why: NotProved, what: Option<Guessed>) -> Rejection {
    match why {
        NotProved::Rejected | NotProved::Outdated => {
            app.metrics.not_authenticated(match (&why, what) {
                (NotProved::Outdated, _) => "outdated_token",
                (_, Some(what)) => what.kind(),
                (_, None) => "no_credentials",
            });
            challenge(operation, what == Some(Guessed::Token))
        }
        NotProved::Throttled(wait) => throttle::refused(app, what.unwrap_or(Guessed::Password), wait),
        NotProved::Busy => {
            app.metrics.not_authenticated("busy");
            Rejection::unavailable()
        }
        NotProved::Fault(fault) => {
            app.metrics.fault(fault.code());
            tracing::error!(code = fault.code(), error = %fault, "credentials could not be checked");
            Rejection::from(&fault)
        }
    }
}

fn declares(operation: &Operation, bearer: bool) -> bool {
    operation.security.iter().any(|scheme| matches!(scheme, SecurityScheme::Bearer { .. }) == bearer)
}

fn challenge(operation: &Operation, with_token: bool) -> Rejection {
    let rejection = Rejection::new(StatusCode::UNAUTHORIZED, Code::Unauthenticated);
    operation.security.iter().fold(rejection, |rejection, scheme| {
        let challenge = match scheme {
            SecurityScheme::Basic => BASIC,
            SecurityScheme::Bearer { .. } if with_token => BEARER_INVALID,
            SecurityScheme::Bearer { .. } => BEARER,
        };
        rejection.header(WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    })
}

/// The one set of credentials in the headers; none when there are several, or when they are not well formed.
pub(crate) fn shown(headers: &HeaderMap) -> Option<Shown> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    let (scheme, rest) = value.to_str().ok()?.split_once(' ')?;
    let token = rest.trim_matches(' ');
    if !is_token68(token) {
        return None;
    }
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Shown::Bearer(token.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(token).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some(Shown::Basic { user: user.to_owned(), password: password.to_owned() })
}

/// RFC 9110 section 11.2, which RFC 6750 section 2.1 calls `b64token`.
fn is_token68(text: &str) -> bool {
    let text = text.trim_end_matches('=');
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_by(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        shown(&headers).map(|shown| match shown {
            Shown::Basic { user, password } => format!("{user} {password}"),
            Shown::Bearer(token) => token,
        })
    }

    #[test]
    fn well_formed_credentials_are_read() {
        assert_eq!(shown_by(&["Basic YTpiOmM="]).as_deref(), Some("a b:c"));
        assert_eq!(shown_by(&["bAsIc  OnA="]).as_deref(), Some(" p"));
        assert_eq!(shown_by(&["Bearer x.y.z"]).as_deref(), Some("x.y.z"));
        assert_eq!(shown_by(&["Bearer a-._~+/B9=="]).as_deref(), Some("a-._~+/B9=="));
    }

    #[test]
    fn anything_else_is_no_credentials_at_all() {
        let no_colon = ["Basic YWJj"];
        let not_utf8 = ["Basic /zp4"];
        for values in [&[][..], &no_colon, &not_utf8, &["Basic"], &["Basic ###"], &["Bearer x y z"], &["Digest x"]] {
            assert_eq!(shown_by(values), None, "{values:?}");
        }
        assert_eq!(shown_by(&["Bearer x", "Bearer x"]), None);
        assert_eq!(shown_by(&["Bearer x, Basic YTpi"]), None);
        for value in ["Bearer a\tb", "Bearer \t", "Bearer =", "Bearer a=b", "Bearer \"a\"", "Bearer a;b", "Basic\tYTpi"]
        {
            assert_eq!(shown_by(&[value]), None, "{value:?}");
        }
    }
}
