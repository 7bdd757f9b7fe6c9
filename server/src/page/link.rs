//! The two values of a link, as they came in: from the query of the link itself, or from the form on the page.

/// The name of the hash, as in the storefront's links.
const HASH: &[u8] = b"Hash";
/// The name of the request's id.
const ID: &[u8] = b"PersonalDataRequestID";
/// The name of the second proof, in the form alone.
const PROOF: &[u8] = b"Proof";

/// What somebody who opens the page shows. Has no `Debug`: the hash is a secret.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    /// The id of a request, if the link has one; it may be that of none.
    pub(crate) id: String,
    /// What should be its hash.
    pub(crate) hash: String,
}

impl Shown {
    /// Reads both from a query or a form (`application/x-www-form-urlencoded`; URL standard, section 5.1).
    ///
    /// One that stands there twice, with two values, is none: nothing says which is meant. What is not encoded well is
    /// read as that standard says, and opens nothing.
    pub(crate) fn read(encoded: &[u8]) -> Self {
        Self { id: value(encoded, ID), hash: value(encoded, HASH) }
    }

    /// Whether something is missing that every link has.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.id.is_empty() || self.hash.is_empty()
    }
}

/// The second proof in the form of the page that hands a package over.
pub(crate) fn proof(encoded: &[u8]) -> String {
    value(encoded, PROOF)
}

fn value(encoded: &[u8], name: &[u8]) -> String {
    let mut values = form_urlencoded::parse(encoded).filter(|(found, _)| found.as_bytes() == name);
    let first = values.next().map(|(_, value)| value.into_owned()).unwrap_or_default();
    if values.all(|(_, other)| other == first) { first } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_read(encoded: &[u8], id: &str, hash: &str) {
        let shown = Shown::read(encoded);
        assert_eq!((shown.id.as_str(), shown.hash.as_str()), (id, hash), "{}", encoded.escape_ascii());
    }

    #[test]
    fn both_values_are_found_in_any_order_and_beside_others() {
        assert_read(b"Hash=h&PersonalDataRequestID=i", "i", "h");
        assert_read(b"utm=x&PersonalDataRequestID=i&&Hash=h&", "i", "h");
        assert_read(b"Hash=%68&PersonalDataRequest%49D=%69", "i", "h");
    }

    #[test]
    fn names_are_the_storefronts_letter_by_letter() {
        assert_read(b"hash=h&personalDataRequestId=i&HASH=h&id=i", "", "");
    }

    #[test]
    fn a_value_that_stands_there_twice_counts_only_if_it_is_the_same() {
        assert_read(b"Hash=h&Hash=h&PersonalDataRequestID=i", "i", "h");
        assert_read(b"Hash=h&Hash=g&PersonalDataRequestID=i&PersonalDataRequestID=", "", "");
    }

    #[test]
    fn what_is_not_encoded_well_is_read_without_trouble() {
        assert_read(b"Hash=%zz%&PersonalDataRequestID=a+b", "a b", "%zz%");
        assert_read(b"Hash=%ff%00&PersonalDataRequestID=", "", "\u{fffd}\0");
        assert_read(b"Hash&=&?&PersonalDataRequestID==", "=", "");
        assert_read(b"\xff\xfe", "", "");
        assert_read(b"", "", "");
    }

    #[test]
    fn a_link_without_either_is_incomplete() {
        for (encoded, incomplete) in [("Hash=h&PersonalDataRequestID=i", false), ("Hash=h", true), ("", true)] {
            assert_eq!(Shown::read(encoded.as_bytes()).is_incomplete(), incomplete, "{encoded}");
        }
    }
}
