//! In a time that stands still until everybody waits, over connections in memory.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{sleep, timeout};

use super::*;
use crate::serve::builder;
use crate::serve::framing::Unambiguous;

const CALL: &[u8] = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// SETTINGS, and a GET for / on stream 1 (RFC 9113 section 4.1, RFC 7541 appendix A).
const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
const GET: &[u8] = &[0, 0, 4, 1, 5, 0, 0, 0, 1, 0x82, 0x84, 0x86, 0x90];
const PING: &[u8] = &[0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8];

/// A connection to a service that takes so long to answer with so many bytes. The drain is what the service keeps.
fn connect(time: u64, size: usize) -> (DuplexStream, watch::Sender<()>) {
    let (client, server) = duplex(4096);
    let limits = Limits::default();
    let pulse = Pulse::new();
    let calls = Arc::clone(&pulse);
    let service = service_fn(move |_: Request<Incoming>| {
        let call = calls.call();
        async move {
            sleep(Duration::from_secs(time)).await;
            drop(call);
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(vec![b'x'; size]))))
        }
    });
    let stream = TokioIo::new(Unambiguous::new(server, Arc::clone(&pulse)));
    let connection = builder(&limits).serve_connection(stream, service).into_owned();
    let (drain, draining) = watch::channel(());
    tokio::spawn(attend(connection, pulse, Patience::from(&limits), draining, Arc::default(), ()));
    (client, drain)
}

/// Sends `bytes`, one a second and from the beginning again, and gives back after how many seconds the server has closed,
/// and what it had sent.
async fn closed_after(mut client: DuplexStream, bytes: &[u8]) -> (u128, Vec<u8>) {
    let (begun, mut sent, mut answer) = (Instant::now(), bytes.iter().cycle(), Vec::new());
    loop {
        if let Some(byte) = sent.next() {
            let _ = client.write_all(&[*byte]).await;
        }
        if timeout(Duration::from_secs(1), client.read_to_end(&mut answer)).await.is_ok() {
            return ((begun.elapsed().as_millis() + 500) / 1_000, answer);
        }
        assert!(begun.elapsed().as_secs() < 1_000, "stays open");
    }
}

/// The same after a call that was answered.
async fn closed_after_a_call(call: &[u8], bytes: &[u8]) -> (u128, Vec<u8>) {
    let (mut client, _drain) = connect(0, 1);
    client.write_all(call).await.unwrap();
    let mut answer = [0; 4096];
    // All of it comes in the moment in which nothing else happens.
    while timeout(Duration::from_millis(1), client.read(&mut answer)).await.is_ok() {}
    closed_after(client, bytes).await
}

#[tokio::test(start_paused = true)]
async fn the_first_head_has_its_time_and_no_more() {
    for bytes in [&b""[..], CALL, b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"\r\n", PREFACE, b"PRI * HTTP/2.0\r"] {
        let slow: Vec<u8> = bytes.iter().copied().chain(b"a".repeat(usize::from(!bytes.is_empty()))).collect();
        let (client, _drain) = connect(0, 1);
        assert_eq!(closed_after(client, &slow[..slow.len().min(24)]).await.0, 10, "{:?}", bytes.escape_ascii());
    }
}

#[tokio::test(start_paused = true)]
async fn http_2_without_a_call_has_no_more_time() {
    let (mut client, _drain) = connect(0, 1);
    client.write_all(&[PREFACE, SETTINGS].concat()).await.unwrap();
    let (seconds, _) = closed_after(client, PING).await;
    assert_eq!(seconds, 10);
}

#[tokio::test(start_paused = true)]
async fn between_calls_there_may_be_silence_for_a_while() {
    assert_eq!(closed_after_a_call(CALL, b"").await.0, 60);
    let (seconds, goodbye) = closed_after_a_call(&[PREFACE, SETTINGS, GET].concat(), b"").await;
    // It is told, and has the time of a head to say that it knows.
    assert_eq!(seconds, 70);
    assert!(goodbye.windows(4).any(|frame| frame == [8, 7, 0, 0]), "no GOAWAY in {goodbye:?}");
    // What is no call does not make it longer.
    assert_eq!(closed_after_a_call(&[PREFACE, SETTINGS, GET].concat(), PING).await.0, 70);
}

#[tokio::test(start_paused = true)]
async fn a_later_head_that_has_begun_has_its_time_and_no_more() {
    assert_eq!(closed_after_a_call(CALL, b"GET / HTTP/1.1\r\nX: ").await.0, 10);
    assert_eq!(closed_after_a_call(CALL, b"\r\n").await.0, 10);
}

#[tokio::test(start_paused = true)]
async fn a_call_is_not_interrupted() {
    for (call, seconds) in [(CALL.to_vec(), 260), ([PREFACE, SETTINGS, GET].concat(), 270)] {
        let (mut client, _drain) = connect(200, 1);
        client.write_all(&call).await.unwrap();
        assert_eq!(closed_after(client, b"").await.0, seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_has_to_be_read() {
    let size = 600_000;
    let read = async |pause: Duration| {
        let (mut client, _drain) = connect(0, size);
        client.write_all(CALL).await.unwrap();
        let (mut all, mut part) = (0, [0; 2048]);
        loop {
            sleep(pause).await;
            match client.read(&mut part).await {
                Ok(count) if count > 0 && all < size => all += count,
                _ => return all,
            }
        }
    };
    // Two thousand bytes a second for five minutes: slow, but it goes on.
    assert!(read(Duration::from_secs(1)).await >= size);
    assert!(read(Duration::from_secs(10)).await < size / 2);
    // One that reads nothing at all.
    let (mut client, _drain) = connect(0, size);
    client.write_all(CALL).await.unwrap();
    sleep(Duration::from_secs(71)).await;
    let mut rest = Vec::new();
    client.read_to_end(&mut rest).await.unwrap();
    assert!(rest.len() < size);
}

#[tokio::test(start_paused = true)]
async fn a_drain_ends_idle_connections_at_once_and_finishes_calls() {
    for (first, seconds) in [(&b""[..], 0), (CALL, 20)] {
        let (mut client, drain) = connect(20, 1);
        client.write_all(first).await.unwrap();
        sleep(Duration::from_millis(1)).await;
        drain.send(()).unwrap();
        let (after, answer) = closed_after(client, b"").await;
        assert_eq!((after, !answer.is_empty()), (seconds, !first.is_empty()));
        assert!(timeout(Duration::from_secs(1), drain.closed()).await.is_ok());
    }
}
