//! `hold`: legal holds.

use serde_json::{Value, json};

use super::World;
use super::request::{approve, wants_erasure, with_invoices};

const ADD: &str = "hold add --shop inTRONICS --customer C-1";

fn list(world: &World) -> Vec<Value> {
    let out = world.run("hold list --shop inTRONICS --customer C-1 --json").done();
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_hold_is_listed_until_it_is_released() {
    let world = with_invoices();
    assert_eq!(world.run("hold list --shop inTRONICS --customer C-1").done(), "there is no hold on this customer\n");
    world.write("number.txt", "C-1\n");
    world.write("order.txt", "O-1\n");
    let add = "hold add --shop inTRONICS --customer @number.txt --place orders[] --record @order.txt --reason - --json";
    let placed = world.run_with(add, b"Lawsuit, file 18/26\n").json();
    assert_eq!(placed["reason"], "Lawsuit, file 18/26");
    assert_eq!((&placed["place"], &placed["record"]), (&json!("orders[]"), &json!("O-1")));
    let whole = world.run(&format!("{ADD} --reason Audit")).done();
    assert!(whole.starts_with("hold     ") && whole.ends_with("\nrecords  everything\n"), "{whole}");
    assert_eq!(list(&world).len(), 2);
    assert!(list(&world).contains(&placed));
    let table = world.run("hold list --shop inTRONICS --customer @number.txt").done();
    assert!(table.starts_with("HOLD ") && table.contains("  orders[] O-1  Lawsuit, file 18/26\n"), "{table}");
    let id = placed["id"].as_str().unwrap();
    assert_eq!(world.run(&format!("hold release {id} --reason Settled")).done(), format!("released hold {id}\n"));
    world.run(&format!("hold release {id} --reason Settled")).refused(1, &["there is no legal hold with this id"]);
    assert_eq!(list(&world).len(), 1);
}

#[test]
fn what_was_left_because_of_a_hold_goes_when_it_is_released() {
    let world = with_invoices();
    let hold = world.run(&format!("{ADD} --place orders[] --record O-1 --reason Lawsuit --json")).json();
    approve(&world, &wants_erasure(&world, "C-1"));
    world.run("erasure run").done();
    world.run("customer show --shop inTRONICS C-1").refused(1, &["has no customer with this number"]);
    assert_eq!(list(&world), std::slice::from_ref(&hold), "of somebody who was erased, too");
    assert_eq!(world.run("erasure run --json").json()["followedUp"], 0);
    world.run(&format!("hold release {} --reason Settled", hold["id"].as_str().unwrap())).done();
    assert_eq!(world.run("erasure run --json").json()["followedUp"], 1);
    assert_eq!(world.run("erasure run --json").json()["followedUp"], 0);
}

#[test]
fn what_cannot_be_held_is_refused_without_repeating_whom() {
    let world = with_invoices();
    let told = world.run("hold add --shop inTRONICS --customer C-4711 --reason x").refused(1, &["has nobody on file"]);
    assert!(!told.contains("4711"), "{told}");
    let told =
        world.run("hold add --shop inTRONICS --customer a/b --reason x").refused(2, &["--customer NUMBER contains"]);
    assert!(!told.contains("a/b"), "{told}");
    world.run(&format!("{ADD} --place order --reason x")).refused(1, &["name a place of the data map"]);
    world.run(&format!("{ADD} --place . --record x --reason x")).refused(1, &["a record only where it has one"]);
    world.run(&format!("{ADD} --record O-1 --reason x")).refused(2, &["--place <PLACE>"]);
    world.run(ADD).refused(2, &["--reason <TEXT>"]);
    world.run_with(&format!("{ADD} --reason -"), b" \n").refused(1, &["a reason is needed"]);
    world.run("hold list --shop Moon --customer C-1").refused(1, &["there is no shop \"Moon\""]);
    world.run("hold list --shop inTRONICS").refused(2, &["--customer <NUMBER>"]);
    world.run("hold release 12").refused(2, &["--reason <TEXT>"]);
    assert!(list(&world).is_empty());
}
