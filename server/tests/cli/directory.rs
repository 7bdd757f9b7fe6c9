//! `organization`, `shop`, `role`, `user`.

use serde_json::json;

use super::{PASSWORD, World};

#[test]
fn organizations_grow_below_the_root_or_each_other() {
    let world = World::new();
    assert_eq!(world.run("organization add Germany").done(), "added organization \"Germany\" below \"OmsSystem\"\n");
    assert_eq!(
        world.run("organization add Berlin --parent Germany --json").json(),
        json!({"organization": "Berlin", "parent": "Germany"})
    );
    world.run("organization add Berlin").refused(1, &["organization \"Berlin\" exists already"]);
    world.run("organization add OmsSystem").refused(1, &["exists already"]);
    world.run("organization add Rome --parent Italy").refused(1, &["there is no organization \"Italy\"; add it first"]);
    world.run("organization add a/b").refused(2, &["invalid value 'a/b'", "contains a control character"]);
    world.run("organization add").refused(2, &["<NAME>"]);
}

#[test]
fn a_shop_gets_an_organization_of_its_name_and_the_contracts_site_unless_told() {
    let world = World::new();
    assert_eq!(
        world.run("shop add inTRONICS --json").json(),
        json!({"shop": "inTRONICS", "organization": "inTRONICS", "site": "inSPIRED-inTRONICS-Site"})
    );
    world.run("organization add Germany").done();
    assert_eq!(
        world.run("shop add other --organization Germany --site S").done(),
        "added shop \"other\" at organization \"Germany\" with site \"S\"\n"
    );
    world.run("shop add inTRONICS").refused(1, &["shop \"inTRONICS\" exists already"]);
    world.run("shop add x --organization nowhere").refused(1, &["there is no organization \"nowhere\""]);
    world.run("shop add x --site a/b").refused(2, &["--site <SITE>"]);
}

#[test]
fn a_role_has_permissions_that_exist() {
    let world = World::new();
    assert_eq!(
        world.run("role add eraser --permission delete-customer --json").json(),
        json!({"role": "eraser", "permissions": ["delete-customer"]})
    );
    assert_eq!(
        world.run("role add officer --permission view-gdpr-relevant-data --json").json(),
        json!({"role": "officer", "permissions": ["view-gdpr-relevant-data"]})
    );
    world
        .run("role add privacy-viewer --permission view-gdpr-relevant-data")
        .refused(1, &["role \"privacy-viewer\" exists already"]);
    assert_eq!(
        world.run("role add desk --permission manage-data-requests").done(),
        "added role \"desk\" with manage-data-requests\n"
    );
    assert_eq!(
        world.run("role add all --permission manage-data-requests view-gdpr-relevant-data --json").json(),
        json!({"role": "all", "permissions": ["view-gdpr-relevant-data", "manage-data-requests"]})
    );
    world.run("role add privacy-officer --permission manage-data-requests").refused(1, &["exists already"]);
    world.run("role add x").refused(2, &["--permission <PERMISSION>"]);
    world
        .run("role add x --permission fly")
        .refused(2, &["possible values: view-gdpr-relevant-data, delete-customer, manage-data-requests"]);
}

#[test]
fn a_user_has_a_password_from_standard_input_and_a_role_at_a_place() {
    let world = World::new();
    let added = world.run_with("user add alice --password-stdin", format!("{PASSWORD}\r\nsecond line\n").as_bytes());
    assert_eq!(added.done(), "added user \"alice\"\n");
    world
        .run_with("user add alice --password-stdin", PASSWORD.as_bytes())
        .refused(1, &["user \"alice\" exists already"]);
    assert_eq!(
        world.run("user grant alice --role privacy-viewer --organization OmsSystem --json").json(),
        json!({"user": "alice", "role": "privacy-viewer", "organization": "OmsSystem"})
    );
    world
        .run("user grant alice --role privacy-viewer --organization OmsSystem")
        .refused(1, &["user \"alice\" has role \"privacy-viewer\" at organization \"OmsSystem\" already"]);
    for (line, missing) in [
        ("user grant bob --role privacy-viewer --organization OmsSystem", "user \"bob\""),
        ("user grant alice --role king --organization OmsSystem", "role \"king\""),
        ("user grant alice --role privacy-viewer --organization Moon", "organization \"Moon\""),
    ] {
        world.run(line).refused(1, &[&format!("there is no {missing}; add it first")]);
    }
    let database = std::fs::read(world.path("gdpr.db")).unwrap();
    assert!(!database.windows(PASSWORD.len()).any(|bytes| bytes == PASSWORD.as_bytes()));
}

#[test]
fn a_password_that_will_not_do_is_refused_and_nothing_is_made() {
    let world = World::new();
    for (password, why) in [
        (&b"short"[..], "fewer than 12 characters"),
        (b"", "no password on standard input"),
        (b"\nsecond line of enough length", "no password on standard input"),
        (&[b'x'; 1025], "more than 1024 bytes"),
        (&vec![b'x'; 100_000], "more than 1024 bytes"),
        (b"\xFF\xFE of enough length", "is not UTF-8"),
        (b"with a \x07 bell in it", "control character"),
    ] {
        let told = world.run_with("user add bob --password-stdin", password).refused(1, &[why]);
        assert!(!told.contains("short") && !told.contains("xxx"), "{told}");
    }
    assert!(!world.path("gdpr.db").exists());
    world.run("user add a:b --password-stdin").refused(2, &["cannot stand in a user name"]);
}

#[test]
fn a_password_is_no_argument_and_is_not_repeated_when_it_is_given_as_one() {
    let world = World::new();
    world.run("user add bob").refused(2, &["--password-stdin"]);
    // The harness looks for the password in everything that is printed.
    for arguments in [
        &["user", "add", "bob", PASSWORD][..],
        &["user", "add", "bob", &format!("--password={PASSWORD}")],
        &["user", "add", "bob", "--password", PASSWORD],
        &["user", "add", "bob", &format!("-p{PASSWORD}")],
        &["user", "add", "bob", &format!("--password-stdin={PASSWORD}")],
    ] {
        world.run_exactly(arguments, b"").refused(2, &[]);
    }
}
