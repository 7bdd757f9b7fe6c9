//! The mail with the link, once more.

use chrono::TimeDelta;
use domain::letter::LetterKind;
use serde_json::json;

use crate::data_requests::desk::{
    REQUESTS, ask, assert_closed, assert_problem, confirmed, get, hash, path, pending, post, shown,
};
use crate::support::service::Service;

const MAILS: &str = "/confirmation-mails";

#[tokio::test]
async fn another_mail_brings_another_link_and_the_older_one_works_on() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let first = service.letters();
    service.clock.pass(TimeDelta::hours(2));
    // No body at all is the same as an empty one.
    let answer = ask(&service, "officer", "POST", &path(&id, MAILS)).send().await.expect(202);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.json(), shown(&id, &json!({"linkExpiresAt": "2027-01-16T10:00:00Z"})));
    let second = service.letters();
    let [letter] = &second[..] else { panic!("{second:?}") };
    assert_eq!((letter.kind, letter.to.as_str()), (LetterKind::Confirmation, "b.buyer@example.org"));
    assert_ne!(hash(letter), hash(&first[0]));
    service.confirm(&id, hash(&first[0])).await.expect(200);
    let repeat = service.confirm(&id, hash(letter)).await.expect(200).json();
    assert_eq!(repeat["infos"][0]["code"], "gdpr_request.already_confirmed.info");
}

#[tokio::test]
async fn another_address_ends_all_links_that_went_to_the_first_one() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let first = service.letters();
    let stated = |email: &str| json!({"statedAddress": {"email": email, "reason": "Showed a passport."}});
    let answer = post(&service, "officer", &path(&id, MAILS), &stated("new@example.org")).await.expect(202);
    assert_eq!(answer.json(), shown(&id, &json!({"address": "new@example.org", "addressStated": true})));
    service.confirm(&id, hash(&first[0])).await.expect(422);
    let second = service.letters();
    let (second, notices): (Vec<_>, Vec<_>) = second.into_iter().partition(|letter| letter.link.is_some());
    assert_eq!(second[0].to.as_str(), "new@example.org");
    let [notice] = &notices[..] else { panic!("{notices:?}") };
    assert_eq!((notice.kind, notice.to.as_str()), (LetterKind::AddressChanged, "b.buyer@example.org"));
    // The same mailbox, written in another way, is no other address.
    post(&service, "officer", &path(&id, MAILS), &stated("New@Example.org")).await.expect(202);
    service.confirm(&id, hash(&second[0])).await.expect(200);
}

#[tokio::test]
async fn a_link_that_has_ended_can_be_followed_by_another_as_long_as_the_request_is_pending() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let first = service.letters();
    service.clock.pass(TimeDelta::hours(25));
    service.confirm(&id, hash(&first[0])).await.expect(404);
    post(&service, "officer", &path(&id, MAILS), &json!({})).await.expect(202);
    service.confirm(&id, hash(&service.letters()[0])).await.expect(200);
}

#[tokio::test]
async fn who_has_confirmed_or_ended_a_request_gets_no_mail() {
    let service = Service::start().await;
    let id = confirmed(&service).await;
    assert_problem(
        &post(&service, "officer", &path(&id, MAILS), &json!({})).await,
        409,
        "Conflict",
        "data_request.confirmed.error",
        "The request is confirmed already.",
    );
    post(&service, "officer", &path(&id, "/closure"), &json!({})).await.expect(200);
    assert_closed(&post(&service, "officer", &path(&id, MAILS), &json!({})).await);
    assert!(service.letters().is_empty());
}

#[tokio::test]
async fn ten_links_are_enough() {
    let service = Service::start().await;
    let id = pending(&service).await;
    for _ in 1..10 {
        post(&service, "officer", &path(&id, MAILS), &json!({})).await.expect(202);
    }
    assert_problem(
        &post(&service, "officer", &path(&id, MAILS), &json!({})).await,
        409,
        "Conflict",
        "data_request.too_many_links.error",
        "10 links to this request were sent already; withdraw it and make a new one.",
    );
}

#[tokio::test]
async fn without_any_address_there_is_no_mail() {
    let service = Service::start().await;
    // Handed over by somebody at the command line: no address is known.
    let request = service.request();
    assert_problem(
        &post(&service, "officer", &path(&request.id, MAILS), &json!({})).await,
        422,
        "Unprocessable Entity",
        "data_request.no_address.error",
        "There is no address on file to send the mail to; state one, with the reason.",
    );
    let found = get(&service, "officer", &format!("{REQUESTS}/{}", request.id)).await.expect(200).json();
    assert!(found.get("address").is_none(), "{found}");
    let stated = json!({"statedAddress": {"email": "c@example.org", "reason": "Said so."}});
    let answer = post(&service, "officer", &path(&request.id, MAILS), &stated).await.expect(202);
    assert_eq!(answer.json()["address"], "c@example.org");
}

#[tokio::test]
async fn who_may_only_manage_sends_the_mail_again_and_nowhere_else() {
    let service = Service::start().await;
    let id = pending(&service).await;
    service.letters();
    for email in ["new@example.org", "b.buyer@example.org"] {
        let stated = json!({"statedAddress": {"email": email, "reason": "Showed a passport."}});
        assert_problem(
            &post(&service, "manager", &path(&id, MAILS), &stated).await,
            403,
            "Forbidden",
            "data_request.view_forbidden.error",
            "This needs the permission 'View GDPR relevant data' at the organization of the shop as well; leave it to a user \
             who has it.",
        );
    }
    assert!(service.letters().is_empty());
    post(&service, "manager", &path(&id, MAILS), &json!({})).await.expect(202);
    assert_eq!(service.letters()[0].to.as_str(), "b.buyer@example.org");
}
