//! The sections `[[webhooks]]`.

use super::{in_file, refusal, values};
use crate::config::{Webhook, WebhookUrl, webhook};

const CRM: &str = "[[webhooks]]\nname = 'crm'\nurl = 'https://crm.example/hooks'\nkey_id = 'k1'\nsecret = 'S3CRET'\n";

fn webhooks(text: &str) -> Vec<Webhook> {
    in_file(text).unwrap().config.webhooks
}

#[test]
fn each_section_is_an_endpoint_with_defaults_for_what_it_leaves_out() {
    let more = "[[webhooks]]\nname = 'warehouse'\nurl = 'http://127.0.0.1:9000'\nkey_id = '2026-11.a_b'\nsecret_file = 'k'\n\
                shops = ['one', 'two']\ntimeout = '2m'\nca_file = 'ca.pem'\n[limits]\nconnections = 7\n";
    let loaded = in_file(&format!("{CRM}{more}")).unwrap();
    assert_eq!(loaded.config.limits.connections, 7, "and other sections stay what they are");
    let [crm, warehouse] = &loaded.config.webhooks[..] else { panic!("there are two") };
    assert_eq!((crm.name.as_str(), crm.key_id.as_str()), ("crm", "k1"));
    assert_eq!(crm.secret.as_ref().unwrap().reveal(), "S3CRET");
    assert!(crm.shops.is_empty() && crm.ca_file.is_none() && !crm.insecure);
    assert_eq!((crm.timeout.as_secs(), warehouse.timeout), (10, webhook::LONGEST));
    assert_eq!(warehouse.shops.iter().map(ToString::to_string).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(warehouse.secret_file.as_deref(), Some(std::path::Path::new("k")));
    assert!(webhooks("").is_empty());
}

#[test]
fn what_is_in_force_is_shown_with_its_place_and_without_the_secret() {
    let loaded = in_file(&format!("language = 'de'\n{CRM}")).unwrap();
    let toml = loaded.to_toml();
    assert!(toml.contains("\n[[webhooks]]  # ") && toml.contains(", line 2\nname = \"crm\"\n"), "{toml}");
    assert!(
        toml.contains("\nsecret = \"(hidden)\"\n# secret_file is not set\nshops = []\ntimeout = \"10s\"\n"),
        "{toml}"
    );
    let json = loaded.to_json();
    let [crm] = &json["webhooks"].as_array().unwrap()[..] else { panic!("there is one") };
    assert_eq!((&crm["value"]["name"], &crm["value"]["insecure"]), (&"crm".into(), &false.into()));
    assert!(crm["source"].as_str().unwrap().ends_with(", line 2"));
    assert!(!format!("{toml}{json}{:?}", loaded.config).contains("S3CRET"));
    // What is shown can be read again.
    let again = in_file(&toml.replace("\"(hidden)\"", "\"S3CRET\"")).unwrap();
    assert_eq!(values(&again), values(&loaded));
}

#[test]
fn what_is_missing_or_wrong_is_told_with_its_line() {
    let missing = refusal("[[webhooks]]\n");
    for expected in [
        "webhooks.secret (FILE, line 1): must be set, or secret_file",
        "webhooks.name (FILE, line 1): must be set",
        "webhooks.url (FILE, line 1): must be set",
        "webhooks.key_id (FILE, line 1): must be set",
    ] {
        assert!(missing.contains(expected), "{expected}\nin {missing}");
    }
    let with = |more: &str| refusal(&format!("{CRM}{more}"));
    assert_eq!(
        with("secret_file = 'k'"),
        "webhooks.secret_file (FILE, line 1): cannot be set together with secret; leave one out"
    );
    assert_eq!(
        with("timout = '1s'"),
        "webhooks.timout (FILE, line 6): there is no such key; did you mean \"timeout\"?"
    );
    assert!(with("timeout = '3m'").starts_with("webhooks.timeout (FILE, line 6): must be a duration from 100ms to 2m"));
    assert!(with("shops = 'one'").starts_with("webhooks.shops (FILE, line 6): must be a list of names of shops"));
    assert!(with("shops = ['a/b']").contains("holds a name that contains a control character, '/' or '\\'"));
    assert_eq!(with(CRM), "webhooks.name (FILE, line 6): is the name of another one already");
    let named = |name: &str| refusal(&CRM.replace("'crm'", name));
    assert!(named("'a b'").starts_with("webhooks.name (FILE, line 2): may only contain A-Z, a-z, 0-9, '-' and '_'"));
    assert!(named("7").starts_with("webhooks.name (FILE, line 2): must be a text, not 7"), "{}", named("7"));
    let key_id = refusal(&CRM.replace("'k1'", "'k 1'"));
    assert!(key_id.starts_with("webhooks.key_id (FILE, line 4): must be up to 64 of A-Z"), "{key_id}");
}

#[test]
fn a_section_with_one_bracket_is_refused_with_the_right_form() {
    for wrong in ["[webhooks]\nname = 'crm'", "webhooks = 'crm'", "webhooks = []", "[webhooks.crm]\nurl = 'x'"] {
        let said = refusal(wrong);
        assert!(said.ends_with("stands in sections with two brackets around their name: [[webhooks]]"), "{said}");
    }
}

#[test]
fn a_url_leads_to_this_machine_or_nobody_on_the_way_can_read_along() {
    let at = |url: &str| CRM.replace("https://crm.example/hooks", url);
    for legal in [
        "https://crm.example",
        "http://localhost:9000/",
        "http://127.9.9.9/x?y=z",
        "http://[::1]:9/",
        "HTTPS://CRM.example/",
    ] {
        assert_eq!(webhooks(&at(legal)).len(), 1, "{legal}");
    }
    for plain in ["http://crm.example/", "http://10.0.0.1/", "http://localhost.crm.example/", "http://[::2]/"] {
        assert!(
            refusal(&at(plain))
                .starts_with("webhooks.url (FILE, line 1): must be https, unless it leads to this machine")
        );
        assert_eq!(webhooks(&format!("{}insecure = true", at(plain))).len(), 1, "{plain}");
    }
    for illegal in
        ["crm.example", "/hooks", "ftp://crm.example/", "https://crm.example/#T0KEN", "https://", "https:///x"]
    {
        let said = refusal(&at(illegal));
        assert!(said.starts_with("webhooks.url (FILE, line 3): must be an absolute URL like "), "{illegal}: {said}");
        assert!(!said.contains("T0KEN"), "{said}");
    }
    assert!(refusal(&at("https://u:p@crm.example/")).contains("must not contain a user name or password"));
}

#[test]
fn a_url_says_where_to_connect_and_what_to_ask_for() {
    let parts = |text: &str| {
        let url: WebhookUrl = text.parse().unwrap();
        format!("{} {} {} {} {}", url.is_tls(), url.host(), url.port(), url.authority(), url.path())
    };
    assert_eq!(parts("https://crm.example"), "true crm.example 443 crm.example /");
    assert_eq!(parts("http://[::1]:9000/a/b?c=d"), "false ::1 9000 [::1]:9000 /a/b?c=d");
    assert_eq!(parts("http://127.0.0.1?c"), "false 127.0.0.1 80 127.0.0.1 /?c");
}

#[test]
fn an_endpoint_may_take_less_time_than_its_claim_lasts() {
    assert!(chrono::TimeDelta::from_std(webhook::LONGEST).unwrap() < domain::outbox::CLAIM);
}
