//! One call to one endpoint, and what each way to answer it means.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::clock::Timestamp;
use domain::webhook::{Answer, Endpoints};
use gdpr_server::config::Webhook;
use gdpr_server::webhook::{Message, NoRecipients, Sender, SigningKey, open};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::support::receiver::{KEY, KEY_ID, Receiver, Reply, endpoint};
use crate::support::smtp::Certificates;

const BODY: &[u8] = br#"{"type":"customer.erased","data":{"customerNumber":"BB002"}}"#;

/// Tells the endpoint `crm` as this one says.
async fn send_to(webhook: Webhook) -> Answer {
    let at = Timestamp::from_timestamp_millis(1_795_339_800_999).unwrap();
    let recipients = open(&[webhook]).unwrap();
    recipients.send(&"crm".parse().unwrap(), Message { id: "id-1", body: BODY, at }).await
}

/// Tells a receiver that answers like this.
async fn send_and_hear(reply: Reply) -> Answer {
    let receiver = Receiver::start(vec![reply]).await;
    let answer = send_to(receiver.endpoint("crm")).await;
    assert_eq!(receiver.calls().len(), 1, "it is asked once");
    answer
}

fn later(code: &str) -> Answer {
    Answer::Later(code.to_owned())
}

#[tokio::test]
async fn a_call_is_signed_over_the_bytes_that_arrive() {
    let receiver = Receiver::start(vec![Reply::status(204)]).await;
    assert_eq!(send_to(receiver.endpoint("crm")).await, Answer::Taken("http.204".to_owned()));
    let [call] = &receiver.calls()[..] else { panic!("there is one call") };
    assert_eq!((call.line.as_str(), call.body.as_slice()), ("POST /hooks?from=gdpr HTTP/1.1", BODY));
    assert_eq!(call.header("host"), receiver.address.to_string());
    assert_eq!(call.header("content-type"), "application/json");
    assert_eq!(call.header("webhook-id"), "id-1");
    assert_eq!(call.header("webhook-timestamp"), "1795339800", "whole seconds");
    assert_eq!(call.header("webhook-key-id"), KEY_ID);
    let expected = SigningKey::read(KEY).unwrap().sign("id-1", 1_795_339_800, &call.body);
    assert_eq!(call.header("webhook-signature"), expected);
}

#[tokio::test]
async fn two_hundred_and_something_is_a_yes_gone_is_never_and_anything_else_is_tried_again() {
    for status in [200, 201, 202, 204, 299] {
        assert_eq!(send_and_hear(Reply::status(status)).await, Answer::Taken(format!("http.{status}")));
    }
    assert_eq!(send_and_hear(Reply::status(410)).await, Answer::Never("http.410".to_owned()));
    for status in [304, 400, 401, 403, 404, 422, 429, 500, 502, 503] {
        assert_eq!(send_and_hear(Reply::status(status)).await, later(&format!("http.{status}")));
    }
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Receiver::start(vec![Reply::status(204)]).await;
    for status in [301, 302, 303, 307, 308] {
        let head = format!("location: http://{}/\r\n", elsewhere.address);
        assert_eq!(send_and_hear(Reply::with(status, &head)).await, later(&format!("http.{status}")));
    }
    assert!(elsewhere.calls().is_empty(), "the customer's number goes to nobody else");
}

#[tokio::test]
async fn who_does_not_answer_in_time_is_asked_again_later() {
    let receiver = Receiver::start(vec![Reply::Hangs]).await;
    let webhook = Webhook { timeout: Duration::from_millis(300), ..receiver.endpoint("crm") };
    let begin = Instant::now();
    assert_eq!(send_to(webhook).await, later("webhook.timeout"));
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert_eq!(receiver.calls().len(), 1);
}

#[tokio::test]
async fn who_hangs_up_or_is_not_there_is_asked_again_later() {
    assert_eq!(send_and_hear(Reply::HangsUp).await, later("webhook.dropped"));
    assert_eq!(send_and_hear(Reply::Says(b"HTTP/1.1 204 In".to_vec())).await, later("webhook.dropped"));
    let receiver = Receiver::start(vec![Reply::status(204)]).await;
    let webhook = receiver.endpoint("crm");
    receiver.stop().await;
    assert_eq!(send_to(webhook).await, later("webhook.connection"));
    assert_eq!(send_to(endpoint("crm", "http://nobody.invalid/")).await, later("webhook.connection"));
}

#[tokio::test]
async fn of_an_answer_without_end_no_more_is_read_than_its_status_takes() {
    let begin = Instant::now();
    let body = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_vec();
    assert_eq!(send_and_hear(Reply::NeverEnds(body)).await, Answer::Taken("http.200".to_owned()));
    let head = b"HTTP/1.1 200 OK\r\nset-cookie: ".to_vec();
    assert_eq!(send_and_hear(Reply::NeverEnds(head)).await, later("webhook.not-http"));
    assert!(begin.elapsed() < Duration::from_secs(8), "none of it is waited for: {:?}", begin.elapsed());
}

#[tokio::test]
async fn who_speaks_something_else_is_asked_again_later() {
    assert_eq!(send_and_hear(Reply::Says(b"220 smtp.example ESMTP\r\n".to_vec())).await, later("webhook.not-http"));
}

#[tokio::test]
async fn an_endpoint_that_is_not_in_the_configuration_is_waited_for() {
    let recipients = open(&[]).unwrap();
    let message = Message { id: "id-1", body: BODY, at: Timestamp::UNIX_EPOCH };
    assert_eq!(recipients.send(&"crm".parse().unwrap(), message).await, later("webhook.no-endpoint"));
}

#[tokio::test]
async fn an_endpoint_hears_of_its_shops_alone_or_of_all() {
    let url = "https://crm.example/";
    let of_one = Webhook { shops: vec!["one".parse().unwrap()], ..endpoint("of-one", url) };
    let authority = Certificates::new();
    let trusting = |webhook| Webhook { ca_file: Some(authority.authority()), ..webhook };
    let recipients = open(&[trusting(of_one), trusting(endpoint("of-all", url))]).unwrap();
    let of =
        |shop: &str| -> Vec<String> { recipients.of(&shop.parse().unwrap()).iter().map(ToString::to_string).collect() };
    assert_eq!(of("one"), ["of-one", "of-all"]);
    assert_eq!(of("two"), ["of-all"]);
}

fn acceptor(certificates: &Certificates) -> TlsAcceptor {
    let (certificate, key) = certificates.server();
    let certificate = CertificateDer::from_pem_file(certificate).unwrap();
    let key = PrivateKeyDer::from_pem_file(key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

#[tokio::test]
async fn nothing_is_said_to_whoever_cannot_prove_to_be_the_endpoint() {
    let certificates = Certificates::new();
    let receiver = Receiver::start_with(vec![Reply::status(204)], Some(acceptor(&certificates))).await;
    let port = receiver.address.port();
    let webhook = endpoint("crm", &format!("https://localhost:{port}/hooks"));
    let others = Certificates::new();
    let other = Webhook { ca_file: Some(others.authority()), ..webhook.clone() };
    assert_eq!(send_to(other).await, later("webhook.tls"));
    // The authorities of the system do not know it either; a system may have none.
    match open(std::slice::from_ref(&webhook)) {
        Ok(_) => assert_eq!(send_to(webhook.clone()).await, later("webhook.tls")),
        Err(error) => assert!(matches!(error, NoRecipients::Authorities(_)), "{error}"),
    }
    let trusting = Webhook { ca_file: Some(certificates.authority()), ..webhook };
    let elsewhere = Webhook { url: format!("https://127.0.0.1:{port}/").parse().unwrap(), ..trusting.clone() };
    assert_eq!(send_to(elsewhere).await, later("webhook.tls"), "another name");
    assert!(receiver.calls().is_empty());
    assert_eq!(send_to(trusting.clone()).await, Answer::Taken("http.204".to_owned()));
    assert_eq!(receiver.calls()[0].body, BODY);

    let plain = Receiver::start(vec![Reply::status(204)]).await;
    let url = format!("https://localhost:{}/", plain.address.port()).parse().unwrap();
    let webhook = Webhook { url, timeout: Duration::from_secs(1), ..trusting };
    let answer = send_to(webhook).await;
    assert!(matches!(answer.code(), "webhook.tls" | "webhook.timeout"), "no TLS there: {answer:?}");
    assert!(plain.calls().is_empty());
}
