//! `healthcheck`.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::World;

/// A server that takes one call, answers with this status line, and says what it was asked.
fn answering(status: &'static str) -> (String, std::thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            asked.extend(byte);
        }
        write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").unwrap();
        String::from_utf8(asked).unwrap()
    });
    (address, server)
}

#[test]
fn a_ready_server_is_healthy() {
    let (address, server) = answering("200 OK");
    assert_eq!(World::new().with("GDPR_LISTEN", &address).run("healthcheck").done(), "ready\n");
    let asked = server.join().unwrap();
    assert!(
        asked.starts_with("GET /readyz HTTP/1.1\r\n") && asked.contains(&format!("host: {address}\r\n")),
        "{asked}"
    );
}

#[test]
fn the_url_can_be_named() {
    let (address, server) = answering("200 OK");
    World::new().run(&format!("healthcheck http://{address}/livez")).done();
    assert!(server.join().unwrap().starts_with("GET /livez "));
    let (address, server) = answering("200 OK");
    World::new().run(&format!("healthcheck http://{address}")).done();
    assert!(server.join().unwrap().starts_with("GET /readyz "));
    for url in ["https://127.0.0.1/readyz", "127.0.0.1:8080", "/readyz", "ftp://x/"] {
        World::new().run(&format!("healthcheck {url}")).refused(2, &["the URL must be one with http"]);
    }
}

#[test]
fn a_server_that_is_not_ready_or_not_there_is_not_healthy() {
    let (address, server) = answering("503 Service Unavailable");
    World::new().run(&format!("healthcheck http://{address}/readyz")).refused(1, &["answers 503"]);
    server.join().unwrap();
    World::new().run("healthcheck http://127.0.0.1:1/readyz").refused(1, &["gives no answer"]);
    // Takes the connection and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/readyz", silent.local_addr().unwrap());
    World::new().run(&format!("healthcheck {url}")).refused(1, &["gives no answer within 5 s"]);
}
