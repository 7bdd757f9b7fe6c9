//! A mail is claimed by one process at a time, and settled by the one that has it.

use std::collections::BTreeMap;
use std::sync::{Arc, Barrier, Mutex};

use chrono::TimeDelta;
use domain::outbox::{CLAIM, Claimed, Delivery, MailStatus, Settled};
use domain::requests::Requests;
use domain::seal::MasterKey;
use domain::store::Store;

use crate::life::{Life, confirm, confirmed, create, entries, mails, outbox, send, story, wish};
use crate::scene::moment;

fn claim(requests: &Requests) -> Option<Claimed> {
    outbox(requests).claim().unwrap()
}

fn settle(requests: &Requests, claimed: &Claimed, delivery: &Delivery) -> Settled {
    outbox(requests).settle(claimed, delivery).unwrap()
}

fn later() -> Delivery {
    Delivery::Later("greylisted".to_owned())
}

#[test]
fn a_mail_that_was_sent_is_gone_from_the_outbox_and_stands_in_the_history() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let claimed = claim(&requests).unwrap();
    assert_eq!((claimed.mail.tries, claimed.mail.next_try_at), (1, moment(0) + CLAIM));
    scene.pass(TimeDelta::seconds(2));
    assert_eq!(settle(&requests, &claimed, &Delivery::Sent), Settled::Sent);
    assert!(claim(&requests).is_none());
    let [mail] = &mails(&scene, &request.id)[..] else { panic!("there is one mail") };
    assert_eq!((mail.status, &mail.sealed), (MailStatus::Sent { at: moment(2_000) }, &None));
    assert_eq!(story(&scene, &request.id), ["created >pending", "mail-sent"]);
    let entry = entries(&scene, &request.id).pop().unwrap();
    assert_eq!(entry.details.get("mail").map(String::as_str), Some("confirmation"));
    assert_eq!(entry.details.get("message"), Some(&mail.id));
    assert_eq!(entry.actor, "service");
}

#[test]
fn a_claimed_mail_is_nobody_elses_until_the_claim_is_over() {
    let scene = Life::new();
    let (here, there) = (scene.requests(), scene.requests_in(scene.another_process()));
    create(&here, &wish("BB002"));
    let first = claim(&here).unwrap();
    assert!(claim(&here).is_none() && claim(&there).is_none());
    scene.pass(CLAIM - TimeDelta::milliseconds(1));
    assert!(claim(&there).is_none());
    scene.pass(TimeDelta::milliseconds(1));
    let second = claim(&there).unwrap();
    assert_eq!((&second.mail.id, second.mail.tries), (&first.mail.id, 2), "under the same id");
    assert!(claim(&here).is_none());
}

#[test]
fn whoever_lost_a_claim_settles_nothing() {
    for delivery in [Delivery::Sent, later(), Delivery::Never("refused".to_owned())] {
        let scene = Life::new();
        let (here, there) = (scene.requests(), scene.requests_in(scene.another_process()));
        let request = create(&here, &wish("BB002"));
        let first = claim(&here).unwrap();
        scene.pass(CLAIM);
        let second = claim(&there).unwrap();
        assert_eq!(settle(&here, &first, &delivery), Settled::Lost, "{delivery:?}");
        assert_eq!(story(&scene, &request.id), ["created >pending"]);
        assert_eq!(settle(&there, &second, &Delivery::Sent), Settled::Sent);
        assert_eq!(settle(&here, &first, &delivery), Settled::Lost, "{delivery:?}");
        assert_eq!(settle(&there, &second, &delivery), Settled::Lost, "once is enough");
        assert_eq!(story(&scene, &request.id), ["created >pending", "mail-sent"]);
    }
}

#[test]
fn a_claim_that_is_over_and_was_taken_by_nobody_can_still_be_settled() {
    let scene = Life::new();
    let requests = scene.requests();
    create(&requests, &wish("BB002"));
    let claimed = claim(&requests).unwrap();
    scene.pass(CLAIM * 3);
    assert_eq!(settle(&requests, &claimed, &Delivery::Sent), Settled::Sent);
    assert!(claim(&requests).is_none());
}

#[test]
fn a_process_that_dies_with_a_claim_loses_no_mail() {
    let scene = Life::new();
    let request = create(&scene.requests(), &wish("BB002"));
    {
        let dying = scene.requests_in(scene.another_process());
        assert!(claim(&dying).is_some());
    }
    scene.pass(CLAIM);
    let next = scene.requests_in(scene.another_process());
    let [letter] = &send(&next)[..] else { panic!("there is one letter") };
    assert_eq!(letter.request, request.id);
}

#[test]
fn those_that_are_due_longest_come_first() {
    let scene = Life::new();
    let requests = scene.requests();
    let first = create(&requests, &wish("BB002"));
    scene.pass(TimeDelta::seconds(1));
    let second = create(&requests, &wish("BB003"));
    let tried = claim(&requests).unwrap();
    assert_eq!(tried.letter.request, first.id);
    let Settled::Later(at) = settle(&requests, &tried, &later()) else { panic!("it is tried again") };
    let next = claim(&requests).unwrap();
    assert_eq!(next.letter.request, second.id);
    assert!(claim(&requests).is_none());
    scene.pass(at - scene.now());
    assert_eq!(claim(&requests).unwrap().letter.request, first.id);
}

#[test]
fn many_mails_that_several_processes_send_at_once_are_each_claimed_once() {
    let scene = Life::new();
    let stores: [Arc<dyn Store>; 2] = [Arc::clone(&scene.store), scene.another_process()];
    let processes = stores.map(|store| scene.requests_in(store));
    for _ in 0..6 {
        create(&processes[0], &wish("BB002"));
    }
    let (claims, start) = (Mutex::new(BTreeMap::<String, u32>::new()), Barrier::new(4));
    std::thread::scope(|scope| {
        for number in 0..4 {
            let (requests, claims, start) = (&processes[number % 2], &claims, &start);
            scope.spawn(move || {
                start.wait();
                while let Some(claimed) = claim(requests) {
                    *claims.lock().unwrap().entry(claimed.mail.id.clone()).or_default() += 1;
                    assert_eq!(settle(requests, &claimed, &Delivery::Sent), Settled::Sent);
                }
            });
        }
    });
    let claims = claims.into_inner().unwrap();
    assert_eq!((claims.len(), claims.values().sum::<u32>()), (6, 6), "{claims:?}");
}

#[test]
fn a_mail_that_was_sealed_under_another_key_holds_up_no_other_and_is_sent_when_the_key_is_back() {
    let scene = Life::new();
    let right = scene.requests();
    let sealed = create(&right, &wish("BB002"));
    let journal = domain::audit::Journal::new(MasterKey::new(&[8; 32]).unwrap(), scene.entropy.clone());
    let wrong = Requests { journal, ..scene.requests() };
    assert_eq!(outbox(&wrong).claim().unwrap_err().code(), "record.sealed");
    assert!(claim(&wrong).is_none(), "the others, if there were any");
    let [mail] = &mails(&scene, &sealed.id)[..] else { panic!("there is one mail") };
    assert_eq!((mail.status, mail.tries, mail.last_error.as_deref()), (MailStatus::Waiting, 1, Some("unreadable")));
    scene.pass(TimeDelta::minutes(1));
    let other = confirmed(&right, &wish("BB003"));
    let mut sent: Vec<_> = send(&right).into_iter().map(|letter| letter.request).collect();
    sent.sort();
    let mut expected = vec![sealed.id, other.id];
    expected.sort();
    assert_eq!(sent, expected);
}

#[test]
fn how_many_wait_and_how_many_were_given_up_can_be_seen() {
    let scene = Life::new();
    let requests = scene.requests();
    let count = || {
        let count = scene.read(|view| view.count_mails());
        (count.waiting, count.given_up)
    };
    assert_eq!(count(), (0, 0));
    for _ in 0..3 {
        create(&requests, &wish("BB002"));
    }
    assert_eq!(count(), (3, 0));
    let claimed = claim(&requests).unwrap();
    assert_eq!(count(), (3, 0));
    assert_eq!(settle(&requests, &claimed, &Delivery::Never("refused".to_owned())), Settled::GivenUp);
    assert_eq!(count(), (2, 1));
    send(&requests);
    assert_eq!(count(), (0, 1));
}

#[test]
fn a_mail_that_may_have_gone_out_before_a_kill_is_never_called_dropped() {
    for failed_before in [false, true] {
        let scene = Life::new();
        let requests = scene.requests();
        let request = create(&requests, &wish("BB002"));
        if failed_before {
            assert!(matches!(settle(&requests, &claim(&requests).unwrap(), &later()), Settled::Later(_)));
            scene.pass(TimeDelta::minutes(1));
        }
        let sent = claim(&requests).unwrap();
        // The process ends here: the mail is out, and its link is used.
        confirm(&requests, &request.id, sent.letter.link.as_ref().unwrap().hash.reveal()).unwrap();
        scene.pass(CLAIM);
        send(&requests);
        let mail = mails(&scene, &request.id).into_iter().find(|mail| mail.id == sent.mail.id).unwrap();
        assert_eq!(
            (mail.status, mail.last_error.as_deref(), &mail.sealed),
            (MailStatus::GivenUp { at: scene.now() }, Some("outcome-unknown"), &None)
        );
        let entries = entries(&scene, &request.id);
        let given_up = entries.iter().find(|entry| entry.action == "mail-given-up").unwrap();
        assert_eq!(given_up.details.get("error").map(String::as_str), Some("outcome-unknown"));
        assert!(entries.iter().all(|entry| entry.action != "mail-dropped"));
    }
}

#[test]
fn a_mail_that_was_never_sent_and_is_not_needed_any_more_is_dropped() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = create(&requests, &wish("BB002"));
    let failed = claim(&requests).unwrap();
    assert!(matches!(settle(&requests, &failed, &later()), Settled::Later(_)));
    confirm(&requests, &request.id, failed.letter.link.as_ref().unwrap().hash.reveal()).unwrap();
    scene.pass(TimeDelta::minutes(1));
    send(&requests);
    let mail = mails(&scene, &request.id).into_iter().find(|mail| mail.id == failed.mail.id).unwrap();
    assert_eq!(mail.status, MailStatus::Dropped { at: scene.now() });
}
