//! What the first use makes, and whose it is.

use serde_json::json;

use super::World;

#[test]
fn migrate_makes_the_database_and_says_its_version() {
    let world = World::new();
    let told = world.run("migrate").done();
    let version = told.trim_end().strip_prefix("the database gdpr.db has schema version ").unwrap();
    let version: u32 = version.parse().unwrap();
    assert_eq!(world.run("--database other.db migrate --json").json(), json!({"schemaVersion": version}));
    assert!(world.path("gdpr.db").exists() && world.path("other.db").exists());
}

#[test]
fn a_database_that_is_none_of_ours_is_refused_and_left_alone() {
    let world = World::new();
    world.write("gdpr.db", "this is a text file, and a rather long one for that matter");
    world.run("migrate").refused(1, &["gdpr.db", "damaged or not one of this program"]);
    world.run("--database no/such/folder.db migrate").refused(1, &["cannot be made"]);
}

#[test]
fn commands_that_would_find_nothing_in_a_new_database_do_not_make_one() {
    let world = World::new();
    for command in [
        "user grant alice --role privacy-viewer --organization OmsSystem",
        "token issue --user alice",
        "customer import --shop inTRONICS -",
        "customer show --shop inTRONICS C-1",
        "request create --type access --shop inTRONICS --customer C-1",
        "request show 0123",
    ] {
        world.run(command).refused(1, &["there is no database gdpr.db", "--database"]);
    }
    assert_eq!(std::fs::read_dir(world.folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn database_and_secrets_are_their_owners_alone() {
    let world = World::with_shop_and_user();
    for name in ["gdpr.db", "gdpr.db.secrets.toml"] {
        assert_eq!(super::mode(&world.path(name)), 0o600, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn secrets_that_others_can_read_are_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::with_shop_and_user();
    world.run("token issue --user alice").done();
    let secrets = world.path("gdpr.db.secrets.toml");
    std::fs::set_permissions(&secrets, std::fs::Permissions::from_mode(0o644)).unwrap();
    for command in ["token issue --user alice", "serve --listen 127.0.0.1:0"] {
        world.run(command).refused(1, &["can be read or written by others", "chmod 600"]);
    }
    std::fs::set_permissions(&secrets, std::fs::Permissions::from_mode(0o600)).unwrap();
    world.run("token issue --user alice").done();
}
