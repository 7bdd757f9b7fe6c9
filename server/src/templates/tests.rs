use chrono::{DateTime, TimeDelta};
use domain::entropy::{Entropy, NoEntropy};
use domain::letter::LetterLink;
use domain::link::LinkHash;
use domain::message::Language;
use domain::request::RequestType;

use super::*;
use crate::config::UrlTemplate;

struct Zeroes;

impl Entropy for Zeroes {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        bytes.fill(0);
        Ok(())
    }
}

fn brand() -> Brand {
    Brand::plain("Müller & Söhne <GmbH>".to_owned())
}

fn of_shop(overrides: &[Override]) -> Result<Templates, Vec<Wrong>> {
    Templates::of_shop(overrides, &brand(), &UrlTemplate::storefront())
}

fn letter(kind: LetterKind, language: &str) -> Letter {
    let received_at = DateTime::from_timestamp(1_801_042_200, 0).unwrap();
    let link = LetterLink {
        hash: LinkHash::random(&Zeroes).unwrap(),
        expires_at: received_at + TimeDelta::hours(24) + TimeDelta::minutes(5),
    };
    Letter {
        kind,
        to: "erika@example.org".parse().unwrap(),
        language: Language::find(language).unwrap(),
        shop: "example-shop".parse().unwrap(),
        site: "example-site".parse().unwrap(),
        request: "4711".parse().unwrap(),
        asked: RequestType::Access,
        received_at,
        due_at: received_at + TimeDelta::days(31),
        link: kind.link().is_some().then_some(link),
        reason: has_reason(kind).then(|| "There are <2> of you.\r\nWrite\u{7} to us & say which.".to_owned()),
    }
}

const LINK: &str = "https://shop.example/gdpr-requests?Hash=0000&PersonalDataRequestID=4711";

fn filled(templates: &Templates, letter: &Letter) -> Result<Written, NotWritten> {
    let link = letter.link.as_ref().map(|_| LINK);
    templates.write(letter, Setting { brand: &brand(), link })
}

fn written(kind: LetterKind, language: &str) -> Written {
    filled(&Templates::ours().unwrap(), &letter(kind, language)).unwrap()
}

/// What is said about our templates with these in place of some.
fn problems(overrides: &[(&str, &str)]) -> Vec<String> {
    let overrides: Vec<_> = overrides
        .iter()
        .map(|(name, text)| Override { name: (*name).to_owned(), file: PathBuf::from(name), text: (*text).to_owned() })
        .collect();
    of_shop(&overrides).unwrap_err().iter().map(|it| format!("{}: {it}", it.template)).collect()
}

#[test]
fn our_own_templates_have_no_mistakes() {
    assert_eq!(Templates::ours().unwrap().check(&brand(), &UrlTemplate::storefront()), []);
}

#[test]
fn a_confirmation_says_what_was_asked_where_until_when_and_what_if_it_was_not_you() {
    let english = written(LetterKind::Confirmation, "en");
    assert_eq!(english.subject, "Please confirm your request to Müller & Söhne <GmbH>");
    for expected in [
        "on 27 January 2027,",
        "a copy of the personal data that is stored",
        "right of access under Article 15",
        &format!("\n\n{LINK}\n\n"),
        "works until 28 January 2027, 09:35 UTC.",
        "Was it not you? Then there is nothing you need to do",
        "Müller & Söhne <GmbH>\n\nNumber of the request: 4711\n",
    ] {
        let together = |text: &str| text.replace('\n', " ");
        assert!(together(&english.text).contains(&together(expected)), "{expected}\n{}", english.text);
    }
    let german = written(LetterKind::Confirmation, "de");
    assert_eq!(german.subject, "Bitte bestätigen Sie Ihren Antrag bei Müller & Söhne <GmbH>");
    for expected in
        ["am 27. Januar 2027", "Recht auf Auskunft nach Artikel 15", "28. Januar 2027, 09:35 Uhr (UTC)", LINK]
    {
        assert!(german.text.replace('\n', " ").contains(expected), "{expected}\n{}", german.text);
    }
}

#[test]
fn every_kind_has_words_of_its_own_in_every_language() {
    let subjects: std::collections::BTreeSet<_> =
        files::languages().flat_map(|language| LetterKind::ALL.map(|kind| written(kind, language).subject)).collect();
    assert_eq!(subjects.len(), LetterKind::ALL.len() * files::languages().count());
}

#[test]
fn a_rejection_says_why_and_where_to_complain() {
    let rejected = written(LetterKind::Rejected, "en");
    assert!(rejected.text.contains("There are <2> of you.\nWrite\u{fffd} to us & say which."), "{}", rejected.text);
    assert!(
        rejected.html.contains("There are &lt;2&gt; of you.<br>Write\u{fffd} to us &amp; say which."),
        "{}",
        rejected.html
    );
    for law in ["Article 77 GDPR", "Article 79 GDPR"] {
        assert!(rejected.text.replace('\n', " ").contains(law) && rejected.html.contains(law));
    }
    let without = Letter { reason: None, ..letter(LetterKind::Rejected, "en") };
    let without = filled(&Templates::ours().unwrap(), &without).unwrap();
    assert!(!without.text.contains("reason") && !without.html.contains("none"), "{}", without.text);
}

#[test]
fn an_approved_erasure_says_when_it_begins_and_how_to_take_it_back() {
    let together = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (language, parts) in [
        ("en", ["We begin after 28 January 2027, 09:35 UTC.", "cannot be brought back", "take the request back there"]),
        (
            "de",
            ["Wir beginnen nach dem 28. Januar 2027, 09:35 Uhr (UTC).", "nicht zurückholen", "nehmen Sie den Antrag"],
        ),
    ] {
        let Written { text, html, .. } = written(LetterKind::ErasureApproved, language);
        assert!(text.contains(&format!("\n\n{LINK}\n\n")), "{text}");
        let html = together(&html).replace("<strong>", "").replace("</strong>", "");
        for part in parts {
            assert!(together(&text).contains(part) && html.contains(part), "{part}\n{text}\n{html}");
        }
    }
}

#[test]
fn a_package_that_is_ready_is_announced_with_its_link_and_what_will_be_asked_for() {
    let together = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (language, parts) in [
        ("en", ["Until 28 January 2027, 09:35 UTC,", "the number of one of your orders", "not encrypted"]),
        (
            "de",
            ["Bis zum 28. Januar 2027, 09:35 Uhr (UTC)", "der Nummer einer Ihrer Bestellungen", "nicht verschlüsselt"],
        ),
    ] {
        let Written { text, html, .. } = written(LetterKind::PackageReady, language);
        assert!(text.contains(&format!("\n\n{LINK}\n\n")), "{text}");
        let html = together(&html).replace("<strong>", "").replace("</strong>", "");
        for part in parts {
            assert!(together(&text).contains(part) && html.contains(part), "{part}\n{text}\n{html}");
        }
    }
}

#[test]
fn the_address_on_file_reads_that_another_one_was_entered_and_what_to_do_and_not_which() {
    let together = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (language, parts) in [
        (
            "en",
            [
                "another e-mail address",
                "all mails about it go there",
                "at once, and name the number of the request",
                "4711",
            ],
        ),
        ("de", ["eine andere E-Mail-Adresse", "Alle Mails dazu gehen ab jetzt dorthin", "sofort Bescheid", "4711"]),
    ] {
        let Written { subject, text, html } = written(LetterKind::AddressChanged, language);
        let html = html.replace("<strong>", "").replace("</strong>", "");
        for part in parts {
            assert!(together(&text).contains(part) && together(&html).contains(part), "{part}\n{text}\n{html}");
        }
        for hidden in ["example.org", "?Hash="] {
            assert!(![&subject, &text, &html].iter().any(|it| it.contains(hidden)), "{hidden}\n{text}\n{html}");
        }
    }
}

#[test]
fn staff_is_told_to_hand_a_package_over_and_how() {
    for (language, why) in [("en", "cannot fetch it with a link"), ("de", "kann es nicht mit einem Link abholen")] {
        let Written { text, html, .. } = written(LetterKind::HandOver, language);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in [why, "gdpr-server request package 4711 -o package.zip"] {
            assert!(text.contains(part) && html.contains(part), "{part}\n{text}\n{html}");
        }
    }
}

#[test]
fn a_partial_erasure_lists_what_is_kept() {
    let kept = "Invoices and credit notes: until 31 December 2033. German tax and commercial law: invoices are kept.\n\
                Orders: until <x>.";
    let of = |reason: Option<&str>, language| {
        let letter = Letter { reason: reason.map(str::to_owned), ..letter(LetterKind::PartlyErased, language) };
        filled(&Templates::ours().unwrap(), &letter).unwrap()
    };
    let Written { text, html, .. } = of(Some(kept), "en");
    // A second line belongs to the item above it.
    let listed = "that tells who you are:\n\n- Invoices and credit notes: until 31 December 2033. German tax and\n  commercial \
                  law: invoices are kept.\n- Orders: until <x>.\n\nAs soon as";
    assert!(text.contains(listed), "{text}");
    assert!(html.contains("invoices are kept.</li>\n<li>Orders: until &lt;x&gt;.</li>\n</ul>"), "{html}");
    for language in files::languages() {
        let Written { text, html, .. } = of(None, language);
        assert!(!text.contains("- ") && !html.contains("<li>") && !html.contains("none"), "{text}\n{html}");
        assert!(!text.contains(":\n") && !html.contains(":</p>"), "nothing is announced that does not come: {text}");
    }
}

#[test]
fn staff_is_told_why_it_has_to_decide_anew_and_what_to_do() {
    let of = |asked, language| {
        let letter = Letter { asked, ..letter(LetterKind::DecideAnew, language) };
        let Written { text, html, .. } = filled(&Templates::ours().unwrap(), &letter).unwrap();
        (text.split_whitespace().collect::<Vec<_>>().join(" "), html)
    };
    for (asked, language, why, command) in [
        (RequestType::Erasure, "en", "Nothing was erased; please decide anew.", "request plan 4711"),
        (RequestType::Access, "en", "nobody fetched that in time", "request approve 4711"),
        (RequestType::Portability, "de", "niemand hat es rechtzeitig abgeholt", "request approve 4711"),
        (RequestType::Erasure, "de", "Es wurde nichts gelöscht; bitte entscheiden Sie neu.", "request plan 4711"),
    ] {
        let (text, html) = of(asked, language);
        assert!(text.contains(why) && html.contains(why), "{text}");
        assert!(text.ends_with(&format!(": gdpr-server {command}")) && html.contains(command), "{text}");
    }
}

#[test]
fn what_was_erased_is_said_with_the_right_to_complain_when_something_is_kept() {
    for language in files::languages() {
        let part = written(LetterKind::PartlyErased, language);
        let whole = written(LetterKind::Erased, language);
        for law in ["77", "79"] {
            assert!(part.text.contains(law) && part.html.contains(law), "{}", part.text);
        }
        for letter in [part, whole] {
            assert!(letter.text.contains("19") && letter.html.contains("19"), "recipients: {}", letter.text);
        }
    }
}

#[test]
fn extensions_and_receipts_say_until_when_an_answer_is_due() {
    for kind in [LetterKind::Extended, LetterKind::Received, LetterKind::StaffNotice] {
        // A line of the text may end in the middle of a date.
        let together = |written: Written| Written { text: written.text.replace('\n', " "), ..written };
        let (english, german) = (together(written(kind, "en")), together(written(kind, "de")));
        assert!(english.text.contains("27 February 2027") && english.html.contains("27 February 2027"), "{kind:?}");
        assert!(german.text.contains("27. Februar 2027") && german.html.contains("27. Februar 2027"), "{kind:?}");
    }
}

#[test]
fn no_letter_names_its_receiver_or_fetches_anything() {
    for (language, kind) in files::languages().flat_map(|tag| LetterKind::ALL.map(|kind| (tag, kind))) {
        let Written { subject, text, html } = written(kind, language);
        for part in [&subject, &text, &html] {
            assert!(!part.contains("erika"), "{part}");
        }
        for fetched in ["<img", "<link", "<script", "<style", "url(", "src=", "@import"] {
            assert!(!html.contains(fetched), "{fetched}\n{html}");
        }
        assert!(html.starts_with("<!DOCTYPE html>\n") && html.contains(&format!("lang=\"{language}\"")), "{html}");
        assert!(html.contains("Müller &amp; Söhne &lt;GmbH&gt;"), "{html}");
        assert_eq!(html.contains("<a "), kind.link().is_some());
    }
}

#[test]
fn texts_are_wrapped_without_breaking_a_link() {
    for (language, kind) in files::languages().flat_map(|tag| LetterKind::ALL.map(|kind| (tag, kind))) {
        let text = written(kind, language).text;
        for line in text.lines() {
            assert!(line.chars().count() <= 76 || line == LINK, "{line}");
            assert_eq!(line, line.trim_end());
        }
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains("\n\n\n"), "{text}");
    }
    let long = "x".repeat(300);
    let letter =
        Letter { reason: Some(format!("{long} {}", "word ".repeat(40))), ..letter(LetterKind::Rejected, "en") };
    let text = filled(&Templates::ours().unwrap(), &letter).unwrap().text;
    assert!(text.lines().any(|line| line == long));
    assert!(text.lines().all(|line| line == long || line.chars().count() <= 76), "{text}");
}

#[test]
fn colours_are_those_of_the_shop() {
    let brand = Brand { colour: "#ffff00".parse().unwrap(), background: "#000080".parse().unwrap(), ..brand() };
    let templates = Templates::ours().unwrap();
    let html =
        templates.write(&letter(LetterKind::Received, "en"), Setting { brand: &brand, link: None }).unwrap().html;
    assert!(html.contains("color: #ffff00") && html.contains("background-color: #000080"));
    assert!(html.contains("color: #ffffff"), "running text");
}

#[test]
fn a_template_of_a_shop_stands_in_for_one_of_ours_and_the_rest_stays() {
    let overrides = [Override {
        name: "de/received.txt".to_owned(),
        file: PathBuf::new(),
        text: "Subject:  Angekommen: {{ asked }} \nBis {{ due }}.\n".to_owned(),
    }];
    let templates = of_shop(&overrides).unwrap();
    let german = filled(&templates, &letter(LetterKind::Received, "de")).unwrap();
    assert!(german.subject.starts_with("Angekommen: eine Kopie") && german.subject.ends_with("sind"));
    assert_eq!(german.text, "Bis 27. Februar 2027.\n");
    assert_eq!(german.html, written(LetterKind::Received, "de").html);
    assert_eq!(filled(&templates, &letter(LetterKind::Received, "en")).unwrap(), written(LetterKind::Received, "en"));
}

#[test]
fn what_a_shop_wrote_wrongly_is_told_with_template_line_and_reason() {
    let cases: [(&str, &str, &[&str]); 18] = [
        (
            "en/received.txt",
            "Subject: x\n{{ due }}\n{{ shopp }}",
            &[
                "en/received.txt: there is no variable \"shopp\" in this mail; did you mean \"shop\"?",
                "en/received.txt: line 3: undefined value",
            ],
        ),
        (
            "en/received.txt",
            "Subject: x\n{{ due }}{% if shop == 'y' %}{{ link }}{% endif %}",
            &["en/received.txt: there is no variable \"link\" in this mail"],
        ),
        (
            "en/received.txt",
            "Subject: x\n{% if %}",
            &["en/received.txt: line 2: syntax error: unexpected end of block"],
        ),
        ("en/received.txt", "Hello {{ due }}", &["en/received.txt: must begin with a line \"Subject: ...\""]),
        ("en/received.txt", "Subject: \n{{ due }}", &["en/received.txt: must begin with a line \"Subject: ...\""]),
        ("en/received.txt", "Subject: x", &["en/received.txt: does not show \"due\", which its receiver has to know"]),
        (
            "de/reminder.txt",
            "Subject: x\n",
            &["de/reminder.txt: does not show \"link\", which its receiver has to know"],
        ),
        ("de/reminder.html", "<p>", &["de/reminder.html: does not show \"link\", which its receiver has to know"]),
        ("en/rejected.html", "<p>", &["en/rejected.html: does not show \"reason\", which its receiver has to know"]),
        (
            "en/erasure-approved.txt",
            "Subject: x\n{{ link_ends }}",
            &["en/erasure-approved.txt: does not show \"link\", which its receiver has to know"],
        ),
        (
            "de/erasure-approved.html",
            "{{ link }}",
            &["de/erasure-approved.html: does not show \"link_ends\", which its receiver has to know"],
        ),
        (
            "de/partly-erased.txt",
            "Subject: x",
            &["de/partly-erased.txt: does not show \"reason\", which its receiver has to know"],
        ),
        (
            "en/decide-anew.txt",
            "Subject: x",
            &["en/decide-anew.txt: does not show \"due\", which its receiver has to know"],
        ),
        (
            "de/address-changed.txt",
            "Subject: x",
            &["de/address-changed.txt: does not show \"request\", which its receiver has to know"],
        ),
        ("en/received.html", "{% include 'x' %}{{ due }}", &["en/received.html: line 1: template not found"]),
        ("de/erinnerung.txt", "Subject: x", &["de/erinnerung.txt: there is no such template"]),
        (
            "en/remnider.txt",
            "Subject: x",
            &["en/remnider.txt: there is no such template; did you mean \"en/reminder.txt\"?"],
        ),
        (
            "fr/reminder.txt",
            "",
            &["fr/reminder.txt: there are no mails in the language \"fr\"; there are \"de\" and \"en\""],
        ),
    ];
    for (name, text, expected) in cases {
        let found = problems(&[(name, text)]);
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}\n{expected}");
        }
    }
    let words = problems(&[("en/words.jinja", "{% macro date(on) %}{{ on.dya }}{% endmacro %}")]);
    assert!(words.contains(&"en/words.jinja: there is no macro \"asked\"".to_owned()), "{words:#?}");
}

#[test]
fn a_subject_is_one_line_whatever_a_template_puts_into_it() {
    let overrides = [Override {
        name: "en/rejected.txt".to_owned(),
        file: PathBuf::new(),
        text: "Subject: {{ reason }}\n{{ reason }}".to_owned(),
    }];
    let letter =
        Letter { reason: Some("No\r\nBcc: x@example.org\u{85}".to_owned()), ..letter(LetterKind::Rejected, "en") };
    let written = filled(&Templates::assembled(&overrides).0, &letter).unwrap();
    assert_eq!(written.subject, "No");
    assert!(written.text.starts_with("Bcc: x@example.org"), "{}", written.text);
}

#[test]
fn a_mistake_in_front_of_a_real_letter_is_told_without_quoting_it() {
    let overrides = [Override {
        name: "en/rejected.txt".to_owned(),
        file: PathBuf::new(),
        text: "Subject: x\n{{ reason|int }}".to_owned(),
    }];
    let letter = Letter { reason: Some("SECRET".to_owned()), ..letter(LetterKind::Rejected, "en") };
    let error = filled(&Templates::assembled(&overrides).0, &letter).unwrap_err();
    assert_eq!(error.to_string(), "the template en/rejected.txt cannot be filled in: invalid operation, line 2");
    assert!(!format!("{error:?}").contains("SECRET"));
}

#[test]
fn a_letter_without_the_link_it_needs_is_not_written() {
    let letter = Letter { link: None, ..letter(LetterKind::Confirmation, "en") };
    let error = filled(&Templates::ours().unwrap(), &letter).unwrap_err();
    assert_eq!(error.reason, "the letter has no link");
}

#[test]
fn the_documentation_names_everything_that_a_template_can_use() {
    let documentation = include_str!("../../../docs/mail.md");
    for (kind, name) in LetterKind::ALL.into_iter().flat_map(|kind| names(kind).map(move |name| (kind, name))) {
        let row = documentation.lines().any(|line| {
            let mut cells = line.split('|').skip(1);
            let (said, whose) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            let of_kind = whose.trim() == "all" || whose.contains(&format!("`{}`", kind.code()));
            said.contains(&format!("`{name}`")) && of_kind
        });
        assert!(row, "{name} in {}", kind.code());
    }
}
