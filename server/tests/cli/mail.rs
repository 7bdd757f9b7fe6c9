//! `mail templates` and `mail test`.

use super::World;

#[test]
fn templates_are_written_once_and_can_be_used_as_they_are() {
    let world = World::new();
    let out = world.run("mail templates own").done();
    assert_eq!(out, "56 templates written to own, 0 were there already\n");
    let ours = std::fs::read_to_string(world.path("own/de/reminder.txt")).unwrap();
    assert!(ours.starts_with("Subject: Ihr Antrag bei {{ shop }} wartet noch auf Sie\n"), "{ours}");
    world.write("own/de/reminder.txt", "mine");
    assert_eq!(world.run("mail templates own").done(), "0 templates written to own, 56 were there already\n");
    assert_eq!(std::fs::read_to_string(world.path("own/de/reminder.txt")).unwrap(), "mine");

    world.run("mail templates shops/inTRONICS/mail").done();
    world.write("shops/inTRONICS/shop.toml", "");
    let world = world.with("GDPR_SHOPS", "shops");
    world.run("check-config").done();
}

#[test]
fn a_test_mail_is_written_as_the_shop_would_write_it() {
    let world = World::new().with("GDPR_SHOPS", "shops");
    std::fs::create_dir_all(world.path("shops/inTRONICS")).unwrap();
    world.write("shops/inTRONICS/shop.toml", "name = 'Laden'\nlanguage = 'de'\nsender = 'Laden <a@laden.example>'");
    let out = world.run("mail test --to you@example.org --shop inTRONICS").done();
    let path = out.trim().strip_prefix("the mail was written to ").unwrap();
    let id = path.strip_prefix("gdpr.db.mail/test-").and_then(|name| name.strip_suffix(".eml"));
    assert!(id.is_some_and(|id| id.len() == 32), "{path}");
    let mail = std::fs::read_to_string(world.path(path)).unwrap();
    for expected in ["From: Laden <a@laden.example>\r\n", "To: you@example.org\r\n", "Content-Language: de\r\n"] {
        assert!(mail.contains(expected), "{mail}");
    }
    assert!(!world.path("gdpr.db").exists(), "no database is needed");
    let english = world.run("mail test --to you@example.org --shop other --kind rejected --language en --json").json();
    assert!(english["mail"].as_str().unwrap().starts_with("test-"));
}

#[test]
fn a_test_mail_that_does_not_get_through_says_why_without_repeating_the_address() {
    let world = World::new();
    let refused =
        world.run("mail test --to erika --shop inTRONICS").refused(2, &["--to ADDRESS is not an e-mail address"]);
    assert!(!refused.contains("erika"), "{refused}");
    // A socket that is bound and does not listen refuses connections, and nobody else gets the port.
    let taken = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    taken.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    let world = world
        .with("GDPR_MAIL_TRANSPORT", "smtp")
        .with("GDPR_MAIL_SENDER", "a@shop.example")
        .with("GDPR_MAIL_HOST", "127.0.0.1")
        .with("GDPR_MAIL_SECURITY", "none")
        .with("GDPR_MAIL_PORT", &taken.local_addr().unwrap().as_socket().unwrap().port().to_string());
    let refused = world.run("mail test --to you@example.org --shop inTRONICS").refused(1, &["(smtp.connection)"]);
    assert!(!refused.contains("you@"), "{refused}");
    world.run("mail test --to you@example.org --shop inTRONICS --kind letter").refused(2, &["rejected"]);
}

#[test]
fn a_test_mail_in_the_name_of_a_shop_that_does_not_exist_is_refused() {
    let world = World::with_shop_and_user();
    world.run("mail test --to you@example.org --shop inTRONIC").refused(1, &["there is no shop \"inTRONIC\""]);
    world.run("mail test --to you@example.org --shop inTRONICS").done();
}
