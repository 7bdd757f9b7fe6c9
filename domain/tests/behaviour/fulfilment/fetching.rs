//! The data subject fetches a package, with a link and a second proof.

use domain::fulfilment::{Fetching, NotFetched};
use domain::housekeeping::Housekeeping;
use domain::letter::LetterKind;
use domain::link::LinkHash;
use domain::policy::Handover;
use domain::request::rules::{Collection, MAX_WRONG_PROOFS};

use super::*;
use crate::life::{self, entries, send, story};

const ORDER: &str = "A-1";

fn by_link() -> Policy {
    Policy { packages: Handover::Link, ..at_once() }
}

/// An approved request for access, whose package is ready, with the hash from the mail that says so.
fn ready_for(fulfilment: &Fulfilment, wish: &domain::requests::Wish) -> (RequestId, LinkHash) {
    let request = life::create(&fulfilment.requests, wish);
    let letters = send(&fulfilment.requests);
    let hash = letters.iter().find_map(|letter| letter.link.as_ref()).unwrap().hash.reveal();
    life::confirm(&fulfilment.requests, &request.id, hash).unwrap();
    fulfilment.approve(&operator(), &request.id, None).unwrap();
    assert_eq!(run(fulfilment).fulfilled, 1);
    let letters = send(&fulfilment.requests);
    let letter = letters.into_iter().find(|letter| letter.kind == LetterKind::PackageReady).unwrap();
    (request.id, letter.link.unwrap().hash)
}

fn ready(fulfilment: &Fulfilment) -> (RequestId, LinkHash) {
    ready_for(fulfilment, &wish(ERIKA))
}

/// Everything of it, without its end.
fn taken(fetching: &mut Fetching) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(chunk) = fetching.part().unwrap() {
        bytes.extend(chunk);
    }
    bytes
}

/// What somebody is told who fetches nothing.
fn refused(fulfilment: &Fulfilment, id: &RequestId, hash: &str, proof: &str) -> NotFetched {
    match fulfilment.fetch(id.as_str(), hash, proof) {
        Err(Stopped::Refused(why)) => why,
        Err(Stopped::Fault(fault)) => panic!("{fault}"),
        Ok(_) => panic!("the package goes out"),
    }
}

fn stands(fulfilment: &Fulfilment, id: &RequestId, hash: &str) -> Collection {
    fulfilment.look_at_package(id.as_str(), hash).unwrap().stands
}

#[test]
fn the_link_and_an_order_number_fetch_the_package_once() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    let link = fulfilment.look_at_package(id.as_str(), hash.reveal()).unwrap().link;
    assert_eq!(link.link.expires_at, life.now() + TimeDelta::days(7));
    assert_eq!(stands(&fulfilment, &id, hash.reveal()), Collection::Open);
    let mut fetching = fulfilment.fetch(id.as_str(), hash.reveal(), " a-1 ").unwrap();
    let bytes = taken(&mut fetching);
    assert!(zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap().by_name("data.json").is_ok());
    let request = fetching.finish().unwrap();
    assert_eq!(request.state.outcome().unwrap().code(), "completed");
    assert!(life.read(|view| view.package(&id)).is_none() && life.shelf.files().is_empty(), "it is gone");
    assert_eq!(stands(&fulfilment, &id, hash.reveal()), Collection::Fetched);
    let NotFetched::Stands(found) = refused(&fulfilment, &id, hash.reveal(), ORDER) else { panic!() };
    assert_eq!(found.stands, Collection::Fetched);
    let told = story(&life, &id);
    let told: Vec<_> = told.iter().map(String::as_str).filter(|event| !event.starts_with("mail")).collect();
    assert!(told.ends_with(&["package-made", "package-fetch", "package-delivered processing>closed"]), "{told:?}");
    let delivered = entries(&life, &id).into_iter().find(|entry| entry.action == "package-delivered").unwrap();
    assert_eq!(delivered.actor, "subject");
    assert!(format!("{:?}", delivered.details).contains("link"), "{:?}", delivered.details);
}

#[test]
fn what_is_fetched_is_what_staff_would_get() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    let fetched = taken(&mut fulfilment.fetch(id.as_str(), hash.reveal(), ORDER).unwrap());
    let mut staff = Vec::new();
    fulfilment.deliver(&operator(), &id, |plain| plain.read_to_end(&mut staff).map(|bytes| bytes as u64)).unwrap();
    assert!(fetched == staff, "the same bytes");
    // And what staff has handed over is not there for the link any more.
    assert_eq!(stands(&fulfilment, &id, hash.reveal()), Collection::Fetched);
}

#[test]
fn a_package_that_did_not_go_out_as_a_whole_waits_on() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    let mut fetching = fulfilment.fetch(id.as_str(), hash.reveal(), ORDER).unwrap();
    assert!(fetching.part().unwrap().is_some());
    // Without having come to its end.
    assert!(matches!(fetching.finish(), Err(Stopped::Fault(_))));
    drop(fulfilment.fetch(id.as_str(), hash.reveal(), ORDER).unwrap());
    assert_eq!(stands(&fulfilment, &id, hash.reveal()), Collection::Open);
    let mut fetching = fulfilment.fetch(id.as_str(), hash.reveal(), ORDER).unwrap();
    taken(&mut fetching);
    fetching.finish().unwrap();
}

#[test]
fn of_two_who_fetch_at_once_the_first_that_is_done_is_the_last() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    let [mut one, mut other] = [(); 2].map(|()| fulfilment.fetch(id.as_str(), hash.reveal(), ORDER).unwrap());
    assert!(taken(&mut one) == taken(&mut other));
    one.finish().unwrap();
    assert!(matches!(other.finish(), Err(Stopped::Refused(_))));
    assert_eq!(story(&life, &id).iter().filter(|event| event.starts_with("package-delivered")).count(), 1);
}

#[test]
fn a_wrong_proof_is_counted_and_too_many_end_the_link_for_good() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    for tried in 1..=MAX_WRONG_PROOFS {
        let wrong = format!("A-1{tried}");
        let NotFetched::ProofWrong(found) = refused(&fulfilment, &id, hash.reveal(), &wrong) else { panic!() };
        assert_eq!(found.link.wrong_proofs, tried);
    }
    assert_eq!(stands(&fulfilment, &id, hash.reveal()), Collection::Blocked);
    let NotFetched::Stands(found) = refused(&fulfilment, &id, hash.reveal(), ORDER) else { panic!() };
    assert_eq!(found.stands, Collection::Blocked);
    let wrong: Vec<_> = entries(&life, &id).into_iter().filter(|it| it.action == "package-proof-wrong").collect();
    assert_eq!(wrong.len(), MAX_WRONG_PROOFS as usize);
    assert!(!format!("{wrong:?}").contains("A-1"), "what was shown is written nowhere");
    // Staff still has it.
    fulfilment.deliver(&operator(), &id, |plain| std::io::copy(plain, &mut std::io::sink())).unwrap();
}

#[test]
fn of_many_proofs_at_once_no_more_are_answered_than_there_are_tries() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    let told = std::thread::scope(|scope| {
        let (fulfilment, id, hash) = (&fulfilment, &id, hash.reveal());
        let calls: Vec<_> =
            (0..40).map(|call| scope.spawn(move || refused(fulfilment, id, hash, &format!("X-{call}")))).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect::<Vec<_>>()
    });
    let answered = told.iter().filter(|why| matches!(why, NotFetched::ProofWrong(_))).count();
    assert_eq!(answered, MAX_WRONG_PROOFS as usize);
}

#[test]
fn no_proof_at_all_costs_no_try() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    for nothing in ["", " \t"] {
        assert!(matches!(refused(&fulfilment, &id, hash.reveal(), nothing), NotFetched::ProofMissing(_)));
    }
    assert_eq!(fulfilment.look_at_package(id.as_str(), hash.reveal()).unwrap().link.wrong_proofs, 0);
}

/// An approved request for access, whose package is ready, and what the history says of how it gets to its data subject.
fn handed_over(life: &Life, fulfilment: &Fulfilment, id: &RequestId) -> String {
    let hash = send(&fulfilment.requests).iter().find_map(|letter| letter.link.clone()).unwrap().hash;
    life::confirm(&fulfilment.requests, id, hash.reveal()).unwrap();
    fulfilment.approve(&operator(), id, None).unwrap();
    assert_eq!(run(fulfilment).fulfilled, 1);
    let made = entries(life, id).into_iter().rfind(|entry| entry.action == "package-made").unwrap();
    let detail = |name: &str| made.details.get(name).cloned().unwrap_or_default();
    format!("{} {}", detail("handover"), detail("because")).trim().to_owned()
}

/// A shop that hands over by link, and tells its staff.
fn by_link_with_staff() -> Policy {
    Policy { staff: Some(name("staff@shop.example")), ..by_link() }
}

#[test]
fn a_package_never_goes_by_link_to_an_address_that_staff_stated() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link_with_staff());
    let requests = &fulfilment.requests;
    let made = life::create(requests, &life::stated(wish(ERIKA), "new@example.org", "Said so."));
    assert_eq!(handed_over(&life, &fulfilment, &made.id), "staff stated-address");
    let redirected = life::create(requests, &domain::requests::Wish { kind: RequestType::Portability, ..wish(ERIKA) });
    let stated = (name("new@example.org"), "Said so.".to_owned());
    requests.resend(&operator(), &redirected.id, Some(&stated)).unwrap();
    assert_eq!(handed_over(&life, &fulfilment, &redirected.id), "staff stated-address");
    for id in [&made.id, &redirected.id] {
        assert!(life.read(|view| view.package_link(id)).is_none());
        assert!(life::mails(&life, id).iter().all(|mail| mail.kind != LetterKind::PackageReady));
    }
    // Staff is told, and hands over.
    let told: Vec<_> =
        send(requests).into_iter().filter(|letter| letter.kind == LetterKind::HandOver).map(|it| it.to).collect();
    assert_eq!(told, [name::<domain::names::EmailAddress>("staff@shop.example")]);
    fulfilment.deliver(&operator(), &made.id, |plain| std::io::copy(plain, &mut std::io::sink())).unwrap();
}

#[test]
fn the_customer_number_that_the_request_brought_along_proves_nothing() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link_with_staff());
    let (id, hash) = ready(&fulfilment);
    assert!(matches!(refused(&fulfilment, &id, hash.reveal(), ERIKA), NotFetched::ProofWrong(_)));
    // Nor where nothing else is on file, or nothing else than an order of the same number.
    for (number, orders) in [("BB005", &[][..]), ("BB006", &["bb006"][..])] {
        life::add_customer(&life, number, Some("max@example.org"), orders);
        let request = life::create(&fulfilment.requests, &wish(number));
        assert_eq!(handed_over(&life, &fulfilment, &request.id), "staff no-second-proof", "{number}");
        assert!(life.read(|view| view.package_link(&request.id)).is_none());
        let kinds = life::kinds(&send(&fulfilment.requests));
        assert!(kinds.contains(&LetterKind::HandOver) && !kinds.contains(&LetterKind::PackageReady), "{kinds:?}");
    }
}

#[test]
fn somebody_without_an_account_shows_another_order_than_the_request_did() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready_for(&fulfilment, &life::guest("bob@example.org", "O-1"));
    for wrong in ["O-1", " o-1", "O-3", "BB002", "bob@example.org"] {
        assert!(matches!(refused(&fulfilment, &id, hash.reveal(), wrong), NotFetched::ProofWrong(_)), "{wrong}");
    }
    assert!(fulfilment.fetch(id.as_str(), hash.reveal(), "O-2").is_ok());
    // One that has no other order.
    let request = life::create(&fulfilment.requests, &life::guest("zoe@example.org", "O-3"));
    assert_eq!(handed_over(&life, &fulfilment, &request.id), "staff no-second-proof");
}

#[test]
fn a_link_is_made_only_where_something_is_on_file_that_the_request_did_not_bring_along() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let request = life::create(&fulfilment.requests, &wish(ERIKA));
    assert_eq!(handed_over(&life, &fulfilment, &request.id), "link");
    let staff = life.fulfilment_by(Policy { staff: Some(name("staff@shop.example")), ..at_once() });
    let request = life::create(&staff.requests, &wish("BB002"));
    assert_eq!(handed_over(&life, &staff, &request.id), "staff policy");
    assert!(!life::kinds(&send(&staff.requests)).contains(&LetterKind::HandOver), "that is what staff does anyway");
}

#[test]
fn after_its_time_the_link_opens_nothing_and_says_so_and_a_new_approval_has_a_new_one() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, old) = ready(&fulfilment);
    life.pass(TimeDelta::days(7));
    // Whether or not somebody has tidied up yet.
    for _ in 0..2 {
        let NotFetched::Stands(found) = refused(&fulfilment, &id, old.reveal(), ORDER) else { panic!() };
        assert_eq!(found.stands, Collection::Expired);
        run(&fulfilment);
    }
    assert!(life.shelf.files().is_empty());
    fulfilment.approve(&operator(), &id, None).unwrap();
    run(&fulfilment);
    assert!(matches!(refused(&fulfilment, &id, old.reveal(), ORDER), NotFetched::Unknown));
    let letters = send(&fulfilment.requests);
    let new = letters.iter().find(|letter| letter.kind == LetterKind::PackageReady).unwrap().link.as_ref().unwrap();
    assert!(fulfilment.fetch(id.as_str(), new.hash.reveal(), ORDER).is_ok());
}

#[test]
fn a_revoked_approval_takes_the_package_away_and_its_mail() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    fulfilment.revoke_approval(&operator(), &id).unwrap();
    assert_eq!(stands(&fulfilment, &id, hash.reveal()), Collection::Undecided);
    fulfilment.approve(&operator(), &id, None).unwrap();
    run(&fulfilment);
    fulfilment.revoke_approval(&operator(), &id).unwrap();
    assert!(send(&fulfilment.requests).is_empty(), "the mail is dropped");
}

#[test]
fn who_does_not_hold_the_link_learns_nothing() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    let confirmation = fulfilment.requests.ask(id.as_str(), Some(hash.reveal()), None);
    assert!(fulfilment.requests.look(&confirmation).is_err(), "it opens a package, and nothing else");
    assert!(fulfilment.look_at_approved(id.as_str(), hash.reveal()).is_err());
    for (id, hash) in [(id.as_str(), "0"), ("0", hash.reveal()), ("", ""), ("../x", hash.reveal())] {
        assert!(fulfilment.look_at_package(id, hash).is_err(), "{id}");
        assert!(matches!(fulfilment.fetch(id, hash, ORDER), Err(Stopped::Refused(NotFetched::Unknown))), "{id}");
    }
    assert_eq!(fulfilment.look_at_package(id.as_str(), hash.reveal()).unwrap().link.wrong_proofs, 0);
}

#[test]
fn nobody_gets_a_link_whose_shop_hands_over_by_staff_or_who_has_no_address() {
    let life = life();
    let staff = life.fulfilment_by(at_once());
    let request = confirmed(&staff.requests, &wish(ERIKA));
    staff.approve(&operator(), &request.id, None).unwrap();
    run(&staff);
    let without = life.fulfilment_by(by_link());
    let handed = confirmed(&without.requests, &wish("BB004"));
    without.approve(&operator(), &handed.id, None).unwrap();
    run(&without);
    for id in [&request.id, &handed.id] {
        assert!(life.read(|view| view.package(id)).is_some());
        assert!(life.read(|view| view.package_link(id)).is_none());
    }
    assert!(send(&without.requests).iter().all(|letter| letter.kind != LetterKind::PackageReady));
}

#[test]
fn a_package_whose_file_was_lost_is_made_anew_behind_the_same_link() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    life.pass(TimeDelta::days(1));
    life.shelf.lose();
    let mut fetching = fulfilment.fetch(id.as_str(), hash.reveal(), ORDER).unwrap();
    assert!(send(&fulfilment.requests).is_empty(), "no second mail");
    let link = fulfilment.look_at_package(id.as_str(), hash.reveal()).unwrap().link;
    assert_eq!(link.link.expires_at, life.now() + TimeDelta::days(7));
    assert!(!taken(&mut fetching).is_empty());
    fetching.finish().unwrap();
}

#[test]
fn a_file_that_was_changed_is_a_fault_and_nothing_is_delivered() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    let [(name, mut file)] = <[_; 1]>::try_from(life.shelf.files()).unwrap();
    let last = file.len() - 1;
    file[last] ^= 1;
    life.shelf.put(name, &file);
    let mut fetching = fulfilment.fetch(id.as_str(), hash.reveal(), ORDER).unwrap();
    let fault = loop {
        match fetching.part() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("it has an end"),
            Err(fault) => break fault,
        }
    };
    assert_eq!(fault.code(), "record.sealed");
    assert_eq!(stands(&fulfilment, &id, hash.reveal()), Collection::Open);
}

#[test]
fn a_request_that_stops_naming_its_subject_has_no_link_any_more() {
    let life = life();
    let fulfilment = life.fulfilment_by(by_link());
    let (id, hash) = ready(&fulfilment);
    let mut fetching = fulfilment.fetch(id.as_str(), hash.reveal(), ORDER).unwrap();
    taken(&mut fetching);
    fetching.finish().unwrap();
    // Erika is erased for another request of hers, with all that names her.
    erased(&fulfilment);
    life.pass(TimeDelta::days(60));
    Housekeeping::new(Arc::clone(&fulfilment.requests)).unwrap().run().unwrap();
    assert!(life.read(|view| view.package_link(&id)).is_none());
    assert!(fulfilment.look_at_package(id.as_str(), hash.reveal()).is_err());
}
