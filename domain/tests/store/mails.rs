//! What every backend promises about mails, and about work that only one process may do at a time.

use std::sync::Barrier;
use std::thread;

use domain::letter::LetterKind;
use domain::outbox::{LONGEST_WAIT, Mail, MailStatus};
use domain::store::Store;

use crate::records::{mail, moment, name, request, with_request, with_shop, write};
use crate::rules::Storage;

fn add(store: &dyn Store, mail: &Mail) -> bool {
    write(store, |transaction| transaction.insert_mail(mail))
}

fn mails(store: &dyn Store, request: &str) -> Vec<Mail> {
    store.read("test", |view| view.mails(&name(request))).unwrap()
}

fn next(store: &dyn Store, now: i64) -> Option<String> {
    store.read("test", |view| view.next_mail(moment(now))).unwrap().map(|mail| mail.id)
}

fn all_statuses() -> [MailStatus; 4] {
    let at = moment(9);
    [MailStatus::Waiting, MailStatus::Sent { at }, MailStatus::GivenUp { at }, MailStatus::Dropped { at }]
}

/// Everything about a mail, to compare it by: what is sealed hides itself.
fn fields(mail: &Mail) -> String {
    let Mail { id, kind, request, queued_at, next_try_at, tries, last_error, status, sealed } = mail;
    format!("{id} {kind:?} {request} {queued_at} {next_try_at} {tries} {last_error:?} {status:?} {sealed:?}")
}

pub(crate) fn a_mail_comes_back_as_it_was_queued(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    let mut queued = Vec::new();
    for (number, kind) in (0_u32..).zip(LetterKind::ALL) {
        for status in all_statuses() {
            let sealed = matches!(status, MailStatus::Waiting).then(|| vec![0, 255, 7]);
            let mail = Mail {
                id: format!("{number}-{}", status.code()),
                kind,
                queued_at: moment(number.into()),
                next_try_at: moment(i64::from(number) * 1_000 - 5),
                tries: number,
                last_error: (number % 2 == 1).then(|| "greylisted".to_owned()),
                status,
                sealed,
                ..mail("", "one")
            };
            assert!(add(store, &mail));
            queued.push(mail);
        }
    }
    queued.sort_by_key(|mail| (mail.queued_at, mail.id.clone()));
    let found = mails(&*storage.open(), "one");
    assert_eq!(found.iter().map(fields).collect::<Vec<_>>(), queued.iter().map(fields).collect::<Vec<_>>());
    assert!(mails(store, "two").is_empty());
}

pub(crate) fn a_mail_belongs_to_a_request_and_its_id_is_its_own(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    assert!(add(store, &mail("id", "one")));
    assert!(!add(store, &Mail { kind: LetterKind::Rejected, tries: 9, ..mail("id", "one") }));
    assert_eq!(mails(store, "one").iter().map(fields).collect::<Vec<_>>(), [fields(&mail("id", "one"))]);
    assert!(store.write("test", |transaction| transaction.insert_mail(&mail("orphan", "unknown"))).is_err());
}

pub(crate) fn the_mail_that_is_due_longest_is_next(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    assert_eq!(next(store, i64::MAX / 1_000_000), None);
    for (id, due) in [("late", 30), ("b", 10), ("a", 10), ("first", 5)] {
        assert!(add(store, &Mail { next_try_at: moment(due), ..mail(id, "one") }));
    }
    for status in all_statuses().into_iter().skip(1) {
        let over =
            Mail { id: status.code().to_owned(), next_try_at: moment(0), status, sealed: None, ..mail("", "one") };
        assert!(add(store, &over));
    }
    for (now, expected) in [(4, None), (5, Some("first")), (100, Some("first"))] {
        assert_eq!(next(store, now).as_deref(), expected, "at {now}");
    }
    let put_off = Mail { next_try_at: moment(40), tries: 1, ..mail("first", "one") };
    assert!(write(store, |transaction| transaction.update_mail(&put_off, 0)));
    assert_eq!(next(store, 10).as_deref(), Some("a"));
    let longest = moment(10) + LONGEST_WAIT;
    for id in ["a", "b", "late", "first"] {
        let tries = u32::from(id == "first");
        let waits = Mail { next_try_at: longest, tries: tries + 1, ..mail(id, "one") };
        assert!(write(store, |transaction| transaction.update_mail(&waits, tries)));
    }
    assert_eq!(next(store, 10), None);
    assert_eq!(next(store, 9).as_deref(), Some("a"), "nothing waits that long: the clock was ahead");
}

pub(crate) fn a_mail_changes_only_while_it_waits_and_was_tried_as_often_as_said(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    assert!(add(store, &Mail { tries: 3, ..mail("id", "one") }));
    let update = |mail: &Mail, tries| write(store, |transaction| transaction.update_mail(mail, tries));
    let claimed = Mail { tries: 4, next_try_at: moment(50), last_error: Some("away".to_owned()), ..mail("id", "one") };
    for tries in [0, 2, 4] {
        assert!(!update(&claimed, tries), "{tries}");
    }
    assert!(!update(&Mail { id: "unknown".to_owned(), ..claimed.clone() }, 3));
    assert!(update(&claimed, 3));
    assert!(!update(&claimed, 3), "it was claimed already");
    assert_eq!(mails(store, "one").iter().map(fields).collect::<Vec<_>>(), [fields(&claimed)]);
    let over = Mail { status: MailStatus::Sent { at: moment(60) }, sealed: None, ..claimed.clone() };
    assert!(update(&over, 4));
    for again in [&over, &claimed] {
        assert!(!update(again, 4), "it waits no more");
    }
    assert_eq!(mails(store, "one").iter().map(fields).collect::<Vec<_>>(), [fields(&over)]);
}

pub(crate) fn mails_that_wait_and_that_were_given_up_are_counted(storage: &dyn Storage) {
    let store = &*storage.open();
    with_request(store, &request("one"));
    let mut expected = (0, 0);
    for (number, status) in (0..).zip([0, 1, 2, 3, 0, 2, 2].map(|index| all_statuses()[index])) {
        let sealed = (status == MailStatus::Waiting).then(Vec::new);
        assert!(add(store, &Mail { status, sealed, ..mail(&format!("id{number}"), "one") }));
        match status {
            MailStatus::Waiting => expected.0 += 1,
            MailStatus::GivenUp { .. } => expected.1 += 1,
            MailStatus::Sent { .. } | MailStatus::Dropped { .. } => {}
        }
        let count = store.read("test", |view| view.count_mails()).unwrap();
        assert_eq!((count.waiting, count.given_up), expected);
    }
    assert_eq!(expected, (2, 3));
}

pub(crate) fn of_many_simultaneous_claims_one_has_the_mail(storage: &dyn Storage) {
    let stores = [storage.open(), storage.open()];
    with_request(&*stores[0], &request("one"));
    assert!(add(&*stores[0], &mail("id", "one")));
    for round in 0..5 {
        let start = Barrier::new(8);
        let winners: usize = thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|number| {
                    let (store, start) = (&stores[number % 2], &start);
                    scope.spawn(move || {
                        start.wait();
                        let claimed = Mail { tries: round + 1, ..mail("id", "one") };
                        write(&**store, |transaction| transaction.update_mail(&claimed, round))
                    })
                })
                .collect();
            threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
        });
        assert_eq!(winners, 1, "round {round}");
    }
}

pub(crate) fn a_lease_is_one_holders_until_it_is_over(storage: &dyn Storage) {
    let (here, there) = (&*storage.open(), &*storage.open());
    let take = |store: &dyn Store, work: &str, holder: &str, now: i64, until: i64| {
        write(store, |transaction| transaction.take_lease(work, holder, moment(now), moment(until)))
    };
    assert!(take(here, "work", "a", 0, 10));
    assert!(!take(there, "work", "b", 0, 20) && !take(there, "work", "b", 9, 20));
    assert!(take(there, "other work", "b", 0, 10), "each work by itself");
    assert!(take(here, "work", "a", 5, 15), "its holder can have it for longer");
    assert!(!take(there, "work", "b", 14, 20));
    assert!(take(there, "work", "b", 15, 20), "when it is over it is anybody's");
    assert!(!take(here, "work", "a", 19, 30), "also not that of who had it before");
    let release = |holder: &str| write(there, |transaction| transaction.release_lease("work", holder));
    assert!(!release("a"), "nobody gives back what is another's");
    assert!(!take(here, "work", "a", 19, 30));
    assert!(release("b") && !release("b"));
    assert!(take(here, "work", "a", 19, 30));
    assert!(!take(there, "work", "b", 10, 20), "its end is twice as far away: the clock may be a little behind");
    assert!(take(there, "work", "b", 9, 19), "it was taken by a clock that was ahead");
}

pub(crate) fn of_many_who_want_a_lease_one_gets_it(storage: &dyn Storage) {
    let stores = [storage.open(), storage.open()];
    with_shop(&*stores[0]);
    let start = Barrier::new(8);
    let holders: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|number| {
                let (store, start) = (&stores[number % 2], &start);
                scope.spawn(move || {
                    start.wait();
                    let holder = format!("holder{number}");
                    write(&**store, |transaction| transaction.take_lease("work", &holder, moment(0), moment(10)))
                })
            })
            .collect();
        threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
    });
    assert_eq!(holders, 1);
}
