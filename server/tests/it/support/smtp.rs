//! A real SMTP server, `tests/mail/smtp.py`, which misbehaves when the receiver's name asks for it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running server. Killed when dropped.
pub(crate) struct Smtp {
    pub(crate) port: u16,
    folder: TempDir,
    child: Child,
}

/// What it took, decoded.
pub(crate) struct Received(Value);

impl Smtp {
    /// On a port of its own, without TLS, for everybody.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// With more of its options.
    pub(crate) async fn start_with(options: &[&str]) -> Self {
        Self::start_in(TempDir::new().unwrap(), options).await
    }

    async fn start_in(folder: TempDir, options: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut command = Command::new(root.join(".venv-mail/bin/python"));
        command.arg(root.join("server/tests/mail/smtp.py")).arg(folder.path()).args(options);
        // It ends with its standard input, also when this process is killed.
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| {
            panic!("{error}: this test needs an SMTP server in .venv-mail; `make test-tools` installs it")
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let port = line.trim().parse().unwrap_or_else(|_| panic!("the SMTP server did not start: {line:?}"));
        Self { port, folder, child }
    }

    /// Away: from now on nobody listens there. What it took stays with what is given back.
    pub(crate) async fn stop(mut self) -> Away {
        self.child.kill().await.unwrap();
        Away { port: self.port, folder: self.folder }
    }

    /// Every mail that it took so far, in order.
    pub(crate) fn received(&self) -> Vec<Received> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|it| it == "json")).collect();
        files.sort();
        files.iter().map(|path| Received(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())).collect()
    }

    /// Waits until it has taken so many.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Received> {
        for _ in 0..600 {
            let received = self.received();
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{} mails after half a minute, not {count}", self.received().len());
    }
}

/// A server that was stopped, and can come back where it was.
pub(crate) struct Away {
    pub(crate) port: u16,
    folder: TempDir,
}

impl Away {
    pub(crate) async fn come_back(self) -> Smtp {
        let port = self.port.to_string();
        Smtp::start_in(self.folder, &["--port", &port]).await
    }
}

impl Received {
    /// The sender of the envelope.
    pub(crate) fn from(&self) -> &str {
        self.0["from"].as_str().unwrap()
    }

    /// The receiver of the envelope.
    pub(crate) fn to(&self) -> &str {
        self.0["to"][0].as_str().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.0["headers"]))
    }

    pub(crate) fn text(&self) -> &str {
        self.0["text"].as_str().unwrap()
    }

    pub(crate) fn html(&self) -> &str {
        self.0["html"].as_str().unwrap()
    }

    /// As it came over the wire.
    pub(crate) fn raw(&self) -> &str {
        self.0["raw"].as_str().unwrap()
    }

    pub(crate) fn was_encrypted(&self) -> bool {
        self.0["tls"].as_bool().unwrap()
    }

    /// Who had signed in.
    pub(crate) fn user(&self) -> Option<&str> {
        self.0["user"].as_str()
    }

    /// Which connection it came over, counted from 1.
    pub(crate) fn connection(&self) -> u64 {
        self.0["connection"].as_u64().unwrap()
    }
}

/// Certificates of an authority that nobody else knows, made for one test.
pub(crate) struct Certificates {
    folder: TempDir,
}

impl Certificates {
    /// For the server `localhost`.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let server = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
        let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
        write("ca.pem", authority.pem());
        write("server.pem", server.pem());
        write("server.key", key.serialize_pem());
        Self { folder }
    }

    /// The file with the authority's own certificate.
    pub(crate) fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The files with the server's certificate and its key.
    pub(crate) fn server(&self) -> (PathBuf, PathBuf) {
        (self.folder.path().join("server.pem"), self.folder.path().join("server.key"))
    }

    /// A server that has the certificate, with TLS `whole` or `start`.
    pub(crate) async fn serve(&self, tls: &str, options: &[&str]) -> Smtp {
        let path = |name: &str| self.folder.path().join(name).to_str().unwrap().to_owned();
        let (certificate, key) = (path("server.pem"), path("server.key"));
        let own = ["--tls", tls, "--certificate", &certificate, "--key", &key];
        Smtp::start_with(&[&own, options].concat()).await
    }
}
