//! The ledger of erasures and the database: either can be lost, put back or changed, and that is noticed.

use serde_json::{Value, json};

use super::World;
use super::erasure::{erase, is_on_file, restore};
use super::request::{approve, buyer, confirm, import, wants_erasure, with_invoices};

const LEDGER: &str = "gdpr.db.erasures";

/// A world in which C-1 and C-2 were erased.
fn with_erased() -> World {
    let world = with_invoices();
    for number in ["C-2", "C-3"] {
        import(&world, &buyer(number));
    }
    erase(&world, "C-1");
    erase(&world, "C-2");
    world.run("check").done();
    world
}

fn backup(world: &World) {
    std::fs::copy(world.path("gdpr.db"), world.path("backup.db")).unwrap();
}

fn state(world: &World, id: &str) -> Value {
    world.run(&format!("request show {id} --json")).json()["state"].clone()
}

/// Neither the server nor anything that erases does anything, and each says this.
fn refused(world: &World, said: &[&str]) {
    for command in ["check", "erasure run", "serve --listen 127.0.0.1:0"] {
        let done = world.run(command);
        assert_eq!(done.code, 1, "{command}: {}{}", done.out, done.err);
        for said in said {
            assert!(done.err.contains(said), "{command}: {said:?} is not in: {}", done.err);
        }
    }
}

#[test]
fn an_approval_that_was_taken_back_after_the_backup_is_not_carried_out() {
    for take_back in ["revoke-approval ID", "withdraw ID", "reject ID --reason No"] {
        let world = with_invoices();
        import(&world, &buyer("C-2"));
        let (id, other) = (wants_erasure(&world, "C-1"), wants_erasure(&world, "C-2"));
        approve(&world, &id);
        approve(&world, &other);
        backup(&world);
        world.run(&format!("request {}", take_back.replace("ID", &id))).done();
        restore(&world);
        assert_eq!(state(&world, &id), "approved", "{take_back}");
        refused(&world, &["restored from a backup", "run `gdpr-server erasure replay` first"]);
        let preview = world.run("erasure replay --dry-run --json").json();
        assert_eq!((&preview["reopened"], &preview["erasedAgain"]), (&json!(2), &json!(0)), "{take_back}");
        assert_eq!(state(&world, &id), "approved", "looking changes nothing");
        let replayed = world.run("erasure replay --json").json();
        assert_eq!((&replayed["reopened"], &replayed["erasedAgain"]), (&json!(2), &json!(0)), "{take_back}");
        world.run("check").done();
        assert_eq!(world.run("erasure run --json").json()["fulfilled"], 0, "{take_back}");
        for id in [&id, &other] {
            assert_eq!(state(&world, id), "confirmed", "{take_back}");
        }
        assert!(is_on_file(&world, "C-1") && is_on_file(&world, "C-2"));
        // Given again, it is carried out.
        approve(&world, &other);
        assert_eq!(world.run("erasure run --json").json()["fulfilled"], 1, "{take_back}");
        world.run("check").done();
        world.run("audit verify").done();
    }
}

#[test]
fn an_access_request_that_was_approved_in_the_backup_hands_nothing_over_before_it_is_approved_again() {
    let world = with_invoices();
    let create = "request create --type access --shop inTRONICS --customer C-1 --json";
    let id = world.run(create).json()["requestId"].as_str().unwrap().to_owned();
    confirm(&world, &id);
    world.run(&format!("request approve {id}")).done();
    backup(&world);
    world.run(&format!("request withdraw {id}")).done();
    restore(&world);
    let package = format!("request package {id} -o package.zip");
    world.run(&package).refused(1, &["run `gdpr-server erasure replay` first"]);
    assert_eq!(world.run("erasure replay --json").json()["reopened"], 1);
    world.run(&package).refused(1, &["the request is not approved"]);
    assert!(!world.path("package.zip").exists());
    world.run(&format!("request approve {id}")).done();
    world.run(&package).done();
}

#[test]
fn a_request_whose_erasure_is_in_the_ledger_is_closed_by_the_replay_and_names_nobody() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    approve(&world, &id);
    backup(&world);
    assert_eq!(world.run("erasure run --json").json()["fulfilled"], 1);
    let before = world.run(&format!("request show {id} --json")).json();
    restore(&world);
    assert_eq!(world.run("erasure replay --json").json()["reopened"], 0);
    let shown = world.run(&format!("request show {id} --json")).json();
    for member in ["state", "outcome", "subject"] {
        assert_eq!(shown[member], before[member], "{member}");
    }
    assert!(!is_on_file(&world, "C-1"));
    world.run("check").done();
}

#[test]
fn a_hold_that_was_placed_after_the_backup_is_not_forgotten_with_it() {
    let world = with_invoices();
    backup(&world);
    world.run("hold add --shop inTRONICS --customer C-1 --reason Lawsuit").done();
    restore(&world);
    refused(&world, &["run `gdpr-server erasure replay` first"]);
    assert_eq!(world.run("erasure replay --json").json()["holdsPlacedAgain"], 1);
    world.run("check").done();
    let holds = world.run("hold list --shop inTRONICS --customer C-1 --json").done();
    assert_eq!(holds.lines().count(), 1);
}

#[test]
fn lines_that_are_gone_changed_or_damaged_are_noticed_until_the_loss_is_accepted() {
    let world = with_erased();
    let whole = std::fs::read_to_string(world.path(LEDGER)).unwrap();
    let lines: Vec<_> = whole.lines().collect();
    assert_eq!(lines.len(), 2);
    let damaged = format!("{}\n{}\n", lines[0], lines[1].replace("erasure", "deletion"));
    for (content, flaw) in [
        (None, "is not there, and had 2 lines"),
        (Some(String::new()), "ends after 0 lines, and had 2"),
        (Some(format!("{}\n", lines[0])), "ends after 1 lines, and had 2"),
        (Some(format!("{}\n", lines[1])), "was changed before line 1"),
        (Some(damaged), "has a damaged line: line 2"),
        (Some(format!("{whole}no line\n")), "has a damaged line: line 3"),
    ] {
        match &content {
            Some(content) => world.write(LEDGER, content),
            None => std::fs::remove_file(world.path(LEDGER)).unwrap(),
        }
        refused(&world, &[LEDGER, flaw, "put the ledger back", "erasure ledger accept-loss --reason"]);
        // Put back as it was, it is as it was.
        world.write(LEDGER, &whole);
        world.run("check").done();
    }
    // A line that was cut off when the machine went down was never relied on.
    world.write(LEDGER, format!("{whole}{}", &lines[0][..40]));
    world.run("check").done();
    erase(&world, "C-3");
    world.run("check").done();
    assert_eq!(std::fs::read_to_string(world.path(LEDGER)).unwrap().lines().count(), 4);
}

#[test]
fn a_loss_is_accepted_with_a_reason_and_healed_from_the_database() {
    let world = with_erased();
    let accept = "erasure ledger accept-loss";
    world.run(&format!("{accept} --reason none")).refused(1, &["there is no loss to accept"]);
    world.run(accept).refused(2, &["--reason <TEXT>"]);
    std::fs::remove_file(world.path(LEDGER)).unwrap();
    world.run_exactly(&["erasure", "ledger", "accept-loss", "--reason", " "], b"").refused(1, &["a reason is needed"]);
    let accepted = world.run_with(&format!("{accept} --reason - --json"), b"Disk failed, ticket 4711").json();
    assert_eq!(accepted, json!({"accepted": "ends after 0 lines, and had 2", "writtenAgain": 2}));
    world.run("check").done();
    world.run("audit verify").done();
    world.run("audit export --since 2020-01-01 -o log.jsonl").done();
    let log = std::fs::read_to_string(world.path("log.jsonl")).unwrap();
    let entry = log.lines().find(|line| line.contains("ledger-loss-accepted")).unwrap();
    assert!(entry.contains("Disk failed, ticket 4711") && entry.contains("ends after 0 lines"), "{entry}");
    erase(&world, "C-3");
    world.run("check").done();
    let ledger = std::fs::read_to_string(world.path(LEDGER)).unwrap();
    assert_eq!(ledger.lines().filter(|line| line.contains("\"event\":\"erasure\"")).count(), 3);
}

#[test]
fn a_database_that_begins_anew_beside_an_old_ledger_learns_from_it() {
    let world = with_erased();
    for name in ["gdpr.db", "gdpr.db-wal", "gdpr.db-shm"] {
        let _ = std::fs::remove_file(world.path(name));
    }
    world.run("shop add inTRONICS").done();
    refused(&world, &["run `gdpr-server erasure replay` first"]);
    assert_eq!(world.run("erasure replay --json").json()["erasedAgain"], 0);
    world.run("check").done();
    let import = world.run_with("customer import --shop inTRONICS -", buyer("C-1").to_string().as_bytes());
    assert_eq!(import.code, 1, "who was erased is not imported again");
}

#[test]
fn a_copy_of_the_database_is_checked_without_the_ledger_that_is_not_copied() {
    let world = with_erased();
    std::fs::create_dir(world.path("backup")).unwrap();
    for name in ["gdpr.db", "gdpr.db.secrets.toml"] {
        std::fs::copy(world.path(name), world.path("backup").join(name)).unwrap();
    }
    world.run("--database backup/gdpr.db check").refused(1, &["is not there, and had 2 lines"]);
    let said = world.run("--database backup/gdpr.db check --copy").done();
    assert!(said.starts_with("the database backup/gdpr.db is sound\n") && !said.contains("ledger"), "{said}");
}
