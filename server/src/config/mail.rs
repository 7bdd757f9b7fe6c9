//! How mails leave the house.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use lettre::message::Mailbox;

use crate::secret::Secret;

/// How mails leave the house. Each field is described in `config.sample.toml`.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Which way.
    pub transport: TransportKind,
    /// Where the transport `file` writes. `None`: beside the database.
    pub folder: Option<PathBuf>,
    /// The SMTP server.
    pub host: String,
    /// Its port. `None`: the usual one for `security`.
    pub port: Option<u16>,
    /// Whether others can read along.
    pub security: Security,
    /// Who we are to the SMTP server. `None`: nobody in particular.
    pub user: Option<String>,
    /// The password that goes with it.
    pub password: Option<Secret>,
    /// A file that holds the password.
    pub password_file: Option<PathBuf>,
    /// Certificates to trust beside those of the system.
    pub ca_file: Option<PathBuf>,
    /// Longest wait for each answer of the SMTP server, and for the program of `sendmail`.
    pub timeout: Duration,
    /// Who mails are from. Always there unless `transport` is `file`.
    pub sender: Option<Mailbox>,
    /// Who gets the answers. `None`: the sender.
    pub reply_to: Option<Mailbox>,
    /// The program of `sendmail`.
    pub command: PathBuf,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: TransportKind::File,
            folder: None,
            host: "localhost".to_owned(),
            port: None,
            security: Security::StartTls,
            user: None,
            password: None,
            password_file: None,
            ca_file: None,
            timeout: Duration::from_secs(60),
            sender: None,
            reply_to: None,
            command: PathBuf::from("/usr/sbin/sendmail"),
        }
    }
}

/// The way of mails out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportKind {
    /// Each is a file in a folder, and goes no further.
    File,
    /// To an SMTP server (RFC 5321).
    Smtp,
    /// To a program that takes mails as sendmail does.
    Sendmail,
}

impl fmt::Display for TransportKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::File => "file",
            Self::Smtp => "smtp",
            Self::Sendmail => "sendmail",
        })
    }
}

impl FromStr for TransportKind {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::File, Self::Smtp, Self::Sendmail];
        all.into_iter().find(|it| it.to_string() == text).ok_or("must be \"file\", \"smtp\" or \"sendmail\"")
    }
}

/// Whether others can read along on the way to the SMTP server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314 section 3.3).
    Tls,
    /// TLS before anything is said (RFC 3207), or nothing is said at all.
    StartTls,
    /// They can.
    None,
}

impl Security {
    /// The port that is usual for it: submissions, submission (RFC 8314 section 7, RFC 6409), SMTP.
    #[must_use]
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

impl fmt::Display for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls => "tls",
            Self::StartTls => "starttls",
            Self::None => "none",
        })
    }
}

impl FromStr for Security {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Tls, Self::StartTls, Self::None];
        all.into_iter().find(|it| it.to_string() == text).ok_or("must be \"tls\", \"starttls\" or \"none\"")
    }
}
