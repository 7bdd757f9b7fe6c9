//! The pages for people: which methods they have, what their forms may be, and that guesses at them are counted.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use domain::call::Report;
use domain::fulfilment::Fetching;
use domain::message::Code;
use hyper::body::Body as HttpBody;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use super::{Seen, body, content, cross_site, even, throttle};
use crate::api::Body;
use crate::assemble::App;
use crate::client_address::{self, Peer};
use crate::page::download::Download;
use crate::page::link::{self, Shown};
use crate::page::{ASSET_ROUTE, ASSETS, FORM, Failed, Given, MEDIA_TYPE, Page, Purpose, Wanted, headers};
use crate::rejection::Rejection;

/// The most a form may have: many times what its two values need.
const MAX_FORM: usize = 4_096;

/// Answers a call to a page, or to something below.
///
/// # Errors
/// 403, 404, 405, 408, 413, 415, 429, 500, 503.
pub(crate) async fn answer<B>(
    app: &App,
    page: &Page,
    peer: Peer,
    parts: &Parts,
    body: B,
    seen: &mut Seen,
) -> Result<Response<Body>, Rejection>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let path = parts.uri.path();
    let Some(purpose) = Purpose::at(path) else {
        let file = path.strip_prefix(ASSETS).and_then(|rest| page.asset(rest.strip_prefix('/')?));
        let file = file.ok_or_else(Rejection::unknown_path)?;
        seen.route = ASSET_ROUTE;
        return match parts.method {
            Method::GET | Method::HEAD => {
                let mut response = content(file.media_type, file.content.clone());
                headers::of_asset(response.headers_mut());
                Ok(response)
            }
            ref method => other(method, "GET, HEAD, OPTIONS"),
        };
    };
    seen.route = purpose.path();
    let (wanted, shown) = match parts.method {
        Method::GET | Method::HEAD => (Wanted::Look, Shown::read(parts.uri.query().unwrap_or_default().as_bytes())),
        Method::POST => {
            cross_site::check(app, parts, cross_site::Target::Form)?;
            let limit = app.limits.body_bytes.min(MAX_FORM);
            let form = body::collect(&[FORM], &parts.headers, body, limit, app.limits.body_timeout).await?;
            let proof = link::proof(&form);
            (Wanted::Press { proof }, Shown::read(&form))
        }
        ref method => return other(method, "GET, HEAD, POST, OPTIONS"),
    };
    if app.is_draining() {
        return Err(Rejection::unavailable());
    }
    // The call is here: from now on the caller cannot stretch the time.
    let begun = tokio::time::Instant::now();
    let report = Arc::new(OnceLock::new());
    seen.report = Some(Arc::clone(&report));
    let target = page.target(&shown.id);
    let made = match page.make(purpose, wanted, shown, &seen.language, &seen.span).await {
        Ok(Given::Page(made)) => made,
        Ok(Given::Package(package)) => {
            let _ = report.set(Report::Answered("page.package.info"));
            return Ok(download(package, &seen.span));
        }
        Err(Failed::Fault(fault)) => {
            let rejection = Rejection::from(&fault);
            let _ = report.set(Report::Failed(fault));
            return Err(rejection);
        }
        Err(Failed::NoPage(error)) => {
            tracing::error!(code = "page.defect", %error, "the page cannot be made");
            return Err(Rejection::internal());
        }
    };
    if made.status.is_client_error() {
        even::wait(begun).await;
    }
    if made.is_guess {
        let _ = report.set(Report::Guessed(made.code));
        throttle::wrong_hash(app, client_address::of(peer, &parts.headers, &app.trusted), &target)?;
    } else {
        let _ = report.set(Report::Answered(made.code));
    }
    let mut response = content(MEDIA_TYPE, made.document);
    *response.status_mut() = made.status;
    Ok(response)
}

fn other(method: &Method, allow: &str) -> Result<Response<Body>, Rejection> {
    if method == Method::OPTIONS {
        return Ok(super::options(allow));
    }
    Err(Rejection::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed).allow(allow))
}

/// The package as a file to be saved, under a name that says nothing of whom it is about.
fn download(package: Box<Fetching>, span: &str) -> Response<Body> {
    let name = format!("attachment; filename=\"data-{}.zip\"", package.request());
    let mut response = Response::new(Body::new(Download::begin(package, span)));
    let found = response.headers_mut();
    found.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    // Ids are made of characters that stand for themselves there (RFC 6266).
    if let Ok(name) = HeaderValue::from_str(&name) {
        found.insert(CONTENT_DISPOSITION, name);
    }
    headers::of_download(found);
    response
}
