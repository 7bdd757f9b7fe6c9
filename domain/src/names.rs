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
    /// An e-mail address. Personal data: `Debug` hides it.
    EmailAddress, check_email, |_| "hidden"
);
name!(
    /// The id of a data request: 128 random bits for those made here, `[A-Za-z0-9_-]` for all.
    RequestId, check_id, |id| id
);

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
    fn personal_data_does_not_reach_a_debug_print() {
        let number: CustomerNumber = "BB002".parse().unwrap();
        let email: EmailAddress = "bob@example.org".parse().unwrap();
        let printed = format!("{number:?} {email:?}");
        assert!(!printed.contains("BB002") && !printed.contains("bob"), "{printed}");
    }
}
