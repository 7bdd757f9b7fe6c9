//! The package itself, over the socket.

use std::fmt::Write as _;
use std::io::{Cursor, Read};
use std::time::Duration;

use domain::request::rules::Collection;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use zip::ZipArchive;

use super::{FETCHED, ORDER, PAGE, comes_to, form, heading, history, link, open, ready, ready_of, show, stands, start};
use crate::support::service::{Made, Service};

/// Somebody with so many orders that a package does not fit into what is buffered on the way.
fn somebody_with_much() -> Value {
    let noise = |seed: u64| {
        // Hard to compress, and the same each time: splitmix64.
        let mut state = seed.wrapping_mul(0xD134_2543_DE82_EF95);
        let mut text = String::new();
        while text.len() < 2_000 {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            write!(text, "{:016x}", mixed ^ (mixed >> 31)).unwrap();
        }
        text
    };
    let orders: Vec<_> = (0..6_000_u64)
        .map(|number| json!({"shopOrderNumber": format!("A-{number}"), "orderPositions": [{"shopArticleNumber": noise(number)}]}))
        .collect();
    json!({"shopCustomerNumber": "C-MUCH", "customerType": "b2c", "email": "e@example.org", "orders": orders})
}

/// Sends the form over a connection of its own, which is handed back.
async fn begin(service: &Service, request: &Made, proof: &str) -> TcpStream {
    let body = format!("Hash={}&PersonalDataRequestID={}&Proof={proof}", request.hash, request.id);
    let head = format!(
        "POST {PAGE} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        service.address,
        body.len()
    );
    let socket = TcpSocket::new_v4().unwrap();
    // As over a slow line: what is sent waits at the sender.
    socket.set_recv_buffer_size(8_192).unwrap();
    let mut stream = socket.connect(service.address).await.unwrap();
    stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn what_the_link_brings_is_the_package_and_it_brings_it_once() {
    let service = start().await;
    let request = ready(&service);
    let answer = show(&service, &request, "+a-4711+").await.expect(200);
    assert_eq!(answer.header("content-type"), "application/zip");
    let name = format!("attachment; filename=\"data-{}.zip\"", request.id);
    assert_eq!((answer.header("content-disposition"), answer.header("accept-ranges")), (name.as_str(), "none"));
    let mut package = ZipArchive::new(Cursor::new(&answer.body)).unwrap();
    let document: Value = serde_json::from_reader(package.by_name("data.json").unwrap()).unwrap();
    assert_eq!(document["lastName"], "Mustermann");
    comes_to(&service, &request, Collection::Fetched).await;
    assert!(history(&service, &request).ends_with(&["package-fetch", "package-delivered"].map(str::to_owned)));
    assert_eq!(heading(&open(&service, &request).await.expect(404)), FETCHED);
    assert_eq!(heading(&show(&service, &request, ORDER).await.expect(404)), FETCHED);
    let folder = service.database().with_extension("db.packages");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0, "the file is gone");
}

#[tokio::test]
async fn it_is_the_same_over_http2() {
    let service = start().await;
    let request = ready(&service);
    let answer = form(&service, &request, ORDER).http2().send().await.expect(200);
    assert!(ZipArchive::new(Cursor::new(&answer.body)).is_ok());
    comes_to(&service, &request, Collection::Fetched).await;
}

#[tokio::test]
async fn a_download_that_is_broken_off_leaves_the_link_as_it_was() {
    let service = start().await;
    // A small package would go into buffers as a whole before its receiver goes away, a large one does not fit.
    let (small, large) = (ready(&service), ready_of(&service, &somebody_with_much()));
    for (request, proof, read) in [(&small, ORDER, 100), (&large, "A-5999", 100_000)] {
        for _ in 0..2 {
            let mut stream = begin(&service, request, proof).await;
            let mut some = vec![0; read];
            stream.read_exact(&mut some).await.unwrap();
            assert!(some.starts_with(b"HTTP/1.1 200 OK\r\n"), "{}", String::from_utf8_lossy(&some[..100]));
            // Long enough for everything that is sent without waiting for the receiver.
            tokio::time::sleep(Duration::from_millis(150)).await;
            drop(stream);
        }
    }
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    for (request, proof) in [(&small, ORDER), (&large, "A-5999")] {
        assert_eq!(stands(&service, request), Collection::Open, "{proof}");
        let begun = history(&service, request).iter().filter(|action| *action == "package-fetch").count();
        assert_eq!(begun, 2, "that data left is known");
        let answer = show(&service, request, proof).await.expect(200);
        assert!(ZipArchive::new(Cursor::new(&answer.body)).is_ok());
        comes_to(&service, request, Collection::Fetched).await;
    }
}

#[tokio::test]
async fn a_receiver_who_reads_slowly_holds_nobody_up_and_gets_everything() {
    let service = start().await;
    let request = ready_of(&service, &somebody_with_much());
    let mut streams = Vec::new();
    for _ in 0..20 {
        let mut stream = begin(&service, &request, "A-0").await;
        stream.read_exact(&mut [0; 1_000]).await.unwrap();
        streams.push(stream);
    }
    // None of them reads on; all others are served.
    assert_eq!(open(&service, &request).await.expect(200).status, 200);
    let answer = show(&service, &request, "A-0").await.expect(200);
    let mut package = ZipArchive::new(Cursor::new(&answer.body)).unwrap();
    let mut document = String::new();
    package.by_name("data.json").unwrap().read_to_string(&mut document).unwrap();
    assert!(document.len() > 10_000_000 && answer.body.len() > 8_000_000, "{}", answer.body.len());
}

#[tokio::test]
async fn a_package_that_was_damaged_is_never_taken_for_whole() {
    let service = start().await;
    let request = ready_of(&service, &somebody_with_much());
    let folder = service.database().with_extension("db.packages");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let mut sealed = std::fs::read(&file).unwrap();
    let middle = sealed.len() / 2;
    sealed[middle] ^= 1;
    std::fs::write(&file, sealed).unwrap();
    let mut stream = begin(&service, &request, "A-0").await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(answer.starts_with(b"HTTP/1.1 200 OK\r\n"));
    assert!(!answer.ends_with(b"\r\n0\r\n\r\n"), "the body has no end");
    assert_eq!(stands(&service, &request), Collection::Open);
    assert_eq!(open(&service, &request).await.expect(200).status, 200);
    assert!(service.ask("GET", &link(&request.id, &request.hash)).send().await.status == 200);
}
