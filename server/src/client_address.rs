//! Whose call it is: the address of the client, also when a reverse proxy stands in between.
//!
//! Anybody can write `Forwarded` (RFC 7239) and `X-Forwarded-For` headers, so they count only from proxies that are
//! configured, and only as far as each hop was reported by a trusted one. The result tells callers apart, to slow down those
//! who guess. It is personal data: it is kept in memory for that, and never logged or stored.

mod forwarded;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use hyper::HeaderMap;
use hyper::header::{FORWARDED, HeaderName};
use ipnet::IpNet;

use self::forwarded::Malformed;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Somebody with this address.
    Ip(IpAddr),
    /// A program on this machine, over the Unix socket.
    Unix,
}

impl Peer {
    /// Where no address is known, this machine's.
    fn address(self) -> IpAddr {
        match self {
            // An IPv4 caller of a dual-stack listener has an address of version 6.
            Self::Ip(address) => address.to_canonical(),
            Self::Unix => Ipv4Addr::LOCALHOST.into(),
        }
    }
}

/// A reverse proxy, or a network of them, that says truly whom it forwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trusted {
    /// All addresses of this network.
    Network(IpNet),
    /// Whoever connects over the Unix socket.
    Unix,
}

impl FromStr for Trusted {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "unix" {
            return Ok(Self::Unix);
        }
        let network = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address),
            Err(_) => text.parse().map_err(
                |_| "must hold IP addresses and networks, like 127.0.0.1, 10.0.0.0/8 or 2001:db8::/32, or \"unix\"",
            )?,
        };
        if network != network.trunc() {
            return Err("must hold networks whose address ends where the prefix does, like 10.0.0.0/8");
        }
        Ok(Self::Network(network))
    }
}

impl fmt::Display for Trusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(network) if network.prefix_len() == network.max_prefix_len() => network.addr().fmt(f),
            Self::Network(network) => network.fmt(f),
            Self::Unix => f.write_str("unix"),
        }
    }
}

/// The address of the client whose call came from `peer` with these headers.
///
/// - From a peer that is not trusted: the peer's, whatever the headers say.
/// - Else the headers are walked from the last hop to the first, and the first address that is not trusted itself is the
///   client's. What stands before it was written by the client, and is not even looked at.
/// - Where the walk meets something that is no address (`unknown`, `_hidden`), the client is who reported that.
/// - A header that is malformed, or one of each kind that disagree: the peer's. A proxy that knows only one of the two passes
///   the other on as the client wrote it, and nobody here can tell which one that is.
#[must_use]
pub fn of(peer: Peer, headers: &HeaderMap, trusted: &[Trusted]) -> IpAddr {
    let address = peer.address();
    if !is_trusted(peer, trusted) {
        return address;
    }
    let walked =
        |hops: Result<Vec<Option<IpAddr>>, Malformed>| hops.map_or(address, |hops| walk(address, hops, trusted));
    let forwarded = value(headers, &FORWARDED).map(|value| walked(forwarded::hops(&value)));
    let x_forwarded_for = value(headers, &X_FORWARDED_FOR).map(|value| walked(forwarded::x_hops(&value)));
    match (forwarded, x_forwarded_for) {
        (Some(one), Some(other)) if one == other => one,
        (Some(_), Some(_)) | (None, None) => address,
        (Some(one), None) | (None, Some(one)) => one,
    }
}

/// Whether `peer` is a reverse proxy that is believed.
pub(crate) fn is_trusted(peer: Peer, trusted: &[Trusted]) -> bool {
    match peer {
        Peer::Ip(_) => trusts(trusted, peer.address()),
        Peer::Unix => trusted.contains(&Trusted::Unix),
    }
}

fn trusts(trusted: &[Trusted], address: IpAddr) -> bool {
    trusted.iter().any(|it| matches!(it, Trusted::Network(network) if network.contains(&address)))
}

/// From the last hop to the first.
fn walk(peer: IpAddr, hops: Vec<Option<IpAddr>>, trusted: &[Trusted]) -> IpAddr {
    let mut client = peer;
    for hop in hops.into_iter().rev() {
        let Some(hop) = hop else { break };
        client = hop;
        if !trusts(trusted, hop) {
            break;
        }
    }
    client
}

/// All lines of a header as the one they stand for (RFC 9110 section 5.3). Not text: as good as malformed.
fn value(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name).iter().map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

#[cfg(test)]
mod tests;
