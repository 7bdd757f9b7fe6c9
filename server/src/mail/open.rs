//! The transport that the configuration asks for.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use zeroize::Zeroizing;

use super::{FileTransport, SendmailTransport, SmtpTransport, Tls, Transport};
use crate::config::{Mail, Security, TransportKind};
use crate::secrets;

/// Why there is no transport.
#[derive(Debug, thiserror::Error)]
pub enum NoTransport {
    /// A file that the configuration names cannot be read.
    #[error("{key}: {path} cannot be read: {error}", path = .path.display())]
    File {
        /// The key that names it.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The file with certificates has none.
    #[error("mail.ca_file: {path} has no certificate in PEM form, or one that cannot be read", path = .0.display())]
    Certificates(PathBuf),
    /// There can be no TLS with this server.
    #[error("mail.host: there can be no TLS with a server of this name")]
    Tls,
}

/// The transport of the configuration, for the service with this database. Reads what the configuration names, and connects
/// to nothing.
///
/// # Errors
/// [`NoTransport`].
pub fn open(config: &Mail, database: &Path) -> Result<Arc<dyn Transport>, NoTransport> {
    // Looked at whatever the transport is, so that a mistake shows before it is needed.
    let (credentials, tls) = (credentials(config)?, tls(config)?);
    Ok(match config.transport {
        TransportKind::File => {
            Arc::new(FileTransport::new(config.folder.clone().unwrap_or_else(|| folder_beside(database))))
        }
        TransportKind::Sendmail => Arc::new(SendmailTransport::new(config.command.clone(), config.timeout)),
        TransportKind::Smtp => {
            let port = config.port.unwrap_or_else(|| config.security.usual_port());
            Arc::new(SmtpTransport::new(config.host.clone(), port, tls, credentials, config.timeout))
        }
    })
}

/// `gdpr.db.mail` for `gdpr.db`: where the transport `file` writes unless the configuration says otherwise.
#[must_use]
pub fn folder_beside(database: &Path) -> PathBuf {
    secrets::named_after(database, ".mail")
}

fn credentials(config: &Mail) -> Result<Option<Credentials>, NoTransport> {
    let Some(user) = &config.user else { return Ok(None) };
    let password = match (&config.password, &config.password_file) {
        (Some(password), _) => Zeroizing::new(password.reveal().to_owned()),
        (None, Some(path)) => {
            let failed = |error| NoTransport::File { key: "mail.password_file", path: path.clone(), error };
            let text = Zeroizing::new(std::fs::read_to_string(path).map_err(failed)?);
            // Editors and `echo` end a file with a line break that is no part of the password.
            Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned())
        }
        (None, None) => return Ok(None),
    };
    Ok(Some(Credentials::new(user.clone(), password.to_string())))
}

fn tls(config: &Mail) -> Result<Tls, NoTransport> {
    let certificates = config.ca_file.as_ref().map(|path| certificates(path)).transpose()?;
    if config.transport != TransportKind::Smtp || config.security == Security::None {
        return Ok(Tls::None);
    }
    let parameters = TlsParameters::builder(config.host.clone());
    let parameters = match certificates {
        Some(certificates) => parameters.add_root_certificate(certificates),
        None => parameters,
    };
    let parameters = parameters.build_rustls().map_err(|_| NoTransport::Tls)?;
    Ok(if config.security == Security::Tls { Tls::Whole(parameters) } else { Tls::Start(parameters) })
}

fn certificates(path: &Path) -> Result<Certificate, NoTransport> {
    let failed = |error| NoTransport::File { key: "mail.ca_file", path: path.to_owned(), error };
    let pem = std::fs::read(path).map_err(failed)?;
    let none = || NoTransport::Certificates(path.to_owned());
    // A file without any is accepted by the library.
    if !pem.windows(BEGIN.len()).any(|part| part == BEGIN) {
        return Err(none());
    }
    Certificate::from_pem(&pem).map_err(|_| none())
}

/// What a certificate begins with (RFC 7468 section 5.1).
const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(change: impl FnOnce(&mut Mail, &Path)) -> String {
        let scratch = tempfile::tempdir().unwrap();
        let mut config = Mail { transport: TransportKind::Smtp, ..Mail::default() };
        change(&mut config, scratch.path());
        let error = open(&config, Path::new("gdpr.db")).err().unwrap().to_string();
        error.replace(&scratch.path().display().to_string(), "FOLDER")
    }

    #[test]
    fn files_that_the_configuration_names_are_read_at_start() {
        let missing = refusal(|config, folder| config.ca_file = Some(folder.join("ca.pem")));
        assert!(missing.starts_with("mail.ca_file: FOLDER/ca.pem cannot be read: "), "{missing}");
        for content in ["", "x", "-----BEGIN CERTIFICATE-----\n***\n-----END CERTIFICATE-----\n"] {
            let empty = refusal(|config, folder| {
                std::fs::write(folder.join("ca.pem"), content).unwrap();
                config.ca_file = Some(folder.join("ca.pem"));
            });
            assert_eq!(empty, "mail.ca_file: FOLDER/ca.pem has no certificate in PEM form, or one that cannot be read");
        }
        let missing = refusal(|config, folder| {
            config.user = Some("u".to_owned());
            config.password_file = Some(folder.join("password"));
        });
        assert!(missing.starts_with("mail.password_file: FOLDER/password cannot be read: "), "{missing}");
    }

    #[test]
    fn mails_lie_beside_the_database_unless_somebody_said_where() {
        assert_eq!(folder_beside(Path::new("/nonexistent/gdpr.db")), Path::new("/nonexistent/gdpr.db.mail"));
    }
}
