//! Receipts: who was told of which erasure stands in the history of the request, and in the audit log if there was none.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use domain::audit::Entry;
use domain::housekeeping::Housekeeping;
use domain::webhook::Answer;

use super::{claim, later, notice, queue, taken, webhooks};
use crate::life::{Life, confirmed, entries, operator, story, wish};

fn details(entry: &Entry) -> BTreeMap<&str, &str> {
    entry.details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn who_was_told_and_who_was_not_stands_in_the_history_of_the_request() {
    let scene = Life::new();
    let request = confirmed(&scene.requests(), &wish("BB002"));
    let before = story(&scene, &request.id).len();
    let webhooks = webhooks(&scene, &["newsletter", "warehouse"]);
    queue(&webhooks, &notice(&scene, &["invoices"]), Some(&request.id));
    for _ in 0..2 {
        let claimed = claim(&webhooks).unwrap();
        let told = claimed.delivery.endpoint.as_str() == "newsletter";
        let answer = if told { taken() } else { Answer::Never("http.410".to_owned()) };
        webhooks.settle(&claimed, &answer).unwrap();
    }
    let mut receipts = entries(&scene, &request.id).split_off(before);
    receipts.sort_by(|one, other| other.action.cmp(&one.action));
    let actions: Vec<_> = receipts.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["recipient-told", "recipient-not-told"]);
    for (entry, endpoint, answer) in [(&receipts[0], "newsletter", "http.204"), (&receipts[1], "warehouse", "http.410")]
    {
        let mut details = details(entry);
        assert!(details.remove("message").is_some_and(|id| id.len() == 32));
        let expected =
            [("answer", answer), ("endpoint", endpoint), ("erasure", "erasure1"), ("notice", "customer.partly-erased")];
        assert_eq!(details, BTreeMap::from(expected));
        assert_eq!((entry.actor.as_str(), entry.shop.as_deref()), ("service", Some("shop")));
    }
}

#[test]
fn a_try_that_is_followed_by_another_is_no_event() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter"]);
    let before = scene.read(|view| view.audit_entries(0, usize::MAX)).len();
    queue(&webhooks, &notice(&scene, &[]), None);
    webhooks.settle(&claim(&webhooks).unwrap(), &later()).unwrap();
    assert_eq!(scene.read(|view| view.audit_entries(0, usize::MAX)).len(), before);
}

#[test]
fn a_receipt_of_an_erasure_without_a_request_stands_in_the_log_and_makes_nobody_a_key_again() {
    let scene = Life::new();
    let webhooks = webhooks(&scene, &["newsletter"]);
    queue(&webhooks, &notice(&scene, &[]), None);
    webhooks.settle(&claim(&webhooks).unwrap(), &taken()).unwrap();
    let entry = scene.read(|view| view.audit_entries(0, usize::MAX)).pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.request.as_deref()), ("recipient-told", None));
    assert_eq!((entry.pseudonym, entry.sealed), (None, None));
    let pseudonym = webhooks.journal.pseudonym(&"shop".parse().unwrap(), "customer:BB002");
    assert_eq!(scene.read(|view| view.subject_key(&pseudonym)), None);
}

#[test]
fn a_request_that_stops_naming_somebody_while_a_notice_waits_holds_up_neither() {
    let scene = Life::new();
    let requests = scene.requests();
    let request = confirmed(&requests, &wish("BB002"));
    requests.close(&operator(), &request.id, None).unwrap();
    scene.pass(TimeDelta::days(30) - TimeDelta::hours(1));
    let webhooks = webhooks(&scene, &["newsletter"]);
    queue(&webhooks, &notice(&scene, &[]), Some(&request.id));
    scene.pass(TimeDelta::hours(2));
    let done = Housekeeping::new(Arc::new(requests)).unwrap().run().unwrap().unwrap();
    assert_eq!(done.purged, 1);
    let claimed = claim(&webhooks).unwrap();
    assert!(String::from_utf8_lossy(&claimed.body).contains("BB002"), "its receiver has to know");
    webhooks.settle(&claimed, &taken()).unwrap();
    assert_eq!(story(&scene, &request.id).pop().as_deref(), Some("recipient-told"));
}
