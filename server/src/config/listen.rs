//! Where the server can be reached.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// What a Unix socket's path begins with in the configuration.
const UNIX: &str = "unix:";

/// A place to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Listen {
    /// An IP address with a port.
    Tcp(SocketAddr),
    /// A Unix socket with this path.
    Unix(PathBuf),
}

impl Listen {
    pub(super) const ALLOWED: &str = "must be an IP address with a port, like 127.0.0.1:8080, 0.0.0.0:8080 or \
                                      [::]:8080, or unix:/path/to/socket";
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "{UNIX}{}", path.display()),
        }
    }
}

impl FromStr for Listen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix(UNIX) {
            Some("") => Err("must have a path behind \"unix:\""),
            Some(_) if !cfg!(unix) => Err("must be an IP address with a port: there are no Unix sockets here"),
            Some(path) => Ok(Self::Unix(PathBuf::from(path))),
            None => text.parse().map(Self::Tcp).map_err(|_| Self::ALLOWED),
        }
    }
}

/// Who may connect to a Unix socket, as in `chmod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SocketMode(u32);

impl SocketMode {
    /// The owner, and nobody else.
    pub const OWNER: Self = Self(0o600);

    /// As the operating system takes it.
    #[must_use]
    pub fn bits(self) -> u32 {
        self.0
    }
}

impl fmt::Display for SocketMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

impl FromStr for SocketMode {
    type Err = &'static str;

    /// Connecting takes the permission to write; the one to read is of no use without it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "0600" => Ok(Self::OWNER),
            "0660" => Ok(Self(0o660)),
            "0666" => Ok(Self(0o666)),
            _ => Err("must be \"0600\" (the owner), \"0660\" (the group too) or \"0666\" (everybody)"),
        }
    }
}
