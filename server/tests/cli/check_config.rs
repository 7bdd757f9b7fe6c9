//! `check-config`, and the way file, environment and flags become one configuration.

use super::World;

const SAMPLE: &str = include_str!("../../config.sample.toml");

/// The line of this key.
#[track_caller]
fn line(out: &str, key: &str) -> String {
    out.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap_or_else(|| panic!("{key}\n{out}")).to_owned()
}

#[test]
fn the_sample_is_the_default() {
    let world = World::new();
    world.write("sample.toml", SAMPLE);
    let values = |out: String| -> Vec<_> {
        out.lines().map(|line| line.split("  # ").next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(values(world.run("check-config").done()), values(world.run("check-config --config sample.toml").done()));
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let world = World::new().with("GDPR_CONFIG", "gdpr.toml").with("GDPR_LANGUAGE", "de");
    world.write("gdpr.toml", "database = 'file.db'\nlanguage = 'en'\nlisten = '127.0.0.1:1'\n");
    let out = world.run("check-config --database flag.db").done();
    assert_eq!(line(&out, "database"), "database = \"flag.db\"  # --database");
    assert_eq!(line(&out, "language"), "language = \"de\"  # environment, GDPR_LANGUAGE");
    assert_eq!(line(&out, "listen"), "listen = \"127.0.0.1:1\"  # gdpr.toml, line 3");
    assert_eq!(line(&out, "level"), "level = \"info\"  # default");

    let world = world.with("GDPR_DATABASE", "env.db");
    world.run("organization add X").done();
    assert!(world.path("env.db").exists() && !world.path("file.db").exists());
    let json = world.run("check-config --json").json();
    assert_eq!(json["database"]["value"], "env.db");
    assert_eq!(json["tokens.issuer"]["value"], serde_json::Value::Null);
}

#[test]
fn what_is_printed_is_a_configuration_file_again() {
    let world = World::new().with("GDPR_CORS_ORIGINS", "https://shop.example");
    let out = world.run("check-config").done();
    world.write("again.toml", &out);
    let again = World { folder: world.folder, environment: Vec::new() }.run("check-config --config again.toml").done();
    assert!(line(&again, "origins").starts_with("origins = [\"https://shop.example\"]  # again.toml, line "));
}

#[test]
fn an_unknown_key_is_wrong_and_an_unknown_variable_a_warning() {
    let world = World::new();
    world.write("gdpr.toml", "[limits]\nbody_byte = 1");
    world
        .run("check-config --config gdpr.toml")
        .refused(2, &["limits.body_byte (gdpr.toml, line 2)", "did you mean \"limits.body_bytes\"?"]);
    let done = World::new().with("GDPR_TOKEN_SECRET", "x").run("check-config");
    assert_eq!(done.code, 0);
    assert!(done.err.starts_with("warning: ") && done.err.contains("GDPR_TOKENS_SECRET"), "{}", done.err);
}

#[test]
fn all_problems_are_told_at_once_by_every_command() {
    let world = World::new().with("GDPR_LIMITS_BODY_BYTES", "lots").with("GDPR_LISTEN", "here");
    for command in ["check-config", "serve", "migrate", "shop add x", "token issue --user x", "healthcheck"] {
        world
            .run(command)
            .refused(2, &["limits.body_bytes (environment, GDPR_LIMITS_BODY_BYTES)", "listen (environment"]);
    }
}

#[test]
fn a_configuration_file_that_was_named_has_to_be_there() {
    World::new().run("check-config --config missing.toml").refused(2, &["missing.toml cannot be read"]);
    World::new().with("GDPR_CONFIG", "missing.toml").run("serve").refused(2, &["missing.toml cannot be read"]);
}

#[test]
fn secrets_are_hidden_and_files_that_are_named_are_read() {
    let secret = "0123456789abcdef0123456789abcdef";
    let out = World::new().with("GDPR_TOKENS_SECRET", secret).run("check-config").done();
    assert_eq!(line(&out, "secret"), "secret = \"(hidden)\"  # environment, GDPR_TOKENS_SECRET");

    let world = World::new().with("GDPR_TOKENS_JWKS_FILE", "keys.json").with("GDPR_CONFIRMATION_KEY", "short-key");
    let world = world.with("GDPR_MAIL_CA_FILE", "missing.pem");
    world.write("keys.json", "{}");
    let done = world.run("check-config");
    assert_eq!(done.code, 2);
    assert!(done.err.contains("error: tokens.jwks_file: keys.json is not a JSON Web Key Set"), "{}", done.err);
    assert!(done.err.contains("error: confirmation.key: is too short"), "{}", done.err);
    assert!(done.err.contains("error: mail.ca_file: missing.pem cannot be read"), "{}", done.err);
    assert!(!done.out.contains("short-key") && !done.err.contains("short-key"));
    assert!(!world.path("gdpr.db").exists(), "nothing is made by looking");
}

#[test]
fn what_is_wrong_with_profiles_of_shops_is_told_by_all_who_read_them() {
    let world = World::new().with("GDPR_SHOPS", "shops");
    let done = world.run("check-config");
    assert!(done.code == 2 && done.err.contains("shops: is not there"), "{}", done.err);
    std::fs::create_dir_all(world.path("shops/inTRONICS")).unwrap();
    world.write("shops/inTRONICS/shop.toml", "color = '#ffffff'");
    std::fs::create_dir_all(world.path("shops/other")).unwrap();
    for command in ["check-config", "shop add inTRONICS", "serve --listen 127.0.0.1:0"] {
        let done = world.run(command);
        assert_eq!(done.code, 2, "{command}: {}", done.err);
        for problem in [
            "color (shops/inTRONICS/shop.toml, line 1): there is no such key; did you mean \"colour\"?",
            "shops/other/shop.toml: cannot be read",
        ] {
            assert!(done.err.contains(problem), "{command}: {}", done.err);
        }
    }
    assert!(!world.path("gdpr.db").exists(), "nothing is made");
}

#[test]
fn every_command_warns_of_a_variable_that_no_key_has() {
    let world = World::with_shop_and_user().with("GDPR_DATBASE", "elsewhere.db");
    let done = world.run("request list");
    assert_eq!((done.code, done.out.as_str()), (0, "no request fits\n"));
    assert!(done.err.starts_with("warning: ") && done.err.contains("GDPR_DATBASE"), "{}", done.err);
}

#[test]
fn a_link_that_takes_an_erasure_back_and_leads_nowhere_is_a_problem() {
    let page = "confirmation.url = 'https://shop.example/?h={hash}&i={id}'\npage.enabled = false\n";
    let world = World::new();
    std::fs::create_dir_all(world.path("shops/inTRONICS")).unwrap();
    world.write("shops/inTRONICS/shop.toml", "cooling_off = '1day'\n");
    for (more, said) in [
        ("", Some("erasure.cancel_url")),
        ("erasure.cooling_off = '0s'", None),
        ("erasure.cancel_url = 'https://shop.example/back?h={hash}&i={id}'", None),
        ("erasure.cooling_off = '0s'\nshops = 'shops'", Some("shop.toml")),
    ] {
        world.write("gdpr.toml", format!("{more}\n{page}"));
        let done = world.run("check-config --config gdpr.toml");
        assert_eq!(done.code, if said.is_some() { 2 } else { 0 }, "{more}: {}", done.err);
        assert!(said.is_none_or(|said| done.err.contains(said)), "{more}: {}", done.err);
    }
}

#[test]
fn rules_that_cannot_be_read_and_a_ledger_that_cannot_be_written_are_problems() {
    let world = World::new().with("GDPR_ERASURE_RETENTION", "rules.toml");
    world.write("rules.toml", "country = 'DE'\n[[rules]]\nname = 'x'\n");
    let done = world.run("check-config");
    assert!(done.code == 2 && done.err.contains("rules.toml"), "{}", done.err);
    let world = World::new().with("GDPR_ERASURE_LEDGER", "nowhere/ledger");
    let done = world.run("check-config");
    assert!(
        done.code == 2 && done.err.contains("the ledger of erasures nowhere/ledger cannot be written"),
        "{}",
        done.err
    );
    let world = World::new().with("GDPR_ERASURE_LEDGER", "ledger");
    assert_eq!(world.run("check-config").code, 0);
    assert_eq!(std::fs::read_dir(world.folder.path()).unwrap().count(), 0, "looking makes nothing");
}
