//! What passes unchanged, what is spoiled where, however the bytes are cut up.

use super::*;

/// The bytes as hyper sees them, when they arrive in pieces of this size.
fn passed(text: &str, piece: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut framing = Framing::default();
    for chunk in bytes.chunks_mut(piece) {
        framing.pass(chunk);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_clean(text: &str) -> bool {
    let clean = [1, 2, 3, 7, 64, usize::MAX].map(|piece| passed(text, piece) == text);
    assert!(clean.iter().all(|it| *it == clean[0]), "{text:?} depends on how it is cut up");
    clean[0]
}

const NEXT: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const BARE: &str = "GET / HTTP/1.1\nHost: x\r\n\r\n";

#[test]
fn plain_requests_pass_one_after_the_other() {
    for request in [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na\nb\nc",
        "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length:0\r\n\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\na\nb\r\nA;x=y\r\n0123456\n89\r\n0\r\nX: y\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
    ] {
        assert!(is_clean(&format!("{request}{NEXT}")), "{request:?}");
        // The end of the request is known to the byte: what comes next is looked at again.
        assert!(!is_clean(&format!("{request}{BARE}")), "{request:?}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_spoiled() {
    for request in [
        BARE,
        "GET / HTTP/1.1\r\nHost: x\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\n",
        "\nGET / HTTP/1.1\r\n\r\n",
        "PUT / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "PUT / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n12345",
        "PUT / HTTP/1.1\r\nContent-Length: 5, 5\r\n\r\n12345",
        "PUT / HTTP/1.1\r\nContent-Length: +5\r\n\r\n12345",
        "PUT / HTTP/1.1\r\nContent-Length:\r\n\r\n",
        "PUT / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n",
        "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
    ] {
        assert!(!is_clean(request), "{request:?}");
    }
}

#[test]
fn a_line_of_any_length_is_looked_at_without_being_kept() {
    let long = "a".repeat(100_000);
    assert!(is_clean(&format!("GET /{long} HTTP/1.1\r\nX: {long}\r\n\r\n{NEXT}")));
    assert!(!is_clean(&format!("GET / HTTP/1.1\r\nX: {long}\n\r\n")));
    let mut framing = Framing::default();
    framing.pass(long.clone().into_bytes().as_mut_slice());
    assert_eq!(framing.line.kept.len(), LINE_KEPT);
}

#[test]
fn http_2_is_left_alone() {
    assert!(is_clean("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\n\n\n"));
    assert!(!is_clean("PRI * HTTP/2.0\n\r\nSM\r\n\r\n"));
}

#[test]
fn a_chunk_size_that_overflows_is_left_to_hyper() {
    let request = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n\n\n";
    assert!(is_clean(request));
    assert!(is_clean("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\n\n"));
}

#[test]
fn what_matters_is_looked_at_to_its_end_or_refused() {
    let (zeros, spaces) = ("0".repeat(300), " ".repeat(300));
    // The size is 5, and what was kept of it is 0: the chunk would be taken for trailers and a request.
    let size = format!("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{zeros}5\r\n\r\nabc\r\n0\r\n\r\n");
    let coding = format!("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked{spaces}, chunked\r\n\r\n0\r\n\r\n");
    let length = format!("PUT / HTTP/1.1\r\nContent-Length: 5{spaces}\r\n\r\n12345");
    for request in [&size, &coding, &length] {
        assert!(!is_clean(request), "{request:?}");
    }
    let extension = format!("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x={zeros}\r\n\r\nabc\r\n0\r\n\r\n");
    assert!(is_clean(&format!("{extension}{NEXT}")) && !is_clean(&format!("{extension}{BARE}")));
    let zeros = &zeros[..200];
    let short = format!("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{zeros}5\r\n\r\nabc\r\n0\r\n\r\n");
    assert!(is_clean(&format!("{short}{NEXT}")) && !is_clean(&format!("{short}{BARE}")));
}

#[test]
fn behind_something_ambiguous_in_a_body_no_line_ends() {
    // hyper takes NUL in a chunk extension: what follows has to be spoiled as well.
    let extension = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0;\n\r\n\r\n";
    let text = format!("{extension}{NEXT}");
    let clean = extension.find(";\n").unwrap() + 1;
    for piece in [1, 5, usize::MAX] {
        let passed = passed(&text, piece);
        assert_eq!(passed[..clean], text[..clean]);
        assert_eq!(passed[clean..], text[clean..].replace('\n', "\0"));
    }
}
