//! Why a command did not do what it was asked to, for the person who asked.

use std::io::{Write, stderr};
use std::process::ExitCode;

use domain::directory::NotMade;
use domain::display;
use domain::requests::NotDone;
use domain::store::StoreError;

use crate::assemble::{NotAssembled, StartError};
use crate::config::ConfigError;
use crate::credentials::NotIssued;
use crate::credentials::passwords::NotHashed;

/// A sentence that says what to do, and the exit code that goes with it.
pub(super) enum Failed {
    /// Refused or failed: 1.
    Work(String),
    /// Wrong usage or configuration: 2.
    Usage(String),
    /// Everything has been said already: 1.
    Told,
}

impl Failed {
    #[allow(clippy::needless_pass_by_value, reason = "made for map_err, which hands values on")]
    pub(super) fn work(error: impl ToString) -> Self {
        Self::Work(error.to_string())
    }

    #[allow(clippy::needless_pass_by_value, reason = "made for map_err, which hands values on")]
    pub(super) fn usage(error: impl ToString) -> Self {
        Self::Usage(error.to_string())
    }

    pub(super) fn code(&self) -> ExitCode {
        match self {
            Self::Work(_) | Self::Told => ExitCode::from(1),
            Self::Usage(_) => ExitCode::from(2),
        }
    }

    pub(super) fn report(&self) {
        match self {
            Self::Work(text) | Self::Usage(text) => complain("error", text),
            Self::Told => {}
        }
    }
}

/// A line on standard error. When that is gone there is nobody to tell.
pub(super) fn complain(kind: &str, text: &str) {
    let _ = writeln!(stderr(), "{kind}: {}", display::multi_line(text));
}

impl From<ConfigError> for Failed {
    fn from(error: ConfigError) -> Self {
        Self::usage(error)
    }
}

impl From<StartError> for Failed {
    fn from(error: StartError) -> Self {
        if error.is_configuration() { Self::usage(error) } else { Self::work(error) }
    }
}

macro_rules! work {
    ($($error:ty),*) => {
        $(impl From<$error> for Failed {
            fn from(error: $error) -> Self {
                Self::work(error)
            }
        })*
    };
}

work!(NotAssembled, NotDone, NotHashed, NotIssued, NotMade, StoreError);
