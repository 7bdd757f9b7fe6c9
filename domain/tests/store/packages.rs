//! What every backend promises about packages that wait to be fetched.

use domain::store::{PackageLink, PackageRecord, StoreError};

use crate::records::{link, moment, name, request, with_shop, write};
use crate::rules::Storage;

fn package(id: &str, file: char) -> PackageRecord {
    PackageRecord {
        request: name(id),
        file: name(&format!("{}{file}", "0".repeat(31))),
        key: vec![0, 1, 255],
        made_at: None,
        expires_at: moment(1_000),
    }
}

pub(crate) fn a_request_has_one_package_that_comes_back_as_it_was_put(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    write(store, |transaction| {
        assert!(transaction.insert_request(&request("one"))?);
        assert!(transaction.insert_request(&request("two"))?);
        transaction.put_package(&package("one", 'b'))?;
        transaction.put_package(&package("two", 'a'))
    });
    let find = |id: &str| store.read("test", |view| view.package(&name(id))).unwrap();
    let files = || {
        let files = store.read("test", |view| view.package_files()).unwrap();
        files.iter().map(|file| file.to_string()[31..].to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!((find("one"), find("two"), find("three")), (Some(package("one", 'b')), Some(package("two", 'a')), None));
    let ready =
        PackageRecord { made_at: Some(moment(7)), key: vec![9], expires_at: moment(2_000), ..package("one", 'c') };
    write(store, |transaction| transaction.put_package(&ready));
    assert_eq!((find("one"), files()), (Some(ready), "a c".to_owned()));
    assert!(write(store, |transaction| transaction.delete_package(&name("one"))));
    assert!(!write(store, |transaction| transaction.delete_package(&name("one"))));
    assert_eq!((find("one"), files()), (None, "a".to_owned()));
}

pub(crate) fn a_package_belongs_to_a_request_and_no_two_have_the_same_file(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    write(store, |transaction| {
        assert!(transaction.insert_request(&request("one"))?);
        assert!(transaction.insert_request(&request("two"))?);
        transaction.put_package(&package("one", 'a'))
    });
    for wrong in [package("nobody", 'b'), package("two", 'a')] {
        let error = store.write("test", |transaction| transaction.put_package(&wrong)).unwrap_err();
        assert!(matches!(error, StoreError::Defect(_)), "{error:?}");
    }
    let files = store.read("test", |view| view.package_files()).unwrap();
    assert_eq!(files, [package("one", 'a').file]);
}

pub(crate) fn a_request_has_one_link_to_its_package_that_outlives_it(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    write(store, |transaction| {
        assert!(transaction.insert_request(&request("one"))?);
        transaction.put_package(&package("one", 'a'))
    });
    let found = || {
        let found = storage.open().read("test", |view| view.package_link(&name("one"))).unwrap();
        found.map(|PackageLink { link, wrong_proofs }| (*link.digest.as_bytes(), link.expires_at, wrong_proofs))
    };
    assert_eq!(found(), None);
    for (byte, expires_at, wrong_proofs) in [(1, 10, 0), (2, 20, 7)] {
        let link = PackageLink { link: link(byte, expires_at), wrong_proofs };
        write(store, |transaction| transaction.put_package_link(&name("one"), &link));
        assert_eq!(found(), Some(([byte; 32], moment(expires_at), wrong_proofs)));
    }
    assert!(write(store, |transaction| transaction.delete_package(&name("one"))));
    assert!(found().is_some());
    assert!(write(store, |transaction| transaction.delete_package_link(&name("one"))));
    assert!(!write(store, |transaction| transaction.delete_package_link(&name("one"))));
    assert_eq!(found(), None);
}
