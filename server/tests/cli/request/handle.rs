//! What is done with a request: every verb says what it is afterwards, and what cannot be done is refused.

use serde_json::json;

use super::{confirmed, pending, with_customer};

#[test]
fn every_verb_prints_the_request_as_it_is_then() {
    let world = with_customer();
    for (verb, state, outcome) in [
        ("withdraw", "closed", Some("withdrawn")),
        ("reject --reason No", "closed", Some("rejected")),
        ("close", "closed", Some("completed")),
        ("extend --months 2 --reason Many", "confirmed", None),
        ("doubt --reason Signature", "confirmed", None),
    ] {
        let id = confirmed(&world);
        let (verb, rest) = verb.split_once(' ').unwrap_or((verb, ""));
        let done = world.run(&format!("request {verb} {id} {rest} --json")).json();
        assert_eq!((&done["requestId"], &done["state"]), (&json!(id), &json!(state)), "{verb}");
        assert_eq!(done.get("outcome").and_then(|outcome| outcome.as_str()), outcome, "{verb}");
        assert_eq!(done, world.run(&format!("request show {id} --json")).json(), "{verb}");
    }
    let id = pending(&world, "");
    let text = world.run(&format!("request withdraw {id}")).done();
    assert!(text.contains("state         closed\n") && text.contains("outcome       withdrawn\n"), "{text}");
}

#[test]
fn doubts_stop_the_clock_until_they_are_settled() {
    let world = with_customer();
    let id = confirmed(&world);
    let doubted = world.run(&format!("request doubt {id} --reason Signature --json")).json();
    assert!(doubted["identityDoubtSince"].is_string(), "{doubted}");
    world.run(&format!("request doubt {id} --reason Signature")).refused(1, &["there are doubts"]);
    let settled = world.run(&format!("request settle {id} --json")).json();
    assert!(settled.get("identityDoubtSince").is_none(), "{settled}");
    world.run(&format!("request settle {id}")).refused(1, &["there are no doubts"]);
}

#[test]
fn a_mail_is_sent_again_also_to_another_address() {
    let world = with_customer();
    let id = pending(&world, "");
    let again = world.run(&format!("request resend {id} --json")).json();
    assert_eq!(again["mails"].as_array().unwrap().len(), 2);
    world.write("address.txt", "new@example.org");
    world.run_with(&format!("request resend {id} --send-to @address.txt --because -"), b"Moved.\n").done();
    let history = world.run(&format!("request history {id}")).done();
    assert!(history.contains("older_links=revoked mail to new@example.org: Moved."), "{history}");
    let told = world
        .run(&format!("request resend {id} --send-to nobody@ --because x"))
        .refused(2, &["--send-to ADDRESS is not an e-mail address"]);
    assert!(!told.contains("nobody"), "{told}");
    world.run(&format!("request resend {id} --send-to a@b.example")).refused(2, &["--because <TEXT>"]);
    let confirmed = confirmed(&world);
    world.run(&format!("request resend {confirmed}")).refused(1, &["the request is confirmed already"]);
}

#[test]
fn a_preview_shows_the_mail_and_changes_nothing() {
    let world = with_customer();
    let id = confirmed(&world);
    let before = world.run(&format!("request show {id} --json")).json();
    world.write("reason.txt", "Invoices have to be kept.\nFor ten years.\n");
    let text = world.run(&format!("request reject {id} --reason @reason.txt --preview")).done();
    assert!(text.starts_with("Subject: ") && text.contains("Invoices have to be kept.\nFor ten years.\n"), "{text}");
    let json = world.run(&format!("request reject {id} --reason @reason.txt --preview --json")).json();
    let names: Vec<_> = json.as_object().unwrap().keys().collect();
    assert_eq!(names, ["html", "subject", "text"]);
    assert_eq!(text, format!("Subject: {}\n\n{}\n", json["subject"].as_str().unwrap(), json["text"].as_str().unwrap()));
    assert_eq!(world.run(&format!("request show {id} --json")).json(), before);
}

#[test]
fn what_cannot_be_done_is_refused_and_changes_nothing() {
    let world = with_customer();
    let id = pending(&world, "");
    let before = world.run(&format!("request show {id} --json")).json();
    let long = "x".repeat(4_001);
    for (line, said) in [
        (format!("request close {id}"), "the request was not confirmed yet"),
        (format!("request reject {id} --reason {long}"), "a reason is needed, of at most 4000 characters"),
        (format!("request withdraw {id} --reason {long}"), "a reason is needed, of at most 4000 characters"),
        ("request withdraw 0123".to_owned(), "there is no request with this id"),
        ("request history 0123".to_owned(), "there is no request with this id"),
        (format!("request reject {id} --reason @missing"), "--reason: missing cannot be read"),
    ] {
        let told = world.run(&line).refused(1, &[said]);
        assert!(!told.contains("xxx"), "{told}");
    }
    for line in [
        format!("request reject {id}"),
        format!("request extend {id} --reason x"),
        format!("request extend {id} --months 1"),
        format!("request extend {id} --months 3 --reason x"),
        format!("request extend {id} --months 0 --reason x"),
        format!("request doubt {id}"),
        "request withdraw".to_owned(),
        "request withdraw a%20b".to_owned(),
        format!("request settle {id} --reason x"),
    ] {
        world.run(&line).refused(2, &[]);
    }
    assert_eq!(world.run(&format!("request show {id} --json")).json(), before);
    world.run(&format!("request withdraw {id}")).done();
    for verb in [
        "withdraw",
        "close",
        "reject --reason x",
        "extend --months 1 --reason x",
        "doubt --reason x",
        "settle",
        "resend",
    ] {
        let (verb, rest) = verb.split_once(' ').unwrap_or((verb, ""));
        world.run(&format!("request {verb} {id} {rest}")).refused(1, &["the request is closed already"]);
    }
}
