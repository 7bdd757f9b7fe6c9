//! What moves the date on which a request is due.

use chrono::TimeDelta;
use domain::letter::LetterKind;
use serde_json::json;

use crate::data_requests::desk::{
    NOW, ask, assert_problem, confirmed, get, path, pending, post, shown, shown_confirmed,
};
use crate::support::service::Service;

#[tokio::test]
async fn an_extension_moves_the_date_and_its_reason_is_mailed() {
    let service = Service::start().await;
    for (months, due_at) in [(1, "2027-03-15T08:00:00Z"), (2, "2027-04-15T08:00:00Z")] {
        let id = confirmed(&service).await;
        let body = json!({"months": months, "reason": "There are many orders."});
        let answer = post(&service, "officer", &path(&id, "/extension"), &body).await.expect(200);
        let changes = json!({"dueAt": due_at, "extension": {"at": NOW, "months": months}});
        assert_eq!(answer.json(), shown_confirmed(&id, &changes));
        let letters = service.letters();
        let [letter] = &letters[..] else { panic!("{letters:?}") };
        assert_eq!((letter.kind, letter.reason.as_deref()), (LetterKind::Extended, Some("There are many orders.")));
        assert_eq!(letter.due_at.to_rfc3339(), due_at.replace('Z', "+00:00"));
        post(&service, "officer", &path(&id, "/closure"), &json!({})).await.expect(200);
    }
}

#[tokio::test]
async fn an_extension_is_possible_once_and_within_the_first_month() {
    let service = Service::start().await;
    let body = json!({"months": 1, "reason": "There are many orders."});
    let (once, late) = (pending(&service).await, pending(&service).await);
    // One moment before the month is over.
    service.clock.pass(TimeDelta::days(31) - TimeDelta::milliseconds(1));
    post(&service, "officer", &path(&once, "/extension"), &body).await.expect(200);
    assert_problem(
        &post(&service, "officer", &path(&once, "/extension"), &body).await,
        409,
        "Conflict",
        "data_request.extended_already.error",
        "The time was extended before, and can be only once (Art. 12(3) GDPR).",
    );
    service.clock.pass(TimeDelta::milliseconds(1));
    assert_problem(
        &post(&service, "officer", &path(&late, "/extension"), &body).await,
        409,
        "Conflict",
        "data_request.extended_too_late.error",
        "The first month is over, and the time can be extended within it only (Art. 12(3) GDPR).",
    );
}

#[tokio::test]
async fn an_extension_has_one_month_or_two() {
    let service = Service::start().await;
    let id = pending(&service).await;
    for months in [0, 3, 255] {
        let body = json!({"months": months, "reason": "There are many orders."});
        assert_problem(
            &post(&service, "officer", &path(&id, "/extension"), &body).await,
            400,
            "Bad Request",
            "data_request.extended_months.error",
            "The time can be extended by one or two months (Art. 12(3) GDPR).",
        );
    }
    for months in [json!(-1), json!(256), json!(1.5), json!("1"), json!(null), json!(1e300)] {
        let body = json!({"months": months, "reason": "There are many orders."});
        let answer = post(&service, "officer", &path(&id, "/extension"), &body).await.expect(400);
        assert_eq!(answer.error(), "request.malformed.error", "{months}");
    }
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), shown(&id, &json!({})));
}

#[tokio::test]
async fn doubts_about_the_identity_stop_the_clock_until_they_are_settled() {
    let service = Service::start().await;
    let id = confirmed(&service).await;
    let doubt = path(&id, "/identity-doubt");
    let reason = json!({"reason": "Signed with another name."});
    let answer = post(&service, "officer", &doubt, &reason).await.expect(200);
    assert_eq!(answer.json(), shown_confirmed(&id, &json!({"identityDoubtSince": NOW})));
    assert_problem(
        &post(&service, "officer", &doubt, &reason).await,
        409,
        "Conflict",
        "data_request.identity_doubted_already.error",
        "There are doubts about the identity already.",
    );
    service.clock.pass(TimeDelta::days(10));
    let answer = ask(&service, "officer", "DELETE", &doubt).send().await.expect(200);
    assert_eq!(answer.json(), shown_confirmed(&id, &json!({"dueAt": "2027-02-25T08:00:00Z"})));
    assert_problem(
        &ask(&service, "officer", "DELETE", &doubt).send().await,
        409,
        "Conflict",
        "data_request.identity_not_doubted.error",
        "There are no doubts about the identity.",
    );
    assert!(service.letters().is_empty());
}

#[tokio::test]
async fn a_body_of_what_has_none_is_not_looked_at() {
    let service = Service::start().await;
    let id = confirmed(&service).await;
    let doubt = path(&id, "/identity-doubt");
    post(&service, "officer", &doubt, &json!({"reason": "x"})).await.expect(200);
    ask(&service, "officer", "DELETE", &doubt).raw("not JSON").send().await.expect(200);
}
