//! What is not a package looks like none, and says nothing of anybody.

use std::cell::RefCell;
use std::io::{self, Cursor, Read, Write};

use domain::message::Language;
use domain::package::{Kept, NotBuilt, NotFormed, PackageKind, Part, ReportForm, Source};
use domain::store::StoreError;
use serde_json::json;
use zip::ZipArchive;

use crate::contract::full_customer;
use crate::{Changing, Data, Lines, Wanted, stored};

fn wanted() -> Wanted {
    Wanted::of(PackageKind::Access)
}

/// Takes so many bytes, then there is no space left.
struct Full {
    taken: Vec<u8>,
    room: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.room - self.taken.len());
        if taken == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.taken.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_could_not_be_written_to_its_end_is_no_zip_file() {
    let (data, _) = stored(&full_customer());
    let whole = wanted().bytes(&data).len();
    for room in (0..whole).step_by(97) {
        let mut full = Full { taken: Vec::new(), room };
        let error = wanted().write(&data, &Lines, &mut full).unwrap_err();
        assert!(matches!(&error, NotBuilt::Output(error) if error.kind() == io::ErrorKind::StorageFull), "{error:?}");
        assert_eq!(error.code(), "package.output");
        assert!(ZipArchive::new(Cursor::new(full.taken)).is_err(), "with room for {room} of {whole} bytes");
    }
}

#[test]
fn a_package_that_was_given_up_in_the_middle_is_no_zip_file() {
    struct Broken;
    impl ReportForm for Broken {
        fn write(&self, _: &Language, _: &Part<'_>, _: &mut dyn Write) -> Result<(), NotFormed> {
            Err(NotFormed::Template { template: "record.html".to_owned(), reason: "line 7".to_owned() })
        }
    }
    let mut written = Vec::new();
    let error = wanted().write(&stored(&full_customer()).0, &Broken, &mut written).unwrap_err();
    assert_eq!(error.code(), "package.form");
    assert!(!written.is_empty() && ZipArchive::new(Cursor::new(written)).is_err());
}

#[test]
fn a_document_that_is_not_of_the_contract_is_told_by_its_place_alone() {
    for document in [
        "{\"firstName\":\"Erika\",\"orders\":[{\"id\":\"Mustermann\"}]}",
        "{\"firstName\":[\"Mustermann\"]}",
        "{\"firstName\":\"Mustermann",
        "{\"orders\":\"Mustermann\"}",
        "{\"orders\":{\"Mustermann\":1}}",
        "{} Mustermann",
        "[\"Mustermann\"]",
        "\"Mustermann\"",
        "",
    ] {
        let data = Data { document: Some(document.to_owned()), kept: Vec::new() };
        let mut written = Vec::new();
        let error = wanted().write(&data, &Lines, &mut written).unwrap_err();
        assert_eq!(error.code(), "package.document", "{document}");
        for text in [error.to_string(), format!("{error:?}")] {
            assert!(!text.contains("Mustermann") && !text.contains("Erika"), "{text}");
        }
        assert!(ZipArchive::new(Cursor::new(written)).is_err());
    }
}

#[test]
fn null_stands_for_a_list_that_is_not_there() {
    let data = Data { document: Some("{\"orders\":null,\"firstName\":null}".to_owned()), kept: Vec::new() };
    assert_eq!(wanted().package(&data).json("data.json"), json!({}));
}

#[test]
fn storage_that_fails_in_the_middle_is_what_is_said() {
    struct Away;
    impl Read for Away {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("away"))
        }
    }
    struct Failing(RefCell<u32>);
    impl Source for Failing {
        fn document(&self, read: &mut dyn FnMut(&mut dyn Read)) -> Result<bool, StoreError> {
            *self.0.borrow_mut() += 1;
            if *self.0.borrow() == 1 {
                read(&mut "{\"orders\":[]}".as_bytes());
                return Ok(true);
            }
            read(&mut "{\"orders\":[".as_bytes().chain(Away));
            Err(StoreError::Unavailable("away".to_owned()))
        }

        fn kept(&self, _: &mut dyn FnMut(&Kept) -> bool) -> Result<(), StoreError> {
            Ok(())
        }
    }
    let error = wanted().write(&Failing(RefCell::default()), &Lines, &mut Vec::new()).unwrap_err();
    assert_eq!(error.code(), "store.unavailable");
}

#[test]
fn a_customer_who_disappears_meanwhile_is_noticed() {
    let (first, _) = stored(&full_customer());
    let source = Changing { first, then: Data::default(), readings: RefCell::default(), from: 5 };
    let error = wanted().write(&source, &Lines, &mut Vec::new()).unwrap_err();
    assert_eq!(error.code(), "package.changed");
}
