//! Identifiers that are legal once they exist: parsed at the door, never checked again.
//!
//! One rule serves them all ([`check`]); what is personal data hides itself from `Debug`.

use std::fmt;
use std::str::FromStr;

/// Why a text is not a legal name. Never repeats the text itself: it may be personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IllegalName {
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// More than the bound, in Unicode characters.
    #[error("is longer than {0} characters")]
    TooLong(usize),
    /// White space at either end.
    #[error("begins or ends with white space")]
    Padded,
    /// A character that cannot stand in a name.
    #[error("contains a control character, '/' or '\\'")]
    Character,
    /// `.` and `..` mean something else in a path.
    #[error("is '.' or '..'")]
    Dots,
    /// RFC 7617 section 2: a colon ends the user id of Basic credentials.
    #[error("contains ':', which cannot stand in a user name (RFC 7617)")]
    Colon,
    /// Not an address a mail could go to.
    #[error("is not an e-mail address")]
    Email,
    /// Request ids are made of few characters, so that they survive any encoding.
    #[error("may only contain A-Z, a-z, 0-9, '-' and '_'")]
    Id,
}

/// The longest legal name, in Unicode characters.
pub const MAX_LENGTH: usize = 255;

fn check(text: &str) -> Result<(), IllegalName> {
    if text.is_empty() {
        return Err(IllegalName::Empty);
    }
    if text.chars().count() > MAX_LENGTH {
        return Err(IllegalName::TooLong(MAX_LENGTH));
    }
    if text.trim() != text {
        return Err(IllegalName::Padded);
    }
    if text.chars().any(|c| c.is_control() || c == '/' || c == '\\') {
        return Err(IllegalName::Character);
    }
    if text == "." || text == ".." {
        return Err(IllegalName::Dots);
    }
    Ok(())
}

fn check_user(text: &str) -> Result<(), IllegalName> {
    check(text)?;
    if text.contains(':') { Err(IllegalName::Colon) } else { Ok(()) }
}

fn check_email(text: &str) -> Result<(), IllegalName> {
    check(text).map_err(|_| IllegalName::Email)?;
    // RFC 5321 section 4.5.3.1.3: 256 octets, with the angle brackets around it.
    if text.len() > 254 {
        return Err(IllegalName::Email);
    }
    // Nothing that separates or wraps addresses in a mail header (RFC 5322): the mail goes to one person.
    let separates = |c: char| c.is_whitespace() || ",;:<>()[]\"".contains(c);
    let well_formed = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@') && !text.contains(separates)
    });
    if well_formed { Ok(()) } else { Err(IllegalName::Email) }
}

fn check_id(text: &str) -> Result<(), IllegalName> {
    check(text)?;
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if text.chars().all(legal) { Ok(()) } else { Err(IllegalName::Id) }
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $check:path, $debug:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $type(String);

        impl $type {
            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $type {
            type Err = IllegalName;

            fn from_str(text: &str) -> Result<Self, IllegalName> {
                $check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let show: fn(&str) -> &str = $debug;
                write!(f, "{}({})", stringify!($type), show(&self.0))
            }
        }
    };
}

name!(
    /// A shop: what the customer contract calls `shopName`.
    ShopName, check, |name| name
);
name!(
    /// A site (sales channel): what the confirmation contract calls `siteName`.
    SiteName, check, |name| name
);
name!(
    /// An organization of the tree that decides who may do what.
    OrganizationName, check, |name| name
);
name!(
    /// A role: a named set of permissions.
    RoleName, check, |name| name
);
name!(
    /// A user of this service: staff or a system, never a data subject.
    UserName, check_user, |name| name
);
name!(
    /// A customer's number in a shop. Personal data: `Debug` hides it.
    CustomerNumber, check, |_| "hidden"
);
name!(
    /// The number of an order in a shop. Personal data: `Debug` hides it.
    OrderNumber, check, |_| "hidden"
);
name!(
    /// An e-mail address. Personal data: `Debug` hides it.
    EmailAddress, check_email, |_| "hidden"
);
name!(
    /// The id of a data request: 128 random bits for those made here, `[A-Za-z0-9_-]` for all.
    RequestId, check_id, |id| id
);

name!(
    /// Somebody who is told of erasures through a webhook: `[A-Za-z0-9_-]`, as the configuration calls them.
    EndpointName, check_id, |name| name
);

impl EmailAddress {
    /// Whether both are one mailbox, as far as anybody but its host can tell: the case of ASCII letters does not count.
    #[must_use]
    pub fn is_same_mailbox(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }

    /// The address with its ASCII letters in lower case, to look it up by.
    ///
    /// Others stay as they are: Unicode has letters that become ASCII ones in lower case (U+212A, the Kelvin sign), and
    /// with them somebody could have an address that only looks like another one's.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_name_comes_back_as_it_was() {
        for text in ["inTRONICS", "BB002", "Müller & Söhne", "a b", "x;y=1", "100%", "名前"] {
            assert_eq!(text.parse::<ShopName>().unwrap().as_str(), text);
            assert_eq!(text.parse::<CustomerNumber>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn an_illegal_name_says_why() {
        let refused = |text: &str| text.parse::<CustomerNumber>().unwrap_err();
        assert_eq!(refused(""), IllegalName::Empty);
        assert_eq!(refused(" a"), IllegalName::Padded);
        assert_eq!(refused("a\u{0}b"), IllegalName::Character);
        assert_eq!(refused("a/b"), IllegalName::Character);
        assert_eq!(refused(".."), IllegalName::Dots);
        assert_eq!(refused(&"x".repeat(256)), IllegalName::TooLong(255));
        assert_eq!("a:b".parse::<UserName>().unwrap_err(), IllegalName::Colon);
        assert_eq!("a b@c".parse::<EmailAddress>().unwrap_err(), IllegalName::Email);
        assert_eq!("a@b@".parse::<EmailAddress>().unwrap_err(), IllegalName::Email);
        assert_eq!("id%41".parse::<RequestId>().unwrap_err(), IllegalName::Id);
    }

    #[test]
    fn the_bounds_of_a_name_are_counted_in_characters() {
        for character in ["x", "ü", "名", "🛒"] {
            assert!(character.repeat(MAX_LENGTH).parse::<ShopName>().is_ok(), "{character}");
            let longer = character.repeat(MAX_LENGTH + 1).parse::<ShopName>();
            assert_eq!(longer.unwrap_err(), IllegalName::TooLong(MAX_LENGTH), "{character}");
        }
    }

    #[test]
    fn no_character_that_breaks_a_path_or_a_line_can_stand_in_a_name() {
        let refused = |text: &str| text.parse::<ShopName>().unwrap_err();
        for inside in ["a\nb", "a\rb", "a\tb", "a\u{7f}b", "a\u{85}b", "a\u{1b}[2Jb", "a\\b", "/"] {
            assert_eq!(refused(inside), IllegalName::Character, "{inside:?}");
        }
        for padded in ["a ", "\ta", "a\n", "\u{a0}a", "a\u{3000}", " "] {
            assert_eq!(refused(padded), IllegalName::Padded, "{padded:?}");
        }
        assert_eq!(refused("."), IllegalName::Dots);
        for dotted in ["...", ".a", "a..b"] {
            assert_eq!(dotted.parse::<ShopName>().unwrap().to_string(), dotted);
        }
    }

    #[test]
    fn a_colon_is_illegal_for_users_alone() {
        for text in ["a:b", ":", "a:"] {
            assert_eq!(text.parse::<UserName>().unwrap_err(), IllegalName::Colon);
            assert!(text.parse::<ShopName>().is_ok() && text.parse::<SiteName>().is_ok());
            assert!(text.parse::<OrganizationName>().is_ok() && text.parse::<RoleName>().is_ok());
            assert!(text.parse::<CustomerNumber>().is_ok());
        }
        assert_eq!("bob@example.org".parse::<UserName>().unwrap().as_str(), "bob@example.org");
    }

    #[test]
    fn an_address_is_one_address() {
        let longest = format!("{}@b", "a".repeat(252));
        for text in ["bob@example.org", "b.o+b@localhost", "zoë@bücher.example", "o'neil@x", "{a}!@x", &longest] {
            assert_eq!(text.parse::<EmailAddress>().unwrap().as_str(), text);
        }
        for text in [
            "",
            "bob",
            "@",
            "bob@",
            "@example.org",
            "a@b@c",
            "a@b,c@d",
            "a@b;c",
            "Bob<a@b>",
            "a@b c",
            " a@b",
            "a@b\n",
            "a@b\r\nBcc: c@d",
            "(x)a@b",
            "\"a\"@b",
            "a:b@c",
            &format!("{}@b", "a".repeat(253)),
        ] {
            assert_eq!(text.parse::<EmailAddress>().unwrap_err(), IllegalName::Email, "{text:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_request_id_needs_no_encoding_anywhere(text in "[A-Za-z0-9_-]{1,255}") {
            let id: RequestId = text.parse().unwrap();
            proptest::prop_assert_eq!(id.as_str(), text);
        }

        #[test]
        fn nothing_else_is_a_request_id(before in "[A-Za-z0-9_-]{0,3}", c in "[^A-Za-z0-9_-]", after in "[a-z]{0,3}") {
            let text = format!("{before}{c}{after}");
            proptest::prop_assert!(text.parse::<RequestId>().is_err());
        }

        #[test]
        fn a_reason_never_repeats_the_text(before in ".{0,9}", after in "[ /:\\\\\\x00-\\x1f@]{1,3}") {
            let text = format!("{before}SECRET{after}");
            let reasons = [
                text.parse::<ShopName>().err(),
                text.parse::<UserName>().err(),
                text.parse::<CustomerNumber>().err(),
                text.parse::<EmailAddress>().err(),
                text.parse::<RequestId>().err(),
            ];
            proptest::prop_assert!(reasons[4].is_some());
            for reason in reasons.into_iter().flatten() {
                let said = format!("{reason} {reason:?}");
                proptest::prop_assert!(!said.contains("SECRET"));
            }
        }
    }

    #[test]
    fn a_mailbox_is_the_same_in_upper_and_lower_case_and_not_in_letters_that_only_look_alike() {
        let same = |one: &str, other: &str| {
            one.parse::<EmailAddress>().unwrap().is_same_mailbox(&other.parse::<EmailAddress>().unwrap())
        };
        assert!(same("Kim@Example.ORG", "kim@example.org") && same("zoë@x.example", "ZOë@X.example"));
        for other in [
            "\u{212A}im@example.org",
            "k\u{131}m@example.org",
            "ｋim@example.org",
            "kim@example.org.",
            "im@example.org",
        ] {
            assert!(!same("kim@example.org", other), "{other}");
        }
    }

    #[test]
    fn personal_data_does_not_reach_a_debug_print() {
        let number: CustomerNumber = "BB002".parse().unwrap();
        let email: EmailAddress = "bob@example.org".parse().unwrap();
        let printed = format!("{number:?} {email:?}");
        assert!(!printed.contains("BB002") && !printed.contains("bob"), "{printed}");
        assert_eq!(format!("{:?}", "demo".parse::<ShopName>().unwrap()), "ShopName(demo)");
    }
}
