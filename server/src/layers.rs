//! The way of a call, as a list: each step is a file, and says no with a [`Rejection`] or hands on what it found.

pub(crate) mod accept;
pub(crate) mod authenticate;
mod body;
mod cors;
mod cross_site;
mod documentation;
mod even;
mod host;
pub(crate) mod json;
pub(crate) mod language;
mod media_type;
mod method;
pub(crate) mod mount;
mod page;
mod panic_guard;
pub(crate) mod parameters;
mod prefix;
pub(crate) mod readiness;
mod routes;
mod span_id;
mod throttle;
mod well_known;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use domain::call::{Call, Report};
use domain::message::{Code, Flaw};
use http_body_util::{Empty, Full};
use hyper::body::Body as HttpBody;
use hyper::header::{ALLOW, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use hyper::{Method, Request, Response, StatusCode, Uri};

use crate::api::{Body, ErrorShape, whole};
use crate::assemble::App;
use crate::client_address::{self, Peer};
use crate::page::MEDIA_TYPE;
use crate::rejection::{PROBLEM, Rejection};
pub use panic_guard::log_panics_without_their_message;
pub use routes::routes;

#[cfg(test)]
mod tests;

/// What is known of a call by the time it is answered, for the shape of an error and the log line.
struct Seen {
    span: String,
    language: domain::message::Language,
    shape: ErrorShape,
    /// The path's template, never the path: that has personal data in it.
    route: &'static str,
    /// What the domain said about it.
    report: Option<Arc<OnceLock<Report>>>,
}

impl Seen {
    /// Whether the answer is a sentence for people, in their language.
    fn is_for_people(&self) -> bool {
        let report = self.report.as_ref().and_then(|report| report.get());
        matches!(report, Some(Report::Answered(code)) if *code == Code::PublicReceipt.as_str())
    }
}

/// Answers one call, which came over a connection from `peer`.
pub(crate) async fn answer<B>(app: Arc<App>, peer: Peer, mut request: Request<B>) -> Response<Body>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let begun = Instant::now();
    let method = request.method().clone();
    let cors = cors::Cors::of(&method, request.headers(), &app.origins);
    let inside = prefix::strip(&app.path_prefix, request.uri_mut());
    // An id, a shape and a language before anything can fail.
    let mut seen = Seen {
        span: span_id::of(request.headers()),
        language: language::of(request.uri(), request.headers(), &app.language),
        shape: shape(&app, inside, request.uri()),
        route: "-",
        report: None,
    };
    let steps = steps(&app, peer, inside, request, &mut seen);
    let result = panic_guard::guard(tokio::time::timeout(app.limits.request_timeout, steps));
    let (mut response, code) = match result.await {
        Some(Ok(Ok(response))) => (response, None),
        Some(Ok(Err(rejection))) => rendered(&app, rejection, &seen),
        Some(Err(_elapsed)) => rendered(&app, Rejection::unavailable(), &seen),
        None => {
            app.metrics.fault("panic");
            rendered(&app, Rejection::internal(), &seen)
        }
    };
    finish(&mut response, &seen, cors);
    if method == Method::HEAD {
        without_body(&mut response);
    }
    // A route that the list lacks is one that nobody decided about.
    debug_assert!(routes::is_route(seen.route), "{} is not among the routes", seen.route);
    let time = begun.elapsed();
    app.metrics.answered(seen.route, &method, response.status().as_u16(), time);
    if let Some(Report::Failed(fault)) = seen.report.as_ref().and_then(|report| report.get()) {
        app.metrics.fault(fault.code());
    }
    log(&method, &response, &seen, code, time);
    response
}

/// Outermost first.
async fn steps<B>(
    app: &App,
    peer: Peer,
    inside: bool,
    request: Request<B>,
    seen: &mut Seen,
) -> Result<Response<Body>, Rejection>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    host::check(&request)?;
    if request.uri().path_and_query().is_some_and(|target| target.as_str().len() > app.limits.uri_bytes) {
        return Err(Rejection::new(StatusCode::URI_TOO_LONG, Code::UriTooLong));
    }
    let (parts, body) = request.into_parts();
    if !inside && !well_known::needs_no_prefix(parts.uri.path()) {
        return Err(Rejection::unknown_path());
    }
    if let Some(answer) = well_known::answer(app, &parts.method, parts.uri.path(), seen).await {
        return answer;
    }
    if let Some(page) = app.page.as_ref().filter(|_| crate::page::is_at(parts.uri.path())) {
        return page::answer(app, page, peer, &parts, body, seen).await;
    }
    if let Some(found) = app.documentation.find(parts.uri.path()) {
        return documentation::answer(&app.documentation, found, &parts, seen);
    }
    let mounted = mount::find(&app.apis, &parts.uri)?;
    if let Some(operation) = mounted.operations.first() {
        seen.route = operation.path;
    }
    let operation = match method::find(&mounted.operations, &parts.method)? {
        method::Asked::Operation(operation) => operation,
        method::Asked::Options => return Ok(options(&method::allow(&mounted.operations))),
    };
    cross_site::check(app, &parts, cross_site::Target::Operation)?;
    if app.is_draining() {
        return Err(Rejection::unavailable());
    }
    let client = client_address::of(peer, &parts.headers, &app.trusted);
    let caller = authenticate::caller(app, operation, &parts.headers, client).await?;
    throttle::public_form(app, operation, client)?;
    accept::check(operation, &parts.headers)?;
    let parameters = parameters::read(operation, &parts.uri, &parts.headers)?;
    let target = mounted.api.target(&mounted.path, parameters.query.as_deref());
    let target = target.ok_or_else(|| Rejection::new(StatusCode::URI_TOO_LONG, Code::UriTooLong))?;
    let body = body::read(operation, &parts.headers, body, app.limits.body_bytes, app.limits.body_timeout).await?;

    let site = mounted.variable("siteName").and_then(|site| site.parse().ok());
    let call = Call::new(seen.span.clone(), format!("{}{}", app.path_prefix, mounted.resource), seen.language.clone())
        .at_site(site);
    let call = caller.into_iter().fold(call, Call::by);
    let report = call.report_slot();
    seen.report = Some(Arc::clone(&report));
    let method = operation.method.parse().unwrap_or(parts.method);
    // The body is here: from now on the caller cannot stretch the time.
    let begun = tokio::time::Instant::now();
    let answer = mounted.api.call(method, target, parameters.headers, body, call);
    let mut response = answer.await.map_err(|_| Rejection::internal())?;
    if response.status().is_client_error() {
        even::wait(begun).await;
    }
    match report.get() {
        Some(Report::Failed(fault)) => return Err(Rejection::from(fault)),
        Some(Report::Guessed(_)) => throttle::wrong_hash(app, client, &mounted.path)?,
        Some(Report::Answered(_)) | None => {}
    }
    media_type::restore(&mut response);
    declared(response, operation, report.get())
}

/// A response of the contract as it is; one that the generated code made up itself, in the contract's shape.
fn declared(
    response: Response<Body>,
    operation: &'static crate::contract::Operation,
    report: Option<&Report>,
) -> Result<Response<Body>, Rejection> {
    let status = response.status();
    let is_declared = report.is_some() && operation.responses.iter().any(|known| known.status == status.as_u16());
    match report {
        _ if !is_declared && status == StatusCode::BAD_REQUEST => {
            // The generated code could not read something: a parameter, where there is no body.
            let has_body = !operation.consumes.is_empty();
            Err(Rejection::malformed_because(if has_body { Flaw::JsonContract } else { Flaw::Parameter }))
        }
        _ if !is_declared => Err(Rejection::internal()),
        // Declared without a body: a short problem document is welcome there.
        Some(Report::Answered(code)) if status.is_client_error() && response.body().is_end_stream() => {
            Err(Rejection::new(
                status,
                Code::ALL.into_iter().find(|known| known.as_str() == *code).unwrap_or(Code::Malformed),
            ))
        }
        _ => Ok(response),
    }
}

/// The shape of errors under a path, known even when the path leads nowhere.
fn shape(app: &App, inside: bool, uri: &Uri) -> ErrorShape {
    let is_page = inside && app.page.is_some() && crate::page::is_at(uri.path());
    if is_page { ErrorShape::Page } else { mount::shape(&app.apis, uri) }
}

fn rendered(app: &App, rejection: Rejection, seen: &Seen) -> (Response<Body>, Option<&'static str>) {
    let code = rejection.code.as_str();
    let page = app.page.as_ref().filter(|_| seen.shape == ErrorShape::Page);
    let document = page.and_then(|page| page.rejected(rejection.code, &seen.language, &seen.span).ok());
    let response = match document {
        Some(document) => rejection.with_document(MEDIA_TYPE, &seen.language, document),
        None => rejection.render(seen.shape, &seen.language, &seen.span),
    };
    (response, Some(code))
}

fn content(media_type: &'static str, content: Bytes) -> Response<Body> {
    let mut response = Response::new(whole(Full::new(content)));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    response
}

fn options(allow: &str) -> Response<Body> {
    let mut response = Response::new(whole(Empty::new()));
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Ok(value) = HeaderValue::from_str(allow) {
        response.headers_mut().insert(ALLOW, value);
    }
    response
}

fn finish(response: &mut Response<Body>, seen: &Seen, cors: cors::Cors) {
    let status = response.status();
    let headers = response.headers_mut();
    for (name, value) in media_type::ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if headers.get(CONTENT_TYPE).is_some_and(|it| it == MEDIA_TYPE) {
        crate::page::headers::of_page(headers, &seen.language);
    }
    let language = match (seen.shape, headers.get(CONTENT_TYPE)) {
        (ErrorShape::Container, Some(_)) => Some(seen.language.tag()),
        // The one answer to people below a contract that is for machines and staff otherwise.
        (ErrorShape::Problem, Some(_)) if seen.is_for_people() => Some(seen.language.tag()),
        // Problem documents are in English, also those of the domain's own.
        (ErrorShape::Problem, Some(content)) if content == PROBLEM => Some("en"),
        _ => None,
    };
    if let Some(language) = language.and_then(|tag| HeaderValue::from_str(tag).ok()) {
        headers.insert(CONTENT_LANGUAGE, language);
    }
    if let Ok(span) = HeaderValue::from_str(&seen.span) {
        headers.insert(span_id::X_SPAN_ID, span);
    }
    cors.apply(status, headers);
}

/// RFC 9110 section 9.3.2: the same headers, no content.
fn without_body(response: &mut Response<Body>) {
    if let Some(length) = response.body().size_hint().exact() {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    *response.body_mut() = whole(Empty::new());
}

/// One line for a call: what was asked for and what came of it, and nothing about whom it concerned.
fn log(method: &Method, response: &Response<Body>, seen: &Seen, code: Option<&'static str>, time: Duration) {
    let status = response.status().as_u16();
    let span = seen.span.as_str();
    let route = seen.route;
    let duration_ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    // A method can be any token of any length (RFC 9110 section 9.1).
    let method = method.as_str().get(..16).unwrap_or(method.as_str());
    match seen.report.as_ref().and_then(|report| report.get()) {
        Some(Report::Failed(fault)) => {
            let code = fault.code();
            tracing::error!(span, method, route, status, code, duration_ms, error = %fault, "call failed");
        }
        Some(Report::Answered(answered) | Report::Guessed(answered)) => {
            tracing::info!(span, method, route, status, code = code.unwrap_or(answered), duration_ms, "call");
        }
        None => tracing::info!(span, method, route, status, code = code.unwrap_or("-"), duration_ms, "call"),
    }
}
