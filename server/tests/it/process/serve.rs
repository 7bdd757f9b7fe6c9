//! Start and end of the service, and the demo that a newcomer meets first.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::process::Site;
use crate::support::world::SITE;

#[tokio::test]
async fn the_first_line_says_where_it_listens() {
    let site = Site::new();
    let server = site.serve().await;
    assert_eq!(server.greeting, format!("listening on http://{}\n", server.address));
    assert_ne!(server.address.port(), 0);
    server.ask("GET", "/readyz").send().await.expect(200);
}

#[tokio::test]
async fn sigterm_and_sigint_finish_what_has_begun_and_exit_0() {
    for signal in ["-TERM", "-INT"] {
        let site = Site::with_world().await;
        let server = site.serve().await;
        let request = site.request().await;
        let body = format!(r#"{{"hash":"{}"}}"#, request.hash);
        let head = format!(
            "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/{}/confirmations HTTP/1.1\r\nHost: x\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
            request.id,
            body.len()
        );
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut interim = [0; 25];
        // The call has begun as soon as its body is asked for.
        stream.read_exact(&mut interim).await.unwrap();
        server.signal(signal);
        while TcpStream::connect(server.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        stream.write_all(body.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let (status, log) = server.ended().await;
        assert_eq!(status.code(), Some(0), "{log}");
        assert_eq!(site.state(&request.id).await, "confirmed");
    }
}

#[tokio::test]
async fn a_call_that_never_ends_does_not_hold_up_the_end_for_ever() {
    let site = Site::new();
    std::fs::write(site.path("gdpr.toml"), "[limits]\nshutdown_grace = \"1s\"\n").unwrap();
    let server = site.serve_with(&["--config", "gdpr.toml"]).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations HTTP/1.1\r\nHost: x\r\n\
         Content-Type: application/json\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    server.stop().await;
}

#[tokio::test]
async fn a_port_that_is_taken_is_said_and_nothing_hangs() {
    let site = Site::new();
    let server = site.serve().await;
    let taken = server.address.to_string();
    let output = site.command(&["serve", "--listen", &taken]).output().await.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains(&taken), "{errors}");
}
