//! `webhook test`, and what the other commands say of endpoints.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use super::World;

/// Base64 of 32 times the same byte.
const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// An endpoint that answers one call with this status, and gives back what it heard.
fn answering(status: u16) -> (u16, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut heard = Vec::new();
        while !heard.ends_with(b"}}") {
            let mut bytes = [0; 1024];
            let length = stream.read(&mut bytes).unwrap();
            assert!(length > 0, "it ended after {heard:?}");
            heard.extend_from_slice(&bytes[..length]);
        }
        write!(stream, "HTTP/1.1 {status} Invented\r\ncontent-length: 0\r\n\r\n").unwrap();
        String::from_utf8(heard).unwrap()
    });
    (port, heard)
}

/// A world whose configuration has the endpoint `crm` there.
fn world(port: u16, secret: &str) -> World {
    let world = World::new().with("GDPR_CONFIG", "gdpr.toml");
    let config = format!("[[webhooks]]\nname = 'crm'\nurl = 'http://127.0.0.1:{port}/'\nkey_id = 'k1'\n{secret}\n");
    world.write("gdpr.toml", config);
    world
}

#[test]
fn a_ping_is_signed_and_its_answer_is_told() {
    let (port, heard) = answering(204);
    let world = world(port, "secret_file = 'crm.key'");
    world.write("crm.key", format!("whsec_{KEY}\n"));
    assert_eq!(world.run("webhook test crm").done(), "crm took the ping (http.204)\n");
    let heard = heard.join().unwrap();
    for expected in ["POST / HTTP/1.1\r\n", "webhook-id: test-", "webhook-key-id: k1\r\n", "webhook-signature: v1,"] {
        assert!(heard.contains(expected), "{heard}");
    }
    assert!(heard.contains("\r\n\r\n{\"type\":\"ping\",") && !heard.contains(KEY), "{heard}");
    assert!(!world.path("gdpr.db").exists(), "no database is needed");
}

#[test]
fn a_ping_that_is_not_taken_says_why() {
    let (port, heard) = answering(500);
    let world = world(port, &format!("secret = '{KEY}'"));
    world.run("webhook test crm").refused(1, &["crm did not take the ping (http.500); docs/webhooks.md"]);
    heard.join().unwrap();
    world.run("webhook test crm").refused(1, &["(webhook.connection)"]);
    world.run("webhook test cmr").refused(1, &["there is no endpoint of this name; the configuration has crm"]);
    World::new().run("webhook test crm").refused(1, &["no section [[webhooks]]"]);
}

#[test]
fn what_is_wrong_with_keys_and_certificates_is_told_at_start_by_name() {
    for (secret, said) in [
        ("secret = 'a word'", "webhooks.secret of \"crm\": must be 32 to 64 random bytes in base64"),
        ("secret_file = 'crm.key'", "webhooks.secret_file of \"crm\": crm.key cannot be read: "),
        ("secret_file = 'short.key'", "webhooks.secret_file of \"crm\": must be 32 to 64 random bytes in base64"),
        (
            &format!("secret = '{KEY}'\nca_file = 'short.key'"),
            "webhooks.ca_file of \"crm\": short.key has no certificate in PEM form",
        ),
    ] {
        let world = world(9, secret);
        world.write("short.key", "c2hvcnQ=");
        for command in ["check-config", "serve --listen 127.0.0.1:0", "webhook test crm"] {
            let done = world.run(command);
            assert_eq!(done.code, 2, "{command}: {}", done.err);
            assert!(done.err.contains(said), "{command}: {}", done.err);
            assert!(!done.err.contains("a word") && !done.err.contains("c2hvcnQ"), "{}", done.err);
        }
    }
}
