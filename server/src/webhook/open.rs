//! The endpoints of the configuration, ready to be called.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::names::EndpointName;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use zeroize::Zeroizing;

use super::recipients::{Recipient, Recipients, Tls};
use super::{SigningKey, WrongKey};
use crate::config::Webhook;

/// Why there are no endpoints.
#[derive(Debug, thiserror::Error)]
pub enum NoRecipients {
    /// A file that the configuration names cannot be read.
    #[error("webhooks.{key} of \"{endpoint}\": {path} cannot be read: {error}", path = .path.display())]
    File {
        /// Whose.
        endpoint: EndpointName,
        /// The key that names it.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// What should be a key is none.
    #[error("webhooks.{key} of \"{endpoint}\": {error}")]
    Key {
        /// Whose.
        endpoint: EndpointName,
        /// The key that holds or names it.
        key: &'static str,
        /// What it should be.
        error: WrongKey,
    },
    /// The file with certificates has none.
    #[error("webhooks.ca_file of \"{0}\": {path} has no certificate in PEM form, or one that cannot be read", path = .1.display())]
    Certificates(EndpointName, PathBuf),
    /// Nobody is trusted to say who an endpoint is.
    #[error(
        "webhooks.url of \"{0}\": the system has no certificates of authorities; install them (ca-certificates), or set \
         webhooks.ca_file"
    )]
    Authorities(EndpointName),
    /// There can be no TLS with this endpoint.
    #[error("webhooks.url of \"{0}\": there can be no TLS with a server of this name")]
    Name(EndpointName),
    /// There can be no TLS at all.
    #[error("there can be no TLS: {0}")]
    Tls(#[from] rustls::Error),
}

/// The endpoints of the configuration. Reads what the configuration names, and connects to nothing.
///
/// # Errors
/// [`NoRecipients`].
pub fn open(webhooks: &[Webhook]) -> Result<Recipients, NoRecipients> {
    let mut system = None;
    let recipient = |webhook: &Webhook| {
        Ok(Recipient {
            name: webhook.name.clone(),
            shops: webhook.shops.clone(),
            url: webhook.url.clone(),
            key_id: webhook.key_id.clone(),
            key: key(webhook)?,
            patience: webhook.timeout,
            // Looked at whether or not there is TLS, so that a mistake shows before it is needed.
            tls: match (certificates(webhook)?, webhook.url.is_tls()) {
                (_, false) => None,
                (own, true) => Some(tls(webhook, system.get_or_insert_with(authorities), own)?),
            },
        })
    };
    Ok(Recipients::new(webhooks.iter().map(recipient).collect::<Result<_, NoRecipients>>()?))
}

fn key(webhook: &Webhook) -> Result<SigningKey, NoRecipients> {
    let wrong = |key| move |error| NoRecipients::Key { endpoint: webhook.name.clone(), key, error };
    match (&webhook.secret, &webhook.secret_file) {
        (Some(secret), _) => SigningKey::read(secret.reveal()).map_err(wrong("secret")),
        (None, Some(path)) => {
            let text = Zeroizing::new(read(webhook, "secret_file", path)?);
            let text = std::str::from_utf8(&text).unwrap_or_default();
            // Editors and `echo` end a file with a line break that is no part of the key.
            SigningKey::read(text.trim_end_matches(['\r', '\n'])).map_err(wrong("secret_file"))
        }
        (None, None) => Err(wrong("secret")(WrongKey)),
    }
}

fn read(webhook: &Webhook, key: &'static str, path: &Path) -> Result<Vec<u8>, NoRecipients> {
    let endpoint = || webhook.name.clone();
    std::fs::read(path).map_err(|error| NoRecipients::File { endpoint: endpoint(), key, path: path.to_owned(), error })
}

fn certificates(webhook: &Webhook) -> Result<Vec<CertificateDer<'static>>, NoRecipients> {
    let Some(path) = &webhook.ca_file else { return Ok(Vec::new()) };
    let pem = read(webhook, "ca_file", path)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let none = || NoRecipients::Certificates(webhook.name.clone(), path.clone());
    found.ok().filter(|found| !found.is_empty()).ok_or_else(none)
}

/// Those that the system trusts; what cannot be read among them is left out, as everywhere else.
fn authorities() -> RootCertStore {
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    store
}

fn tls(webhook: &Webhook, system: &RootCertStore, own: Vec<CertificateDer<'static>>) -> Result<Tls, NoRecipients> {
    let mut trusted = system.clone();
    for certificate in own {
        let wrong = |_| NoRecipients::Certificates(webhook.name.clone(), webhook.ca_file.clone().unwrap_or_default());
        trusted.add(certificate).map_err(wrong)?;
    }
    if trusted.is_empty() {
        return Err(NoRecipients::Authorities(webhook.name.clone()));
    }
    let name = ServerName::try_from(webhook.url.host().to_owned());
    // The provider that mails use; a default for the whole process would be somebody else's to set.
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(trusted)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Tls {
        connector: TlsConnector::from(Arc::new(config)),
        name: name.map_err(|_| NoRecipients::Name(webhook.name.clone()))?,
    })
}
