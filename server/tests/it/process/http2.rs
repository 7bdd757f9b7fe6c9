//! Attacks over HTTP/2: each ends with the attacker's connection, in bounded memory, while others are answered.

use std::time::Duration;

use tokio::io::AsyncWriteExt;

use crate::support::frames::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, Frames, GOAWAY, HEADERS, PING, REFUSED_STREAM, RST_STREAM, frame, get,
    settings,
};
use crate::support::process::{Server, Site};

/// More than one attack may take.
const ROOM: usize = 16 << 20;

struct Attacked {
    _site: Site,
    server: Server,
    before: usize,
}

impl Attacked {
    async fn new() -> Self {
        let site = Site::new();
        std::fs::write(site.path("gdpr.toml"), "[limits]\nidle_timeout = \"2s\"\nheader_timeout = \"1s\"\n").unwrap();
        let server = site.serve_with(&["--config", "gdpr.toml"]).await;
        server.ask("GET", "/readyz").http2().send().await.expect(200);
        let before = server.peak_memory();
        Self { _site: site, server, before }
    }

    async fn connect(&self, settings: &[(u16, u32)]) -> Frames {
        Frames::connect(self.server.address, settings).await
    }

    /// Others are answered, and what it took is given back.
    async fn survived(self) {
        self.server.ask("GET", "/readyz").http2().send().await.expect(200);
        self.server.ask("GET", "/readyz").send().await.expect(200);
        let taken = self.server.peak_memory() - self.before;
        assert!(taken < ROOM, "{taken} bytes");
        let log = self.server.stop().await;
        assert!(!log.contains("panic"), "{log}");
    }
}

/// Writes until the server does not want any more, and gives back how many bytes it took.
async fn flood(connection: &mut Frames, bytes: &[u8], most: usize) -> usize {
    let mut written = 0;
    while written < most {
        let wrote = tokio::time::timeout(Duration::from_secs(30), connection.writer.write(bytes)).await;
        match wrote.expect("neither taken nor refused") {
            Ok(count) if count > 0 => written += count,
            _ => break,
        }
    }
    written
}

#[tokio::test]
async fn rapid_reset_ends_the_connection() {
    let attacked = Attacked::new().await;
    let mut connection = attacked.connect(&[]).await;
    let streams = (0..20_000_u32).map(|number| number * 2 + 1);
    let attack: Vec<u8> = streams
        .flat_map(|stream| {
            let open = frame(HEADERS, END_HEADERS | END_STREAM, stream, &get("/openapi/icm-gdpr.yaml"));
            [open, frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes())].concat()
        })
        .collect();
    flood(&mut connection, &attack, attack.len()).await;
    assert_eq!(connection.next_of(GOAWAY).await.map(|goaway| goaway.error()), Some(11), "ENHANCE_YOUR_CALM");
    attacked.survived().await;
}

#[tokio::test]
async fn a_flood_of_continuations_ends_the_connection() {
    for part in [0, 1, 16_384] {
        let attacked = Attacked::new().await;
        let mut connection = attacked.connect(&[]).await;
        connection.writer.write_all(&frame(HEADERS, 0, 1, &get("/livez"))).await.unwrap();
        // Of a header that never ends.
        let payload: Vec<u8> =
            [0x40, 0x01, b'x', 0x7f, 0xff, 0xff, 0xff, 0x07].iter().copied().chain([b'a'; 16_384]).collect();
        let taken = flood(&mut connection, &frame(CONTINUATION, 0, 1, &payload[..part]), 64 << 20).await;
        assert!(taken < 64 << 20, "{part}");
        attacked.survived().await;
    }
}

#[tokio::test]
async fn settings_that_are_too_large_or_make_no_sense_end_the_connection() {
    let attacked = Attacked::new().await;
    let many = vec![(0x7777, 1); 2_731];
    for (what, bytes) in [
        ("a frame larger than the limit", settings(&many)),
        ("a window larger than there is", settings(&[(4, u32::MAX)])),
        ("a frame size below the least", settings(&[(5, 1)])),
        ("ENABLE_PUSH with 2", settings(&[(2, 2)])),
        ("half a setting", frame(4, 0, 0, &[0; 5])),
        ("on a stream", frame(4, 0, 1, &[])),
    ] {
        let mut connection = attacked.connect(&[]).await;
        connection.writer.write_all(&bytes).await.unwrap();
        let goaway = connection.next_of(GOAWAY).await.unwrap_or_else(|| panic!("{what}"));
        assert_ne!(goaway.error(), 0, "{what}");
        assert!(connection.next().await.is_none(), "{what}");
    }
    attacked.survived().await;
}

#[tokio::test]
async fn legal_settings_of_any_size_cost_nothing() {
    let attacked = Attacked::new().await;
    // A header table of 4 GB, frames of 16 MB, header lists of 4 GB.
    let mut connection = attacked.connect(&[(1, u32::MAX), (5, 0x00ff_ffff), (6, u32::MAX), (3, 0)]).await;
    let mut sent = Vec::new();
    for stream in (1..40).step_by(2) {
        sent.extend(frame(HEADERS, END_HEADERS | END_STREAM, stream, &get("/livez")));
    }
    connection.writer.write_all(&sent).await.unwrap();
    for _ in 0..20 {
        assert!(connection.next_of(DATA).await.is_some());
    }
    attacked.survived().await;
}

#[tokio::test]
async fn floods_of_which_nothing_is_read_are_not_taken() {
    let attacked = Attacked::new().await;
    for (what, bytes) in [("PING", frame(PING, 0, 0, &[1; 8])), ("SETTINGS", settings(&[(4, 1)]))] {
        let mut connection = attacked.connect(&[]).await;
        // Each wants an answer. Nobody reads them: the server stops taking more, and ends the connection.
        let taken = flood(&mut connection, &bytes.repeat(1_000), 256 << 20).await;
        assert!(taken < 256 << 20, "{what}: {taken}");
    }
    attacked.survived().await;
}

#[tokio::test]
async fn answers_that_nobody_takes_are_few_and_do_not_stay() {
    let attacked = Attacked::new().await;
    // A window of nothing: no byte of an answer may be sent.
    let mut connection = attacked.connect(&[(4, 0)]).await;
    let mut sent = Vec::new();
    for number in 0..200_u32 {
        sent.extend(frame(HEADERS, END_HEADERS | END_STREAM, number * 2 + 1, &get("/openapi/iom-gdpr.yaml")));
    }
    connection.writer.write_all(&sent).await.unwrap();
    let refused = connection.next_of(RST_STREAM).await.expect("a stream too many");
    assert_eq!((refused.error(), refused.stream), (REFUSED_STREAM, 64 * 2 + 1));
    assert!(connection.next_of(GOAWAY).await.is_some());
    while connection.next().await.is_some() {}
    attacked.survived().await;
}

#[tokio::test]
async fn a_header_list_over_the_limit_is_431_and_the_connection_goes_on() {
    let attacked = Attacked::new().await;
    let ask = |size: usize| attacked.server.ask("GET", "/livez").header("x-long", "a".repeat(size)).http2();
    assert_eq!(ask(20_000).send_unchecked().await.status, 431);
    ask(10_000).send().await.expect(200);
    attacked.survived().await;
}
