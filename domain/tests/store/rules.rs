//! What every backend promises. Each rule gets fresh storage; it may open it more than once, as several processes would.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier};
use std::thread;

use domain::access::{Permission, ROOT};
use domain::customer::CustomerType;
use domain::link::LinkDigest;
use domain::names::OrganizationName;
use domain::request::{Link, Outcome, Request, RequestType, State, close};
use domain::store::{CustomerRecord, Shop, Store, StoreError, Upserted, User};

use crate::records::{
    all_states, assert_same, customer, moment, name, permissions_at, request, shop, stored, user, with_request,
    with_shop, write,
};

/// Storage that is empty at first, and can be opened any number of times.
pub(crate) trait Storage {
    /// Opens it as one more process would.
    fn open(&self) -> Arc<dyn Store>;
}

/// Makes a module of this name with one test a rule, each on the fresh storage that the expression makes.
macro_rules! store_rules {
    ($backend:ident, $fresh:expr) => {
        mod $backend {
            store_rules! { each $fresh =>
                what_was_added_is_found_as_it_was
                nothing_is_found_that_was_not_added
                opening_it_again_finds_everything
                a_taken_name_is_refused_and_changes_nothing
                names_are_told_apart_to_the_letter
                nothing_refers_to_what_does_not_exist
                a_request_moves_only_from_the_state_it_is_in
                a_closed_request_remembers_how_and_when_it_was_confirmed
                no_request_moves_but_the_one_that_is_named
                a_transaction_sees_what_it_wrote_and_others_see_it_committed
                work_that_fails_changes_nothing
                work_that_panics_changes_nothing_and_leaves_the_storage_usable
                a_reader_sees_one_state_while_others_commit
                the_root_and_the_privacy_viewer_are_there_from_the_start
                a_lineage_leads_from_the_organization_up_to_the_root
                grants_add_up_for_each_organization
                a_role_without_permission_is_a_role_and_grants_nothing
                a_customer_is_created_updated_or_left_as_they_were
                shops_keep_their_customers_apart
                a_document_comes_back_to_the_letter
                storage_is_empty_until_somebody_adds_something
                checking_changes_nothing
                of_many_simultaneous_confirmations_one_moves_the_request
                a_confirmation_that_races_with_closing_is_never_lost_or_invented
            }
            store_rules! { audit $fresh =>
                an_entry_comes_back_as_it_was_appended
                entries_come_in_order_and_in_pages
                the_entries_of_a_request_are_its_own
                the_head_is_the_one_that_was_left_last
                an_entry_that_is_not_behind_all_others_is_refused
                an_append_that_is_not_committed_leaves_nothing
                a_subject_has_one_key_until_it_is_destroyed
            }
        }
    };
    (each $fresh:expr => $($rule:ident)*) => { store_rules! { of rules $fresh => $($rule)* } };
    (audit $fresh:expr => $($rule:ident)*) => { store_rules! { of audit $fresh => $($rule)* } };
    (of $rules:ident $fresh:expr => $($rule:ident)*) => {
        $(
            #[test]
            fn $rule() {
                use crate::*;
                $rules::$rule(&$fresh);
            }
        )*
    };
}

fn viewer() -> BTreeSet<Permission> {
    BTreeSet::from([Permission::ViewGdprRelevantData])
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
                subject: name("Kunde №1; \"quoted\" 'n' 100%"),
                email: (kind == RequestType::Access).then(|| name("zoë@bücher.example")),
                received_at: moment(i64::from(index)),
                link: Link {
                    digest: LinkDigest::from_bytes(std::array::from_fn(|at| [0, 255, index][at % 3])),
                    expires_at: moment(999 + i64::from(index)),
                },
                state,
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
            subject: name("another"),
            link: Link { digest: LinkDigest::from_bytes([9; 32]), expires_at: moment(5) },
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

pub(crate) fn a_request_moves_only_from_the_state_it_is_in(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let other = |state: &State, from: &State| state.code() != from.code();
    for (number, is) in (0..).zip(all_states()) {
        let id = format!("request{number}");
        let as_added = Request { state: is, ..request(&id) };
        assert!(write(store, |transaction| transaction.insert_request(&as_added)));
        for from in all_states().iter().filter(|from| other(&is, from)) {
            for to in all_states() {
                assert!(
                    !write(store, |transaction| transaction.move_request(&name(&id), from, &to)),
                    "{is:?} {from:?}"
                );
            }
        }
        assert_same(&stored(store, &id).unwrap(), &as_added);
        for to in all_states().into_iter().filter(|to| other(to, &is)) {
            let outcome = store.write("test", |transaction| {
                assert!(transaction.move_request(&name(&id), &is, &to)?, "{is:?} to {to:?}");
                assert!(!transaction.move_request(&name(&id), &is, &to)?, "it was moved already");
                assert_same(&transaction.request(&name(&id))?.unwrap(), &Request { state: to, ..as_added.clone() });
                // Undone, to be tried again with the next one.
                Err::<(), _>(StoreError::Defect("not kept".to_owned()))
            });
            assert_eq!(outcome.unwrap_err(), StoreError::Defect("not kept".to_owned()));
        }
        assert!(!write(store, |transaction| transaction.move_request(&name("unknown"), &is, &State::Pending)));
    }
}

pub(crate) fn a_closed_request_remembers_how_and_when_it_was_confirmed(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    for (id, outcome) in [("one", Outcome::Completed), ("two", Outcome::Rejected), ("three", Outcome::Withdrawn)] {
        let confirmed = State::Confirmed { at: moment(11) };
        let closed = close(confirmed, outcome, moment(12)).unwrap();
        write(store, |transaction| {
            assert!(transaction.insert_request(&request(id))?);
            assert!(transaction.move_request(&name(id), &State::Pending, &confirmed)?);
            assert!(transaction.move_request(&name(id), &confirmed, &closed)?);
            Ok(())
        });
        let expected = State::Closed { at: moment(12), outcome, confirmed_at: Some(moment(11)) };
        assert_eq!(stored(store, id).unwrap().state, expected);
    }
}

pub(crate) fn no_request_moves_but_the_one_that_is_named(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    for id in ["one", "two", "One"] {
        assert!(write(store, |transaction| transaction.insert_request(&request(id))));
    }
    let confirmed = State::Confirmed { at: moment(1) };
    assert!(write(store, |transaction| transaction.move_request(&name("one"), &State::Pending, &confirmed)));
    assert_same(&stored(store, "one").unwrap(), &Request { state: confirmed, ..request("one") });
    assert_same(&stored(store, "two").unwrap(), &request("two"));
    assert_same(&stored(store, "One").unwrap(), &request("One"));
}

pub(crate) fn a_transaction_sees_what_it_wrote_and_others_see_it_committed(storage: &dyn Storage) {
    let (here, there) = (&*storage.open(), &*storage.open());
    with_request(here, &request("seen"));
    write(here, |transaction| {
        let confirmed = State::Confirmed { at: moment(1) };
        assert!(transaction.move_request(&name("seen"), &State::Pending, &confirmed)?);
        assert_eq!(transaction.request(&name("seen"))?.unwrap().state, confirmed);
        assert_eq!(stored(there, "seen").unwrap().state, State::Pending, "seen before it was committed");
        Ok(())
    });
    assert_eq!(stored(there, "seen").unwrap().state, State::Confirmed { at: moment(1) });
    assert_eq!(stored(here, "seen").unwrap().state, State::Confirmed { at: moment(1) });
}

/// Changes something of every kind, for the rules that want none of it to last.
fn change_everything(transaction: &dyn domain::store::Transaction) -> Result<(), StoreError> {
    assert!(transaction.insert_organization(&name("new"), &name(ROOT))?);
    assert!(transaction.insert_shop(&Shop { organization: name("new"), ..shop("new") })?);
    assert!(transaction.insert_role(&name("new"), &viewer())?);
    assert!(transaction.insert_user(&user("new"))?);
    assert!(transaction.insert_grant(&name("new"), &name("new"), &name("new"))?);
    assert!(transaction.insert_request(&request("new"))?);
    assert!(transaction.move_request(&name("old"), &State::Pending, &State::Confirmed { at: moment(1) })?);
    assert_eq!(transaction.upsert_customer(&name("shop"), &customer("new", "{}"))?, Upserted::Created);
    assert_eq!(transaction.upsert_customer(&name("shop"), &customer("old", "{\"new\":1}"))?, Upserted::Updated);
    Ok(())
}

fn before_changes(store: &dyn Store) {
    with_request(store, &request("old"));
    write(store, |transaction| transaction.upsert_customer(&name("shop"), &customer("old", "{}")));
}

fn assert_nothing_changed(store: &dyn Store) {
    assert_same(&stored(store, "old").unwrap(), &request("old"));
    assert!(stored(store, "new").is_none());
    store
        .read::<_, StoreError>("test", |view| {
            assert_eq!(view.lineage(&name("new"))?, []);
            assert_eq!(view.shop(&name("new"))?, None);
            assert_eq!(view.role(&name("new"))?, None);
            assert!(view.user(&name("new"))?.is_none());
            assert_eq!(view.grants(&name("new"))?, []);
            assert!(view.customer(&name("shop"), &name("new"))?.is_none());
            assert_eq!(view.customer(&name("shop"), &name("old"))?.unwrap().document, "{}");
            Ok(())
        })
        .unwrap();
}

pub(crate) fn work_that_fails_changes_nothing(storage: &dyn Storage) {
    let store = &*storage.open();
    before_changes(store);
    let failed = store.write("test", |transaction| {
        change_everything(transaction)?;
        Err::<(), _>(StoreError::Defect("invented".to_owned()))
    });
    assert_eq!(failed.unwrap_err(), StoreError::Defect("invented".to_owned()));
    assert_nothing_changed(store);
    assert_nothing_changed(&*storage.open());
    // And the same work can still succeed.
    write(store, change_everything);
}

pub(crate) fn work_that_panics_changes_nothing_and_leaves_the_storage_usable(storage: &dyn Storage) {
    let store = &*storage.open();
    before_changes(store);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        store.write::<(), StoreError>("test", |transaction| {
            change_everything(transaction)?;
            panic!("invented")
        })
    }));
    assert!(panicked.is_err());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        store.read::<(), StoreError>("test", |view| {
            view.request(&name("old"))?;
            panic!("invented")
        })
    }));
    assert!(panicked.is_err());
    assert_nothing_changed(store);
    assert_nothing_changed(&*storage.open());
    store.check().unwrap();
    write(store, change_everything);
}

pub(crate) fn a_reader_sees_one_state_while_others_commit(storage: &dyn Storage) {
    let (here, there) = (&*storage.open(), &*storage.open());
    with_request(here, &request("watched"));
    for writer in [here, there] {
        let before = stored(here, "watched").unwrap().state;
        let after = match before {
            State::Pending => State::Confirmed { at: moment(1) },
            _ => close(before, Outcome::Completed, moment(2)).unwrap(),
        };
        let new_user = user(after.code());
        here.read::<_, StoreError>("test", |view| {
            assert_eq!(view.request(&name("watched"))?.unwrap().state, before);
            write(writer, |transaction| {
                assert!(transaction.insert_user(&new_user)?);
                assert!(transaction.move_request(&name("watched"), &before, &after)?);
                Ok(())
            });
            assert_eq!(view.request(&name("watched"))?.unwrap().state, before);
            assert!(view.user(&new_user.name)?.is_none(), "half of a commit was seen");
            Ok(())
        })
        .unwrap();
        assert_eq!(stored(here, "watched").unwrap().state, after);
    }
}

pub(crate) fn the_root_and_the_privacy_viewer_are_there_from_the_start(storage: &dyn Storage) {
    assert_eq!(ROOT, "OmsSystem");
    for store in [storage.open(), storage.open()] {
        store
            .read::<_, StoreError>("test", |view| {
                assert_eq!(view.lineage(&name(ROOT))?, [name(ROOT)]);
                assert_eq!(view.role(&name("privacy-viewer"))?, Some(viewer()));
                Ok(())
            })
            .unwrap();
        assert!(!write(&*store, |transaction| transaction.insert_organization(&name(ROOT), &name(ROOT))));
        assert!(!write(&*store, |transaction| transaction.insert_role(&name("privacy-viewer"), &BTreeSet::new())));
    }
}

pub(crate) fn a_lineage_leads_from_the_organization_up_to_the_root(storage: &dyn Storage) {
    let store = &*storage.open();
    // Named and added so that neither the alphabet nor the order of arrival gives the right answer by chance.
    let tree = [("M", ROOT), ("Z", "M"), ("B", ROOT), ("A", "Z"), ("Y", "Z"), ("N", "A"), ("C", "B")];
    write(store, |transaction| {
        for (child, parent) in tree {
            assert!(transaction.insert_organization(&name(child), &name(parent))?);
        }
        Ok(())
    });
    let lineage = |of: &str| {
        let found = store.read("test", |view| view.lineage(&name(of))).unwrap();
        found.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(lineage("N"), format!("N A Z M {ROOT}"));
    assert_eq!(lineage("Y"), format!("Y Z M {ROOT}"));
    assert_eq!(lineage("C"), format!("C B {ROOT}"));
}

pub(crate) fn grants_add_up_for_each_organization(storage: &dyn Storage) {
    let store = &*storage.open();
    write(store, |transaction| {
        for organization in ["Germany", "France", "Spain"] {
            transaction.insert_organization(&name(organization), &name(ROOT))?;
        }
        transaction.insert_role(&name("also a viewer"), &viewer())?;
        for someone in ["ann", "ben"] {
            transaction.insert_user(&user(someone))?;
        }
        // Two roles at one place, with another place in between.
        assert!(transaction.insert_grant(&name("ann"), &name("privacy-viewer"), &name("Germany"))?);
        assert!(transaction.insert_grant(&name("ann"), &name("privacy-viewer"), &name("France"))?);
        assert!(transaction.insert_grant(&name("ann"), &name("also a viewer"), &name("Germany"))?);
        assert!(transaction.insert_grant(&name("ben"), &name("privacy-viewer"), &name("Spain"))?);
        Ok(())
    });
    let grants = store.read("test", |view| view.grants(&name("ann"))).unwrap();
    let mut at: Vec<_> = grants.iter().map(|grant| (grant.organization.as_str(), &grant.permissions)).collect();
    at.sort();
    assert_eq!(at, [("France", &viewer()), ("Germany", &viewer())], "one grant an organization, and nobody else's");
    assert_eq!(permissions_at(store, "ben", "Spain"), viewer());
}

pub(crate) fn a_role_without_permission_is_a_role_and_grants_nothing(storage: &dyn Storage) {
    let store = &*storage.open();
    write(store, |transaction| {
        transaction.insert_user(&user("ann"))?;
        assert!(transaction.insert_role(&name("honorary"), &BTreeSet::new())?);
        assert!(transaction.insert_grant(&name("ann"), &name("honorary"), &name(ROOT))?);
        Ok(())
    });
    assert_eq!(store.read("test", |view| view.role(&name("honorary"))).unwrap(), Some(BTreeSet::new()));
    assert_eq!(permissions_at(store, "ann", ROOT), BTreeSet::new());
}

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

pub(crate) fn checking_changes_nothing(storage: &dyn Storage) {
    let (here, there) = (&*storage.open(), &*storage.open());
    here.check().unwrap();
    assert!(there.read("test", |view| view.is_empty()).unwrap());
    before_changes(here);
    there.check().unwrap();
    here.check().unwrap();
    assert_nothing_changed(here);
    // The check holds on to nothing that a writer needs.
    write(there, change_everything);
}

pub(crate) fn of_many_simultaneous_confirmations_one_moves_the_request(storage: &dyn Storage) {
    const THREADS: i64 = 16;
    let stores = [storage.open(), storage.open()];
    with_shop(&*stores[0]);
    for round in 0..5 {
        let id = format!("round{round}");
        assert!(write(&*stores[0], |transaction| transaction.insert_request(&request(&id))));
        let start = Barrier::new(usize::try_from(THREADS).unwrap());
        let winners: Vec<i64> = thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|number| {
                    let store = &stores[usize::try_from(number).unwrap() % 2];
                    let (start, id) = (&start, &id);
                    scope.spawn(move || {
                        start.wait();
                        let confirmed = State::Confirmed { at: moment(number) };
                        let moved = write(&**store, |transaction| {
                            transaction.move_request(&name(id), &State::Pending, &confirmed)
                        });
                        moved.then_some(number)
                    })
                })
                .collect();
            threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(winners.len(), 1, "exactly one is the first: {winners:?}");
        assert_eq!(stored(&*stores[1], &id).unwrap().state, State::Confirmed { at: moment(winners[0]) });
    }
}

pub(crate) fn a_confirmation_that_races_with_closing_is_never_lost_or_invented(storage: &dyn Storage) {
    let (here, there) = (storage.open(), storage.open());
    with_shop(&*here);
    for round in 0..20 {
        let id = format!("round{round}");
        assert!(write(&*here, |transaction| transaction.insert_request(&request(&id))));
        let start = Barrier::new(2);
        let was_confirmed = thread::scope(|scope| {
            let confirming = scope.spawn(|| {
                start.wait();
                let confirmed = State::Confirmed { at: moment(1) };
                write(&*here, |transaction| transaction.move_request(&name(&id), &State::Pending, &confirmed))
            });
            start.wait();
            let closed = write(&*there, |transaction| {
                let found = transaction.request(&name(&id))?.unwrap().state;
                let closed = close(found, Outcome::Withdrawn, moment(2)).unwrap();
                transaction.move_request(&name(&id), &found, &closed)
            });
            assert!(closed, "nothing moves between what a transaction reads and what it writes");
            confirming.join().unwrap()
        });
        let confirmed_at = was_confirmed.then(|| moment(1));
        let expected = State::Closed { at: moment(2), outcome: Outcome::Withdrawn, confirmed_at };
        assert_eq!(stored(&*there, &id).unwrap().state, expected);
    }
}
