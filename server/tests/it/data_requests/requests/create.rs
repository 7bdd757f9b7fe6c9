//! A request is made, and its mail waits.

use chrono::TimeDelta;
use domain::letter::LetterKind;
use serde_json::json;

use crate::data_requests::desk::{DUE, NOW, REQUESTS, assert_problem, get, hash, link_to, pending, post, shown, wish};
use crate::support::service::Service;
use crate::support::world::OTHER_SITE;

#[tokio::test]
async fn a_request_is_answered_as_it_is_found_where_it_is() {
    let service = Service::start().await;
    let answer = post(&service, "officer", REQUESTS, &wish()).await.expect(201);
    assert_eq!(answer.header("content-type"), "application/json");
    let made = answer.json();
    let id = made["id"].as_str().unwrap();
    assert_eq!(made, shown(id, &json!({})));
    assert_eq!(answer.header("location"), format!("{REQUESTS}/{id}"));
    let found = get(&service, "officer", answer.header("location")).await.expect(200);
    assert_eq!((found.header("content-type"), found.json()), ("application/json", made));
}

#[tokio::test]
async fn the_mail_goes_to_the_address_on_file_and_its_link_confirms() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let letters = service.letters();
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((letter.kind, letter.to.as_str()), (LetterKind::Confirmation, "b.buyer@example.org"));
    assert_eq!((letter.request.as_str(), letter.language.tag()), (id.as_str(), "en"));
    service.confirm(&id, hash(letter)).await.expect(200);
    assert_eq!(get(&service, "officer", &format!("{REQUESTS}/{id}")).await.json()["state"], "confirmed");
}

#[tokio::test]
async fn a_guest_is_known_by_an_address_and_an_order() {
    let service = Service::start().await;
    let guest = json!({"email": "B.Buyer@example.org", "orderNumber": "20180303123"});
    let body = json!({"type": "erasure", "shop": "inTRONICS", "subject": {"guest": guest}});
    let made = post(&service, "officer", REQUESTS, &body).await.expect(201).json();
    let id = made["id"].as_str().unwrap();
    let subject = json!({"guest": guest, "customerNumber": "BB002"});
    assert_eq!(made, shown(id, &json!({"type": "erasure", "subject": subject})));
    assert_eq!(service.letters()[0].to.as_str(), "b.buyer@example.org", "the address on file, letter by letter");
}

#[tokio::test]
async fn the_mail_goes_elsewhere_when_staff_says_why() {
    let service = Service::start().await;
    let mut body = wish();
    body["statedAddress"] = json!({"email": "bob.new@example.org", "reason": "  Showed a passport. "});
    let made = post(&service, "officer", REQUESTS, &body).await.expect(201).json();
    let id = made["id"].as_str().unwrap();
    assert_eq!(made, shown(id, &json!({"address": "bob.new@example.org", "addressStated": true})));
    let letters = service.letters();
    assert_eq!(link_to(id, &letters).to.as_str(), "bob.new@example.org");
    let notice = letters.iter().find(|letter| letter.link.is_none()).unwrap();
    assert_eq!(notice.to.as_str(), "b.buyer@example.org", "the address on file is told");
    let history = get(&service, "officer", &format!("{REQUESTS}/{id}/history")).await.expect(200).json();
    assert_eq!(history["events"][0]["text"], "mail to bob.new@example.org: Showed a passport.");
}

#[tokio::test]
async fn who_may_only_manage_states_no_address() {
    let service = Service::start().await;
    let mut body = wish();
    body["statedAddress"] = json!({"email": "manager@example.org", "reason": "Said so."});
    assert_problem(
        &post(&service, "manager", REQUESTS, &body).await,
        403,
        "Forbidden",
        "data_request.view_forbidden.error",
        "This needs the permission 'View GDPR relevant data' at the organization of the shop as well; leave it to a user who \
         has it.",
    );
    assert!(service.letters().is_empty());
    let list = get(&service, "officer", REQUESTS).await.expect(200).json();
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn mails_are_in_the_language_that_was_asked_for() {
    let service = Service::start().await;
    for (asked, language) in [("de", "de"), ("de-AT", "de"), ("en-GB", "en")] {
        let mut body = wish();
        body["language"] = json!(asked);
        let made = post(&service, "officer", REQUESTS, &body).await.expect(201).json();
        assert_eq!(made["language"], language, "{asked}");
        assert_eq!(service.letters()[0].language.tag(), language, "{asked}");
    }
}

#[tokio::test]
async fn the_month_begins_when_the_wish_arrived() {
    let service = Service::start().await;
    for (received, received_at, due_at) in [
        // The last day of a shorter month (Regulation 1182/71, Art. 3(2)(c)).
        ("2026-01-31T23:30:00+01:00", "2026-01-31T22:30:00Z", "2026-02-28T22:30:00Z"),
        ("2024-01-31T00:00:00Z", "2024-01-31T00:00:00Z", "2024-02-29T00:00:00Z"),
        ("2026-12-31T12:00:00.5Z", "2026-12-31T12:00:00.500Z", "2027-01-31T12:00:00.500Z"),
        // Clocks that are a little apart are no future.
        ("2027-01-15T08:04:59Z", "2027-01-15T08:04:59Z", "2027-02-15T08:04:59Z"),
    ] {
        let mut body = wish();
        body["receivedAt"] = json!(received);
        let made = post(&service, "officer", REQUESTS, &body).await.expect(201).json();
        let id = made["id"].as_str().unwrap();
        assert_eq!(made, shown(id, &json!({"receivedAt": received_at, "dueAt": due_at})), "{received}");
    }
}

#[tokio::test]
async fn an_unconfirmed_request_stands_in_nobodys_way_and_a_later_confirmed_one_is_a_duplicate() {
    let service = Service::start().await;
    let (first, second) = (pending(&service).await, pending(&service).await);
    let letters = service.letters();
    let link = |id: &str| hash(link_to(id, &letters)).to_owned();
    service.confirm(&second, &link(&second)).await.expect(200);
    service.confirm(&first, &link(&first)).await.expect(200);
    let duplicate = json!({
        "state": "closed", "outcome": "duplicate", "duplicateOf": second, "confirmedAt": NOW, "closedAt": NOW,
        "linkExpiresAt": null,
    });
    let found = get(&service, "officer", &format!("{REQUESTS}/{first}")).await.expect(200).json();
    assert_eq!(found, shown(&first, &duplicate));
    let told = service.confirm(&first, &link(&first)).await.expect(404).json();
    assert_eq!(told["errors"][0]["causes"][0]["code"], "gdpr_request.duplicate.error");
    // What is asked for otherwise is another request.
    let mut body = wish();
    body["type"] = json!("portability");
    let third = post(&service, "officer", REQUESTS, &body).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    service.confirm(&third, hash(link_to(&third, &service.letters()))).await.expect(200);
    assert_eq!(get(&service, "officer", &format!("{REQUESTS}/{third}")).await.json()["state"], "confirmed");
}

#[tokio::test]
async fn who_is_not_on_file_has_no_request() {
    let service = Service::start().await;
    let guest = |email: &str, order: &str| json!({"guest": {"email": email, "orderNumber": order}});
    for subject in [
        json!({"customerNumber": "C-4711"}),
        guest("b.buyer@example.org", "20180303124"),
        guest("somebody@example.org", "20180303123"),
    ] {
        let mut body = wish();
        body["subject"] = subject;
        let answer = post(&service, "officer", REQUESTS, &body).await;
        assert_problem(
            &answer,
            404,
            "Not Found",
            "data_request.unknown_subject.error",
            "Shop \"inTRONICS\" has nobody on file with this number, or with this address and order; check them, or \
             import the customer first.",
        );
    }
    assert!(service.letters().is_empty());
}

#[tokio::test]
async fn somebody_who_is_not_on_file_can_ask_all_the_same_when_staff_vouches_for_them() {
    let service = Service::start().await;
    let subject = json!({"guest": {"email": "somebody@example.org", "orderNumber": "1"}});
    let stated = json!({"email": "somebody@example.org", "reason": "Wrote from there."});
    let body = json!({"type": "access", "shop": "inTRONICS", "subject": subject, "statedAddress": stated});
    let made = post(&service, "officer", REQUESTS, &body).await.expect(201).json();
    let changes = json!({"subject": subject, "address": "somebody@example.org", "addressStated": true});
    assert_eq!(made, shown(made["id"].as_str().unwrap(), &changes));
}

#[tokio::test]
async fn what_cannot_be_carried_out_is_422() {
    let service = Service::start().await;
    let mut body = wish();
    body["subject"] = json!({"customerNumber": "Kunde 1;x=%2F&ü?#"});
    assert_problem(
        &post(&service, "officer", REQUESTS, &body).await,
        422,
        "Unprocessable Entity",
        "data_request.no_address.error",
        "There is no address on file to send the mail to; state one, with the reason.",
    );
    let mut body = wish();
    body["receivedAt"] = json!("2027-01-15T08:05:01Z");
    assert_problem(
        &post(&service, "officer", REQUESTS, &body).await,
        422,
        "Unprocessable Entity",
        "data_request.received_in_future.error",
        "A request cannot have been received in the future.",
    );
    service.clock.pass(TimeDelta::seconds(1));
    post(&service, "officer", REQUESTS, &body).await.expect(201);
}

#[tokio::test]
async fn a_shop_has_a_site_of_its_own() {
    let service = Service::start().await;
    let stated = json!({"email": "a@example.org", "reason": "Said so."});
    let subject = json!({"customerNumber": "AUTRE-1"});
    let body = json!({"type": "access", "shop": "Autre", "subject": subject, "statedAddress": stated});
    let made = post(&service, "abroad", REQUESTS, &body).await.expect(201).json();
    let changes = json!({
        "shop": "Autre", "site": OTHER_SITE, "subject": subject, "address": "a@example.org", "addressStated": true,
        "receivedAt": NOW, "dueAt": DUE,
    });
    assert_eq!(made, shown(made["id"].as_str().unwrap(), &changes));
}
