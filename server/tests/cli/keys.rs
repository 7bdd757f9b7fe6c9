//! A database and its secrets belong together: without them, or with others, nothing is done.

use serde_json::json;

use super::World;
use super::request::{approve, buyer, import, wants_erasure, with_invoices};

const SECRETS: &str = "gdpr.db.secrets.toml";

/// What would go wrong unnoticed with other secrets, and what reads.
const COMMANDS: [&str; 15] = [
    "serve --listen 127.0.0.1:0",
    "shop add other",
    "user grant alice --role privacy-officer --organization inTRONICS",
    "token issue --user alice",
    "customer import --shop inTRONICS customers.ndjson",
    "customer show --shop inTRONICS C-2",
    "request create --type access --shop inTRONICS --customer C-2",
    "request list",
    "hold add --shop inTRONICS --customer C-2 --reason Lawsuit",
    "hold list --shop inTRONICS --customer C-2",
    "erasure run",
    "housekeeping --now",
    "audit verify",
    "migrate",
    "check",
];

/// A world in which C-1 was erased and C-2 is held.
fn world() -> World {
    let world = with_invoices();
    import(&world, &buyer("C-2"));
    approve(&world, &wants_erasure(&world, "C-1"));
    assert_eq!(world.run("erasure run --json").json()["fulfilled"], 1);
    world.run("hold add --shop inTRONICS --customer C-2 --reason Lawsuit").done();
    world.write("customers.ndjson", buyer("C-1").to_string());
    world
}

fn line_of(world: &World, key: &str) -> String {
    let text = std::fs::read_to_string(world.path(SECRETS)).unwrap();
    text.lines().find(|line| line.starts_with(key)).unwrap().to_owned()
}

fn replace(world: &World, from: &str, to: &str) {
    let text = std::fs::read_to_string(world.path(SECRETS)).unwrap();
    std::fs::write(world.path(SECRETS), text.replace(from, to)).unwrap();
}

#[test]
fn with_the_secrets_of_another_database_nothing_is_done() {
    let (world, other) = (world(), World::with_shop_and_user());
    let right = std::fs::read(world.path(SECRETS)).unwrap();
    std::fs::copy(other.path(SECRETS), world.path(SECRETS)).unwrap();
    for command in COMMANDS {
        world.run(command).refused(1, &["the audit-key is not the one", "put back from the backup", SECRETS]);
    }
    std::fs::write(world.path(SECRETS), right).unwrap();
    world.run("check").done();
    let import = world.run("customer import --shop inTRONICS customers.ndjson");
    assert_eq!(import.code, 1, "whoever was erased stays so: {}", import.out);
}

#[test]
fn without_its_secrets_nothing_is_done_and_none_are_made() {
    let world = world();
    std::fs::remove_file(world.path(SECRETS)).unwrap();
    for command in COMMANDS {
        world.run(command).refused(1, &["there are no secrets beside the database", SECRETS, "backup"]);
        assert!(!world.path(SECRETS).exists(), "{command}");
    }
}

#[test]
fn also_an_empty_database_that_had_secrets_gets_no_others() {
    let world = World::new();
    world.run("migrate").done();
    std::fs::remove_file(world.path(SECRETS)).unwrap();
    world.run("shop add inTRONICS").refused(1, &["there are no secrets beside the database"]);
    assert!(!world.path(SECRETS).exists());
}

#[test]
fn a_file_that_lost_its_audit_key_gets_no_other() {
    let world = world();
    let line = line_of(&world, "audit_key");
    replace(&world, &line, "");
    world.run("erasure run").refused(1, &["has no audit_key", "backup", "audit.key_file"]);
    replace(&world, "token_secret", &format!("{line}\ntoken_secret"));
    world.run("check").done();
}

#[test]
fn an_older_database_is_not_blessed_with_other_secrets() {
    let (world, other) = (world(), World::with_shop_and_user());
    let database = rusqlite::Connection::open(world.path("gdpr.db")).unwrap();
    database.execute("DELETE FROM key_checks", ()).unwrap();
    let right = std::fs::read(world.path(SECRETS)).unwrap();
    std::fs::copy(other.path(SECRETS), world.path(SECRETS)).unwrap();
    for _ in 0..2 {
        world.run("erasure run").refused(1, &["nothing that is sealed", "put back from the backup"]);
    }
    std::fs::write(world.path(SECRETS), right).unwrap();
    world.run("erasure run").done();
    std::fs::copy(other.path(SECRETS), world.path(SECRETS)).unwrap();
    world.run("erasure run").refused(1, &["the audit-key is not the one"]);
}

#[test]
fn a_changed_token_secret_is_accepted_on_purpose_alone() {
    let world = World::with_shop_and_user();
    world.run("token issue --user alice").done();
    let world = world.with("GDPR_TOKENS_SECRET", &"another secret ".repeat(3));
    let said = ["the token-secret is not the one", "`gdpr-server keys accept token-secret`", "tokens that were issued"];
    world.run("token issue --user alice").refused(1, &said);
    world.run("serve --listen 127.0.0.1:0").refused(1, &said);
    let accepted = world.run("keys accept token-secret --json").json();
    assert_eq!(accepted, json!({"key": "token-secret", "accepted": true}));
    assert_eq!(world.run("keys accept token-secret").done(), "the token-secret is the right one already\n");
    world.run("token issue --user alice").done();
    let log = world.run("audit export --since 2020-01-01").done();
    assert!(log.lines().next().unwrap().contains(r#""action":"key-accepted""#), "{log}");
}

#[test]
fn a_changed_confirmation_key_is_accepted_on_purpose_alone() {
    let world = world();
    let world = world.with("GDPR_CONFIRMATION_KEY", &"another key ".repeat(3));
    world
        .run("request list")
        .refused(1, &["the confirmation-key is not the one", "keys accept confirmation-key", "links"]);
    world.run("keys accept confirmation-key").done();
    world.run("request list").done();
}

#[test]
fn nothing_replaces_the_audit_key() {
    let world = world();
    world.run("keys accept audit-key").refused(2, &["nothing can replace the audit key"]);
    world.run("keys accept password").refused(2, &["confirmation-key or token-secret"]);
    let world = world.with("GDPR_AUDIT_KEY", &"another audit key ".repeat(3));
    world.run("keys accept token-secret").refused(1, &["the audit-key is not the one"]);
    World::new().run("keys accept token-secret").refused(1, &["there is no database"]);
}
