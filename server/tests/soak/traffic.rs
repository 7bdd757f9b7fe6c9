//! What the callers of a soak do, and what they remember of the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::support::client::{Answer, Ask};
use crate::support::service::Made;
use crate::support::world::SITE;

/// What callers heard, over all lives of the server.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Heard>);

#[derive(Default)]
struct Heard {
    requests: Vec<Made>,
    confirmed: BTreeSet<String>,
    first: BTreeMap<String, u32>,
    statuses: BTreeMap<u16, u64>,
    cut_off: u64,
    no_port: u64,
    faults: Vec<String>,
}

impl Ledger {
    pub(crate) fn add(&self, request: Made) {
        self.0.lock().unwrap().requests.push(request);
    }

    pub(crate) fn confirmed(&self) -> Vec<String> {
        self.0.lock().unwrap().confirmed.iter().cloned().collect()
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        self.0.lock().unwrap().faults.clone()
    }

    pub(crate) fn summary(&self) -> String {
        let heard = self.0.lock().unwrap();
        let (asked, confirmed) = (heard.requests.len(), heard.confirmed.len());
        let (cut_off, no_port) = (heard.cut_off, heard.no_port);
        let answers = &heard.statuses;
        format!(
            "{confirmed} of {asked} requests confirmed, answers {answers:?}, cut off {cut_off}, without a port {no_port}"
        )
    }

    fn pick(&self, rng: &mut fastrand::Rng) -> Option<Made> {
        let heard = self.0.lock().unwrap();
        // Mostly the newest, which are not confirmed yet.
        let begin = if rng.bool() { heard.requests.len().saturating_sub(60) } else { 0 };
        (!heard.requests.is_empty()).then(|| heard.requests[rng.usize(begin..heard.requests.len())].clone())
    }

    fn heard(&self, answer: &Answer, may_drain: bool) {
        let mut heard = self.0.lock().unwrap();
        *heard.statuses.entry(answer.status).or_default() += 1;
        if answer.status >= 500 && !(answer.status == 503 && may_drain) {
            heard.faults.push(format!("an answer was {answer:?}"));
        }
    }

    fn cut_off(&self, error: &dyn std::error::Error, no_port: bool, while_up: bool) {
        let mut heard = self.0.lock().unwrap();
        if no_port {
            heard.no_port += 1;
        } else {
            heard.cut_off += 1;
            if while_up {
                heard.faults.push(format!("a call was cut off while the server went on: {error:?}"));
            }
        }
    }

    fn confirmed_by(&self, id: &str, answer: &Answer) {
        let first = answer.json()["infos"][0]["code"] == "gdpr_request.confirmation.info";
        let mut heard = self.0.lock().unwrap();
        heard.confirmed.insert(id.to_owned());
        if first {
            let count = heard.first.entry(id.to_owned()).or_default();
            *count += 1;
            if *count > 1 {
                heard.faults.push(format!("{id} was confirmed for the first time twice"));
            }
        }
    }
}

/// One caller, with a mind of its own.
pub(crate) struct Traffic {
    rng: fastrand::Rng,
    ledger: Arc<Ledger>,
    address: watch::Receiver<Option<SocketAddr>>,
    token: String,
}

impl Traffic {
    pub(crate) fn new(
        seed: u64,
        ledger: Arc<Ledger>,
        address: watch::Receiver<Option<SocketAddr>>,
        token: String,
    ) -> Self {
        Self { rng: fastrand::Rng::with_seed(seed), ledger, address, token }
    }

    pub(crate) async fn run(mut self) {
        loop {
            let Ok(address) = self.address.wait_for(Option::is_some).await.map(|address| *address) else { return };
            if let (Some(address), Some(request)) = (address, self.ledger.pick(&mut self.rng)) {
                self.call(address, &request).await;
            }
            tokio::task::yield_now().await;
        }
    }

    async fn call(&mut self, address: SocketAddr, request: &Made) {
        let put = |id: &str, body: String| {
            let path = format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/{id}/confirmations");
            Ask::new(address, "PUT", &path).json(body)
        };
        let right = json!({"hash": request.hash}).to_string();
        let bob = "/rest/gdpr/shops/inTRONICS/customers/BB002";
        match self.rng.u8(..20) {
            0..6 => {
                if let Some(answer) = self.heard(put(&request.id, right)).await
                    && answer.status == 200
                {
                    self.ledger.confirmed_by(&request.id, &answer);
                }
            }
            6..8 => drop(self.heard(put(&request.id, r#"{"hash":"wrong"}"#.to_owned())).await),
            8 => drop(self.heard(put("undefined", "{}".to_owned())).await),
            9..13 => drop(self.heard(Ask::new(address, "GET", bob).bearer(&self.token)).await),
            13 => drop(self.heard(Ask::new(address, "GET", bob)).await),
            14 => drop(self.heard(put(&request.id, "{\"hash\":".to_owned())).await),
            15 => drop(self.heard(Ask::new(address, "GET", "/rest/gdpr/shops/a/../b/%zz")).await),
            16 => drop(self.heard(put(&request.id, right).http2()).await),
            17 => self.junk(address).await,
            18 => self.half(address, &request.id).await,
            _ => drop(self.heard(Ask::new(address, "GET", "/readyz")).await),
        }
    }

    /// Sends a call. A call that the end of the server cuts off has no answer, and promises nothing; one that is cut off
    /// while the server goes on is a fault of it.
    async fn heard(&mut self, ask: Ask) -> Option<Answer> {
        let before = *self.address.borrow_and_update();
        let result = ask.try_send().await;
        let now = *self.address.borrow_and_update();
        match result {
            Ok(answer) => {
                // A server on its way out may say so; its address is withdrawn before.
                self.ledger.heard(&answer, now.is_none() || now != before);
                Some(answer)
            }
            Err(error) => {
                // Closed connections hold a port of this machine for a minute: a matter of the callers alone.
                let no_port = error
                    .downcast_ref::<std::io::Error>()
                    .is_some_and(|error| matches!(error.kind(), ErrorKind::AddrNotAvailable | ErrorKind::AddrInUse));
                self.ledger.cut_off(&*error, no_port, before.is_some() && now == before);
                if no_port {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                None
            }
        }
    }

    /// Bytes that mean nothing.
    async fn junk(&mut self, address: SocketAddr) {
        let bytes: Vec<u8> = (0..self.rng.usize(1..2_000)).map(|_| self.rng.u8(..)).collect();
        let Ok(mut stream) = TcpStream::connect(address).await else { return };
        let _ = stream.write_all(&bytes).await;
        let _ = stream.write_all(b"\r\n\r\n").await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(1), stream.read_to_end(&mut answer)).await;
    }

    /// A call that stops in the middle, and a caller who goes away.
    async fn half(&mut self, address: SocketAddr, id: &str) {
        let head = format!(
            "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/{id}/confirmations HTTP/1.1\r\nHost: x\r\n\
             Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"hash\""
        );
        let Ok(mut stream) = TcpStream::connect(address).await else { return };
        let cut = self.rng.usize(1..head.len());
        let _ = stream.write_all(&head.as_bytes()[..cut]).await;
        tokio::time::sleep(Duration::from_millis(self.rng.u64(..50))).await;
    }
}
