//! Who did something.

use std::fmt;
use std::str::FromStr;

use crate::names::UserName;

/// Who did something. Its text is what is stored: `staff:ann`, `command-line:uid 0`, `subject`, `public-form`, `service`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A user of this service, through one of the contracts.
    Staff(UserName),
    /// Somebody on the machine itself: the operating system's user, as `uid 0` or by name.
    CommandLine(String),
    /// Whoever holds the link from the mail.
    Subject,
    /// Somebody unknown, through the public form.
    PublicForm,
    /// This service by itself, when its time had come.
    Service,
}

const STAFF: &str = "staff:";
const COMMAND_LINE: &str = "command-line:";

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Staff(name) => write!(f, "{STAFF}{name}"),
            Self::CommandLine(user) => write!(f, "{COMMAND_LINE}{user}"),
            Self::Subject => f.write_str("subject"),
            Self::PublicForm => f.write_str("public-form"),
            Self::Service => f.write_str("service"),
        }
    }
}

/// The text names nobody who can act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not an actor of the audit log")]
pub struct NotAnActor;

impl FromStr for Actor {
    type Err = NotAnActor;

    fn from_str(text: &str) -> Result<Self, NotAnActor> {
        match text {
            "subject" => Ok(Self::Subject),
            "public-form" => Ok(Self::PublicForm),
            "service" => Ok(Self::Service),
            _ => match (text.strip_prefix(STAFF), text.strip_prefix(COMMAND_LINE)) {
                (Some(name), _) => name.parse().map(Self::Staff).map_err(|_| NotAnActor),
                (None, Some(user)) => Ok(Self::CommandLine(user.to_owned())),
                (None, None) => Err(NotAnActor),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_comes_back_from_its_text() {
        for text in ["staff:ann", "staff:bob@example.org", "command-line:uid 0", "subject", "public-form", "service"] {
            assert_eq!(text.parse::<Actor>().unwrap().to_string(), text);
        }
        for text in ["", "ann", "staff:", "staff:a:b", "Subject", "service:x"] {
            assert_eq!(text.parse::<Actor>(), Err(NotAnActor), "{text:?}");
        }
    }
}
