//! What machines ask of any service: is it alive, is it ready, what does it speak.

use bytes::Bytes;
use hyper::{Method, Response, StatusCode};

use super::{Seen, content};
use crate::api::Body;
use crate::assemble::App;
use crate::contract::CONTRACTS;
use crate::metrics::MEDIA_TYPE;
use crate::rejection::Rejection;
use domain::message::Code;

/// The methods of all of these.
const ALLOW: &str = "GET, HEAD, OPTIONS";

/// The routes of these.
pub(super) const ROUTES: [&str; 4] = ["/livez", "/readyz", "/metrics", CONTRACT];

const CONTRACT: &str = "/openapi/{contract}.yaml";

/// What is asked past the reverse proxy, and of the server as a whole.
pub(crate) fn needs_no_prefix(path: &str) -> bool {
    matches!(path, "/livez" | "/readyz" | "*")
}

/// Answers a call to one of these resources; `None` when the path is another one.
pub(crate) async fn answer(
    app: &App,
    method: &Method,
    path: &str,
    seen: &mut Seen,
) -> Option<Result<Response<Body>, Rejection>> {
    let document = path.strip_prefix("/openapi/").and_then(|file| file.strip_suffix(".yaml"));
    let contract = document.and_then(|name| CONTRACTS.iter().find(|contract| contract.name == name));
    seen.route = match (path, contract) {
        ("/livez", _) => "/livez",
        ("/readyz", _) => "/readyz",
        ("/metrics", _) if app.shows_metrics => "/metrics",
        // The server as a whole: what all of these support (RFC 9110 section 9.3.7).
        ("*", _) => "*",
        (_, Some(_)) => CONTRACT,
        _ => return None,
    };
    Some(match *method {
        Method::OPTIONS => Ok(super::options(ALLOW)),
        Method::GET | Method::HEAD if seen.route != "*" => match contract {
            // RFC 9512: the media type of YAML.
            Some(contract) => Ok(content("application/yaml", Bytes::from_static(contract.document))),
            None if seen.route == "/readyz" => ready(app).await,
            None if seen.route == "/metrics" => Ok(content(MEDIA_TYPE, app.metrics.write().into())),
            None => Ok(content("text/plain; charset=utf-8", Bytes::from_static(b"alive\n"))),
        },
        _ if seen.route == "*" => Err(Rejection::malformed()),
        _ => Err(Rejection::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed).allow(ALLOW)),
    })
}

async fn ready(app: &App) -> Result<Response<Body>, Rejection> {
    if app.is_draining() {
        return Err(Rejection::unavailable());
    }
    if !app.readiness.check(&app.store, &app.metrics).await {
        return Err(Rejection::unavailable());
    }
    Ok(content("text/plain; charset=utf-8", Bytes::from_static(b"ready\n")))
}
