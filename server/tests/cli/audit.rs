//! `audit`: proven as it was written, and what somebody does to it is named.

use serde_json::{Value, json};

use super::World;

/// A world with a customer, and a log of a few entries.
fn with_log() -> World {
    let world = World::with_shop_and_user();
    let line = json!({"shopCustomerNumber": "C-1", "customerType": "b2c", "email": "erika@example.org"}).to_string();
    world.run_with("customer import --shop inTRONICS -", line.as_bytes()).done();
    for kind in ["access", "erasure"] {
        world.run(&format!("request create --type {kind} --shop inTRONICS --customer C-1 --json")).json();
    }
    world
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn a_log_is_proven_and_a_change_of_it_is_named() {
    let world = with_log();
    let proven = world.run("audit verify --json").json();
    let entries = number(&proven["entries"]);
    assert!(entries >= 2);
    assert_eq!((&proven["proven"], &proven["last"]), (&json!(true), &json!(entries)));
    let said = world.run("audit verify").done();
    let first = format!("the audit log is what was written: {entries} entries up to {entries}");
    assert_eq!(said.lines().next(), Some(first.as_str()));

    assert_eq!(number(&world.run("audit verify --after 1 --json").json()["entries"]), entries - 1);

    // Somebody has the database, and not the secrets.
    let database = std::fs::read(world.path("gdpr.db")).unwrap();
    world.write("gdpr.db", replaced(&database, b"command-line:", b"service-line:"));
    world.run("audit verify").refused(1, &["the audit log is not what was written: entry 1 was changed"]);
    let done = world.run("audit verify --json");
    assert_eq!(done.code, 1);
    let found: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(found, json!({"proven": false, "line": null, "sequence": 1, "flaw": "changed"}));
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

#[test]
fn an_export_is_proven_far_away_from_the_database() {
    let world = with_log();
    let key = world.run("audit public-key").done();
    let key = key.trim();
    assert_eq!(world.run("audit public-key --json").json(), json!({"publicKey": key}));
    let said = world.run("audit export --since 2020-01-01 -o log.jsonl --json").json();
    #[cfg(unix)]
    assert_eq!(super::mode(&world.path("log.jsonl")), 0o600);

    let elsewhere = World::new();
    let file = std::fs::read_to_string(world.path("log.jsonl")).unwrap();
    elsewhere.write("log.jsonl", &file);
    let proof = format!("audit verify --export log.jsonl --public-key {key} --json");
    let proven = elsewhere.run(&proof).json();
    assert_eq!((&proven["entries"], &proven["last"]), (&said["entries"], &said["last"]));
    assert_eq!(proven["first"], 1);
    let piped = elsewhere.run_with(&format!("audit verify --export - --public-key {key}"), file.as_bytes()).done();
    assert!(piped.starts_with("the export is what was written at "), "{piped}");
    let made = std::fs::read_dir(elsewhere.folder.path()).unwrap().count();
    assert_eq!(made, 1, "neither a database nor secrets are needed, or made");

    elsewhere.write("log.jsonl", file.replacen("command-line", "service-line", 1));
    elsewhere.run(&proof.replace(" --json", "")).refused(1, &["log.jsonl", "line 1", "entry 1 was changed"]);
    elsewhere.write("log.jsonl", file.lines().skip(1).collect::<Vec<_>>().join("\n"));
    elsewhere.run(&proof.replace(" --json", "")).refused(1, &["line 1", "entry 1 is missing"]);
    let found: Value = serde_json::from_str(&elsewhere.run(&proof).out).unwrap();
    assert_eq!(found, json!({"proven": false, "line": 1, "sequence": 1, "flaw": "missing"}));

    elsewhere.write("log.jsonl", &file);
    let others = with_log().run("audit public-key").done();
    let proof = format!("audit verify --export log.jsonl --public-key {others}");
    elsewhere.run(&proof).refused(1, &["was signed with another key"]);
}

#[test]
fn an_export_names_nobody_and_is_an_entry_of_its_own() {
    let world = with_log();
    let first = world.run("audit export --since 2020-01-01T00:00:00Z").done();
    assert!(!first.contains("C-1\"") && !first.contains("erika"), "{first}");
    let lines: Vec<Value> = first.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [.., own, end] = &lines[..] else { panic!("an entry and an end") };
    assert_eq!(own["action"], "exported");
    assert!(own["actor"].as_str().unwrap().starts_with("command-line:"), "{own}");
    assert_eq!(end["head"]["sequence"], own["sequence"]);
    // Nothing happened since tomorrow, or whatever day comes long after this test.
    assert_eq!(world.run("audit export --since 9999-01-01").done().lines().count(), 1);
}

#[test]
fn what_was_exported_before_is_not_written_over() {
    let world = with_log();
    world.write("kept.jsonl", "kept");
    world.run("audit export --since 2020-01-01 -o kept.jsonl").refused(1, &["kept.jsonl cannot be written"]);
    assert_eq!(std::fs::read_to_string(world.path("kept.jsonl")).unwrap(), "kept");
    world.run("audit export --since 2020-01-01 -o nowhere/log.jsonl").refused(1, &["nowhere/log.jsonl"]);
}

#[test]
fn what_makes_no_sense_is_said_before_anything_is_done() {
    let world = with_log();
    let key = "00".repeat(32);
    for (line, said) in [
        ("audit export", "--since"),
        ("audit export --since yesterday", "2026-11-30"),
        ("audit export --since 2026-11-01 --json", "--out"),
        ("audit verify --export log.jsonl", "--public-key"),
        ("audit verify --export log.jsonl --public-key 00", "64 hexadecimal digits"),
        (&format!("audit verify --public-key {key}"), "--export"),
        ("audit verify --after first", "--after"),
    ] {
        world.run(line).refused(2, &[said]);
    }
    world.run("audit verify --after 99").refused(2, &["the audit log ends with entry 2"]);
    World::new().run("audit verify").refused(1, &["there is no database"]);
    World::new().run("audit public-key").refused(1, &["there is no database"]);
}
