//! Packages as files in a folder, each whole or not there, for the owner only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use domain::vault::{FileName, NewFile, Vault, VaultError};

/// What a file is called behind its name until it is whole.
const BEGUN: &str = ".part";

/// A folder of files, which is made, for its owner only, when the first one is begun.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The one beside a database.
    #[must_use]
    pub fn beside(database: &Path) -> Self {
        let mut name = database.as_os_str().to_owned();
        name.push(".packages");
        Self::new(name.into())
    }

    fn whole(&self, name: &FileName) -> PathBuf {
        self.path.join(name.to_string())
    }

    fn begun(&self, name: &FileName) -> PathBuf {
        self.path.join(format!("{name}{BEGUN}"))
    }

    fn failed(&self, error: &io::Error) -> VaultError {
        VaultError(format!("{}: {error}", self.path.display()))
    }

    fn begin(&self, name: &FileName) -> io::Result<Begun> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.path)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let path = self.begun(name);
        let file = options.open(&path)?;
        Ok(Begun { folder: self.clone(), file, path, whole: self.whole(name), kept: false })
    }

    /// Makes what happened to the names in the folder last.
    fn sync(&self) -> io::Result<()> {
        if cfg!(unix) { File::open(&self.path)?.sync_all() } else { Ok(()) }
    }

    fn list(&self) -> io::Result<Vec<FileName>> {
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let name = name.to_str().map(|name| name.strip_suffix(BEGUN).unwrap_or(name));
            // What somebody else has put there is left alone.
            names.extend(name.and_then(|name| name.parse::<FileName>().ok()));
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    fn remove(&self, name: &FileName) -> io::Result<bool> {
        let mut removed = false;
        for path in [self.whole(name), self.begun(name)] {
            match fs::remove_file(path) {
                Ok(()) => removed = true,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        if removed {
            self.sync()?;
        }
        Ok(removed)
    }
}

impl Vault for Folder {
    fn create(&self, name: &FileName) -> Result<Box<dyn NewFile>, VaultError> {
        Ok(Box::new(self.begin(name).map_err(|error| self.failed(&error))?))
    }

    fn open(&self, name: &FileName) -> Result<Option<Box<dyn Read + Send>>, VaultError> {
        match File::open(self.whole(name)) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn delete(&self, name: &FileName) -> Result<bool, VaultError> {
        self.remove(name).map_err(|error| self.failed(&error))
    }

    fn names(&self) -> Result<Vec<FileName>, VaultError> {
        self.list().map_err(|error| self.failed(&error))
    }
}

/// A file that is not whole yet.
struct Begun {
    folder: Folder,
    file: File,
    path: PathBuf,
    whole: PathBuf,
    kept: bool,
}

impl Begun {
    fn rename(&mut self) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.path, &self.whole)?;
        self.kept = true;
        self.folder.sync()
    }
}

impl Write for Begun {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl NewFile for Begun {
    fn keep(mut self: Box<Self>) -> Result<(), VaultError> {
        let renamed = self.rename();
        renamed.map_err(|error| self.folder.failed(&error))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.kept {
            // What cannot be removed now is swept later.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests;
