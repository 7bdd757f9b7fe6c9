//! Sockets that wait for connections: TCP and Unix, any number of them.

use std::future::poll_fn;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::task::{Context, Poll};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

#[cfg(unix)]
use super::unix::UnixSocket;
use crate::client_address::Peer;
use crate::config::{Listen, SocketMode};

/// How many connections may wait until one is taken.
const BACKLOG: i32 = 1024;

/// A connection, whatever it came over.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Sockets that wait for connections.
pub struct Listeners {
    sockets: Vec<Waiting>,
    /// Which of them is asked first, in turn, so that none waits for a busy one.
    turn: usize,
}

enum Waiting {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(UnixSocket),
}

/// A place where the server cannot listen.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {listen}: {error}")]
pub struct NotListening {
    listen: Listen,
    error: io::Error,
}

impl From<TcpListener> for Listeners {
    fn from(listener: TcpListener) -> Self {
        Self { sockets: vec![Waiting::Tcp(listener)], turn: 0 }
    }
}

impl Listeners {
    /// Listens on all of these places, or on none.
    ///
    /// # Errors
    /// [`NotListening`], for the first that cannot be had.
    pub fn bind(places: &[Listen], mode: SocketMode) -> Result<Self, NotListening> {
        let bind = |listen: &Listen| {
            let socket = match listen {
                Listen::Tcp(address) => tcp(*address, places).map(Waiting::Tcp),
                Listen::Unix(path) => unix(path, mode),
            };
            socket.map_err(|error| NotListening { listen: listen.clone(), error })
        };
        Ok(Self { sockets: places.iter().map(bind).collect::<Result<_, _>>()?, turn: 0 })
    }

    /// Where they listen, with the ports that were found for port 0.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn places(&self) -> io::Result<Vec<Listen>> {
        let place = |socket: &Waiting| match socket {
            Waiting::Tcp(listener) => listener.local_addr().map(Listen::Tcp),
            #[cfg(unix)]
            Waiting::Unix(socket) => Ok(Listen::Unix(socket.path().to_owned())),
        };
        self.sockets.iter().map(place).collect()
    }

    /// The next connection on any of them.
    pub(super) async fn accept(&mut self) -> io::Result<(Box<dyn Stream>, Peer)> {
        self.turn = self.turn.wrapping_add(1);
        let (before, after) = self.sockets.split_at(self.turn % self.sockets.len().max(1));
        poll_fn(|cx| {
            let ready = |socket: &Waiting| match socket.poll_accept(cx) {
                Poll::Ready(accepted) => Some(accepted),
                Poll::Pending => None,
            };
            after.iter().chain(before).find_map(ready).map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }
}

/// How many bytes the kernel takes for a connection beyond those that are on the way to the peer. What it has taken counts as
/// gone out (`page::download`); those on the way are limited by how fast the peer takes them.
#[cfg(target_os = "linux")]
const MOST_UNSENT: u32 = 64 * 1024;

impl Waiting {
    fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<(Box<dyn Stream>, Peer)>> {
        match self {
            Self::Tcp(listener) => listener.poll_accept(cx).map_ok(|(stream, peer)| {
                let _ = stream.set_nodelay(true);
                // Without it the kernel takes megabytes of a package that nobody reads.
                #[cfg(target_os = "linux")]
                let _ = socket2::SockRef::from(&stream).set_tcp_notsent_lowat(MOST_UNSENT);
                (Box::new(stream) as Box<dyn Stream>, Peer::Ip(peer.ip()))
            }),
            #[cfg(unix)]
            Self::Unix(socket) => {
                socket.poll_accept(cx).map_ok(|stream| (Box::new(stream) as Box<dyn Stream>, Peer::Unix))
            }
        }
    }
}

fn tcp(address: SocketAddr, places: &[Listen]) -> io::Result<TcpListener> {
    let socket = for_address(address, places)?;
    // Connections of a server that is gone do not keep the port (on Windows the option means something else).
    #[cfg(not(windows))]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket.into())
}

/// A socket for this address, not bound yet. Whether `[::]` takes IPv4 too is said each time, because systems have
/// different defaults. It does, unless somebody else among `places` has that port on IPv4.
fn for_address(address: SocketAddr, places: &[Listen]) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        let on_ipv4 = |place: &Listen| matches!(place, Listen::Tcp(it) if it.is_ipv4() && it.port() == address.port());
        let is_dual = address.ip().is_unspecified() && (address.port() == 0 || !places.iter().any(on_ipv4));
        socket.set_only_v6(!is_dual)?;
    }
    Ok(socket)
}

#[cfg(unix)]
fn unix(path: &Path, mode: SocketMode) -> io::Result<Waiting> {
    UnixSocket::bind(path, mode, BACKLOG).map(Waiting::Unix)
}

#[cfg(not(unix))]
fn unix(_path: &Path, _mode: SocketMode) -> io::Result<Waiting> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Where to reach a server that listens there: one that listens everywhere is reached on this machine.
#[must_use]
pub fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looked at before it is bound: a test listens on this machine alone.
    #[test]
    fn one_listener_takes_both_versions_of_ip() {
        let takes_both = |address: &str, beside: &[&str]| {
            let places: Vec<Listen> = beside.iter().map(|place| place.parse().unwrap()).collect();
            !for_address(address.parse().unwrap(), &places).unwrap().only_v6().unwrap()
        };
        assert!(takes_both("[::]:0", &[]));
        assert!(takes_both("[::]:8080", &["[::]:8080", "127.0.0.1:9090", "unix:/run/gdpr.sock"]));
        assert!(takes_both("[::]:0", &["127.0.0.1:0"]));
        // Named both, each takes its own.
        assert!(!takes_both("[::]:8080", &["0.0.0.0:8080", "[::]:8080"]));
        assert!(!takes_both("[::1]:8080", &[]));
    }
}
