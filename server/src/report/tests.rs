use std::collections::BTreeSet;
use std::io::Read;

use domain::customer::document::canonical;
use domain::data_map::DataMap;
use domain::package::{Facts, Kept, Omission, PackageKind, Schema, Source, write};
use domain::retention::Rules;
use domain::seal::MasterKey;
use domain::store::StoreError;
use serde_json::{Value, json};

use super::*;
use crate::config::Config;

/// The data of one subject, in memory.
struct Data {
    document: Option<String>,
    kept: Vec<Kept>,
}

impl Source for Data {
    fn document(&self, read: &mut dyn FnMut(&mut dyn Read)) -> Result<bool, StoreError> {
        let Some(document) = &self.document else { return Ok(false) };
        read(&mut document.as_bytes());
        Ok(true)
    }

    fn kept(&self, each: &mut dyn FnMut(&Kept) -> bool) -> Result<(), StoreError> {
        self.kept.iter().find(|kept| !each(kept));
        Ok(())
    }
}

fn form() -> Report {
    Report::new(Arc::new(Shops::read(&Config::default()).unwrap())).unwrap()
}

fn rules() -> Rules {
    Rules::parse(include_str!("../../../docs/retention/germany.toml"), DataMap::shipped().unwrap()).unwrap()
}

fn document() -> Value {
    json!({
        "firstName": "<b>Erika</b> & \"Co\"", "dayOfBirth": "1984-08-12", "isActive": true, "email": "{{ 7 * 7 }}@example.org",
        "orders": [{"shopOrderNumber": "A-1", "shopTotalGross": 119.5, "orderPositions": [
            {"shopArticleName": "Camera strap", "quantityOrdered": 2, "shippingAddress": {"city": "Weimar"}},
        ]}],
        "invoiceAndCreditNotes": [{"invoiceNumber": "R-1", "relatedShopOrderNumbers": ["A-1", "A-2"],
                                   "invoicingDate": "2025-01-08T06:05:00Z", "invoicePositions": [{"quantity": 2}]}],
    })
}

fn data(document: &Value) -> Data {
    let stored = canonical(serde_json::from_value(document.clone()).unwrap()).unwrap();
    Data { document: Some(serde_json::to_string(&stored).unwrap()), kept: Vec::new() }
}

/// The report, taken out of the package it is in.
fn report(language: &str, kind: PackageKind, data: &Data) -> String {
    struct Only<'a>(&'a Report, std::sync::Mutex<Vec<u8>>);
    impl ReportForm for Only<'_> {
        fn write(&self, language: &Language, part: &Part<'_>, _: &mut dyn Write) -> Result<(), NotFormed> {
            self.0.write(language, part, &mut *self.1.lock().unwrap())
        }
    }
    let form = form();
    let only = Only(&form, std::sync::Mutex::default());
    let facts = Facts {
        kind,
        request: &"r-1".parse().unwrap(),
        shop: &"example-shop".parse().unwrap(),
        language: &Language::find(language).unwrap(),
        made_at: "2026-11-22T10:20:30Z".parse().unwrap(),
        service_version: "1.2.3",
        schema: Schema { name: "iom-gdpr", version: "2.9", object: "Customer" },
        map: DataMap::shipped().unwrap(),
        rules: &rules(),
        key: &MasterKey::new(&[7; 32]).unwrap(),
    };
    write(&facts, data, &only, &mut io::sink()).unwrap();
    String::from_utf8(only.1.into_inner().unwrap()).unwrap()
}

#[test]
fn a_report_is_a_whole_document_that_needs_nothing_else_in_every_language() {
    for language in Language::all() {
        for kind in [PackageKind::Access, PackageKind::Portability] {
            let report = report(&language, kind, &data(&document()));
            assert!(report.starts_with(&format!("<!doctype html>\n<html lang=\"{language}\">")), "{report}");
            assert!(report.ends_with("</html>"), "{report}");
            for foreign in ["<script", "src=", "href=", "url(", "@import", "http:", "https:", "{%", "{{ words"] {
                assert!(!report.contains(foreign), "{foreign}: {report}");
            }
            for tag in
                ["section", "article", "dl", "div", "dt", "dd", "ul", "li", "h2", "h3", "h4", "p", "main", "time"]
            {
                let (opened, closed) = (format!("<{tag}"), format!("</{tag}>"));
                let opened =
                    report.matches(&format!("{opened}>")).count() + report.matches(&format!("{opened} ")).count();
                assert_eq!(opened, report.matches(&closed).count(), "{tag}: {report}");
            }
        }
    }
}

#[test]
fn a_report_may_use_its_own_style_and_nothing_else() {
    for language in Language::all() {
        let report = report(&language, PackageKind::Access, &data(&document()));
        let (head, _) = report.split_once("</head>").unwrap();
        let policy = head.split_once("<meta http-equiv=\"Content-Security-Policy\" content=\"").unwrap().1;
        let policy = policy.split_once("\">").unwrap().0.replace("&#x27;", "'").replace("&#x2f;", "/");
        let (before, style) = head.split_once("<style>").unwrap();
        let style = style.split_once("</style>").unwrap().0;
        assert!(before.contains("Content-Security-Policy"), "it stands before what it is about");
        let digest = STANDARD.encode(Sha256::digest(style));
        let expected = format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
        assert_eq!(policy, expected);
        assert_eq!(report.matches("<style").count(), 1);
        assert!(!report.contains(" style="), "the policy does not allow it");
    }
}

#[test]
fn what_a_report_shows_hides_nothing_and_moves_nothing() {
    let document = json!({
        "firstName": "Eri\0ka\u{1b}[2J", "lastName": "a\u{202e}b\u{200b}c\u{feff}d",
        "orders": [{"shopOrderNumber": "A\u{2066}1\r\nx", "shopTotalGross": 119.5}],
        "invoiceAndCreditNotes": [{"relatedShopOrderNumbers": ["A\u{9b}1"]}],
    });
    let report = report("en", PackageKind::Access, &data(&document));
    for text in ["Eri\u{fffd}ka\u{fffd}[2J", "a\u{fffd}b\u{fffd}c\u{fffd}d", "Order A\u{fffd}1 x", "A\u{fffd}1\nx"] {
        assert!(report.contains(text), "{text}: {report}");
    }
    let hidden = |c: char| (c.is_control() && c != '\n') || ('\u{200b}'..='\u{2069}').contains(&c) || c == '\u{feff}';
    let typographic = |c: char| ('\u{2010}'..='\u{2027}').contains(&c);
    assert!(!report.contains(|c| hidden(c) && !typographic(c)), "{report:?}");
}

#[test]
fn what_somebody_wrote_is_text_and_nothing_else() {
    let report = report("en", PackageKind::Access, &data(&document()));
    assert!(report.contains("&lt;b&gt;Erika&lt;&#x2f;b&gt; &amp; &quot;Co&quot;"), "{report}");
    assert!(report.contains("{{ 7 * 7 }}@example.org") && !report.contains("49@"), "{report}");
}

#[test]
fn a_report_explains_purposes_sources_recipients_periods_and_rights_in_its_language() {
    let english = report("en", PackageKind::Access, &data(&document()));
    for text in [
        "Information about your personal data",
        "22 November 2026, 10:20 UTC",
        "Why we have it",
        "To inform you about your orders and to answer your questions.",
        "Who gets it",
        "Where it comes from",
        "The law requires us to keep it for 8 years, counted from the end of the calendar year.",
        "Art. 77 GDPR",
        "Art. 16 GDPR",
        "Art. 15(1)(h) GDPR",
        "Order A-1",
        "Article 1",
        "Delivery addresses of orders",
        "119.5",
        "12 August 1984",
        "8 January 2025, 06:05 UTC",
        "A-1\nA-2",
        "example-shop",
    ] {
        assert!(english.contains(text), "{text} is not in {english}");
    }
    let german = report("de", PackageKind::Access, &data(&document()));
    for text in [
        "Auskunft über Ihre personenbezogenen Daten",
        "22. November 2026, 10:20 Uhr (UTC)",
        "Um Sie über Ihre Bestellungen zu informieren und Ihre Fragen zu beantworten.",
        "Das Gesetz verlangt eine Aufbewahrung von 8 Jahren, gerechnet ab dem Ende des Kalenderjahres.",
        "Art. 77 DSGVO",
        "Bestellung A-1",
        "Artikel 1",
        "119,5",
        "12. August 1984",
        "<dd>ja</dd>",
    ] {
        assert!(german.contains(text), "{text} is not in {german}");
    }
}

#[test]
fn that_nothing_is_held_is_a_report() {
    let nothing = Data { document: None, kept: Vec::new() };
    assert!(report("en", PackageKind::Access, &nothing).contains("We hold nothing about you."));
    assert!(report("de", PackageKind::Access, &nothing).contains("Wir haben keine Daten über Sie."));
}

#[test]
fn what_the_law_keeps_is_said_with_its_ground_and_its_end() {
    let record = json!({"invoiceNumber": "R-1", "currency": "EUR"}).as_object().unwrap().clone();
    let ground = rules().all()[0].ground.clone();
    let place = "invoiceAndCreditNotes[]".to_owned();
    let until = "2033-12-31".parse().ok();
    let kept = Kept { place, until, grounds: vec![ground], held: false, record };
    let held = Kept { until: None, held: true, grounds: Vec::new(), ..kept.clone() };
    let data = Data { document: None, kept: vec![kept, held] };
    let english = report("en", PackageKind::Access, &data);
    for text in [
        "We hold nothing about you any more, except for what had to be kept when your data was erased.",
        "To invoice your orders, and to meet our obligations under tax and commercial law.",
        "Kept as it is, under a legal hold, until we release it",
        "Kept until 31 December 2033.",
        "German tax and commercial law: invoices are kept for 8 years",
        "Art. 17(3)(e) GDPR",
        "R-1",
    ] {
        assert!(english.contains(text), "{text} is not in {english}");
    }
    // What is said of data that goes when its erasure is asked for is not true of what was left by one.
    assert!(!english.contains("or until you ask us to erase it"));
    let german = report("de", PackageKind::Access, &data);
    assert!(
        german.contains("Aufbewahrt bis 31. Dezember 2033.") && german.contains("Deutsches Steuer- und Handelsrecht")
    );
}

#[test]
fn there_are_words_for_every_list_every_omission_and_every_start_in_every_language() {
    let tags: BTreeSet<_> = WORDS.iter().map(|(tag, ..)| (*tag).to_owned()).collect();
    assert_eq!(tags, Language::all().iter().map(ToString::to_string).collect());
    let paths = DataMap::shipped().unwrap().properties().iter().map(|property| property.path.as_str());
    let nested: BTreeSet<_> = paths
        .filter(|path| path.matches("[]").count() > 1)
        .map(|path| &path[..path.rfind("[]").unwrap() + 2])
        .collect();
    let starts =
        ["record-date", "end-of-calendar-year", "end-of-business-year", "end-of-calendar-year-of-business-year"];
    let form = form();
    for (_, name, _) in WORDS {
        let said = |text: String| {
            let text = format!("{{% import {name:?} as words %}}{text}");
            let said = form.environment.render_str(&text, ()).unwrap_or_else(|error| panic!("{name}: {text}: {error}"));
            assert!(!said.trim().is_empty(), "{name}: {text}");
        };
        for place in &nested {
            said(format!("{{{{ words.nested({place:?}) }}}}"));
        }
        for omission in Omission::ALL {
            said(format!("{{{{ words.missing({:?}) }}}}", omission.code()));
        }
        for start in starts {
            for (years, months, days) in [(8, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 6, 2)] {
                said(format!(
                    "{{{{ words.period({{'years': {years}, 'months': {months}, 'days': {days}, 'start': {start:?}}}) }}}}"
                ));
            }
        }
    }
}

#[test]
fn an_output_that_fails_is_not_taken_for_a_wrong_template() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let part = Part::EndOfRecords { count: 1 };
    let error = form().write(&Language::english(), &part, &mut Full).unwrap_err();
    assert!(matches!(error, NotFormed::Output(error) if error.kind() == io::ErrorKind::StorageFull));
}
