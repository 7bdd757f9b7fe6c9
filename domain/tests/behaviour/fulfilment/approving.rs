//! Who may approve what, and when.

use domain::access::Permission;
use domain::audit::Actor;
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

/// Users who may manage requests and view data, everywhere.
fn officers(life: &Life, users: &[&str]) {
    for user in users {
        let user = domain::store::User { name: name(user), password_hash: String::new() };
        directory::add_user(&*life.store, &user).unwrap();
        directory::grant(&*life.store, &user.name, &name("privacy-officer"), &name(domain::access::ROOT)).unwrap();
    }
}

fn four_eyes() -> Policy {
    Policy { four_eyes: true, ..at_once() }
}

/// Confirms a request whose link is in no test's hands.
fn confirm(life: &Life, id: &RequestId) {
    life.write(|transaction| {
        let found = transaction.request(id)?.unwrap();
        transaction.update_request(&Request { state: State::Confirmed { at: moment(0) }, ..found })
    });
}

#[test]
fn with_four_eyes_somebody_else_than_the_creator_approves() {
    let life = life();
    officers(&life, &["ann", "bob"]);
    let fulfilment = life.fulfilment_by(four_eyes());
    let created = fulfilment.requests.create(&staff("ann"), &wish(ERIKA), None).unwrap().request;
    confirm(&life, &created.id);
    assert_eq!(refused(fulfilment.approve(&staff("ann"), &created.id, None)), Refused::FourEyes);
    fulfilment.approve(&staff("bob"), &created.id, None).unwrap();
}

/// What a member of staff does to a request, and whether somebody else has to approve it then.
type Hand = (&'static str, fn(&domain::requests::Requests, &Actor, &RequestId), bool);

#[test]
fn with_four_eyes_whoever_had_a_hand_in_a_request_does_not_approve_it() {
    let hands: [Hand; 8] = [
        ("states an address", |requests, actor, id| redirect(requests, actor, id, "new@example.org"), true),
        ("states the address on file", |requests, actor, id| redirect(requests, actor, id, ERIKAS), false),
        ("sends the mail again", |requests, actor, id| drop(requests.resend(actor, id, None).unwrap()), false),
        ("extends", |requests, actor, id| drop(requests.extend(actor, id, 1, "Many orders.").unwrap()), true),
        ("doubts", |requests, actor, id| doubt_and_settle(requests, actor, &operator(), id), false),
        ("settles doubts", |requests, actor, id| doubt_and_settle(requests, &operator(), actor, id), true),
        ("previews", |requests, actor, id| drop(requests.preview_rejection(actor, id, "No.").unwrap()), false),
        ("looks", |requests, actor, id| drop(requests.history(actor, id).unwrap()), false),
    ];
    for (what, hand, is_barred) in hands {
        let life = life();
        officers(&life, &["ann", "bob"]);
        let fulfilment = life.fulfilment_by(four_eyes());
        let id = by_public_form(&fulfilment);
        hand(&fulfilment.requests, &staff("ann"), &id);
        confirm(&life, &id);
        let approved = fulfilment.approve(&staff("ann"), &id, None);
        if is_barred {
            assert_eq!(refused(approved), Refused::FourEyes, "{what}");
            fulfilment.approve(&staff("bob"), &id, None).unwrap();
        } else {
            approved.unwrap();
        }
    }
}

const ERIKAS: &str = "erika.mustermann@example.org";

fn redirect(requests: &domain::requests::Requests, actor: &Actor, id: &RequestId, address: &str) {
    let stated = (name(address), "Showed a passport.".to_owned());
    requests.resend(actor, id, Some(&stated)).unwrap();
}

fn doubt_and_settle(requests: &domain::requests::Requests, doubts: &Actor, settles: &Actor, id: &RequestId) {
    requests.doubt_identity(doubts, id, "The name differs.").unwrap();
    requests.settle_identity(settles, id).unwrap();
}

/// A request of Erika, made through the public form.
fn by_public_form(fulfilment: &Fulfilment) -> RequestId {
    let form = domain::requests::PublicForm {
        kind: RequestType::Access,
        shop: name("shop"),
        email: name(ERIKAS),
        shown: domain::requests::Shown::Customer(name(ERIKA)),
        language: domain::message::Language::english(),
    };
    fulfilment.requests.submit(&form).unwrap();
    fulfilment.requests.take_submissions().unwrap();
    let [letter] = <[_; 1]>::try_from(crate::life::send(&fulfilment.requests)).unwrap();
    letter.request
}

#[test]
fn with_four_eyes_an_address_back_on_file_frees_nobody() {
    let life = life();
    officers(&life, &["ann", "bob"]);
    let fulfilment = life.fulfilment_by(four_eyes());
    let id = by_public_form(&fulfilment);
    redirect(&fulfilment.requests, &staff("ann"), &id, "new@example.org");
    redirect(&fulfilment.requests, &staff("bob"), &id, ERIKAS);
    confirm(&life, &id);
    for user in ["ann", "bob"] {
        assert_eq!(refused(fulfilment.approve(&staff(user), &id, None)), Refused::FourEyes, "{user}");
    }
    fulfilment.approve(&operator(), &id, None).unwrap();
}

#[test]
fn with_four_eyes_who_decided_before_may_decide_again() {
    let life = life();
    officers(&life, &["ann", "bob"]);
    let fulfilment = life.fulfilment_by(four_eyes());
    let wish = domain::requests::Wish { kind: RequestType::Erasure, ..wish(ERIKA) };
    let id = fulfilment.requests.create(&staff("ann"), &wish, None).unwrap().request.id;
    confirm(&life, &id);
    for _ in 0..2 {
        let hash = fulfilment.plan(&staff("bob"), &id).unwrap().plan.hash();
        assert_eq!(refused(fulfilment.approve(&staff("ann"), &id, Some(hash))), Refused::FourEyes);
        fulfilment.approve(&staff("bob"), &id, Some(hash)).unwrap();
        fulfilment.revoke_approval(&staff("bob"), &id).unwrap();
    }
}

#[test]
fn with_four_eyes_users_are_told_apart_as_they_sign_in() {
    let life = life();
    officers(&life, &["ann", "Ann"]);
    let fulfilment = life.fulfilment_by(four_eyes());
    let id = fulfilment.requests.create(&staff("ann"), &wish(ERIKA), None).unwrap().request.id;
    confirm(&life, &id);
    assert_eq!(refused(fulfilment.approve(&staff("ann"), &id, None)), Refused::FourEyes);
    // Another user, with another password.
    fulfilment.approve(&staff("Ann"), &id, None).unwrap();
}

#[test]
fn whoever_printed_the_link_does_not_approve_with_four_eyes() {
    let life = life();
    let fulfilment = life.fulfilment_by(four_eyes());
    let request = confirmed(&fulfilment.requests, &wish(ERIKA));
    assert_eq!(refused(fulfilment.approve(&operator(), &request.id, None)), Refused::FourEyes);
}

#[test]
fn to_approve_takes_the_right_to_view_as_well() {
    let life = life();
    let only = [Permission::ManageDataRequests].into();
    directory::add_role(&*life.store, &name("clerk"), &only).unwrap();
    let user = domain::store::User { name: name("clerk"), password_hash: String::new() };
    directory::add_user(&*life.store, &user).unwrap();
    directory::grant(&*life.store, &user.name, &name("clerk"), &name(domain::access::ROOT)).unwrap();
    officers(&life, &["officer"]);
    let fulfilment = life.fulfilment_by(at_once());
    for kind in [RequestType::Access, RequestType::Portability] {
        let request = confirmed(&fulfilment.requests, &domain::requests::Wish { kind, ..wish(ERIKA) });
        assert_eq!(refused(fulfilment.approve(&staff("clerk"), &request.id, None)), Refused::MayNotView);
        assert_eq!(life.request(request.id.as_str()).state.code(), "confirmed");
        fulfilment.approve(&staff("officer"), &request.id, None).unwrap();
    }
    let erasure = wants_erasure(&fulfilment);
    let hash = plan_hash(&fulfilment, &erasure.id);
    for plan in [None, Some(hash)] {
        assert_eq!(refused(fulfilment.approve(&staff("clerk"), &erasure.id, plan)), Refused::MayNotView);
    }
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
