//! The templates that are part of the program: `server/templates/mail`.

use domain::letter::LetterKind;

/// The name of a template, which is its path below the folder, and its text.
pub(super) type File = (&'static str, &'static str);

/// What is the same in all languages.
const SHARED: [File; 2] = [
    ("layout.html", include_str!("../../templates/mail/layout.html")),
    ("button.html", include_str!("../../templates/mail/button.html")),
];

macro_rules! language {
    ($tag:literal) => {
        language!($tag:
            "words.jinja", "confirmation.txt", "confirmation.html", "reminder.txt", "reminder.html",
            "address-changed.txt", "address-changed.html", "received.txt", "received.html", "extended.txt", "extended.html", "rejected.txt", "rejected.html",
            "erasure-approved.txt", "erasure-approved.html", "package-ready.txt", "package-ready.html", "erased.txt", "erased.html", "partly-erased.txt",
            "partly-erased.html", "decide-anew.txt", "decide-anew.html", "hand-over.txt",
            "hand-over.html", "staff-notice.txt", "staff-notice.html"
        )
    };
    ($tag:literal: $($name:literal),*) => {
        ($tag, &[$((concat!($tag, "/", $name), include_str!(concat!("../../templates/mail/", $tag, "/", $name)))),*])
    };
}

/// The languages there are mails in: a folder each, and its line here.
const LANGUAGES: [(&str, &[File]); 2] = [language!("de"), language!("en")];

/// All of them.
pub(super) fn all() -> impl Iterator<Item = File> {
    SHARED.into_iter().chain(LANGUAGES.into_iter().flat_map(|(_, files)| files.iter().copied()))
}

/// The languages there are mails in.
pub(super) fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.into_iter().map(|(tag, _)| tag)
}

/// Whether there are mails in this language.
pub(super) fn has_language(tag: &str) -> bool {
    languages().any(|known| known == tag)
}

/// The template of a letter, and the two forms it has.
pub(super) fn of(language: &str, kind: LetterKind) -> [String; 2] {
    ["txt", "html"].map(|form| format!("{language}/{}.{form}", kind.code()))
}

/// The macros of a language.
pub(super) fn words(language: &str) -> String {
    format!("{language}/words.jinja")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use domain::message::Language;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_part_of_the_program() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/mail");
        let mut there = BTreeSet::new();
        let mut folders = vec![folder.clone()];
        while let Some(next) = folders.pop() {
            for path in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    folders.push(path);
                } else {
                    there.insert(path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned());
                }
            }
        }
        assert_eq!(all().map(|(name, _)| name.to_owned()).collect::<BTreeSet<_>>(), there);
    }

    #[test]
    fn there_are_mails_in_every_language_of_messages_and_a_template_for_each_kind() {
        for language in Language::all() {
            assert!(has_language(&language), "{language}");
        }
        for (language, kind) in languages().flat_map(|language| LetterKind::ALL.map(|kind| (language, kind))) {
            for name in of(language, kind).into_iter().chain([words(language)]) {
                assert!(all().any(|(known, _)| known == name), "{name}");
            }
        }
    }
}
