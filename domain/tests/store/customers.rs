//! What every backend promises about customers.

use std::io::Read as _;

use domain::customer::CustomerType;
use domain::store::{CustomerRecord, StoreError, Upserted, View};

use crate::records::{customer, name, shop, with_shop, write};
use crate::rules::Storage;

pub(crate) fn a_customer_is_created_updated_or_left_as_they_were(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let upsert = |record: &CustomerRecord| {
        let came_to = write(store, |transaction| transaction.upsert_customer(&name("shop"), record));
        let found = store.read("test", |view| view.customer(&name("shop"), &record.number)).unwrap();
        assert!(found.as_ref() == Some(record), "what is stored is not what was given");
        came_to
    };
    let consumer = customer("BB002", "{\"a\":1}");
    let company = CustomerRecord { kind: CustomerType::B2b, ..consumer.clone() };
    assert_eq!(upsert(&consumer), Upserted::Created);
    assert_eq!(upsert(&consumer), Upserted::Unchanged);
    assert_eq!(upsert(&customer("BB002", "{\"a\":2}")), Upserted::Updated);
    assert_eq!(upsert(&consumer), Upserted::Updated);
    assert_eq!(upsert(&company), Upserted::Updated, "the type alone is a change");
    assert_eq!(upsert(&company), Upserted::Unchanged);
}

pub(crate) fn shops_keep_their_customers_apart(storage: &dyn Storage) {
    let store = &*storage.open();
    write(store, |transaction| {
        for shop_name in ["one", "two", "three"] {
            assert!(transaction.insert_shop(&shop(shop_name))?);
        }
        for shop_name in ["one", "two"] {
            let record = customer("BB002", shop_name);
            assert_eq!(transaction.upsert_customer(&name(shop_name), &record)?, Upserted::Created);
        }
        Ok(())
    });
    write(store, |transaction| transaction.upsert_customer(&name("two"), &customer("BB002", "changed")));
    let document = |shop_name: &str| {
        let found = store.read("test", |view| view.customer(&name(shop_name), &name("BB002"))).unwrap();
        found.map(|customer| customer.document)
    };
    assert_eq!(document("one").as_deref(), Some("one"));
    assert_eq!(document("two").as_deref(), Some("changed"));
    assert_eq!(document("three"), None);
}

pub(crate) fn a_document_comes_back_to_the_letter(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    // Neither the order of members nor white space nor the spelling of a number is touched; a megabyte is nothing special.
    let documents = [
        r#"{"z": 1.50, "a" :1e2,"a2":"\u0000\u00e9 é 🛒 ' \" \\ %_","n":null}"#.to_owned(),
        String::new(),
        "not JSON\r\n\t\u{0}after".to_owned(),
        format!("{{\"long\":\"{}\"}}", "ü".repeat(500_000)),
    ];
    for document in &documents {
        write(store, |transaction| transaction.upsert_customer(&name("shop"), &customer("1", document)));
        let found = store.read("test", |view| view.customer(&name("shop"), &name("1"))).unwrap().unwrap();
        assert!(found.document == *document, "{} bytes became {}", document.len(), found.document.len());
    }
}

/// What is read of the document of customer 1, in pieces of this size.
fn read_document(view: &dyn View, piece: usize) -> Result<Option<Vec<u8>>, StoreError> {
    let mut document = Vec::new();
    let found = view.read_document(&name("shop"), &name("1"), &mut |reader| {
        let mut buffer = vec![0; piece];
        loop {
            match reader.read(&mut buffer).unwrap() {
                0 => break,
                read => document.extend_from_slice(&buffer[..read]),
            }
        }
    });
    Ok(found?.then_some(document))
}

pub(crate) fn a_document_is_read_piece_by_piece_to_the_letter(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let read = |piece| store.read("test", |view| read_document(view, piece)).unwrap();
    assert_eq!(read(1), None);
    // Longer than any page, so that it lies in many.
    let documents = [String::new(), "{}".to_owned(), format!("{{\"long\":\"{}\"}}", "ü€".repeat(400_000))];
    for document in &documents {
        write(store, |transaction| transaction.upsert_customer(&name("shop"), &customer("1", document)));
        for piece in [5, 4096, 3_000_000] {
            assert!(read(piece).unwrap() == document.as_bytes(), "{} bytes in pieces of {piece}", document.len());
        }
    }
    let elsewhere =
        store.read("test", |view| view.read_document(&name("other"), &name("1"), &mut |_| panic!("called")));
    assert_eq!(elsewhere, Ok(false));
}

pub(crate) fn a_document_that_is_read_is_of_one_state_while_others_commit(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let document = |letter: &str| letter.repeat(1_000_000);
    write(store, |transaction| transaction.upsert_customer(&name("shop"), &customer("1", &document("a"))));
    let read = store.read("test", |view| {
        let mut read = String::new();
        view.read_document(&name("shop"), &name("1"), &mut |reader| {
            reader.take(500_000).read_to_string(&mut read).unwrap();
            let other = storage.open();
            write(&*other, |transaction| transaction.upsert_customer(&name("shop"), &customer("1", &document("b"))));
            reader.read_to_string(&mut read).unwrap();
        })?;
        let again = read_document(view, 4096)?.unwrap();
        Ok::<_, StoreError>((read, String::from_utf8(again).unwrap()))
    });
    let (read, again) = read.unwrap();
    assert!(read == document("a") && again == document("a"), "what others commit meanwhile is not seen");
    let now = store.read("test", |view| read_document(view, 4096)).unwrap().unwrap();
    assert!(now == document("b").as_bytes());
}

pub(crate) fn customers_are_found_by_their_address_in_any_case(storage: &dyn Storage) {
    let store = &*storage.open();
    write(store, |transaction| {
        assert!(transaction.insert_shop(&shop("shop"))?);
        assert!(transaction.insert_shop(&shop("other"))?);
        for (shop, number, document) in [
            ("shop", "b", r#"{"email":"Bob@Example.org"}"#),
            ("shop", "a", r#"{"email":"bob@example.org"}"#),
            ("shop", "zoë", r#"{"email":"Zoë@Bücher.example"}"#),
            ("shop", "none", "{}"),
            ("shop", "null", r#"{"email":null}"#),
            ("shop", "odd", r#"{"email":"not an address"}"#),
            ("other", "c", r#"{"email":"bob@example.org"}"#),
        ] {
            transaction.upsert_customer(&name(shop), &customer(number, document))?;
        }
        Ok(())
    });
    let at = |shop: &str, address: &str| {
        let found = store.read("test", |view| view.customers_at(&name(shop), &name(address))).unwrap();
        found.iter().map(|record| record.number.to_string()).collect::<Vec<_>>().join(" ")
    };
    for address in ["bob@example.org", "BOB@EXAMPLE.ORG", "bOb@example.Org"] {
        assert_eq!((at("shop", address), at("other", address)), ("a b".to_owned(), "c".to_owned()), "{address}");
    }
    assert_eq!((at("shop", "zoë@bücher.example"), at("shop", "ZOë@BüCHER.EXAMPLE")), ("zoë".into(), "zoë".into()));
    for nobody in ["bo_@example.org", "%@example.org", "bob@example.org.", "ob@example.org"] {
        assert_eq!(at("shop", nobody), "", "{nobody}");
    }
    // With another address they are found there and there alone.
    let moved = customer("b", r#"{"email":"robert@example.org"}"#);
    assert_eq!(write(store, |transaction| transaction.upsert_customer(&name("shop"), &moved)), Upserted::Updated);
    assert_eq!((at("shop", "bob@example.org"), at("shop", "robert@example.org")), ("a".into(), "b".into()));
    let without = customer("b", "{}");
    assert_eq!(write(store, |transaction| transaction.upsert_customer(&name("shop"), &without)), Upserted::Updated);
    assert_eq!(at("shop", "robert@example.org"), "");
}
