//! Packages: what a data subject is handed, member by member, and what makes it trustworthy.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../behaviour/contract.rs"]
#[allow(dead_code, reason = "the tests of documents need more of it")]
mod contract;
mod failures;
mod kept;
mod manifest;
mod members;
mod portability;
mod readers;
mod report;
mod tables;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use domain::clock::Timestamp;
use domain::customer::document::{canonical, complete};
use domain::data_map::DataMap;
use domain::message::Language;
use domain::package::{
    Facts, Kept, Manifest, NotBuilt, NotFormed, PackageKind, Part, ReportForm, Schema, Source, write,
};
use domain::retention::Rules;
use domain::seal::MasterKey;
use domain::store::StoreError;
use serde_json::Value;
use zip::ZipArchive;

/// The data of one subject, in memory.
#[derive(Default)]
struct Data {
    document: Option<String>,
    kept: Vec<Kept>,
}

impl Source for Data {
    fn document(&self, read: &mut dyn FnMut(&mut dyn Read)) -> Result<bool, StoreError> {
        let Some(document) = &self.document else { return Ok(false) };
        read(&mut document.as_bytes());
        Ok(true)
    }

    fn kept(&self, each: &mut dyn FnMut(&Kept) -> bool) -> Result<(), StoreError> {
        self.kept.iter().find(|kept| !each(kept));
        Ok(())
    }
}

/// A form that writes each part as a line of JSON.
struct Lines;

impl ReportForm for Lines {
    fn write(&self, language: &Language, part: &Part<'_>, out: &mut dyn Write) -> Result<(), NotFormed> {
        let mut part = serde_json::to_value(part).unwrap();
        part["language"] = language.tag().into();
        Ok(writeln!(out, "{part}")?)
    }
}

fn key() -> MasterKey {
    MasterKey::new(&[7; 32]).unwrap()
}

fn map() -> &'static DataMap {
    DataMap::shipped().unwrap()
}

fn made_at() -> Timestamp {
    "2026-11-22T10:20:30Z".parse().unwrap()
}

/// How a package is wanted.
struct Wanted {
    kind: PackageKind,
    language: &'static str,
    map: DataMap,
    rules: Rules,
}

impl Wanted {
    fn of(kind: PackageKind) -> Self {
        Self { kind, language: "en", map: map().clone(), rules: Rules::none() }
    }

    fn write(&self, data: &dyn Source, form: &dyn ReportForm, out: &mut dyn Write) -> Result<Manifest, NotBuilt> {
        let facts = Facts {
            kind: self.kind,
            request: &"r-1".parse().unwrap(),
            shop: &"example-shop".parse().unwrap(),
            language: &Language::find(self.language).unwrap(),
            made_at: made_at(),
            service_version: "1.2.3",
            schema: Schema { name: "iom-gdpr", version: "2.9", object: "Customer" },
            map: &self.map,
            rules: &self.rules,
            key: &key(),
        };
        write(&facts, data, form, out)
    }

    fn bytes(&self, data: &Data) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(data, &Lines, &mut bytes).unwrap();
        bytes
    }

    fn package(&self, data: &Data) -> Package {
        Package::open(self.bytes(data))
    }
}

fn access(data: &Data) -> Package {
    Wanted::of(PackageKind::Access).package(data)
}

/// A package that was opened again.
struct Package {
    /// Names, as they are in the file.
    names: Vec<String>,
    members: BTreeMap<String, Vec<u8>>,
}

impl Package {
    fn open(bytes: Vec<u8>) -> Self {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let (mut names, mut members) = (Vec::new(), BTreeMap::new());
        for index in 0..zip.len() {
            let mut member = zip.by_index(index).unwrap();
            let mut content = Vec::new();
            // Compares the checksum as well.
            member.read_to_end(&mut content).unwrap();
            let name = member.name().unwrap().into_owned();
            names.push(name.clone());
            members.insert(name, content);
        }
        Self { names, members }
    }

    fn text(&self, name: &str) -> &str {
        str::from_utf8(self.members.get(name).unwrap_or_else(|| panic!("there is no {name}"))).unwrap()
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(self.text(name)).unwrap()
    }

    /// The parts of the report.
    fn report(&self) -> Vec<Value> {
        self.text("report.html").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The document as it is stored, and as the contract shows it.
fn stored(document: &Value) -> (Data, Value) {
    let stored = canonical(serde_json::from_value(document.clone()).unwrap()).unwrap();
    let data = Data { document: Some(serde_json::to_string(&stored).unwrap()), kept: Vec::new() };
    (data, serde_json::to_value(complete(stored).unwrap()).unwrap())
}

/// A source that counts how often it is read, and shows another document from some time on.
struct Changing {
    first: Data,
    then: Data,
    readings: RefCell<u32>,
    from: u32,
}

impl Source for Changing {
    fn document(&self, read: &mut dyn FnMut(&mut dyn Read)) -> Result<bool, StoreError> {
        *self.readings.borrow_mut() += 1;
        let data = if *self.readings.borrow() >= self.from { &self.then } else { &self.first };
        data.document(read)
    }

    fn kept(&self, _: &mut dyn FnMut(&Kept) -> bool) -> Result<(), StoreError> {
        Ok(())
    }
}
