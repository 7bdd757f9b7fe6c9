//! To the endpoints of the configuration, by HTTP/1.1 (RFC 9112) and TLS.
//!
//! Each call has a connection of its own: notices are rare, and one that is kept may be gone. Of the answer its status counts
//! and nothing else: no redirect is followed, no word of it is kept.

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::names::{EndpointName, ShopName};
use domain::webhook::{Answer, Endpoints};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::{Message, Sender, SigningKey};
use crate::config::WebhookUrl;

/// Longest head of an answer.
const MAX_HEAD: usize = 16 * 1024;
/// How much of a body is taken, so that a receiver can end what it was saying, and for how long.
const MAX_BODY: usize = 64 * 1024;
const MAX_GOODBYE: Duration = Duration::from_secs(1);

const USER_AGENT: &str = concat!("gdpr-server/", env!("CARGO_PKG_VERSION"));

/// Those who are told, by HTTP.
pub struct Recipients {
    all: Vec<Recipient>,
}

/// One of them.
pub(super) struct Recipient {
    pub(super) name: EndpointName,
    /// Empty: all.
    pub(super) shops: Vec<ShopName>,
    pub(super) url: WebhookUrl,
    pub(super) key_id: String,
    pub(super) key: SigningKey,
    /// From looking up its address to the head of its answer.
    pub(super) patience: Duration,
    /// `None`: it is spoken to without TLS.
    pub(super) tls: Option<Tls>,
}

/// How an endpoint proves who it is.
pub(super) struct Tls {
    pub(super) connector: TlsConnector,
    pub(super) name: ServerName<'static>,
}

impl Recipients {
    pub(super) fn new(all: Vec<Recipient>) -> Self {
        Self { all }
    }

    /// Every name, in the order of the configuration.
    pub fn names(&self) -> impl Iterator<Item = &EndpointName> {
        self.all.iter().map(|recipient| &recipient.name)
    }
}

impl Endpoints for Recipients {
    fn of(&self, shop: &ShopName) -> Vec<EndpointName> {
        let hears = |recipient: &&Recipient| recipient.shops.is_empty() || recipient.shops.contains(shop);
        self.all.iter().filter(hears).map(|recipient| recipient.name.clone()).collect()
    }

    fn all(&self) -> Vec<EndpointName> {
        self.names().cloned().collect()
    }
}

#[async_trait]
impl Sender for Recipients {
    async fn send(&self, endpoint: &EndpointName, message: Message<'_>) -> Answer {
        match self.all.iter().find(|recipient| recipient.name == *endpoint) {
            Some(recipient) => recipient.tell(message).await.unwrap_or_else(|why| Answer::Later(why.code().to_owned())),
            // It may have been taken out of the configuration by mistake.
            None => Answer::Later("webhook.no-endpoint".to_owned()),
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NoAnswer {
    Connection,
    Tls,
    Timeout,
    Dropped,
    NotHttp,
    Call,
}

impl NoAnswer {
    #[cfg(test)]
    const ALL: [Self; 6] = [Self::Connection, Self::Tls, Self::Timeout, Self::Dropped, Self::NotHttp, Self::Call];

    const fn code(self) -> &'static str {
        match self {
            Self::Connection => "webhook.connection",
            Self::Tls => "webhook.tls",
            Self::Timeout => "webhook.timeout",
            Self::Dropped => "webhook.dropped",
            Self::NotHttp => "webhook.not-http",
            Self::Call => "webhook.call",
        }
    }
}

impl From<hyper::Error> for NoAnswer {
    fn from(error: hyper::Error) -> Self {
        if error.is_parse() || error.is_parse_too_large() { Self::NotHttp } else { Self::Dropped }
    }
}

impl Recipient {
    async fn tell(&self, message: Message<'_>) -> Result<Answer, NoAnswer> {
        let call = self.call(message)?;
        timeout(self.patience, self.connect_and_say(call)).await.map_err(|_elapsed| NoAnswer::Timeout)?.map(judged)
    }

    async fn connect_and_say(&self, call: Request<Full<Bytes>>) -> Result<StatusCode, NoAnswer> {
        let stream = TcpStream::connect((self.url.host(), self.url.port())).await;
        let stream = stream.map_err(|_| NoAnswer::Connection)?;
        match &self.tls {
            None => say(stream, call).await,
            Some(Tls { connector, name }) => {
                let stream = connector.connect(name.clone(), stream).await.map_err(|_| NoAnswer::Tls)?;
                say(stream, call).await
            }
        }
    }

    /// What is sent. The time is that of this try: a receiver takes no old one.
    fn call(&self, Message { id, body, at }: Message<'_>) -> Result<Request<Full<Bytes>>, NoAnswer> {
        let timestamp = at.timestamp();
        Request::post(self.url.path())
            .header(header::HOST, self.url.authority())
            .header(header::CONNECTION, "close")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, USER_AGENT)
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-key-id", &self.key_id)
            .header("webhook-signature", self.key.sign(id, timestamp, body))
            .body(Full::new(Bytes::copy_from_slice(body)))
            .map_err(|_| NoAnswer::Call)
    }
}

async fn say(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    call: Request<Full<Bytes>>,
) -> Result<StatusCode, NoAnswer> {
    let (mut sender, connection) = http1::Builder::new().max_buf_size(MAX_HEAD).handshake(TokioIo::new(stream)).await?;
    // Ends with this function, whatever the other side does.
    let mut driver = JoinSet::new();
    driver.spawn(connection);
    let answer = sender.send_request(call).await?;
    let status = answer.status();
    let _ = timeout(MAX_GOODBYE, Limited::<Incoming>::new(answer.into_body(), MAX_BODY).collect()).await;
    Ok(status)
}

/// What an answer means. Whatever is neither a yes nor a "never again" may be mended by somebody.
fn judged(status: StatusCode) -> Answer {
    let code = format!("http.{}", status.as_u16());
    match status {
        _ if status.is_success() => Answer::Taken(code),
        StatusCode::GONE => Answer::Never(code),
        _ => Answer::Later(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENTATION: &str = include_str!("../../../docs/webhooks.md");

    #[test]
    fn every_code_stands_in_the_documentation() {
        for code in NoAnswer::ALL.map(NoAnswer::code).into_iter().chain(["webhook.no-endpoint"]) {
            assert!(DOCUMENTATION.contains(&format!("\n| `{code}` | ")), "{code}");
        }
    }

    #[test]
    fn the_call_of_the_documentation_is_one_of_ours() {
        let (_, rest) = DOCUMENTATION.split_once("```http\n").unwrap();
        let (shown, _) = rest.split_once("\n```").unwrap();
        let (head, body) = shown.split_once("\n\n").unwrap();
        let mut lines = head.lines();
        let line = lines.next().unwrap();
        let header = |wanted: &str| {
            let mut headers = head.lines().filter_map(|line| line.split_once(": "));
            headers.find(|(name, _)| *name == wanted).unwrap().1
        };
        let (_, key) = DOCUMENTATION.split_once("under the key `").unwrap();
        let recipient = Recipient {
            name: "newsletter".parse().unwrap(),
            shops: Vec::new(),
            url: "https://newsletter.example/webhooks/gdpr".parse().unwrap(),
            key_id: header("webhook-key-id").to_owned(),
            key: SigningKey::read(key.split_once('`').unwrap().0).unwrap(),
            patience: Duration::ZERO,
            tls: None,
        };
        let at = header("webhook-timestamp").parse().unwrap();
        let at = domain::clock::Timestamp::from_timestamp(at, 0).unwrap();
        let message = Message { id: header("webhook-id"), body: body.as_bytes(), at };
        let call = recipient.call(message).unwrap();
        assert_eq!(line, format!("{} {} HTTP/1.1", call.method(), call.uri()));
        let mut ours: Vec<String> =
            call.headers().iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        // Added on the wire.
        ours.push(format!("content-length: {}", body.len()));
        assert_eq!(lines.collect::<Vec<_>>(), ours);
    }
}
