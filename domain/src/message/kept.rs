//! What a data subject is told of records that have to be kept.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Language;

/// Why records are kept, and until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept<'a> {
    /// A law wants it until the end of this day.
    Until(NaiveDate, &'a str),
    /// A law wants it, and the date to count from is missing.
    Undecided(&'a str),
    /// They are needed for legal claims.
    Claimed,
}

impl Kept<'_> {
    /// The keys of all sentences, and of how a day is written.
    pub const KEYS: [&'static str; 4] = ["kept.until", "kept.undecided", "kept.claimed", "kept.day"];

    /// One line about `records`, which is what such records are called, in `language`.
    #[must_use]
    pub fn sentence(&self, records: &str, language: &Language) -> String {
        let say = |key| crate::_rust_i18n_translate(language.tag(), key);
        let day = |day: &NaiveDate| day.format(&say("kept.day")).to_string();
        let (pattern, day, ground): (Cow<'_, str>, _, _) = match self {
            Self::Until(last, ground) => (say("kept.until"), day(last), *ground),
            Self::Undecided(ground) => (say("kept.undecided"), String::new(), *ground),
            Self::Claimed => (say("kept.claimed"), String::new(), ""),
        };
        let values = [records, &day, ground];
        rust_i18n::replace_patterns(&pattern, &["records", "day", "ground"], &values.map(one_line))
    }
}

/// Words from a file, which may have line breaks in them.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kept: Kept<'_>, language: &str) -> String {
        kept.sentence("R %{day}", &Language::find(language).unwrap())
    }

    #[test]
    fn every_sentence_is_one_line_in_every_language_and_says_all_it_has_to() {
        let last = NaiveDate::from_ymd_opt(2033, 12, 1).unwrap();
        assert_eq!(
            said(Kept::Until(last, "The law\n says %{so}."), "en"),
            "R %{day}: until 1 December 2033. The law says %{so}."
        );
        assert_eq!(said(Kept::Until(last, "Gesetz."), "de"), "R %{day}: bis 01.12.2033. Gesetz.");
        for language in Language::all() {
            for kept in [Kept::Until(last, "G."), Kept::Undecided("G."), Kept::Claimed] {
                let text = said(kept, &language);
                assert!(text.starts_with("R %{day}: ") && text.ends_with('.') && !text.contains('\n'), "{text}");
                assert_eq!(text.ends_with(" G."), kept != Kept::Claimed, "{text}");
                assert!(!text.contains("kept."), "{text}");
            }
        }
    }
}
