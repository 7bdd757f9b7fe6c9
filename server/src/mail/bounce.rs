//! Why a mail was not taken, as a code for logs, figures and storage.

use std::borrow::Cow;
use std::fmt;

/// A mail was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Bounce {
    /// Trying again can help.
    #[error("not sent for now ({0})")]
    Later(BounceCode),
    /// It never will be, however often it is tried.
    #[error("cannot be sent ({0})")]
    Never(BounceCode),
}

impl Bounce {
    pub(super) fn later(code: impl Into<Cow<'static, str>>) -> Self {
        Self::Later(BounceCode { text: code.into(), is_ours: false })
    }

    pub(super) fn never(code: impl Into<Cow<'static, str>>) -> Self {
        Self::Never(BounceCode { text: code.into(), is_ours: false })
    }

    /// It is not the mail that is wrong: no other would be taken either.
    pub(super) fn ours(code: impl Into<Cow<'static, str>>) -> Self {
        Self::Later(BounceCode { text: code.into(), is_ours: true })
    }

    /// Why.
    #[must_use]
    pub fn code(&self) -> &BounceCode {
        match self {
            Self::Later(code) | Self::Never(code) => code,
        }
    }
}

/// Why, in fixed words and numbers: `smtp.recipient.550`. All of them are in `docs/mail.md`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BounceCode {
    text: Cow<'static, str>,
    is_ours: bool,
}

impl BounceCode {
    /// The code itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether somebody has to look at the configuration: until then no mail will be taken.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.is_ours
    }
}

impl fmt::Display for BounceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
