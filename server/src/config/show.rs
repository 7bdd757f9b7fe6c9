//! The configuration as an operator reads it: as TOML, secrets hidden, each value with where it came from.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use chrono::TimeDelta;
use domain::message::Language;
use domain::names::EmailAddress;
use lettre::message::Mailbox;
use toml::Value;

use super::keys::{KEYS, Key};
use super::read::spoken;
use super::{
    Delivery, LinkTo, Listen, Loaded, LogFormat, PathPrefix, PublicUrl, Returning, Security, SocketMode, Source,
    TransportKind, Webhook, webhook,
};
use crate::client_address::Trusted;
use crate::secret::{HIDDEN, Secret};

/// A value on its way to an operator.
pub(super) enum Shown {
    /// Nothing, and there is no default.
    Unset,
    /// This, which is no secret or hidden already.
    Value(Value),
}

pub(super) trait Show {
    fn show(&self) -> Shown;
}

fn text(text: impl Into<String>) -> Shown {
    Shown::Value(Value::String(text.into()))
}

fn texts(items: &[impl ToString]) -> Shown {
    Shown::Value(Value::Array(items.iter().map(|item| Value::String(item.to_string())).collect()))
}

impl Show for String {
    fn show(&self) -> Shown {
        text(self)
    }
}

impl Show for PathBuf {
    fn show(&self) -> Shown {
        text(self.to_string_lossy())
    }
}

/// One as a text, as most write it; several as a list.
impl Show for Vec<Listen> {
    fn show(&self) -> Shown {
        match self.as_slice() {
            [one] => text(one.to_string()),
            several => texts(several),
        }
    }
}

impl Show for Vec<Trusted> {
    fn show(&self) -> Shown {
        texts(self)
    }
}

impl Show for Language {
    fn show(&self) -> Shown {
        text(self.tag())
    }
}

impl Show for LogFormat {
    fn show(&self) -> Shown {
        text(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

/// What shows itself as it is written.
macro_rules! as_written {
    ($($type:ty),*) => {
        $(impl Show for $type {
            fn show(&self) -> Shown {
                text(self.to_string())
            }
        })*
    };
}

impl Show for Vec<PathBuf> {
    fn show(&self) -> Shown {
        texts(&self.iter().map(|path| path.to_string_lossy()).collect::<Vec<_>>())
    }
}

as_written!(
    Delivery,
    EmailAddress,
    LinkTo,
    Mailbox,
    PathPrefix,
    PublicUrl,
    Security,
    Returning,
    SocketMode,
    TransportKind
);

impl Show for Secret {
    fn show(&self) -> Shown {
        text(HIDDEN)
    }
}

impl Show for usize {
    fn show(&self) -> Shown {
        i64::try_from(*self).map_or_else(|_| text(self.to_string()), |number| Shown::Value(Value::Integer(number)))
    }
}

impl Show for u16 {
    fn show(&self) -> Shown {
        Shown::Value(Value::Integer((*self).into()))
    }
}

impl Show for u32 {
    fn show(&self) -> Shown {
        Shown::Value(Value::Integer((*self).into()))
    }
}

impl Show for bool {
    fn show(&self) -> Shown {
        Shown::Value(Value::Boolean(*self))
    }
}

impl Show for Duration {
    fn show(&self) -> Shown {
        text(spoken(*self))
    }
}

impl Show for TimeDelta {
    fn show(&self) -> Shown {
        self.to_std().unwrap_or_default().show()
    }
}

impl Show for Vec<String> {
    fn show(&self) -> Shown {
        texts(self)
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self) -> Shown {
        self.as_ref().map_or(Shown::Unset, Show::show)
    }
}

impl Loaded {
    /// The whole configuration by full key: its value, or null, and where it came from.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let entry = |key: &Key| {
            let value = match (key.show)(&self.config) {
                Shown::Value(value) => serde_json::json!(value),
                Shown::Unset => serde_json::Value::Null,
            };
            let source = self.source(key.path).to_string();
            (key.path.to_owned(), serde_json::json!({"value": value, "source": source}))
        };
        let mut all: serde_json::Map<_, _> = KEYS.iter().map(entry).collect();
        all.insert(webhook::SECTION.to_owned(), self.webhooks().map(of_webhook).collect());
        serde_json::Value::Object(all)
    }

    /// The whole configuration as TOML, each line ending with where its value came from.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out = String::new();
        let mut section = "";
        for key in KEYS {
            let (table, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
            if table != section {
                section = table;
                let _ = writeln!(out, "\n[{section}]");
            }
            let _ = match (key.show)(&self.config) {
                Shown::Value(value) => writeln!(out, "{name} = {value}  # {}", self.source(key.path)),
                Shown::Unset => writeln!(out, "# {name} is not set"),
            };
        }
        for (webhook, source) in self.webhooks() {
            let _ = writeln!(out, "\n[[{}]]  # {source}", webhook::SECTION);
            for (name, shown) in webhook.shown() {
                let _ = match shown {
                    Shown::Value(value) => writeln!(out, "{name} = {value}"),
                    Shown::Unset => writeln!(out, "# {name} is not set"),
                };
            }
        }
        out
    }
}

/// The value of an endpoint and where it came from, as those of a key.
fn of_webhook((webhook, source): (&Webhook, &Source)) -> serde_json::Value {
    let value = |shown| match shown {
        Shown::Value(value) => serde_json::json!(value),
        Shown::Unset => serde_json::Value::Null,
    };
    let keys: serde_json::Map<_, _> = webhook.shown().map(|(name, shown)| (name.to_owned(), value(shown))).collect();
    serde_json::json!({"value": keys, "source": source.to_string()})
}
