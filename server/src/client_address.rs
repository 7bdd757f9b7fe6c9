//! Where a call comes from.

use std::net::IpAddr;

use hyper::HeaderMap;

/// The address that a client is told apart by.
#[derive(Clone, Copy, Debug)]
pub struct ClientAddress;

impl ClientAddress {
    /// The address of the client that sent these `headers` over a connection from `peer`: that of the peer.
    #[must_use]
    pub fn of(peer: IpAddr, _headers: &HeaderMap) -> IpAddr {
        peer
    }
}
