//! What every backend promises about whatever is added: it is found as it was, under its own name, or it was refused.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use domain::access::ROOT;
use domain::link::LinkDigest;
use domain::message::Language;
use domain::names::OrganizationName;
use domain::request::{Deadline, Extension, Link, Request, RequestType, State, Subject};
use domain::store::{Shop, StoreError, Upserted, User};

use crate::records::{
    all_states, assert_same, customer, link, moment, name, permissions_at, request, shop, stored, user, viewer,
    with_request, with_shop, write,
};
use crate::rules::Storage;

/// A subject of every shape, and each somebody else.
fn any_subject(index: u8) -> Subject {
    let number = name(&format!("Kunde №{index}; \"quoted\" 'n' 100%"));
    let guest = |customer| Subject::Guest {
        email: name(&format!("Zoë{index}@bücher.example")),
        order: name(&format!("№ {index}; '%_")),
        customer,
    };
    match index % 4 {
        0 => Subject::Customer(number),
        1 => guest(None),
        2 => guest(Some(number)),
        _ => Subject::Pseudonym(format!("{index:032x}")),
    }
}

fn any_deadline(index: u8) -> Deadline {
    Deadline {
        received_at: moment(i64::from(index)),
        extension: index.is_multiple_of(2).then(|| Extension { at: moment(1), months: 1 + index % 4 / 2 }),
        paused: TimeDelta::milliseconds(i64::from(index % 3) * 86_400_001),
        doubt_since: index.is_multiple_of(5).then(|| moment(2)),
    }
}

fn link_of(bytes: [u8; 3], expires_at: i64) -> Link {
    Link { digest: LinkDigest::from_bytes(std::array::from_fn(|at| bytes[at % 3])), expires_at: moment(expires_at) }
}

pub(crate) fn what_was_added_is_found_as_it_was(storage: &dyn Storage) {
    let store = &*storage.open();
    let organization: OrganizationName = name("Müller & Söhne");
    let shop = Shop { name: name("名前 🛒"), organization: organization.clone(), site: name("Österreich-Site") };
    let user =
        User { name: name("Zoë O'Brien"), password_hash: "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA".to_owned() };
    write(store, |transaction| {
        assert!(transaction.insert_organization(&organization, &name(ROOT))?);
        assert!(transaction.insert_shop(&shop)?);
        assert!(transaction.insert_user(&user)?);
        assert!(transaction.insert_role(&name("Prüfer"), &viewer())?);
        Ok(())
    });
    let mut requests = Vec::new();
    for (index, state) in (0_u8..).zip(all_states()) {
        for kind in RequestType::ALL {
            requests.push(Request {
                id: name(&format!("request_{index}-{}", kind.code())),
                kind,
                shop: shop.name.clone(),
                site: name("another site than the shop has now"),
                language: Language::find(if index % 2 == 0 { "de" } else { "en" }).unwrap(),
                subject: any_subject(index),
                address: (kind == RequestType::Access).then(|| name("zoë@bücher.example")),
                address_is_stated: kind == RequestType::Access && index % 2 == 0,
                deadline: any_deadline(index),
                links: (0..index % 3).map(|number| link_of([0, 255, number], i64::from(index + number))).collect(),
                reminded_at: (index % 3 == 1).then(|| moment(5)),
                purged_at: (index % 3 == 2).then(|| moment(6)),
                state: state.clone(),
                revision: 0,
            });
        }
    }
    for request in &requests {
        assert!(write(store, |transaction| transaction.insert_request(request)));
    }

    for request in &requests {
        assert_same(&stored(store, request.id.as_str()).unwrap(), request);
    }
    store
        .read::<_, StoreError>("test", |view| {
            assert_eq!(view.shop(&shop.name)?, Some(shop.clone()));
            assert!(view.user(&user.name)? == Some(user.clone()), "the user is another one");
            assert_eq!(view.role(&name("Prüfer"))?, Some(viewer()));
            assert_eq!(view.lineage(&organization)?, [organization.clone(), name(ROOT)]);
            Ok(())
        })
        .unwrap();
}

pub(crate) fn nothing_is_found_that_was_not_added(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("there"));
    assert!(stored(store, "ther").is_none() && stored(store, "there_").is_none());
    store
        .read::<_, StoreError>("test", |view| {
            assert_eq!(view.shop(&name("elsewhere"))?, None);
            assert!(view.user(&name("nobody"))?.is_none());
            assert_eq!(view.role(&name("nothing"))?, None);
            assert_eq!(view.lineage(&name("nowhere"))?, []);
            assert_eq!(view.grants(&name("nobody"))?, []);
            assert!(view.customer(&name("shop"), &name("BB002"))?.is_none());
            assert!(view.customer(&name("elsewhere"), &name("BB002"))?.is_none());
            Ok(())
        })
        .unwrap();
}

pub(crate) fn opening_it_again_finds_everything(storage: &dyn Storage) {
    let first = storage.open();
    with_request(&*first, &request("kept"));
    write(&*first, |transaction| transaction.upsert_customer(&name("shop"), &customer("BB002", "{}")));
    drop(first);
    let second = &*storage.open();
    assert_same(&stored(second, "kept").unwrap(), &request("kept"));
    let found = second.read("test", |view| view.customer(&name("shop"), &name("BB002"))).unwrap();
    assert!(found == Some(customer("BB002", "{}")), "the customer is another one");
}

pub(crate) fn a_taken_name_is_refused_and_changes_nothing(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("taken"));
    write(store, |transaction| {
        transaction.insert_organization(&name("taken"), &name(ROOT))?;
        transaction.insert_organization(&name("other"), &name(ROOT))?;
        transaction.insert_shop(&shop("taken"))?;
        transaction.insert_role(&name("taken"), &viewer())?;
        transaction.insert_user(&user("taken"))?;
        transaction.insert_grant(&name("taken"), &name("taken"), &name("taken"))
    });

    write(store, |transaction| {
        assert!(!transaction.insert_organization(&name("taken"), &name("other"))?);
        assert!(!transaction.insert_shop(&Shop { site: name("another"), ..shop("taken") })?);
        assert!(!transaction.insert_role(&name("taken"), &BTreeSet::new())?);
        assert!(!transaction.insert_user(&User { password_hash: "another".to_owned(), ..user("taken") })?);
        assert!(!transaction.insert_grant(&name("taken"), &name("taken"), &name("taken"))?);
        let another = Request {
            kind: RequestType::Erasure,
            subject: Subject::Customer(name("another")),
            links: vec![link(9, 5)],
            state: State::Confirmed { at: moment(1) },
            ..request("taken")
        };
        assert!(!transaction.insert_request(&another)?);
        Ok(())
    });

    assert_same(&stored(store, "taken").unwrap(), &request("taken"));
    assert_eq!(permissions_at(store, "taken", "taken"), viewer());
    store
        .read::<_, StoreError>("test", |view| {
            assert_eq!(view.lineage(&name("taken"))?, [name("taken"), name(ROOT)]);
            assert_eq!(view.shop(&name("taken"))?, Some(shop("taken")));
            assert_eq!(view.role(&name("taken"))?, Some(viewer()));
            assert!(view.user(&name("taken"))? == Some(user("taken")), "the user is another one");
            Ok(())
        })
        .unwrap();
}

pub(crate) fn names_are_told_apart_to_the_letter(storage: &dyn Storage) {
    // Case, accents, composed and decomposed forms, widths: a collation may take them for the same.
    let alike = ["a", "A", "á", "a\u{301}", "ａ", "ß", "ss", "a_", "a%"];
    let store = &*storage.open();
    with_shop(store);
    write(store, |transaction| {
        for text in alike {
            assert!(transaction.insert_organization(&name(text), &name(ROOT))?, "{text}");
            assert!(transaction.insert_shop(&Shop { organization: name(text), ..shop(text) })?, "{text}");
            assert!(transaction.insert_role(&name(text), &BTreeSet::new())?, "{text}");
            assert!(transaction.insert_user(&User { password_hash: text.to_owned(), ..user(text) })?, "{text}");
            assert_eq!(transaction.upsert_customer(&name("shop"), &customer(text, text))?, Upserted::Created, "{text}");
        }
        for text in ["id", "ID", "iD", "i_d", "i-d"] {
            assert!(transaction.insert_request(&request(text))?, "{text}");
        }
        Ok(())
    });
    store
        .read::<_, StoreError>("test", |view| {
            for text in alike {
                assert_eq!(view.shop(&name(text))?.unwrap().organization, name(text));
                assert_eq!(view.lineage(&name(text))?.first(), Some(&name(text)));
                assert_eq!(view.user(&name(text))?.unwrap().password_hash, text);
                assert_eq!(view.customer(&name("shop"), &name(text))?.unwrap().document, text);
            }
            Ok(())
        })
        .unwrap();
}

pub(crate) fn nothing_refers_to_what_does_not_exist(storage: &dyn Storage) {
    let store = &*storage.open();
    write(store, |transaction| {
        transaction.insert_user(&user("user"))?;
        assert!(!transaction.insert_request(&request("orphan"))?);
        assert!(!transaction.insert_organization(&name("orphan"), &name("nowhere"))?);
        assert!(!transaction.insert_shop(&Shop { organization: name("nowhere"), ..shop("orphan") })?);
        assert!(!transaction.insert_grant(&name("nobody"), &name("privacy-viewer"), &name(ROOT))?);
        assert!(!transaction.insert_grant(&name("user"), &name("nothing"), &name(ROOT))?);
        assert!(!transaction.insert_grant(&name("user"), &name("privacy-viewer"), &name("nowhere"))?);
        Ok(())
    });
    let refused = store.write("test", |transaction| transaction.upsert_customer(&name("shop"), &customer("1", "{}")));
    assert_eq!(refused.unwrap_err().code(), "store.defect");

    assert!(stored(store, "orphan").is_none());
    store
        .read::<_, StoreError>("test", |view| {
            assert_eq!(view.lineage(&name("orphan"))?, []);
            assert_eq!(view.shop(&name("orphan"))?, None);
            assert_eq!(view.grants(&name("user"))?, []);
            Ok(())
        })
        .unwrap();
    // What was missing can still come, and starts without leftovers.
    with_shop(store);
    let found = store.read("test", |view| view.customer(&name("shop"), &name("1"))).unwrap();
    assert!(found.is_none());
}

pub(crate) fn storage_is_empty_until_somebody_adds_something(storage: &dyn Storage) {
    let store = &*storage.open();
    let is_empty = || store.read("test", |view| view.is_empty()).unwrap();
    assert!(is_empty());
    write(store, |transaction| {
        transaction.insert_organization(&name("organization"), &name(ROOT))?;
        transaction.insert_role(&name("role"), &viewer())
    });
    assert!(is_empty(), "organizations and roles alone serve nobody");
    for what in ["shop", "user"] {
        let refilled = store.write("test", |transaction| {
            match what {
                "shop" => transaction.insert_shop(&shop("shop"))?,
                _ => transaction.insert_user(&user("user"))?,
            };
            assert!(!transaction.is_empty()?, "{what}");
            Err::<(), _>(StoreError::Defect("not kept".to_owned()))
        });
        assert!(refilled.is_err() && is_empty(), "{what}");
    }
    with_shop(store);
    assert!(!is_empty());
}
