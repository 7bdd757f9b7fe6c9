//! Files that pages are made of. Each has the digest of its content in its name, so a browser may keep it for good,
//! and gets another one when it was changed.

use std::collections::BTreeMap;

use bytes::Bytes;
use sha2::{Digest, Sha256};

/// A file.
#[derive(Clone)]
pub(crate) struct Asset {
    pub(crate) media_type: &'static str,
    pub(crate) content: Bytes,
    /// Whether that is gzip (RFC 1952).
    pub(crate) is_packed: bool,
}

/// Files by their names.
#[derive(Default)]
pub(crate) struct Assets(BTreeMap<String, Asset>);

impl Assets {
    /// Adds a file, and gives back its name: `page.0123456789abcdef.css` for `page` and `css`.
    pub(crate) fn add(
        &mut self,
        stem: &str,
        extension: &str,
        media_type: &'static str,
        content: impl Into<Bytes>,
    ) -> String {
        let content = content.into();
        self.insert(stem, extension, Asset { media_type, content, is_packed: false })
    }

    /// Adds a file that is packed as gzip, in the same way.
    pub(crate) fn add_packed(
        &mut self,
        stem: &str,
        extension: &str,
        media_type: &'static str,
        content: Bytes,
    ) -> String {
        self.insert(stem, extension, Asset { media_type, content, is_packed: true })
    }

    fn insert(&mut self, stem: &str, extension: &str, asset: Asset) -> String {
        // 64 bits: these are a handful of files of the operator's own.
        let digest =
            Sha256::digest(&asset.content).iter().take(8).fold(0, |digest, byte| digest << 8 | u64::from(*byte));
        let name = format!("{stem}.{digest:016x}.{extension}");
        self.0.insert(name.clone(), asset);
        name
    }

    /// The file with this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_that_of_one_content() {
        let mut assets = Assets::default();
        let mut add = |content: &'static str| assets.add("page", "css", "text/css", content);
        let (one, same, other) = (add("a"), add("a"), add("b"));
        assert_eq!(one, same);
        assert_ne!(one, other);
        assert_eq!(one, "page.ca978112ca1bbdca.css");
        assert_eq!(assets.get(&one).unwrap().content, "a");
        assert!(assets.get("page.css").is_none() && assets.get("").is_none());
    }
}
