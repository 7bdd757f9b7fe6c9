//! Those who keep a connection and do nothing with it, over a real socket. The exact times are tested in
//! `serve/patience/tests.rs`, where a clock stands still.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::client::exchange;
use crate::support::service::Service;
use crate::support::world::SITE;

async fn hasty() -> Service {
    Service::start_with(|config| {
        config.limits.header_timeout = Duration::from_secs(1);
        config.limits.body_timeout = Duration::from_secs(1);
        config.limits.idle_timeout = Duration::from_secs(2);
    })
    .await
}

fn put(more: &str) -> String {
    format!(
        "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations HTTP/1.1\r\nHost: x\r\n\
         Content-Type: application/json\r\n{more}\r\n\r\n"
    )
}

/// Sends `begin` at once and then `drop` again and again, until the server closes; gives back what it said.
async fn trickle(service: &Service, begin: &[u8], drop: &[u8]) -> String {
    let (mut reader, mut writer) = TcpStream::connect(service.address).await.unwrap().into_split();
    let drop = drop.to_vec();
    let begin = begin.to_vec();
    let pouring = tokio::spawn(async move {
        writer.write_all(&begin).await.unwrap();
        while writer.write_all(&drop).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mut said = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(30), reader.read_to_end(&mut said)).await;
    assert!(closed.is_ok(), "stays open");
    pouring.abort();
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn a_head_byte_by_byte_is_not_waited_for() {
    let service = hasty().await;
    let slow = [
        ("GET /livez HTTP/1.1\r\nHost: x\r\nX: ", "a"),
        ("", "\r\n"),
        ("GET ", "/"),
        ("GET /livez HTTP/1.1\r\n", "A: b\r\n"),
    ];
    let tried = slow.map(|(begin, drop)| trickle(&service, begin.as_bytes(), drop.as_bytes()));
    assert!(join_all(tried).await.iter().all(String::is_empty));
}

#[tokio::test]
async fn the_second_head_of_a_connection_has_no_more_time() {
    let service = hasty().await;
    let said = trickle(&service, b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nX: ", b"a").await;
    assert_eq!(said.matches("HTTP/1.1 200").count(), 1, "{said}");
}

#[tokio::test]
async fn http_2_that_never_gets_to_a_call_is_closed() {
    let service = hasty().await;
    let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let (settings, ping) = ("\0\0\0\x04\0\0\0\0\0", "\0\0\x08\x06\0\0\0\0\0aaaaaaaa");
    let slow = [
        (String::new(), "P"),
        (format!("{preface}{settings}"), ping),
        // A header block that goes on and on, one byte a frame.
        (format!("{preface}{settings}\0\0\x01\x01\0\0\0\0\x01\u{2}"), "\0\0\x01\x09\0\0\0\0\x01a"),
        // A frame that has been announced.
        (format!("{preface}{settings}\0\u{3f}\0\x01\0\0\0\0\x01"), "a"),
    ];
    join_all(slow.iter().map(|(begin, drop)| trickle(&service, begin.as_bytes(), drop.as_bytes()))).await;
}

#[tokio::test]
async fn a_body_byte_by_byte_is_408_and_the_connection_closed() {
    let service = hasty().await;
    let said = trickle(&service, put("Content-Length: 60000").as_bytes(), b"1").await;
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    let said = trickle(&service, put("Transfer-Encoding: chunked").as_bytes(), b"1\r\n1\r\n").await;
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    // Announced and never sent.
    let said = exchange(service.address, put("Content-Length: 10").as_bytes()).await;
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    assert_eq!(said.matches("HTTP/1.1").count(), 1, "{said}");
}

#[tokio::test]
async fn who_has_nothing_more_to_send_is_answered() {
    let service = Service::start().await;
    let complete = format!("{}{{}}", put("Content-Length: 2"));
    for (sent, status) in [
        ("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 "),
        (complete.as_str(), "HTTP/1.1 404 "),
        // The rest of the body will not come.
        (&put("Content-Length: 10"), "HTTP/1.1 400 "),
        ("GET /livez HTTP/1.1\r\nHost", ""),
        ("", ""),
    ] {
        let mut stream = TcpStream::connect(service.address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        assert!(said.starts_with(status) && said.is_empty() == status.is_empty(), "{sent:?}: {said}");
    }
}

#[tokio::test]
async fn a_connection_may_rest_between_two_calls() {
    // Longer than a head may take.
    let service = Service::start_with(|config| config.limits.header_timeout = Duration::from_secs(1)).await;
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    for _ in 0..2 {
        stream.write_all(b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200");
        let mut rest = [0; 1024];
        while !rest.windows(6).any(|end| end == b"alive\n") {
            assert!(stream.read(&mut rest).await.unwrap() > 0);
        }
        tokio::time::sleep(Duration::from_millis(1_500)).await;
    }
}
