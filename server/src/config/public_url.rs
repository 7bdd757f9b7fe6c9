//! The address under which people reach this server.

use std::fmt;
use std::str::FromStr;

use hyper::Uri;

use super::{PathPrefix, UrlTemplate};

const ALLOWED: &str = "must be an http or https URL like \"https://privacy.example\" or \"https://shop.example/privacy\", \
                       without a slash at its end";

/// An http or https URL without anything behind its path, and without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The link to our own page for one request, below this address. The names of the parameters are those of the
    /// storefront, so that a link works the same wherever it leads.
    #[must_use]
    pub fn page(&self) -> UrlTemplate {
        UrlTemplate::page_below(&self.0)
    }

    /// Its origin as a browser writes it (RFC 6454 section 6.2).
    #[must_use]
    pub fn origin(&self) -> String {
        let (scheme, rest) = self.0.split_once("://").unwrap_or_default();
        let authority = rest.split('/').next().unwrap_or_default();
        let implied = if scheme == "https" { ":443" } else { ":80" };
        format!("{scheme}://{}", authority.strip_suffix(implied).unwrap_or(authority)).to_ascii_lowercase()
    }

    /// The URL itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where the default of `listen` can be reached.
impl Default for PublicUrl {
    fn default() -> Self {
        Self("http://localhost:8080".to_owned())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.parse().map_err(|_| ALLOWED)?;
        let (Some("http" | "https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(ALLOWED);
        };
        if authority.as_str().contains('@') {
            return Err("must not contain a user name or password");
        }
        // `Uri` reads no path as "/", and drops a fragment.
        let path = text.find("://").and_then(|scheme| text.get(scheme + 3 + authority.as_str().len()..));
        match path.map(str::parse::<PathPrefix>) {
            Some(Ok(_)) => Ok(Self(text.to_owned())),
            _ => Err(ALLOWED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_origin_is_what_browsers_send() {
        for (url, origin) in [
            ("https://A.example/privacy", "https://a.example"),
            ("https://a.example:443", "https://a.example"),
            ("http://a.example:80/x", "http://a.example"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://[::1]:8080/x", "http://[::1]:8080"),
        ] {
            assert_eq!(url.parse::<PublicUrl>().unwrap().origin(), origin);
        }
    }

    #[test]
    fn a_public_url_ends_where_paths_begin() {
        for legal in ["http://localhost:8080", "https://a.example", "https://a.example/privacy", "http://[::1]:80/x"] {
            assert_eq!(legal.parse::<PublicUrl>().unwrap().as_str(), legal);
        }
        for illegal in [
            "https://a.example/",
            "https://a.example/x/",
            "https://a.example?x",
            "https://a.example/x#y",
            "https://a.example#y",
            "https://u:p@a.example",
            "ftp://a.example",
            "a.example",
            "/privacy",
            "https://",
            "https://a.example/{hash}",
            "",
        ] {
            assert!(illegal.parse::<PublicUrl>().is_err(), "{illegal}");
        }
    }
}
