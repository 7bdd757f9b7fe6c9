//! What every backend promises about requests that are looked for: the right ones, all of them, in a fixed order.

use domain::outbox::{Mail, MailStatus};
use domain::request::{Outcome, Request, RequestType, State, Subject};
use domain::store::{RequestFilter, Store};

use crate::records::{link, mail, moment, name, request, shop, with_shop, write};
use crate::rules::Storage;

fn add(store: &dyn Store, requests: &[Request]) {
    write(store, |transaction| {
        for request in requests {
            assert!(transaction.insert_request(request)?, "{}", request.id);
        }
        Ok(())
    });
}

fn ids(requests: Vec<Request>) -> Vec<String> {
    requests.into_iter().map(|request| request.id.to_string()).collect()
}

fn listed(store: &dyn Store, filter: &RequestFilter) -> Vec<String> {
    ids(store.read("test", |view| view.requests(filter)).unwrap())
}

/// All requests of the shop `shop`.
fn all() -> RequestFilter {
    RequestFilter { shops: vec![name("shop")], limit: 100, ..RequestFilter::default() }
}

fn of(customer: &str) -> Subject {
    Subject::Customer(name(customer))
}

fn closed(at: i64) -> State {
    State::Closed { at: moment(at), outcome: Outcome::Withdrawn, confirmed_at: None }
}

fn received(id: &str, millis: i64) -> Request {
    Request { deadline: domain::request::Deadline::of(moment(millis)), ..request(id) }
}

pub(crate) fn a_list_has_what_fits_in_the_order_of_receipt_and_of_ids(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert!(write(store, |transaction| transaction.insert_shop(&shop("other"))));
    let requests = [
        received("b", 5),
        Request { kind: RequestType::Objection, ..received("a", 5) },
        Request { state: State::Confirmed { at: moment(6) }, ..received("z", -5) },
        Request { shop: name("other"), ..received("c", 0) },
        Request { state: closed(9), subject: of("Zoë"), ..received("B", 5) },
    ];
    add(store, &requests);
    assert_eq!(listed(store, &all()), ["z", "B", "a", "b"]);
    for (what, filter, expected) in [
        ("no shop", RequestFilter { shops: vec![], ..all() }, &[][..]),
        ("another shop", RequestFilter { shops: vec![name("other")], ..all() }, &["c"]),
        ("both", RequestFilter { shops: vec![name("other"), name("shop")], ..all() }, &["z", "c", "B", "a", "b"]),
        ("no such shop", RequestFilter { shops: vec![name("nowhere")], ..all() }, &[]),
        ("a type", RequestFilter { kind: Some(RequestType::Objection), ..all() }, &["a"]),
        ("pending", RequestFilter { state: Some("pending"), ..all() }, &["a", "b"]),
        ("confirmed", RequestFilter { state: Some("confirmed"), ..all() }, &["z"]),
        ("closed", RequestFilter { state: Some("closed"), ..all() }, &["B"]),
        ("a subject", RequestFilter { reference: Some("customer:Zoë".into()), ..all() }, &["B"]),
        ("in other letters", RequestFilter { reference: Some("customer:zoë".into()), ..all() }, &[]),
        ("a pattern", RequestFilter { reference: Some("customer:%".into()), ..all() }, &[]),
        ("the first two", RequestFilter { limit: 2, ..all() }, &["z", "B"]),
        ("none", RequestFilter { limit: 0, ..all() }, &[]),
        ("without bound", RequestFilter { limit: usize::MAX, ..all() }, &["z", "B", "a", "b"]),
        ("behind one", RequestFilter { after: Some((moment(5), name("B"))), ..all() }, &["a", "b"]),
        ("behind none", RequestFilter { after: Some((moment(5), name("aa"))), ..all() }, &["b"]),
        ("behind the last", RequestFilter { after: Some((moment(5), name("b"))), ..all() }, &[]),
    ] {
        assert_eq!(listed(store, &filter), expected, "{what}");
    }
    // To be answered before: the time is that of the deadline, with all that changed it.
    let due = requests[2].deadline.due_at();
    let before = |at| RequestFilter { due_before: Some(at), ..all() };
    assert_eq!(listed(store, &before(due)), [""; 0]);
    assert_eq!(listed(store, &before(due + chrono::TimeDelta::milliseconds(1))), ["z"]);
    let deadline = requests[2].deadline.extended(1, moment(0)).unwrap();
    assert!(write(store, |transaction| transaction.update_request(&Request { deadline, ..requests[2].clone() })));
    assert_eq!(listed(store, &before(due + chrono::TimeDelta::days(1))), ["B", "a", "b"]);
}

pub(crate) fn the_open_request_of_a_subject_is_the_one_that_was_confirmed_first(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert!(write(store, |transaction| transaction.insert_shop(&shop("other"))));
    let confirmed =
        |id: &str, at| Request { subject: of("one"), state: State::Confirmed { at: moment(at) }, ..request(id) };
    add(
        store,
        &[
            Request { subject: of("one"), ..request("pending") },
            Request { subject: of("one"), state: closed(1), ..request("closed") },
            Request { kind: RequestType::Erasure, ..confirmed("another-type", 1) },
            Request { shop: name("other"), ..confirmed("another-shop", 1) },
            Request { subject: of("two"), ..confirmed("another-subject", 1) },
        ],
    );
    let open = |shop: &str, kind, reference: &str| {
        let found = store.read("test", |view| view.open_request(&name(shop), kind, reference)).unwrap();
        found.map(|id| id.to_string())
    };
    assert_eq!(open("shop", RequestType::Access, "customer:one"), None);
    // Of an older program there may be several.
    add(store, &[confirmed("b", 7), confirmed("later", 9), confirmed("a", 7)]);
    assert_eq!(open("shop", RequestType::Access, "customer:one").as_deref(), Some("a"));
    assert_eq!(open("shop", RequestType::Erasure, "customer:one").as_deref(), Some("another-type"));
    assert_eq!(open("other", RequestType::Access, "customer:one").as_deref(), Some("another-shop"));
    assert_eq!(open("shop", RequestType::Access, "customer:two").as_deref(), Some("another-subject"));
    for nobody in ["customer:ONE", "customer:%", "one", ""] {
        assert_eq!(open("shop", RequestType::Access, nobody), None, "{nobody}");
    }
}

pub(crate) fn pending_requests_are_counted_for_each_subject_of_each_shop(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert!(write(store, |transaction| transaction.insert_shop(&shop("other"))));
    let guest = Subject::Guest { email: name("Zoe@example.org"), order: name("O-1"), customer: Some(name("one")) };
    add(
        store,
        &[
            Request { subject: of("one"), ..request("first") },
            Request { subject: guest, kind: RequestType::Erasure, ..request("second") },
            Request { subject: of("one"), state: State::Confirmed { at: moment(1) }, ..request("confirmed") },
            Request { subject: of("one"), state: closed(1), ..request("closed") },
            Request { subject: of("one"), shop: name("other"), ..request("another-shop") },
            Request { subject: of("two"), ..request("another-subject") },
        ],
    );
    let count = |shop: &str, kind, reference: &str| {
        store.read("test", |view| view.count_pending(&name(shop), kind, reference)).unwrap()
    };
    let (access, erasure) = (RequestType::Access, RequestType::Erasure);
    assert_eq!((count("shop", access, "customer:one"), count("other", access, "customer:one")), (1, 1));
    assert_eq!(count("shop", erasure, "customer:one"), 1, "the guest who is on file");
    assert_eq!((count("shop", access, "customer:two"), count("shop", access, "customer:nobody")), (1, 0));
}

pub(crate) fn requests_whose_links_end_are_found_unless_a_mail_waits(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert!(write(store, |transaction| transaction.insert_shop(&shop("other"))));
    let ending = |id: &str, ends: &[i64]| Request {
        links: (1..).zip(ends).map(|(byte, end)| link(byte, *end)).collect(),
        address: Some(name("bob@example.org")),
        ..request(id)
    };
    add(
        store,
        &[
            ending("early", &[99]),
            ending("now", &[100]),
            ending("late", &[101]),
            ending("one-is-late", &[50, 101, 60]),
            ending("all-are-over", &[50, 100, 60]),
            ending("without", &[]),
            Request { shop: name("other"), ..ending("another-shop", &[50]) },
            Request { state: State::Confirmed { at: moment(1) }, ..ending("confirmed", &[50]) },
            Request { state: closed(1), ..ending("closed", &[50]) },
            ending("mail-waits", &[50]),
            ending("mail-was-sent", &[50]),
            Request { reminded_at: Some(moment(1)), ..ending("reminded", &[50]) },
            Request { address: None, ..ending("nowhere", &[50]) },
            ending("handed-over", &[50]),
        ],
    );
    write(store, |transaction| {
        assert!(transaction.insert_mail(&mail("one", "mail-waits"))?);
        for id in ["early", "now", "all-are-over", "without", "mail-was-sent", "reminded", "nowhere"] {
            let sent = Mail { status: MailStatus::Sent { at: moment(1) }, sealed: None, ..mail(id, id) };
            assert!(transaction.insert_mail(&sent)?);
        }
        Ok(())
    });
    let found = |unreminded, limit| {
        let shop = name("shop");
        let mut ids =
            ids(store.read("test", |view| view.pending_until(&shop, moment(100), unreminded, limit)).unwrap());
        ids.sort();
        ids.join(" ")
    };
    assert_eq!(found(false, 100), "all-are-over early handed-over mail-was-sent now nowhere reminded without");
    assert_eq!(found(true, 100), "all-are-over early mail-was-sent now without");
    assert_eq!(found(true, 2).split(' ').count(), 2);
    assert_eq!(found(true, 0), "");
}

pub(crate) fn requests_whose_links_end_are_found_by_the_links_they_have_now_the_first_first(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    let ending = |id: &str, end| Request { links: vec![link(1, end)], ..request(id) };
    add(
        store,
        &[ending("a", 90), ending("b", 80), ending("longer", 70), ending("shorter", 200), ending("revoked", 200)],
    );
    write(store, |transaction| {
        transaction.put_link(&name("longer"), &link(2, 150))?;
        transaction.put_link(&name("shorter"), &link(1, 85))?;
        transaction.delete_links(&name("revoked"))
    });
    let found = |until, limit| {
        ids(store.read("test", |view| view.pending_until(&name("shop"), moment(until), false, limit)).unwrap())
    };
    assert_eq!(found(100, 100), ["revoked", "b", "shorter", "a"]);
    assert_eq!(found(100, 2), ["revoked", "b"]);
    assert_eq!(found(150, 100).last().map(String::as_str), Some("longer"));
}

pub(crate) fn closed_requests_that_still_name_somebody_are_found_the_oldest_first(storage: &dyn Storage) {
    let store = &*storage.open();
    with_shop(store);
    assert!(write(store, |transaction| transaction.insert_shop(&shop("other"))));
    let over = |id: &str, at| Request { state: closed(at), ..request(id) };
    add(
        store,
        &[
            over("b", 50),
            over("a", 50),
            over("first", 10),
            over("now", 100),
            over("late", 101),
            Request { purged_at: Some(moment(60)), ..over("purged", 50) },
            Request { shop: name("other"), ..over("another-shop", 50) },
            Request { state: State::Confirmed { at: moment(1) }, ..request("confirmed") },
            request("pending"),
        ],
    );
    let found = |limit| ids(store.read("test", |view| view.unpurged_until(&name("shop"), moment(100), limit)).unwrap());
    assert_eq!(found(100), ["first", "a", "b", "now"]);
    assert_eq!(found(2), ["first", "a"]);
}
