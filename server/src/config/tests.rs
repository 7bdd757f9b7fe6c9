mod webhooks;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write;

use super::keys::KEYS;
use super::*;

/// A file that is gone after the test, with this text.
fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn try_load(text: &str, environment: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Result<Loaded, String> {
    let file = file(text);
    load(Inputs {
        file: Some(file.path().to_owned()),
        environment: environment.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))).collect(),
        flags: flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect(),
    })
    .map_err(|error| error.to_string().replace(&file.path().display().to_string(), "FILE"))
}

fn in_file(text: &str) -> Result<Loaded, String> {
    try_load(text, &[], &[])
}

/// What is said about one wrong value.
#[track_caller]
fn refusal(text: &str) -> String {
    let error = in_file(text).map(|loaded| loaded.to_toml()).unwrap_err();
    error.lines().skip(1).map(str::trim).collect::<Vec<_>>().join(" / ")
}

/// The lines of `check-config` without where values came from.
fn values(loaded: &Loaded) -> Vec<String> {
    loaded.to_toml().lines().map(|line| line.split("  # ").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_sample_is_the_default() {
    let sample = in_file(SAMPLE).unwrap();
    let default = load(Inputs::default()).unwrap();
    assert_eq!(values(&sample), values(&default));
    assert_eq!(format!("{:?}", sample.config), format!("{:?}", Config::default()));
}

#[test]
fn the_sample_mentions_every_key_once_in_its_section_and_sets_every_default() {
    let mut section = String::new();
    let mut mentioned = Vec::new();
    for line in SAMPLE.lines() {
        if let Some(name) = line.strip_prefix('[').or_else(|| line.strip_prefix("# [[")) {
            section = format!("{}.", name.trim_end_matches(']'));
        }
        let line = line.strip_prefix("# ").unwrap_or(line);
        if let Some((name, _)) = line.split_once(" = ")
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        {
            mentioned.push(format!("{section}{name}"));
        }
    }
    let mut keys: Vec<_> = KEYS.iter().map(|key| key.path.to_owned()).collect();
    keys.extend(webhook::KEYS.iter().map(|key| format!("webhooks.{}", key.name)));
    assert_eq!(mentioned, keys);

    let sample = in_file(SAMPLE).unwrap();
    for line in sample.to_toml().lines() {
        assert!(!line.ends_with("# default"), "{line}");
    }
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let text = "database = 'file.db'\nlisten = '127.0.0.1:1'\nlanguage = 'de'\n[limits]\nconnections = 7";
    let environment = [("GDPR_DATABASE", "env.db"), ("GDPR_LISTEN", "127.0.0.1:2"), ("HOME", "/")];
    let loaded = try_load(text, &environment, &[("database", "flag.db")]).unwrap();
    assert_eq!(loaded.config.database, PathBuf::from("flag.db"));
    assert_eq!(loaded.config.listen, ["127.0.0.1:2".parse().unwrap()]);
    assert_eq!(loaded.config.language.tag(), "de");
    assert_eq!(loaded.config.limits.connections, 7);
    assert_eq!(loaded.source("database"), Source::Flag("database"));
    assert_eq!(loaded.source("listen"), Source::Environment("GDPR_LISTEN".to_owned()));
    assert!(matches!(loaded.source("limits.connections"), Source::File { line: 5, .. }));
    assert_eq!(loaded.source("log.level"), Source::Default);
}

#[test]
fn every_key_has_its_own_name_in_the_environment() {
    let names: BTreeSet<_> = KEYS.iter().map(keys::Key::variable).collect();
    assert_eq!(names.len(), KEYS.len());
    for expected in ["GDPR_DATABASE", "GDPR_CONFIRMATION_REPEAT_GRACE", "GDPR_TOKENS_SECRET", "GDPR_LIMITS_BODY_BYTES"]
    {
        assert!(names.contains(expected), "{expected}");
    }
}

#[test]
fn everything_can_be_said_in_the_environment() {
    let environment = [
        ("GDPR_LIMITS_BODY_BYTES", "2048"),
        ("GDPR_LIMITS_IDLE_TIMEOUT", "2m"),
        ("GDPR_CONFIRMATION_REPEAT_GRACE", "3"),
        ("GDPR_TOKENS_SECRET", "0123456789abcdef0123456789abcdef"),
        ("GDPR_CORS_ORIGINS", "https://shop.example, http://localhost:4200"),
        ("GDPR_LOG_FORMAT", "json"),
    ];
    let config = try_load("", &environment, &[]).unwrap().config;
    assert_eq!(config.limits.body_bytes, 2048);
    assert_eq!(config.limits.idle_timeout, Duration::from_secs(120));
    assert_eq!(config.confirmation.repeat_grace, TimeDelta::seconds(3));
    assert_eq!(config.tokens.secret.unwrap().reveal(), "0123456789abcdef0123456789abcdef");
    assert_eq!(config.cors.origins, ["https://shop.example", "http://localhost:4200"]);
    assert_eq!(config.log.format, LogFormat::Json);
}

#[test]
fn an_unknown_key_is_refused_with_the_one_that_was_meant() {
    assert_eq!(
        refusal("[limits]\nbody_byte = 1"),
        r#"limits.body_byte (FILE, line 2): there is no such key; did you mean "limits.body_bytes"?"#
    );
    assert_eq!(
        refusal("repeat_grace = 1"),
        r#"repeat_grace (FILE, line 1): there is no such key; did you mean "confirmation.repeat_grace"?"#
    );
    assert_eq!(refusal("[x.y]\nqqqq = 1"), "x.y.qqqq (FILE, line 2): there is no such key");
}

#[test]
fn an_unknown_variable_is_a_warning() {
    let loaded = try_load("", &[("GDPR_TOKEN_SECRET", "x"), ("GDPR_PORT_8080_TCP", "tcp://10.0.0.1")], &[]).unwrap();
    assert_eq!(
        loaded.warnings,
        [
            "the environment variable GDPR_TOKEN_SECRET sets nothing; did you mean \"GDPR_TOKENS_SECRET\"?",
            "the environment variable GDPR_PORT_8080_TCP sets nothing",
        ]
    );
}

#[test]
fn all_problems_are_told_at_once_with_place_and_what_is_allowed() {
    let text = "listen = 8080\n[limits]\nbody_bytes = 3\nconnections = '5'\n[log]\nformat = 'xml'";
    let environment = [("GDPR_LANGUAGE", "fr"), ("GDPR_LIMITS_IDLE_TIMEOUT", "")];
    let error = try_load(text, &environment, &[("database", "")]).unwrap_err();
    for expected in [
        "listen (FILE, line 1): must be an IP address with a port, like 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080, or \
         unix:/path/to/socket, not 8080",
        "limits.body_bytes (FILE, line 3): must be a whole number from 1024 to 16777216, not 3",
        "limits.connections (FILE, line 4): must be a whole number from 1 to 1000000, not \"5\"",
        "log.format (FILE, line 6): must be \"text\" or \"json\", not \"xml\"",
        "language (environment, GDPR_LANGUAGE): must be one of the languages there are messages in, \"de\", \"en\", not \
         \"fr\"",
        "limits.idle_timeout (environment, GDPR_LIMITS_IDLE_TIMEOUT): must be a duration from 100ms to 1h",
        "database (--database): must be a path, not empty",
    ] {
        assert!(error.contains(expected), "{expected}\nin {error}");
    }
    assert_eq!(error.lines().count(), 8, "{error}");
}

#[test]
fn durations_are_words_or_seconds_within_bounds() {
    let lifetime = |text: &str| {
        in_file(&format!("[confirmation]\nlink_lifetime = {text}")).map(|it| it.config.confirmation.link_lifetime)
    };
    assert_eq!(lifetime("'2h 30m'").unwrap(), TimeDelta::minutes(150));
    assert_eq!(lifetime("90").unwrap(), TimeDelta::seconds(90));
    assert_eq!(lifetime("'90'").unwrap(), TimeDelta::seconds(90));
    for illegal in ["'30s'", "'2years'", "-1", "1.5", "true", "'soon'", "[]", "9223372036854775807"] {
        assert!(lifetime(illegal).unwrap_err().contains("a duration from 1m to 365days"), "{illegal}");
    }
}

#[test]
fn origins_are_exact() {
    let origins = |text: &str| in_file(&format!("[cors]\norigins = [{text}]")).map(|it| it.config.cors.origins);
    assert_eq!(origins("'https://a.example', 'http://[::1]:4200'").unwrap().len(), 2);
    for illegal in [
        "'*'",
        "'null'",
        "'https://a.example/'",
        "'https://a.example/x'",
        "'https://A.example'",
        "'https://a.example:443'",
        "'http://a.example:80'",
        "'https://u:p@a.example'",
        "'file:///etc'",
        "'a.example'",
        "1",
    ] {
        assert!(origins(illegal).is_err(), "{illegal}");
    }
}

#[test]
fn places_to_listen_are_one_or_a_list() {
    let listen = |text: &str| in_file(&format!("listen = {text}")).map(|it| it.config.listen);
    let all = "'127.0.0.1:1', '[::]:2', 'unix:/run/x'";
    let expected: Vec<Listen> = ["127.0.0.1:1", "[::]:2", "unix:/run/x"].map(|place| place.parse().unwrap()).into();
    assert_eq!(listen(&format!("[{all}]")).unwrap(), expected);
    assert_eq!(listen("'unix:x'").unwrap(), [Listen::Unix(PathBuf::from("x"))]);
    let environment = [("GDPR_LISTEN", "127.0.0.1:1, [::]:2,unix:/run/x")];
    let loaded = try_load("", &environment, &[]).unwrap();
    assert_eq!(loaded.config.listen, expected);
    assert!(loaded.to_toml().contains(r#"listen = ["127.0.0.1:1", "[::]:2", "unix:/run/x"]  # "#));
    for illegal in
        ["[]", "''", "'localhost:80'", "['127.0.0.1:1', '']", "'unix:'", "'127.0.0.1:1,127.0.0.1:2'", "[1]", "true"]
    {
        assert!(listen(illegal).is_err(), "{illegal}");
    }
    assert_eq!(in_file("listen_mode = '0660'").unwrap().config.listen_mode.bits(), 0o660);
    for illegal in ["'660'", "'0777'", "432", "''"] {
        assert!(in_file(&format!("listen_mode = {illegal}")).is_err(), "{illegal}");
    }
}

#[test]
fn a_path_prefix_needs_no_encoding() {
    let prefix =
        |text: &str| in_file(&format!("[proxy]\npath_prefix = '{text}'")).map(|it| it.config.proxy.path_prefix);
    for legal in ["", "/privacy", "/a/b-c_d.e~f"] {
        assert_eq!(prefix(legal).unwrap().as_str(), legal);
    }
    for illegal in ["/", "privacy", "/privacy/", "//x", "/a//b", "/..", "/a/./b", "/a b", "/%61", "/a;b", "/ü", "/a?b"]
    {
        assert!(prefix(illegal).is_err(), "{illegal}");
    }
    let trusted = try_load("", &[("GDPR_PROXY_TRUSTED", "127.0.0.1, 10.0.0.0/8,unix")], &[]).unwrap();
    assert_eq!(trusted.config.proxy.trusted.len(), 3);
    assert!(trusted.to_toml().contains(r#"trusted = ["127.0.0.1", "10.0.0.0/8", "unix"]"#));
    assert!(refusal("[proxy]\ntrusted = ['10.0.0.1/8']").contains("like 10.0.0.0/8, not \"10.0.0.1/8\""));
    assert!(refusal("[proxy]\ntrusted = '127.0.0.1'").contains("must be a list of networks"));
}

#[test]
fn two_ways_to_say_the_same_exclude_each_other_in_a_layer_and_override_across_layers() {
    let both = refusal("[tokens]\nsecret = 'a'\nsecret_file = 'b'");
    assert_eq!(
        both,
        "tokens.secret_file (FILE, line 3): cannot be set together with tokens.secret; leave one of the two out"
    );

    let loaded = try_load("[tokens]\nsecret_file = 'b'", &[("GDPR_TOKENS_SECRET", "hidden-secret")], &[]).unwrap();
    assert!(loaded.config.tokens.secret_file.is_none());
    assert_eq!(loaded.source("tokens.secret"), Source::Environment("GDPR_TOKENS_SECRET".to_owned()));
    assert!(loaded.config.tokens.secret.is_some());
}

#[test]
fn what_one_key_needs_of_another_is_told_where_the_need_came_from() {
    assert_eq!(
        refusal("[mail]\ntransport = 'smtp'"),
        "mail.sender (FILE, line 2): must be set, unless mail.transport is \"file\""
    );
    let password = "mail.user (FILE, line 2): needs a password: set mail.password_file or mail.password";
    assert_eq!(refusal("[mail]\nuser = 'gdpr'"), password);
    assert_eq!(
        refusal("[mail]\npassword_file = 'x'"),
        "mail.user (FILE, line 2): must be set, since there is a password"
    );
    let readable = refusal("[mail]\nuser = 'gdpr'\npassword = 'sesame'\nsecurity = 'none'");
    assert!(readable.starts_with("mail.security (FILE, line 4): must not be \"none\"") && !readable.contains("sesame"));
    let page = "must be the URL of another page when page.enabled is false";
    let nowhere = refusal("[page]\nenabled = false");
    assert!(nowhere.contains(&format!("confirmation.url (FILE, line 2): {page}: \"page\" is the page")), "{nowhere}");
    assert!(nowhere.contains(&format!("erasure.cancel_url (FILE, line 2): {page}, unless")), "{nowhere}");
    let url = "https://shop.example/?h={hash}&i={id}";
    let elsewhere = format!("confirmation.url = '{url}'\npage.enabled = false");
    for enough in ["erasure.cooling_off = '0s'", &format!("erasure.cancel_url = '{url}'")] {
        assert!(!in_file(&format!("{elsewhere}\n{enough}")).unwrap().config.page.enabled);
    }
    let no_erasures = format!("{elsewhere}\nerasure.cooling_off = '0s'\n");
    let by_link = refusal(&format!("{no_erasures}packages.delivery = 'link'"));
    assert!(by_link.contains(&format!("packages.url (FILE, line 2): {page}, unless packages.delivery")), "{by_link}");
    assert!(in_file(&format!("{no_erasures}packages.delivery = 'link'\npackages.url = '{url}'")).is_ok());
    let legal = "[mail]\ntransport = 'smtp'\nsender = 'Shop <a@b.example>'\nuser = 'gdpr'\npassword = 'sesame'";
    assert_eq!(in_file(legal).unwrap().config.mail.sender.unwrap().to_string(), "Shop <a@b.example>");
}

#[test]
fn addresses_are_addresses_and_one_line() {
    for illegal in ["a", "a@", "a@b, c@d", "A <a@b", "", "A\\r\\nBcc: c@d <a@b>", "<a@b>\\nX: y"] {
        assert!(in_file(&format!("[mail]\nsender = \"{illegal}\"")).is_err(), "{illegal}");
        assert!(in_file(&format!("[requests]\nstaff = \"{illegal}\"")).is_err(), "{illegal}");
    }
    let loaded = in_file("[mail]\nsender = 'Müller <a@b.example>'\n[requests]\nstaff = 'a@b.example'").unwrap();
    assert_eq!(loaded.config.requests.staff.unwrap().as_str(), "a@b.example");
}

#[test]
fn no_secret_is_printed_whether_it_is_right_or_wrong() {
    let right = in_file("[tokens]\nsecret = 'sesame'\n[confirmation]\nkey = 'sesame'").unwrap();
    assert!(!right.to_toml().contains("sesame") && !format!("{right:?}").contains("sesame"));
    assert!(right.to_toml().contains("secret = \"(hidden)\"  # "));
    for wrong in ["[tokens]\nsecret = ['sesame']", "[tokens]\nsecret = 'sesame", "[tokens]\nsecret = sesame"] {
        assert!(!in_file(wrong).unwrap_err().contains("sesame"), "{wrong}");
    }
}

#[test]
fn a_file_that_is_missing_or_not_toml_is_an_error() {
    let missing = load(Inputs { file: Some(PathBuf::from("/nonexistent/gdpr.toml")), ..Inputs::default() });
    assert!(matches!(missing, Err(ConfigError::Unreadable(..))));
    let variable = (OsString::from("GDPR_CONFIG"), OsString::from("/nonexistent/gdpr.toml"));
    let missing = load(Inputs { environment: vec![variable], ..Inputs::default() });
    assert!(matches!(missing, Err(ConfigError::Unreadable(..))));
    let error = in_file("listen = \n[log").unwrap_err();
    assert!(error.contains("is not valid TOML") && error.contains("line 1"), "{error}");
}
