//! The data subject thinks again.

use domain::fulfilment::Cancellable;
use domain::ledger::Event;
use domain::letter::{Letter, LetterKind};
use domain::refusal::Refusal;
use domain::request::Outcome;
use domain::request::rules::Cancellation;

use super::*;
use crate::life::{send, story};

fn waiting() -> Policy {
    Policy { cooling_off: TimeDelta::days(3), ..at_once() }
}

fn approved(fulfilment: &Fulfilment) -> (Request, Letter) {
    let request = wants_erasure(fulfilment);
    let request = approve(fulfilment, &request.id).unwrap();
    let letters = send(&fulfilment.requests);
    let letter = letters.into_iter().find(|letter| letter.kind == LetterKind::ErasureApproved).unwrap();
    (request, letter)
}

/// How the request stands for whoever shows this.
fn stands(fulfilment: &Fulfilment, request: &Request, hash: &str) -> Cancellation {
    fulfilment.look_at_approved(request.id.as_str(), hash).unwrap().stands
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Stopped<Refusal>>) -> Refusal {
    match result.unwrap_err() {
        Stopped::Refused(refusal) => refusal,
        Stopped::Fault(fault) => panic!("{fault}"),
    }
}

#[test]
fn the_link_in_the_mail_takes_the_request_back() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let (request, letter) = approved(&fulfilment);
    let link = letter.link.unwrap();
    assert_eq!(link.expires_at, life.now() + TimeDelta::days(3));
    let (id, hash) = (request.id.as_str(), link.hash.reveal());
    let Cancellable { request: found, link: held, stands } = fulfilment.look_at_approved(id, hash).unwrap();
    assert_eq!((&found.id, held.expires_at, stands), (&request.id, link.expires_at, Cancellation::Open));
    assert_eq!(life.request(id).state.code(), "approved", "looking changes nothing");
    let (found, is_first) = fulfilment.cancel(id, hash).unwrap();
    assert_eq!((found.request.state.outcome(), is_first), (Some(&Outcome::Withdrawn), true));
    assert_eq!(story(&life, &request.id).last().unwrap(), "withdrawn approved>closed");
    let told: Vec<_> = life.ledger.entries().into_iter().map(|entry| (entry.event, entry.request)).collect();
    assert_eq!(told, [(Event::ApprovalRevoked, Some(request.id.clone()))], "a backup from before is noticed");
    life.pass(TimeDelta::days(4));
    assert!(run(&fulfilment).is_nothing());
    assert!(is_on_file(&life, ERIKA));
}

#[test]
fn who_takes_it_back_again_is_told_so_and_changes_nothing() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let (request, letter) = approved(&fulfilment);
    let link = letter.link.unwrap();
    let (id, hash) = (request.id.as_str(), link.hash.reveal());
    fulfilment.cancel(id, hash).unwrap();
    let closed = life.request(id);
    life.pass(TimeDelta::days(10));
    let (found, is_first) = fulfilment.cancel(id, hash).unwrap();
    assert_eq!((found.stands, is_first), (Cancellation::Withdrawn, false));
    assert_eq!((life.request(id).state, life.request(id).revision), (closed.state, closed.revision));
}

#[test]
fn of_many_who_take_it_back_at_once_one_is_the_first() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let (request, letter) = approved(&fulfilment);
    let link = letter.link.unwrap();
    let (id, hash) = (request.id.as_str(), link.hash.reveal());
    let firsts = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..8).map(|_| scope.spawn(|| fulfilment.cancel(id, hash).unwrap().1)).collect();
        calls.into_iter().map(|call| call.join().unwrap()).filter(|is_first| *is_first).count()
    });
    assert_eq!(firsts, 1);
}

#[test]
fn when_the_approval_is_revoked_the_link_says_so_and_a_new_approval_has_a_new_one() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let (request, letter) = approved(&fulfilment);
    let link = letter.link.unwrap();
    fulfilment.revoke_approval(&operator(), &request.id).unwrap();
    let (found, is_first) = fulfilment.cancel(request.id.as_str(), link.hash.reveal()).unwrap();
    assert_eq!((found.stands, is_first), (Cancellation::Undecided, false));
    approve(&fulfilment, &request.id).unwrap();
    let old = refusal(fulfilment.cancel(request.id.as_str(), link.hash.reveal()));
    assert_eq!(old, Refusal::NotFound(None), "the link of an approval takes back that one alone");
    let letters = send(&fulfilment.requests);
    let new = letters.iter().find(|letter| letter.kind == LetterKind::ErasureApproved).unwrap();
    let new = new.link.as_ref().unwrap();
    assert_eq!(stands(&fulfilment, &request, new.hash.reveal()), Cancellation::Open);
}

#[test]
fn an_approval_without_a_link_cannot_be_taken_back_with_an_older_one() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let (request, letter) = approved(&fulfilment);
    let link = letter.link.unwrap();
    fulfilment.revoke_approval(&operator(), &request.id).unwrap();
    approve(&life.fulfilment_by(at_once()), &request.id).unwrap();
    let old = refusal(fulfilment.cancel(request.id.as_str(), link.hash.reveal()));
    assert_eq!(old, Refusal::NotFound(None));
}

#[test]
fn what_ended_in_another_way_says_that_it_is_over() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let (request, letter) = approved(&fulfilment);
    let link = letter.link.unwrap();
    fulfilment.requests.reject(&operator(), &request.id, "invented").unwrap();
    assert_eq!(stands(&fulfilment, &request, link.hash.reveal()), Cancellation::Closed);
}

#[test]
fn no_other_hash_does_and_none_confirms_what_it_does_not_confirm() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let (request, letter) = approved(&fulfilment);
    let link = letter.link.unwrap();
    let (id, hash) = (request.id.as_str(), link.hash.reveal());
    for (id, hash) in [(id, "wrong"), (id, ""), ("nobody", hash), ("no id at all!", hash)] {
        assert_eq!(refusal(fulfilment.cancel(id, hash)), Refusal::NotFound(None), "{id:?} {hash:?}");
    }
    let confirmed = crate::life::confirm(&fulfilment.requests, &request.id, hash);
    assert_eq!(confirmed, Err(Refusal::HashInvalid), "the cancel link is no confirmation link");
    assert_eq!(life.request(id).state.code(), "approved");
}

#[test]
fn it_is_too_late_when_the_time_is_over() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let (request, letter) = approved(&fulfilment);
    let link = letter.link.unwrap();
    life.pass(TimeDelta::days(3));
    let (found, is_first) = fulfilment.cancel(request.id.as_str(), link.hash.reveal()).unwrap();
    assert_eq!((found.stands, is_first), (Cancellation::Expired, false));
    assert_eq!(run(&fulfilment).fulfilled, 1);
    // Nothing tells any more whose request it was.
    let gone = refusal(fulfilment.cancel(request.id.as_str(), link.hash.reveal()));
    assert_eq!(gone, Refusal::NotFound(None));
}

#[test]
fn a_mail_that_waited_until_it_was_too_late_is_not_sent() {
    let life = life();
    let fulfilment = life.fulfilment_by(waiting());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    fulfilment.requests.withdraw(&operator(), &request.id, None).unwrap();
    let sent = send(&fulfilment.requests);
    assert!(sent.iter().all(|letter| letter.kind != LetterKind::ErasureApproved), "{sent:?}");
}
