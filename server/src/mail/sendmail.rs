//! Mails through a program of this machine that takes them as sendmail does.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use async_trait::async_trait;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::{Bounce, Mail, Transport};

/// Runs the program once for each mail: `sendmail -i -f SENDER -- RECEIVER`, with the mail on its standard input. What it
/// prints goes nowhere: it may hold addresses.
#[derive(Clone, Debug)]
pub struct SendmailTransport {
    command: PathBuf,
    patience: Duration,
}

impl SendmailTransport {
    /// With this program, which has so long for a mail before it is ended.
    #[must_use]
    pub fn new(command: PathBuf, patience: Duration) -> Self {
        Self { command, patience }
    }

    async fn run(&self, mail: &Mail) -> Result<(), Bounce> {
        let message = mail.message()?;
        let mut command = Command::new(&self.command);
        command.arg("-i").arg("-f").args(message.envelope().from()).arg("--").args(message.envelope().to());
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
        let mut program = command.spawn().map_err(|_| Bounce::ours("sendmail.start"))?;
        if let Some(mut input) = program.stdin.take() {
            // A program that ends before it has read everything says why with its exit code.
            let _ = input.write_all(&message.formatted()).await;
        }
        let status = program.wait().await.map_err(|_| Bounce::ours("sendmail.start"))?;
        match status.code() {
            Some(0) => Ok(()),
            Some(code) => Err(bounce(code)),
            None => Err(Bounce::later("sendmail.killed")),
        }
    }
}

/// What an exit code means, after `sysexits.h`.
fn bounce(exit: i32) -> Bounce {
    const DATAERR: i32 = 65;
    const NOUSER: i32 = 67;
    const NOHOST: i32 = 68;
    const TEMPFAIL: i32 = 75;
    let code = format!("sendmail.{exit}");
    match exit {
        DATAERR | NOUSER | NOHOST => Bounce::never(code),
        TEMPFAIL => Bounce::later(code),
        // Wrong usage, no permission, broken configuration, or something that sendmail does not say.
        _ => Bounce::ours(code),
    }
}

#[async_trait]
impl Transport for SendmailTransport {
    async fn send(&self, mail: &Mail) -> Result<(), Bounce> {
        timeout(self.patience, self.run(mail)).await.unwrap_or_else(|_| Err(Bounce::later("sendmail.timeout")))
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use tempfile::TempDir;

    use super::super::message::tests::mail;
    use super::*;

    const MOMENT: Duration = Duration::from_secs(20);

    /// A program that does this, in a folder of its own.
    fn program(script: &str) -> (TempDir, SendmailTransport) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sendmail");
        fs::write(&path, format!("#!/bin/sh\ncd {}\n{script}\n", folder.path().display())).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        (folder, SendmailTransport::new(path, MOMENT))
    }

    #[tokio::test]
    async fn a_mail_is_handed_over_with_its_envelope() {
        let (folder, transport) = program("echo \"$@\" >arguments; cat >mail");
        transport.send(&mail("-erika@example.org")).await.unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("arguments"), "-i -f privacy@shop.example -- -erika@example.org\n");
        assert!(read("mail").contains("\r\nAuto-Submitted: auto-generated\r\n"));
    }

    #[tokio::test]
    async fn the_exit_code_says_whether_trying_again_can_help() {
        for (exit, later, ours) in
            [(75, true, false), (67, false, false), (68, false, false), (78, true, true), (1, true, true)]
        {
            let (_folder, transport) = program(&format!("echo erika@example.org is unknown >&2; exit {exit}"));
            let bounce = transport.send(&mail("erika@example.org")).await.unwrap_err();
            assert_eq!(bounce.code().as_str(), format!("sendmail.{exit}"));
            assert_eq!((matches!(bounce, Bounce::Later(_)), bounce.code().is_ours()), (later, ours), "{exit}");
        }
    }

    #[tokio::test]
    async fn a_program_that_is_missing_or_takes_too_long_is_tried_again_later() {
        let missing = SendmailTransport::new(PathBuf::from("/nonexistent/sendmail"), MOMENT);
        let bounce = missing.send(&mail("erika@example.org")).await.unwrap_err();
        assert_eq!(bounce, Bounce::ours("sendmail.start"));
        let (_folder, slow) = program("exec sleep 60");
        let slow = SendmailTransport { patience: Duration::from_millis(50), ..slow };
        let bounce = slow.send(&mail("erika@example.org")).await.unwrap_err();
        assert_eq!(bounce, Bounce::later("sendmail.timeout"));
    }
}
