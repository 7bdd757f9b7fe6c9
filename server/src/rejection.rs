//! What is answered when a call does not get as far as the generated code, or comes back from it as a fault.

use bytes::Bytes;
use domain::icm;
use domain::message::{Code, Flaw, Language};
use domain::refusal::Fault;
use http_body_util::Full;
use hyper::header::{ALLOW, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use serde::Serialize;

use crate::api::{Body, ErrorShape, whole};
use crate::throttle::Wait;

/// The media type of `GdprContainerRO_v1`.
const CONTAINER: &str = "application/vnd.intershop.gdpr.v1+json";
/// RFC 9457 section 3.
pub(crate) const PROBLEM: &str = "application/problem+json";
/// How long a caller should wait when the service is not available, in seconds.
const RETRY_SECONDS: &str = "5";

/// An answer that says no.
#[derive(Debug)]
pub struct Rejection {
    /// The HTTP status.
    pub status: StatusCode,
    /// What it means.
    pub code: Code,
    hint: Option<Hint>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// What stands in brackets behind the sentence of a code; never something from the call.
#[derive(Clone, Debug)]
enum Hint {
    /// What is wrong.
    Flaw(Flaw),
    /// What would be right instead, as written in the contract: the same in every language.
    Right(String),
}

impl Rejection {
    /// A rejection with this status and code.
    #[must_use]
    pub fn new(status: StatusCode, code: Code) -> Self {
        Self { status, code, hint: None, headers: Vec::new() }
    }

    /// 400: the call does not follow HTTP or the contract.
    #[must_use]
    pub fn malformed() -> Self {
        Self::new(StatusCode::BAD_REQUEST, Code::Malformed)
    }

    /// 400, with what is wrong.
    #[must_use]
    pub fn malformed_because(flaw: Flaw) -> Self {
        Self { hint: Some(Hint::Flaw(flaw)), ..Self::malformed() }
    }

    /// 404: there is nothing under this path.
    #[must_use]
    pub fn unknown_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, Code::UnknownPath)
    }

    /// 500: a fault of ours.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal)
    }

    /// 503: not now.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable)
            .header(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS))
    }

    /// 429: too many tries; the next one after `wait`.
    #[must_use]
    pub fn too_many(code: Code, wait: Wait) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, code).header(RETRY_AFTER, wait.seconds().into())
    }

    /// The same, saying what would be right.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(Hint::Right(hint.into()));
        self
    }

    /// The same, with one more header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The same, with the methods that there are (RFC 9110 section 10.2.1).
    #[must_use]
    pub fn allow(self, methods: &str) -> Self {
        match HeaderValue::from_str(methods) {
            Ok(value) => self.header(ALLOW, value),
            Err(_) => self,
        }
    }

    /// The answer, in the shape of the contract and the language of the caller. The page makes its own documents, with
    /// [`with_document`](Self::with_document); when it cannot, there is a problem document.
    #[must_use]
    pub fn render(self, shape: ErrorShape, language: &Language, span: &str) -> Response<Body> {
        match shape {
            ErrorShape::Container => {
                let body = self.container(language);
                self.with_document(CONTAINER, language, body)
            }
            ErrorShape::Problem | ErrorShape::Page => {
                let body = self.problem(span);
                self.with_document(PROBLEM, &Language::english(), body)
            }
        }
    }

    /// The answer with this document in it.
    #[must_use]
    pub fn with_document(self, media_type: &'static str, language: &Language, document: Bytes) -> Response<Body> {
        let mut response = Response::new(whole(Full::new(document)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        if let Ok(value) = HeaderValue::from_str(language.tag()) {
            headers.insert(CONTENT_LANGUAGE, value);
        }
        for (name, value) in self.headers {
            headers.append(name, value);
        }
        response
    }

    fn container(&self, language: &Language) -> Bytes {
        let mut container = icm::error(self.code, &[], None, self.status.as_str(), language);
        for error in container.errors.iter_mut().flatten() {
            error.message = self.message(language);
        }
        json(&container)
    }

    /// What is wrong, and what would be right.
    fn message(&self, language: &Language) -> String {
        let sentence = self.code.sentence(language);
        match &self.hint {
            None => sentence.into_owned(),
            Some(Hint::Flaw(flaw)) => format!("{sentence} ({})", flaw.sentence(language)),
            Some(Hint::Right(right)) => format!("{sentence} ({right})"),
        }
    }

    /// Problem documents are for machines and staff: they are always in English.
    fn problem(&self, span: &str) -> Bytes {
        json(&Problem {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: self.message(&Language::english()),
            code: self.code.as_str(),
            span_id: span,
        })
    }
}

/// RFC 9457 section 3.1, with two extension members of ours: the code, and the span id that the log line carries.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: String,
    code: &'a str,
    #[serde(rename = "spanId")]
    span_id: &'a str,
}

fn json(value: &impl Serialize) -> Bytes {
    // Plain structs of strings and numbers always serialize.
    serde_json::to_vec(value).map(Bytes::from).unwrap_or_default()
}

impl From<&Fault> for Rejection {
    fn from(fault: &Fault) -> Self {
        if fault.is_passing() { Self::unavailable() } else { Self::internal() }
    }
}
