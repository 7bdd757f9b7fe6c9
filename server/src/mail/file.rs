//! Mails as files: for trying things out, and for tests.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use tempfile::NamedTempFile;

use super::{Bounce, Mail, Transport};

/// Writes each mail into a folder, as `<id>.eml`: whole or not at all, on disk before it counts as sent, for its owner only.
/// A mail that is sent again takes its own place.
#[derive(Clone, Debug)]
pub struct FileTransport {
    folder: PathBuf,
}

impl FileTransport {
    /// Into this folder, which is made when the first mail is written.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
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
    // Made with mode 0600; gone again if anything fails on the way.
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(folder.join(name)).map_err(|error| error.error)?;
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
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

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_for_us_to_look_at() {
        let scratch = tempfile::tempdir().unwrap();
        let file = scratch.path().join("file");
        fs::write(&file, "").unwrap();
        let bounce = FileTransport::new(file.join("mail")).send(&mail("erika@example.org")).await.unwrap_err();
        assert!(matches!(&bounce, Bounce::Later(code) if code.is_ours() && code.as_str() == "file.write"), "{bounce}");
    }
}
