//! A value as somebody gave it, before anybody knows what it is for.

/// A value from a file, the environment or a flag.
#[derive(Clone)]
pub(super) enum Given {
    /// From the environment or a flag, where everything is text.
    Words(String),
    /// A string in the file.
    Text(String),
    /// A whole number in the file.
    Whole(i64),
    /// `true` or `false` in the file.
    Truth(bool),
    /// A list of strings in the file.
    List(Vec<String>),
    /// Something in the file that no key takes, and what it is called.
    Other(&'static str),
}

impl Given {
    /// What was given, for the end of a sentence that says what should have been. Not for secrets.
    pub(super) fn not(&self) -> String {
        match self {
            Self::Words(text) | Self::Text(text) if text.is_empty() => ", not empty".to_owned(),
            Self::Words(text) | Self::Text(text) => format!(", not {:?}", shortened(text)),
            Self::Whole(number) => format!(", not {number}"),
            Self::Truth(_) => ", not true or false".to_owned(),
            Self::List(_) => ", not a list".to_owned(),
            Self::Other(kind) => format!(", not {kind}"),
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 80 { text.to_owned() } else { text.chars().take(77).chain("...".chars()).collect() }
}
