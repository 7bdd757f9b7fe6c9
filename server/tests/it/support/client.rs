//! A client that sends exactly what it is told, and checks on every answer what nobody would write a test for.

use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::{HeaderMap, HeaderValue};
use hyper::{Method, Request, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Headers an answer may have. A header that is not in this list fails the test it turns up in.
const ALLOWED: [&str; 18] = [
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "allow",
    "cache-control",
    "connection",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "location",
    "referrer-policy",
    "retry-after",
    "vary",
    "www-authenticate",
    "x-content-type-options",
];

/// What the confirmation page and its files may have besides.
const ALLOWED_ON_PAGES: [&str; 5] = [
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "x-robots-tag",
];

/// What a package may have besides.
const ALLOWED_ON_PACKAGES: [&str; 4] =
    ["accept-ranges", "content-disposition", "transfer-encoding", "x-accel-buffering"];

pub(crate) const CONTAINER: &str = "application/vnd.intershop.gdpr.v1+json";
pub(crate) const CUSTOMER: &str = "application/vnd.intershop.customer.v3+json";
pub(crate) const PROBLEM: &str = "application/problem+json";

/// A call being put together.
pub(crate) struct Ask {
    address: SocketAddr,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
    version: Version,
    from: Ipv4Addr,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Ask {
    pub(crate) fn new(address: SocketAddr, method: &str, path: &str) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert("host", address.to_string().parse().unwrap());
        Self {
            address,
            method: method.parse().unwrap(),
            path: path.to_owned(),
            headers,
            body: Bytes::new(),
            version: Version::HTTP_11,
            from: Ipv4Addr::LOCALHOST,
        }
    }

    /// Sends it from another address of this machine: 127.0.0.`last`.
    pub(crate) fn from(mut self, last: u8) -> Self {
        self.from = Ipv4Addr::new(127, 0, 0, last);
        self
    }

    /// Sets a header, instead of the one there is.
    pub(crate) fn header(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        self.headers.insert(name, HeaderValue::from_bytes(value.as_ref()).unwrap());
        self
    }

    /// Adds a header, beside the one there is.
    pub(crate) fn another(mut self, name: &'static str, value: &str) -> Self {
        self.headers.append(name, value.parse().unwrap());
        self
    }

    pub(crate) fn without(mut self, name: &'static str) -> Self {
        self.headers.remove(name);
        self
    }

    pub(crate) fn basic(self, user: &str, password: &str) -> Self {
        use base64::Engine as _;
        let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{user}:{password}"));
        self.header("authorization", format!("Basic {encoded}"))
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// A body of these bytes, said to be JSON.
    pub(crate) fn json(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header("content-type", "application/json")
    }

    /// A body of these bytes, of which nothing is said.
    pub(crate) fn raw(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn http2(mut self) -> Self {
        self.version = Version::HTTP_2;
        self.headers.remove("host");
        self
    }

    /// Sends it on a connection of its own and checks what every answer has to have.
    pub(crate) async fn send(self) -> Answer {
        let answer = self.send_unchecked().await;
        answer.check();
        answer
    }

    pub(crate) async fn send_unchecked(self) -> Answer {
        self.exchange().await.expect("an answer")
    }

    /// The same for a server that may go away: no answer when it does.
    #[allow(dead_code, reason = "for the soak")]
    pub(crate) async fn try_send(self) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let answer = self.exchange().await?;
        answer.check();
        Ok(answer)
    }

    async fn exchange(self) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from((self.from, 0)))?;
        let stream = TokioIo::new(socket.connect(self.address).await?);
        let is_http2 = self.version == Version::HTTP_2;
        let uri = if is_http2 { format!("http://{}{}", self.address, self.path) } else { self.path };
        let mut request = Request::builder().method(self.method).uri(uri).body(Full::new(self.body))?;
        *request.headers_mut() = self.headers;
        let (answer, driver) = if is_http2 {
            let (mut sender, driver) = hyper::client::conn::http2::handshake(TokioExecutor::new(), stream).await?;
            let driver = tokio::spawn(async move { drop(driver.await) });
            (sender.send_request(request).await?, driver)
        } else {
            let (mut sender, driver) = hyper::client::conn::http1::handshake(stream).await?;
            let driver = tokio::spawn(async move { drop(driver.await) });
            (sender.send_request(request).await?, driver)
        };
        let (parts, body) = answer.into_parts();
        let body = body.collect().await?.to_bytes();
        driver.abort();
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }
}

impl Answer {
    fn check(&self) {
        let media_type = self.header("content-type");
        let is_page = media_type.starts_with("text/html");
        let is_asset = ["text/css", "text/javascript", "image/"].iter().any(|kind| media_type.starts_with(kind))
            || media_type.starts_with("text/plain") && self.header("cache-control").ends_with("immutable");
        let is_package = media_type == "application/zip";
        for name in self.headers.keys().map(hyper::header::HeaderName::as_str) {
            let is_allowed = ALLOWED.contains(&name)
                || (is_page || is_asset || is_package) && ALLOWED_ON_PAGES.contains(&name)
                || is_asset && name == "content-encoding"
                || is_package && ALLOWED_ON_PACKAGES.contains(&name);
            assert!(name == "x-span-id" || is_allowed, "stray header {name} in {self:?}");
        }
        if is_page || is_asset || is_package {
            for name in ALLOWED_ON_PAGES {
                assert!(!self.header(name).is_empty(), "{name} is missing in {self:?}");
            }
        }
        let caching = if is_asset { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(self.header("cache-control"), caching, "{self:?}");
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{self:?}");
        assert!(!self.header("x-span-id").is_empty(), "{self:?}");
        if media_type == CONTAINER || media_type == CUSTOMER || media_type == PROBLEM {
            assert!(self.body.is_empty() || self.json().is_object(), "{self:?}");
        }
        if media_type == PROBLEM && !self.body.is_empty() {
            assert_eq!(self.json()["status"], self.status, "{self:?}");
            assert_eq!(self.json()["spanId"], self.header("x-span-id"), "{self:?}");
        }
        if media_type == CONTAINER && self.status >= 400 && !self.body.is_empty() {
            assert_eq!(self.json()["errors"][0]["status"], self.status.to_string(), "{self:?}");
            assert!(self.json()["errors"][0]["message"].as_str().unwrap().len() > 10, "{self:?}");
        }
    }

    /// A header's one value; empty when there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().map_or("", |value| value.to_str().unwrap());
        assert!(values.next().is_none(), "{name} stands there twice in {self:?}");
        value
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The one error code of a container or a problem document.
    pub(crate) fn error(&self) -> String {
        let json = self.json();
        let code = if json.get("errors").is_some() { &json["errors"][0]["code"] } else { &json["code"] };
        code.as_str().unwrap_or_default().to_owned()
    }

    /// Checks the status, and hands the answer on.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}

/// Sends bytes as they are and gives back all that comes until the server closes.
pub(crate) async fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // The server may close with bytes of ours unread, which resets the connection after its answer.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
