//! Packages in memory: a vault whose files can be looked at, and a form for their reports.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use domain::fulfilment::Packages;
use domain::message::Language;
use domain::package::{NotFormed, Part, ReportForm, Schema};
use domain::vault::{FileName, NewFile, Vault, VaultError};

/// A vault in memory.
#[derive(Clone, Default)]
pub(crate) struct Shelf {
    files: Arc<Mutex<BTreeMap<FileName, Vec<u8>>>>,
    begun: Arc<Mutex<Vec<FileName>>>,
    /// Whether there is no more room.
    pub(crate) full: Arc<AtomicBool>,
}

impl Shelf {
    /// The files that were kept.
    pub(crate) fn files(&self) -> Vec<(FileName, Vec<u8>)> {
        self.files.lock().unwrap().clone().into_iter().collect()
    }

    /// Puts a file there, as a process may have left it that is gone.
    pub(crate) fn put(&self, name: FileName, content: &[u8]) {
        self.files.lock().unwrap().insert(name, content.to_vec());
    }

    /// All files are lost.
    pub(crate) fn lose(&self) {
        self.files.lock().unwrap().clear();
    }
}

impl Vault for Shelf {
    fn create(&self, name: &FileName) -> Result<Box<dyn NewFile>, VaultError> {
        self.begun.lock().unwrap().push(*name);
        Ok(Box::new(Begun { shelf: self.clone(), name: *name, content: Vec::new() }))
    }

    fn open(&self, name: &FileName) -> Result<Option<Box<dyn Read + Send>>, VaultError> {
        let content = self.files.lock().unwrap().get(name).cloned();
        Ok(content.map(|content| Box::new(Cursor::new(content)) as Box<dyn Read + Send>))
    }

    fn delete(&self, name: &FileName) -> Result<bool, VaultError> {
        Ok(self.files.lock().unwrap().remove(name).is_some())
    }

    fn names(&self) -> Result<Vec<FileName>, VaultError> {
        let begun = self.begun.lock().unwrap();
        Ok(self.files.lock().unwrap().keys().chain(&*begun).copied().collect())
    }
}

struct Begun {
    shelf: Shelf,
    name: FileName,
    content: Vec<u8>,
}

impl Write for Begun {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.shelf.full.load(Ordering::SeqCst) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.content.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl NewFile for Begun {
    fn keep(self: Box<Self>) -> Result<(), VaultError> {
        self.shelf.put(self.name, &self.content);
        Ok(())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.shelf.begun.lock().unwrap().retain(|name| *name != self.name);
    }
}

/// A form that writes each part as a line of JSON.
struct Lines;

impl ReportForm for Lines {
    fn write(&self, _: &Language, part: &Part<'_>, out: &mut dyn Write) -> Result<(), NotFormed> {
        Ok(writeln!(out, "{}", serde_json::to_string(part).unwrap())?)
    }
}

/// What packages are made with, which wait for a week on this shelf.
pub(crate) fn packages(shelf: &Shelf) -> Packages {
    Packages {
        vault: Arc::new(shelf.clone()),
        form: Arc::new(Lines),
        lifetime: TimeDelta::days(7),
        service_version: "1",
        schema: Schema { name: "iom-gdpr", version: "2.9", object: "Customer" },
    }
}
