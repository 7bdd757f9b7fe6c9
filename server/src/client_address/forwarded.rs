//! The hops that a header names, first to last; `None` for one that does not say its address.

use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV4};

/// The header is not what it has to be. Nothing in it is believed then.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

type Hops = Result<Vec<Option<IpAddr>>, Malformed>;

/// Those of `X-Forwarded-For`, which no RFC describes: addresses with commas between them, some with a port. Only what
/// stands behind the last thing that is no address is of use, and anything before it can be garbage.
pub(super) fn x_hops(value: &str) -> Hops {
    let address = |text: &str| {
        let text = text.trim_matches([' ', '\t']);
        let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(|ip: Ipv6Addr| IpAddr::V6(ip));
        let address = text.parse().ok().or_else(bare);
        address.or_else(|| text.parse().ok().map(|it: SocketAddr| it.ip())).map(|ip: IpAddr| ip.to_canonical())
    };
    let hops: Vec<_> = value.split(',').map(address).collect();
    // What a trusted proxy wrote itself is the last.
    if hops.last().is_some_and(Option::is_some) { Ok(hops) } else { Err(Malformed) }
}

/// Those of `Forwarded` (RFC 7239 section 4).
pub(super) fn hops(value: &str) -> Hops {
    let mut rest = Rest(value);
    let mut hops = Vec::new();
    loop {
        rest.space();
        // RFC 9110 section 5.6.1.2: a list may have empty elements.
        if !rest.at_end() && !rest.at(',') {
            hops.push(element(&mut rest)?);
            rest.space();
        }
        if rest.at_end() {
            return Ok(hops);
        }
        rest.take(',')?;
    }
}

/// `for=192.0.2.43;proto=https`
fn element(rest: &mut Rest<'_>) -> Result<Option<IpAddr>, Malformed> {
    let mut names: Vec<String> = Vec::new();
    let mut hop = None;
    loop {
        if !rest.at(';') && !rest.at(',') && !rest.at_end() {
            let name = rest.token()?.to_ascii_lowercase();
            rest.take('=')?;
            let value = if rest.at('"') { rest.quoted()? } else { rest.token()?.to_owned() };
            if name == "for" {
                hop = node(&value)?;
            }
            if names.contains(&name) {
                return Err(Malformed);
            }
            names.push(name);
        }
        if !rest.at(';') {
            return Ok(hop);
        }
        rest.take(';')?;
    }
}

/// RFC 7239 section 6.
fn node(text: &str) -> Result<Option<IpAddr>, Malformed> {
    let (name, port) = match text.strip_prefix('[') {
        Some(inner) => {
            let (address, port) = inner.split_once(']').ok_or(Malformed)?;
            let address: Ipv6Addr = address.parse().map_err(|_| Malformed)?;
            let port = if port.is_empty() { None } else { Some(port.strip_prefix(':').ok_or(Malformed)?) };
            return is_port(port).then_some(Some(IpAddr::V6(address).to_canonical())).ok_or(Malformed);
        }
        None => text.split_once(':').map_or((text, None), |(name, port)| (name, Some(port))),
    };
    if !is_port(port) {
        return Err(Malformed);
    }
    if name.eq_ignore_ascii_case("unknown") || is_obfuscated(name) {
        return Ok(None);
    }
    // Of version 4: the other one stands in brackets.
    let address: SocketAddrV4 = format!("{name}:0").parse().map_err(|_| Malformed)?;
    Ok(Some(IpAddr::V4(*address.ip())))
}

fn is_port(port: Option<&str>) -> bool {
    let digits = |port: &str| (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    port.is_none_or(|port| digits(port) || is_obfuscated(port))
}

fn is_obfuscated(text: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.strip_prefix('_').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(legal))
}

/// What is still to be read of a header.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    fn at_end(&self) -> bool {
        self.0.is_empty()
    }

    fn at(&self, wanted: char) -> bool {
        self.0.starts_with(wanted)
    }

    fn take(&mut self, wanted: char) -> Result<(), Malformed> {
        self.0 = self.0.strip_prefix(wanted).ok_or(Malformed)?;
        Ok(())
    }

    fn space(&mut self) {
        self.0 = self.0.trim_start_matches([' ', '\t']);
    }

    /// RFC 9110 section 5.6.2.
    fn token(&mut self) -> Result<&'a str, Malformed> {
        let legal = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        let end = self.0.find(|c| !legal(c)).unwrap_or(self.0.len());
        let (token, rest) = self.0.split_at(end);
        self.0 = rest;
        if token.is_empty() { Err(Malformed) } else { Ok(token) }
    }

    /// RFC 9110 section 5.6.4.
    fn quoted(&mut self) -> Result<String, Malformed> {
        self.take('"')?;
        let mut text = String::new();
        let mut chars = self.0.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.0 = &self.0[at + 1..];
                    return Ok(text);
                }
                '\\' => text.push(chars.next().ok_or(Malformed)?.1),
                c => text.push(c),
            }
        }
        Err(Malformed)
    }
}
