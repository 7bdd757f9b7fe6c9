//! An erasure is exactly what was approved.

use domain::letter::LetterKind;
use domain::request::{Outcome, Subject};
use serde_json::json;

use super::*;
use crate::life::{kinds, said, send, story};

#[test]
fn without_rules_everything_goes_and_the_data_subject_is_told() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = erased(&fulfilment);
    assert_eq!(request.state.outcome(), Some(&Outcome::Completed));
    assert!(!is_on_file(&life, ERIKA) && remains(&life, ERIKA).is_none());
    assert!(is_on_file(&life, "BB002"), "nobody else goes");
    let letters = send(&fulfilment.requests);
    assert_eq!(kinds(&letters), [LetterKind::Received, LetterKind::Erased]);
    assert!(letters.iter().all(|letter| letter.to.as_str() == "erika.mustermann@example.org"));
    let story = story(&life, &request.id);
    let expected = [
        "created >pending",
        "link-handed-over",
        "confirmed pending>confirmed",
        "planned",
        "approved confirmed>approved",
        "started approved>processing",
        "erased processing>closed",
        "mail-sent",
        "mail-sent",
    ];
    assert_eq!(story, expected);
}

#[test]
fn what_the_law_keeps_stays_without_the_person_and_she_is_told_what_why_and_until_when() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    let request = erased(&fulfilment);
    assert_eq!(request.state.outcome(), Some(&Outcome::PartlyCompleted));
    assert!(!is_on_file(&life, ERIKA), "the customer contract does not find her");
    let kept = kept(&life, ERIKA);
    assert_eq!(kept["invoiceAndCreditNotes"][0]["invoicePositions"][0]["salesItemGross"], json!(79.9));
    assert_eq!(kept["invoiceAndCreditNotes"][0]["invoiceNumber"], json!("R-1"));
    assert_eq!(kept["orders"][0]["shopOrderNumber"], json!("A-1"));
    assert_eq!(kept["orders"][0]["orderPositions"][0]["quantityOrdered"], json!(1));
    assert_eq!(kept.get("addresses"), None);
    let text = kept.to_string();
    assert!(TELLING.iter().all(|telling| !text.contains(telling)), "{text}");
    let told = send(&fulfilment.requests).into_iter().find(|letter| letter.kind == LetterKind::PartlyErased).unwrap();
    let words = told.reason.unwrap();
    assert!(words.contains("until 31 December 2033. Tax law keeps invoices."), "{words}");
    assert!(words.contains("until 7 January 2027. Commercial law keeps letters."), "{words}");
    assert!(!words.contains("R-1"), "{words}");
}

#[test]
fn afterwards_the_request_names_nobody_and_its_history_cannot_be_read_any_more() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let before = erased(&fulfilment);
    let request = life.request(before.id.as_str());
    assert!(matches!(&request.subject, Subject::Pseudonym(it) if *it == pseudonym(ERIKA).to_string()));
    assert_eq!((&request.address, request.purged_at), (&None, Some(life.now())));
    assert_eq!(said(&fulfilment.requests, &request.id), [""; 0], "the key is gone");
    assert!(request.links.is_empty());
}

#[test]
fn other_closed_requests_of_the_same_person_are_forgotten_with_her_and_open_ones_go_on() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let old = confirmed(&fulfilment.requests, &wish(ERIKA));
    fulfilment.requests.close(&operator(), &old.id, None).unwrap();
    let erasure = wants_erasure(&fulfilment);
    approve(&fulfilment, &erasure.id).unwrap();
    let open = confirmed(&fulfilment.requests, &wish(ERIKA));
    let (pending, _) = crate::life::handed(&fulfilment.requests, &wish(ERIKA));
    run(&fulfilment);
    let pending = life.request(pending.id.as_str());
    assert_eq!(
        pending.state.outcome(),
        Some(&Outcome::Withdrawn),
        "nobody has confirmed it, and nobody needs to any more"
    );
    assert!(matches!(pending.subject, Subject::Pseudonym(_)) && pending.address.is_none());
    assert!(matches!(life.request(old.id.as_str()).subject, Subject::Pseudonym(_)));
    let open = life.request(open.id.as_str());
    assert!(matches!(&open.subject, Subject::Customer(number) if number.as_str() == ERIKA));
    assert_eq!(open.state.code(), "confirmed");
}

#[test]
fn data_that_changed_after_the_approval_stops_it_and_staff_is_asked_again() {
    let life = life();
    let staff = Policy { staff: Some(name("privacy@shop.example")), ..at_once() };
    let fulfilment = life.fulfilment_by(staff);
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let mut changed = erika();
    changed["phone2"] = json!("+49 30 23125 002");
    put(&life, &changed);
    assert_eq!(run(&fulfilment).outdated, 1);
    assert!(is_on_file(&life, ERIKA), "nothing was done");
    assert_eq!(life.request(request.id.as_str()).state.code(), "confirmed");
    assert!(kinds(&send(&fulfilment.requests)).contains(&LetterKind::DecideAnew));
    let told: Vec<_> = life.ledger.entries().iter().map(|entry| entry.event).collect();
    assert_eq!(told, [domain::ledger::Event::ApprovalRevoked], "nothing was begun");
    approve(&fulfilment, &request.id).unwrap();
    run(&fulfilment);
    assert!(!is_on_file(&life, ERIKA));
}

#[test]
fn the_ledger_knows_by_a_pseudonym_before_anything_goes() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = erased(&fulfilment);
    let entries = life.ledger.entries();
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((entry.pseudonym, entry.request.as_ref()), (pseudonym(ERIKA), Some(&request.id)));
    let known = life.read(|view| view.erasures(&name("shop"), &pseudonym(ERIKA)));
    assert_eq!(
        known.iter().map(|it| (it.id.as_str(), it.done_at)).collect::<Vec<_>>(),
        [(entry.erasure.as_str(), Some(life.now()))]
    );
}

#[test]
fn somebody_of_whom_nothing_is_held_is_told_so() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    life.write(|transaction| transaction.delete_customer(&name("shop"), &name(ERIKA)));
    approve(&fulfilment, &request.id).unwrap();
    run(&fulfilment);
    assert_eq!(life.request(request.id.as_str()).state.outcome(), Some(&Outcome::Completed));
}

#[test]
fn who_was_erased_can_still_ask_what_is_held_and_says_where_the_answer_goes() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    erased(&fulfilment);
    let on_file = fulfilment.requests.create(&operator(), &wish(ERIKA), None);
    assert_eq!(crate::life::refused(on_file), Refused::NoAddress);
    let stated = crate::life::stated(wish(ERIKA), "erika@example.net", "showed her identity card");
    fulfilment.requests.create(&operator(), &stated, None).unwrap();
    let never =
        fulfilment.requests.create(&operator(), &crate::life::stated(wish("C-9"), "x@example.net", "why"), None);
    assert_eq!(crate::life::refused(never), Refused::UnknownSubject(name("shop")));
}

#[test]
fn a_second_request_after_an_erasure_plans_what_is_kept() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    erased(&fulfilment);
    let second = wants_erasure(&fulfilment);
    let plan = fulfilment.plan(&operator(), &second.id).unwrap().plan;
    assert_eq!(plan.records().len(), 2, "the order and the invoice that are kept");
    assert!(plan.postponed().is_empty());
    approve(&fulfilment, &second.id).unwrap();
    run(&fulfilment);
    assert_eq!(life.request(second.id.as_str()).state.outcome(), Some(&Outcome::PartlyCompleted));
}
