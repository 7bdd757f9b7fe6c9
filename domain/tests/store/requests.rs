//! What every backend promises about data requests.

use chrono::TimeDelta;
use domain::message::Language;
use domain::request::rules::{Ending, close};
use domain::request::{Deadline, Extension, Outcome, Request, RequestType, State, Subject};
use domain::store::{Store, StoreError};

use crate::records::{all_states, assert_same, link, moment, name, request, stored, with_request, with_shop, write};
use crate::rules::Storage;

fn update(store: &dyn Store, request: &Request) -> bool {
    write(store, |transaction| transaction.update_request(request))
}

pub(crate) fn a_request_changes_only_from_the_revision_it_is_at(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    for (number, is) in (0..).zip(all_states()) {
        let id = format!("request{number}");
        let as_added = Request { state: is, ..request(&id) };
        assert!(write(store, |transaction| transaction.insert_request(&as_added)));
        for to in all_states() {
            for revision in [1, 2, u64::MAX] {
                let early = Request { state: to.clone(), revision, ..as_added.clone() };
                assert!(!update(store, &early), "{:?} to {to:?}", as_added.state);
            }
        }
        assert_same(&stored(store, &id).unwrap(), &as_added);
        for to in all_states() {
            let outcome = store.write("test", |transaction| {
                let moved = Request { state: to.clone(), ..as_added.clone() };
                assert!(transaction.update_request(&moved)?, "{:?} to {to:?}", as_added.state);
                assert!(!transaction.update_request(&moved)?, "it was changed already");
                let then = Request { revision: 1, ..moved };
                assert_same(&transaction.request(&name(&id))?.unwrap(), &then);
                assert!(transaction.update_request(&then)?, "at the next revision it can be changed again");
                // Undone, to be tried again with the next one.
                Err::<(), _>(StoreError::Defect("not kept".to_owned()))
            });
            assert_eq!(outcome.unwrap_err(), StoreError::Defect("not kept".to_owned()));
        }
        assert_same(&stored(store, &id).unwrap(), &as_added);
        assert!(!update(store, &Request { id: name("unknown"), ..as_added }));
    }
}

pub(crate) fn a_closed_request_remembers_how_and_when_it_was_confirmed(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    for (id, ending, outcome) in [
        ("one", Ending::Completed, Outcome::Completed),
        ("two", Ending::Rejected, Outcome::Rejected),
        ("three", Ending::Withdrawn, Outcome::Withdrawn),
    ] {
        let confirmed = State::Confirmed { at: moment(11) };
        let closed = close(RequestType::Access, &confirmed, ending, moment(12)).unwrap();
        write(store, |transaction| {
            assert!(transaction.insert_request(&request(id))?);
            assert!(transaction.update_request(&Request { state: confirmed.clone(), ..request(id) })?);
            let next = Request { state: closed.clone(), revision: 1, ..request(id) };
            assert!(transaction.update_request(&next)?);
            Ok(())
        });
        let expected = State::Closed { at: moment(12), outcome, confirmed_at: Some(moment(11)) };
        assert_eq!(stored(store, id).unwrap().state, expected);
    }
}

pub(crate) fn no_request_changes_but_the_one_that_is_named(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    for id in ["one", "two", "One"] {
        assert!(write(store, |transaction| transaction.insert_request(&request(id))));
    }
    let confirmed = Request { state: State::Confirmed { at: moment(1) }, ..request("one") };
    assert!(update(store, &confirmed));
    write(store, |transaction| transaction.put_link(&name("two"), &link(9, 1)));
    write(store, |transaction| transaction.delete_links(&name("one")));
    assert_same(&stored(store, "one").unwrap(), &Request { revision: 1, links: Vec::new(), ..confirmed });
    assert_same(
        &stored(store, "two").unwrap(),
        &Request { links: vec![link(9, 1), link(7, 86_400_000)], ..request("two") },
    );
    assert_same(&stored(store, "One").unwrap(), &request("One"));
}

pub(crate) fn an_update_replaces_what_can_change_and_nothing_else(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("id"));
    let deadline = Deadline {
        received_at: moment(-99),
        extension: Some(Extension { at: moment(2), months: 2 }),
        paused: TimeDelta::milliseconds(3),
        doubt_since: Some(moment(4)),
    };
    let other = Request {
        id: name("id"),
        kind: RequestType::Objection,
        shop: name("another shop"),
        site: name("another site"),
        language: Language::find("de").unwrap(),
        subject: Subject::Pseudonym("0123456789abcdef".to_owned()),
        address: Some(name("bob@example.org")),
        address_is_stated: true,
        deadline,
        links: Vec::new(),
        reminded_at: Some(moment(5)),
        purged_at: Some(moment(6)),
        state: State::Closed { at: moment(7), outcome: Outcome::Duplicate(name("x")), confirmed_at: Some(moment(8)) },
        revision: 0,
    };
    assert!(update(store, &other));
    let born = request("id");
    let expected = Request {
        kind: born.kind,
        shop: born.shop,
        site: born.site,
        language: born.language,
        deadline: Deadline { received_at: born.deadline.received_at, ..deadline },
        links: born.links,
        revision: 1,
        ..other
    };
    assert_same(&stored(store, "id").unwrap(), &expected);
    // And back again: what was there can be taken away.
    let back = Request { revision: 1, ..request("id") };
    assert!(update(store, &back));
    assert_same(&stored(store, "id").unwrap(), &Request { revision: 2, ..request("id") });
}

pub(crate) fn links_come_oldest_first_and_can_be_added_moved_and_taken_away(storage: &dyn Storage) {
    let store = &*storage.open();
    let born = Request { links: vec![link(3, 30), link(1, 10)], ..request("id") };
    with_request(store, &born);
    let links = || -> Vec<(u8, i64)> {
        let found = stored(store, "id").unwrap().links;
        found.iter().map(|link| (link.digest.as_bytes()[0], (link.expires_at - moment(0)).num_milliseconds())).collect()
    };
    assert_eq!(links(), [(1, 10), (3, 30)]);
    write(store, |transaction| transaction.put_link(&name("id"), &link(2, 20)));
    assert_eq!(links(), [(1, 10), (2, 20), (3, 30)]);
    write(store, |transaction| transaction.put_link(&name("id"), &link(1, 25)));
    assert_eq!(links(), [(2, 20), (1, 25), (3, 30)], "the same link, which ends later");
    assert_eq!(stored(store, "id").unwrap().revision, 0, "a link is no change of the request itself");
    write(store, |transaction| transaction.delete_links(&name("id")));
    assert_eq!(links(), []);
    write(store, |transaction| {
        transaction.delete_links(&name("unknown"))?;
        transaction.delete_links(&name("id"))
    });
    let nowhere = store.write("test", |transaction| transaction.put_link(&name("unknown"), &link(1, 1)));
    assert!(nowhere.is_err(), "a link of no request");
}
