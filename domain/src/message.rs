//! Codes, and the sentence that goes with each in the caller's language.
//!
//! A language is a file in `domain/locales`: adding one is adding a file.

mod flaw;
mod kept;

use std::borrow::Cow;
use std::sync::LazyLock;

pub use flaw::Flaw;
pub use kept::Kept;

/// What an answer says, in the vendor's dotted style. The first three are the contract's, the others ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// `infos[0].code` of the first confirmation.
    Confirmation,
    /// `infos[0].causes[0].code` of the first confirmation: the one the storefront says thank you for.
    Confirmed,
    /// Both codes of every repeat.
    AlreadyConfirmed,
    /// No request for this caller.
    NotFound,
    /// A wrong hash for an active request.
    HashInvalid,
    /// No hash for an active request.
    HashMissing,
    /// Cause: the link was not used in time.
    LinkExpired,
    /// Cause: the request is closed.
    Closed,
    /// Cause: the same was asked for before, and that request goes on.
    Duplicate,
    /// Whatever came of a form that anybody can hand in.
    PublicReceipt,
    /// Too many tries.
    RateLimited,
    /// Too many wrong credentials.
    TooManyCredentials,
    /// Nobody proved who is calling.
    Unauthenticated,
    /// The caller may not see this here.
    Forbidden,
    /// The caller may not delete this here.
    DeletionForbidden,
    /// No such customer that the contract covers.
    CustomerNotFound,
    /// The call does not follow HTTP or the contract.
    Malformed,
    /// No resource has this path.
    UnknownPath,
    /// A page of another site asks for a change.
    CrossSite,
    /// The path has no such method.
    MethodNotAllowed,
    /// No media type the caller accepts.
    NotAcceptable,
    /// The body has another media type.
    UnsupportedMediaType,
    /// The body is longer than accepted.
    TooLarge,
    /// The URI is longer than accepted.
    UriTooLong,
    /// The call took too long to arrive.
    TooSlow,
    /// A fault of ours.
    Internal,
    /// Not ready, or not any more.
    Unavailable,
}

impl Code {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::Confirmation,
        Self::Confirmed,
        Self::AlreadyConfirmed,
        Self::NotFound,
        Self::HashInvalid,
        Self::HashMissing,
        Self::LinkExpired,
        Self::Closed,
        Self::Duplicate,
        Self::PublicReceipt,
        Self::RateLimited,
        Self::TooManyCredentials,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::DeletionForbidden,
        Self::CustomerNotFound,
        Self::Malformed,
        Self::UnknownPath,
        Self::CrossSite,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::UnsupportedMediaType,
        Self::TooLarge,
        Self::UriTooLong,
        Self::TooSlow,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The code on the wire, which is also the key of its sentence.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmation => "gdpr_request.confirmation.info",
            Self::Confirmed => "gdpr_request.confirmed.info",
            Self::AlreadyConfirmed => "gdpr_request.already_confirmed.info",
            Self::NotFound => "gdpr_request.not_found.error",
            Self::HashInvalid => "gdpr_request.hash_invalid.error",
            Self::HashMissing => "gdpr_request.hash_missing.error",
            Self::LinkExpired => "gdpr_request.link_expired.error",
            Self::Closed => "gdpr_request.closed.error",
            Self::Duplicate => "gdpr_request.duplicate.error",
            Self::PublicReceipt => "data_request.received.info",
            Self::RateLimited => "gdpr_request.rate_limited.error",
            Self::TooManyCredentials => "caller.rate_limited.error",
            Self::Unauthenticated => "caller.unauthenticated.error",
            Self::Forbidden => "caller.forbidden.error",
            Self::DeletionForbidden => "caller.deletion_forbidden.error",
            Self::CustomerNotFound => "customer.not_found.error",
            Self::Malformed => "request.malformed.error",
            Self::UnknownPath => "request.unknown_path.error",
            Self::CrossSite => "request.cross_site.error",
            Self::MethodNotAllowed => "request.method_not_allowed.error",
            Self::NotAcceptable => "request.not_acceptable.error",
            Self::UnsupportedMediaType => "request.unsupported_media_type.error",
            Self::TooLarge => "request.too_large.error",
            Self::UriTooLong => "request.uri_too_long.error",
            Self::TooSlow => "request.too_slow.error",
            Self::Internal => "service.internal.error",
            Self::Unavailable => "service.unavailable.error",
        }
    }

    /// The sentence for a person, in `language`.
    #[must_use]
    pub fn sentence(self, language: &Language) -> Cow<'static, str> {
        crate::_rust_i18n_translate(&language.0, self.as_str())
    }
}

/// A language there are messages in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language(Cow<'static, str>);

impl Language {
    /// English, which is always there.
    #[must_use]
    pub fn english() -> Self {
        Self(Cow::Borrowed("en"))
    }

    /// The codes of all languages there are messages in.
    #[must_use]
    pub fn all() -> Vec<Cow<'static, str>> {
        rust_i18n::available_locales!()
    }

    /// The language of a tag or locale (`de`, `de-AT`, `de_DE`): the exact one, else the same primary language.
    #[must_use]
    pub fn find(tag: &str) -> Option<Self> {
        // Made once: a language is looked for in every row of a request.
        static ALL: LazyLock<Vec<Cow<'static, str>>> = LazyLock::new(Language::all);
        let named = |name: &str| ALL.iter().find(|code| code.eq_ignore_ascii_case(name)).cloned();
        let tag = tag.replace('_', "-");
        let primary = tag.split('-').next().unwrap_or_default();
        named(&tag).or_else(|| named(primary)).map(Self)
    }

    /// The language tag (RFC 5646), as for `Content-Language`.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_sentence_in_every_language() {
        let english = Language::english();
        assert!(Language::all().len() >= 2);
        for language in Language::all().iter().map(|tag| Language::find(tag).unwrap()) {
            for code in Code::ALL {
                let sentence = code.sentence(&language);
                assert!(sentence.ends_with('.') && sentence.contains(' '), "{code:?} in {language:?}: {sentence}");
                assert!(language == english || sentence != code.sentence(&english), "{code:?} in {language:?}");
            }
        }
    }

    #[test]
    fn every_code_is_there_once_and_says_what_it_is() {
        let codes: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in codes {
            assert!(matches!(code.rsplit('.').next(), Some("info" | "error")), "{code}");
            assert!(code.chars().all(|c| matches!(c, 'a'..='z' | '_' | '.')), "{code}");
        }
    }

    #[test]
    fn no_two_codes_of_a_language_say_the_same() {
        for language in Language::all().iter().map(|tag| Language::find(tag).unwrap()) {
            let sentences: std::collections::BTreeSet<_> =
                Code::ALL.iter().map(|code| code.sentence(&language)).collect();
            assert_eq!(sentences.len(), Code::ALL.len(), "{language:?}");
        }
    }

    #[test]
    fn a_locale_file_has_a_sentence_for_each_code_and_nothing_else() {
        let locales = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
        let mut languages = Vec::new();
        for file in std::fs::read_dir(locales).unwrap().map(|entry| entry.unwrap().path()) {
            let text = std::fs::read_to_string(&file).unwrap();
            let sentences: serde_json::Map<String, serde_json::Value> = serde_saphyr::from_str(&text).unwrap();
            let keys: std::collections::BTreeSet<_> = sentences.keys().map(String::as_str).collect();
            let codes = Code::ALL
                .iter()
                .map(|code| code.as_str())
                .chain(Flaw::ALL.map(Flaw::key))
                .chain(Kept::KEYS)
                .chain(["_version"])
                .collect();
            assert_eq!(keys, codes, "{}", file.display());
            languages.push(file.file_stem().unwrap().to_string_lossy().into_owned());
        }
        languages.sort();
        let mut known = Language::all();
        known.sort();
        assert_eq!(languages, known);
        assert!(languages.contains(&"de".to_owned()) && languages.contains(&"en".to_owned()));
    }

    #[test]
    fn a_locale_finds_its_language() {
        assert_eq!(Language::find("de_DE").unwrap().tag(), "de");
        assert_eq!(Language::find("DE-at").unwrap().tag(), "de");
        assert_eq!(Language::find("en").unwrap(), Language::english());
        for unknown in ["xx", "", "-", "_DE", "deutsch", "d", "e", "*", "de;q=1", "../de", " de"] {
            assert_eq!(Language::find(unknown), None, "{unknown}");
        }
    }
}
