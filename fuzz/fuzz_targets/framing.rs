//! A request that hyper reads out of a connection is one that a strict reader of RFC 9112 reads out of the same bytes.

#![no_main]

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use gdpr_server::fuzzing::framed;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::service::service_fn;
use hyper::{Request, Response};
use libfuzzer_sys::fuzz_target;

/// Method, target and body of a request.
type Told = (String, String, Vec<u8>);

fuzz_target!(|data: &[u8]| {
    let whole = framed(data, usize::MAX);
    for piece in [1, 2, 3, 7, 64, 257] {
        assert!(framed(data, piece) == whole, "it depends on how the bytes arrive (pieces of {piece})");
    }
    let spoiled: Vec<usize> = (0..data.len()).filter(|at| data[*at] != whole[*at]).collect();
    assert!(spoiled.iter().all(|at| data[*at] == b'\n' && whole[*at] == 0));

    let by_hyper = by_hyper(&whole);
    let strictly = strictly(data);
    assert!(strictly.starts_with(&by_hyper), "hyper: {by_hyper:?}\nstrictly: {strictly:?}");
});

/// The complete requests that hyper hands to a service.
fn by_hyper(bytes: &[u8]) -> Vec<Told> {
    let told = Rc::new(RefCell::new(Vec::new()));
    let service = service_fn(|request: Request<Incoming>| {
        let told = Rc::clone(&told);
        async move {
            let (parts, body) = request.into_parts();
            if let Ok(body) = body.collect().await {
                told.borrow_mut().push((parts.method.to_string(), target(&parts.uri), body.to_bytes().to_vec()));
            }
            let mut response = Response::new(Empty::<Bytes>::new());
            *response.status_mut() = hyper::StatusCode::NOT_FOUND;
            Ok::<_, Infallible>(response)
        }
    });
    let connection = Connection(bytes);
    let mut builder = hyper::server::conn::http1::Builder::new();
    let mut served = pin!(builder.header_read_timeout(None).half_close(true).serve_connection(connection, service));
    let mut context = Context::from_waker(Waker::noop());
    // Everything is there at once: only hyper's own turns have to be waited for.
    for _ in 0..100_000 {
        if served.as_mut().poll(&mut context).is_ready() {
            break;
        }
    }
    told.take()
}

fn target(uri: &hyper::Uri) -> String {
    uri.path_and_query().map(ToString::to_string).unwrap_or_else(|| uri.to_string())
}

struct Connection<'a>(&'a [u8]);

impl Read for Connection<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, mut to: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let (now, later) = self.0.split_at(self.0.len().min(to.remaining()));
        to.put_slice(now);
        self.0 = later;
        Poll::Ready(Ok(()))
    }
}

impl Write for Connection<'_> {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The complete requests up to the first that is not written exactly as RFC 9112 says.
fn strictly(mut bytes: &[u8]) -> Vec<Told> {
    let mut told = Vec::new();
    while let Some((request, rest)) = one_request(bytes) {
        told.push(request);
        bytes = rest;
    }
    told
}

fn one_request(mut bytes: &[u8]) -> Option<(Told, &[u8])> {
    while let Some(rest) = bytes.strip_prefix(b"\r\n") {
        bytes = rest;
    }
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let (head, rest) = bytes.split_at(end);
    let mut at = head;
    while !at.is_empty() {
        at = line(at)?.1;
    }
    let mut headers = [httparse::EMPTY_HEADER; 256];
    let mut request = httparse::Request::new(&mut headers);
    let parsed = request.parse(head).ok()?;
    (parsed == httparse::Status::Complete(end)).then_some(())?;
    let all = |name: &str| -> Vec<&[u8]> {
        let same = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        same.map(|header| header.value.trim_ascii()).collect()
    };
    let (body, rest) = match (&all("content-length")[..], &all("transfer-encoding")[..]) {
        ([], []) => (Vec::new(), rest),
        ([length], []) => {
            let length = std::str::from_utf8(length).ok().filter(|text| text.bytes().all(|c| c.is_ascii_digit()))?;
            let (body, rest) = rest.split_at_checked(length.parse().ok()?)?;
            (body.to_vec(), rest)
        }
        ([], [coding]) if coding.eq_ignore_ascii_case(b"chunked") && request.version == Some(1) => chunks(rest)?,
        _ => return None,
    };
    let uri: hyper::Uri = request.path?.parse().ok()?;
    Some(((request.method?.to_owned(), target(&uri), body), rest))
}

fn chunks(mut bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut body = Vec::new();
    loop {
        let (text, rest) = line(bytes)?;
        let digits = text.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(text.len());
        let extension = text[digits..].trim_ascii_start();
        (extension.is_empty() || extension[0] == b';').then_some(())?;
        let size = usize::from_str_radix(std::str::from_utf8(&text[..digits]).ok()?, 16).ok()?;
        if size == 0 {
            bytes = rest;
            break;
        }
        let (chunk, rest) = rest.split_at_checked(size)?;
        body.extend(chunk);
        bytes = rest.strip_prefix(b"\r\n")?;
    }
    loop {
        let (text, rest) = line(bytes)?;
        bytes = rest;
        if text.is_empty() {
            return Some((body, bytes));
        }
    }
}

/// A line that ends in CRLF and has neither of the two inside.
fn line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'))?;
    Some((&bytes[..end], bytes[end..].strip_prefix(b"\r\n")?))
}
