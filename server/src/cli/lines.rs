//! Lines of a file of any size, in bounded memory.

use std::io::{self, BufRead};

/// The longest line that is looked at, in bytes: a customer with 100,000 orders of several articles has room in it.
pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A line, without its line break.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Text.
    Text(&'a str),
    /// Nothing, or white space only.
    Blank,
    /// Not UTF-8.
    NotText,
    /// Longer than [`MAX_BYTES`]; what is beyond was not kept.
    TooLong,
}

/// Reads line by line.
pub(super) struct Lines<R> {
    from: R,
    buffer: Vec<u8>,
    max_bytes: usize,
    /// How many lines were read.
    pub(super) number: u64,
    /// How many bytes were read.
    pub(super) bytes: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, buffer: Vec::new(), max_bytes: MAX_BYTES, number: 0, bytes: 0 }
    }

    /// The next line.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let Some(too_long) = self.fill()? else { return Ok(None) };
        self.number += 1;
        if too_long {
            return Ok(Some(Line::TooLong));
        }
        let mut line = self.buffer.as_slice();
        if self.number == 1 {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        Ok(Some(match str::from_utf8(line) {
            Err(_) => Line::NotText,
            Ok(text) if text.trim().is_empty() => Line::Blank,
            Ok(text) => Line::Text(text),
        }))
    }

    /// Fills the buffer with a line, whose end it drops when it is too long. `None` at the end of the file.
    fn fill(&mut self) -> io::Result<Option<bool>> {
        self.buffer.clear();
        let (mut begun, mut too_long) = (false, false);
        loop {
            let chunk = match self.from.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(begun.then_some(too_long));
            }
            begun = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let part = &chunk[..end.unwrap_or(chunk.len())];
            too_long |= self.buffer.len() + part.len() > self.max_bytes;
            if !too_long {
                self.buffer.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.from.consume(used);
            self.bytes += used as u64;
            if end.is_some() {
                return Ok(Some(too_long));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn all(text: &[u8]) -> Vec<String> {
        // A small buffer, so that lines span several of its fillings.
        let mut lines = Lines { max_bytes: 8, ..Lines::new(BufReader::with_capacity(3, text)) };
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push(format!("{line:?}"));
        }
        assert_eq!((lines.number, lines.bytes), (found.len() as u64, text.len() as u64));
        found
    }

    #[test]
    fn lines_end_with_a_line_break_or_the_file() {
        assert_eq!(all(b""), [""; 0]);
        assert_eq!(all(b"ab\ncd"), [r#"Text("ab")"#, r#"Text("cd")"#]);
        assert_eq!(all(b"ab\r\n\n \ncd\n"), [r#"Text("ab\r")"#, "Blank", "Blank", r#"Text("cd")"#]);
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_line() {
        assert_eq!(all(b"\xEF\xBB\xBFab\n"), [r#"Text("ab")"#]);
        assert_eq!(all(b"\xEF\xBB\xBF\nab"), ["Blank", r#"Text("ab")"#]);
    }

    #[test]
    fn a_line_that_is_too_long_or_not_text_spoils_no_other() {
        assert_eq!(all(b"12345678\n123456789\nab"), [r#"Text("12345678")"#, "TooLong", r#"Text("ab")"#]);
        assert_eq!(all(b"a\xFFb\nab\n"), ["NotText", r#"Text("ab")"#]);
        assert_eq!(all(&[b'x'; 100]), ["TooLong"]);
    }
}
