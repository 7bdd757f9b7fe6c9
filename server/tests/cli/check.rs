//! `check`: the database, and whether its secrets are its own.

use super::World;

/// Somebody was shown to somebody: so there is an audit log.
fn with_log() -> World {
    let world = World::with_shop_and_user();
    world.write("customers.ndjson", r#"{"shopCustomerNumber":"C-1","customerType":"b2c"}"#);
    world.run("customer import --shop inTRONICS customers.ndjson").done();
    world.run("customer show --shop inTRONICS C-1").done();
    world
}

#[test]
fn a_database_with_its_secrets_is_sound() {
    assert_eq!(with_log().run("check").done(), "the database gdpr.db is sound\n");
    assert_eq!(with_log().run("check --json").json()["sound"], true);
}

#[test]
fn a_copy_without_its_secrets_is_not_sound_and_gets_no_others() {
    let world = with_log();
    std::fs::remove_file(world.path("gdpr.db.secrets.toml")).unwrap();
    world.run("check").refused(1, &["there are no secrets beside", "gdpr.db.secrets.toml", "backup"]);
    assert!(!world.path("gdpr.db.secrets.toml").exists());
}

#[test]
fn a_copy_with_the_secrets_of_another_database_is_told_from_one_with_its_own() {
    let (world, other) = (with_log(), with_log());
    std::fs::copy(other.path("gdpr.db.secrets.toml"), world.path("gdpr.db.secrets.toml")).unwrap();
    world.run("check").refused(1, &["are these its secrets", "audit verify"]);
}
