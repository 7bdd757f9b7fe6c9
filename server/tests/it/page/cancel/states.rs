//! What the page says to the holder of the link in each state of the request, and to everybody else. Looking changes nothing.

use chrono::TimeDelta;
use domain::request::rules::Ending;

use super::{ALREADY, ASK, NO_LINK, TAKEN_BACK, approved, approved_at, form, heading, link, open, press, stands};
use crate::support::service::{Made, Service, tester};
use crate::support::world::{SHOP, SITE};

#[tokio::test]
async fn a_cancel_link_that_is_opened_a_hundred_times_changes_nothing() {
    let service = Service::start().await;
    let request = approved(&service);
    let before = stands(&service, &request);
    for _ in 0..50 {
        assert_eq!(heading(&open(&service, &request).await.expect(200)), ASK);
        let head = service.ask("HEAD", &link(&request.id, &request.hash)).send().await.expect(200);
        assert!(head.body.is_empty() && head.header("content-length").parse::<usize>().unwrap() > 1_000);
    }
    assert_eq!(stands(&service, &request), before);
    assert_eq!(before.0, "approved");
}

#[tokio::test]
async fn the_holder_of_a_cancel_link_sees_what_was_approved_at_which_shop_and_when_it_begins() {
    let service = Service::start().await;
    let request = approved(&service);
    let page = open(&service, &request).await.expect(200);
    for part in [
        SHOP,
        "Erasure of your data",
        "Art.\u{a0}17\u{a0}GDPR",
        "15 January 2027, 08:00 UTC",
        "Erasure begins after",
        "18 January 2027, 08:00 UTC",
        "Take request back",
        "Do you still want your data erased?",
        &request.id,
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    let text = page.text().replace("&#x2f;", "/");
    assert!(text.contains("action=\"/gdpr-requests/cancel\""), "{text}");
    // No contract takes requests back, so no script does.
    assert!(!text.contains("data-put") && !text.contains(SITE) && !text.contains("<template"), "{text}");
}

#[tokio::test]
async fn the_form_takes_the_request_back_once_and_says_so_again() {
    let service = Service::start().await;
    let request = approved(&service);
    let page = press(&service, &request).await.expect(200);
    assert_eq!(heading(&page), TAKEN_BACK);
    assert!(page.text().contains(SHOP) && !page.text().contains("<form"), "{}", page.text());
    assert!(!page.text().contains("begins after"), "{}", page.text());
    let after = stands(&service, &request);
    assert_eq!(after.0, "closed");
    for _ in 0..3 {
        assert_eq!(heading(&press(&service, &request).await.expect(200)), ALREADY);
        assert_eq!(heading(&open(&service, &request).await.expect(200)), ALREADY);
    }
    assert_eq!(stands(&service, &request), after);
    // What was approved is not done any more.
    service.clock.pass(TimeDelta::days(10));
    assert!(service.fulfilment.run().unwrap().is_nothing());
}

#[tokio::test]
async fn of_many_who_take_it_back_at_once_one_is_the_first() {
    let service = Service::start().await;
    let request = approved(&service);
    let pages = futures_util::future::join_all((0..10).map(|_| press(&service, &request))).await;
    let headings: Vec<_> = pages.into_iter().map(|page| heading(&page.expect(200))).collect();
    assert_eq!(headings.iter().filter(|heading| *heading == TAKEN_BACK).count(), 1, "{headings:?}");
    assert_eq!(headings.iter().filter(|heading| *heading == ALREADY).count(), 9, "{headings:?}");
}

#[tokio::test]
async fn what_cannot_be_taken_back_any_more_says_why_to_who_holds_the_cancel_link() {
    let service = Service::start().await;
    let (revoked, rejected, late) = (
        approved_at(&service, SHOP, "C-REVOKED"),
        approved_at(&service, SHOP, "C-REJECTED"),
        approved_at(&service, SHOP, "C-LATE"),
    );
    service.fulfilment.revoke_approval(&tester(), &revoked.id.parse().unwrap()).unwrap();
    service.close(&rejected.id, Ending::Rejected);
    service.clock.pass(TimeDelta::days(3));
    for (request, status, title) in [
        (&revoked, 200, "Your request is being looked at again"),
        (&rejected, 404, "This request is closed"),
        (&late, 404, "This link has expired"),
    ] {
        let before = stands(&service, request);
        for page in [open(&service, request).await.expect(status), press(&service, request).await.expect(status)] {
            assert_eq!(heading(&page), title);
            assert!(page.text().contains(SHOP) && !page.text().contains("<form"), "{}", page.text());
        }
        assert_eq!(stands(&service, request), before);
    }
    let page = open(&service, &late).await.expect(404);
    assert!(page.text().contains("It worked until 18 January 2027, 08:00 UTC."), "{}", page.text());
}

#[tokio::test]
async fn an_erasure_that_has_begun_is_not_taken_back_and_says_so() {
    let service = Service::start().await;
    let request = approved(&service);
    // A directory in its place: nothing can be written into the ledger, so the erasure begins and does not get on.
    std::fs::create_dir(service.database().with_extension("db.erasures")).unwrap();
    service.clock.pass(TimeDelta::days(3));
    assert_eq!(service.fulfilment.run().unwrap().faults.len(), 1);
    assert_eq!(stands(&service, &request).0, "processing");
    for page in [open(&service, &request).await.expect(404), press(&service, &request).await.expect(404)] {
        assert_eq!(heading(&page), "It is too late to take your request back");
    }
    assert_eq!(stands(&service, &request).0, "processing");
}

#[tokio::test]
async fn after_the_erasure_nothing_tells_whose_the_cancel_link_was() {
    let service = Service::start().await;
    let request = approved(&service);
    service.clock.pass(TimeDelta::days(3));
    assert_eq!(service.fulfilment.run().unwrap().fulfilled, 1);
    let page = open(&service, &request).await.expect(404);
    assert_eq!(heading(&page), NO_LINK);
    assert!(page.text().contains("or the request was carried out") && !page.text().contains(SHOP), "{}", page.text());
}

#[tokio::test]
async fn a_new_approval_has_a_link_of_its_own_and_the_old_one_takes_nothing_back() {
    let service = Service::start().await;
    let old = approved(&service);
    let id = old.id.parse().unwrap();
    service.fulfilment.revoke_approval(&tester(), &id).unwrap();
    let plan = service.fulfilment.plan(&tester(), &id).unwrap().plan.hash();
    service.fulfilment.approve(&tester(), &id, Some(plan)).unwrap();
    assert_eq!(heading(&press(&service, &old).await.expect(404)), NO_LINK);
    let letters = service.letters();
    let hash = letters.iter().find_map(|letter| letter.link.as_ref()).unwrap().hash.reveal().to_owned();
    assert_eq!(heading(&press(&service, &Made { hash, ..old }).await.expect(200)), TAKEN_BACK);
}

#[tokio::test]
async fn who_does_not_hold_the_cancel_link_sees_nothing_of_the_request() {
    let service = Service::start().await;
    let (waiting, gone) = (approved_at(&service, SHOP, "C-1"), approved_at(&service, SHOP, "C-2"));
    press(&service, &gone).await.expect(200);
    let never = service.request();
    let mut bodies = Vec::new();
    for id in [&*waiting.id, &gone.id, &never.id, "undefined"] {
        for page in [
            service.ask("GET", &link(id, "0000")).send().await.expect(404),
            form(&service, id, "0000").send().await.expect(404),
        ] {
            for part in [SHOP, id, "Take request back", "<form", "Erasure of your data"] {
                assert!(!page.text().contains(part), "{part} for {id}: {}", page.text());
            }
            bodies.push(page.body);
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "nothing tells two of them apart");
    assert_eq!(stands(&service, &waiting).0, "approved");
}

#[tokio::test]
async fn a_link_opens_the_page_that_it_was_made_for_alone() {
    let service = Service::start().await;
    let (approved, pending) = (approved(&service), service.request());
    let page = service.ask("GET", &super::super::link(&approved.id, &approved.hash)).send().await.expect(422);
    assert_eq!(heading(&page), NO_LINK);
    service.confirm(&approved.id, &approved.hash).await.expect(422);
    assert_eq!(heading(&press(&service, &pending).await.expect(404)), NO_LINK);
    assert_eq!(stands(&service, &pending).0, "pending");
    assert_eq!(stands(&service, &approved).0, "approved");
}
