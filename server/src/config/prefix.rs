//! The path below which the world sees this server.

use std::fmt;
use std::str::FromStr;

/// Nothing, or segments that need no encoding: `/privacy`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathPrefix(String);

impl PathPrefix {
    /// As it stands in a URL: without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PathPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PathPrefix {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let segment = |name: &str| !matches!(name, "" | "." | "..") && name.bytes().all(plain);
        match text.strip_prefix('/') {
            None if text.is_empty() => Ok(Self::default()),
            Some(path) if path.split('/').all(segment) => Ok(Self(text.to_owned())),
            _ => Err(
                "must be empty or a path like \"/privacy\": a slash first, none at the end, and in between letters, \
                      digits and -._~",
            ),
        }
    }
}
