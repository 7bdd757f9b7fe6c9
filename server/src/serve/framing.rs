//! A request that two servers read differently smuggles another one past the first (RFC 9112 section 11.2).
//!
//! hyper is lenient where RFC 9112 lets it be: it takes a bare LF for the end of a line (section 2.2), and lets
//! `Transfer-Encoding` win over `Content-Length` (section 6.3). A server in front of this one may read the same bytes in
//! another way. So the bytes on their way to hyper are looked at, and an ambiguous line end is replaced by NUL, which no
//! head may contain; inside a body, where hyper would take it, all line ends behind it as well. hyper answers 400 and
//! closes. Nothing is held back and nothing is buffered.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::patience::Pulse;

/// How an HTTP/2 connection begins (RFC 9113 section 3.4), up to its first line end.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n";
/// As much of a line as is looked at. The headers that matter and the sizes of chunks are shorter; one that is not can be
/// padded to be read differently.
const LINE_KEPT: usize = 256;

/// A connection whose requests can be read in one way only.
pub(super) struct Unambiguous<S> {
    inner: S,
    framing: Framing,
    pulse: Arc<Pulse>,
}

impl<S> Unambiguous<S> {
    pub(super) fn new(inner: S, pulse: Arc<Pulse>) -> Self {
        Self { inner, framing: Framing::default(), pulse }
    }

    fn wrote(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(count)) = written {
            self.pulse.wrote(count);
        }
        written
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Unambiguous<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let begin = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(cx, buf);
        if let Poll::Ready(Ok(())) = read {
            self.framing.pass(buf.filled_mut().get_mut(begin..).unwrap_or_default());
            // Over HTTP/2 bytes need not belong to a call.
            if buf.filled().len() > begin && !self.framing.is_beyond() {
                self.pulse.heard();
            }
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Unambiguous<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.wrote(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

/// Where in a stream of HTTP/1 requests a connection is.
#[derive(Default)]
pub(crate) struct Framing {
    at: At,
    line: Line,
    head: Head,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
enum At {
    /// In the lines of a head.
    #[default]
    Head,
    /// In a body, with so many bytes to come.
    Body(u64),
    /// In the line with the size of a chunk.
    ChunkSize,
    /// In a chunk and the line end behind it, with so many bytes to come.
    Chunk(u64),
    /// In the lines behind the last chunk.
    Trailer,
    /// In a body, behind something ambiguous: no line ends any more.
    Spoiled,
    /// Beyond what can be told here: HTTP/2, or a stream that hyper refuses by itself.
    Beyond,
}

/// The line being read.
#[derive(Default)]
struct Line {
    kept: Vec<u8>,
    length: usize,
    carriage_return: bool,
}

/// What the head being read has said so far.
#[derive(Default)]
struct Head {
    lines: usize,
    length: Option<u64>,
    chunked: bool,
}

impl Framing {
    fn is_beyond(&self) -> bool {
        self.at == At::Beyond
    }

    /// Looks at bytes on their way, and spoils what makes them ambiguous.
    pub(crate) fn pass(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            let used = match self.at {
                At::Beyond => return,
                At::Spoiled => return bytes.iter_mut().filter(|byte| **byte == b'\n').for_each(|byte| *byte = 0),
                At::Body(left) | At::Chunk(left) => {
                    let used = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                    self.skip(used as u64);
                    used
                }
                At::Head | At::ChunkSize | At::Trailer => self.take_line(bytes),
            };
            bytes = bytes.get_mut(used..).unwrap_or_default();
        }
    }

    fn skip(&mut self, used: u64) {
        self.at = match self.at {
            At::Body(left) if left > used => At::Body(left - used),
            At::Chunk(left) if left > used => At::Chunk(left - used),
            At::Chunk(_) => At::ChunkSize,
            _ => At::Head,
        };
    }

    /// Takes bytes up to the end of the line, or all of them, and gives back how many.
    fn take_line(&mut self, bytes: &mut [u8]) -> usize {
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let text = &bytes[..end.unwrap_or(bytes.len())];
        let room = LINE_KEPT.saturating_sub(self.line.kept.len());
        self.line.kept.extend(&text[..text.len().min(room)]);
        self.line.length += text.len();
        self.line.carriage_return = text.last().map_or(self.line.carriage_return, |byte| *byte == b'\r');
        let Some(end) = end else { return bytes.len() };
        let line = std::mem::take(&mut self.line);
        if !self.end_of(&line) {
            bytes[end] = 0;
            // hyper looks for the end of a head before it reads it: that has to stay.
            self.at = if self.at == At::Head { At::Beyond } else { At::Spoiled };
        }
        end + 1
    }

    /// Moves on behind a line; `false` when it is ambiguous.
    fn end_of(&mut self, line: &Line) -> bool {
        if !line.carriage_return {
            return false;
        }
        let text = &line.kept[..line.kept.len().min(line.length - 1)];
        let whole = text.len() == line.length - 1;
        match self.at {
            At::Head if text.is_empty() && self.head.lines == 0 => true,
            At::Head if text.is_empty() => {
                let head = std::mem::take(&mut self.head);
                self.at = match head.length {
                    _ if head.chunked => At::ChunkSize,
                    Some(length) if length > 0 => At::Body(length),
                    _ => At::Head,
                };
                true
            }
            At::Head => {
                self.head.lines += 1;
                if self.head.lines == 1 {
                    if line.length + 1 == PREFACE.len() && PREFACE.starts_with(text) {
                        self.at = At::Beyond;
                    }
                    return true;
                }
                self.header(text, whole)
            }
            At::ChunkSize if !whole && !text.contains(&b';') => false,
            At::ChunkSize => {
                self.at = match chunk_size(text) {
                    Some(0) => At::Trailer,
                    Some(size) => size.checked_add(2).map_or(At::Beyond, At::Chunk),
                    None => At::Beyond,
                };
                true
            }
            At::Trailer => {
                if text.is_empty() {
                    self.at = At::Head;
                }
                true
            }
            At::Body(_) | At::Chunk(_) | At::Spoiled | At::Beyond => true,
        }
    }

    /// Notes what a header says about the body; `false` when it contradicts another, or is not the `whole` header.
    fn header(&mut self, line: &[u8], whole: bool) -> bool {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return true };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-length") {
            let length = std::str::from_utf8(value).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            let length = length.and_then(|text| text.parse().ok());
            let clear = whole && length.is_some() && self.head.length.is_none() && !self.head.chunked;
            self.head.length = length;
            return clear;
        }
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let clear =
                whole && value.eq_ignore_ascii_case(b"chunked") && self.head.length.is_none() && !self.head.chunked;
            self.head.chunked = true;
            return clear;
        }
        true
    }
}

/// The size in front of a chunk, without its extensions (RFC 9112 section 7.1).
fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    let text = std::str::from_utf8(digits).ok()?;
    if text.bytes().all(|byte| byte.is_ascii_hexdigit()) { u64::from_str_radix(text, 16).ok() } else { None }
}

#[cfg(test)]
mod tests;
