//! Sealed streams: what is too long to be sealed in one piece.
//!
//! The STREAM construction ([Hoang, Reyhanitabar, Rogaway, Vizár 2015]) over XChaCha20-Poly1305: chunks of
//! [`CHUNK`] bytes, each sealed with its number and with whether it is the last. What was cut off, swapped, repeated or
//! changed does not open, and a stream without its last chunk ends in an error.
//!
//! ```text
//! nonce (19 bytes, random) | chunk | chunk | ... | last chunk
//! chunk                      65,536 bytes of ciphertext, then a tag of 16
//! last chunk                 0 to 65,536 bytes of ciphertext, then a tag of 16
//! ```
//!
//! The nonce of a chunk is that of the stream, the chunk's number (32 bits, big endian, from 0) and a byte that is 1 for the
//! last and 0 for any other. Associated data of every chunk is the context.
//!
//! [Hoang, Reyhanitabar, Rogaway, Vizár 2015]: https://eprint.iacr.org/2015/189

use std::fmt;
use std::io::{self, Read, Write};

use aead_stream::{DecryptorBE32, EncryptorBE32};
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::Payload;
use zeroize::Zeroizing;

use super::SealKey;
use crate::entropy::Entropy;

/// How many bytes of what is sealed are in a chunk.
pub const CHUNK: usize = 64 * 1024;

/// `XChaCha20` takes 24 bytes, of which STREAM needs five for itself.
const NONCE_BYTES: usize = 19;
const SEALED_CHUNK: usize = CHUNK + 16;

/// Seals what is written to it. Whoever opens the result finds it broken unless [`finish`](Self::finish) was called.
pub struct SealWriter<W> {
    out: W,
    context: Vec<u8>,
    encryptor: EncryptorBE32<XChaCha20Poly1305>,
    /// What is not sealed yet. A full chunk waits until it is known not to be the last.
    waiting: Zeroizing<Vec<u8>>,
}

/// Opens what [`SealWriter`] sealed, chunk by chunk: nothing is handed out that was not proven first, and the end is an end
/// only when the last chunk said so.
pub struct OpenReader<R> {
    input: R,
    context: Vec<u8>,
    /// Gone when the last chunk was opened, or one was not what it should be.
    decryptor: Option<DecryptorBE32<XChaCha20Poly1305>>,
    /// What was read of the next chunk; one byte of the one behind it tells that it is not the last.
    sealed: Vec<u8>,
    plain: Zeroizing<Vec<u8>>,
    /// How much of `plain` was handed out.
    given: usize,
    broken: bool,
}

/// The stream is not what was sealed under this key in this context: cut off, changed, or another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed stream does not open: it was cut off or changed, or is another one")]
pub struct BrokenStream;

impl SealKey {
    /// Seals a stream into `out`. It opens again only under this key and in the same `context`, which says what it is and
    /// where it belongs, and is not part of the result.
    ///
    /// # Errors
    /// One of `out`, or [`NoEntropy`](crate::entropy::NoEntropy) inside of one.
    pub fn seal_stream<W: Write>(
        &self,
        entropy: &dyn Entropy,
        context: &[u8],
        mut out: W,
    ) -> io::Result<SealWriter<W>> {
        let mut nonce = [0; NONCE_BYTES];
        entropy.fill(&mut nonce).map_err(io::Error::other)?;
        out.write_all(&nonce)?;
        Ok(SealWriter {
            out,
            context: context.to_vec(),
            encryptor: EncryptorBE32::from_aead(self.cipher(), &nonce.into()),
            waiting: Zeroizing::new(Vec::with_capacity(CHUNK)),
        })
    }

    /// Opens a stream that was sealed under this key in this `context`.
    ///
    /// # Errors
    /// One of `input`, or [`BrokenStream`] inside of one; the same holds for reading from what is returned.
    pub fn open_stream<R: Read>(&self, context: &[u8], mut input: R) -> io::Result<OpenReader<R>> {
        let mut nonce = [0; NONCE_BYTES];
        input.read_exact(&mut nonce).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => broken(),
            _ => error,
        })?;
        Ok(OpenReader {
            input,
            context: context.to_vec(),
            decryptor: Some(DecryptorBE32::from_aead(self.cipher(), &nonce.into())),
            sealed: Vec::with_capacity(SEALED_CHUNK + 1),
            plain: Zeroizing::default(),
            given: 0,
            broken: false,
        })
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, BrokenStream)
}

impl<W: Write> SealWriter<W> {
    /// Seals the last chunk and hands back what it was written to, which is flushed.
    ///
    /// # Errors
    /// One of the writer below; what was written then does not open as a whole.
    pub fn finish(self) -> io::Result<W> {
        let Self { mut out, context, encryptor, waiting } = self;
        let payload = Payload { msg: &waiting, aad: &context };
        // More than 2^32 chunks, which is 256 TiB.
        let sealed = encryptor.encrypt_last(payload).map_err(|_| io::ErrorKind::FileTooLarge)?;
        out.write_all(&sealed)?;
        out.flush()?;
        Ok(out)
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            let payload = Payload { msg: &self.waiting, aad: &self.context };
            let sealed = self.encryptor.encrypt_next(payload).map_err(|_| io::ErrorKind::FileTooLarge)?;
            self.out.write_all(&sealed)?;
            self.waiting.clear();
        }
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    /// Flushes what is sealed. What is not a whole chunk yet stays here.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl<R: Read> OpenReader<R> {
    /// Opens the next chunk into `plain`. `false`: the last one was opened before.
    fn next_chunk(&mut self) -> io::Result<bool> {
        let Some(mut decryptor) = self.decryptor.take() else { return Ok(false) };
        let missing = (SEALED_CHUNK + 1).saturating_sub(self.sealed.len()) as u64;
        let read = (&mut self.input).take(missing).read_to_end(&mut self.sealed);
        if let Err(error) = read {
            self.decryptor = Some(decryptor);
            return Err(error);
        }
        self.given = 0;
        let more = self.sealed.len() > SEALED_CHUNK;
        let chunk = Payload { msg: &self.sealed[..self.sealed.len().min(SEALED_CHUNK)], aad: &self.context };
        let opened = if more {
            let opened = decryptor.decrypt_next(chunk);
            self.decryptor = Some(decryptor);
            opened
        } else {
            decryptor.decrypt_last(chunk)
        };
        let Ok(plain) = opened else {
            (self.decryptor, self.broken) = (None, true);
            return Err(broken());
        };
        self.plain = Zeroizing::new(plain);
        self.sealed.drain(..self.sealed.len().min(SEALED_CHUNK));
        Ok(true)
    }
}

impl<R: Read> Read for OpenReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.broken {
            return Err(broken());
        }
        while self.given == self.plain.len() {
            if !self.next_chunk()? {
                return Ok(0);
            }
        }
        let given = buffer.len().min(self.plain.len() - self.given);
        buffer[..given].copy_from_slice(&self.plain[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}

impl<W> fmt::Debug for SealWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealWriter(hidden)")
    }
}

impl<R> fmt::Debug for OpenReader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpenReader(hidden)")
    }
}

#[cfg(test)]
mod tests;
