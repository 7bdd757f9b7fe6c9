//! The path below which a reverse proxy shows this server to the world. Behind this layer nothing knows of it.

use hyper::Uri;
use hyper::http::uri::PathAndQuery;

use super::mount;
use crate::config::PathPrefix;

/// Takes the prefix off a call's path. `false`: the path is outside, and stays as it is.
pub(crate) fn strip(prefix: &PathPrefix, uri: &mut Uri) -> bool {
    if prefix.as_str().is_empty() {
        return true;
    }
    let Some(rest) = behind(prefix.as_str(), uri.path()) else { return false };
    let rest = if rest.is_empty() { "/" } else { rest };
    let inner = uri.query().map_or_else(|| rest.to_owned(), |query| format!("{rest}?{query}"));
    let Ok(inner) = PathAndQuery::try_from(inner) else { return false };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(inner);
    let Ok(stripped) = Uri::from_parts(parts) else { return false };
    *uri = stripped;
    true
}

/// What stands behind the segments of the prefix, read like all others: decoded, and without matrix parameters.
fn behind<'a>(prefix: &str, path: &'a str) -> Option<&'a str> {
    prefix.split('/').skip(1).try_fold(path, |rest, wanted| {
        let rest = rest.strip_prefix('/')?;
        let (segment, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        (mount::name(segment).ok()? == wanted).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(prefix: &str, uri: &'static str) -> Option<String> {
        let mut uri = Uri::from_static(uri);
        strip(&prefix.parse().unwrap(), &mut uri).then(|| uri.to_string())
    }

    #[test]
    fn the_prefix_goes_and_the_rest_stays_as_it_is() {
        assert_eq!(stripped("/privacy", "/privacy/a;x=1/%2Fb?c=%20").as_deref(), Some("/a;x=1/%2Fb?c=%20"));
        assert_eq!(stripped("/a/b", "/a/b/c").as_deref(), Some("/c"));
        assert_eq!(stripped("/a", "/a").as_deref(), Some("/"));
        assert_eq!(stripped("/a", "/a?x").as_deref(), Some("/?x"));
        assert_eq!(stripped("/a", "/a/a").as_deref(), Some("/a"));
        assert_eq!(stripped("/a", "/%61;x=1/b").as_deref(), Some("/b"));
        assert_eq!(stripped("/a", "http://host/a/b").as_deref(), Some("http://host/b"));
        assert_eq!(stripped("", "/a").as_deref(), Some("/a"));
    }

    #[test]
    fn anything_else_is_outside() {
        for outside in ["/", "/b/a", "/ab", "/A", "//a", "/a%2Fb", "/%zz", "*", "/a/../b"] {
            assert_eq!(stripped("/a/b", outside), None, "{outside}");
        }
    }
}
