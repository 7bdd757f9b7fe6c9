//! What the page says to the holder of the link in each state of the package, and to everybody else.

use chrono::TimeDelta;
use domain::request::rules::{Collection, MAX_WRONG_PROOFS};
use serde_json::json;

use super::{
    ASK, FETCHED, NO_LINK, ORDER, WRONG, form, heading, history, link, open, ready, ready_of, show, stands, start,
};
use crate::support::service::{Made, tester};
use crate::support::world::{SHOP, SITE};

#[tokio::test]
async fn a_package_link_that_is_opened_a_hundred_times_changes_nothing() {
    let service = start().await;
    let request = ready(&service);
    let before = history(&service, &request);
    for _ in 0..50 {
        assert_eq!(heading(&open(&service, &request).await.expect(200)), ASK);
        let head = service.ask("HEAD", &link(&request.id, &request.hash)).send().await.expect(200);
        assert!(head.body.is_empty() && head.header("content-length").parse::<usize>().unwrap() > 1_000);
    }
    assert_eq!((history(&service, &request), stands(&service, &request)), (before, Collection::Open));
}

#[tokio::test]
async fn the_holder_of_a_package_link_sees_what_waits_until_when_and_what_is_asked_for() {
    let service = start().await;
    let request = ready(&service);
    let page = open(&service, &request).await.expect(200);
    for part in [
        SHOP,
        "Information about your data",
        "Art.\u{a0}15\u{a0}GDPR",
        "22 January 2027, 08:00 UTC",
        "Link works until",
        "<label for=\"proof\">Number of one of your orders</label>",
        "the number of another one",
        "Download data",
        &request.id,
    ] {
        assert!(page.text().contains(part), "{part}: {}", page.text());
    }
    let text = page.text().replace("&#x2f;", "/");
    assert!(text.contains("action=\"/gdpr-requests/package\""), "{text}");
    for told in ["data-put", SITE, "<template", ORDER, "Mustermann", "C-FETCH"] {
        assert!(!text.contains(told), "{told}: {text}");
    }
    let ask = service.ask("GET", &link(&request.id, &request.hash)).header("accept-language", "de-AT");
    let german = ask.send().await.expect(200);
    assert_eq!(heading(&german), "Ihre Daten liegen bereit");
    assert!(german.text().contains("Nummer einer Ihrer Bestellungen"), "{}", german.text());
}

#[tokio::test]
async fn a_wrong_proof_gets_the_form_again_and_none_costs_nothing() {
    let service = start().await;
    let request = ready(&service);
    let wrong = show(&service, &request, "A-4712").await.expect(422);
    assert_eq!(heading(&wrong), WRONG);
    assert!(wrong.text().contains("aria-invalid=\"true\"") && !wrong.text().contains("A-4712"), "{}", wrong.text());
    for nothing in ["", "+", "%20%09"] {
        assert_eq!(heading(&show(&service, &request, nothing).await.expect(422)), ASK);
    }
    let twice = format!("{ORDER}&Proof=A-4712");
    assert_eq!(heading(&show(&service, &request, &twice).await.expect(422)), ASK);
    let count = history(&service, &request).iter().filter(|action| *action == "package-proof-wrong").count();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn after_too_many_wrong_proofs_the_link_is_of_no_more_use_whoever_has_the_right_one() {
    let service = crate::support::service::Service::start_with(|config| {
        super::by_link(config);
        config.throttle.wrong_hashes_per_minute = 0;
    })
    .await;
    let request = ready(&service);
    for _ in 1..MAX_WRONG_PROOFS {
        show(&service, &request, "wrong").await.expect(422);
    }
    let blocked = "This link does not work any more";
    for proof in ["wrong", ORDER] {
        assert_eq!(heading(&show(&service, &request, proof).await.expect(404)), blocked);
    }
    assert_eq!(heading(&open(&service, &request).await.expect(404)), blocked);
    // Staff hands over in another way.
    let id = request.id.parse().unwrap();
    service.fulfilment.deliver(&tester(), &id, |plain| std::io::copy(plain, &mut std::io::sink())).unwrap();
    assert_eq!(heading(&open(&service, &request).await.expect(404)), FETCHED);
}

#[tokio::test]
async fn what_cannot_be_fetched_any_more_says_why_to_who_holds_the_package_link() {
    let service = start().await;
    let number = std::cell::Cell::new(0);
    let another = || {
        number.set(number.get() + 1);
        let customer = format!("C-FETCH-{}", number.get());
        ready_of(
            &service,
            &json!({
                "shopCustomerNumber": customer,
                "customerType": "b2c",
                "email": "e@example.org",
                "orders": [{"shopOrderNumber": "A-1"}],
            }),
        )
    };
    let id = |request: &Made| request.id.parse().unwrap();
    let (revoked, withdrawn, taken, expired) = (another(), another(), another(), another());
    service.fulfilment.revoke_approval(&tester(), &id(&revoked)).unwrap();
    service.requests.withdraw(&tester(), &id(&withdrawn), None).unwrap();
    let out = |plain: &mut dyn std::io::Read| std::io::copy(plain, &mut std::io::sink());
    service.fulfilment.deliver(&tester(), &id(&taken), out).unwrap();
    for (request, title) in
        [(&revoked, "Your request is being looked at again"), (&withdrawn, "This request is closed"), (&taken, FETCHED)]
    {
        for page in [open(&service, request).await, show(&service, request, "C-FETCH-1").await] {
            let page = page.expect(404);
            assert_eq!(heading(&page), title);
            assert!(page.text().contains(SHOP) && !page.text().contains("<form"), "{}", page.text());
        }
    }
    service.clock.pass(TimeDelta::days(7));
    // Whether or not somebody has tidied up yet.
    for _ in 0..2 {
        for page in [open(&service, &expired).await, show(&service, &expired, "C-FETCH-4").await] {
            assert_eq!(heading(&page.expect(404)), "This link has expired");
        }
        service.fulfilment.run().unwrap();
    }
}

#[tokio::test]
async fn who_does_not_hold_the_package_link_sees_nothing_of_it() {
    let service = start().await;
    let request = ready(&service);
    let mut answers = Vec::new();
    for (id, hash) in [(request.id.as_str(), "wrong"), ("0".repeat(32).as_str(), &request.hash), ("x", "y")] {
        let page = service.ask("GET", &link(id, hash)).send().await.expect(404);
        assert_eq!(heading(&page), NO_LINK);
        answers.push(page.text().to_owned());
        let shown = Made { id: id.to_owned(), hash: hash.to_owned() };
        answers.push(form(&service, &shown, ORDER).send().await.expect(404).text().to_owned());
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "one like the other");
    assert!(!answers[0].contains(SHOP));
    assert_eq!(stands(&service, &request), Collection::Open);
}

#[tokio::test]
async fn a_package_link_opens_its_page_alone() {
    let service = start().await;
    let request = ready(&service);
    let query = format!("Hash={}&PersonalDataRequestID={}", request.hash, request.id);
    // The confirmation link of the same request works, so that this one is a wrong hash there.
    service.ask("GET", &format!("/gdpr-requests?{query}")).send().await.expect(422);
    service.ask("GET", &format!("/gdpr-requests/cancel?{query}")).send().await.expect(404);
    let confirmation = service.request();
    let page = service.ask("GET", &link(&confirmation.id, &confirmation.hash)).send().await.expect(404);
    assert_eq!(heading(&page), NO_LINK);
}
