//! Mails to an SMTP server (RFC 5321), over connections that are kept for the next mail.
//!
//! Each step of the conversation is taken by itself, so that a refusal can be told apart: what the server says about us
//! (greeting, sign-in, sender) is a matter of configuration and can change; what it says about the receiver or the mail is
//! final if its reply begins with 5.

use std::error::Error as _;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Noop, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::{self, response::Response};
use lettre::{Address, Message};
use tokio::time::timeout;

use super::{Bounce, Mail, Transport};

/// The most connections that wait for the next mail.
const MAX_IDLE: usize = 4;
/// How long one waits. Servers keep them open for five minutes (RFC 5321 section 4.5.3.2.7), or so they should.
const IDLE: Duration = Duration::from_secs(60);
/// How long a polite goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);

/// To one SMTP server.
pub struct SmtpTransport {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    /// For the connection, and for each answer.
    patience: Duration,
    hello: ClientId,
    idle: Mutex<Vec<Idle>>,
}

/// Whether others can read along.
#[derive(Clone)]
pub enum Tls {
    /// TLS from the first byte.
    Whole(TlsParameters),
    /// TLS before anything is said, by STARTTLS; nothing is said to a server that does not offer it.
    Start(TlsParameters),
    /// They can.
    None,
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

/// How a step ended that should have gone well.
enum Failed {
    /// The server said no, and the conversation can go on.
    Refused(Bounce),
    /// The conversation is over.
    Broken(Bounce),
}

impl From<Failed> for Bounce {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Refused(bounce) | Failed::Broken(bounce) => bounce,
        }
    }
}

/// Where in the conversation something went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Connection, greeting, EHLO.
    Greeting,
    StartTls,
    Auth,
    /// MAIL.
    Sender,
    /// RCPT.
    Recipient,
    /// DATA, and the mail itself.
    Data,
}

impl Step {
    const fn code(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::StartTls => "starttls",
            Self::Auth => "auth",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "data",
        }
    }
}

impl SmtpTransport {
    /// To the server at `host` and `port`; signs in if there are credentials. Each answer may take as long as `patience`.
    #[must_use]
    pub fn new(host: String, port: u16, tls: Tls, credentials: Option<Credentials>, patience: Duration) -> Self {
        Self { host, port, tls, credentials, patience, hello: ClientId::default(), idle: Mutex::default() }
    }

    /// A connection over which a mail can be sent: one that is there, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Bounce> {
        while let Some(Idle { mut connection, since }) = self.take() {
            if since.elapsed() < IDLE && self.patiently(Step::Greeting, connection.command(Noop)).await.is_ok() {
                return Ok(connection);
            }
            goodbye(connection).await;
        }
        self.connect().await
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Bounce> {
        let (whole, start) = match &self.tls {
            Tls::Whole(tls) => (Some(tls.clone()), None),
            Tls::Start(tls) => (None, Some(tls.clone())),
            Tls::None => (None, None),
        };
        let server = (self.host.as_str(), self.port);
        let connecting = AsyncSmtpConnection::connect_tokio1(server, None, &self.hello, whole, None);
        let mut connection = self.patiently(Step::Greeting, connecting).await?;
        if let Some(tls) = start {
            if !connection.can_starttls() {
                return Err(Bounce::ours("smtp.no-starttls"));
            }
            self.patiently(Step::StartTls, connection.starttls(tls, &self.hello)).await?;
        }
        if let Some(credentials) = &self.credentials {
            self.patiently(Step::Auth, connection.auth(DEFAULT_MECHANISMS, credentials)).await?;
        }
        Ok(connection)
    }

    /// What the server answers in time.
    async fn patiently<T>(
        &self,
        step: Step,
        answer: impl Future<Output = Result<T, smtp::Error>> + Send,
    ) -> Result<T, Failed> {
        match timeout(self.patience, answer).await {
            Ok(answer) => answer.map_err(|error| failed(step, &error)),
            Err(_) => Err(Failed::Broken(Bounce::later("smtp.timeout"))),
        }
    }

    async fn deliver(&self, connection: &mut AsyncSmtpConnection, message: &Message) -> Result<(), Failed> {
        let envelope = message.envelope();
        let needs_utf8 = |address: &Address| !address.to_string().is_ascii();
        let mut options = Vec::new();
        if envelope.from().is_some_and(needs_utf8) || envelope.to().iter().any(needs_utf8) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                // RFC 6531 section 3.2: such an address is not for this server.
                return Err(Failed::Refused(Bounce::never("smtp.no-smtputf8")));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        self.patiently(Step::Sender, connection.command(MailFrom::new(envelope.from().cloned(), options))).await?;
        for receiver in envelope.to() {
            self.patiently(Step::Recipient, connection.command(Rcpt::new(receiver.clone(), Vec::new()))).await?;
        }
        self.patiently(Step::Data, connection.command(Data)).await?;
        let _: Response = self.patiently(Step::Data, connection.message(&message.formatted())).await?;
        Ok(())
    }

    fn take(&self) -> Option<Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// Keeps a connection for the next mail; gives it back if enough are kept.
    fn keep(&self, connection: AsyncSmtpConnection) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(Idle { connection, since: Instant::now() });
            return None;
        }
        Some(connection)
    }
}

#[async_trait]
impl Transport for SmtpTransport {
    async fn send(&self, mail: &Mail) -> Result<(), Bounce> {
        let message = mail.message()?;
        let mut connection = self.connection().await?;
        let sent = self.deliver(&mut connection, &message).await;
        // After a refusal the conversation can go on with another mail (RFC 5321 section 4.1.1.5).
        let goes_on = match &sent {
            Ok(()) => true,
            Err(Failed::Refused(_)) => self.patiently(Step::Data, connection.command(Rset)).await.is_ok(),
            Err(Failed::Broken(_)) => false,
        };
        if !goes_on {
            drop(connection);
        } else if let Some(connection) = self.keep(connection) {
            goodbye(connection).await;
        }
        Ok(sent?)
    }

    async fn rest(&self) {
        while let Some(idle) = self.take() {
            goodbye(idle.connection).await;
        }
    }
}

/// Says goodbye, and waits not long for the answer. The connection is closed either way.
async fn goodbye(mut connection: AsyncSmtpConnection) {
    let _ = timeout(GOODBYE, connection.command(Quit)).await;
}

/// Whether a handshake failed: the library has it as an error of the connection, and rustls as data that is invalid.
fn is_tls_alert(error: &smtp::Error) -> bool {
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.downcast_ref::<io::Error>().is_some_and(|it| it.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        source = inner.source();
    }
    false
}

/// What an error means for the mail.
fn failed(step: Step, error: &smtp::Error) -> Failed {
    let Some(reply) = error.status() else {
        return Failed::Broken(match step {
            _ if error.is_timeout() => Bounce::later("smtp.timeout"),
            _ if error.is_tls() || is_tls_alert(error) => Bounce::ours("smtp.tls"),
            // No way to sign in that both sides know.
            Step::Auth if error.is_client() => Bounce::ours("smtp.no-auth"),
            Step::Greeting if !error.is_response() => Bounce::later("smtp.connection"),
            _ => Bounce::later("smtp.dropped"),
        });
    };
    let reply = reply.to_string();
    let code = format!("smtp.{}.{reply}", step.code());
    // RFC 4954 section 6: these are about signing in, at whatever step they come.
    let about_signing_in = matches!(reply.as_str(), "530" | "534" | "535" | "538");
    // RFC 5321 section 4.5.3.1.10: 552 there can mean too many receivers, or no space for now.
    let about_space = step == Step::Recipient && reply == "552";
    Failed::Refused(match step {
        _ if !error.is_permanent() || about_space => Bounce::later(code),
        Step::Recipient | Step::Data if !about_signing_in => Bounce::never(code),
        _ => Bounce::ours(code),
    })
}
