//! What a confirmation link looks like.

use std::fmt;
use std::str::FromStr;

use domain::link::LinkHash;
use domain::names::RequestId;
use hyper::Uri;

use super::PublicUrl;

const HASH: &str = "{hash}";
const ID: &str = "{id}";
const PAGE: &str = "page";

/// An absolute URL with a place for the hash and one for the id of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlTemplate(String);

impl UrlTemplate {
    /// The route of the vendor's storefront on a developer's machine.
    #[must_use]
    pub fn storefront() -> Self {
        Self::page_below("http://localhost:4200")
    }

    /// The route of the storefront, and of our own page, below `address`, which has no slash at its end.
    pub(super) fn page_below(address: &str) -> Self {
        Self(format!("{address}/gdpr-requests?Hash={HASH}&PersonalDataRequestID={ID}"))
    }

    /// The route of our page that takes an approved request back.
    pub(super) fn cancel_page_below(address: &str) -> Self {
        Self(format!("{address}/gdpr-requests/cancel?Hash={HASH}&PersonalDataRequestID={ID}"))
    }

    /// The route of our page on which a data subject fetches a package.
    pub(super) fn package_page_below(address: &str) -> Self {
        Self(format!("{address}/gdpr-requests/package?Hash={HASH}&PersonalDataRequestID={ID}"))
    }

    /// The link for one request. Both values are made of URL-safe characters. The result is a secret: it holds the hash.
    #[must_use]
    pub fn fill(&self, id: &RequestId, hash: &LinkHash) -> String {
        self.0.replace(ID, id.as_str()).replace(HASH, hash.reveal())
    }

    /// The template itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UrlTemplate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.contains(HASH) || !text.contains(ID) {
            return Err("must contain both {hash} and {id}, where the link carries them");
        }
        // Parsed with stand-ins that are as harmless as what will stand there, and that show where they went.
        let uri: Uri = text
            .replace(HASH, "hashplace")
            .replace(ID, "idplace")
            .parse()
            .map_err(|_| "must be an absolute http or https URL")?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err("must be an absolute http or https URL");
        }
        match uri.authority().map(hyper::http::uri::Authority::as_str) {
            Some(host) if host.contains("hashplace") || host.contains("idplace") => {
                Err("must not have {hash} or {id} in its host name")
            }
            Some(host) if host.contains('@') => Err("must not contain a user name or password"),
            Some(_) => Ok(Self(text.to_owned())),
            None => Err("must be an absolute http or https URL"),
        }
    }
}

/// Where a link in a mail leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTo {
    /// To this server's own page.
    Page,
    /// To somewhere else, such as the route of a storefront.
    Url(UrlTemplate),
}

impl LinkTo {
    /// What the link looks like when people reach this server at `public`.
    #[must_use]
    pub fn template(&self, public: &PublicUrl) -> UrlTemplate {
        match self {
            Self::Page => public.page(),
            Self::Url(template) => template.clone(),
        }
    }
}

impl LinkTo {
    /// What the link that takes an approved request back looks like.
    #[must_use]
    pub fn cancel_template(&self, public: &PublicUrl) -> UrlTemplate {
        match self {
            Self::Page => UrlTemplate::cancel_page_below(public.as_str()),
            Self::Url(template) => template.clone(),
        }
    }

    /// What the link looks like with which a data subject fetches a package.
    #[must_use]
    pub fn package_template(&self, public: &PublicUrl) -> UrlTemplate {
        match self {
            Self::Page => UrlTemplate::package_page_below(public.as_str()),
            Self::Url(template) => template.clone(),
        }
    }
}

impl fmt::Display for LinkTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Page => PAGE,
            Self::Url(template) => template.as_str(),
        })
    }
}

impl FromStr for LinkTo {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == PAGE { Ok(Self::Page) } else { text.parse().map(Self::Url) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_an_absolute_url_with_both_places() {
        for legal in [
            "https://shop.example/gdpr?h={hash}&i={id}",
            "http://[::1]:4200/{id}/{hash}",
            "https://shop.example/#/gdpr/{id}/{hash}",
        ] {
            assert_eq!(legal.parse::<UrlTemplate>().unwrap().as_str(), legal);
        }
        for illegal in [
            "https://shop.example/?h={hash}",
            "https://shop.example/?i={id}",
            "/gdpr?h={hash}&i={id}",
            "ftp://shop.example/?h={hash}&i={id}",
            "https://{hash}.example/?i={id}",
            "https://a:b@shop.example/?h={hash}&i={id}",
            "mailto:{hash}{id}",
        ] {
            assert!(illegal.parse::<UrlTemplate>().is_err(), "{illegal}");
        }
    }

    #[test]
    fn a_link_leads_to_our_page_or_to_where_it_says() {
        let public = "https://privacy.example/x".parse().unwrap();
        let page = "page".parse::<LinkTo>().unwrap().template(&public);
        assert_eq!(page.as_str(), "https://privacy.example/x/gdpr-requests?Hash={hash}&PersonalDataRequestID={id}");
        let other = "https://shop.example/{id}/{hash}";
        assert_eq!(other.parse::<LinkTo>().unwrap().template(&public).as_str(), other);
        assert!("Page".parse::<LinkTo>().is_err());
    }
}
