//! Connections: HTTP/1.1 and HTTP/2 on one port, several calls on one connection, and an end for those that stall.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::client::exchange;
use crate::support::service::Service;
use crate::support::world::{PASSWORD, SITE};

#[tokio::test]
async fn http_2_with_prior_knowledge_is_served_on_the_same_port() {
    let service = Service::start().await;
    let request = service.request();
    let body = serde_json::json!({"hash": request.hash}).to_string();
    service.put(&request.id).json(body).http2().send().await.expect(200);
    let path = "/rest/gdpr/shops/inTRONICS/customers/BB002";
    service.ask("GET", path).basic("viewer", PASSWORD).http2().send().await.expect(200);
    service.ask("GET", path).http2().send().await.expect(401);
}

#[tokio::test]
async fn pipelined_calls_on_one_connection_are_answered_in_order() {
    let service = Service::start().await;
    let calls = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n\
                  GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let answers = exchange(service.address, calls).await;
    let statuses: Vec<_> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
    assert_eq!(statuses, ["200", "404", "200"], "{answers}");
}

/// Longer than what is looked at of a line.
fn padded(text: &str) -> String {
    text.replace("{spaces}", &" ".repeat(300)).replace("{zeros}", &"0".repeat(300))
}

#[tokio::test]
async fn calls_that_smuggle_another_are_refused_once_and_the_connection_closed() {
    let service = Service::start().await;
    let smuggled = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
    for head in [
        "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n12345",
        "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n12345",
        "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
        "GET /x HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
        "junk\r\n\r\n",
        "GET /x HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /x y HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /x HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /x HTTP/1.1\nHost: x\n\n",
        "GET /x HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
        "PUT /x HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n12345",
        "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        "\0\0\0\0\r\n\r\n",
        &padded("PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked{spaces}, chunked\r\n\r\n0\r\n\r\n"),
        "PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;a\nb\r\n{}\r\n0\r\n\r\n",
        &padded("PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: 5{spaces}\r\n\r\n12345"),
        &padded("PUT /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{zeros}2\r\n{}\r\n0\r\n\r\n"),
    ] {
        let path = format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations");
        let head = head
            .replace("PUT /x", &format!("PUT {path}"))
            .replace("Host: x\r\n", "Host: x\r\nContent-Type: application/json\r\n");
        let answer = exchange(service.address, format!("{head}{smuggled}").as_bytes()).await;
        assert!(!answer.contains("alive"), "{head:?}: {answer}");
        assert_eq!(answer.matches("HTTP/").count(), 1, "{head:?}: {answer}");
        // That the exchange ended means that the connection was closed: nothing asked for it.
        assert!(answer.starts_with("HTTP/1.1 400 "), "{head:?}: {answer}");
    }
}

#[tokio::test]
async fn a_connection_that_stalls_is_closed() {
    let service = Service::start_with(|config| {
        config.limits.header_timeout = Duration::from_millis(200);
        config.limits.idle_timeout = Duration::from_millis(400);
    })
    .await;
    for begin in ["", "G", "GET / HTTP/1.1\r\nHost: x\r\nX: ", "PRI * HTTP/2.0\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]
    {
        let mut stream = TcpStream::connect(service.address).await.unwrap();
        stream.write_all(begin.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
        assert!(closed.is_ok(), "{begin:?} keeps a connection open");
    }
}

#[tokio::test]
async fn a_head_larger_than_the_limit_is_refused() {
    let service = Service::start().await;
    let head = format!("GET /livez HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(20_000));
    let answer = exchange(service.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let many = format!("GET /livez HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: a\r\n".repeat(200));
    let answer = exchange(service.address, many.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn more_connections_than_the_limit_wait_their_turn() {
    let service = Service::start_with(|config| config.limits.connections = 2).await;
    let first = TcpStream::connect(service.address).await.unwrap();
    let second = TcpStream::connect(service.address).await.unwrap();
    let third = tokio::spawn(service.ask("GET", "/livez").send());
    tokio::task::yield_now().await;
    drop((first, second));
    third.await.unwrap().expect(200);
}
