//! Mails as files: for trying things out, and for tests.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{Bounce, Mail, Transport};
use async_trait::async_trait;

/// How the names of files begin that are being written.
const UNFINISHED: &str = ".gdpr-server-mail-";

/// Writes each mail into a folder, as `<id>.eml`: whole or not at all, on disk before it counts as sent, for its owner only.
/// A mail that is sent again takes its own place.
#[derive(Clone, Debug)]
pub struct FileTransport {
    folder: PathBuf,
}

impl FileTransport {
    /// Into this folder, which is made when the first mail is written. Removes the unfinished files of processes that were
    /// killed while they wrote: the links in them still work.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        if let Err(error) = remove_unfinished(&folder) {
            tracing::warn!(%error, "unfinished files in the mail folder cannot be removed");
        }
        Self { folder }
    }
}

#[async_trait]
impl Transport for FileTransport {
    async fn send(&self, mail: &Mail) -> Result<(), Bounce> {
        let content = mail.message()?.formatted();
        let (folder, name) = (self.folder.clone(), format!("{}.eml", mail.id));
        let written = tokio::task::spawn_blocking(move || write(&folder, &name, &content)).await;
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Bounce::ours("file.write")),
        }
    }
}

fn write(folder: &Path, name: &str, content: &[u8]) -> io::Result<()> {
    make(folder)?;
    // Made with mode 0600; gone again if anything fails on the way. The lock tells other processes that it is being written; one
    // that starts just before it is taken removes the file, and the mail is sent again.
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
    file.as_file().lock()?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name)).map_err(|error| error.error)?;
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

fn remove_unfinished(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) && entry.file_type()?.is_file() {
            match fs::File::open(entry.path()) {
                Ok(file) if file.try_lock().is_ok() => fs::remove_file(entry.path())?,
                // Somebody is writing it, or it has its name by now.
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// The folder, for its owner only; one that is there stays as it is.
fn make(folder: &Path) -> io::Result<()> {
    if fs::metadata(folder).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::message::tests::mail;
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn a_mail_is_a_file_for_its_owner_alone() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("a/mail");
        FileTransport::new(folder.clone()).send(&mail("erika@example.org")).await.unwrap();
        let file = folder.join("m-1.eml");
        assert_eq!((mode(&folder), mode(&file)), (0o700, 0o600));
        assert!(fs::read_to_string(file).unwrap().contains("\r\nTo: erika@example.org\r\n"));
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing else is left there");
    }

    #[tokio::test]
    async fn a_mail_that_is_sent_again_takes_its_own_place() {
        let scratch = tempfile::tempdir().unwrap();
        let transport = FileTransport::new(scratch.path().to_owned());
        transport.send(&mail("erika@example.org")).await.unwrap();
        transport.send(&mail("max@example.org")).await.unwrap();
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 1);
        assert!(fs::read_to_string(scratch.path().join("m-1.eml")).unwrap().contains("max@example.org"));
    }

    #[test]
    fn what_a_killed_process_left_is_removed_at_the_next_start_and_nothing_else_is() {
        let scratch = tempfile::tempdir().unwrap();
        let path = |name: &str| scratch.path().join(name);
        let (left, written) = (path(&format!("{UNFINISHED}left")), path(&format!("{UNFINISHED}written")));
        for file in [&left, &written, &path("m-1.eml"), &path(".tmp123456")] {
            fs::write(file, "a mail").unwrap();
        }
        let writer = fs::File::open(&written).unwrap();
        writer.lock().unwrap();
        let _ = FileTransport::new(scratch.path().to_owned());
        assert!(!left.exists() && written.exists() && path("m-1.eml").exists() && path(".tmp123456").exists());
        drop(writer);
        let _ = FileTransport::new(scratch.path().to_owned());
        assert!(!written.exists());
        let _ = FileTransport::new(path("not-there"));
        let _ = FileTransport::new(path("m-1.eml"));
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_for_us_to_look_at() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        fs::write(&file, "").unwrap();
        let bounce = FileTransport::new(file.join("mail")).send(&mail("erika@example.org")).await.unwrap_err();
        assert!(matches!(&bounce, Bounce::Later(code) if code.is_ours() && code.as_str() == "file.write"), "{bounce}");
    }
}
