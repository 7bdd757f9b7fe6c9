//! What is wrong with a call that cannot be read, as a sentence of its own.

use std::borrow::Cow;

use super::Language;

/// Stands in brackets behind the sentence of [`Code::Malformed`](super::Code::Malformed). Never quotes the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The path is not what RFC 3986 section 2.1 lets it be.
    PathEncoding,
    /// The query is not what the URL standard lets forms make of it.
    QueryEncoding,
    /// A parameter more than once in the query.
    QueryRepeated,
    /// A header that the contract declares, more than once or with characters that it cannot have.
    HeaderSyntax,
    /// A parameter that is not of the contract's schema.
    Parameter,
    /// HTTP/1.1 without a Host.
    NoHost,
    /// More than one Host.
    SeveralHosts,
    /// A Host that is none.
    HostSyntax,
    /// The body ends early, or its chunks are broken.
    BodyFraming,
    /// Not JSON (RFC 8259).
    JsonSyntax,
    /// JSON, and something more.
    JsonTrailing,
    /// JSON, and not an object.
    NotAnObject,
    /// An object that is not of the contract's schema.
    JsonContract,
}

impl Flaw {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::PathEncoding,
        Self::QueryEncoding,
        Self::QueryRepeated,
        Self::HeaderSyntax,
        Self::Parameter,
        Self::NoHost,
        Self::SeveralHosts,
        Self::HostSyntax,
        Self::BodyFraming,
        Self::JsonSyntax,
        Self::JsonTrailing,
        Self::NotAnObject,
        Self::JsonContract,
    ];

    /// The key of its sentence.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::PathEncoding => "flaw.path_encoding",
            Self::QueryEncoding => "flaw.query_encoding",
            Self::QueryRepeated => "flaw.query_repeated",
            Self::HeaderSyntax => "flaw.header_syntax",
            Self::Parameter => "flaw.parameter",
            Self::NoHost => "flaw.no_host",
            Self::SeveralHosts => "flaw.several_hosts",
            Self::HostSyntax => "flaw.host_syntax",
            Self::BodyFraming => "flaw.body_framing",
            Self::JsonSyntax => "flaw.json_syntax",
            Self::JsonTrailing => "flaw.json_trailing",
            Self::NotAnObject => "flaw.not_an_object",
            Self::JsonContract => "flaw.json_contract",
        }
    }

    /// What is wrong, in `language`: half a sentence.
    #[must_use]
    pub fn sentence(self, language: &Language) -> Cow<'static, str> {
        crate::_rust_i18n_translate(&language.0, self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flaw_is_said_in_every_language() {
        let english = Language::english();
        for language in Language::all().iter().map(|tag| Language::find(tag).unwrap()) {
            for flaw in Flaw::ALL {
                let said = flaw.sentence(&language);
                assert!(said.contains(' ') && said != flaw.key(), "{flaw:?} in {language:?}: {said}");
                assert!(language == english || said != flaw.sentence(&english), "{flaw:?} in {language:?}");
            }
        }
    }
}
