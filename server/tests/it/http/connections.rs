//! Connections: HTTP/1.1 and HTTP/2 on one port, several calls on one connection, and an end for those that stall.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

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

/// A connection from 127.0.0.`last`.
async fn connect_from(last: u8, service: &Service) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, last], 0))).unwrap();
    socket.connect(service.address).await.unwrap()
}

/// One with a call in progress, whose body does not come.
async fn busy_from(last: u8, service: &Service) -> TcpStream {
    let mut stream = connect_from(last, service).await;
    let path = format!("/INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations");
    let head = format!("PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n");
    stream.write_all(format!("{head}Expect: 100-continue\r\n\r\n").as_bytes()).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

/// Whether the server has closed it, or does within a moment.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_millis(100), stream.read_to_end(&mut rest)).await.is_ok()
}

#[tokio::test]
async fn when_all_places_are_used_one_more_waits_for_its_turn() {
    let service = Service::start_with(|config| config.limits.connections = 2).await;
    let (first, second) = (busy_from(1, &service).await, busy_from(1, &service).await);
    let third = tokio::spawn(service.ask("GET", "/livez").send());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!third.is_finished());
    drop((first, second));
    third.await.unwrap().expect(200);
}

#[tokio::test]
async fn when_places_run_out_the_connection_that_was_idle_for_longest_gives_way() {
    let service = Service::start_with(|config| config.limits.connections = 4).await;
    let mut busy = busy_from(1, &service).await;
    let mut idle = Vec::new();
    for last in 2..5 {
        idle.push(connect_from(last, &service).await);
        // The order in which the server sees them is that of their idleness.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    service.ask("GET", "/livez").from(9).send().await.expect(200);
    assert!(is_closed(&mut idle[0]).await);
    assert!(!is_closed(&mut idle[1]).await && !is_closed(&mut idle[2]).await && !is_closed(&mut busy).await);
}

#[tokio::test]
async fn nobody_is_held_up_by_a_client_that_opens_more_connections_than_there_are_places() {
    // With the limit of a client, and without.
    for per_client in [256, 0] {
        let service = Service::start_with(|config| config.limits.connections_per_client = per_client).await;
        let mut idle = Vec::new();
        for number in 0..1_040 {
            let mut stream = connect_from(2, &service).await;
            if number % 2 == 0 {
                // It cannot be told from those that say nothing.
                let _ = stream.write_all(b"GET /livez HTTP/1.1\r\n").await;
            }
            idle.push(stream);
        }
        for last in [1, 2, 3] {
            let begun = Instant::now();
            service.ask("GET", "/livez").from(last).send().await.expect(200);
            assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        }
    }
}

#[tokio::test]
async fn a_client_that_uses_all_its_connections_gets_no_more_and_others_do() {
    let service = Service::start_with(|config| config.limits.connections_per_client = 2).await;
    let (mut first, mut second) = (busy_from(2, &service).await, busy_from(2, &service).await);
    let mut third = connect_from(2, &service).await;
    assert!(is_closed(&mut third).await);
    service.ask("GET", "/livez").from(3).send().await.expect(200);
    // One that is idle gives way to the next of the same client, whoever else is idle for longer.
    let mut other = connect_from(3, &service).await;
    drop(first);
    tokio::time::sleep(Duration::from_millis(100)).await;
    first = connect_from(2, &service).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    service.ask("GET", "/livez").from(2).send().await.expect(200);
    assert!(is_closed(&mut first).await);
    assert!(!is_closed(&mut second).await && !is_closed(&mut other).await);
}

#[tokio::test]
async fn a_trusted_proxy_has_no_limit_of_its_own() {
    let service = Service::start_with(|config| {
        config.limits.connections_per_client = 1;
        config.proxy.trusted = vec!["127.0.0.2".parse().unwrap()];
    })
    .await;
    let mut proxies = Vec::new();
    for _ in 0..4 {
        proxies.push(busy_from(2, &service).await);
    }
    for proxy in &mut proxies {
        assert!(!is_closed(proxy).await);
    }
    let mut client = busy_from(1, &service).await;
    assert!(is_closed(&mut connect_from(1, &service).await).await);
    assert!(!is_closed(&mut client).await);
}

/// Status lines and the ends of bodies are enough to tell answers apart.
fn statuses(answers: &str) -> Vec<&str> {
    answers.split("HTTP/1.").skip(1).map(|answer| &answer[2..5]).collect()
}

#[tokio::test]
async fn pipelined_calls_with_bodies_of_either_framing_do_not_mix() {
    let service = Service::start().await;
    let (one, other) = (service.request(), service.request());
    let head = |id: &str, more: &str| {
        format!(
            "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/{id}/confirmations HTTP/1.1\r\nHost: x\r\n\
             Content-Type: application/json\r\n{more}\r\n\r\n"
        )
    };
    let body = |hash: &str| serde_json::json!({"hash": hash}).to_string();
    let (first, second) = (body(&one.hash), body(&other.hash));
    let calls = [
        head(&one.id, "Transfer-Encoding: chunked"),
        format!(
            "{:x};x=y\r\n{}\r\n{:x}\r\n{}\r\n0\r\nX-Trailer: x\r\n\r\n",
            5,
            &first[..5],
            first.len() - 5,
            &first[5..]
        ),
        head(&other.id, &format!("Content-Length: {}", second.len())),
        second,
        head("undefined", "Content-Length: 2\r\nConnection: close"),
        "{}".to_owned(),
    ];
    let answers = exchange(service.address, calls.concat().as_bytes()).await;
    assert_eq!(statuses(&answers), ["200", "200", "404"], "{answers}");
    assert_eq!(answers.matches("gdpr_request.confirmed.info").count(), 2, "{answers}");
}

#[tokio::test]
async fn http_1_0_ends_after_an_answer_unless_asked_to_stay() {
    let service = Service::start().await;
    let request = service.request();
    let body = serde_json::json!({"hash": request.hash}).to_string();
    let put = format!(
        "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/{}/confirmations HTTP/1.0\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n{body}",
        request.id,
        body.len()
    );
    // RFC 9110 section 10.1.1: nobody asks for an interim answer with HTTP/1.0.
    let answer = exchange(service.address, put.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.0 200 ") && !answer.contains("100 Continue"), "{answer}");
    let twice = "GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /livez HTTP/1.0\r\n\r\n";
    let answers = exchange(service.address, twice.as_bytes()).await;
    assert_eq!(statuses(&answers), ["200", "200"], "{answers}");
    let (first, _) = answers.split_once("\r\n\r\n").unwrap();
    assert!(first.to_ascii_lowercase().contains("connection: keep-alive"), "{answers}");
}

#[tokio::test]
async fn a_connection_ends_when_the_client_says_so() {
    let service = Service::start().await;
    let calls = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n";
    let answers = exchange(service.address, calls.as_bytes()).await;
    assert_eq!(statuses(&answers), ["200"], "{answers}");
    assert!(answers.contains("connection: close"), "{answers}");
}

#[tokio::test]
async fn a_target_beyond_what_can_be_read_is_414() {
    let service = Service::start_with(|config| config.limits.header_bytes = 1 << 20).await;
    let head = format!("GET /{} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "a".repeat(70_000));
    let answer = exchange(service.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
}
