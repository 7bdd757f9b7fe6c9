//! A Unix socket: its file is made for those who may connect, never takes the place of another file, and goes at the end.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::task::{Context, Poll, ready};

use socket2::{Domain, SockAddr, Socket, Type};
use tokio::net::{UnixListener, UnixStream};

use crate::config::SocketMode;

/// A socket that waits for connections under a path.
pub(super) struct UnixSocket {
    listener: UnixListener,
    path: PathBuf,
    /// Device and number of the file, to know it again.
    file: (u64, u64),
}

impl UnixSocket {
    pub(super) fn bind(path: &Path, mode: SocketMode, backlog: i32) -> io::Result<Self> {
        // Of two servers that start at once, one looks after the other has bound.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = File::open(folder)?;
        folder.lock()?;
        remove_stale(path)?;
        let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
        socket.bind(&SockAddr::unix(path)?)?;
        // Nobody can connect before `listen`, and from then on only who may.
        fs::set_permissions(path, Permissions::from_mode(mode.bits()))?;
        let file = identity(path)?;
        socket.listen(backlog)?;
        socket.set_nonblocking(true)?;
        Ok(Self { listener: UnixListener::from_std(socket.into())?, path: path.to_owned(), file })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn poll_accept(&self, cx: &mut Context<'_>) -> Poll<io::Result<UnixStream>> {
        Poll::Ready(ready!(self.listener.poll_accept(cx)).map(|(stream, _)| stream))
    }
}

impl Drop for UnixSocket {
    fn drop(&mut self) {
        // Somebody else may have put another file there.
        if identity(&self.path).is_ok_and(|file| file == self.file) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Removes the socket of a server that is gone.
///
/// # Errors
/// When anything else is there: a socket that somebody listens on, or a file that is no socket.
fn remove_stale(path: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if !found.file_type().is_socket() {
        return Err(io::Error::new(ErrorKind::AlreadyExists, "there is a file that is no socket"));
    }
    let knocking = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    // Not waiting in the queue of somebody who is busy.
    knocking.set_nonblocking(true)?;
    match knocking.connect(&SockAddr::unix(path)?) {
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => fs::remove_file(path),
        Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error),
        Ok(()) | Err(_) => Err(io::Error::new(ErrorKind::AddrInUse, "another server listens there")),
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    fs::symlink_metadata(path).map(|found| (found.dev(), found.ino()))
}
