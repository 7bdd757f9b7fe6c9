//! What every backend promises about customers.

use domain::customer::CustomerType;
use domain::store::{CustomerRecord, Upserted};

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
