//! Who may approve what, and when.

use domain::access::Permission;
use domain::directory;
use domain::request::State;
use serde_json::json;

use super::*;
use crate::life::{refused, staff};
use crate::scene::moment;

#[test]
fn the_hash_must_be_that_of_what_would_be_done_now() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    assert_eq!(refused(fulfilment.approve(&operator(), &request.id, None)), Refused::PlanMissing);
    let before = plan_hash(&fulfilment, &request.id);
    let mut changed = erika();
    changed["lastName"] = json!("Musterfrau");
    put(&life, &changed);
    assert_eq!(refused(fulfilment.approve(&operator(), &request.id, Some(before))), Refused::PlanChanged);
    assert_eq!(life.request(request.id.as_str()).state.code(), "confirmed");
    approve(&fulfilment, &request.id).unwrap();
}

#[test]
fn an_approval_says_by_whom_when_of_what_and_from_when_on() {
    let life = life();
    let fulfilment = life.fulfilment_by(Policy { cooling_off: TimeDelta::days(3), ..at_once() });
    let request = wants_erasure(&fulfilment);
    let approved = approve(&fulfilment, &request.id).unwrap();
    let State::Approved(approval) = &approved.state else { panic!("{:?}", approved.state) };
    assert_eq!((&approval.by, approval.at), (&operator(), moment(0)));
    assert_eq!(approval.runs_at, moment(0) + TimeDelta::days(3));
    assert_eq!(approval.plan, Some(plan_hash(&fulfilment, &request.id)));
    assert_eq!(life.request(request.id.as_str()).state, approved.state, "as it is stored");
    assert!(run(&fulfilment).is_nothing(), "it waits");
    life.pass(TimeDelta::days(3));
    assert_eq!(run(&fulfilment).fulfilled, 1);
}

#[test]
fn orders_in_flight_postpone_it_with_a_reason_and_an_end() {
    let life = life();
    let mut recent = erika();
    recent["orders"][0]["shopOrderCreationDate"] = json!("2026-02-20T10:00:00Z");
    put(&life, &recent);
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    let refusal = refused(approve(&fulfilment, &request.id));
    assert_eq!(refusal, Refused::Postponed(Some("2026-03-22T10:00:00Z".parse().unwrap())));
    assert!(refusal.to_string().contains("until 2026-03-22"), "{refusal}");
    life.pass(TimeDelta::days(22));
    approve(&fulfilment, &request.id).unwrap();
}

#[test]
fn with_four_eyes_somebody_else_than_the_creator_approves() {
    let life = life();
    for user in ["ann", "bob"] {
        let user = domain::store::User { name: name(user), password_hash: String::new() };
        directory::add_user(&*life.store, &user).unwrap();
        directory::grant(&*life.store, &user.name, &name("privacy-officer"), &name(domain::access::ROOT)).unwrap();
    }
    let fulfilment = life.fulfilment_by(Policy { four_eyes: true, ..at_once() });
    let wish = domain::requests::Wish { kind: RequestType::Access, ..wish(ERIKA) };
    let created = fulfilment.requests.create(&staff("ann"), &wish, None).unwrap().request;
    life.write(|transaction| {
        let found = transaction.request(&created.id)?.unwrap();
        let confirmed = State::Confirmed { at: moment(0) };
        transaction.update_request(&Request { state: confirmed, ..found })
    });
    assert_eq!(refused(fulfilment.approve(&staff("ann"), &created.id, None)), Refused::FourEyes);
    fulfilment.approve(&staff("bob"), &created.id, None).unwrap();
}

#[test]
fn a_plan_is_for_those_only_who_may_see_personal_data() {
    let life = life();
    let user = domain::store::User { name: name("clerk"), password_hash: String::new() };
    directory::add_user(&*life.store, &user).unwrap();
    let only = [Permission::ManageDataRequests].into();
    directory::add_role(&*life.store, &name("clerk"), &only).unwrap();
    directory::grant(&*life.store, &user.name, &name("clerk"), &name(domain::access::ROOT)).unwrap();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    assert_eq!(refused(fulfilment.plan(&staff("clerk"), &request.id)), Refused::MayNotView);
    assert_eq!(refused(fulfilment.plan(&staff("nobody"), &request.id)), Refused::Forbidden);
}

#[test]
fn doubts_about_the_identity_come_first() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    fulfilment.requests.doubt_identity(&operator(), &request.id, "the voice was another one").unwrap();
    assert_eq!(refused(approve(&fulfilment, &request.id)), Refused::IdentityDoubted);
    fulfilment.requests.settle_identity(&operator(), &request.id).unwrap();
    approve(&fulfilment, &request.id).unwrap();
}

#[test]
fn a_copy_of_the_data_comes_before_its_erasure() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let access = confirmed(&fulfilment.requests, &wish(ERIKA));
    let erasure = wants_erasure(&fulfilment);
    assert_eq!(refused(approve(&fulfilment, &erasure.id)), Refused::AccessFirst);
    fulfilment.requests.close(&operator(), &access.id, None).unwrap();
    approve(&fulfilment, &erasure.id).unwrap();
}

#[test]
fn only_erasures_have_a_plan_and_what_people_do_is_not_approved() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let erasure = wants_erasure(&fulfilment);
    let hash = plan_hash(&fulfilment, &erasure.id);
    let access = confirmed(&fulfilment.requests, &wish(ERIKA));
    assert_eq!(refused(fulfilment.plan(&operator(), &access.id)), Refused::NotAnErasure);
    assert_eq!(refused(fulfilment.approve(&operator(), &access.id, Some(hash))), Refused::NotAnErasure);
    let objection = domain::requests::Wish { kind: RequestType::Objection, ..wish(ERIKA) };
    let objection = confirmed(&fulfilment.requests, &objection);
    assert_eq!(refused(fulfilment.approve(&operator(), &objection.id, None)), Refused::ByHand);
}

#[test]
fn an_approval_can_be_revoked_until_it_begins() {
    let life = life();
    let fulfilment = life.fulfilment_by(at_once());
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    fulfilment.revoke_approval(&operator(), &request.id).unwrap();
    assert_eq!(life.request(request.id.as_str()).state, State::Confirmed { at: moment(0) });
    assert!(run(&fulfilment).is_nothing());
    assert!(is_on_file(&life, ERIKA));
    let again = refused(fulfilment.revoke_approval(&operator(), &request.id));
    assert_eq!(again.code(), "data_request.not_approved.error");
}

#[test]
fn an_approved_request_stands_in_the_way_of_another_one() {
    let life = life();
    let fulfilment = life.fulfilment_by(Policy { cooling_off: TimeDelta::days(1), ..at_once() });
    let request = wants_erasure(&fulfilment);
    approve(&fulfilment, &request.id).unwrap();
    let second = wants_erasure(&fulfilment);
    assert_eq!(second.state.outcome(), Some(&domain::request::Outcome::Duplicate(request.id)));
}
