//! The body of a call: its media type, its size, its time, and that it is the JSON the contract means.

use std::time::Duration;

use bytes::Bytes;
use domain::message::{Code, Flaw};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Body;
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use hyper::{HeaderMap, StatusCode};
use mediatype::MediaType;

use super::json;
use crate::contract::Operation;
use crate::rejection::Rejection;

/// Reads the body for `operation`, of at most `limit` bytes within `time`. An operation without one gets nothing,
/// whatever is sent.
///
/// # Errors
/// 413, 408, 415, 400.
pub(crate) async fn read<B>(
    operation: &Operation,
    headers: &HeaderMap,
    body: B,
    limit: usize,
    time: Duration,
) -> Result<Bytes, Rejection>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let bytes = collect(operation.consumes, headers, body, limit, time).await?;
    if operation.consumes.is_empty() {
        return Ok(Bytes::new());
    }
    if bytes.is_empty() && !operation.body_required {
        // Left out, as the contract allows: the same as an object without members.
        return Ok(Bytes::from_static(b"{}"));
    }
    json::known_members(&bytes, &operation.body)
}

/// Reads a body of one of the media types in `consumes` (none: of any), of at most `limit` bytes within `time`.
///
/// # Errors
/// 413, 408, 415, 400.
pub(crate) async fn collect<B>(
    consumes: &[&str],
    headers: &HeaderMap,
    body: B,
    limit: usize,
    time: Duration,
) -> Result<Bytes, Rejection>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let too_large = || Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge).hint(format!("{limit} bytes"));
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    if !consumes.is_empty() && !body.is_end_stream() {
        check_media_type(consumes, headers)?;
    }
    let collected = tokio::time::timeout(time, Limited::new(body, limit).collect()).await;
    match collected {
        Err(_) => Err(Rejection::new(StatusCode::REQUEST_TIMEOUT, Code::TooSlow)),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Rejection::malformed_because(Flaw::BodyFraming)),
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
    }
}

fn check_media_type(consumes: &[&str], headers: &HeaderMap) -> Result<(), Rejection> {
    let refused =
        || Rejection::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::UnsupportedMediaType).hint(consumes.join(", "));
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(refused());
    }
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(given), None) = (types.next(), types.next()) else { return Err(refused()) };
    let given = given.to_str().map_err(|_| refused())?;
    if consumes.contains(&given) {
        return Ok(());
    }
    let given = MediaType::parse(given).map_err(|_| refused())?;
    let same = |wanted: &&str| MediaType::parse(wanted).is_ok_and(|wanted| wanted.essence() == given.essence());
    if consumes.iter().any(same) { Ok(()) } else { Err(refused()) }
}
