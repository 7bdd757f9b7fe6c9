//! The controller says no, and the data subject reads why.

use domain::letter::LetterKind;
use serde_json::json;

use crate::data_requests::desk::{NOW, assert_problem, confirmed, get, path, pending, post, shown, shown_confirmed};
use crate::support::service::Service;

const REASON: &str = "Invoices have to be kept for as long as tax law says:\n- of 2025 <10 years>,\n- of 2026 & later.";

#[tokio::test]
async fn a_rejection_ends_the_request_and_its_reason_is_mailed() {
    let service = Service::start().await;
    let id = confirmed(&service).await;
    let answer = post(&service, "officer", &path(&id, "/rejection"), &json!({"reason": REASON})).await.expect(200);
    let closed = json!({"state": "closed", "outcome": "rejected", "closedAt": NOW});
    assert_eq!(answer.json(), shown_confirmed(&id, &closed));
    let letters = service.letters();
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((letter.kind, letter.to.as_str()), (LetterKind::Rejected, "b.buyer@example.org"));
    assert_eq!(letter.reason.as_deref(), Some(REASON));
}

#[tokio::test]
async fn a_pending_request_can_be_rejected_and_its_link_is_not_sent_any_more() {
    let service = Service::start().await;
    let id = pending(&service).await;
    let answer = post(&service, "officer", &path(&id, "/rejection"), &json!({"reason": "No."})).await.expect(200);
    let closed = json!({"state": "closed", "outcome": "rejected", "closedAt": NOW, "linkExpiresAt": null});
    assert_eq!(answer.json(), shown(&id, &closed));
    let kinds: Vec<_> = service.letters().iter().map(|letter| letter.kind).collect();
    assert_eq!(kinds, [LetterKind::Rejected]);
}

#[tokio::test]
async fn a_preview_is_the_mail_word_for_word_and_changes_nothing() {
    let service = Service::start().await;
    let id = confirmed(&service).await;
    let history = get(&service, "officer", &path(&id, "/history")).await.expect(200).json();
    let body = json!({"reason": format!("\n{REASON} ")});
    let preview = post(&service, "officer", &path(&id, "/rejection-preview"), &body).await.expect(200);
    assert_eq!(preview.header("content-type"), "application/json");
    assert_eq!(get(&service, "officer", &path(&id, "")).await.json(), shown_confirmed(&id, &json!({})));
    assert_eq!(get(&service, "officer", &path(&id, "/history")).await.json(), history);
    assert!(service.letters().is_empty());

    post(&service, "officer", &path(&id, "/rejection"), &body).await.expect(200);
    let written = service.forms.write(&service.letters()[0]).unwrap();
    let sent = json!({"subject": written.subject, "text": written.text, "html": written.html});
    assert_eq!(preview.json(), sent);
    for part in [&written.text, &written.subject] {
        assert!(!part.is_empty(), "{part}");
    }
    assert!(written.text.contains("of 2025 <10 years>") && written.html.contains("of 2025 &lt;10 years&gt;"));
}

#[tokio::test]
async fn a_mail_that_would_go_nowhere_has_no_preview_and_the_rejection_is_recorded_all_the_same() {
    let service = Service::start().await;
    let request = service.request();
    let body = json!({"reason": "No."});
    assert_problem(
        &post(&service, "officer", &path(&request.id, "/rejection-preview"), &body).await,
        409,
        "Conflict",
        "data_request.no_address.error",
        "There is no address on file to send the mail to; state one, with the reason.",
    );
    post(&service, "officer", &path(&request.id, "/rejection"), &body).await.expect(200);
    assert!(service.letters().is_empty());
}
