use super::*;

const PROXY: Peer = Peer::Ip(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)));

fn client(peer: Peer, lines: &[(&'static str, &str)], trusted: &[&str]) -> String {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(*name, value.parse().unwrap());
    }
    let trusted: Vec<Trusted> = trusted.iter().map(|text| text.parse().unwrap()).collect();
    of(peer, &headers, &trusted).to_string()
}

fn forwarded(value: &str) -> String {
    client(PROXY, &[("forwarded", value)], &["10.0.0.0/8"])
}

fn x_forwarded_for(value: &str) -> String {
    client(PROXY, &[("x-forwarded-for", value)], &["10.0.0.0/8"])
}

#[test]
fn nobody_is_believed_who_is_not_trusted() {
    let claims = [("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.1")];
    assert_eq!(client(PROXY, &claims, &[]), "10.0.0.1");
    assert_eq!(client(PROXY, &claims, &["10.0.0.2", "unix", "2001:db8::/32"]), "10.0.0.1");
    assert_eq!(client(Peer::Unix, &claims, &["10.0.0.0/8"]), "127.0.0.1");
    assert_eq!(client(PROXY, &[], &["10.0.0.0/8"]), "10.0.0.1");
}

#[test]
fn a_trusted_proxy_says_who_the_client_is() {
    assert_eq!(forwarded("for=192.0.2.1"), "192.0.2.1");
    assert_eq!(forwarded("For=\"192.0.2.1:47011\";proto=https;by=203.0.113.43"), "192.0.2.1");
    assert_eq!(forwarded("proto=http; for=1.2.3.4"), "10.0.0.1", "no space around ;");
    assert_eq!(forwarded("for=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
    assert_eq!(forwarded("for=\"[2001:db8:cafe::17]\""), "2001:db8:cafe::17");
    assert_eq!(forwarded("for=\"\\1\\9\\2.0.2.1\""), "192.0.2.1");
    assert_eq!(x_forwarded_for("192.0.2.1"), "192.0.2.1");
    assert_eq!(x_forwarded_for("192.0.2.1:4711"), "192.0.2.1");
    assert_eq!(x_forwarded_for("2001:db8::1"), "2001:db8::1");
    assert_eq!(x_forwarded_for("[2001:db8::1]:4711"), "2001:db8::1");
    assert_eq!(x_forwarded_for("[2001:db8::1]"), "2001:db8::1");
    assert_eq!(client(Peer::Unix, &[("x-forwarded-for", "192.0.2.1")], &["unix"]), "192.0.2.1");
}

#[test]
fn the_walk_goes_over_trusted_hops_and_no_further() {
    assert_eq!(forwarded("for=1.1.1.1, for=192.0.2.1, for=10.0.0.2"), "192.0.2.1");
    assert_eq!(x_forwarded_for("1.1.1.1, 192.0.2.1 ,10.0.0.2"), "192.0.2.1");
    assert_eq!(x_forwarded_for("10.0.0.3, 10.0.0.2"), "10.0.0.3", "all trusted: the first");
    let lines = [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "10.0.0.9")];
    assert_eq!(client(PROXY, &lines, &["10.0.0.0/8"]), "192.0.2.1", "lines are one list");
}

#[test]
fn what_the_client_wrote_changes_nothing() {
    assert_eq!(x_forwarded_for("10.0.0.7, 192.0.2.1"), "192.0.2.1");
    assert_eq!(x_forwarded_for("<script>,,\u{e4}, 192.0.2.1"), "192.0.2.1");
    assert_eq!(forwarded("for=10.0.0.7, for=192.0.2.1"), "192.0.2.1");
}

#[test]
fn an_address_that_is_not_told_ends_the_walk() {
    for hidden in ["unknown", "UNKNOWN", "_hidden", "_SEVKISEK", "\"_gazonk:_obf\""] {
        assert_eq!(forwarded(&format!("for=192.0.2.1, for={hidden}, for=10.0.0.2")), "10.0.0.2", "{hidden}");
    }
    assert_eq!(forwarded("for=192.0.2.1, proto=https"), "10.0.0.1");
    assert_eq!(x_forwarded_for("192.0.2.1, unknown, 10.0.0.2"), "10.0.0.2");
}

#[test]
fn a_malformed_header_is_no_header() {
    for malformed in [
        "for",
        "for=",
        "for= 192.0.2.1",
        "for=192.0.2.1:80",
        "for=2001:db8::1",
        "for=\"2001:db8::1\"",
        "for=\"[2001:db8::1\"",
        "for=\"[2001:db8::1]x\"",
        "for=\"[192.0.2.1]\"",
        "for=\"192.0.2.1:\"",
        "for=\"192.0.2.1:123456\"",
        "for=\"192.0.2.1",
        "for=\"192.0.2.1\\",
        "for=192.0.2.1;for=192.0.2.2",
        "for=192.0.2.1 for=192.0.2.2",
        "for=192.0.2.256",
        "for=_",
        "for=192.0.2.01",
        "for=a\", for=192.0.2.1",
        "\u{e4}=1, for=192.0.2.1",
    ] {
        assert_eq!(forwarded(malformed), "10.0.0.1", "{malformed}");
    }
    for malformed in ["", "x", "192.0.2.1,", "192.0.2.1;", "192.0.2.256", "\"192.0.2.1\"", "2001:db8::1%eth0"] {
        assert_eq!(x_forwarded_for(malformed), "10.0.0.1", "{malformed}");
    }
    assert_eq!(forwarded(", for=192.0.2.1;, ,"), "192.0.2.1", "empty elements are legal");
}

#[test]
fn two_headers_that_disagree_are_none() {
    let both =
        |one: &str, other: &str| client(PROXY, &[("forwarded", one), ("x-forwarded-for", other)], &["10.0.0.0/8"]);
    assert_eq!(both("for=192.0.2.1", "1.1.1.1, 192.0.2.1"), "192.0.2.1");
    assert_eq!(both("for=1.1.1.1", "192.0.2.1"), "10.0.0.1");
    assert_eq!(both("for=\"", "192.0.2.1"), "10.0.0.1");
}

#[test]
fn an_ipv4_client_is_the_same_on_a_dual_stack_listener() {
    let mapped = Peer::Ip("::ffff:10.0.0.1".parse().unwrap());
    assert_eq!(client(mapped, &[], &[]), "10.0.0.1");
    assert_eq!(client(mapped, &[("x-forwarded-for", "::ffff:192.0.2.1")], &["10.0.0.1"]), "192.0.2.1");
}

#[test]
fn trusted_proxies_are_named_exactly() {
    for (text, shown) in [
        ("127.0.0.1", "127.0.0.1"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("192.0.2.1/32", "192.0.2.1"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::1", "::1"),
        ("unix", "unix"),
        ("0.0.0.0/0", "0.0.0.0/0"),
    ] {
        assert_eq!(text.parse::<Trusted>().unwrap().to_string(), shown);
    }
    for illegal in ["10.0.0.1/8", "10.0.0.0/33", "localhost", "10.0.0.0-10.0.0.9", "", "*", "10.0.0", "unix:/x"] {
        assert!(illegal.parse::<Trusted>().is_err(), "{illegal}");
    }
}
