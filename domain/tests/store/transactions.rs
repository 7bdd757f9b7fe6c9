//! What every backend promises about transactions: all or nothing, one state at a time, and one first among many.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use domain::access::ROOT;
use domain::outbox::Mail;
use domain::request::rules::{Ending, close};
use domain::request::{Outcome, Request, State};
use domain::store::{Shop, Store, StoreError, Upserted};

use crate::records::{
    assert_same, customer, link, made, mail, moment, name, request, shop, stored, submission, user, viewer,
    with_request, with_shop, write,
};
use crate::rules::Storage;

pub(crate) fn a_transaction_sees_what_it_wrote_and_others_see_it_committed(storage: &dyn Storage) {
    let (here, there) = (&*storage.open(), &*storage.open());
    with_request(here, &request("seen"));
    write(here, |transaction| {
        let confirmed = State::Confirmed { at: moment(1) };
        assert!(transaction.update_request(&Request { state: confirmed.clone(), ..request("seen") })?);
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
    assert!(transaction.update_request(&Request { state: State::Confirmed { at: moment(1) }, ..request("old") })?);
    transaction.put_link(&name("old"), &link(9, 5))?;
    assert!(transaction.insert_mail(&mail("new", "old"))?);
    assert!(transaction.update_mail(&Mail { tries: 1, ..mail("old", "old") }, 0)?);
    assert!(transaction.take_lease("work", "new", moment(0), moment(1))?);
    assert!(transaction.insert_idempotency_key(&name("ann"), "new", &made("old", 0))?);
    assert_eq!(transaction.delete_idempotency_keys(moment(-1))?, 1);
    assert!(transaction.insert_submission(&submission("new", 0))?);
    assert!(transaction.delete_submission("old")?);
    assert_eq!(transaction.upsert_customer(&name("shop"), &customer("new", "{}"))?, Upserted::Created);
    assert_eq!(transaction.upsert_customer(&name("shop"), &customer("old", "{\"new\":1}"))?, Upserted::Updated);
    Ok(())
}

fn before_changes(store: &dyn Store) {
    with_request(store, &request("old"));
    write(store, |transaction| {
        assert!(transaction.insert_mail(&mail("old", "old"))?);
        assert!(transaction.insert_idempotency_key(&name("ann"), "old", &made("old", -1))?);
        assert!(transaction.insert_submission(&submission("old", 0))?);
        transaction.upsert_customer(&name("shop"), &customer("old", "{}"))
    });
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
            let mails = view.mails(&name("old"))?;
            assert_eq!(mails.iter().map(|mail| (&*mail.id, mail.tries)).collect::<Vec<_>>(), [("old", 0)]);
            assert_eq!(view.idempotency_key(&name("ann"), "old")?, Some(made("old", -1)));
            assert_eq!(view.idempotency_key(&name("ann"), "new")?, None);
            let submissions = view.submissions(10)?;
            assert_eq!(submissions.iter().map(|submission| &*submission.id).collect::<Vec<_>>(), ["old"]);
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
        let found = stored(here, "watched").unwrap();
        let before = found.state.clone();
        let after = match &before {
            State::Pending => State::Confirmed { at: moment(1) },
            confirmed => close(found.kind, confirmed, Ending::Completed, moment(2)).unwrap(),
        };
        let new_user = user(after.code());
        here.read::<_, StoreError>("test", |view| {
            assert_eq!(view.request(&name("watched"))?.unwrap().state, before);
            write(writer, |transaction| {
                assert!(transaction.insert_user(&new_user)?);
                assert!(transaction.update_request(&Request { state: after.clone(), ..found.clone() })?);
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
                        let moved = Request { state: confirmed, ..request(id) };
                        let moved = write(&**store, |transaction| transaction.update_request(&moved));
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
                let confirmed = Request { state: State::Confirmed { at: moment(1) }, ..request(&id) };
                write(&*here, |transaction| transaction.update_request(&confirmed))
            });
            start.wait();
            let closed = write(&*there, |transaction| {
                let found = transaction.request(&name(&id))?.unwrap();
                let closed = close(found.kind, &found.state, Ending::Withdrawn, moment(2)).unwrap();
                transaction.update_request(&Request { state: closed, ..found })
            });
            assert!(closed, "nothing moves between what a transaction reads and what it writes");
            confirming.join().unwrap()
        });
        let confirmed_at = was_confirmed.then(|| moment(1));
        let expected = State::Closed { at: moment(2), outcome: Outcome::Withdrawn, confirmed_at };
        assert_eq!(stored(&*there, &id).unwrap().state, expected);
    }
}
