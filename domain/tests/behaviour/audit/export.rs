//! A part of the log as a file, proven by whoever has the file and the public key.

use std::io;

use domain::audit::export::{BadExport, Export, ExportFlaw, Exported, ProvenExport, PublicKey, line, verify_export};
use domain::audit::{Action, Actor, Event, Flaw, Journal};
use domain::clock::Timestamp;
use proptest::prelude::*;
use proptest::sample::Index;

use super::journal::{entries, journal, master, record, rejected};
use crate::scene::{Scene, moment};

/// A log of four entries, a second apart.
fn log() -> (Scene, Journal) {
    let (scene, journal) = (Scene::new(), journal());
    for second in 1..=4 {
        record(&scene, &journal, &rejected(second * 1_000));
    }
    (scene, journal)
}

fn export_since(scene: &Scene, journal: &Journal, since: Timestamp) -> (Exported, String) {
    let actor = Actor::CommandLine("uid 0".to_owned());
    let export = Export { store: &*scene.store, journal, actor, since, now: moment(9_000) };
    let mut file = Vec::new();
    let exported = export.write(&mut file, &|_| {}).unwrap();
    (exported, String::from_utf8(file).unwrap())
}

fn export(scene: &Scene, journal: &Journal) -> String {
    export_since(scene, journal, moment(0)).1
}

fn key() -> PublicKey {
    PublicKey::of(&master(7))
}

fn check(file: &str) -> Result<ProvenExport, BadExport> {
    verify_export(file.as_bytes(), &key())
}

/// The line that is named, and what is said to be wrong with the entry in it.
fn found(file: &str) -> (u64, Option<(u64, Flaw)>) {
    let bad = check(file).unwrap_err();
    match bad.flaw {
        ExportFlaw::Entry(broken) => (bad.line, Some((broken.sequence, broken.flaw))),
        _ => (bad.line, None),
    }
}

fn lines(file: &str) -> Vec<&str> {
    file.lines().collect()
}

fn file(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// Signed by this service under this key, whatever it says.
fn resigned(entries: &[&str], of: &Scene, key: u8) -> String {
    let other = Journal::new(master(key), std::sync::Arc::new(crate::scene::Sequence::default()));
    let signed = export_since(of, &other, moment(0)).1;
    file(&[entries, &lines(&signed)[lines(&signed).len() - 1..]].concat())
}

#[test]
fn an_export_is_proven_with_the_public_key_alone() {
    let (scene, journal) = log();
    let (exported, file) = export_since(&scene, &journal, moment(0));
    assert_eq!(exported, Exported { entries: 5, last: 5 });
    let expected = ProvenExport { entries: 5, first: 1, last: 5, exported_at: moment(9_000) };
    assert_eq!(check(&file).unwrap(), expected);
    // It holds what the log holds, with its own making as the last entry.
    let all = entries(&scene);
    let written: Vec<String> = all.iter().map(line).collect();
    assert_eq!(lines(&file)[..5], written);
    let own = &all[4];
    assert_eq!((own.action.as_str(), own.actor.as_str()), ("exported", "command-line:uid 0"));
    assert_eq!(own.details.get("since").map(String::as_str), Some("2026-03-01T12:00:00.000Z"));
}

#[test]
fn what_is_personal_leaves_the_service_sealed() {
    let (scene, journal) = log();
    let file = export(&scene, &journal);
    assert!(!file.contains("C-1001") && !file.contains("Erika"), "{file}");
    assert!(lines(&file)[0].contains("\"sealed\":\""));
}

#[test]
fn an_export_begins_with_the_first_entry_of_that_moment_and_leaves_nothing_out_behind_it() {
    let (scene, journal) = log();
    // A clock that was set back: what comes later in the log is exported all the same.
    record(&scene, &journal, &rejected(1_000));
    let (exported, file) = export_since(&scene, &journal, moment(3_000));
    assert_eq!(exported, Exported { entries: 4, last: 6 });
    assert_eq!(check(&file).unwrap(), ProvenExport { entries: 4, first: 3, last: 6, exported_at: moment(9_000) });
}

#[test]
fn an_export_of_nothing_still_says_where_the_log_ends() {
    let (scene, journal) = log();
    let (exported, file) = export_since(&scene, &journal, moment(10_000));
    assert_eq!((exported, lines(&file).len()), (Exported { entries: 0, last: 5 }, 1));
    assert_eq!(check(&file).unwrap(), ProvenExport { entries: 0, first: 6, last: 5, exported_at: moment(9_000) });
}

#[test]
fn a_long_log_is_exported_in_pages() {
    let (scene, journal) = (Scene::new(), journal());
    let event = |millis| Event::new(moment(millis), Actor::Service, Action::MailSent);
    scene
        .store
        .write("test", |transaction| (0..1_203).try_for_each(|millis| journal.record(transaction, &event(millis))))
        .unwrap();
    let (exported, file) = export_since(&scene, &journal, moment(700));
    assert_eq!(exported, Exported { entries: 504, last: 1_204 });
    assert_eq!(check(&file).unwrap().first, 701);
}

#[test]
fn lines_that_were_taken_out_moved_or_repeated_are_named() {
    let (scene, journal) = log();
    let whole = export(&scene, &journal);
    let all = lines(&whole);
    let without = |index: usize| file(&[&all[..index], &all[index + 1..]].concat());
    assert_eq!(found(&without(0)), (1, Some((1, Flaw::Missing))));
    assert_eq!(found(&without(2)), (3, Some((3, Flaw::Missing))));
    assert_eq!(found(&without(4)), (5, Some((5, Flaw::CutOff))));
    assert_eq!(found(&without(5)), (6, None), "the signed end");
    assert_eq!(found(&file(&[&all[2..3], &all[5..]].concat())), (1, Some((1, Flaw::Missing))));
    assert_eq!(found(&file(&all[5..])), (1, Some((1, Flaw::CutOff))));
    let mut swapped = all.clone();
    swapped.swap(1, 3);
    assert_eq!(found(&file(&swapped)), (2, Some((2, Flaw::OutOfOrder))));
    swapped.swap(1, 3);
    swapped.swap(0, 1);
    assert_eq!(found(&file(&swapped)).0, 1);
    let mut repeated = all.clone();
    repeated.insert(2, all[1]);
    assert_eq!(found(&file(&repeated)), (3, Some((2, Flaw::Repeated))));
    for behind in [all[0], all[5], "", "{}"] {
        assert_eq!(found(&file(&[&all[..], &[behind]].concat())), (7, None), "{behind}");
    }
    assert_eq!(found(""), (1, None));
}

#[test]
fn an_end_that_belongs_to_another_export_or_service_is_refused() {
    let (scene, journal) = log();
    let whole = export(&scene, &journal);
    let entries = &lines(&whole)[..5];
    // A later end of the same service: the entries before it are missing.
    assert_eq!(found(&resigned(entries, &scene, 7)), (6, Some((6, Flaw::CutOff))));
    // A right signature of somebody else.
    let bad = check(&resigned(entries, &log().0, 8)).unwrap_err();
    assert!(bad.line == 6 && matches!(bad.flaw, ExportFlaw::AnotherKey), "{bad}");
    // A signature of somebody else in the name of this service.
    let foreign = resigned(entries, &log().0, 8);
    let forged = foreign.replace(&PublicKey::of(&master(8)).to_string(), &key().to_string());
    let bad = check(&forged).unwrap_err();
    assert!(bad.line == 6 && matches!(bad.flaw, ExportFlaw::Forged), "{bad}");
}

#[test]
fn a_line_has_one_form() {
    let (scene, journal) = log();
    let whole = export(&scene, &journal);
    for (from, to) in [
        (r#"{"sequence":1"#, r#"{ "sequence":1"#),
        (r#"{"sequence":1"#, r#"{"note":"x","sequence":1"#),
        (r#"{"sequence":1"#, r#"{"sequence":7,"sequence":1"#),
        (r#"{"article":"12(5)"}"#, r#"{"article":"15","article":"12(5)"}"#),
        (r#"{"article":"12(5)"}"#, r#"{"article":"\u0031\u0032(5)"}"#),
        (":01.000Z", ":01.0001Z"),
        (":01.000Z", ":01.000+00:00"),
        (r#""hash":""#, r#""hash":"AB"#),
    ] {
        assert!(whole.contains(from), "{from}");
        let bad = check(&whole.replacen(from, to, 1)).unwrap_err();
        assert!(bad.line == 1 && matches!(bad.flaw, ExportFlaw::Foreign), "{to}: {bad}");
    }
    assert_eq!(found(&whole.replacen('\n', "\r\n", 1)), (1, None));
    assert_eq!(found(&whole.replacen('\n', "\n\n", 1)), (2, None));
}

#[test]
fn a_reason_never_repeats_what_stands_in_the_file() {
    let bad = check("Erika Mustermann\n").unwrap_err();
    assert_eq!((bad.line, bad.to_string().contains("Erika")), (1, false));
    assert!(!format!("{bad:?}").contains("Erika"));
}

#[test]
fn a_line_without_end_is_not_read_to_its_end() {
    let endless = io::BufReader::new(io::Read::take(io::repeat(b'x'), u64::MAX));
    let bad = verify_export(endless, &key()).unwrap_err();
    assert!(bad.line == 1 && matches!(bad.flaw, ExportFlaw::Foreign), "{bad}");
}

#[test]
fn an_export_that_cannot_be_recorded_is_not_written() {
    let journal = journal();
    let away: &dyn domain::store::Store = &crate::scene::Away;
    let export = Export { store: away, journal: &journal, actor: Actor::Service, since: moment(0), now: moment(9_000) };
    let mut file = Vec::new();
    assert!(export.write(&mut file, &|_| {}).is_err());
    assert!(file.is_empty());
}

#[test]
fn a_public_key_comes_back_from_its_text() {
    assert_eq!(key().to_string().len(), 64);
    assert_eq!(key().to_string().parse(), Ok(key()));
    assert_ne!(PublicKey::of(&master(8)), key());
    for text in ["", "00", &key().to_string()[1..], &key().to_string().to_uppercase(), &"g".repeat(64)] {
        assert!(text.parse::<PublicKey>().is_err(), "{text}");
    }
}

/// One file for all cases: what is tried changes a copy.
fn whole() -> &'static str {
    static WHOLE: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let (scene, journal) = log();
        export(&scene, &journal)
    });
    &WHOLE
}

proptest! {
    #[test]
    fn a_byte_that_was_changed_is_found_in_its_line(at: Index, bit in 0_u8..8) {
        let mut bytes = whole().as_bytes().to_vec();
        let at = at.index(bytes.len() - 1);
        bytes[at] ^= 1 << bit;
        let line = 1 + whole()[..at].matches('\n').count();
        let bad = verify_export(&bytes[..], &key()).unwrap_err();
        prop_assert_eq!(bad.line, u64::try_from(line).unwrap(), "{}", bad);
    }

    #[test]
    fn a_file_that_was_cut_off_anywhere_is_found(at: Index) {
        // Without its last line break it is still whole; and so is any line, but then the end is what is missing.
        let at = at.index(whole().len() - 1);
        let line = 1 + whole()[..=at].matches('\n').count();
        let bad = check(&whole()[..at]).unwrap_err();
        prop_assert_eq!(bad.line, u64::try_from(line).unwrap(), "{}", bad);
    }

    #[test]
    fn any_bytes_at_all_are_refused(bytes: Vec<u8>) {
        prop_assert!(verify_export(&bytes[..], &key()).is_err());
    }
}
