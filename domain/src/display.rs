//! Text from elsewhere, made fit for people to read: in reports, tables, mails and on terminals.
//!
//! Imports and forms may bring any character. Control characters move a terminal's cursor or end a file early, and bidirectional
//! ones show text in another order than it has ([Trojan Source](https://trojansource.codes)). What programs read
//! (`data.json`, answers of the contracts) is left as it is.
//!
//! - Control characters, and invisible ones that do not belong in ordinary text, become U+FFFD, a mark that can be seen.
//! - Soft hyphens, joiners and direction marks belong in ordinary text, and are left out.
//! - Every kind of space becomes a plain one, and every kind of line break a line feed.

use std::borrow::Cow;
use std::fmt::Write as _;

use icu_properties::props::{BinaryProperty, DefaultIgnorableCodePoint};

/// What stands for a character that is not shown.
pub const MARK: char = '\u{FFFD}';

/// The text with its lines.
#[must_use]
pub fn multi_line(text: &str) -> Cow<'_, str> {
    shown(text, '\n')
}

/// The text on one line: a line break becomes a space.
#[must_use]
pub fn single_line(text: &str) -> Cow<'_, str> {
    shown(text, ' ')
}

/// JSON that stands for the same, in which every character that would not be shown is escaped (RFC 8259 section 7).
#[must_use]
pub fn escaped_json(json: &str) -> Cow<'_, str> {
    let is_escaped = |c: char| (c.is_control() && c != '\n') || (!is_variant(c) && is_invisible(c));
    if !json.contains(is_escaped) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_escaped(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// Whether a character has no width and no glyph of its own.
pub(crate) fn is_invisible(c: char) -> bool {
    !c.is_ascii() && (DefaultIgnorableCodePoint::for_char(c) || matches!(c, '\u{FFF9}'..='\u{FFFB}'))
}

/// Variation selectors choose between glyphs of the character before: of emoji, and of ideographs in names.
fn is_variant(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

fn shown(text: &str, line_break: char) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut found = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => found.push(line_break),
            _ if c.is_whitespace() => found.push(' '),
            '\u{AD}' | '\u{200C}'..='\u{200F}' | '\u{61C}' => {}
            _ if c.is_control() || (!is_variant(c) && is_invisible(c)) => found.push(MARK),
            _ => found.push(c),
        }
    }
    Cow::Owned(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_text_stays_as_it_is() {
        for text in
            ["", "Erika Müller", "名前", "שלום", "a\nb", "❤\u{FE0F}", "葛\u{E0100}城市", "🛒", "é", "e\u{301}", "=1+1"]
        {
            assert_eq!(multi_line(text), text);
        }
    }

    #[test]
    fn what_would_not_be_seen_is_marked() {
        for c in [
            "\0",
            "\u{1b}",
            "\u{7f}",
            "\u{9b}",
            "\u{202e}",
            "\u{2066}",
            "\u{200b}",
            "\u{2060}",
            "\u{feff}",
            "\u{e0041}",
        ] {
            assert_eq!(multi_line(&format!("a{c}b")), "a\u{FFFD}b", "{c:?}");
            assert_eq!(single_line(&format!("a{c}b")), "a\u{FFFD}b", "{c:?}");
        }
    }

    #[test]
    fn what_belongs_in_ordinary_text_leaves_no_mark() {
        for c in ["\u{ad}", "\u{200c}", "\u{200d}", "\u{200e}", "\u{200f}", "\u{61c}"] {
            assert_eq!(multi_line(&format!("a{c}b")), "ab", "{c:?}");
        }
    }

    #[test]
    fn spaces_and_line_breaks_are_of_one_kind() {
        assert_eq!(multi_line("a\u{a0}b\u{2003}c\u{3000}d\te"), "a b c d e");
        assert_eq!(multi_line("a\r\nb\rc\u{85}d\u{2028}e\u{b}f"), "a\nb\nc\nd\ne\nf");
        assert_eq!(single_line("a\r\nb\nc"), "a b c");
    }

    fn is_harmless(text: &str) -> bool {
        let harmful = |c: char| (c.is_control() && c != '\n') || (is_invisible(c) && !is_variant(c));
        !text.contains(harmful)
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left_of_any_text(text in any::<String>(), c in any::<char>()) {
            let text = format!("{text}{c}");
            prop_assert!(is_harmless(&multi_line(&text)));
            prop_assert!(is_harmless(&single_line(&text)) && !single_line(&text).contains('\n'));
        }

        #[test]
        fn what_was_made_fit_once_is_fit(text in any::<String>()) {
            let once = multi_line(&text).into_owned();
            prop_assert_eq!(multi_line(&once), once.as_str());
        }

        #[test]
        fn escaped_json_is_harmless_and_stands_for_the_same(text in any::<String>(), c in any::<char>()) {
            let value = serde_json::Value::from(format!("{text}{c}"));
            let json = value.to_string();
            let escaped = escaped_json(&json);
            prop_assert!(is_harmless(&escaped));
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).unwrap(), value);
        }
    }
}
