//! Texts that need not stand on the command line, where every user of the machine can read them while a command runs.

use std::io::Read;
use std::path::PathBuf;
use std::str::FromStr;

use super::failed::Failed;

/// More than any text that a command takes.
const MAX_BYTES: u64 = 65_536;

/// The text itself; or `@FILE` for what stands in a file; or `-` for standard input.
#[derive(Clone)]
pub(super) enum Text {
    Here(String),
    File(PathBuf),
    Stdin,
}

impl FromStr for Text {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text.strip_prefix('@') {
            Some(path) => Self::File(PathBuf::from(path)),
            None if text == "-" => Self::Stdin,
            None => Self::Here(text.to_owned()),
        })
    }
}

impl Text {
    /// The text, without a line break at its end. `flag` is what it was given with.
    pub(super) fn read(&self, flag: &str) -> Result<String, Failed> {
        let failed = |place: String, error| Failed::Work(format!("{flag}: {place} cannot be read: {error}"));
        let text = match self {
            Self::Here(text) => text.clone(),
            Self::File(path) => {
                let place = path.display().to_string();
                let file = std::fs::File::open(path).map_err(|error| failed(place.clone(), error))?;
                read(file).map_err(|error| failed(place, error))?
            }
            Self::Stdin => read(std::io::stdin().lock()).map_err(|error| failed("standard input".to_owned(), error))?,
        };
        if text.len() as u64 > MAX_BYTES {
            return Err(Failed::Usage(format!("{flag}: the text is longer than {MAX_BYTES} bytes")));
        }
        Ok(text.trim_end_matches(['\r', '\n']).to_owned())
    }

    /// The same as what is wanted. A text that cannot be that is not repeated: it may be personal data.
    pub(super) fn parse<T: FromStr<Err: std::fmt::Display>>(&self, flag: &str) -> Result<T, Failed> {
        self.read(flag)?.parse().map_err(|why| Failed::Usage(format!("{flag} {why}")))
    }
}

fn read(from: impl Read) -> std::io::Result<String> {
    let mut text = String::new();
    // One more, so that what is too long is seen.
    from.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    Ok(text)
}
