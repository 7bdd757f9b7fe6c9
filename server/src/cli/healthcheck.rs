//! `healthcheck`: is the server ready? For containers without curl.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::{Request, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::context::Context;
use super::failed::Failed;
use super::output::print;
use crate::config::{Config, Listen};
use crate::serve::reachable;

/// How long the whole check may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ask a running server whether it is ready: exit code 0 if so, else 1
///
/// Waits for up to 5 seconds. Meant for the health check of a container.
#[derive(Args)]
pub(super) struct Healthcheck {
    /// What to ask: a URL with http, or unix:/path/to/socket [default: /readyz at the first place in `listen`]
    url: Option<String>,
}

impl Healthcheck {
    pub(super) fn run(self, context: &Context) -> Result<(), Failed> {
        let asked = match self.url {
            Some(url) => Asked::read(&url)?,
            None => Asked::first(&context.load(Vec::new())?.config)?,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failed::Work(format!("cannot wait for an answer: {error}")))?;
        let answer = runtime.block_on(async { tokio::time::timeout(PATIENCE, asked.status()).await });
        match answer {
            Ok(Ok(StatusCode::OK)) => print("ready"),
            Ok(Ok(status)) => Err(Failed::Work(format!("not ready: {asked} answers {}", status.as_u16()))),
            Ok(Err(why)) => Err(Failed::Work(format!("not ready: {asked} gives no answer: {why}"))),
            Err(_) => Err(Failed::Work(format!("not ready: {asked} gives no answer within {} s", PATIENCE.as_secs()))),
        }
    }
}

/// What is asked.
struct Asked {
    uri: Uri,
    /// The Unix socket to ask over.
    socket: Option<PathBuf>,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.socket {
            Some(path) => write!(f, "unix:{}", path.display()),
            None => self.uri.fmt(f),
        }
    }
}

impl Asked {
    /// The server that this configuration is for.
    fn first(config: &Config) -> Result<Self, Failed> {
        match config.listen.first() {
            Some(Listen::Tcp(address)) => Self::read(&format!("http://{}/readyz", reachable(*address))),
            Some(place @ Listen::Unix(_)) => Self::read(&place.to_string()),
            None => Err(Failed::usage("the server listens nowhere")),
        }
    }

    /// The path is `/readyz` unless there is another one.
    fn read(url: &str) -> Result<Self, Failed> {
        let wrong = || {
            Failed::usage("the URL must be one with http, like http://127.0.0.1:8080/readyz, or unix:/path/to/socket")
        };
        if let Ok(Listen::Unix(path)) = url.parse() {
            return Ok(Self { uri: Uri::from_static("http://localhost/readyz"), socket: Some(path) });
        }
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        if uri.scheme_str() != Some("http") || uri.host().is_none() {
            return Err(wrong());
        }
        if uri.path() != "/" {
            return Ok(Self { uri, socket: None });
        }
        let uri = format!("{}/readyz", url.trim_end_matches('/')).parse().map_err(|_| wrong())?;
        Ok(Self { uri, socket: None })
    }

    async fn status(&self) -> Result<StatusCode, String> {
        let host = self.uri.host().unwrap_or_default();
        if let Some(path) = &self.socket {
            return self.ask(over(path).await.map_err(|error| error.to_string())?).await;
        }
        // Addresses of version 6 stand in brackets in a URL and nowhere else.
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let stream = TcpStream::connect((bare, self.uri.port_u16().unwrap_or(80))).await;
        self.ask(stream.map_err(|error| error.to_string())?).await
    }

    async fn ask(&self, stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Result<StatusCode, String> {
        let request = Request::get(self.uri.path_and_query().map_or("/", |path| path.as_str()))
            .header(header::HOST, self.uri.authority().map_or("localhost", |authority| authority.as_str()))
            .body(Empty::<Bytes>::new())
            .map_err(|error| error.to_string())?;
        let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = handshake.map_err(|error| error.to_string())?;
        tokio::spawn(connection);
        let response = sender.send_request(request).await.map_err(|error| error.to_string())?;
        Ok(response.status())
    }
}

#[cfg(unix)]
async fn over(path: &Path) -> std::io::Result<tokio::net::UnixStream> {
    tokio::net::UnixStream::connect(path).await
}

#[cfg(not(unix))]
async fn over(_path: &Path) -> std::io::Result<TcpStream> {
    Err(std::io::ErrorKind::Unsupported.into())
}
