//! Requests for access and portability: a package is made, waits, is handed over or expires.

use std::cell::RefCell;
use std::io::{self, Cursor, Read};
use std::sync::atomic::Ordering;

use domain::audit::Actor;
use domain::fulfilment::{Delivered, NotDelivered};
use domain::letter::LetterKind;
use domain::names::UserName;
use domain::request::State;
use domain::request::rules::NotMoved;
use domain::vault::FileName;
use zip::ZipArchive;

use super::*;
use crate::life::{entries, story};

/// A confirmed request of Erika of this type.
fn wants(fulfilment: &Fulfilment, kind: RequestType) -> Request {
    confirmed(&fulfilment.requests, &domain::requests::Wish { kind, ..wish(ERIKA) })
}

/// The same, approved.
fn approved(fulfilment: &Fulfilment, kind: RequestType) -> RequestId {
    let request = wants(fulfilment, kind);
    fulfilment.approve(&operator(), &request.id, None).unwrap().id
}

/// The same, with its package.
fn ready(fulfilment: &Fulfilment) -> RequestId {
    let id = approved(fulfilment, RequestType::Access);
    assert_eq!(run(fulfilment).fulfilled, 1);
    id
}

/// Hands over, into memory.
pub(super) fn deliver(fulfilment: &Fulfilment, id: &RequestId) -> Result<(Delivered, Vec<u8>), NotDelivered> {
    let taken = RefCell::new(Vec::new());
    let take = |plain: &mut dyn Read| plain.read_to_end(&mut taken.borrow_mut()).map(|bytes| bytes as u64);
    let delivered = fulfilment.deliver(&operator(), id, take)?;
    Ok((delivered, taken.into_inner()))
}

pub(super) fn member(package: &[u8], name: &str) -> Option<String> {
    let mut text = String::new();
    ZipArchive::new(Cursor::new(package)).unwrap().by_name(name).ok()?.read_to_string(&mut text).unwrap();
    Some(text)
}

fn json(package: &[u8], name: &str) -> Value {
    serde_json::from_str(&member(package, name).unwrap()).unwrap()
}

fn refused(result: Result<(Delivered, Vec<u8>), NotDelivered>) -> Refused {
    match result {
        Err(NotDelivered::NotDone(Stopped::Refused(refused))) => refused,
        other => panic!("{:?}", other.map(|(delivered, _)| delivered)),
    }
}

fn package(life: &Life, id: &RequestId) -> Option<domain::store::PackageRecord> {
    life.read(|view| view.package(id))
}

#[test]
fn an_approved_request_for_access_gets_a_package_that_is_handed_over_once() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    let (delivered, bytes) = deliver(&fulfilment, &id).unwrap();
    assert_eq!(delivered.bytes, bytes.len() as u64);
    assert_eq!(json(&bytes, "data.json")["lastName"], "Mustermann");
    assert_eq!(json(&bytes, "manifest.json")["request"], id.as_str());
    assert_eq!(delivered.request.state.outcome().unwrap().code(), "completed");
    assert!(package(&life, &id).is_none() && life.shelf.files().is_empty(), "it is gone");
    let told = [
        "approved confirmed>approved",
        "started approved>processing",
        "package-made",
        "package-delivered processing>closed",
    ];
    assert!(story(&life, &id).ends_with(&told.map(str::to_owned)), "{:?}", story(&life, &id));
    assert_eq!(refused(deliver(&fulfilment, &id)), Refused::NotMoved(NotMoved::Closed));
}

#[test]
fn a_package_for_portability_has_what_the_subject_provided() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = approved(&fulfilment, RequestType::Portability);
    run(&fulfilment);
    let (_, bytes) = deliver(&fulfilment, &id).unwrap();
    let document = json(&bytes, "data.json");
    assert_eq!((&document["lastName"], &document["creationDate"]), (&json!("Mustermann"), &Value::Null));
    assert_eq!(json(&bytes, "manifest.json")["kind"], "portability");
}

#[test]
fn staff_can_have_it_before_the_server_has_made_it() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = approved(&fulfilment, RequestType::Access);
    let (delivered, _) = deliver(&fulfilment, &id).unwrap();
    assert!(delivered.request.state.is_closed());
    assert!(run(&fulfilment).is_nothing());
}

#[test]
fn a_package_waits_and_is_made_once() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    let made = package(&life, &id).unwrap();
    assert_eq!(made.made_at, Some(life.now()));
    life.pass(TimeDelta::days(6));
    assert!(run(&fulfilment).is_nothing());
    tidy(&fulfilment);
    assert_eq!(package(&life, &id).unwrap(), made);
    assert_eq!(life.shelf.files().len(), 1);
}

#[test]
fn what_waits_is_sealed_and_its_key_is_wrapped() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    let [(name, file)] = &life.shelf.files()[..] else { panic!() };
    let stored = package(&life, &id).unwrap();
    assert_eq!(stored.file, *name);
    for telling in TELLING.iter().chain(&["PK\u{3}\u{4}", "data.json", "manifest.json"]) {
        let found = file.windows(telling.len()).any(|window| window == telling.as_bytes());
        assert!(!found, "{telling} is in the file");
    }
    assert_eq!(stored.key.len(), 32 + domain::seal::OVERHEAD);
}

#[test]
fn a_package_that_nobody_fetched_is_gone_and_staff_decides_anew() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    life.pass(TimeDelta::days(7));
    assert_eq!(run(&fulfilment).outdated, 1);
    assert!(package(&life, &id).is_none() && life.shelf.files().is_empty());
    assert!(matches!(life.request(id.as_str()).state, State::Confirmed { .. }));
    assert_eq!(story(&life, &id).last().unwrap(), "package-expired processing>confirmed");
    assert_eq!(refused(deliver(&fulfilment, &id)), Refused::NotMoved(NotMoved::NotApproved));
    fulfilment.approve(&operator(), &id, None).unwrap();
    assert_eq!(run(&fulfilment).fulfilled, 1);
    assert!(deliver(&fulfilment, &id).is_ok());
}

#[test]
fn an_expired_package_is_not_handed_over_even_if_nobody_has_looked_since() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    life.pass(TimeDelta::days(7));
    assert_eq!(refused(deliver(&fulfilment, &id)), Refused::NotMoved(NotMoved::NotApproved));
    assert!(life.shelf.files().is_empty());
}

#[test]
fn a_request_that_ends_otherwise_takes_its_package_along() {
    for end in [
        |fulfilment: &Fulfilment, id: &RequestId| {
            fulfilment.requests.reject(&operator(), id, "an invented reason").map(drop)
        },
        |fulfilment: &Fulfilment, id: &RequestId| fulfilment.requests.withdraw(&operator(), id, None).map(drop),
        |fulfilment: &Fulfilment, id: &RequestId| fulfilment.revoke_approval(&operator(), id).map(drop),
    ] {
        let life = life();
        let fulfilment = life.fulfilment();
        let id = ready(&fulfilment);
        end(&fulfilment, &id).unwrap();
        assert!(package(&life, &id).is_none(), "its key is gone at once");
        tidy(&fulfilment);
        assert!(life.shelf.files().is_empty(), "its file with the next tidying");
        assert!(deliver(&fulfilment, &id).is_err());
    }
}

#[test]
fn what_could_not_be_taken_can_be_taken_again() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    let broken = |plain: &mut dyn Read| {
        plain.read_exact(&mut [0; 100])?;
        Err(io::ErrorKind::BrokenPipe.into())
    };
    let error = fulfilment.deliver(&operator(), &id, broken).unwrap_err();
    assert!(matches!(error, NotDelivered::Output(error) if error.kind() == io::ErrorKind::BrokenPipe));
    assert!(matches!(life.request(id.as_str()).state, State::Processing { .. }));
    assert!(deliver(&fulfilment, &id).is_ok());
}

#[test]
fn what_was_withdrawn_while_it_was_taken_was_not_handed_over() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    let take = |plain: &mut dyn Read| {
        fulfilment.requests.withdraw(&operator(), &id, None).unwrap();
        io::copy(plain, &mut io::sink())
    };
    let error = fulfilment.deliver(&operator(), &id, take).unwrap_err();
    assert!(matches!(error, NotDelivered::NotDone(Stopped::Refused(Refused::NotMoved(NotMoved::Closed)))), "{error:?}");
    assert_eq!(life.request(id.as_str()).state.outcome().unwrap().code(), "withdrawn");
}

#[test]
fn a_file_that_was_changed_is_not_handed_over() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    let (name, mut content) = life.shelf.files().remove(0);
    let last = content.len() - 1;
    content[last] ^= 1;
    life.shelf.put(name, &content);
    let error = deliver(&fulfilment, &id).map(|(delivered, _)| delivered).unwrap_err();
    assert!(
        matches!(&error, NotDelivered::NotDone(Stopped::Fault(fault)) if fault.code() == "record.sealed"),
        "{error:?}"
    );
    assert!(!life.request(id.as_str()).state.is_closed());
}

#[test]
fn a_package_whose_file_was_lost_is_made_again() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    life.shelf.lose();
    let (_, bytes) = deliver(&fulfilment, &id).unwrap();
    assert_eq!(json(&bytes, "data.json")["lastName"], "Mustermann");
    assert!(life.shelf.files().is_empty());
}

#[test]
fn without_room_it_is_tried_again_and_leaves_nothing_behind() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = approved(&fulfilment, RequestType::Access);
    life.shelf.full.store(true, Ordering::SeqCst);
    let ran = fulfilment.run().unwrap();
    assert_eq!(ran.faults.iter().map(|(_, fault)| fault.code()).collect::<Vec<_>>(), ["vault.unavailable"]);
    let failed = entries(&life, &id).pop().unwrap();
    assert_eq!((failed.action.as_str(), failed.details["error"].as_str()), ("failed", "vault.unavailable"));
    life.shelf.full.store(false, Ordering::SeqCst);
    assert!(run(&fulfilment).is_nothing(), "not before its time");
    life.pass(TimeDelta::seconds(30));
    assert_eq!(run(&fulfilment).fulfilled, 1);
    assert_eq!(life.shelf.files().len(), 1);
    assert!(deliver(&fulfilment, &id).is_ok());
}

#[test]
fn what_a_process_left_that_was_killed_in_the_middle_is_made_again_and_swept() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = approved(&fulfilment, RequestType::Access);
    // As far as it had come: the key is stored, the file is there, and nobody knows that it is ready.
    let left: FileName = "00000000000000000000000000000001".parse().unwrap();
    life.write(|transaction| {
        let found = transaction.request(&id)?.unwrap();
        let state = domain::request::rules::begun(&found.state, life.now()).unwrap();
        transaction.update_request(&Request { state, ..found })?;
        transaction.put_package(&domain::store::PackageRecord {
            request: id.clone(),
            file: left,
            key: vec![0; 72],
            made_at: None,
            expires_at: life.now() + TimeDelta::days(7),
        })
    });
    life.shelf.put(left, b"half of it");
    // And one whose request moved on.
    life.shelf.put("00000000000000000000000000000002".parse().unwrap(), b"something");
    assert_eq!(run(&fulfilment).fulfilled, 1);
    tidy(&fulfilment);
    let [(name, _)] = &life.shelf.files()[..] else { panic!("{} files", life.shelf.files().len()) };
    assert_eq!(package(&life, &id).unwrap().file, *name);
    assert!(deliver(&fulfilment, &id).is_ok());
}

#[test]
fn sweeping_leaves_packages_alone_that_wait() {
    let life = life();
    let fulfilment = life.fulfilment();
    let id = ready(&fulfilment);
    assert_eq!(fulfilment.sweep_packages().unwrap(), 0);
    assert!(deliver(&fulfilment, &id).is_ok());
}

#[test]
fn what_is_not_approved_or_has_no_package_is_refused() {
    let life = life();
    let fulfilment = life.fulfilment();
    let request = wants(&fulfilment, RequestType::Access);
    assert_eq!(refused(deliver(&fulfilment, &request.id)), Refused::NotMoved(NotMoved::NotApproved));
    let erasure = wants_erasure(&fulfilment);
    assert_eq!(refused(deliver(&fulfilment, &erasure.id)), Refused::NoPackage);
    assert_eq!(refused(deliver(&fulfilment, &name("nothing"))), Refused::UnknownRequest);
    let id = fulfilment.approve(&operator(), &request.id, None).unwrap().id;
    run(&fulfilment);
    let nobody = Actor::Staff("nobody".parse::<UserName>().unwrap());
    let error = fulfilment.deliver(&nobody, &id, |_| panic!("nothing is shown")).unwrap_err();
    assert!(matches!(error, NotDelivered::NotDone(Stopped::Refused(Refused::Forbidden))), "{error:?}");
}

#[test]
fn of_somebody_who_was_erased_meanwhile_it_says_what_the_law_keeps_and_nothing_else() {
    let life = life();
    let fulfilment = life.fulfilment_by(with_rules());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let id = approved(&fulfilment, RequestType::Access);
    run(&fulfilment);
    // Whichever of the two was carried out first: what is handed over is of now.
    assert!(!is_on_file(&life, ERIKA));
    let (_, bytes) = deliver(&fulfilment, &id).unwrap();
    assert_eq!(json(&bytes, "manifest.json")["held"], false);
    assert!(member(&bytes, "data.json").is_none());
    let kept = json(&bytes, "kept.json");
    let places: Vec<_> = kept.as_array().unwrap().iter().map(|kept| kept["place"].as_str().unwrap()).collect();
    assert!(places.contains(&"invoiceAndCreditNotes[]"), "{places:?}");
    let invoice = kept.as_array().unwrap().iter().find(|kept| kept["place"] == "invoiceAndCreditNotes[]").unwrap();
    assert_eq!(
        (&invoice["until"], &invoice["grounds"][0]["en"]),
        (&json!("2033-12-31"), &json!("Tax law keeps invoices."))
    );
    for telling in TELLING {
        for name in ["kept.json", "report.html", "manifest.json"] {
            assert!(!member(&bytes, name).unwrap().contains(telling), "{telling} is in {name}");
        }
    }
}

#[test]
fn staff_is_told_that_an_expired_package_waits_for_a_decision() {
    let life = life();
    let policy = Policy { staff: Some(name("staff@example.org")), ..Policy::default() };
    let fulfilment = life.fulfilment_by(policy);
    let id = ready(&fulfilment);
    life.pass(TimeDelta::days(7));
    run(&fulfilment);
    let mails = fulfilment.requests.mails(&operator(), &id).unwrap();
    assert!(mails.iter().any(|mail| mail.kind == LetterKind::DecideAnew), "{mails:?}");
}
