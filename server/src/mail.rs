//! Mails on their way out of the house.
//!
//! A letter that was written becomes a [`Mail`], and a [`Transport`] takes it: to a file, to an SMTP server or to a program.
//! What goes wrong is a [`Bounce`], which is a code and never the words of somebody else's server: those may hold addresses.

mod bounce;
mod file;
mod message;
mod open;
mod sendmail;
mod smtp;

use async_trait::async_trait;

pub use self::bounce::{Bounce, BounceCode};
pub use self::file::FileTransport;
pub use self::message::{IllegalId, Mail, MailId};
pub use self::open::{NoTransport, folder_beside, open};
pub use self::sendmail::SendmailTransport;
pub use self::smtp::{SmtpTransport, Tls};

/// A way out of the house.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Hands a mail over. Afterwards it is somebody else's to deliver.
    ///
    /// Sent again, for instance because nobody knows whether the first time succeeded, it has the same Message-ID, by which
    /// its receiver can tell. Dropping the future ends the attempt, of which nobody knows then whether it succeeded.
    ///
    /// # Errors
    /// [`Bounce`].
    async fn send(&self, mail: &Mail) -> Result<(), Bounce>;

    /// Takes leave where that is polite. The transport can be used again.
    async fn rest(&self) {}
}
