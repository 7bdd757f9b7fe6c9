//! `request approve`, `revoke-approval`, and what `show` tells of it.

use serde_json::json;

use super::{approve, buyer, confirmed, import, plan_hash, wants_erasure, with_customer, with_invoices};

#[test]
fn what_was_approved_says_by_whom_and_from_when_on_it_runs() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    let approved = approve(&world, &id);
    assert_eq!((&approved["state"], &approved["runsAt"]), (&json!("approved"), &approved["approvedAt"]));
    assert!(approved["approvedBy"].as_str().unwrap().starts_with("command-line:uid "), "{approved}");
    assert_eq!(world.run(&format!("request show {id} --json")).json(), approved);
    let text = world.run(&format!("request show {id}")).done();
    for title in
        ["\nstate         approved\n", "\napproved      20", "\nby            command-line:uid ", "\nruns from     20"]
    {
        assert!(text.contains(title), "{title:?} is not in {text}");
    }
    let plan = world.run(&format!("request plan {id}")).done();
    assert!(plan.contains("This plan is approved, and is carried out from "), "{plan}");
    let list = world.run("request list --state approved --json").done();
    assert_eq!(list.lines().count(), 1);
    world.run(&format!("request approve {id} --plan {}", plan_hash(&world, &id))).refused(1, &["approved already"]);
}

#[test]
fn an_approval_is_taken_back_until_it_is_carried_out() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    approve(&world, &id);
    assert_eq!(world.run(&format!("request revoke-approval {id} --json")).json()["state"], "confirmed");
    world.run(&format!("request revoke-approval {id}")).refused(1, &["the request is not approved"]);
    assert_eq!(world.run("erasure run --json").json()["fulfilled"], 0);
    approve(&world, &id);
    assert_eq!(world.run("erasure run --json").json()["fulfilled"], 1);
    world.run(&format!("request revoke-approval {id}")).refused(1, &["the request is closed already"]);
}

#[test]
fn an_erasure_is_approved_as_it_was_looked_at_and_not_otherwise() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    let plan = format!("gdpr-server request plan {id}");
    world.run(&format!("request approve {id}")).refused(1, &["by the hash of its plan", &plan]);
    let hash = plan_hash(&world, &id);
    let mut changed = buyer("C-1");
    changed["lastName"] = json!("Musterfrau");
    import(&world, &changed);
    world.run(&format!("request approve {id} --plan {hash}")).refused(1, &["changed since this plan was made", &plan]);
    for wrong in ["x", &hash[1..], &hash.to_uppercase()] {
        world.run(&format!("request approve {id} --plan {wrong}")).refused(2, &["64 lower-case hexadecimal digits"]);
    }
    approve(&world, &id);
    import(&world, &buyer("C-1"));
    let text = world.run(&format!("request plan {id}")).done();
    assert!(
        text.contains(&format!("nothing will be done. To decide anew:\n  gdpr-server request revoke-approval {id}")),
        "{text}"
    );
    assert_eq!(world.run("erasure run --json").json()["outdated"], 1);
    assert_eq!(world.run(&format!("request show {id} --json")).json()["state"], "confirmed");
}

#[test]
fn access_is_approved_without_a_plan_and_what_people_do_not_at_all() {
    let world = with_customer();
    let id = confirmed(&world);
    let hash = "0".repeat(64);
    world.run(&format!("request approve {id} --plan {hash}")).refused(1, &["only an erasure has a plan"]);
    assert_eq!(world.run(&format!("request approve {id} --json")).json()["state"], "approved");
    let create = "request create --type objection --shop inTRONICS --customer C-1 --json";
    let id = world.run(create).json()["requestId"].as_str().unwrap().to_owned();
    super::confirm(&world, &id);
    world.run(&format!("request approve {id}")).refused(1, &["carried out by people"]);
}

#[test]
fn whoever_made_it_does_not_approve_it_where_two_have_to_decide() {
    let world = with_invoices().with("GDPR_ERASURE_FOUR_EYES", "true");
    let id = wants_erasure(&world, "C-1");
    let hash = plan_hash(&world, &id);
    world.run(&format!("request approve {id} --plan {hash}")).refused(1, &["another user has to approve it"]);
}
