//! The ceiling: hyper alone, which answers what the service answered, from memory.

use std::path::Path;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_LENGTH, DATE};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

/// Names of the files with an answer each, head and body as they came.
pub(crate) const LOOK_UP: &str = "look-up.http";
pub(crate) const CONFIRMATION: &str = "confirmation.http";

/// Answers for ever with the answers that are in `folder`.
pub(crate) fn run(folder: &Path) {
    let answers: &'static Answers = Box::leak(Box::new(Answers {
        look_up: read(&folder.join(LOOK_UP)),
        confirmation: read(&folder.join(CONFIRMATION)),
    }));
    // As many threads as the service has.
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("listening on http://{}", listener.local_addr().unwrap());
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            stream.set_nodelay(true).unwrap();
            let service = service_fn(move |request| answer(request, answers));
            let connection =
                http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
            tokio::spawn(connection);
        }
    });
}

struct Answers {
    look_up: Response<Bytes>,
    confirmation: Response<Bytes>,
}

async fn answer(request: Request<Incoming>, answers: &'static Answers) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let canned = if request.method() == Method::PUT { &answers.confirmation } else { &answers.look_up };
    request.into_body().collect().await?;
    let mut answer = Response::new(Full::new(canned.body().clone()));
    *answer.headers_mut() = canned.headers().clone();
    Ok(answer)
}

/// An answer of the service. Its length and date are hyper's to say.
fn read(file: &Path) -> Response<Bytes> {
    let bytes = std::fs::read(file).unwrap();
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let mut response = Response::new(Bytes::copy_from_slice(&bytes[end + 4..]));
    for line in std::str::from_utf8(&bytes[..end]).unwrap().lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        if name != CONTENT_LENGTH.as_str() && name != DATE.as_str() {
            let name: hyper::header::HeaderName = name.parse().unwrap();
            response.headers_mut().append(name, value.parse().unwrap());
        }
    }
    response
}
