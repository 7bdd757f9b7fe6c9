//! Bodies: what is read, what is refused, and that nothing gets in the way of the next call.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::client::{CONTAINER, exchange};
use crate::support::service::Service;
use crate::support::world::SITE;

#[tokio::test]
async fn what_is_not_one_json_object_is_400_in_the_contracts_shape() {
    let service = Service::start().await;
    let deep = format!("{}1{}", "[".repeat(30_000), "]".repeat(30_000));
    let nested = format!("{{\"x\":{}", "{\"x\":".repeat(10_000));
    let number = format!("{{\"hash\":{}}}", "9".repeat(60_000));
    let bodies: [&[u8]; 23] = [
        b"{",
        b"}",
        b"[]",
        b"[\"hash\"]",
        b"null",
        b"\"text\"",
        b"1",
        b"{} {}",
        b"{}\0",
        b"{'hash':1}",
        b"{\"hash\":}",
        b"{\"hash\":1}",
        b"{\"hash\":{}}",
        b"{\"hash\":[]}",
        b"{\"hash\":true}",
        b"{\"hash\":\"a\",\"hash\":\"b\"}",
        b"{\"hash\":\"\\ud800\"}",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\0}\0",
        b"{\"hash\":\"\xff\"}",
        deep.as_bytes(),
        nested.as_bytes(),
        number.as_bytes(),
    ];
    for body in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        let answer = service.put("undefined").json(body.to_vec()).send().await;
        assert_eq!(answer.status, 400, "{shown}: {answer:?}");
        assert_eq!(answer.header("content-type"), CONTAINER, "{shown}");
        assert_eq!(answer.error(), "request.malformed.error", "{shown}");
    }
}

#[tokio::test]
async fn json_of_any_depth_and_size_is_answered_in_shape_however_large_bodies_may_be() {
    let service = Service::start_with(|config| config.limits.body_bytes = 4 << 20).await;
    let (deep, megabyte) = (100_000, 1 << 20);
    let lists = format!("{}{}", "[".repeat(deep), "]".repeat(deep));
    let objects = format!("{}1{}", "{\"x\":".repeat(deep), "}".repeat(deep));
    let (digits, text) = ("9".repeat(megabyte), "a".repeat(megabyte));
    for (body, status) in [
        (lists.clone(), 400),
        (objects.clone(), 404),
        (objects.replace('x', "hash"), 400),
        (format!("{{\"hash\":{lists}}}"), 400),
        (format!("{{\"hash\":{objects}}}"), 400),
        (format!("{{\"hash\":{}}}", "[".repeat(deep)), 400),
        (format!("{{\"hash\":{digits}}}"), 400),
        (format!("{{\"hash\":-{digits}.{digits}e{digits}}}"), 400),
        (format!("{{\"hash\":\"{text}\"}}"), 404),
        (format!("{{\"{text}\":1}}"), 404),
        (format!("{{\"{text}\":1,\"{text}\":1}}"), 400),
        // What the contract does not know is passed over, whatever is in it.
        (format!("{{\"x\":{lists}}}"), 404),
        (format!("{{\"x\":{digits}}}"), 404),
        (format!("{{\"x\":{}}}", "[".repeat(deep)), 400),
    ] {
        let shown = body[..20.min(body.len())].to_owned();
        let answer = service.put("undefined").json(body).send().await;
        assert_eq!((answer.status, answer.header("content-type")), (status, CONTAINER), "{shown}: {answer:?}");
        assert!(answer.body.len() < 1_000, "{shown}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_utf8_is_400_wherever_it_is_not() {
    let service = Service::start().await;
    let request = service.request();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let right = json!({"hash": request.hash}).to_string();
    let with = |member: &[u8]| [&right.as_bytes()[..right.len() - 1], b",", member, b"}"].concat();
    for body in [
        utf16(&right),
        right.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        with(b"\"x\":\"\xff\""),
        with(b"\"x\":[{\"y\":\"\xc0\xaf\"}]"),
        with(b"\"\xed\xa0\x80\":1"),
        with(b"\"x\":\"\xf0\x80\x80\xaf\""),
    ] {
        let shown = String::from_utf8_lossy(&body).into_owned();
        let answer = service.put(&request.id).json(body).send().await;
        assert_eq!((answer.status, answer.error().as_str()), (400, "request.malformed.error"), "{shown}");
    }
    let answer = service.confirm(&request.id, &request.hash).await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], "gdpr_request.confirmation.info");
}

#[tokio::test]
async fn a_body_that_is_not_said_to_be_plain_json_is_415() {
    let service = Service::start().await;
    for media_type in ["text/plain", "application/xml", "application/vnd.intershop.gdpr.v1+json", "json", "", "*/*"] {
        let answer = service.put("x").json("{}").header("content-type", media_type).send().await.expect(415);
        assert_eq!(answer.error(), "request.unsupported_media_type.error", "{media_type}");
    }
    service.put("x").raw("{}").send().await.expect(415);
    service.put("x").json("{}").another("content-type", "application/json").send().await.expect(415);
    service.put("x").json("{}").header("content-encoding", "gzip").send().await.expect(415);
    for media_type in ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;x=\"y;z\""] {
        service.put("x").json("{}").header("content-type", media_type).send().await.expect(404);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_whether_announced_or_not() {
    let service = Service::start().await;
    let body = |length: usize| format!("{{\"x\":\"{}\"}}", "a".repeat(length - 8));
    service.put("x").json(body(65_536)).send().await.expect(404);
    let answer = service.put("x").json(body(65_537)).send_unchecked().await;
    assert_eq!((answer.status, answer.error().as_str()), (413, "request.too_large.error"));

    let chunk = format!("10000\r\n{}\r\n", "a".repeat(65_536));
    let head = format!(
        "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations HTTP/1.1\r\nHost: x\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n{chunk}{chunk}"
    );
    let answer = exchange(service.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_body_that_is_announced_too_long_is_refused_before_it_is_sent() {
    let service = Service::start().await;
    let head = format!(
        "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations HTTP/1.1\r\nHost: x\r\n\
         Content-Type: application/json\r\nContent-Length: 200000000\r\nExpect: 100-continue\r\n\r\n"
    );
    let answer = exchange(service.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(!answer.contains("100 Continue"), "{answer}");
}

#[tokio::test]
async fn a_body_that_is_expected_to_continue_is_asked_for() {
    let service = Service::start().await;
    let mut stream = tokio::net::TcpStream::connect(service.address).await.unwrap();
    let head = format!(
        "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).await.unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{}").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_408() {
    let service =
        Service::start_with(|config| config.limits.body_timeout = std::time::Duration::from_millis(100)).await;
    let head = format!(
        "PUT /INTERSHOP/rest/WFS/{SITE}/-/gdpr-requests/x/confirmations HTTP/1.1\r\nHost: x\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{"
    );
    let answer = exchange(service.address, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("request.too_slow.error"), "{answer}");
}

#[tokio::test]
async fn an_operation_without_a_body_does_not_look_at_one() {
    let service = Service::start().await;
    let path = "/rest/gdpr/shops/inTRONICS/customers/BB002";
    let ask = service.ask("GET", path).basic("viewer", crate::support::world::PASSWORD);
    ask.raw("not json").send().await.expect(200);
}

#[tokio::test]
async fn a_refused_body_leaves_the_request_as_it_was() {
    let service = Service::start().await;
    let request = service.request();
    let body = json!({"hash": request.hash}).to_string();
    service.put(&request.id).json(format!("{body}x")).send().await.expect(400);
    service.put(&request.id).json(body.clone()).header("content-type", "text/plain").send().await.expect(415);
    service.put(&request.id).json(body.clone()).header("accept", "text/html").send().await.expect(406);
    let answer = service.put(&request.id).json(body).send().await.expect(200);
    assert_eq!(answer.json()["infos"][0]["code"], "gdpr_request.confirmation.info");
}
