//! Somebody who is told: over a real socket, with or without TLS, as well-behaved as the test wants.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gdpr_server::config::Webhook;
use gdpr_server::secret::Secret;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// The key of all endpoints: base64 of 32 times the same byte.
pub(crate) const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
/// What it is called.
pub(crate) const KEY_ID: &str = "2026-11";

/// What follows on a call.
#[derive(Clone)]
pub(crate) enum Reply {
    /// This, to the byte; then it hangs up.
    Says(Vec<u8>),
    /// This, and then the same letter for ever.
    NeverEnds(Vec<u8>),
    /// Nothing, and it does not hang up either.
    Hangs,
    /// It hangs up.
    HangsUp,
}

impl Reply {
    /// An answer without a body.
    pub(crate) fn status(status: u16) -> Self {
        Self::with(status, "")
    }

    /// An answer without a body, with more in its head.
    pub(crate) fn with(status: u16, head: &str) -> Self {
        Self::Says(format!("HTTP/1.1 {status} Invented\r\n{head}content-length: 0\r\n\r\n").into_bytes())
    }
}

/// A call as it came.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) line: String,
    headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Listens until it is dropped.
pub(crate) struct Receiver {
    pub(crate) address: SocketAddr,
    calls: Arc<Mutex<Vec<Call>>>,
    tasks: JoinSet<()>,
}

impl Receiver {
    /// One that answers the first call with the first reply, and so on; all that come after the last with that.
    pub(crate) async fn start(replies: Vec<Reply>) -> Self {
        Self::start_with(replies, None).await
    }

    /// The same, with TLS.
    pub(crate) async fn start_with(replies: Vec<Reply>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let calls: Arc<Mutex<Vec<Call>>> = Arc::default();
        let mut tasks = JoinSet::new();
        let heard = Arc::clone(&calls);
        tasks.spawn(async move {
            let mut open = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (heard, replies, tls) = (Arc::clone(&heard), replies.clone(), tls.clone());
                open.spawn(async move {
                    match tls {
                        None => answer(stream, &heard, &replies).await,
                        Some(tls) => {
                            // Whoever does not trust the certificate hangs up.
                            let Ok(stream) = tls.accept(stream).await else { return };
                            answer(stream, &heard, &replies).await;
                        }
                    }
                });
            }
        });
        Self { address, calls, tasks }
    }

    /// Everything it heard so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }

    /// Waits until it has heard so much.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Call> {
        for _ in 0..600 {
            let calls = self.calls();
            if calls.len() >= count {
                return calls;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} calls after half a minute, not {count}", self.calls().len());
    }

    /// Away: from now on nobody listens there.
    pub(crate) async fn stop(mut self) {
        self.tasks.shutdown().await;
    }

    /// The endpoint `name` at this receiver.
    pub(crate) fn endpoint(&self, name: &str) -> Webhook {
        endpoint(name, &format!("http://{}/hooks?from=gdpr", self.address))
    }
}

/// The endpoint `name` at this URL, under the key of all.
pub(crate) fn endpoint(name: &str, url: &str) -> Webhook {
    Webhook {
        name: name.parse().unwrap(),
        url: url.parse().unwrap(),
        key_id: KEY_ID.to_owned(),
        secret: Some(Secret::new(KEY.to_owned())),
        secret_file: None,
        shops: Vec::new(),
        timeout: Duration::from_secs(10),
        ca_file: None,
        insecure: false,
    }
}

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, heard: &Mutex<Vec<Call>>, replies: &[Reply]) {
    let Some(call) = read(&mut stream).await else { return };
    let number = {
        let mut heard = heard.lock().unwrap();
        heard.push(call);
        heard.len() - 1
    };
    match replies.get(number).or(replies.last()).unwrap() {
        Reply::Says(bytes) => {
            let _ = stream.write_all(bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::NeverEnds(bytes) => {
            let _ = stream.write_all(bytes).await;
            while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
        }
        Reply::Hangs => std::future::pending().await,
        Reply::HangsUp => {}
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<Call> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.split("\r\n").map(str::to_owned);
    let line = lines.next().unwrap();
    let headers: BTreeMap<_, _> = lines
        .map(|line| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap())
        .collect();
    let mut body = bytes.split_off(head + 4);
    let length: usize = headers["content-length"].parse().unwrap();
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some(Call { line, headers, body })
}
