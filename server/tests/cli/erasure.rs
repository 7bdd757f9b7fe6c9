//! `erasure`: what is due is carried out, and stays so after a backup was restored.

use domain::clock::Clock;
use gdpr_server::system::SystemClock;
use serde_json::{Value, json};

use super::World;
use super::request::{approve, buyer, import, store, wants_erasure, with_invoices};

/// Erases the customer with this number.
pub(super) fn erase(world: &World, number: &str) {
    approve(world, &wants_erasure(world, number));
    assert_eq!(world.run("erasure run --json").json()["fulfilled"], 1);
}

pub(super) fn is_on_file(world: &World, number: &str) -> bool {
    world.run(&format!("customer show --shop inTRONICS {number}")).code == 0
}

/// Whether a text stands anywhere in the files of the database.
fn is_on_disk(world: &World, text: &str) -> bool {
    ["gdpr.db", "gdpr.db-wal"].iter().any(|name| {
        let bytes = std::fs::read(world.path(name)).unwrap_or_default();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// A world, and a backup of it from before C-1 and C-2 were erased, which is put back.
fn restored() -> World {
    let world = with_invoices();
    for number in ["C-2", "C-3"] {
        import(&world, &buyer(number));
    }
    std::fs::copy(world.path("gdpr.db"), world.path("backup.db")).unwrap();
    erase(&world, "C-1");
    erase(&world, "C-2");
    restore(&world);
    world
}

pub(super) fn restore(world: &World) {
    for name in ["gdpr.db-wal", "gdpr.db-shm"] {
        let _ = std::fs::remove_file(world.path(name));
    }
    std::fs::copy(world.path("backup.db"), world.path("gdpr.db")).unwrap();
}

#[test]
fn what_is_due_is_carried_out_and_told() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    approve(&world, &id);
    let out = world.run("erasure run").done();
    let wanted = "carried out      1\ndecide anew      0\nerased later     0\nfailed           0\ncopies removed   no\nleft to others   0\n";
    assert_eq!(out, wanted);
    let done = world.run(&format!("request show {id} --json")).json();
    assert_eq!((&done["state"], &done["outcome"]), (&json!("closed"), &json!("partly-completed")));
    assert!(!is_on_file(&world, "C-1"));
    let nothing = json!({"fulfilled": 0, "outdated": 0, "followedUp": 0, "wiped": false, "elsewhere": 0, "failed": []});
    assert_eq!(world.run("erasure run --json").json(), nothing);
}

#[test]
fn copies_of_what_was_deleted_are_removed_when_somebody_says_so() {
    let world = with_invoices();
    assert_eq!(world.run("erasure wipe").done(), "there was nothing to remove\n");
    assert!(is_on_disk(&world, "Mustermann"));
    erase(&world, "C-1");
    assert_eq!(world.run("erasure wipe").done(), "copies of what was deleted are removed\n");
    assert!(!is_on_disk(&world, "Mustermann") && !is_on_disk(&world, "erika@example.org"));
    assert_eq!(world.run("erasure wipe --json").json(), json!({"wiped": false}));
}

#[test]
fn what_does_not_work_is_told_and_done_by_the_next_run() {
    let world = with_invoices();
    let id = wants_erasure(&world, "C-1");
    approve(&world, &id);
    std::fs::create_dir(world.path("gdpr.db.erasures")).unwrap();
    let done = world.run("erasure run");
    assert_eq!(done.code, 1, "{}", done.out);
    assert!(done.err.starts_with(&format!("request {id}: the ledger of erasures cannot be written: ")), "{}", done.err);
    assert!(done.err.ends_with("; it is tried again\n") && done.out.contains("failed           1\n"), "{}", done.err);
    assert!(is_on_file(&world, "C-1"));
    let shown = world.run(&format!("request show {id} --json")).json();
    assert_eq!((&shown["state"], &shown["failures"]), (&json!("processing"), &json!("1")));
    assert!(shown["nextTryAt"].is_string() && shown["processingSince"].is_string(), "{shown}");
    world.run("check").refused(1, &["the ledger of erasures gdpr.db.erasures cannot be written"]);
    world.run(&format!("request revoke-approval {id}")).refused(1, &["the request is being carried out"]);
}

#[test]
fn a_restored_backup_brings_nobody_back() {
    let world = restored();
    assert!(is_on_file(&world, "C-1") && is_on_file(&world, "C-2"));
    for command in ["check", "erasure run", "serve --listen 127.0.0.1:0"] {
        let refused = world.run(command);
        assert_eq!(refused.code, 1, "{command}");
        assert!(refused.err.contains("run `gdpr-server erasure replay` first"), "{command}: {}", refused.err);
    }
    let preview = world.run("erasure replay --since 2020-01-01 --dry-run --json").json();
    assert_eq!((&preview["inLedger"], &preview["erasedAgain"]), (&json!(2), &json!(2)));
    assert!(is_on_file(&world, "C-1"), "looking erases nobody");
    let replayed = world.run("erasure replay --since 2020-01-01 --json").json();
    let wanted = json!({
        "since": "2020-01-01T00:00:00.000Z", "dryRun": false, "inLedger": 2, "erasedAgain": 2, "atUnknownShops": 0,
        "holdsPlacedAgain": 0, "reopened": 0, "wiped": true, "badLines": [], "badLineCount": 0,
    });
    assert_eq!(replayed, wanted);
    assert!(!is_on_file(&world, "C-1") && !is_on_file(&world, "C-2") && is_on_file(&world, "C-3"));
    let again = world.run("erasure replay --since 2020-01-01T00:00:00+01:00").done();
    let wanted = "since          2019-12-31T23:00:00.000Z\nin the ledger  2\nerased again   0\nshops unknown  0\n\
                  holds again    0\napprove again  0\nlines not read 0\n";
    assert_eq!(again, wanted);
    let refused = world.run_with("customer import --shop inTRONICS -", buyer("C-1").to_string().as_bytes());
    assert_eq!(refused.code, 1, "an import does not bring them back either");
    world.run("audit verify").done();
    world.run("check").done();
}

#[test]
fn the_ledger_can_be_anywhere() {
    let world = restored();
    std::fs::rename(world.path("gdpr.db.erasures"), world.path("safe.erasures")).unwrap();
    world.run("erasure replay --since 2020-01-01").refused(1, &["there is no ledger gdpr.db.erasures", "--ledger"]);
    let replay = "erasure replay --since 2020-01-01 --json";
    assert_eq!(world.run(&format!("{replay} --ledger safe.erasures")).json()["erasedAgain"], 2);
    restore(&world);
    let world = world.with("GDPR_ERASURE_LEDGER", "safe.erasures");
    assert_eq!(world.run(replay).json()["erasedAgain"], 2);
}

#[test]
fn a_line_that_cannot_be_read_is_told_by_its_number_and_keeps_nobody_in() {
    let world = restored();
    let ledger = std::fs::read_to_string(world.path("gdpr.db.erasures")).unwrap();
    let forged = ledger.lines().next().unwrap().replace("\"erasure\":\"", "\"erasure\":\"0");
    let mut bytes = format!("{{\"erasure\":\"cut of\n\n{forged}\n").into_bytes();
    bytes.extend(b"\xff\n");
    bytes.extend(ledger.into_bytes());
    world.write("gdpr.db.erasures", bytes);
    let done = world.run("erasure replay --since 2020-01-01 --json");
    assert_eq!(done.code, 1);
    let lines: Vec<_> = done.err.lines().collect();
    assert_eq!(lines.len(), 4, "{}", done.err);
    assert!(lines[3].starts_with("error: the ledger gdpr.db.erasures was changed before line 5"), "{}", lines[3]);
    for (line, start) in lines.iter().zip([
        "line 1: is not a line of a ledger of erasures",
        "line 3: was written under another audit key, or changed since",
        "line 4: is not UTF-8 text",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    let json: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(
        (&json["erasedAgain"], &json["badLineCount"], &json["badLines"][1]["line"]),
        (&json!(2), &json!(3), &json!(3))
    );
    assert!(!is_on_file(&world, "C-1") && !is_on_file(&world, "C-2"));
}

#[test]
fn from_when_on_is_a_day_or_a_time_that_was() {
    let world = restored();
    for since in ["yesterday", "2026-13-01", "2026-01-01T00:00:00", "01.11.2026"] {
        let told = world.run(&format!("erasure replay --since {since}"));
        assert!(
            told.code == 2 && told.err.contains("write it like 2026-11-30 or 2026-11-30T08:00:00Z"),
            "{}",
            told.err
        );
    }
    world.run("erasure replay --since 2999-01-01").refused(2, &["--since lies in the future"]);
    assert!(is_on_file(&world, "C-1"));
    let done = world.run("erasure replay").done();
    assert!(done.starts_with("since          the first line\nin the ledger  2\nerased again   2\n"), "{done}");
}

/// Lets another process be at this work, or have been killed at it, for a minute by the clock of the machine.
fn at_work(world: &World, work: &str) {
    let now = SystemClock.now();
    let take = |transaction: &dyn domain::store::Transaction| {
        transaction.take_lease(work, "another", now, now + chrono::TimeDelta::minutes(1))
    };
    assert!(store(world).write("take_lease", take).unwrap());
}

#[test]
fn what_another_process_is_at_is_left_to_it_and_all_else_is_carried_out() {
    let world = with_invoices();
    let busy = wants_erasure(&world, "C-1");
    approve(&world, &busy);
    import(&world, &buyer("C-2"));
    approve(&world, &wants_erasure(&world, "C-2"));
    at_work(&world, &format!("request/{busy}"));
    let ran = world.run("erasure run --json").json();
    assert_eq!((&ran["fulfilled"], &ran["elsewhere"]), (&json!(1), &json!(1)));
    assert!(is_on_file(&world, "C-1") && !is_on_file(&world, "C-2"));
}

#[test]
fn a_wipe_waits_for_that_of_another_process() {
    let world = with_invoices();
    approve(&world, &wants_erasure(&world, "C-1"));
    assert_eq!(world.run("erasure run --json").json()["fulfilled"], 1);
    at_work(&world, "wipe");
    std::thread::scope(|scope| {
        let wiping = scope.spawn(|| world.run("erasure wipe --json"));
        std::thread::sleep(std::time::Duration::from_millis(600));
        assert!(!wiping.is_finished());
        store(&world).write("release_lease", |transaction| transaction.release_lease("wipe", "another")).unwrap();
        assert_eq!(wiping.join().unwrap().json(), json!({"wiped": true}));
    });
    assert_eq!(world.run("erasure wipe --json").json(), json!({"wiped": false}));
}
