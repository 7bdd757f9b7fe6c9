//! `healthcheck`: is the server ready? For containers without curl.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::{Request, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::context::Context;
use super::failed::Failed;
use super::output::print;

/// How long the whole check may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ask a running server whether it is ready: exit code 0 if so, else 1
///
/// Waits for up to 5 seconds. Meant for the health check of a container.
#[derive(Args)]
pub(super) struct Healthcheck {
    /// What to ask, with http [default: /readyz where `listen` says the server is]
    url: Option<String>,
}

impl Healthcheck {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let url = match self.url {
            Some(url) => url,
            None => format!("http://{}/readyz", reachable(context.load(Vec::new())?.config.listen)),
        };
        let uri = read(&url)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failed::Work(format!("cannot wait for an answer: {error}")))?;
        let answer = runtime.block_on(async { tokio::time::timeout(PATIENCE, ask(&uri)).await });
        match answer {
            Ok(Ok(StatusCode::OK)) => print("ready"),
            Ok(Ok(status)) => Err(Failed::Work(format!("not ready: {uri} answers {}", status.as_u16()))),
            Ok(Err(why)) => Err(Failed::Work(format!("not ready: {uri} gives no answer: {why}"))),
            Err(_) => Err(Failed::Work(format!("not ready: {uri} gives no answer within {} s", PATIENCE.as_secs()))),
        }
    }
}

/// The URL, with the path `/readyz` unless it has one of its own.
fn read(url: &str) -> Result<Uri, Failed> {
    let wrong = || Failed::usage("the URL must be one with http, like http://127.0.0.1:8080/readyz");
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    if uri.scheme_str() != Some("http") || uri.host().is_none() {
        return Err(wrong());
    }
    if uri.path() != "/" {
        return Ok(uri);
    }
    format!("{}/readyz", url.trim_end_matches('/')).parse().map_err(|_| wrong())
}

/// Where to reach a server that listens there: one that listens everywhere is reached on this machine.
pub(super) fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(uri: &Uri) -> Result<StatusCode, String> {
    let host = uri.host().unwrap_or_default();
    // Addresses of version 6 stand in brackets in a URL and nowhere else.
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((bare, uri.port_u16().unwrap_or(80))).await.map_err(|error| error.to_string())?;
    let request = Request::get(uri.path_and_query().map_or("/", |path| path.as_str()))
        .header(header::HOST, uri.authority().map_or(host, |authority| authority.as_str()))
        .body(Empty::<Bytes>::new())
        .map_err(|error| error.to_string())?;
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await.map_err(|error| error.to_string())?;
    Ok(response.status())
}
