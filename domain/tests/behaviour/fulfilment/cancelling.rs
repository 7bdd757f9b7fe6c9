//! The data subject thinks again.

use domain::letter::{Letter, LetterKind};
use domain::refusal::{Reason, Refusal};
use domain::request::Outcome;

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
    assert_eq!(fulfilment.look_at_approved(id, hash).unwrap().id, request.id);
    let closed = fulfilment.cancel(id, hash).unwrap();
    assert_eq!(closed.state.outcome(), Some(&Outcome::Withdrawn));
    assert_eq!(story(&life, &request.id).last().unwrap(), "withdrawn approved>closed");
    life.pass(TimeDelta::days(4));
    assert!(run(&fulfilment).is_nothing());
    assert!(is_on_file(&life, ERIKA));
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
    let late = refusal(fulfilment.cancel(request.id.as_str(), link.hash.reveal()));
    assert_eq!(late, Refusal::NotFound(Some(Reason::LinkExpired)));
    assert_eq!(run(&fulfilment).fulfilled, 1);
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
