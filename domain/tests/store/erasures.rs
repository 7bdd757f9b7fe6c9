//! What every backend promises about erasures, what is kept of people, and legal holds.

use domain::audit::Actor;
use domain::ledger::{Event, LedgerEnd, LedgerPosition};
use domain::request::{Approval, Request, State};
use domain::seal::Pseudonym;
use domain::store::{ErasureRecord, HoldRecord, QueuedLine, Remains, Store, Traces};

use crate::records::{customer, link, moment, name, request, shop, with_request, with_shop, write};
use crate::rules::Storage;

fn pseudonym(byte: u8) -> Pseudonym {
    format!("{byte:02x}").repeat(16).parse().unwrap()
}

fn approval(runs_at: i64) -> Approval {
    let by: Actor = "command-line:uid 0".parse().unwrap();
    let plan = Some("ab".repeat(32).parse().unwrap());
    Approval { confirmed_at: moment(1), at: moment(2), by, plan, runs_at: moment(runs_at) }
}

fn processing(next_try_at: i64) -> State {
    State::Processing { approval: approval(3), since: moment(4), failures: 2, next_try_at: moment(next_try_at) }
}

fn erasure(id: &str, byte: u8, request: Option<&str>) -> ErasureRecord {
    ErasureRecord {
        id: id.to_owned(),
        shop: name("shop"),
        pseudonym: pseudonym(byte),
        request: request.map(name),
        begun_at: moment(5),
        done_at: None,
    }
}

fn remains(document: &str, due_at: Option<i64>, rules: &str) -> Remains {
    Remains {
        document: document.to_owned(),
        pseudonyms: ["one".to_owned(), "zwei \u{1F464}".to_owned()].into(),
        erased_at: moment(7),
        due_at: due_at.map(moment),
        rules: rules.to_owned(),
    }
}

fn hold(id: &str, byte: u8, since: i64) -> HoldRecord {
    HoldRecord {
        id: id.to_owned(),
        shop: name("shop"),
        pseudonym: pseudonym(byte),
        author: "staff:ann".to_owned(),
        since: moment(since),
        sealed: vec![0, 255, 7],
    }
}

pub(crate) fn a_state_on_its_way_comes_back_as_it_was(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let without_plan = Approval { plan: None, ..approval(9) };
    for (number, state) in
        [State::Approved(approval(9)), State::Approved(without_plan), processing(8)].into_iter().enumerate()
    {
        let made = Request { state: state.clone(), ..request(&number.to_string()) };
        assert!(write(store, |transaction| transaction.insert_request(&made)));
        let found = storage.open().read("test", |view| view.request(&made.id)).unwrap().unwrap();
        assert_eq!(found.state, state);
    }
}

pub(crate) fn requests_are_due_when_their_time_or_their_next_try_has_come(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    for (id, state) in [
        ("pending", State::Pending),
        ("confirmed", State::Confirmed { at: moment(1) }),
        ("approved", State::Approved(approval(10))),
        ("later", State::Approved(approval(11))),
        ("tried", processing(10)),
        ("resting", processing(11)),
    ] {
        let made = Request { state, ..request(id) };
        assert!(write(store, |transaction| transaction.insert_request(&made)));
    }
    let due = |limit| -> Vec<String> {
        let found = store.read("test", |view| view.due_requests(moment(10), limit)).unwrap();
        found.into_iter().map(|request| request.id.to_string()).collect()
    };
    assert_eq!(due(9), ["tried", "approved"]);
    assert_eq!(due(1), ["tried"]);
}

pub(crate) fn a_request_has_one_cancel_link_at_a_time(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    let found = || storage.open().read("test", |view| view.cancel_link(&name("one"))).unwrap();
    assert!(found().is_none());
    for (byte, expires_at) in [(1, 5), (2, 6)] {
        write(store, |transaction| transaction.put_cancel_link(&name("one"), &link(byte, expires_at)));
        let stored = found().unwrap();
        assert_eq!((stored.digest.as_bytes(), stored.expires_at), (&[byte; 32], moment(expires_at)));
    }
    assert!(write(store, |transaction| transaction.delete_cancel_link(&name("one"))));
    assert!(!write(store, |transaction| transaction.delete_cancel_link(&name("one"))));
    assert!(found().is_none());
}

pub(crate) fn an_erasure_is_remembered_and_ends_once(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let (one, two) = (erasure("one", 1, Some("request")), erasure("two", 1, None));
    for erasure in [&one, &two] {
        assert!(write(store, |transaction| transaction.insert_erasure(erasure)));
        assert!(!write(store, |transaction| transaction.insert_erasure(erasure)), "the id is taken");
    }
    let of = |byte| store.read("test", |view| view.erasures(&name("shop"), &pseudonym(byte))).unwrap();
    assert_eq!(of(1), [one.clone(), two.clone()]);
    assert_eq!(of(2), []);
    let of_request = |id: &str| store.read("test", |view| view.erasure_of(&name(id))).unwrap();
    assert_eq!((of_request("request"), of_request("another")), (Some(one), None));
    let unfinished_at =
        |until, now| store.read("test", |view| view.unfinished_deletions(moment(until), moment(now), 9)).unwrap();
    let unfinished = |until| unfinished_at(until, 99);
    assert_eq!((unfinished(4), unfinished(5)), (vec![], vec![two.clone()]), "those without a request");
    assert_eq!(
        (unfinished_at(0, 5), unfinished_at(0, 4)),
        (vec![], vec![two.clone()]),
        "begun by a clock that was ahead"
    );
    assert!(write(store, |transaction| transaction.finish_erasure("two", moment(9))));
    assert!(!write(store, |transaction| transaction.finish_erasure("two", moment(10))), "it is over");
    assert_eq!(of(1)[1], ErasureRecord { done_at: Some(moment(9)), ..two });
    assert!(!write(store, |transaction| transaction.delete_erasure("two")), "what took place is not forgotten");
    assert!(write(store, |transaction| transaction.delete_erasure("one")));
    assert_eq!((of(1).len(), unfinished(99)), (1, vec![]));
}

pub(crate) fn what_remains_of_somebody_is_there_once_and_comes_back_to_the_letter(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let found = || storage.open().read("test", |view| view.remains(&name("shop"), &pseudonym(1))).unwrap();
    assert_eq!(found(), None);
    for remains in [remains(r#"{"ä":"\u0000"}"#, Some(9), "r"), remains("{}", None, "s")] {
        write(store, |transaction| transaction.put_remains(&name("shop"), &pseudonym(1), &remains));
        assert_eq!(found(), Some(remains));
    }
    assert!(write(store, |transaction| transaction.delete_remains(&name("shop"), &pseudonym(1))));
    assert!(!write(store, |transaction| transaction.delete_remains(&name("shop"), &pseudonym(1))));
    assert_eq!(found(), None);
}

pub(crate) fn remains_are_due_by_their_time_or_by_other_rules(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert!(write(store, |transaction| transaction.insert_shop(&shop("other"))));
    write(store, |transaction| {
        for (shop, byte, due_at, rules) in [
            ("shop", 1, Some(10), "same"),
            ("shop", 2, Some(11), "same"),
            ("shop", 3, None, "same"),
            ("shop", 4, None, "other"),
            ("other", 5, Some(1), "same"),
        ] {
            transaction.put_remains(&name(shop), &pseudonym(byte), &remains("{}", due_at, rules))?;
        }
        Ok(())
    });
    let due = |after: Option<u8>, limit| {
        let after = after.map(pseudonym);
        store.read("test", |view| view.due_remains(&name("shop"), moment(10), "same", after.as_ref(), limit)).unwrap()
    };
    assert_eq!(due(None, 9), [pseudonym(1), pseudonym(4)]);
    assert_eq!(due(None, 1), [pseudonym(1)]);
    assert_eq!(due(Some(1), 9), [pseudonym(4)]);
}

pub(crate) fn holds_belong_to_one_person_and_go_one_by_one(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let (late, early, other) = (hold("a", 1, 9), hold("b", 1, 5), hold("c", 2, 1));
    for hold in [&late, &early, &other] {
        assert!(write(store, |transaction| transaction.insert_legal_hold(hold)));
        assert!(!write(store, |transaction| transaction.insert_legal_hold(hold)));
    }
    let of = |byte| storage.open().read("test", |view| view.legal_holds(&name("shop"), &pseudonym(byte))).unwrap();
    assert_eq!(of(1), [early, late.clone()]);
    assert_eq!(store.read("test", |view| view.legal_hold("a")).unwrap(), Some(late));
    assert!(write(store, |transaction| transaction.delete_legal_hold("a")));
    assert!(!write(store, |transaction| transaction.delete_legal_hold("a")));
    assert_eq!((of(1).len(), of(2)), (1, vec![other]));
}

pub(crate) fn a_customer_who_is_deleted_is_gone_and_nobody_else(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    for number in ["B", "a", "c"] {
        let record = customer(number, "{}");
        write(store, |transaction| transaction.upsert_customer(&name("shop"), &record));
    }
    let numbers = |after: Option<&str>, limit| -> Vec<String> {
        let after = after.map(name);
        let found = store.read("test", |view| view.customer_numbers(&name("shop"), after.as_ref(), limit)).unwrap();
        found.into_iter().map(|number| number.to_string()).collect()
    };
    assert_eq!((numbers(None, 9), numbers(Some("B"), 1)), (vec!["B".into(), "a".into(), "c".into()], vec!["a".into()]));
    assert!(write(store, |transaction| transaction.delete_customer(&name("shop"), &name("a"))));
    assert!(!write(store, |transaction| transaction.delete_customer(&name("shop"), &name("a"))));
    assert_eq!(numbers(None, 9), ["B", "c"]);
}

pub(crate) fn traces_are_noted_with_what_is_removed_until_they_are_wiped(storage: &dyn Storage) {
    let store = storage.open();
    with_shop(&*store);
    let traces = |store: &dyn Store| store.read("test", |view| view.traces()).unwrap();
    assert_eq!(traces(&*store), None);
    let number = name("C-1");
    write(&*store, |transaction| transaction.upsert_customer(&name("shop"), &customer("C-1", "{}")));
    assert_eq!(traces(&*store), None, "nothing was removed");
    write(&*store, |transaction| transaction.delete_customer(&name("shop"), &number));
    assert_eq!(traces(&*store), Some(Traces { since: None }));
    write(&*store, |transaction| transaction.date_traces(moment(5)));
    assert_eq!(traces(&*store), Some(Traces { since: Some(moment(5)) }));
    store.wipe().unwrap();
    assert_eq!(traces(&*storage.open()), None);
}

pub(crate) fn the_end_of_the_ledger_is_the_one_that_was_put_last(storage: &dyn Storage) {
    let store = &*storage.open();
    let end = |store: &dyn Store| store.read("test", |view| view.ledger_end()).unwrap();
    assert_eq!(end(store), None);
    for lines in [1, 7] {
        let position = LedgerPosition { lines, bytes: 300 * lines, link: [u8::try_from(lines).unwrap(); 32] };
        let put = LedgerEnd { position, mac: [9; 32] };
        write(store, |transaction| transaction.put_ledger_end(&put));
        assert_eq!(end(&*storage.open()), Some(put));
    }
}

pub(crate) fn lines_for_the_ledger_wait_in_order_until_they_are_written(storage: &dyn Storage) {
    let store = &*storage.open();
    let line = |name: &str, event, line: &str| QueuedLine { name: name.to_owned(), event, line: line.to_owned() };
    let lines = [
        line("b", Event::HoldPlaced, "first"),
        line("b", Event::HoldReleased, "second"),
        line("a", Event::ApprovalRevoked, "third"),
    ];
    for line in &lines {
        assert!(write(store, |transaction| transaction.queue_ledger_line(line)));
    }
    let again = line("b", Event::HoldPlaced, "another");
    assert!(!write(store, |transaction| transaction.queue_ledger_line(&again)), "it waits already");
    let queued = |limit| store.read("test", |view| view.queued_ledger_lines(limit)).unwrap();
    assert_eq!(queued(10), lines);
    assert_eq!(queued(2), lines[..2]);
    assert!(write(store, |transaction| transaction.delete_queued_ledger_line("b", Event::HoldPlaced)));
    assert!(!write(store, |transaction| transaction.delete_queued_ledger_line("b", Event::HoldPlaced)));
    let is_queued = |event| store.read("test", |view| view.is_ledger_line_queued("b", event)).unwrap();
    assert!(!is_queued(Event::HoldPlaced) && is_queued(Event::HoldReleased));
    assert_eq!(queued(10), lines[1..]);
}

pub(crate) fn erasures_are_found_by_their_id_and_those_that_are_done_in_pages(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    for id in ["c", "a", "d", "b"] {
        assert!(write(store, |transaction| transaction.insert_erasure(&erasure(id, 1, None))));
        if id != "b" {
            assert!(write(store, |transaction| transaction.finish_erasure(id, moment(9))));
        }
    }
    let found = store.read("test", |view| view.erasure("b")).unwrap();
    assert_eq!(found, Some(erasure("b", 1, None)));
    assert_eq!(store.read("test", |view| view.erasure("e")).unwrap(), None);
    let finished = |after: &str, limit| store.read("test", |view| view.finished_erasures(after, limit)).unwrap();
    assert_eq!(finished("", 2), ["a", "c"]);
    assert_eq!(finished("c", 2), ["d"]);
    for (id, byte) in [("two", 1), ("one", 2)] {
        assert!(write(store, |transaction| transaction.insert_legal_hold(&hold(id, byte, 1))));
    }
    let holds = |after: &str| store.read("test", |view| view.all_legal_holds(after, 9)).unwrap();
    assert_eq!(holds("").iter().map(|hold| hold.id.as_str()).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(holds("one"), [hold("two", 1, 1)]);
}
