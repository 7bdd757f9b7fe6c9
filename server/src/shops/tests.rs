use std::path::Path;

use chrono::{DateTime, TimeDelta};
use domain::entropy::{Entropy, NoEntropy};
use domain::letter::{LetterKind, LetterLink};
use domain::message::Language;
use domain::policy::Handover;
use domain::request::RequestType;
use tempfile::TempDir;

use super::*;

/// A folder of profiles, each with these files.
fn folder(shops: &[(&str, &[(&str, &str)])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (shop, files) in shops {
        for (name, content) in *files {
            let path = folder.path().join(shop).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
    }
    folder
}

fn config(folder: &Path) -> Config {
    Config { shops: Some(folder.to_owned()), ..Config::default() }
}

/// What is said about these profiles, with their folder as FOLDER.
fn problems(shops: &[(&str, &[(&str, &str)])]) -> Vec<String> {
    let folder = folder(shops);
    let here = folder.path().display().to_string();
    Shops::read(&config(folder.path())).unwrap_err().0.iter().map(|it| it.replace(&here, "FOLDER")).collect()
}

fn name(text: &str) -> ShopName {
    text.parse().unwrap()
}

struct Zeroes;

impl Entropy for Zeroes {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(0);
        Ok(())
    }
}

fn link(shops: &Shops, shop: &str) -> String {
    let hash = LinkHash::random(&Zeroes).unwrap();
    shops.link(&name(shop), &"id".parse().unwrap(), &hash).replace(hash.reveal(), "HASH")
}

#[test]
fn without_profiles_the_configuration_holds_for_every_shop() {
    let mut config = Config::default();
    config.requests.staff = Some("staff@shop.example".parse().unwrap());
    let shops = Shops::read(&config).unwrap();
    let policy = Policies::of(&shops, &name("any"));
    assert_eq!(policy.link_lifetime, TimeDelta::hours(24));
    assert_eq!(policy.remind_before, TimeDelta::hours(6));
    assert_eq!(policy.purge_after, TimeDelta::days(30));
    assert_eq!(policy.language.tag(), "en");
    assert_eq!(policy.staff.unwrap().as_str(), "staff@shop.example");
    assert_eq!(shops.brand(&name("any")), Brand::plain("any".to_owned()));
    assert_eq!(link(&shops, "any"), "http://localhost:8080/gdpr-requests?Hash=HASH&PersonalDataRequestID=id");
    assert_eq!(shops.senders(&name("any")).from.to_string(), "gdpr-server@localhost");
    assert_eq!(shops.names().count(), 0);
}

#[test]
fn what_a_shop_decides_holds_for_it_alone() {
    let toml = "name = 'Bücher & mehr'\nlanguage = 'de'\nlink_lifetime = '2h'\nremind_before = '30m'\npurge_after = 0\n\
                link = 'page'\npublic_url = 'https://privacy.shop.example/x'\nsender = 'Shop <a@shop.example>'\n\
                reply_to = 'b@shop.example'\nstaff = 'c@shop.example'\nlogo = 'logo.svg'\ncolour = '#ffffff'\n\
                background = '#000080'";
    let folder = folder(&[("Büro 1", &[("shop.toml", toml), ("logo.svg", "<svg/>"), ("notes.txt", "")])]);
    std::fs::write(folder.path().join(".hidden"), "").unwrap();
    let shops = Shops::read(&config(folder.path())).unwrap();
    let policy = Policies::of(&shops, &name("Büro 1"));
    assert_eq!((policy.link_lifetime, policy.remind_before), (TimeDelta::hours(2), TimeDelta::minutes(30)));
    assert_eq!((policy.purge_after, policy.language.tag()), (TimeDelta::zero(), "de"));
    assert_eq!(policy.staff.unwrap().as_str(), "c@shop.example");
    let brand = shops.brand(&name("Büro 1"));
    assert_eq!((brand.name.as_str(), brand.logo.as_ref().unwrap().media_type), ("Bücher & mehr", "image/svg+xml"));
    assert_eq!((brand.colour.to_string(), brand.text().to_string()), ("#ffffff".to_owned(), "#ffffff".to_owned()));
    assert_eq!(
        link(&shops, "Büro 1"),
        "https://privacy.shop.example/x/gdpr-requests?Hash=HASH&PersonalDataRequestID=id"
    );
    let senders = shops.senders(&name("Büro 1"));
    assert_eq!(senders.from.to_string(), "Shop <a@shop.example>");
    assert_eq!(senders.reply_to.as_ref().unwrap().to_string(), "b@shop.example");

    assert_eq!(shops.brand(&name("Büro 2")), Brand::plain("Büro 2".to_owned()));
    assert_eq!(Policies::of(&shops, &name("Büro 2")).link_lifetime, TimeDelta::hours(24));
    assert_eq!(shops.names().map(ShopName::as_str).collect::<Vec<_>>(), ["Büro 1"]);
}

#[test]
fn an_empty_profile_changes_nothing_and_the_public_url_alone_moves_the_page() {
    let folder = folder(&[("a", &[("shop.toml", "")]), ("b", &[("shop.toml", "public_url = 'https://b.example'")])]);
    let mut config = config(folder.path());
    config.confirmation.url = "page".parse().unwrap();
    let shops = Shops::read(&config).unwrap();
    assert_eq!(shops.brand(&name("a")), Brand::plain("a".to_owned()));
    assert_eq!(link(&shops, "a"), "http://localhost:8080/gdpr-requests?Hash=HASH&PersonalDataRequestID=id");
    assert_eq!(link(&shops, "b"), "https://b.example/gdpr-requests?Hash=HASH&PersonalDataRequestID=id");
}

#[test]
fn a_link_to_a_page_that_is_switched_off_is_a_problem() {
    let folder = folder(&[("a", &[("shop.toml", "link = 'page'")]), ("b", &[("shop.toml", "")])]);
    let mut config = config(folder.path());
    config.page.enabled = false;
    let refused = Shops::read(&config).unwrap_err().to_string();
    assert!(
        refused.ends_with("a/shop.toml: link is \"page\", and page.enabled is false: there is no such page"),
        "{refused}"
    );
}

#[test]
fn a_time_to_take_requests_back_without_a_page_for_it_is_a_problem() {
    let folder =
        folder(&[("a", &[("shop.toml", "cooling_off = '1day'")]), ("b", &[("shop.toml", "cooling_off = '0s'")])]);
    let mut config = config(folder.path());
    config.page.enabled = false;
    let refused = Shops::read(&config).unwrap_err().to_string();
    assert!(refused.contains("a/shop.toml: there is a cooling_off, but no page to take requests back"), "{refused}");
    assert!(!refused.contains("b/shop.toml"), "{refused}");
    config.erasure.cancel_url = "https://shop.example/?h={hash}&i={id}".parse().unwrap();
    assert!(Shops::read(&config).is_ok());
}

#[test]
fn a_shop_decides_how_its_packages_get_to_people_and_needs_a_page_for_a_link() {
    let files = |delivery: &'static str| [("shop.toml", delivery)];
    let (link, staff) = (files("package_delivery = 'link'"), files("package_delivery = 'staff'"));
    let folder = folder(&[("a", &link), ("b", &staff), ("c", &[("shop.toml", "")])]);
    let mut config = config(folder.path());
    let shops = Shops::read(&config).unwrap();
    let of = |shops: &Shops, shop| Policies::of(shops, &name(shop)).packages;
    assert_eq!(["a", "b", "c"].map(|shop| of(&shops, shop)), [Handover::Link, Handover::Staff, Handover::Staff]);
    config.packages.delivery = Delivery(Handover::Link);
    let shops = Shops::read(&config).unwrap();
    assert_eq!(["b", "c", "any"].map(|shop| of(&shops, shop)), [Handover::Staff, Handover::Link, Handover::Link]);
    config.page.enabled = false;
    config.packages.delivery = Delivery(Handover::Staff);
    let refused = Shops::read(&config).unwrap_err().to_string();
    assert!(refused.contains("a/shop.toml: package_delivery is \"link\", but there is no page"), "{refused}");
    assert!(!refused.contains("b/shop.toml: package"), "{refused}");
    config.packages.url = "https://shop.example/?h={hash}&i={id}".parse().unwrap();
    assert!(Shops::read(&config).is_ok());
}

#[test]
fn no_link_that_is_shorter_lived_than_the_reminder_has_one() {
    let folder =
        folder(&[("a", &[("shop.toml", "link_lifetime = '6h'")]), ("b", &[("shop.toml", "link_lifetime = '7h'")])]);
    let shops = Shops::read(&config(folder.path())).unwrap();
    assert_eq!(Policies::of(&shops, &name("a")).remind_before, TimeDelta::zero());
    assert_eq!(Policies::of(&shops, &name("b")).remind_before, TimeDelta::hours(6));
}

#[test]
fn all_problems_of_all_profiles_are_told_at_once_with_file_and_key() {
    let found = problems(&[
        ("a", &[("shop.toml", "color = '#fff'\nlanguage = 'xx'")]),
        ("b ", &[("shop.toml", "")]),
        ("c", &[("logo.png", "")]),
        ("d", &[("shop.toml", "logo = 'logo.png'"), ("logo.png", "GIF89a")]),
        ("e", &[("shop.toml", "logo = 'missing.png'")]),
        ("f", &[("shop.toml", "logo = '../d/logo.png'")]),
        ("g", &[("shop.toml", "name = ")]),
        ("h", &[("shop.toml", "colour = '#777777'")]),
    ]);
    let expected = [
        "color (FOLDER/a/shop.toml, line 1): there is no such key; did you mean \"colour\"?",
        "language (FOLDER/a/shop.toml, line 2): must be one of the languages there are messages in",
        "FOLDER/b : is named as no shop can be: a name that begins or ends with white space",
        "FOLDER/c/shop.toml: cannot be read: ",
        "FOLDER/d/logo.png: is not a PNG, JPEG or SVG",
        "FOLDER/e/missing.png: cannot be read: ",
        "FOLDER/f/shop.toml: logo must be the name of a file in the same folder",
        "shop.toml (FOLDER/g/shop.toml, line 1): is not valid TOML: ",
        "FOLDER/h/shop.toml: colour #777777 and background #ffffff have a contrast of 4.47 to 1: text needs at least 4.5 \
         to 1 to be readable (WCAG 2.2, success criterion 1.4.3)",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn a_folder_that_is_not_there_and_a_file_among_the_shops_are_problems() {
    let missing = Shops::read(&config(Path::new("/nonexistent/shops"))).unwrap_err().to_string();
    assert!(missing.contains("/nonexistent/shops: is not there"), "{missing}");
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("shop.toml"), "").unwrap();
    let stray = Shops::read(&config(folder.path())).unwrap_err().to_string();
    assert!(stray.contains("shop.toml: is not a folder; each shop has one"), "{stray}");
}

#[test]
fn files_larger_than_they_may_be_are_refused() {
    let large = " ".repeat(300 * 1024);
    let found =
        problems(&[("a", &[("shop.toml", &large)]), ("b", &[("shop.toml", "logo = 'x.svg'"), ("x.svg", &large)])]);
    assert_eq!(found, ["FOLDER/a/shop.toml: is larger than 64 KiB", "FOLDER/b/x.svg: is larger than 256 KiB"]);
}

#[test]
fn templates_of_a_shop_are_used_for_it_and_tried_out_at_start() {
    let own = "Subject: Hallo\n{{ link }} {{ shop }}";
    let folder = folder(&[
        ("a", &[("shop.toml", "name = 'Laden A'\nlink = 'page'"), ("mail/de/reminder.txt", own)]),
        ("b", &[("shop.toml", "")]),
    ]);
    std::fs::write(folder.path().join("a/mail/.DS_Store"), [0xff]).unwrap();
    let shops = Shops::read(&config(folder.path())).unwrap();
    let hash = || LinkHash::random(&Zeroes).unwrap();
    let letter = |shop: &str| Letter {
        kind: LetterKind::Reminder,
        to: "erika@example.org".parse().unwrap(),
        language: Language::find("de").unwrap(),
        shop: name(shop),
        site: "site".parse().unwrap(),
        request: "id".parse().unwrap(),
        asked: RequestType::Erasure,
        received_at: DateTime::UNIX_EPOCH,
        due_at: DateTime::UNIX_EPOCH,
        link: Some(LetterLink { hash: hash(), expires_at: DateTime::UNIX_EPOCH }),
        reason: None,
    };
    let written = shops.write(&letter("a")).unwrap();
    assert_eq!(written.subject, "Hallo");
    let link = format!("http://localhost:8080/gdpr-requests?Hash={}&PersonalDataRequestID=id", hash().reveal());
    assert_eq!(written.text, format!("{link}\nLaden A\n"));
    for other in ["b", "c"] {
        assert_eq!(shops.write(&letter(other)).unwrap().subject, format!("Ihr Antrag bei {other} wartet noch auf Sie"));
    }
}

#[test]
fn all_problems_of_templates_are_told_with_their_file_along_with_those_of_profiles() {
    let found = problems(&[
        ("a", &[("shop.toml", ""), ("mail/de/reminder.txt", "Subject: x\n{{ lnik }}"), ("mail/xx/reminder.txt", "")]),
        ("b", &[("shop.toml", "x = 1"), ("mail/de/reminder.txt", "")]),
        ("c", &[("shop.toml", ""), ("mail/de/reminder.html", "{{ link }")]),
        ("d", &[("shop.toml", ""), ("mail/layout.html", "{% block contents %}{% endblock %}{% block content %}")]),
        ("e", &[("shop.toml", ""), ("mail/de/words.jinja", "")]),
    ]);
    let expected = [
        "x (FOLDER/b/shop.toml, line 1): there is no such key",
        "FOLDER/a/mail/xx/reminder.txt: there are no mails in the language \"xx\"; there are \"de\" and \"en\"",
        "FOLDER/a/mail/de/reminder.txt: there is no variable \"lnik\" in this mail; did you mean \"link\"?",
        "FOLDER/a/mail/de/reminder.txt: line 2: undefined value",
        "FOLDER/c/mail/de/reminder.html: line 1: syntax error: ",
        "FOLDER/d/mail/layout.html: line 1: syntax error: ",
        "FOLDER/e/mail/de/words.jinja: there is no macro \"asked\"",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}
