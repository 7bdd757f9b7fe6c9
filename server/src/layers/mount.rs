//! Which contract is called, and for which site: from the path as it arrived to the path the generated code was
//! compiled for.
//!
//! Every segment may carry matrix parameters (`rest;loc=de_DE;cur=EUR`), which are not part of its name. Names are
//! decoded once, strictly, and encoded again, so that nothing behind this layer sees an unusual encoding.

use std::borrow::Cow;

use domain::message::Flaw;
use hyper::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::api::{Api, ErrorShape};
use crate::contract::{Operation, Server};
use crate::rejection::Rejection;

/// RFC 3986 section 2.3: all but the unreserved characters.
pub(super) const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A call that found its contract.
pub(crate) struct Mounted<'a> {
    /// The contract.
    pub(crate) api: &'a Api,
    /// The values of the server's variables, such as the site.
    pub(crate) variables: Vec<(&'static str, String)>,
    /// The path below the contract's server, in canonical encoding.
    pub(crate) path: String,
    /// The whole path in canonical encoding, without matrix parameters.
    pub(crate) resource: String,
    /// What can be called under this path.
    pub(crate) operations: Vec<&'static Operation>,
}

impl Mounted<'_> {
    /// The value of a server variable, if the contract has it.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// The shape of errors under a path, known even when the path leads nowhere.
pub(crate) fn shape(apis: &[Api], uri: &Uri) -> ErrorShape {
    let found = apis.iter().find(|api| api.contract.servers.iter().any(|server| starts_like(server, uri.path())));
    found.map_or(ErrorShape::Problem, |api| api.errors)
}

/// Whether `path` begins with the segments of the server's path that are the same everywhere.
fn starts_like(server: &Server, path: &str) -> bool {
    let fixed = server.path.split('/').skip(1).take_while(|segment| !segment.starts_with('{'));
    let given = path.split('/').skip(1).map(|segment| name(segment).unwrap_or_default());
    fixed.clone().count() > 0 && given.take(fixed.clone().count()).eq(fixed)
}

/// The values of a matrix parameter in any segment of a path, as they stand there.
pub(crate) fn matrix<'a>(uri: &'a Uri, name: &'a str) -> impl Iterator<Item = &'a str> {
    let parameters = uri.path().split('/').flat_map(|segment| segment.split(';').skip(1));
    parameters.filter_map(|parameter| parameter.split_once('=')).filter(move |(found, _)| *found == name).map(|it| it.1)
}

fn split(segment: &str) -> (&str, &str) {
    segment.split_once(';').unwrap_or((segment, ""))
}

/// Finds what a call is about.
///
/// # Errors
/// 400 for a path that is not encoded as RFC 3986 says; 404 for one under which there is nothing.
pub(crate) fn find<'a>(apis: &'a [Api], uri: &Uri) -> Result<Mounted<'a>, Rejection> {
    let path = uri.path();
    let segments: Vec<Cow<'_, str>> = path.split('/').skip(1).map(name).collect::<Result<_, _>>()?;
    if !path.starts_with('/') || segments.iter().any(|name| matches!(&**name, "" | "." | "..")) {
        return Err(Rejection::unknown_path());
    }
    apis.iter().find_map(|api| mount(api, &segments)).ok_or_else(Rejection::unknown_path)
}

/// The name in a segment.
pub(super) fn name(segment: &str) -> Result<Cow<'_, str>, Rejection> {
    let (name, parameters) = split(segment);
    // A proxy that decodes a path before it decides who may call it would go up from here, and mean another resource.
    let goes_up = |step: &str| matches!(step, "." | "..");
    if decode(parameters)?.split(['/', '\\', ';']).any(goes_up) {
        return Err(Rejection::unknown_path());
    }
    decode(name)
}

fn decode(text: &str) -> Result<Cow<'_, str>, Rejection> {
    decoded(text).ok_or_else(|| Rejection::malformed_because(Flaw::PathEncoding))
}

/// A text without its percent-encoding (RFC 3986 section 2.1); `None` when it is not encoded as it should be, or not
/// UTF-8, or has control characters in it.
pub(super) fn decoded(text: &str) -> Option<Cow<'_, str>> {
    let bytes = text.as_bytes();
    if bytes.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'%') {
        return Some(Cow::Borrowed(text));
    }
    let mut percents = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%').map(|(at, _)| at);
    let is_encoded = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    if !text.is_ascii() || !percents.all(is_encoded) {
        return None;
    }
    let decoded = percent_decode_str(text).decode_utf8().ok()?;
    (!decoded.chars().any(char::is_control)).then_some(decoded)
}

fn mount<'a>(api: &'a Api, segments: &[Cow<'_, str>]) -> Option<Mounted<'a>> {
    api.contract.servers.iter().find_map(|server| {
        let template = server.path.split('/').skip(1);
        let (base, rest) = segments.split_at_checked(template.clone().count())?;
        let mut variables = Vec::new();
        for (wanted, given) in template.zip(base) {
            match wanted.strip_prefix('{').and_then(|wanted| wanted.strip_suffix('}')) {
                None => (wanted == given).then_some(())?,
                Some(name) => {
                    let variable = server.variables.iter().find(|variable| variable.name == name)?;
                    let values = api.values_of(variable);
                    (values.is_empty() || values.contains(&&**given)).then_some(())?;
                    variables.push((variable.name, given.clone().into_owned()));
                }
            }
        }
        let path = encode(rest);
        let operations = api.operations_at(&path);
        (!operations.is_empty()).then(|| Mounted { api, variables, path, resource: encode(segments), operations })
    })
}

/// These segments as a path, in canonical encoding.
pub(crate) fn encode(segments: &[impl AsRef<str>]) -> String {
    segments.iter().fold(String::new(), |mut path, segment| {
        let segment = segment.as_ref();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        path.push('/');
        if segment.bytes().all(is_plain) {
            path.push_str(segment);
        } else {
            path.extend(utf8_percent_encode(segment, ENCODED));
        }
        path
    })
}
